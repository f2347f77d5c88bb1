"""The two hosts of a check and what joins them. All of it is inside namespaces of this process, which is the first of
its PID namespace: whenever it ends, however it ends, the kernel removes everything that is made here."""

import os
import signal
import subprocess
from pathlib import Path

from . import peering
from .system import InteropError, run, succeeds

NETNS = Path("/run/netns")


class Machine:
    def __init__(self, folder):
        """`folder`: where logs and the capture are kept."""
        self.folder = folder
        self._processes = {}
        self._own_files()
        self._network()

    def _own_files(self):
        """What a program may write in /run, /etc and /var/tmp is seen by nobody else."""
        if os.getpid() != 1:
            raise InteropError("this is to be run in a PID namespace of its own, by test_interop")
        # The copies of the outer machine's namespace files would keep other tests' networks alive after their end.
        for outer in [*NETNS.glob("*"), *Path("/run/understudy-lab").glob("*")]:
            succeeds("umount", "-n", "--recursive", "--lazy", outer)
        run("mount", "-n", "-t", "tmpfs", "-o", "mode=0755", "interop", "/run")
        run("mount", "-n", "-t", "tmpfs", "-o", "mode=1777", "interop", "/var/tmp")
        run("cp", "-a", "/etc", "/run/etc")
        run("mount", "-n", "--bind", "/run/etc", "/etc")

    def _network(self):
        for host in ("router", "node"):
            run("ip", "netns", "add", host)
            # Addresses are there at once, without duplicate address detection.
            run(*self.enter(host), "sysctl", "-q", "net.ipv6.conf.all.accept_dad=0", "net.ipv6.conf.default.accept_dad=0")
            run("ip", "-n", host, "link", "set", "lo", "up")
        run("ip", "-n", "router", "link", "add", "port", "type", "veth", "peer", "name", "eth0", "netns", "node")
        for host, device, addresses in (("router", "port", peering.ROUTER), ("node", "eth0", peering.NODE)):
            for family, address in addresses.items():
                self.ip(host, "address", "add", f"{address}/{peering.LENGTH[family]}", "dev", device)
            self.ip(host, "link", "set", device, "up")
        self.ip("router", "address", "add", f"{peering.STRANGER}/24", "dev", "port")
        if not succeeds("ip", "-n", "node", "link", "add", "dummy1", "type", "dummy"):
            # A kernel without dummy interfaces: one end of a cable stands in.
            self.ip("node", "link", "add", "dummy1", "arp", "off", "type", "veth", "peer", "name", "dummy1p")
            self.ip("node", "link", "set", "dummy1p", "addrgenmode", "none", "arp", "off", "up")
        self.ip("node", "link", "set", "dummy1", "addrgenmode", "none", "up")
        self.address_the_dummy()

    def ip(self, host, *command):
        return run("ip", "-n", host, *command)

    def address_the_dummy(self):
        """dummy1 is up with its two addresses and no other."""
        self.ip("node", "link", "set", "dummy1", "up")
        for address in peering.SECOND_ADDRESS.values():
            succeeds("ip", "-n", "node", "address", "delete", address, "dev", "dummy1")
        for address in peering.ADDRESS.values():
            run("ip", "-n", "node", "address", "replace", address, "dev", "dummy1")

    def enter(self, host):
        return ["nsenter", f"--net={NETNS / host}"]

    def start(self, name, host, command, environment=None):
        """Starts a program on a host; what it prints goes to NAME.log in the folder."""
        with (self.folder / f"{name}.log").open("a") as log:
            self._processes[name] = subprocess.Popen(
                [*self.enter(host), *map(str, command)], stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                env={**os.environ, **(environment or {})}, start_new_session=True)

    def pid(self, name):
        return self._processes[name].pid

    def running(self, name):
        return name in self._processes and self._processes[name].poll() is None

    def end(self, name, how=signal.SIGTERM):
        """Ends a program with the signal and waits for it; its exit status, None if it was not there."""
        process = self._processes.pop(name, None)
        if process is None:
            return None
        if process.poll() is None:
            process.send_signal(how)
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
                raise InteropError(f"{name} did not end within 10 s of signal {how}") from None
        if how == signal.SIGKILL:
            self._reap(process.pid)
        return process.returncode

    def _reap(self, group):
        """A program's own children, which a kill leaves alive."""
        try:
            os.killpg(group, signal.SIGKILL)
        except ProcessLookupError:
            pass

    def pause(self, *names):
        """Their kernels go on, and answer calls for them."""
        for name in names:
            os.killpg(self.pid(name), signal.SIGSTOP)

    def resume(self, *names):
        for name in names:
            os.killpg(self.pid(name), signal.SIGCONT)

    def log(self, name):
        path = self.folder / f"{name}.log"
        return path.read_text(errors="replace") if path.exists() else ""

    def filter(self, *rules):
        """TCP packets that match one of the rules are dropped at the router's port; none: all pass."""
        text = "table inet cut\ndelete table inet cut\n"
        if rules:
            chains = "".join(f"chain {way} {{\ntype filter hook {way} priority filter\n"
                             + "".join(f'{side} "port" {rule} drop\n' for rule in rules) + "}\n"
                             for way, side in (("input", "iifname"), ("output", "oifname")))
            text += f"table inet cut {{\n{chains}}}\n"
        run(*self.enter("router"), "nft", "-f", "-", stdin=text)

    def connections(self):
        """The established BGP connections as the router's kernel sees them: {(family, port here, port there)}."""
        found = set()
        for line in run(*self.enter("router"), "ss", "-tnH", "state", "established").splitlines():
            here, there = line.split()[2:4]
            ports = int(here.rsplit(":", 1)[1]), int(there.rsplit(":", 1)[1])
            if 179 in ports:
                found.add((6 if "[" in here else 4, *ports))
        return found

    def calling(self, host):
        """How many calls for a BGP connection are not answered yet."""
        return len(run(*self.enter(host), "ss", "-tnH", "state", "syn-sent", "( dport = :179 )").splitlines())

    def counter(self, host, name):
        """One of the kernel's network counters, as nstat(8) names them."""
        text = run(*self.enter(host), "cat", "/proc/net/netstat")
        lines = text.splitlines()
        for names, values in zip(lines[::2], lines[1::2]):
            prefix, *names = names.split()
            for each, value in zip(names, values.split()[1:]):
                if prefix.rstrip(":") + each == name:
                    return int(value)
        return 0
