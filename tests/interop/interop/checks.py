"""What is checked with every router, in the order of the table. A check's name is the row's."""

import signal
import threading
import time

from . import node, peering
from .node import name
from .peering import Peering
from .stranger import call_as_stranger
from .system import InteropError, stays, wait_for

CHECKS = {}
SHORT = Peering(hold=3)
GRACEFUL = Peering(graceful=True)
DATA = "tcp flags & psh == psh"
# Nothing else is as short: 19 octets behind headers with a signature and timestamps.
KEEPALIVES = tuple(f"meta nfproto {family} tcp flags & psh == psh meta length <= {headers + 19}"
                   for family, headers in (("ipv4", 20 + 52), ("ipv6", 40 + 52)))
MESSAGE = "maintenance until 18:00, ticket 4711"


def check(title):
    def add(function):
        CHECKS[title] = function
        return function
    return add


def require(condition, what):
    if not condition:
        raise InteropError(what)


@check("session with TCP MD5, IPv4 and IPv6")
def sessions(trial):
    trial.pair()
    require(len(trial.machine.connections()) == len(trial.sessions), f"connections: {trial.machine.connections()}")


@check("prefix, next hop and AS path in the router's table")
def table(trial):
    trial.pair()
    for family in trial.families():
        route = trial.router.route(peering.PREFIX[family])
        require(route.next_hop == peering.NODE[family], f"next hop {route.next_hop}")
        require(route.path == (peering.NODE_AS,), f"path {route.path}")


@check("prepends 1, 2, 0 by configure, session kept")
def prepends(trial):
    trial.pair()
    with trial.without_reset():
        for count in (1, 2, 0):
            prepended = f"bgp_path.prepend({peering.NODE_AS}); " * count
            trial.node.configure(trial.pairing, f"{prepended}accept;", reload=True)
            trial.wait_for_path((peering.NODE_AS,) * (count + 1))


@check("communities, large communities and MED")
def attributes(trial):
    marked = ("bgp_community.add((64600,20473)); bgp_community.add((20473,6001)); "
              "bgp_large_community.add((20473,6000,1)); bgp_med = 77; accept;")
    trial.pair(export=marked)

    def arrived():
        routes = [trial.router.route(peering.PREFIX[family]) for family in trial.families()]
        return all(route and route.communities == {(64600, 20473), (20473, 6001)}
                   and route.large_communities == {(20473, 6000, 1)} and route.med == 77 for route in routes)
    wait_for("the attributes are in the router's table", arrived, 5,
             lambda: str([trial.router.route(peering.PREFIX[family]) for family in trial.families()]))


@check("the guide's bird.conf, as it stands")
def guide(trial):
    trial.begin(Peering(families=(4,)), node=False)
    trial.node.configure_as(node.guide(Peering.password))
    trial.node.start()
    trial.wait_until_announced()
    trial.wait_for_path((peering.NODE_AS,) * 2)


@check("drain: graceful shutdown, withdraw, undrain")
def drain(trial):
    trial.pair()
    with trial.without_reset():
        for command, wanted in (("graceful-shutdown", True), (None, False)):
            trial.node.control(*(("drain", "all", command) if command else ("undrain", "all")))
            wait_for(f"GRACEFUL_SHUTDOWN is {'set' if wanted else 'gone'}", lambda: all(
                ((65535, 0) in trial.router.route(peering.PREFIX[family]).communities) == wanted
                for family in trial.families()), 5)
        trial.node.control("drain", "all")
        trial.wait_until_withdrawn()
        trial.node.control("undrain", "all")
        trial.wait_until_announced()


@check("link down withdraws, link up announces")
def link(trial):
    trial.pair()
    with trial.without_reset():
        trial.machine.ip("node", "link", "set", "dummy1", "down")
        trial.wait_until_withdrawn()
        trial.machine.address_the_dummy()  # the kernel has removed the IPv6 address
        trial.wait_until_announced(5)


@check("address added and removed")
def address(trial):
    trial.pair()
    with trial.without_reset():
        for family in trial.families():
            trial.machine.ip("node", "address", "add", peering.SECOND_ADDRESS[family], "dev", "dummy1")
        trial.wait_until_announced(5, peering.SECOND_PREFIX)
        for family in trial.families():
            trial.machine.ip("node", "address", "delete", peering.SECOND_ADDRESS[family], "dev", "dummy1")
        trial.wait_until_withdrawn(5, peering.SECOND_PREFIX)
    require(trial.announced(), "the first address was withdrawn with the second")


@check("route refresh")
def refresh(trial):
    trial.pair()
    with trial.without_reset():
        for session in trial.sessions:
            before = trial.router.updates(session)
            trial.router.refresh(session, session)
            wait_for("the node sends its routes again", lambda: trial.router.updates(session) > before, 5)
    require(trial.announced(), "the routes are gone")


@check("the node's shutdown message")
def shutdown_here(trial):
    trial.pair()
    for session in trial.sessions:
        trial.node.control("disable", name(session), f'"{MESSAGE}"')
    trial.wait_until_withdrawn()
    for session in trial.sessions:
        trial.wait_until_router_is_told(session, MESSAGE)
        trial.node.control("enable", name(session))
    trial.wait_until_announced()


