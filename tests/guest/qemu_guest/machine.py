"""One running guest: a QEMU process in a network namespace of its own, and a folder with what one needs to reach it. What it
writes to its disk lives as long as the process, across reboots of the guest; so does the namespace."""

import json
import os
import shlex
import shutil
import signal
import socket
import subprocess
import time
from pathlib import Path

from .image import FLOATING
from .system import PATH, GuestError

RUNTIME = Path("/run/understudy-guest")
BOOT_SECONDS = 600
MEMORY_MB = 512
SSH_PORT = 2222  # of 127.0.0.1 in the guest's network namespace


class Machine:
    def __init__(self, name):
        self.name = name
        self.folder = RUNTIME / name

    @property
    def cluster_file(self):
        return self.folder / "guest.understudy"

    @property
    def console(self):
        return self.folder / "console.log"

    def start(self, image):
        self.folder.mkdir(parents=True)
        self._write_access(image)
        # Software emulation on every machine: what virtualization there is differs, and fails in its own ways.
        # -no-user-config and -nodefaults: what is not named here is not there. `restrict`: the guest reaches nobody.
        command = ["qemu-system-x86_64", "-no-user-config", "-nodefaults", "-display", "none",
                   "-machine", "q35,accel=tcg", "-cpu", "max", "-smp", "2", "-m", str(MEMORY_MB),
                   "-kernel", image.folder / "vmlinuz", "-initrd", image.folder / "initrd",
                   "-append", "root=/dev/vda rw console=ttyS0 quiet", "-serial", f"file:{self.console}",
                   "-drive", f"file={image.folder / 'disk'},format=raw,if=virtio,snapshot=on",
                   "-netdev", f"user,id=cable,restrict=on,ipv6=off,hostfwd=tcp:127.0.0.1:{SSH_PORT}-:22",
                   "-device", "virtio-net-pci,netdev=cable,id=card", "-device", "virtio-rng-pci",
                   "-qmp", f"unix:{self.folder / 'qmp'},server=on,wait=off", "-pidfile", self.folder / "pid"]
        with (self.folder / "qemu.log").open("w") as log:
            # Nothing but a loopback interface: neither the guest nor a probe of its addresses reaches this machine's network.
            # Ahead of what else the machine does (sched(7), autogroup): an emulated processor that stands still for seconds
            # looks like a dead host.
            words = shlex.join(str(word) for word in command)
            start = f"ip link set lo up && {{ echo -10 >/proc/$$/autogroup; }} 2>/dev/null; exec {words}"
            subprocess.Popen(["unshare", "--net", "sh", "-c", start], cwd="/",
                             env={"PATH": PATH, "TMPDIR": str(image.cache)}, stdin=subprocess.DEVNULL,
                             stdout=log, stderr=log, start_new_session=True)

    def wait_until_booted(self):
        deadline = time.monotonic() + BOOT_SECONDS
        while not self.answers():
            said = (self.folder / "qemu.log").read_text().strip()
            if said and not self.runs():
                raise GuestError(f"QEMU has ended: {said}")
            if time.monotonic() > deadline:
                raise GuestError(f"the guest did not boot within {BOOT_SECONDS} s; its console is in {self.console}")
            time.sleep(1)

    def stop(self):
        pid = self._pid()
        if pid:
            os.kill(pid, signal.SIGKILL)
            while self._pid():
                time.sleep(0.02)
        shutil.rmtree(self.folder, ignore_errors=True)
        if RUNTIME.exists() and not any(RUNTIME.iterdir()):
            RUNTIME.rmdir()

    def beside_line(self, *command):
        """The command line that runs a command in the network namespace where the guest is reached."""
        pid = self._pid()
        if pid is None:
            raise GuestError(f"the guest {self.name!r} does not run; `guest up --name {self.name}` starts it")
        return ["nsenter", f"--target={pid}", "--net", *command]

    def ssh_line(self, *command):
        return self.beside_line(
            "ssh", "-F", "/dev/null", "-i", str(self.folder / "id_ed25519"), "-p", str(SSH_PORT),
            "-o", f"UserKnownHostsFile={self.folder / 'known_hosts'}", "-o", "StrictHostKeyChecking=yes",
            "-o", "BatchMode=yes", "-o", "ConnectTimeout=20", "-o", "LogLevel=ERROR", "root@127.0.0.1", *command)

    def answers(self):
        """Whether one can log in, and the start is over."""
        # Logging in takes seconds without a real processor; the rest of the start may take its time after that.
        if not self.runs():
            return False
        try:
            return subprocess.run(self.ssh_line("systemctl is-system-running --wait >/dev/null; true"), timeout=BOOT_SECONDS,
                                  stdin=subprocess.DEVNULL, capture_output=True).returncode == 0
        except subprocess.TimeoutExpired:
            return False

    def runs(self):
        return self._pid() is not None

    def set_cable(self, plugged):
        """The guest sees its network card's link come and go; who is connected to it sees silence."""
        with socket.socket(socket.AF_UNIX) as monitor:
            monitor.connect(str(self.folder / "qmp"))
            answers = monitor.makefile("rw")
            answers.readline()  # the greeting
            for request in ({"execute": "qmp_capabilities"},
                            {"execute": "set_link", "arguments": {"name": "card", "up": plugged}}):
                answers.write(json.dumps(request) + "\n")
                answers.flush()
                answer = json.loads(answers.readline())
                while "event" in answer:
                    answer = json.loads(answers.readline())
                if "return" not in answer:
                    raise GuestError(f"QEMU refused {request['execute']}: {answer}")

    def _pid(self):
        """Of this machine's QEMU, or None when it has ended."""
        try:
            pid = int((self.folder / "pid").read_text())
            command = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
        except (OSError, ValueError):
            return None
        return pid if str(self.folder / "qmp").encode() in b" ".join(command) else None

    def _write_access(self, image):
        key = self.folder / "id_ed25519"
        shutil.copy(image.folder / "id_ed25519", key)
        key.chmod(0o600)
        os.chown(key, 0, 0)
        host_key = " ".join((image.folder / "host_key.pub").read_text().split()[:2])
        (self.folder / "known_hosts").write_text(f"[127.0.0.1]:{SSH_PORT} {host_key}\n")
        self.cluster_file.write_text(json.dumps({
            "format": "understudy-cluster", "version": 1, "name": "guest", "cloud": {"provider": "vultr"},
            "floating": FLOATING,
            "instances": [{"name": "guest", "tier": 0,
                           "ssh": {"host": "127.0.0.1", "port": SSH_PORT, "user": "root", "identityFile": "id_ed25519",
                                   "knownHostsFile": "known_hosts"},
                           "interface": "dummy1"}]}, indent=2) + "\n")
