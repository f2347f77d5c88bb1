"""The speakers that are compared: how each is configured for the node's job, started and asked. Values of one machine."""

import os
import sys

from interop import packages, peering
from interop.routers.frr import let_root_in
from interop.system import wait_for

from speaker import reader


class Speaker:
    """`pids`: of its processes, once it runs."""

    announces = True

    def __init__(self, machine, programs):
        self.machine = machine
        self.programs = programs  # the folder of understudyd

    @classmethod
    def fetch(cls):
        """What of it is not installed."""
        return packages.unpack(cls.needs, cls.version)

    def start(self):
        raise NotImplementedError

    def stop(self):
        for name in self.names:
            self.machine.end(name)

    @property
    def pids(self):
        """The program itself, which nsenter(1) has become."""
        return [self.machine.pid(name) for name in self.names]


class Bird2(Speaker):
    title = "BIRD 2.0.12"
    needs, version = (), ""  # the package bird2 is one of the lab's
    names = ("speaker",)

    def program(self):
        return "bird"

    def write(self):
        with open("/run/speaker.conf", "w") as file:
            file.write(f"""log stderr {{ fatal }};
router id {peering.LOW_ID};
protocol device {{ scan time 60; }}
protocol direct {{ ipv4; ipv6; interface "dummy1"; }}
protocol bgp cloud {{
    local as {peering.NODE_AS};
    source address {peering.NODE[4]};
    neighbor {peering.ROUTER[4]} as {peering.ROUTER_AS};
    multihop 2;
    connect delay time 1;
    graceful restart on;
    password "{peering.Peering().password}";
    ipv4 {{ import none; export all; }};
}}
""")

    def start(self):
        self.write()
        self.machine.start("speaker", "node", [self.program(), "-f", "-c", "/run/speaker.conf", "-s", "/run/speaker.ctl"])


class Understudyd(Bird2):
    title = "understudyd"

    def program(self):
        return f"{self.programs}/understudyd"


class Bird1(Bird2):
    title = "BIRD 1.6.8"
    needs, version = ("bird",), "1.6."

    def program(self):
        return self.fetch() / "bird/usr/sbin/bird"

    def write(self):
        with open("/run/speaker.conf", "w") as file:
            file.write(f"""log stderr {{ fatal }};
router id {peering.LOW_ID};
protocol device {{ scan time 60; }}
protocol direct {{ interface "dummy1"; }}
protocol bgp cloud {{
    local as {peering.NODE_AS};
    source address {peering.NODE[4]};
    neighbor {peering.ROUTER[4]} as {peering.ROUTER_AS};
    multihop 2;
    start delay time 1;
    graceful restart on;
    password "{peering.Peering().password}";
    import none;
    export all;
}}
""")


class Frr(Speaker):
    title = "FRR 8.4"
    names = ("zebra", "bgpd")
    needs, version = ("frr", "libyang2", "libc-ares2"), "8.4."
    LIBRARIES = "usr/lib/x86_64-linux-gnu"

    def start(self):
        cache = self.fetch()
        os.makedirs("/run/frr", exist_ok=True)
        let_root_in()
        with open("/run/frr/zebra.conf", "w") as file:
            file.write("hostname node\n")
        with open("/run/frr/bgpd.conf", "w") as file:
            file.write(f"""hostname node
route-map dummies permit 10
 match interface dummy1
route-map nothing deny 10
router bgp {peering.NODE_AS}
 bgp router-id {peering.LOW_ID}
 neighbor {peering.ROUTER[4]} remote-as {peering.ROUTER_AS}
 neighbor {peering.ROUTER[4]} ebgp-multihop 2
 neighbor {peering.ROUTER[4]} update-source {peering.NODE[4]}
 neighbor {peering.ROUTER[4]} timers connect 1
 neighbor {peering.ROUTER[4]} advertisement-interval 0
 neighbor {peering.ROUTER[4]} password {peering.Peering().password}
 address-family ipv4 unicast
  redistribute connected route-map dummies
  neighbor {peering.ROUTER[4]} route-map nothing in
  neighbor {peering.ROUTER[4]} route-map all out
route-map all permit 10
""")
        folders = (("frr", f"{self.LIBRARIES}/frr"), ("libyang2", self.LIBRARIES), ("libc-ares2", self.LIBRARIES))
        environment = {"LD_LIBRARY_PATH": ":".join(str(cache / package / folder) for package, folder in folders)}
        for process in self.names:
            self.machine.start(process, "node", [
                cache / f"frr/usr/lib/frr/{process}", "-f", f"/run/frr/{process}.conf", "-i", f"/run/frr/{process}.pid",
                "-u", "root", "-g", "root", "--vty_socket", "/run/frr", "-A", "127.0.0.1", "-P", "0"], environment)
            wait_for(f"{process} runs", lambda: os.path.exists(f"/run/frr/{process}.vty"), 60)


class MereReader(Speaker):
    title = "mere reader"
    announces = False
    needs, version = (), ""
    names = ("reader",)

    def start(self):
        self.machine.start("reader", "node", [sys.executable, reader.__file__])


ALL = (Understudyd, Bird2, Bird1, Frr, MereReader)