@check("the router's shutdown message")
def shutdown_there(trial):
    trial.pair()
    for session in trial.sessions:
        trial.router.disable(session, MESSAGE)
        wait_for("the node's session ends", lambda: not trial.node.established(session), 5)
        trial.wait_until_node_is_told(session, MESSAGE)
    for session in trial.sessions:
        trial.router.enable(session)
    trial.wait_until_announced(45)


@check("hold timer expires at the router")
def hold_there(trial):
    trial.pair(SHORT)
    # Acknowledgements pass: the router can go on talking.
    trial.machine.filter(*(f"{word} saddr {peering.NODE[family]} {DATA}" for family, word in ((4, "ip"), (6, "ip6"))))
    trial.wait_until_withdrawn(10)
    for session in trial.sessions:
        trial.wait_until_node_is_told(session, "Received: Hold timer expired")
    trial.machine.filter()
    trial.wait_until_announced(45)


@check("hold timer expires at the node")
def hold_here(trial):
    trial.pair(SHORT)
    trial.machine.filter(*(f"{word} daddr {peering.NODE[family]} {DATA}" for family, word in ((4, "ip"), (6, "ip6"))))
    for session in trial.sessions:
        wait_for("the node's session ends", lambda: not trial.node.established(session), 10)
        trial.wait_until_node_is_told(session, "BGP Error: Hold timer expired")
    trial.wait_until_withdrawn(10)
    trial.machine.filter()
    trial.wait_until_announced(45)


@check("silence on the way: both notice, and meet again")
def cut(trial):
    trial.pair(SHORT)
    trial.machine.filter("tcp dport 1-65535")
    for session in trial.sessions:
        wait_for("the node's session ends", lambda: not trial.node.established(session), 10)
        wait_for("the router's session ends", lambda: not trial.router.established(session), 10)
    require(trial.withdrawn(), "the router has the routes still")
    trial.machine.filter()
    trial.wait_until_announced(45)


@check("router restarts")
def router_restarts(trial):
    trial.pair()
    trial.router.stop()
    for session in trial.sessions:
        wait_for("the node notices", lambda: not trial.node.established(session), 10)
    trial.router.start()
    trial.wait_until_announced(45)


@check("router is killed and starts again")
def router_killed(trial):
    trial.pair()
    trial.router.stop(signal.SIGKILL)
    for session in trial.sessions:
        wait_for("the node notices", lambda: not trial.node.established(session), 10)
    trial.router.start()
    trial.wait_until_announced(45)


@check("SIGTERM: Cease, and withdrawn at once")
def terminated(trial):
    trial.pair(GRACEFUL)
    status = trial.node.stop()
    trial.wait_until_withdrawn()
    require(status == 0, f"exit status {status}")
    for session in trial.sessions:
        trial.wait_until_router_is_told(session, "cease", "administrative shutdown", "administratively shutdown",
                                        "peer de-configured", '"code": 6')
    trial.node.start()
    trial.wait_until_announced()


@check("graceful restart after a kill")
def killed(trial):
    trial.pair(GRACEFUL)
    missing = []
    over = threading.Event()

    def watch():
        while not over.is_set():
            if not trial.announced():
                missing.append(time.monotonic())
            time.sleep(0.02)
    watching = threading.Thread(target=watch)
    watching.start()
    try:
        trial.node.stop(signal.SIGKILL)
        for session in trial.sessions:
            wait_for("the router notices", lambda: not trial.router.established(session), 5)
        trial.node.start(after_crash=True)
        trial.wait_until_established()
        # A helper that hears no End-of-RIB drops the routes when the restart time is over.
        stays("the routes", trial.announced, 2)
    finally:
        over.set()
        watching.join()
    require(not missing, f"the router's table was without a route in {len(missing)} looks")


@check("the node is passive")
def node_passive(trial):
    trial.pair(Peering(node_passive=True))
    _called_by(trial, router=True)


@check("the router is passive")
def router_passive(trial):
    trial.pair(Peering(router_passive=True, password=Peering.password if trial.router.signs_answers else ""))
    _called_by(trial, router=False)
    if not trial.router.signs_answers:
        return "without MD5: it signs nothing but its own calls"
    return ""


def _called_by(trial, router):
    """The one who called has another port than BGP's."""
    for family, here, there in trial.machine.connections():
        require((there == 179) == router, f"IPv{family}: connection from router port {here} to node port {there}")


@check("collision, the node's identifier is higher")
def collision_here(trial):
    _collide(trial, peering.HIGH_ID, router=False)


@check("collision, the router's identifier is higher")
def collision_there(trial):
    _collide(trial, peering.LOW_ID, router=True)


