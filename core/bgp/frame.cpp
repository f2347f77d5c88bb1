#include "core/bgp/frame.h"

namespace understudy::bgp {

std::size_t beginMessage(base::ByteWriter& writer, MessageType type) {
    const auto begin = writer.size();
    for (std::size_t i = 0; i < markerLength; ++i)
        writer.u8(0xff);
    writer.u16(0);
    writer.u8(static_cast<std::uint8_t>(type));
    return begin;
}

void endMessage(base::ByteWriter& writer, std::size_t begin) {
    writer.patchU16(begin + markerLength, static_cast<std::uint16_t>(writer.size() - begin));
}

} // namespace understudy::bgp
