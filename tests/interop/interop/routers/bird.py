"""BIRD 1.6, a daemon for each family and unpacked, and BIRD 2, one daemon for both and installed for the lab."""

import re

from .. import peering
from ..peering import Route
from ..system import InteropError, run, wait_for
from .router import Router


NO_WIDE = "with AS4 turned off it can name no such AS, and does not take 23456 for it"


class Bird(Router):
    def configure(self, pairing):
        self.pairing = pairing
        for process, sessions in self.daemons().items():
            with open(f"/run/{process}.conf", "w") as file:
                file.write(self._configuration(sessions))

    def start(self):
        for process in self.processes:
            self.machine.start(process, "router", [self.program(process), "-f", "-c", f"/run/{process}.conf",
                                                   "-s", f"/run/{process}.ctl"])
        for process in self.processes:
            wait_for(f"{process} answers", lambda: self._answers(process), 5, lambda: self.machine.log(process)[-500:])

    def _answers(self, process):
        try:
            return "ready" in self._ask(process, "show", "status")
        except InteropError:
            return False

    def _ask(self, process, *words):
        return run(self.program(process, client=True), "-s", f"/run/{process}.ctl", *words)

    def shown(self, session):
        return self._ask(self.process_of(session), "show", "protocols", "all", f"node{session}")

    def established(self, session):
        return bool(re.search(r"BGP state:\s+Established", self.shown(session)))

    def flaps(self, session):
        log = self.machine.log(self.process_of(session))
        return len(re.findall(rf"node{session}: BGP session established", log))

    def route(self, prefix):
        try:
            shown = self._ask(self.process_of(6 if ":" in prefix else 4), "show", "route", "all", prefix, "primary")
        except InteropError as error:
            shown = str(error)
        if "Network not" in shown:
            return None

        def attribute(name):
            found = re.search(rf"BGP\.{name}:[ \t]*(.*)", shown)
            return found.group(1).strip() if found else ""

        return Route(next_hop=attribute("next_hop").split()[0],
                     path=tuple(map(int, attribute("as_path").split())),
                     communities=_values(attribute("community")),
                     large_communities=_values(attribute("large_community")),
                     med=int(attribute("med")) if attribute("med") else None)

    def updates(self, session):
        return sum(map(int, re.findall(r"Import updates:\s+(\d+)", self.shown(session))))

    def refresh(self, session, family):
        self._ask(self.process_of(session), "reload", "in", f"node{session}")

    def disable(self, session, message):
        self._ask(self.process_of(session), "disable", f"node{session}", f'"{message}"')

    def enable(self, session):
        self._ask(self.process_of(session), "enable", f"node{session}")

    def _configuration(self, sessions):
        text = f"""log stderr all;
debug protocols {{ states, events }};
router id {peering.ROUTER_ID};
protocol device {{ scan time 10; }}
"""
        for session in sessions:
            body = "\n    ".join(self._options(session))
            text += f"protocol bgp node{session} {{\n    {body}\n}}\n"
        return text

    def _options(self, session):
        pairing = self.pairing
        lines = [f"local {peering.ROUTER[session]} as {pairing.router_as};",
                 f"neighbor {peering.NODE[session]} as {pairing.node_as};",
                 f"hold time {pairing.hold};", "direct;",
                 "connect delay time 1;", f"connect retry time {pairing.router_retry};", "error wait time 1, 2;"]
        if pairing.password_of_router:
            lines.append(f'password "{pairing.password_of_router}";')
        for wanted, line in ((pairing.router_passive, "passive on;"),
                             (pairing.router_ttl_security, "ttl security on;"),
                             (not pairing.router_as4, "enable as4 off;"),
                             (not pairing.router_capabilities, "capabilities off;")):
            if wanted:
                lines.append(line)
        return lines + self.channels(session)


class Bird1(Bird):
    name = "bird1"
    title = "BIRD 1.6.8"
    packages = ("bird",)
    version = "1.6.8"
    processes = ("bird", "bird6")
    cannot = {"both families on one session": "one family a daemon",
              "two-octet AS numbers only, the node's needs four": NO_WIDE}

    def daemons(self):
        return {"bird": [4] if 4 in self.pairing.sessions else [],
                "bird6": [6] if 6 in self.pairing.sessions else []}

    def process_of(self, session):
        return "bird6" if session == 6 else "bird"

    def program(self, process, client=False):
        name = process.replace("bird", "birdc") if client else process
        return self.path("bird", f"usr/sbin/{name}")

    def channels(self, session):
        return ["import all;", "export none;"]


class Bird2(Bird):
    name = "bird2"
    title = "BIRD 2"
    programs = ("bird", "birdc")
    cannot = {"two-octet AS numbers only, the node's needs four": NO_WIDE}

    def daemons(self):
        return {"router": self.pairing.sessions}

    def process_of(self, session):
        return "router"

    def program(self, process, client=False):
        return "birdc" if client else "bird"

    def channels(self, session):
        channels = {4: "ipv4", 6: "ipv6"}
        return [f"{channels[family]} {{ import all; export none; }};" for family in self.pairing.carried(session)]


def _values(text):
    """BIRD's list of communities: (64600,20473) (20473, 6000, 1)."""
    return frozenset(tuple(int(part) for part in value.split(",")) for value in re.findall(r"\(([\d, ]+)\)", text))
