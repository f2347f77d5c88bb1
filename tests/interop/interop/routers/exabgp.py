"""ExaBGP. It keeps no table: what it passes to the program that it runs (exabgp_watch) is gathered here."""

import json
import signal
import sys
from pathlib import Path

from .. import peering
from ..peering import Route
from ..system import run, wait_for
from .router import Router

COMMANDS = Path("/run/exabgp.commands")
WATCH = Path(__file__).resolve().parent / "exabgp_watch"
FAMILIES = {4: "ipv4 unicast", 6: "ipv6 unicast"}
TEARDOWN = 2  # Cease, administrative shutdown


class ExaBgp(Router):
    name = "exabgp"
    title = "ExaBGP 4.2"
    packages = ("python3-exabgp",)
    version = "4.2."
    collides = False
    cannot = {"the node's shutdown message": "it fails to decode a Cease with any message",
              "the router's shutdown message": "it cannot send one",
              "graceful restart after a kill": "it keeps no table",
              "no capabilities": "capabilities cannot be turned off"}

    def __init__(self, machine, cache):
        super().__init__(machine, cache)
        self.events = machine.folder / "events.log"
        self.begins = 0  # where those of the running program begin

    def configure(self, pairing):
        self.pairing = pairing
        with open("/run/exabgp.conf", "w") as file:
            file.write(_configuration(pairing, self.events))

    def start(self):
        self._forget()
        if not COMMANDS.exists():
            run("mkfifo", COMMANDS)
        program = self.path("python3-exabgp", "usr/sbin/python3-exabgp")
        self.machine.start("router", "router", [sys.executable, program, "/run/exabgp.conf"], {
            "PYTHONPATH": str(self.path("python3-exabgp", "usr/lib/python3/dist-packages")),
            "PYTHONDONTWRITEBYTECODE": "1",
            "exabgp_daemon_user": "root", "exabgp_tcp_port": "179", "exabgp_api_cli": "false", "exabgp_log_level": "DEBUG",
            "exabgp_tcp_bind": " ".join(peering.ROUTER[session] for session in self.pairing.sessions)})
        wait_for("exabgp runs its program", lambda: any(kind == "ready" for kind, _ in self._events()), 30,
                 lambda: self.machine.log("router")[-500:])

    def stop(self, how=signal.SIGTERM):
        super().stop(how)
        self._forget()

    def _forget(self):
        self.begins = self.events.stat().st_size if self.events.exists() else 0

    def _events(self, session=None):
        if not self.events.exists():
            return
        for line in self.events.read_bytes()[self.begins:].splitlines(keepends=True):
            try:
                event = json.loads(line)
            except json.JSONDecodeError:
                continue  # not whole yet
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


def _configuration(pairing, events):
    text = f"process watch {{\n    run {sys.executable} {WATCH} {events} {COMMANDS};\n    encoder json;\n}}\n"
    peer_as = peering.AS_TRANS if pairing.node_as > 65535 and not pairing.router_as4 else pairing.node_as
    for session in pairing.sessions:
        lines = [f"router-id {peering.ROUTER_ID};", f"local-address {peering.ROUTER[session]};",
                 f"local-as {pairing.router_as};", f"peer-as {peer_as};", f"hold-time {pairing.hold};"]
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
                  "    receive { parsed; update; }", "}"]
        body = "\n    ".join(lines)
        text += f"neighbor {peering.NODE[session]} {{\n    {body}\n}}\n"
    return text
