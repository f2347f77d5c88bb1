"""Run on the node: agrees with the router, and then reads what it sends without a look at it."""

import socket
import struct
import sys
import time
from pathlib import Path

if __name__ == "__main__":
    sys.path[:0] = [str(Path(__file__).resolve().parent.parent), str(Path(__file__).resolve().parents[2] / "interop")]

from interop import peering  # noqa: E402

from speaker import feeder  # noqa: E402


def main():
    connection = socket.socket()
    feeder.sign(connection, peering.ROUTER[4])
    connection.bind((peering.NODE[4], 0))
    while connection.connect_ex((peering.ROUTER[4], 179)):
        time.sleep(0.1)
    capabilities = b"\x01\x04\0\x01\0\x01" + b"\x41\x04" + struct.pack("!I", peering.NODE_AS)
    connection.sendall(feeder.opening(peering.NODE_AS, peering.LOW_ID, capabilities) + feeder.message(4, b""))
    room = bytearray(65536)
    while connection.recv_into(room):
        pass


if __name__ == "__main__":
    main()
