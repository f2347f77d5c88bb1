"""ExaBGP. It keeps no table: what it passes to the program that it runs (exabgp_watch) is gathered here."""

import json
import signal
import sys
from pathlib import Path

from .. import peering
from ..peering import Route
from ..system import run, wait_for
from .router import Router

EVENTS, COMMANDS = Path("/run/exabgp.events"), Path("/run/exabgp.commands")
WATCH = Path(__file__).resolve().parent / "exabgp_watch"
FAMILIES = {4: "ipv4 unicast", 6: "ipv6 unicast"}
TEARDOWN = 2  # Cease, administrative shutdown


class ExaBgp(Router):
    name = "exabgp"
    title = "ExaBGP 4.2"
    packages = ("exabgp", "python3-exabgp")
    version = "4.2."
    cannot = {"the router's shutdown message": "it cannot send one",
              "graceful restart after a kill": "it keeps no table"}

    def configure(self, pairing):
        self.pairing = pairing
        with open("/run/exabgp.conf", "w") as file:
            file.write(_configuration(pairing))

    def start(self):
        EVENTS.write_text("")
        if not COMMANDS.exists():
            run("mkfifo", COMMANDS)
        self.machine.start("router", "router", [sys.executable, self.path("python3-exabgp", "usr/sbin/python3-exabgp"), "/run/exabgp.conf"], {
            "PYTHONPATH": str(self.path("python3-exabgp", "usr/lib/python3/dist-packages")),
            "PYTHONDONTWRITEBYTECODE": "1",
            "exabgp_daemon_user": "root", "exabgp_tcp_port": "179", "exabgp_api_cli": "false", "exabgp_log_level": "DEBUG",
            "exabgp_tcp_bind": " ".join(peering.ROUTER[session] for session in self.pairing.sessions)})
        wait_for("exabgp runs its program", lambda: '"ready"' in EVENTS.read_text(), 10,
                 lambda: self.machine.log("router")[-500:])

    def stop(self, how=signal.SIGTERM):
        super().stop(how)
        EVENTS.write_text("")

    def _events(self, session=None):
        for line in EVENTS.read_text().splitlines(keepends=True):
            if line.endswith("\n"):
                event = json.loads(line)
                neighbor = event.get("neighbor", {})
                if session is None or neighbor.get("address", {}).get("peer") == peering.NODE[session]:
                    yield event["type"], neighbor

    def shown(self, session):
        return "\n".join(json.dumps(neighbor) for kind, neighbor in self._events(session) if kind != "update")

    def established(self, session):
        states = [neighbor["state"] for kind, neighbor in self._events(session) if kind == "state"]
        return bool(states) and states[-1] == "up"

    def flaps(self, session):
        return sum(kind == "state" and neighbor["state"] == "up" for kind, neighbor in self._events(session))

    def route(self, prefix):
        route = None
        for kind, neighbor in self._events():
            if kind == "state" and neighbor["state"] != "up" and prefix in self._prefixes_over(neighbor):
                route = None
            if kind == "update":
                update = neighbor["message"].get("update", {})
                if any(entry["nlri"] == prefix for entries in update.get("withdraw", {}).values() for entry in entries):
                    route = None
                for hops in update.get("announce", {}).values():
                    for hop, entries in hops.items():
                        if any(entry["nlri"] == prefix for entry in entries):
                            route = _route(hop, update["attribute"])
        return route

    def _prefixes_over(self, neighbor):
        session = 6 if ":" in neighbor["address"]["peer"] else 4
        families = self.pairing.carried(session)
        return {table[family] for table in (peering.PREFIX, peering.SECOND_PREFIX) for family in families}

    def updates(self, session):
        return sum(kind == "update" for kind, _ in self._events(session))

    def refresh(self, session, family):
        self._command(session, f"announce route-refresh {FAMILIES[family]}")

    def disable(self, session, message):
        self._command(session, f"teardown {TEARDOWN}")

    def _command(self, session, text):
        with COMMANDS.open("w") as commands:
            commands.write(f"neighbor {peering.NODE[session]} {text}\n")


def _route(next_hop, attributes):
    return Route(next_hop=next_hop,
                 path=tuple(attributes.get("as-path", [])),
                 communities=frozenset(map(tuple, attributes.get("community", []))),
                 large_communities=frozenset(map(tuple, attributes.get("large-community", []))),
                 med=attributes.get("med"))


def _configuration(pairing):
    text = f"process watch {{\n    run {sys.executable} {WATCH} {EVENTS} {COMMANDS};\n    encoder json;\n}}\n"
    for session in pairing.sessions:
        lines = [f"router-id {peering.ROUTER_ID};", f"local-address {peering.ROUTER[session]};",
                 f"local-as {pairing.router_as};", f"peer-as {pairing.node_as};", f"hold-time {pairing.hold};"]
        if pairing.password_of_router:
            lines.append(f'md5-password "{pairing.password_of_router}";')
        if pairing.router_passive:
            lines.append("passive true;")
        if pairing.router_ttl_security:
            lines += ["incoming-ttl 255;", "outgoing-ttl 255;"]
        lines += ["family {", *(f"    {FAMILIES[family]};" for family in pairing.carried(session)), "}",
                  "capability {", "    route-refresh enable;",
                  *(["    graceful-restart 20;"] if pairing.graceful else []),
                  f"    asn4 {'enable' if pairing.router_as4 else 'disable'};", "}",
                  "api {", "    processes [ watch ];", "    neighbor-changes;",
                  "    receive { parsed; update; notification; open; refresh; }", "}"]
        body = "\n    ".join(lines)
        text += f"neighbor {peering.NODE[session]} {{\n    {body}\n}}\n"
    return text
