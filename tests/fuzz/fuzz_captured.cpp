// A node on which anything at all calls itself birdc.
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "bird_values.h"
#include "core/bird/captured.h"

using namespace understudy;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view output(reinterpret_cast<const char*>(data), size);
    fuzz::check(!bird::parseCaptured(output, std::nullopt));
    const auto captured = bird::parseCaptured(output, 0);
    if (!captured) {
        fuzz::checkClean(captured.error().what);
        return 0;
    }
    fuzz::checkClean(captured->greeting.version);
    fuzz::checkValuesOf(captured->reply);
    if (captured->reply.code < 8000)
        fuzz::check(!bird::parseCaptured(output, 1));
    return 0;
}
