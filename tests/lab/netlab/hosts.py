"""Hosts: each a network namespace known to `ip netns`, and for all but the operator's also mount, PID and UTS
namespaces held by its first process. No process ids are kept: a host is whatever runs in its network namespace."""

import os
import signal
import subprocess
import time
from pathlib import Path

from .system import LabError, run, succeeds

RUNTIME = Path("/run/understudy-lab")
NETNS = Path("/run/netns")
HOST_INIT = Path(__file__).resolve().parent.parent / "host_init"

# A machine of its own has root's PATH, whatever the caller's is.
ROOT_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

# Far from the ids that Debian gives out, so that on the outer machine they are nobody's.
OPS_ID = 59990


# Where the kernel has no dummy interfaces: one end of a veth pair, whose other end is up, stands in for one.
NO_DUMMY_IP = """#!/bin/sh
if [ "$1 $2 $3 $5 $6" = "link add dev type dummy" ]; then
    /usr/bin/ip link add dev "$4" arp off type veth peer name "${4}p" &&
        exec /usr/bin/ip link set dev "${4}p" addrgenmode none arp off up
fi
exec /usr/bin/ip "$@"
"""


class Host:
    def __init__(self, lab, name):
        self.name = name
        self.netns = f"understudy-{lab}.{name}"
        self.folder = RUNTIME / lab / "hosts" / name

    def add_namespace(self):
        run("ip", "netns", "add", self.netns)

    def make_folders(self):
        for name in ("run/bird", "run/sshd", "lib/dpkg", "log", "root", "home/ops", "tmp"):
            (self.folder / name).mkdir(parents=True)
        (self.folder / "root").chmod(0o700)
        (self.folder / "tmp").chmod(0o1777)
        run("cp", "-a", "/etc", self.folder / "etc")
        etc = self.folder / "etc"
        for inherited in [*etc.glob("ssh/ssh_host_*"), *etc.glob("bird/*.conf"), *etc.glob("sudoers.d/*")]:
            inherited.unlink()
        (etc / "ssh/sshd_config").unlink(missing_ok=True)
        # Logs that BIRD opens after it has become the user bird.
        for name in ("bird.log", "bird6.log"):
            self.write(f"log/{name}", "", 0o640, "bird")
        run("chown", "bird:bird", self.folder / "run/bird")

    def write(self, name, text, mode=0o644, owner=None):
        """`name` is below the host's folder. The file is never readable by more people than `mode` says."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(text)
        if owner:
            run("chown", f"{owner}:{owner}", path)
        path.chmod(mode)

    def name_machine(self, names):
        self.write("etc/hostname", self.name + "\n")
        self.write("etc/hosts", "127.0.0.1 localhost\n::1 localhost ip6-localhost\n"
                   + "".join(f"{address} {name}\n" for name, address in names.items()))

    def configure_network(self, commands, sysctl):
        self.write("etc/lab/network", "\n".join(commands) + "\n")
        self.write("etc/lab/sysctl.conf", "\n".join(sysctl) + "\n")

    def configure_ssh(self, public_key):
        """A host key of its own, root by the lab's key, and the user `ops`: the same key, sudo without a password, no
        right to the speaker's socket. No account has a password."""
        etc = self.folder / "etc"
        run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", self.name, "-f", etc / "ssh/ssh_host_ed25519_key")
        self.write("etc/ssh/sshd_config",
                   "HostKey /etc/ssh/ssh_host_ed25519_key\nPermitRootLogin prohibit-password\n"
                   "PasswordAuthentication no\nKbdInteractiveAuthentication no\nUsePAM no\n"
                   "Subsystem sftp internal-sftp\n")
        with (etc / "passwd").open("a") as file:
            file.write(f"ops:x:{OPS_ID}:{OPS_ID}:Operations:/home/ops:/bin/bash\n")
        with (etc / "group").open("a") as file:
            file.write(f"ops:x:{OPS_ID}:\n")
        accounts = [line.split(":", 1)[0] for line in (etc / "passwd").read_text().splitlines()]
        self.write("etc/shadow", "".join(f"{account}:*:19000:0:99999:7:::\n" for account in accounts), 0o640)
        self.write("etc/sudoers.d/ops", "ops ALL=(ALL) NOPASSWD: ALL\n", 0o440)
        for home, owner in (("root", 0), ("home/ops", OPS_ID)):
            self.write(f"{home}/.ssh/authorized_keys", public_key, 0o600)
            run("chown", "-R", f"{owner}:{owner}", self.folder / home)
            (self.folder / home / ".ssh").chmod(0o700)

    def install_understudyd(self, programs):
        (self.folder / "sbin").mkdir()
        for name in ("understudyd", "understudyc"):
            run("cp", programs / name, self.folder / "sbin" / name)
        (self.folder / "run/understudyd").mkdir()
        run("chown", "bird:bird", self.folder / "run/understudyd")
        self.write("log/understudyd.log", "", 0o640, "bird")

    def leave_bare(self, bird1, have_dummy):
        """BIRD is installed, with its service in /etc/init.d, and neither configured nor started."""
        (self.folder / "sbin").mkdir()
        for link in self.folder.glob("etc/rc?.d/[SK]??bird*"):
            link.unlink()
        if bird1:
            for program in Path(bird1, "usr/sbin").iterdir():
                run("cp", "-a", program, self.folder / "sbin" / program.name)
            # It is unpacked, not installed.
            for name in ("bird", "bird6"):
                script = Path(bird1, "etc/init.d", name).read_text()
                self.write(f"etc/init.d/{name}", script.replace("DAEMON=/usr/sbin/", "DAEMON=/usr/local/sbin/"), 0o755)
        if not have_dummy:
            self.write("sbin/ip", NO_DUMMY_IP, 0o755)

    def host_key(self):
        return " ".join((self.folder / "etc/ssh/ssh_host_ed25519_key.pub").read_text().split()[:2])

    def boot(self, bird1):
        """Starts the host's first process, which outlives this one; wait_until_booted() tells whether it got through."""
        with (self.folder / "boot.log").open("w") as log:
            subprocess.Popen(
                ["nsenter", f"--net={NETNS / self.netns}", "unshare", "--mount", "--pid", "--uts", "--fork",
                 HOST_INIT, self.folder, self.name, bird1],
                cwd="/", stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True)

    def wait_until_booted(self, deadline):
        while not (self.folder / "run/lab-ready").exists():
            if not self.processes() or time.monotonic() > deadline:
                # The last lines may be written between the two looks.
                if (self.folder / "run/lab-ready").exists():
                    return
                reason = (self.folder / "boot.log").read_text().strip() or "no message"
                raise LabError(f"host {self.name} did not start: {reason}")
            time.sleep(0.02)

    def enter(self, *command):
        """The command line that runs `command` inside the host."""
        if not self.folder.exists():  # the operator's, which shares all but the network with the machine outside
            return ["nsenter", f"--net={NETNS / self.netns}", *map(str, command)]
        return ["nsenter", f"--target={self._first_process()}", "--net", "--mount", "--pid", "--uts", "--wd=/",
                "env", f"PATH={ROOT_PATH}", *map(str, command)]

    def _first_process(self):
        for pid in self.processes():
            try:
                status = Path(f"/proc/{pid}/status").read_text()
            except OSError:
                continue  # it has just ended
            ids = next(line.split()[1:] for line in status.splitlines() if line.startswith("NSpid:"))
            if len(ids) > 1 and ids[-1] == "1":
                return pid
        raise LabError(f"host {self.name} is dead: its first process has ended; `lab up` makes the lab anew")

    def processes(self):
        return [int(pid) for pid in run("ip", "netns", "pids", self.netns).split()]


