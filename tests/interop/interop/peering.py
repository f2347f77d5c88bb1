"""How the node and the router of one check are configured. Values only."""

from dataclasses import dataclass

ROUTER = {4: "198.51.100.1", 6: "2001:db8:1111::1"}
NODE = {4: "198.51.100.2", 6: "2001:db8:1111::2"}
STRANGER = "198.51.100.9"  # an address of the router's that no configuration knows
LENGTH = {4: 24, 6: 64}

# On the node's dummy1, and what is to be announced of it.
ADDRESS = {4: "203.0.113.10/32", 6: "2001:db8:2222::1/64"}
PREFIX = {4: "203.0.113.10/32", 6: "2001:db8:2222::/64"}
SECOND_ADDRESS = {4: "203.0.113.11/32", 6: "2001:db8:3333::1/64"}
SECOND_PREFIX = {4: "203.0.113.11/32", 6: "2001:db8:3333::/64"}

ROUTER_AS = 64515
NODE_AS = 65500
WIDE_AS = 4200000001  # needs four octets
AS_TRANS = 23456      # stands for it where there are only two (RFC 6793)

LOW_ID, ROUTER_ID, HIGH_ID = "10.0.0.2", "100.64.0.1", "203.0.113.200"


@dataclass(frozen=True)
class Peering:
    families: tuple = (4, 6)
    one_session: bool = False            # both families over the IPv4 session
    password: str = "Floating-9-Secret"  # "" for none; of this test alone
    router_password: str = None          # None: the same
    node_as: int = NODE_AS
    router_as: int = ROUTER_AS           # what the node expects is ROUTER_AS
    node_id: str = LOW_ID
    node_passive: bool = False
    router_passive: bool = False
    hold: int = 9                        # of both sides
    node_ttl_security: bool = False
    router_ttl_security: bool = False
    router_as4: bool = True
    router_capabilities: bool = True
    router_retry: int = 1                # seconds until it calls anew, where that can be set
    graceful: bool = False

    @property
    def sessions(self):
        """The families whose addresses have a session of their own."""
        return (4,) if self.one_session else self.families

    def carried(self, session):
        """The families announced over a session."""
        return self.families if self.one_session else (session,)

    @property
    def password_of_router(self):
        return self.password if self.router_password is None else self.router_password


@dataclass(frozen=True)
class Route:
    """A route as the router's own table shows it."""
    next_hop: str
    path: tuple
    communities: frozenset = frozenset()
    large_communities: frozenset = frozenset()
    med: int = None