def _collide(trial, node_id, router):
    """Both call before either is answered. Where the router's program goes on with both connections, both programs stand
    still until their kernels have made both, and no KEEPALIVE passes before one of the two is gone: no session is up, and no
    call is given up, before both OPENs are read."""
    trial.begin(Peering(node_id=node_id, hold=6, router_retry=30), node=False, router=False)
    trial.machine.filter("tcp flags & (syn | ack) == syn | ack")
    trial.router.start()
    trial.node.start()
    if trial.router.collides:
        both = ("node", *trial.router.processes)
        wait_for("both call", lambda: _stand_still(trial, both), 30)
        try:
            trial.machine.filter()
            wait_for("both are called", lambda: len(trial.machine.connections()) == 2 * len(trial.sessions), 30,
                     lambda: str(trial.machine.connections()))
            trial.machine.filter(*KEEPALIVES)
        finally:
            trial.machine.resume(*both)
        wait_for("one connection is left", lambda: len(trial.machine.connections()) == len(trial.sessions), 30,
                 lambda: str(trial.machine.connections()))
        _called_by(trial, router)
    else:
        wait_for("both call", lambda: _both_call(trial), 30)
    trial.machine.filter()
    trial.wait_until_announced(30)
    if trial.router.collides:
        _called_by(trial, router)
    wait_for("one connection is left", lambda: len(trial.machine.connections()) == len(trial.sessions), 5,
             lambda: str(trial.machine.connections()))
    with trial.without_reset():
        stays("the sessions", trial.established, 7)


def _both_call(trial):
    return all(trial.machine.calling(host) >= len(trial.sessions) for host in ("router", "node"))


def _stand_still(trial, processes):
    """Whether both still call now that nothing can change that; if not, they go on."""
    if not _both_call(trial):
        return False
    trial.machine.pause(*processes)
    if _both_call(trial):
        return True
    trial.machine.resume(*processes)
    return False


@check("wrong password: no session, and said so")
def wrong_password(trial):
    trial.begin(Peering(router_password="Another-1-Secret"))
    wait_for("wrong signatures arrive", lambda: trial.machine.counter("node", "TcpExtTCPMD5Failure")
             + trial.machine.counter("router", "TcpExtTCPMD5Failure") >= 4, 20)
    for session in trial.sessions:
        require(trial.node.state(session) in ("Connect", "Active"), f"state {trial.node.state(session)}")
        require(not trial.router.established(session), "the router says established")
    require(not trial.machine.connections(), f"connections: {trial.machine.connections()}")


@check("no password at the router: no session")
def missing_password(trial):
    trial.begin(Peering(router_password=""))
    wait_for("unsigned packets arrive", lambda: trial.machine.counter("node", "TcpExtTCPMD5NotFound")
             + trial.machine.counter("router", "TcpExtTCPMD5Unexpected") >= 2, 20)
    for session in trial.sessions:
        require(trial.node.state(session) in ("Connect", "Active"), f"state {trial.node.state(session)}")
    require(not trial.machine.connections(), f"connections: {trial.machine.connections()}")


@check("password changed by configure")
def new_password(trial):
    trial.pair()
    changed = Peering(password="Another-1-Secret")
    trial.node.configure(changed, reload=True)
    trial.router.stop()
    trial.router.configure(changed)
    trial.router.start()
    trial.pairing = None
    trial.wait_until_announced(45)


@check("a stranger is refused")
def stranger(trial):
    trial.pair(Peering(password=""))
    with trial.without_reset():
        call_as_stranger(trial.machine)


@check("wrong AS: no session, and said so")
def wrong_as(trial):
    trial.begin(Peering(router_as=64999))
    for session in trial.sessions:
        trial.wait_until_node_is_told(session, "Bad peer AS")
        require(not trial.router.established(session), "the router says established")


@check("TTL security on both sides")
def ttl_security(trial):
    trial.pair(Peering(node_ttl_security=True, router_ttl_security=True))


@check("TTL security at the node alone: no session")
def ttl_too_low(trial):
    trial.begin(Peering(node_ttl_security=True))
    stays("no session", lambda: not any(map(trial.node.established, trial.sessions)), 5)


@check("two-octet AS numbers only")
def two_octets(trial):
    trial.pair(Peering(router_as4=False))
    trial.wait_for_path((peering.NODE_AS,))


@check("two-octet AS numbers only, the node's needs four")
def two_octets_wide(trial):
    trial.begin(Peering(router_as4=False, node_as=peering.WIDE_AS), f"bgp_path.prepend({peering.WIDE_AS}); accept;")
    trial.wait_until_announced()
    # Some put the true numbers back from the AS4_PATH.
    path = trial.router.route(peering.PREFIX[4]).path
    require(path in ((peering.AS_TRANS,) * 2, (peering.WIDE_AS,) * 2), f"path {path}")


@check("four-octet AS number")
def four_octets(trial):
    trial.pair(Peering(node_as=peering.WIDE_AS), f"bgp_path.prepend({peering.WIDE_AS}); accept;")
    trial.wait_for_path((peering.WIDE_AS,) * 2)


@check("no capabilities")
def no_capabilities(trial):
    # Without capabilities there is nothing but IPv4.
    trial.pair(Peering(families=(4,), router_capabilities=False))


@check("both families on one session")
def one_session(trial):
    trial.pair(Peering(one_session=True))
    for family in trial.families():
        route = trial.router.route(peering.PREFIX[family])
        require(route.next_hop == peering.NODE[family], f"next hop {route.next_hop}")
