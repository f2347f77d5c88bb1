"""The node's dummy1, switched by one system call: fast enough to be timed, and to be done ten thousand times."""

import ctypes
import os
import socket
import struct
import time

RTM_NEWLINK, NLM_F_REQUEST, NLM_F_ACK, IFF_UP = 16, 1, 4, 1
CLONE_NEWNET = 0x40000000


def enter(host):
    """This process moves into the network of a host of the machine."""
    libc = ctypes.CDLL(None, use_errno=True)
    descriptor = os.open(f"/run/netns/{host}", os.O_RDONLY)
    if libc.setns(descriptor, CLONE_NEWNET) != 0:
        raise OSError(ctypes.get_errno(), f"setns {host}")
    os.close(descriptor)


class LinkSwitch:
    def __init__(self):
        """Leaves this process in the router's network."""
        enter("node")
        self._socket = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, socket.NETLINK_ROUTE)
        self._index = socket.if_nametoindex("dummy1")
        enter("router")

    def set(self, up):
        """The time just before the kernel is asked, of CLOCK_REALTIME."""
        body = struct.pack("=BxHiII", socket.AF_UNSPEC, 0, self._index, IFF_UP if up else 0, IFF_UP)
        message = struct.pack("=IHHII", 16 + len(body), RTM_NEWLINK, NLM_F_REQUEST | NLM_F_ACK, 1, 0) + body
        asked = time.clock_gettime(time.CLOCK_REALTIME)
        self._socket.send(message)
        self._socket.recv(4096)
        return asked
