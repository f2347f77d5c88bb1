"""FRR: zebra, which knows the next hops, and bgpd, asked through vtysh."""

import json

from .. import peering
from ..peering import Route
from ..system import InteropError, run, wait_for
from .router import Router

FAMILIES = {4: "ipv4", 6: "ipv6"}
GROUP_ID = 59992  # far from the ids that Debian gives out
LIBRARIES = "usr/lib/x86_64-linux-gnu"


def let_root_in():
    """FRR's programs want their user, here root, to be in its group; where FRR is installed, the group has other members."""
    others = [line for line in open("/etc/group").read().splitlines(keepends=True) if not line.startswith("frrvty:")]
    with open("/etc/group", "w") as file:
        file.write("".join(others) + f"frrvty:x:{GROUP_ID}:root\n")


class Frr(Router):
    name = "frr"
    title = "FRR 8.4"
    packages = ("frr", "libyang2", "libc-ares2")
    version = "8.4."
    processes = ("zebra", "bgpd")
    cannot = dict.fromkeys(("two-octet AS numbers only", "two-octet AS numbers only, the node's needs four"),
                           "AS4 cannot be turned off without turning off all capabilities")

    def __init__(self, machine, cache):
        super().__init__(machine, cache)
        self._trouble = ""

    def configure(self, pairing):
        self.pairing = pairing
        run("mkdir", "-p", "/run/frr", "/etc/frr")
        let_root_in()
        run("cp", self.path("frr", "etc/pam.d/frr"), "/etc/pam.d/frr")
        with open("/etc/frr/vtysh.conf", "w") as file:
            file.write("")
        with open("/run/frr/zebra.conf", "w") as file:
            file.write("hostname router\nlog stdout\n")
        with open("/run/frr/bgpd.conf", "w") as file:
            file.write(_configuration(pairing))

    def start(self):
        for process in self.processes:
            self.machine.start(process, "router", [
                self.path("frr", f"usr/lib/frr/{process}"), "-f", f"/run/frr/{process}.conf",
                "-i", f"/run/frr/{process}.pid", "-u", "root", "-g", "root", "--vty_socket", "/run/frr", "-A", "127.0.0.1", "-P", "0"], self._environment())
            wait_for(f"{process} answers", lambda: self._answers(process), 10, lambda: self._trouble)

    def _environment(self):
        return {"LD_LIBRARY_PATH": ":".join(str(self.path(package, folder)) for package, folder in (
            ("frr", f"{LIBRARIES}/frr"), ("libyang2", LIBRARIES), ("libc-ares2", LIBRARIES)))}

    def _answers(self, process):
        try:
            shown = self._ask("show version", daemon=process)
            self._trouble = shown
            return "FRR" in shown
        except InteropError as error:
            self._trouble = str(error)
            return False

    def _ask(self, *commands, daemon="bgpd"):
        words = [word for command in commands for word in ("-c", command)]
        return run("env", *(f"{name}={value}" for name, value in self._environment().items()),
                   self.path("frr", "usr/bin/vtysh"), "--vty_socket", "/run/frr", "-d", daemon, *words)

    def _neighbor(self, session):
        shown = json.loads(self._ask(f"show bgp neighbors {peering.NODE[session]} json"))
        return shown.get(peering.NODE[session], {})

    def shown(self, session):
        return self._ask(f"show bgp neighbors {peering.NODE[session]}")

    def established(self, session):
        return self._neighbor(session).get("bgpState") == "Established"

    def flaps(self, session):
        return self._neighbor(session).get("connectionsEstablished")

    def route(self, prefix):
        shown = json.loads(self._ask(f"show bgp {FAMILIES[6 if ':' in prefix else 4]} unicast {prefix} json"))
        paths = [path for path in shown.get("paths", []) if path.get("valid")]
        if not paths:
            return None
        path = paths[0]
        return Route(next_hop=next(hop["ip"] for hop in path["nexthops"] if hop.get("scope") != "link-local"),
                     path=tuple(map(int, path["aspath"]["string"].split())),
                     communities=_values(path.get("community")),
                     large_communities=_values(path.get("largeCommunity")),
                     med=path.get("metric"))

    def updates(self, session):
        return self._neighbor(session)["messageStats"]["updatesRecv"]

    def refresh(self, session, family):
        self._ask(f"clear bgp {FAMILIES[family]} unicast {peering.NODE[session]} soft in")

    def disable(self, session, message):
        self._configure(f"neighbor {peering.NODE[session]} shutdown message {message}")

    def enable(self, session):
        self._configure(f"no neighbor {peering.NODE[session]} shutdown")

    def _configure(self, line):
        self._ask("configure terminal", f"router bgp {self.pairing.router_as}", line)


def _configuration(pairing):
    lines = ["hostname router", "log stdout", "debug bgp neighbor-events", f"router bgp {pairing.router_as}",
             f" bgp router-id {peering.ROUTER_ID}", " bgp log-neighbor-changes", " no bgp ebgp-requires-policy",
             " no bgp default ipv4-unicast"]
    for session in pairing.sessions:
        node = f" neighbor {peering.NODE[session]}"
        lines += [f"{node} remote-as {pairing.node_as}", f"{node} timers connect {pairing.router_retry}",
                  f"{node} timers {pairing.hold // 3} {pairing.hold}"]
        for wanted, option in ((pairing.password_of_router, f"password {pairing.password_of_router}"),
                               (pairing.router_passive, "passive"),
                               (pairing.router_ttl_security, "ttl-security hops 1"),
                               (not pairing.router_capabilities, "dont-capability-negotiate")):
            if wanted:
                lines.append(f"{node} {option}")
        for family in pairing.carried(session):
            lines += [f" address-family {FAMILIES[family]} unicast", f" {node} activate", " exit-address-family"]
    return "\n".join(lines) + "\n"


def _values(shown):
    text = (shown or {}).get("string", "").replace("graceful-shutdown", "65535:0")
    return frozenset(tuple(map(int, each.split(":"))) for each in text.split())
