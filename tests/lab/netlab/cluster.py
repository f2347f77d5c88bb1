"""Building a lab: the hosts, what joins them, and waiting until the cluster stands."""

import json
import os
import pwd
import secrets
import subprocess
import time
from dataclasses import asdict

from . import birdconf, clusterfile, hosts, networks, plan, speaker
from .hosts import RUNTIME, Host
from .system import LabError, run, succeeds

BIRD1 = hosts.HOST_INIT.parent / "bird1"
BOOT_SECONDS = 60


class Lab:
    """A lab that is there. `names` are its hosts."""

    def __init__(self, name):
        self.name = name
        self.folder = RUNTIME / name
        try:
            instances = json.loads((self.folder / "instances.json").read_text())
        except FileNotFoundError:
            raise LabError(f"there is no lab {name!r}; `lab up --name {name}` makes it") from None
        self.instances = [plan.Instance(**instance) for instance in instances]

    @property
    def names(self):
        return ["operator", "router", "jump"] + [instance.name for instance in self.instances]

    def host(self, name):
        if name not in self.names:
            raise LabError(f"lab {self.name!r} has no host {name!r}; it has {', '.join(self.names)}")
        return Host(self.name, name)

    @property
    def cluster_file(self):
        return self.folder / "cluster" / "web-ams.understudy"

    def router_sessions(self):
        return speaker.sessions(self._router_socket)

    def wait_until_announced(self, seconds):
        """Until every session is established and has brought its route."""
        expected = [session for instance in self.instances if not instance.bare for session in instance.sessions]
        deadline = time.monotonic() + seconds
        while not speaker.announcing(self._router_socket).issuperset(expected):
            if time.monotonic() > deadline:
                states = self.router_sessions()
                announcing = speaker.announcing(self._router_socket)
                raise LabError(f"after {seconds:g} s the router still waits for the routes of "
                               + ", ".join(f"{name} ({states.get(name, 'unknown')})"
                                           for name in expected if name not in announcing)
                               + f"; see the logs in {self.folder}/hosts/*/log/bird.log, then `lab down`")
            time.sleep(0.1)

    @property
    def _router_socket(self):
        return self.folder / "hosts/router/run/bird/bird.ctl"


def check_system():
    for program in ("bird", "sshd", "ip", "nft", "sysctl", "unshare", "nsenter", "sudo"):
        if not succeeds("sh", "-c", f"command -v {program}"):
            raise LabError(f"the program {program} is missing; run packaging/install lab")


def fetch_bird1():
    """The folder of BIRD 1.6, or "" after saying why there is none."""
    done = subprocess.run([BIRD1], capture_output=True, text=True)
    if done.returncode == 0:
        return done.stdout.strip()
    print(f"{done.stderr.strip()}\nlab: going on with BIRD 2 on every instance, primary included.", flush=True)
    return ""


def build(name, instances, bird1, programs, hold, ping_sockets, owner):
    folder = RUNTIME / name
    folder.mkdir(parents=True)
    # A file system of its own holds all that the lab writes: unmounting it is the whole cleaning up. Private, so that
    # no other mount namespace gets to hold on to it.
    run("mount", "-t", "tmpfs", "-o", "mode=0755", "understudy-lab", folder)
    run("mount", "--make-private", folder)
    (folder / "instances.json").write_text(json.dumps([asdict(instance) for instance in instances]))
    lab = Lab(name)

    key = folder / "cluster/id_ed25519"
    key.parent.mkdir()
    run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", f"understudy lab {name}", "-f", key)
    for host in map(lab.host, lab.names):
        host.add_namespace()
    _join(lab)
    _prepare(lab, key.with_suffix(".pub").read_text(), programs, hold, ping_sockets, bird1)
    booting = [lab.host(each) for each in lab.names if each != "operator"]
    for host in booting:
        uses_bird1 = any(i.name == host.name and i.dialect == 1 for i in instances)
        host.boot(bird1 if uses_bird1 else "")
    deadline = time.monotonic() + BOOT_SECONDS
    for host in booting:
        host.wait_until_booted(deadline)
    _write_cluster_file(lab, owner)
    return lab


def _join(lab):
    """One cable from every host to the router, named after the host at the router's end."""
    router = lab.host("router").netns
    cables = {"wan": "operator"} | {name: name for name in lab.names if name not in ("operator", "router")}
    run("ip", "-n", router, "-batch", "-", stdin="".join(
        f"link add {port} type veth peer name eth0 netns {lab.host(host).netns}\n" for port, host in cables.items()))


def _prepare(lab, public_key, programs, hold, ping_sockets, bird1):
    operator = lab.host("operator")
    run(*operator.enter("sysctl", "-q", "-p", "-"), stdin="\n".join(networks.operator_sysctl(ping_sockets)))
    run("ip", "-n", operator.netns, "-batch", "-", stdin="\n".join(networks.operator()) + "\n")

    names = {"jump": plan.JUMP4} | {instance.name: instance.address4 for instance in lab.instances}
    # It lives in the speakers' configuration files and nowhere else.
    password = secrets.token_urlsafe(18)

    router = lab.host("router")
    router.make_folders()
    router.name_machine(names)
    router.configure_network(networks.router(lab.instances), networks.ROUTER_SYSCTL)
    router.write("etc/bird/bird.conf", birdconf.router_file(lab.instances, password, hold), 0o640, "bird")

    jump = lab.host("jump")
    jump.make_folders()
    jump.name_machine(names)
    jump.configure_network(networks.on_lan(plan.JUMP4, None), networks.HOST_SYSCTL)
    jump.configure_ssh(public_key)

    have_dummy = _kernel_has_dummy(operator.netns)
    for instance in lab.instances:
        host = lab.host(instance.name)
        host.make_folders()
        host.name_machine(names)
        floating = [] if instance.bare else networks.floating(instance, have_dummy)
        host.configure_network(networks.on_lan(instance.address4, instance.address6) + floating, networks.HOST_SYSCTL)
        host.configure_ssh(public_key)
        if instance.behind_jump:
            host.write("etc/lab/nftables.conf", networks.only_from_jump())
        if instance.bare:
            host.leave_bare(bird1 if instance.dialect == 1 else "", have_dummy)
            continue
        for name, text in birdconf.instance_files(instance, password).items():
            host.write(f"etc/{name}", text, 0o640, "bird")
        if instance.understudyd:
            host.install_understudyd(programs)


def _kernel_has_dummy(netns):
    if not succeeds("ip", "-n", netns, "link", "add", "dummy1", "type", "dummy"):
        return False
    run("ip", "-n", netns, "link", "delete", "dummy1")
    return True


def _write_cluster_file(lab, owner):
    folder = lab.cluster_file.parent
    reachable = {plan.JUMP4: "jump"} | {instance.address4: instance.name for instance in lab.instances}
    (folder / "known_hosts").write_text("".join(
        f"{address} {lab.host(name).host_key()}\n" for address, name in reachable.items()))
    lab.cluster_file.write_text(clusterfile.text(lab.instances))
    user = pwd.getpwnam(owner)
    for path in [folder, *folder.iterdir()]:
        os.chown(path, user.pw_uid, user.pw_gid)
