"""The cable between the router and the node: what passes, with the kernel's own time stamps."""

import socket
import struct

from interop import peering
from interop.link import enter

SO_TIMESTAMPNS = 35
UPDATE = 2


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
            whole = next((struct.unpack("qq", data) for _, kind, data in ancillary if kind == SO_TIMESTAMPNS), None)
            if whole and len(octets) > 19 and octets[18] == UPDATE and octets[:16] == b"\xff" * 16:
                yield whole[0] + whole[1] / 1e9, octets
