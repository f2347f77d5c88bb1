"""A router that sends a full table."""

import fcntl
import ipaddress
import random
import socket
import struct
import time

from interop import peering

TCP_MD5SIG = 14
SIOCOUTQ = 0x5411
MARKER = b"\xff" * 16
PREFIXES = 1_000_000
UPDATES = 220_000


def message(kind, body):
    return MARKER + struct.pack("!HB", 19 + len(body), kind) + body


def opening(own_as, identifier, capabilities):
    """An OPEN with a hold time of 240 s."""
    return message(1, struct.pack("!BHH4sBBB", 4, own_as, 240, socket.inet_aton(identifier), 2 + len(capabilities), 2,
                                  len(capabilities)) + capabilities)


def sign(connection, neighbor):
    """TCP MD5 with this neighbor (RFC 2385): struct tcp_md5sig."""
    key = peering.Peering().password.encode()
    address = struct.pack("=H", socket.AF_INET) + struct.pack("!H4s", 0, socket.inet_aton(neighbor))
    connection.setsockopt(socket.IPPROTO_TCP, TCP_MD5SIG,
                          address.ljust(128, b"\0") + struct.pack("=BBHI", 0, 0, len(key), 0) + key.ljust(80, b"\0"))


def table():
    """One million /24s in about 220,000 UPDATEs; each has a path of three to six hops, and some have communities."""
    chance = random.Random(1)
    prefixes = iter(range(PREFIXES))
    stream = []
    left = PREFIXES
    for update in range(UPDATES, 0, -1):
        count = left if update == 1 else max(1, min(left - update + 1, round(chance.expovariate(update / left))))
        left -= count
        path = [peering.ROUTER_AS] + [chance.randrange(1000, 400_000) for _ in range(chance.randrange(2, 6))]
        attributes = b"\x40\x01\x01\x00"
        attributes += struct.pack("!BBBBB", 0x40, 2, 2 + 4 * len(path), 2, len(path)) + struct.pack(f"!{len(path)}I", *path)
        attributes += b"\x40\x03\x04" + ipaddress.ip_address(peering.ROUTER[4]).packed
        if chance.random() < 0.4:
            values = [chance.randrange(1 << 32) for _ in range(chance.randrange(1, 5))]
            attributes += struct.pack("!BBB", 0xc0, 8, 4 * len(values)) + struct.pack(f"!{len(values)}I", *values)
        nets = b"".join(b"\x18" + struct.pack("!I", (16 << 24) + (next(prefixes) << 8))[:3] for _ in range(count))
        stream.append(message(2, b"\0\0" + struct.pack("!H", len(attributes)) + attributes + nets))
    return stream


class Feeder:
    """Waits for the node, agrees with it, and is its router from then on."""

    def __init__(self):
        self._listener = socket.create_server((peering.ROUTER[4], 179), reuse_port=True)
        sign(self._listener, peering.NODE[4])

    def meet(self):
        self._listener.settimeout(30)
        self._node, _ = self._listener.accept()
        capabilities = b"\x01\x04\0\x01\0\x01" + b"\x41\x04" + struct.pack("!I", peering.ROUTER_AS) + b"\x02\0"
        self._node.sendall(opening(peering.ROUTER_AS, peering.ROUTER_ID, capabilities))
        self._node.sendall(message(4, b""))
        seen = b""
        while b"\x00\x13\x04" not in seen:
            seen += self._node.recv(4096)

    def send(self, stream):
        """Everything, and until the node has taken it all."""
        octets = b"".join(stream)
        self._node.sendall(octets)
        # Octets that the other end has not acknowledged.
        while struct.unpack("i", fcntl.ioctl(self._node.fileno(), SIOCOUTQ, struct.pack("i", 0)))[0] > 0:
            time.sleep(0.01)
        return len(octets)

    def close(self):
        self._node.close()
        self._listener.close()
