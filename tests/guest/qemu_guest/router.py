"""The cloud's router, inside the guest in a network namespace of its own. It starts with the guest, and its programs are BIRD's
by other names: whatever kills or removes the node's speaker leaves it alone."""

import re
from pathlib import Path

ADDRESS4 = "10.0.2.15"  # the guest's: of its cable
ADDRESS6 = "2001:db8:1111::15"  # the guest's: of what joins it with the router
# The router's address, and the guest's that it speaks with.
SESSIONS = (("169.254.169.254", ADDRESS4), ("2001:19f0:ffff::1", ADDRESS6))
FILES = {
    "/srv/router.conf": """log "/run/router.log" all;
router id 169.254.169.254;
protocol device { }
template bgp cloud {
    local as 64515;
    multihop 2;
    hold time 240;
    connect delay time 1;
    connect retry time 2;
    error wait time 1, 2;
    password "PASSWORD";
}
protocol bgp node from cloud {
    source address 169.254.169.254;
    neighbor 10.0.2.15 as 65500;
    ipv4 { import all; export none; };
}
protocol bgp node6 from cloud {
    source address 2001:19f0:ffff::1;
    neighbor 2001:db8:1111::15 as 65500;
    ipv6 { import all; export none; };
}
""",
    "/srv/cables.sh": """set -e
ip netns add router
ip link add cloud type veth peer name eth0 netns router
ip address add 10.9.9.1/24 dev cloud
ip address add 2001:db8:1111::15/64 dev cloud nodad
ip link set cloud up
ip -n router link set lo up
ip -n router link set eth0 up
ip -n router address add 10.9.9.2/24 dev eth0
ip -n router address add 2001:db8:1111::2/64 dev eth0 nodad
ip -n router address add 169.254.169.254/32 dev lo
ip -n router address add 2001:19f0:ffff::1/128 dev lo nodad
ip -n router route add default via 10.9.9.1
ip route add 169.254.169.254 via 10.9.9.2
ip route add 2001:19f0:ffff::1 via 2001:db8:1111::2
""",
    "/etc/systemd/system/cloud-cables.service": """[Unit]
Description=What joins the guest with the cloud's router
[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=/bin/sh /srv/cables.sh
""",
    "/etc/systemd/system/cloud-router.service": """[Unit]
Description=The cloud's router
Requires=cloud-cables.service
After=cloud-cables.service
[Service]
ExecStart=/usr/sbin/ip netns exec router cloud-router -f -c /srv/router.conf -s /run/router.ctl
[Install]
WantedBy=multi-user.target
""",
}


def install(put, on_guest, password):
    """Before the guest's own BIRD is removed. `put(content, path, mode)` writes a file there, `on_guest(script)` runs a line."""
    on_guest("cp /usr/sbin/bird /usr/local/sbin/cloud-router && cp /usr/sbin/birdc /usr/local/sbin/cloud-routerc")
    for path, content in FILES.items():
        put(content.replace("PASSWORD", password), path, "600")
    put(Path(__file__).with_name("knock.py").read_bytes(), "/srv/knock.py")
    on_guest("systemctl enable -q cloud-router && sync")


def connect(on_guest):
    """The guest has its addresses, and nobody is at the other end yet."""
    on_guest("systemctl start cloud-cables")


def start(on_guest):
    on_guest("systemctl start cloud-router")


def stop(on_guest):
    on_guest("systemctl stop cloud-router")


def reaches(on_guest, neighbor, node):
    """Whether a firewall lets the router open a TCP connection from its address `neighbor` to port 179 of the node."""
    said = on_guest(f"ip netns exec router python3 /srv/knock.py /srv/router.conf {neighbor} {node}").strip()
    assert said in ("open", "closed"), said
    return said == "open"


def says(on_guest):
    """Its routes and sessions."""
    return on_guest("cloud-routerc -s /run/router.ctl show route all; cloud-routerc -s /run/router.ctl show protocols all")


def imported(on_guest):
    """Route to session and time of its import; a route that was withdrawn in between has another time."""
    said = on_guest("cloud-routerc -s /run/router.ctl show route")
    return dict(re.findall(r"^(\S+/\d+) +\w+ \[([^]]+)\]", said, re.MULTILINE))
