"""GoBGP."""

import json

from .. import peering
from ..peering import Route
from ..system import InteropError, run, wait_for
from .router import Router

FAMILIES = {4: "ipv4", 6: "ipv6"}
ESTABLISHED = 6
ORIGIN, AS_PATH, NEXT_HOP, MED, COMMUNITIES, MP_REACH, LARGE_COMMUNITIES = 1, 2, 3, 4, 8, 14, 32


class GoBgp(Router):
    name = "gobgp"
    title = "GoBGP 3.10"
    packages = ("gobgpd",)
    version = "3.10."
    collides = False
    cannot = {"two-octet AS numbers only": "AS4 cannot be turned off",
              "two-octet AS numbers only, the node's needs four": "AS4 cannot be turned off",
              "route refresh": "it never asks: it keeps what it was sent",
              "no capabilities": "capabilities cannot be turned off"}

    def configure(self, pairing):
        self.pairing = pairing
        with open("/run/gobgp.toml", "w") as file:
            file.write(_configuration(pairing))

    def start(self):
        self.machine.start("router", "router", [self.path("gobgpd", "usr/bin/gobgpd"), "-t", "toml", "-f", "/run/gobgp.toml",
                                                "-l", "debug", "-p", "--api-hosts", "127.0.0.1:50051", "--pprof-disable"])
        wait_for("gobgpd answers", self._answers, 10, lambda: self.machine.log("router")[-500:])

    def _answers(self):
        try:
            # It answers before it has read its neighbors.
            return all(self._neighbor(session) for session in self.pairing.sessions)
        except InteropError:
            return False

    def _ask(self, *words):
        return run(*self.machine.enter("router"), self.path("gobgpd", "usr/bin/gobgp"), *words)

    def _neighbor(self, session):
        return json.loads(self._ask("-j", "neighbor", peering.NODE[session]))

    def shown(self, session):
        return self._ask("neighbor", peering.NODE[session])

    def established(self, session):
        return self._neighbor(session)["state"].get("session_state") == ESTABLISHED

    def flaps(self, session):
        neighbor = self._neighbor(session)
        return neighbor["state"].get("flops", 0), json.dumps(neighbor["timers"]["state"].get("uptime"))

    def route(self, prefix):
        try:
            shown = self._ask("-j", "global", "rib", "-a", FAMILIES[6 if ":" in prefix else 4], prefix)
        except InteropError as error:
            if "not in table" not in str(error):
                raise
            return None
        paths = [path for table in json.loads(shown).values() for path in table]
        if not paths:
            return None
        attributes = {attribute["type"]: attribute for attribute in paths[0]["attrs"]}
        reach = attributes.get(NEXT_HOP) or attributes[MP_REACH]
        return Route(next_hop=reach["nexthop"],
                     path=tuple(asn for segment in attributes[AS_PATH]["as_paths"] for asn in segment["asns"]),
                     communities=frozenset((value >> 16, value & 0xffff)
                                           for value in attributes.get(COMMUNITIES, {}).get("communities", [])),
                     large_communities=frozenset(tuple(value.values())
                                                 for value in attributes.get(LARGE_COMMUNITIES, {}).get("value", [])),
                     med=attributes.get(MED, {}).get("metric"))

    def updates(self, session):
        return self._neighbor(session)["state"]["messages"]["received"].get("update", 0)

    def disable(self, session, message):
        # "disable" sends no message; this one does, and takes the next call.
        self._ask("neighbor", peering.NODE[session], "shutdown", "--reason", message)

    def enable(self, session):
        """It is not disabled."""


def _configuration(pairing):
    lines = ["[global.config]", f"as = {pairing.router_as}", f'router-id = "{peering.ROUTER_ID}"']
    for session in pairing.sessions:
        lines += ["[[neighbors]]", "[neighbors.config]", f'neighbor-address = "{peering.NODE[session]}"',
                  f"peer-as = {pairing.node_as}"]
        if pairing.password_of_router:
            lines.append(f'auth-password = "{pairing.password_of_router}"')
        lines += ["[neighbors.transport.config]", f'local-address = "{peering.ROUTER[session]}"',
                  f"passive-mode = {str(pairing.router_passive).lower()}",
                  "[neighbors.timers.config]", f"hold-time = {pairing.hold}", f"keepalive-interval = {pairing.hold // 3}",
                  "connect-retry = 1", "idle-hold-time-after-reset = 1"]
        if pairing.router_ttl_security:
            lines += ["[neighbors.ttl-security.config]", "enabled = true", "ttl-min = 255"]
        if pairing.graceful:
            lines += ["[neighbors.graceful-restart.config]", "enabled = true", "helper-only = true"]
        for family in pairing.carried(session):
            lines += ["[[neighbors.afi-safis]]", "[neighbors.afi-safis.config]",
                      f'afi-safi-name = "{FAMILIES[family]}-unicast"']
            if pairing.graceful:
                lines += ["[neighbors.afi-safis.mp-graceful-restart.config]", "enabled = true"]
    return "\n".join(lines) + "\n"
