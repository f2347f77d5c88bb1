"""What is asked of every router."""

import signal


class Router:
    name = ""
    title = ""          # with its version, for people
    packages = ()       # of Debian, unpacked into the cache; the first gives the version
    version = ""        # what the first one's version begins with
    programs = ()       # that must be installed
    cannot = {}         # {name of a check: what the program lacks}
    processes = ("router",)
    signs_answers = True  # False: TCP MD5 only on the connections that it opens
    collides = True       # False: when called, it gives up its own call at once

    def __init__(self, machine, cache):
        self.machine = machine
        self.cache = cache

    def configure(self, pairing):
        raise NotImplementedError

    def start(self):
        raise NotImplementedError

    def established(self, session):
        raise NotImplementedError

    def flaps(self, session):
        """A value that changes when the session begins anew: a counter or a time."""
        raise NotImplementedError

    def route(self, prefix):
        """The Route to it that was learned, or None."""
        raise NotImplementedError

    def updates(self, session):
        """How many UPDATE messages (or routes in them) came in."""
        raise NotImplementedError

    def refresh(self, session, family):
        """Asks the node to send everything again."""
        raise NotImplementedError

    def disable(self, session, message):
        raise NotImplementedError

    def enable(self, session):
        raise NotImplementedError

    def call_now(self, session):
        """Ends a pause that the program makes before it calls again; for those whose pauses are long."""

    def shown(self, session):
        """What the program tells a person about a session; the log is added to it."""
        return ""

    def told(self, session):
        return self.shown(session) + "\n" + "\n".join(self.machine.log(name) for name in self.processes)

    def stop(self, how=signal.SIGTERM):
        for process in reversed(self.processes):
            self.machine.end(process, how)

    def path(self, package, file):
        return self.cache / package / file
