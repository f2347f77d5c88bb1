"""The guest as an instance that `understudyctl apply` sets up: running commands there, writing files, rebooting, and what must
hold in the end."""

import json
import os
import subprocess
from pathlib import Path

from scenario import SKIPPED, run, wait_for

from . import router
from .machine import Machine
from .system import missing_programs

GUEST = Path(__file__).resolve().parent.parent / "guest"
FINE, NOT_SO, NOT_ASKED = 0, 1, 3
ROUTES = ("192.0.2.2/32", "2001:db8:2222::/64")
# In seconds. Software emulation is some twenty times slower than a processor.
PATIENCE = 600


class Node:
    def __init__(self, name, ctl, password):
        self.name = name
        self.ctl = ctl
        self.password = password
        self.said = []  # all that `apply` printed

    def guest(self, command, *arguments, check=True):
        done = subprocess.run([GUEST, command, "--name", self.name, *arguments], stdin=subprocess.DEVNULL,
                              capture_output=True, text=True)
        if check and done.returncode != 0:
            raise AssertionError(f"guest {command} {' '.join(arguments)}: {done.stderr}{done.stdout}")
        return done.stdout

    def ssh(self, *arguments, check=True):
        return self.guest("ssh", *arguments, check=check)

    def put(self, content, path, mode="644"):
        # ssh hands its standard input on; `guest` has none of its own.
        subprocess.run(Machine(self.name).ssh_line(f"umask 077; mkdir -p $(dirname {path}); cat >{path} && chmod {mode} {path}"),
                       input=content if isinstance(content, bytes) else content.encode(), check=True)

    def cluster_file(self):
        """The guest's, with the addresses that it has."""
        path = Path(self.guest("cluster-file").strip())
        document = json.loads(path.read_text())
        document["instances"][0] |= {"address4": router.ADDRESS4, "address6": router.ADDRESS6}
        mine = path.with_name("setup.understudy")
        mine.write_text(json.dumps(document))
        return str(mine)

    def apply(self, *options, expect):
        for attempt in range(5):
            done = subprocess.run([GUEST, "beside", "--name", self.name, self.ctl, "apply", self.cluster_file(), "guest",
                                   "--yes", "--password-stdin", *options], input=self.password, capture_output=True,
                                  text=True, start_new_session=True)
            self.said.append(done.stdout + done.stderr)
            # An emulated machine may not let it in, or not tell about itself, in time. Nothing is shown and done then.
            if done.returncode != NOT_ASKED or done.stdout:
                break
        assert done.returncode == expect, f"exit {done.returncode}, expected {expect}\n{done.stdout}{done.stderr}"
        return done

    def nothing_is_to_be_done(self, *options):
        done = self.apply("--check", *options, expect=FINE)
        assert "nothing is to be done" in done.stdout, done.stdout
        return done

    def reboot(self):
        boot = self.ssh("cat", "/proc/sys/kernel/random/boot_id")
        self.ssh("systemctl", "reboot", check=False)
        wait_for("it has booted anew",
                 lambda: self.ssh("cat", "/proc/sys/kernel/random/boot_id", check=False) not in ("", boot), PATIENCE)

    def take_the_interface_away(self):
        """The image's own dummy1, and what makes it at boot."""
        self.ssh("systemctl disable -q --now dummy1.service; rm -f /etc/systemd/system/dummy1.service; "
                 "systemctl daemon-reload; ip link delete dev dummy1 2>/dev/null; sync")
        assert "dummy1" not in self.ssh("ip", "-o", "link")

    def announces(self):
        """Both addresses are on a dummy interface that keeps them, and the router has their routes."""
        link = json.loads(self.ssh("ip", "-j", "-d", "addr", "show", "dev", "dummy1"))[0]
        assert link["linkinfo"]["info_kind"] == "dummy" and "UP" in link["flags"], link
        assert {"192.0.2.2", "2001:db8:2222::1"} <= {address["local"] for address in link["addr_info"]}, link
        assert self.ssh("systemctl", "is-enabled", "bird").strip() == "enabled"
        assert self.ssh("sysctl", "-n", "net.ipv6.conf.dummy1.keep_addr_on_down").strip() == "1"
        wait_for("the router has the routes", lambda: all(route in router.says(self.ssh) for route in ROUTES), PATIENCE)

    def password_is_nowhere_else(self):
        assert not [text for text in self.said if self.password in text]
        found = self.ssh("grep", "-rlF", self.password, "/etc", "/var", "/run", "/tmp", "/root", check=False).split()
        assert found and all(path.endswith("/etc/bird/bird.conf") for path in found), found


def test(node, steps, *options):
    """Boots the guest by `guest up` with these options, takes the steps one after the other, and ends it; the exit status."""
    missing = missing_programs()
    if missing:
        print(f"SKIPPED: {', '.join(missing)} is missing; packaging/install guest brings it")
        return SKIPPED
    if os.geteuid() != 0:
        print("SKIPPED: making the guest's disk needs root")
        return SKIPPED
    try:
        print(node.guest("up", *options), end="", flush=True)
        run(steps)
    finally:
        node.guest("down")
    return 0
