"""Opens a TCP connection to the node's BGP port as the router would, signed with its password (RFC 2385), and prints `open`, or
`closed` when a firewall is in the way. It runs on the guest, in the router's namespace: knock.py CONFIGURATION SOURCE NODE."""

import errno
import re
import socket
import struct
import sys
from pathlib import Path

TCP_MD5SIG = 14  # linux/tcp.h
SECONDS = 15


def signature(family, node, password):
    """struct tcp_md5sig: a sockaddr_storage, the length of the key, and the key."""
    octets = socket.inet_pton(family, node)
    address = struct.pack("=H2x4s", family, octets) if family == socket.AF_INET else struct.pack("=H6x16s", family, octets)
    return struct.pack("=128s2xH4x80s", address, len(password), password)


def main():
    configuration, source, node = sys.argv[1:]
    password = re.search(r'password "([^"]*)"', Path(configuration).read_text()).group(1).encode()
    family = socket.AF_INET6 if ":" in node else socket.AF_INET
    with socket.socket(family) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, TCP_MD5SIG, signature(family, node, password))
        connection.bind((source, 0))
        connection.settimeout(SECONDS)
        try:
            connection.connect((node, 179))
        except TimeoutError:
            print("closed")
        except OSError as error:
            # What a firewall that rejects answers.
            if error.errno not in (errno.EHOSTUNREACH, errno.EACCES):
                raise
            print("closed")
        else:
            print("open")


if __name__ == "__main__":
    main()
