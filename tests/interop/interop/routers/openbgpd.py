"""OpenBGPD's portable release."""

import json
import time

from .. import peering
from ..peering import Route
from ..system import InteropError, run, wait_for
from .router import Router

SOCKET = "/run/openbgpd/bgpd.sock"
USER = "_openbgpd"
USER_ID = 59991  # far from the ids that Debian gives out
FAMILIES = {4: "IPv4", 6: "IPv6"}


class OpenBgpd(Router):
    name = "openbgpd"
    title = "OpenBGPD 7.7"
    packages = ("openbgpd", "libevent-2.1-7")
    version = "7.7"
    collides = False
    signs_answers = False

    def __init__(self, machine, cache):
        super().__init__(machine, cache)
        self._called = 0

    def configure(self, pairing):
        self.pairing = pairing
        if USER not in open("/etc/passwd").read():
            run("mkdir", "-p", "/run/openbgpd")
            with open("/etc/passwd", "a") as file:
                file.write(f"{USER}:x:{USER_ID}:{USER_ID}::/run/openbgpd:/usr/sbin/nologin\n")
            with open("/etc/group", "a") as file:
                file.write(f"{USER}:x:{USER_ID}:\n")
        with open("/run/bgpd.conf", "w") as file:
            file.write(_configuration(pairing))
        run("chmod", "600", "/run/bgpd.conf")

    def start(self):
        self.machine.start("router", "router", [self.path("openbgpd", "usr/sbin/bgpd"), "-d", "-v", "-f", "/run/bgpd.conf"],
                           {"LD_LIBRARY_PATH": str(self.path("libevent-2.1-7", "usr/lib/x86_64-linux-gnu"))})
        wait_for("bgpd answers", self._answers, 10, lambda: self.machine.log("router")[-500:])

    def _answers(self):
        try:
            return all(self._neighbor(session) for session in self.pairing.sessions)
        except (InteropError, KeyError, IndexError, json.JSONDecodeError):
            return False

    def _ask(self, *words):
        return run(self.path("openbgpd", "usr/sbin/bgpctl"), "-s", SOCKET, *words)

    def _neighbor(self, session):
        return json.loads(self._ask("-j", "show", "neighbor", peering.NODE[session]))["neighbors"][0]

    def shown(self, session):
        return self._ask("show", "neighbor", peering.NODE[session])

    def established(self, session):
        return self._neighbor(session)["state"] == "Established"

    def flaps(self, session):
        return sum("Established" in line and peering.NODE[session] in line and "->" in line
                   for line in self.machine.log("router").splitlines())

    def route(self, prefix):
        routes = json.loads(self._ask("-j", "show", "rib", "detail", prefix)).get("rib")
        if not routes:
            return None
        route = routes[0]
        return Route(next_hop=route["exit_nexthop"],
                     path=tuple(map(int, route["aspath"].split())),
                     communities=_values(route.get("communities")),
                     large_communities=_values(route.get("large_communities")),
                     med=route.get("metric"))

    def updates(self, session):
        return self._neighbor(session)["stats"]["message"]["received"]["updates"]

    def refresh(self, session, family):
        self._ask("neighbor", peering.NODE[session], "refresh")

    def call_now(self, session):
        # After an error it waits for 30 s and more, and being called is no help while it signs no answers.
        if self._neighbor(session)["state"] == "Idle" and time.monotonic() > self._called + 1:
            self._called = time.monotonic()
            self._ask("neighbor", peering.NODE[session], "up")

    def disable(self, session, message):
        self._ask("neighbor", peering.NODE[session], "down", message)

    def enable(self, session):
        self._ask("neighbor", peering.NODE[session], "up")


def _configuration(pairing):
    lines = [f"AS {pairing.router_as}", f"router-id {peering.ROUTER_ID}", "fib-update no", f'socket "{SOCKET}"',
             "connect-retry 1", "log updates"]
    lines += [f"listen on {peering.ROUTER[session]}" for session in pairing.sessions]
    for session in pairing.sessions:
        options = [f"remote-as {pairing.node_as}", f"descr node{session}",
                   f"local-address {peering.ROUTER[session]}", f"holdtime {pairing.hold}"]
        for family in (4, 6):
            options.append(f"announce {FAMILIES[family]} {'unicast' if family in pairing.carried(session) else 'none'}")
        for wanted, option in ((pairing.password_of_router, f'tcp md5sig password "{pairing.password_of_router}"'),
                               (pairing.router_passive, "passive"),
                               (pairing.router_ttl_security, "ttl-security yes"),
                               (not pairing.router_as4, "announce as-4byte no"),
                               (not pairing.router_capabilities, "announce capabilities no")):
            if wanted:
                options.append(option)
        body = "\n    ".join(options)
        lines.append(f"neighbor {peering.NODE[session]} {{\n    {body}\n}}")
    lines.append("allow from any")
    return "\n".join(lines) + "\n"


def _values(shown):
    return frozenset(tuple(map(int, each.split(":"))) for each in shown or [] if each.replace(":", "").isdigit())
