"""What `ip -batch` and `sysctl` are told inside each host of the lab."""

from . import plan

# Set in every host: answers may leave by another way than the question came, and IPv6 addresses are usable at once.
_COMMON = ["net.ipv4.conf.all.rp_filter = 0",
           "net.ipv4.conf.default.rp_filter = 0",
           "net.ipv6.conf.all.disable_ipv6 = 0",
           "net.ipv6.conf.default.disable_ipv6 = 0",
           "net.ipv6.conf.default.accept_dad = 0",
           "net.ipv6.conf.default.accept_ra = 0"]

ROUTER_SYSCTL = _COMMON + ["net.ipv6.conf.wan.accept_dad = 0",
                           "net.ipv4.ip_forward = 1",
                           "net.ipv6.conf.all.forwarding = 1",
                           "net.ipv4.conf.all.send_redirects = 0",
                           "net.ipv4.conf.default.send_redirects = 0",
                           # ECMP chooses by flow, as the cloud does, not by address.
                           "net.ipv4.fib_multipath_hash_policy = 1",
                           "net.ipv6.fib_multipath_hash_policy = 1"]

# Interfaces that exist before the defaults are set keep their own value.
HOST_SYSCTL = _COMMON + ["net.ipv6.conf.eth0.accept_dad = 0"]


def operator_sysctl(ping_sockets):
    return HOST_SYSCTL + [f"net.ipv4.ping_group_range = {'0 2147483647' if ping_sockets else '1 0'}"]


def router(instances):
    lines = ["link set lo up",
             f"address add {plan.NEIGHBOR4}/32 dev lo",
             f"address add {plan.NEIGHBOR6}/128 dev lo",
             "link add lan type bridge",
             f"address add {plan.LAN4} dev lan",
             f"address add {plan.LAN6} dev lan",
             f"address add {plan.GATEWAY6}/64 dev lan",
             "link set lan up",
             f"address add {plan.OPERATOR_GATEWAY4}/24 dev wan",
             f"address add {plan.OPERATOR_GATEWAY6}/64 dev wan",
             "link set wan up",
             # A reserved address that nobody announces is silence, not "unreachable", as it is in the cloud.
             f"route add blackhole {plan.RESERVED4}",
             f"route add blackhole {plan.RESERVED6}"]
    for port in ["jump"] + [instance.name for instance in instances]:
        lines += [f"link set {port} master lan", f"link set {port} up"]
    return lines


def operator():
    return ["link set lo up",
            f"address add {plan.OPERATOR4}/24 dev eth0",
            f"address add {plan.OPERATOR6}/64 dev eth0",
            "link set eth0 up",
            f"route add default via {plan.OPERATOR_GATEWAY4}",
            f"route add default via {plan.OPERATOR_GATEWAY6}"]


def on_lan(address4, address6):
    """A host has its own address alone and sends everything through the router."""
    lines = ["link set lo up",
             f"address add {address4}/32 dev eth0",
             "link set eth0 up",
             f"route add default via {plan.GATEWAY4} dev eth0 onlink"]
    if address6:
        lines += [f"address add {address6}/128 dev eth0",
                  f"route add default via {plan.GATEWAY6} dev eth0"]
    return lines


def floating(instance, have_dummy):
    """The guide's dummy1. A veth pair with both ends up stands in where the kernel has no dummy interfaces."""
    lines = (["link add dummy1 type dummy"] if have_dummy else
             ["link add dummy1 arp off type veth peer name dummy1p",
              "link set dummy1p addrgenmode none arp off up"])
    lines.append("link set dummy1 up")
    return lines + [f"address add {address} dev dummy1" for address in plan.FLOATING
                    if instance.dual or ":" not in address]


def only_from_jump():
    return f"""table inet lab {{
    chain input {{
        type filter hook input priority filter;
        tcp dport 22 ip saddr != {plan.JUMP4} drop
    }}
}}
"""
