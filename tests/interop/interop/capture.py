"""All packets of a run, and tshark's opinion of those that the node sent."""

import signal

from . import peering
from .system import InteropError, run, wait_for

FROM_NODE = f"(ip.src == {peering.NODE[4]} || ipv6.src == {peering.NODE[6]})"
# tshark says nothing of MD5 signatures, which it cannot check without the password. What it finds unusual in TCP, as
# packets that are sent again, is the kernel's.
SUSPICIOUS = "(_ws.malformed || (bgp && !tcp.analysis.flags && _ws.expert.severity >= \"Warning\"))"


class Capture:
    TITLE = "no malformed packet from the node (tshark)"

    def __init__(self, machine):
        self.machine = machine
        self.file = machine.folder / "packets.pcap"

    def start(self):
        self.file.unlink(missing_ok=True)
        # At the router's port: what filter() drops there has been seen before. Nothing is left in a buffer at the end.
        self.machine.start("tcpdump", "router", ["tcpdump", "-i", "port", "--immediate-mode", "-U", "-w", self.file,
                                                 "-Z", "root", "tcp"])
        wait_for("tcpdump listens", lambda: "listening on" in self.machine.log("tcpdump"), 5)

    def stop(self):
        self.machine.end("tcpdump", signal.SIGINT)

    def check(self, narrow):
        """`narrow`: the times [from, until] when AS numbers had two octets; tshark only guesses how many they have."""
        within = " || ".join(f"(frame.time_epoch >= {begin:f} && frame.time_epoch <= {end:f})" for begin, end in narrow)
        if not self._tshark(4, f"{FROM_NODE} && bgp"):
            raise InteropError("the capture holds no BGP message of the node")
        found = self._tshark(4, f"{FROM_NODE} && {SUSPICIOUS}" + (f" && !({within})" if within else ""))
        if within:
            found += self._tshark(2, f"{FROM_NODE} && {SUSPICIOUS} && ({within})")
        if found:
            raise InteropError(f"{len(found)} packets in {self.file}: {found[:5]}")

    def _tshark(self, octets, display_filter):
        return run("tshark", "-n", "-r", self.file, "-d", "tcp.port==179,bgp", "-o", f"bgp.asn_len:{octets} octet",
                   "-Y", display_filter, "-T", "fields", "-e", "frame.number", "-e", "bgp.type",
                   "-e", "_ws.expert.message").splitlines()
