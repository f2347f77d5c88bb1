"""Who is in a lab: names, addresses, tiers. Values only; nothing here touches the system."""

from dataclasses import dataclass

CLOUD_AS = 64515
LOCAL_AS = 65500
NEIGHBOR4 = "169.254.169.254"
NEIGHBOR6 = "2001:19f0:ffff::1"
FLOATING = ["192.0.2.2/32", "2001:db8:2222::1/64"]

LAN4 = "192.0.2.254/24"
LAN6 = "2001:db8:1111::1/64"
GATEWAY4 = "192.0.2.254"
GATEWAY6 = "fe80::1"
# Where the reserved addresses are. The router drops what goes there and is announced by nobody; without that it would
# look for them on the instances' network and find them by ARP.
RESERVED4 = "192.0.2.0/26"
RESERVED6 = "2001:db8:2222::/48"
JUMP4 = "192.0.2.100"
OPERATOR4, OPERATOR_GATEWAY4 = "198.51.100.10", "198.51.100.1"
OPERATOR6, OPERATOR_GATEWAY6 = "2001:db8:5555::10", "2001:db8:5555::1"

MOST_INSTANCES = 50
HIGHEST_TIER = 16  # as in the cluster file
DUAL = ("primary", "backup1", "spare")  # IPv6 as well as IPv4


@dataclass
class Instance:
    name: str
    tier: int           # how many times the export filter prepends the local AS
    dialect: int        # 1 = BIRD 1.6, one daemon per family; 2 = BIRD 2, one daemon for both
    number: int         # the last part of its addresses
    dual: bool          # speaks IPv6, too
    behind_jump: bool   # its firewall takes SSH from the jump host alone
    understudyd: bool   # runs this project's daemon, with the configuration that BIRD of its dialect would have
    bare: bool          # sshd alone: no interface for the floating addresses, no configuration, no speaker that runs

    @property
    def address4(self):
        return f"192.0.2.{self.number}"

    @property
    def address6(self):
        return f"2001:db8:1111::{self.number}" if self.dual else None

    @property
    def protocol6(self):
        if not self.dual:
            return None
        return "vultr" if self.dialect == 1 else "vultr6"

    @property
    def sessions(self):
        """The names of its BGP protocols on the router."""
        return [f"{self.name}_{family}" for family in ("v4", "v6") if family == "v4" or self.dual]


def instances(count, tiers, behind_jump, have_bird1, understudyd, bare):
    """The first four differ in what they run; the ones after them are alike. Tier = position unless `tiers` says otherwise."""
    names = ["primary", "backup1", "backup2", "spare"] + [f"node{i:02}" for i in range(5, MOST_INSTANCES + 1)]
    return [Instance(name=name,
                     tier=tiers[position] if position < len(tiers) else min(position, HIGHEST_TIER),
                     dialect=_dialect(name, have_bird1, name in understudyd),
                     number=111 + position,
                     dual=name in DUAL,
                     behind_jump=name in behind_jump,
                     understudyd=name in understudyd,
                     bare=name in bare or "all" in bare)
            for position, name in enumerate(names[:count])]


def _dialect(name, have_bird1, understudyd):
    """BIRD 1.6 has a configuration for each family; understudyd takes one, so with both families it is BIRD 2's."""
    if understudyd:
        return 2 if name in DUAL else 1
    return 1 if name == "primary" and have_bird1 else 2
