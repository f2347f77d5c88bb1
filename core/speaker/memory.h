// How much memory this process has taken. One file a platform.
#pragma once

#include <cstdint>

namespace understudy::speaker {

struct HeapUse {
    std::uint64_t usedBytes = 0;
    std::uint64_t freeBytes = 0; ///< held, but not used
};

HeapUse heapUse();

} // namespace understudy::speaker
