"""The routers, each a program of its own, behind one set of questions."""

from .bird import Bird1, Bird2
from .exabgp import ExaBgp
from .frr import Frr
from .gobgp import GoBgp
from .openbgpd import OpenBgpd

ALL = {router.name: router for router in (Bird1, Bird2, Frr, GoBgp, OpenBgpd, ExaBgp)}
