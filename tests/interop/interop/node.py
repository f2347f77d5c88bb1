"""The speaker under test. It has bird's flags, and its client birdc's: BIRD 2 can be put in its place to test the test."""

import re
import signal

from . import peering
from .system import InteropError, run, wait_for

SOCKET = "/run/node.ctl"
CONFIGURATION = "/run/node.conf"


class Node:
    def __init__(self, machine, daemon, client):
        self.machine = machine
        self.daemon = daemon
        self.client = client
        # BIRD must be told that it follows a crash; understudyd knows.
        self._after_crash = ["-R"] if "BIRD" in run("sh", "-c", f"{daemon} --version 2>&1") else []

    def configure(self, pairing, export="accept;", reload=False):
        """Writes the configuration; `export` is the filter's body."""
        text = _configuration(pairing, export)
        with open(CONFIGURATION, "w") as file:
            file.write(text)
        if reload:
            self.control("configure")

    def start(self, after_crash=False):
        self.machine.start("node", "node", [self.daemon, "-f", "-c", CONFIGURATION, "-s", SOCKET,
                                            *(self._after_crash if after_crash else [])])
        wait_for("the daemon answers on its control socket", self._answers, 5, lambda: self.machine.log("node")[-500:])

    def _answers(self):
        if not self.machine.running("node"):
            raise InteropError(f"the daemon ended: {self.machine.log('node')[-500:].strip()}")
        try:
            return self.control("show", "status")
        except InteropError:
            return False

    def stop(self, how=signal.SIGTERM):
        return self.machine.end("node", how)

    def control(self, *words):
        return run(self.client, "-s", SOCKET, *words)

    def shown(self, session):
        return self.control("show", "protocols", "all", name(session))

    def state(self, session):
        """BIRD's word for the state of the session: Established, Active, Down…"""
        found = re.search(r"BGP state:\s+(\w+)", self.shown(session))
        return found.group(1) if found else "none"

    def established(self, session):
        return self.state(session) == "Established"

    def since(self, session):
        row = next((line for line in self.shown(session).splitlines() if line.startswith(name(session))), "")
        found = re.search(r"\b\d\d:\d\d:\d\d\.\d+|\b\d\d:\d\d:\d\d", row)
        return found.group(0) if found else ""


def name(session):
    return f"cloud{session}"


def _configuration(pairing, export):
    channels = {4: "ipv4", 6: "ipv6"}
    text = f"""log stderr all;
router id {pairing.node_id};
protocol device {{ scan time 60; }}
protocol direct {{ ipv4; ipv6; interface "dummy1"; }}
"""
    for session in pairing.sessions:
        lines = [f"local as {pairing.node_as};",
                 f"source address {peering.NODE[session]};",
                 f"neighbor {peering.ROUTER[session]} as {peering.ROUTER_AS};",
                 f"hold time {pairing.hold};",
                 "connect delay time 1;", "connect retry time 1;", "error wait time 1, 2;"]
        # As the guide has it, and TTL security knows how far it is.
        lines.append("direct;" if pairing.node_ttl_security else "multihop 2;")
        if pairing.node_ttl_security:
            lines.append("ttl security on;")
        if pairing.password:
            lines.append(f'password "{pairing.password}";')
        if pairing.node_passive:
            lines.append("passive on;")
        if pairing.graceful:
            lines += ["graceful restart on;", "graceful restart time 20;"]
        for family in pairing.carried(session):
            # On a session of the other family there is no address to fall back to.
            next_hop = (f"next hop address {peering.NODE[family]};" if family != session else "next hop self;")
            lines.append(f"{channels[family]} {{ import none; {next_hop} export filter {{ {export} }}; }};")
        body = "\n    ".join(lines)
        text += f"protocol bgp {name(session)} {{\n    {body}\n}}\n"
    return text
