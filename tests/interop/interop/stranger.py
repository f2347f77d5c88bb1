"""A caller whom no configuration knows."""

import subprocess

from . import peering
from .system import InteropError

# Prints what the node answers to an OPEN until it hangs up; "refused" if it does not take the call at all.
CALL = f"""
import socket
call = socket.socket()
call.settimeout(5)
call.bind(({peering.STRANGER!r}, 0))
try:
    call.connect(({peering.NODE[4]!r}, 179))
    call.sendall(b"\\xff" * 16 + bytes([0, 29, 1, 4]) + ({peering.ROUTER_AS}).to_bytes(2, "big")
                 + bytes([0, 90, 9, 9, 9, 9, 0]))
    heard = b""
    while part := call.recv(4096):
        heard += part
    print(heard.hex())
except (ConnectionRefusedError, ConnectionResetError):
    print("refused")
"""
NOTIFICATION = 3


def call_as_stranger(machine):
    """InteropError if the node says anything but NOTIFICATION to it, or does not hang up within 5 s."""
    done = subprocess.run([*machine.enter("router"), "python3", "-c", CALL], capture_output=True, text=True)
    answer = done.stdout.strip()
    if done.returncode != 0:
        raise InteropError(f"the node does not hang up: {done.stderr.strip().splitlines()[-1]}")
    if answer not in ("refused", "") and bytes.fromhex(answer)[18] != NOTIFICATION:
        raise InteropError(f"the node said {answer} to a stranger")
