#include "core/speaker/memory.h"

#include <malloc.h>

namespace understudy::speaker {

HeapUse heapUse() {
    const auto info = ::mallinfo2();
    return {info.uordblks + info.hblkhd, info.fordblks};
}

} // namespace understudy::speaker
