#include "tests/support/bgp/vectors.h"

#include "tests/support/bgp/hex.h"

namespace understudy::test {
namespace {

const std::string marker = "ffffffffffffffffffffffffffffffff";

Vector vector(std::string name, const std::string& rest) {
    return {std::move(name), hex(marker + rest)};
}

} // namespace

const std::vector<Vector>& goodMessages() {
    static const std::vector<Vector> all{
        vector("keepalive", "0013 04"),
        vector("open without optional parameters", "001d 01 04 0001 00b4 01010101 00"),
        vector("open with IPv4 unicast", "0025 01 04 0001 00b4 01010101 08 02 06 01 04 0001 00 01"),
        vector("open with one capability a parameter",
               "003d 01 04 0001 00b4 01010101 20 02 06 0104 0001 00 01 02 06 0104 0002 00 01"
               "02 06 4104 0001000e 02 02 0200 02 02 4600"),
        vector("open of ExaBGP with its software version",
               "0051 01 04 fffd 00b4 0a000002 34 0206 0104 00010001 0206 4104 0000fffd"
               "0222 4b20 1f 4578614247502f6d61696e2d633261326561386562642d3230323430373135"),
        vector("open with extended optional parameters",
               "002b 01 04 5ba0 00b4 c000026f ff ff 000b 02 0008 4104 0001000e 0200"),
        vector("open with everything",
               "004c 01 04 fbff 00f0 a9fea9fe 2f 02 2d 0104 00010001 0104 00020001 0200 0600 0901 00"
               "400a c078 0001 01 80 0002 01 00 4104 0000fbff 4504 0001 01 01 4600"),
        vector("notification hold timer expired", "0015 03 04 00"),
        vector("notification with a shutdown communication", "001a 03 06 02 04 6d6f7665"),
        vector("notification hard reset around a shutdown", "001a 03 06 09 06 02 02 6869"),
        vector("route refresh", "0017 05 0001 00 01"),
        vector("begin of route refresh", "0017 05 0002 01 01"),
        vector("route refresh of an unknown family", "0017 05 4004 00 47"),
        vector("end of RIB", "0017 02 0000 0000"),
        vector("end of RIB of IPv6", "001e 02 0000 0007 900f 0003 0002 01"),
        vector("update with two-octet numbers",
               "002d 02 0000 0012 40010100 4002 04 0201 00c8 400304 c0000201 18 0a0000"),
        vector("update of ExaBGP with a path",
               "002f 02 0000 0014 40010100 4002 06 0201 0000fffd 400304 0a0001fe 18 0a0000"),
        vector("update of ExaBGP with large communities",
               "004c 02 0000 0030 40010100 400200 400304 c0000201 400504 00000064"
               "c02018 00000b62 00000000 0000029a 00000b62 00000cf8 0000007b 20 0808080a"),
        vector("update of ExaBGP with extended communities",
               "003c 02 0000 0020 40010100 400200 400304 0f0f0f02 400504 00000064"
               "c01008 000200c8000007d0 20 0a000002"),
        vector("update of ExaBGP with IPv6 last",
               "0059 02 0000 0042 40010100 400200 400504 000000c8 c00808 78140000 78147814"
               "800e26 0002 01 10 2a020b80000000020000000000000001 00 80"
               "2a020b80000000010000000000000001"),
        vector("update with MED and a default route four times",
               "003c 02 0000 001c 40010100 400200 400304 65016501 800404 000000c8 400504 00000064"
               "00 00 00 00 20 01010101"),
        vector("withdraw", "001b 02 0004 18 c00002 0000"),
        vector("withdraw of IPv6", "0029 02 0000 0012 800f0f 0002 01 20 20010db8 30 20010db80001"),
    };
    return all;
}

base::Bytes message(std::uint8_t type, base::ByteView body) {
    base::ByteWriter writer;
    writer.bytes(hex(marker));
    writer.u16(static_cast<std::uint16_t>(body.size() + 19));
    writer.u8(type);
    writer.bytes(body);
    return writer.release();
}

base::Bytes updateBody(base::ByteView withdrawn, base::ByteView attributes, base::ByteView reachable) {
    base::ByteWriter writer;
    writer.u16(static_cast<std::uint16_t>(withdrawn.size()));
    writer.bytes(withdrawn);
    writer.u16(static_cast<std::uint16_t>(attributes.size()));
    writer.bytes(attributes);
    writer.bytes(reachable);
    return writer.release();
}

} // namespace understudy::test
