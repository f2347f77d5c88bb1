"""Questions to a BIRD of the lab, over its control socket."""

import re
import socket


def ask(control_socket, command):
    """The reply's lines with their codes, or [] when the daemon does not answer."""
    try:
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(5)
            connection.connect(str(control_socket))
            reader = connection.makefile()
            _reply(reader)  # the greeting
            connection.sendall(command.encode() + b"\n")
            return _reply(reader)
    except OSError:
        return []


def _reply(reader):
    lines = []
    for line in reader:
        lines.append(line.rstrip("\n"))
        # "1002-text" and " text" continue a reply, "0000 text" ends it.
        if len(line) > 4 and line[:4].isdigit() and line[4] == " ":
            return lines
    return []


def sessions(control_socket):
    """{name: state} of the BGP protocols; the state in BIRD's word."""
    states = {}
    for line in ask(control_socket, "show protocols"):
        words = line.removeprefix("1002-").split()
        if len(words) >= 4 and words[1] == "BGP":
            states[words[0]] = words[5] if len(words) > 5 else words[3]
    return states


def announcing(control_socket):
    """The names of the BGP protocols that a route was learned from."""
    return set(re.findall(r"\[(\w+) ", "\n".join(ask(control_socket, "show route where source = RTS_BGP"))))
