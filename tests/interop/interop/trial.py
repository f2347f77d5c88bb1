"""A node and a router of one check, and what several checks say about them."""

import math
import signal
import time
from contextlib import contextmanager

from . import peering
from .node import Node, name
from .peering import Peering
from .system import InteropError, wait_for

ESTABLISHED_SECONDS = 20


class Trial:
    def __init__(self, machine, router, daemon, client):
        self.machine = machine
        self.router = router
        self.node = Node(machine, daemon, client)
        self.pairing = None  # of what is running and in order
        self.narrow = []     # [from, until] of the times when AS numbers had two octets

    def pair(self, pairing=Peering(), export="accept;"):
        """Both sides run with this configuration, established and announced. They go on if they already do."""
        if self.pairing == pairing:
            self.node.configure(pairing, export, reload=True)
        else:
            self.begin(pairing, export)
        self.wait_until_announced()
        self.pairing = pairing

    def begin(self, pairing, export="accept;", node=True, router=True):
        """Both sides anew, without waiting for the session."""
        self.end()
        self.machine.address_the_dummy()
        self.router.configure(pairing)
        self.node.configure(pairing, export)
        self.beginning = pairing
        if not (pairing.router_as4 and pairing.router_capabilities):
            self.narrow.append([time.time(), math.inf])
        if router:
            self.router.start()
        if node:
            self.node.start()

    def end(self):
        """Both sides stop, in whatever state a check left them. The node first: its Cease is part of the capture."""
        self.pairing = None
        self.machine.filter()
        try:
            self.node.stop()
        finally:
            self.router.stop(signal.SIGKILL)
            if self.narrow:
                self.narrow[-1][1] = min(self.narrow[-1][1], time.time())

    @property
    def sessions(self):
        return self.beginning.sessions

    def families(self):
        return self.beginning.families

    def established(self):
        return all(self.node.established(session) and self.router.established(session) for session in self.sessions)

    def states(self):
        return "; ".join(f"node: {name(session)} {self.node.state(session)}, router: "
                         f"{'established' if self.router.established(session) else 'not established'}"
                         for session in self.sessions)

    def wait_until_established(self, seconds=ESTABLISHED_SECONDS):
        def established():
            for session in self.sessions:
                if not self.router.established(session):
                    self.router.call_now(session)
            return self.established()
        wait_for("the sessions are established", established, seconds, self.states)

    def announced(self, prefixes=peering.PREFIX):
        return all(self.router.route(prefixes[family]) for family in self.families())

    def withdrawn(self, prefixes=peering.PREFIX):
        return not any(self.router.route(prefixes[family]) for family in self.families())

    def wait_until_announced(self, seconds=ESTABLISHED_SECONDS, prefixes=peering.PREFIX):
        self.wait_until_established(seconds)
        wait_for("the router has the routes", lambda: self.announced(prefixes), seconds, self.states)

    def wait_until_withdrawn(self, seconds=5, prefixes=peering.PREFIX):
        wait_for("the router has lost the routes", lambda: self.withdrawn(prefixes), seconds, self.states)

    def wait_for_path(self, path):
        def paths():
            routes = [self.router.route(peering.PREFIX[family]) for family in self.families()]
            return [route.path if route else None for route in routes]
        wait_for(f"the router sees the path {path}", lambda: all(each == path for each in paths()), 5,
                 lambda: f"It sees {paths()}.")

    @contextmanager
    def without_reset(self):
        """The sessions are the same ones afterwards: by the kernel's connections, the router's and the node's word."""
        def identity():
            return (self.machine.connections(),
                    [(self.router.flaps(session), self.node.since(session)) for session in self.sessions])
        self.wait_until_established()
        before = identity()
        yield
        after = identity()
        if after != before:
            raise InteropError(f"a session was reset: {before} became {after}")

    def wait_until_node_is_told(self, session, *words):
        self._wait_until_told("the node", words, lambda: self.node.shown(session) + self.machine.log("node"))

    def wait_until_router_is_told(self, session, *words):
        self._wait_until_told("the router", words, lambda: self.router.told(session))

    def _wait_until_told(self, who, words, told):
        wait_for(f"{who} tells of {' or '.join(map(repr, words))}",
                 lambda: any(word.lower() in told().lower() for word in words), 10)
