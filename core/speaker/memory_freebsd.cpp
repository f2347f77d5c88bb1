#include "core/speaker/memory.h"

#include <malloc_np.h>

namespace understudy::speaker {

HeapUse heapUse() {
    std::size_t used = 0;
    std::size_t held = 0;
    std::size_t length = sizeof used;
    ::mallctl("stats.allocated", &used, &length, nullptr, 0);
    ::mallctl("stats.active", &held, &length, nullptr, 0);
    return {used, held > used ? held - used : 0};
}

} // namespace understudy::speaker
