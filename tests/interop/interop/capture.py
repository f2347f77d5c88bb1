"""All packets of a run, and tshark's opinion of those that the node sent."""

import json
import signal
import subprocess

from . import peering
from .system import InteropError, run, wait_for

FROM_NODE = f"(ip.src == {peering.NODE[4]} || ipv6.src == {peering.NODE[6]})"
# Errors and warnings; an MD5 signature, which tshark cannot check without the password, is neither.
SUSPICIOUS = "(_ws.malformed || (bgp && _ws.expert.severity >= \"Warning\"))"


class Capture:
    TITLE = "no malformed packet from the node (tshark)"

    def __init__(self, machine):
        self.machine = machine
        self.file = machine.folder / "packets.pcap"

    def start(self):
        self.file.unlink(missing_ok=True)
        # At the router's port: what filter() drops there has been seen before.
        self.machine.start("tcpdump", "router", ["tcpdump", "-i", "port", "-U", "-w", self.file, "-Z", "root", "tcp"])
        wait_for("tcpdump listens", lambda: "listening on" in self.machine.log("tcpdump"), 5)

    def stop(self):
        self.machine.end("tcpdump", signal.SIGINT)

    def check(self):
        if not int(self._tshark(f"{FROM_NODE} && bgp").count("\n")):
            raise InteropError("the capture holds no BGP message of the node")
        found = self._tshark(f"{FROM_NODE} && {SUSPICIOUS}")
        if found:
            raise InteropError(f"{found.count(chr(10))} packets in {self.file}: {found.splitlines()[:5]}")

    def _tshark(self, display_filter):
        return run("tshark", "-n", "-r", self.file, "-d", "tcp.port==179,bgp", "-Y", display_filter,
                   "-T", "fields", "-e", "frame.number", "-e", "bgp.type", "-e", "_ws.expert.message")
