"""The cable between the router and the node: what passes, with the kernel's own time stamps, and the link's switch."""

import ctypes
import os
import socket
import struct
import time

from interop import peering

SO_TIMESTAMPNS = 35
RTM_NEWLINK, NLM_F_REQUEST, NLM_F_ACK, IFF_UP = 16, 1, 4, 1
UPDATE = 2


def enter(host):
    """This process moves into the network of a host of the machine."""
    libc = ctypes.CDLL(None, use_errno=True)
    descriptor = os.open(f"/run/netns/{host}", os.O_RDONLY)
    if libc.setns(descriptor, 0x40000000) != 0:
        raise OSError(ctypes.get_errno(), f"setns {host}")
    os.close(descriptor)


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


class LinkSwitch:
    """dummy1 of the node, by one system call."""

    def __init__(self):
        enter("node")
        self._socket = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, socket.NETLINK_ROUTE)
        self._index = socket.if_nametoindex("dummy1")
        enter("router")

    def set(self, up):
        """The time just before the kernel is asked."""
        body = struct.pack("=BxHiII", socket.AF_UNSPEC, 0, self._index, IFF_UP if up else 0, IFF_UP)
        message = struct.pack("=IHHII", 16 + len(body), RTM_NEWLINK, NLM_F_REQUEST | NLM_F_ACK, 1, 0) + body
        asked = time.clock_gettime(time.CLOCK_REALTIME)
        self._socket.send(message)
        self._socket.recv(4096)
        return asked
