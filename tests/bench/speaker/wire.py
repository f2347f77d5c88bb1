"""The cable between the router and the node: what passes, with the kernel's own time stamps."""

import socket
import struct

from interop import peering
from interop.link import enter

SO_TIMESTAMPNS = 35
UPDATE = 2
MARKER = b"\xff" * 16


class Wire:
    """Sees what arrives at the router's port from the node."""

    def __init__(self):
        enter("router")
        self._socket = socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM, socket.htons(0x0800))
        self._socket.bind(("port", 0x0800))
        self._socket.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPNS, 1)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 64 << 20)

    def forget(self):
        self._socket.setblocking(False)
        try:
            while True:
                self._socket.recv(65535)
        except BlockingIOError:
            pass

    def updates(self, seconds):
        """(time in seconds, octets of BGP) of each packet from the node that begins with an UPDATE, as they come; ends when
        nothing has come for so long."""
        for at, _, octets in self._segments(seconds):
            if len(octets) > 19 and octets[18] == UPDATE and octets[:16] == MARKER:
                yield at, octets

    def announcements(self, seconds):
        """(time, prefixes) of each UPDATE from the node with IPv4 prefixes, when its last octet has come; ends when nothing
        has come for so long. Of two packets that two processors put on the cable the second may come first."""
        streams = {}
        for at, (ports, sequence), octets in self._segments(seconds):
            stream = streams.setdefault(ports, Stream(sequence))
            stream.take(sequence, octets)
            for update in stream.updates():
                if count := prefixes(update):
                    yield at, count

    def _segments(self, seconds):
        """(time, (ports, sequence number), octets) of each packet from the node that carries some."""
        self._socket.settimeout(seconds)
        source = socket.inet_aton(peering.NODE[4])
        while True:
            try:
                packet, ancillary, _, _ = self._socket.recvmsg(65535, 64)
            except TimeoutError:
                return
            header = (packet[0] & 15) * 4
            if packet[9] != socket.IPPROTO_TCP or packet[12:16] != source:
                continue
            octets = packet[header + (packet[header + 12] >> 4) * 4:struct.unpack("!H", packet[2:4])[0]]
            stamp = next((struct.unpack("qq", data) for _, kind, data in ancillary if kind == SO_TIMESTAMPNS), None)
            if stamp and octets:
                yield (stamp[0] + stamp[1] / 1e9, (packet[header:header + 4], int.from_bytes(packet[header + 4:header + 8], "big")),
                       octets)


class Stream:
    """One direction of a connection, put together from its segments."""

    def __init__(self, sequence):
        self._next, self._early, self._octets = sequence, {}, b""

    def take(self, sequence, octets):
        self._early[sequence] = octets
        while self._next in self._early:
            octets = self._early.pop(self._next)
            self._octets += octets
            self._next = (self._next + len(octets)) % 2**32

    def updates(self):
        """The bodies of the UPDATEs that have come whole, each once."""
        while len(self._octets) >= 19 and len(self._octets) >= (length := int.from_bytes(self._octets[16:18], "big")):
            message, self._octets = self._octets[:length], self._octets[length:]
            if message[18] == UPDATE:
                yield message[19:]


def prefixes(body):
    """How many IPv4 prefixes an UPDATE announces (RFC 4271 section 4.3)."""
    withdrawn = int.from_bytes(body[:2], "big")
    attributes = int.from_bytes(body[2 + withdrawn:4 + withdrawn], "big")
    at, count = 4 + withdrawn + attributes, 0
    while at < len(body):
        at += 1 + (body[at] + 7) // 8
        count += 1
    return count