def remove(lab):
    """Everything of this lab, whatever state it is in: processes, namespaces, mounts, files."""
    for name in _namespaces(lab):
        _kill_all(name)
        run("ip", "netns", "delete", name)
    folder = RUNTIME / lab
    while _is_mounted(folder):
        run("umount", "--recursive", "--lazy", folder)
    for directory in (folder, RUNTIME):
        if directory.exists() and not any(directory.iterdir()):
            directory.rmdir()
    # `ip netns add` makes this mount the first time and leaves it for ever.
    if NETNS.exists() and not any(NETNS.iterdir()):
        while _is_mounted(NETNS):
            run("umount", NETNS)
        NETNS.rmdir()


def _is_mounted(path):
    """os.path.ismount() does not see a folder that is mounted on itself."""
    return succeeds("mountpoint", "-q", path)


def _namespaces(lab):
    return [path.name for path in NETNS.glob(f"understudy-{lab}.*")]


def _kill_all(namespace):
    deadline = time.monotonic() + 10
    # A file without a namespace behind it is what an interrupted `ip netns add` leaves; nothing can run in it.
    while succeeds("ip", "netns", "pids", namespace):
        pids = [int(pid) for pid in run("ip", "netns", "pids", namespace).split()]
        if not pids:
            return
        if time.monotonic() > deadline:
            raise LabError(f"processes of {namespace} do not end: {pids}")
        for pid in pids:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
        time.sleep(0.02)
