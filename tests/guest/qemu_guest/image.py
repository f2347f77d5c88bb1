"""The guest's disk, kernel and keys, made once and kept: a Debian as an operator who followed the guide would have it."""

import contextlib
import fcntl
import hashlib
import os
import platform
import secrets
import shutil
import tempfile
from pathlib import Path

from .system import PATH, GuestError, run

PROJECT = Path(__file__).resolve().parents[3]
FLOATING = ["192.0.2.2/32", "2001:db8:2222::1/64"]
ADDRESS = "10.0.2.15"  # what QEMU's user network calls its first guest
GATEWAY = "10.0.2.2"

PACKAGES = ("systemd-sysv,udev,dbus,kmod,linux-image-amd64,initramfs-tools,openssh-server,bird2,iproute2,iputils-ping,"
            "procps,sudo,ifupdown,netplan.io,ufw,firewalld,libpam-systemd")
SIZE = "2G"

FILES = {
    "etc/hostname": "guest\n",
    "etc/hosts": "127.0.0.1 localhost guest\n::1 localhost\n",
    "etc/fstab": "/dev/vda / ext4 errors=remount-ro 0 1\n",
    # A cable that is pulled leaves the address, as it does where it is configured by ifupdown.
    "etc/systemd/network/10-cable.network":
        f"[Match]\nName=en*\n[Network]\nAddress={ADDRESS}/24\nGateway={GATEWAY}\nLinkLocalAddressing=no\n"
        "IPv6AcceptRA=no\nConfigureWithoutCarrier=yes\nIgnoreCarrierLoss=yes\n",
    # What the guide does by hand, at every boot.
    "etc/systemd/system/dummy1.service":
        "[Unit]\nDescription=The interface of the floating IPs\nBefore=bird.service\n[Service]\nType=oneshot\n"
        "RemainAfterExit=yes\nExecStart=/usr/sbin/ip link add dev dummy1 type dummy\n"
        "ExecStart=/usr/sbin/ip link set dummy1 up\n"
        + "".join(f"ExecStart=/usr/sbin/ip address add dev dummy1 {address}\n" for address in FLOATING)
        + "[Install]\nWantedBy=multi-user.target\n",
    # Only what this machine has: a large initial RAM disk takes seconds to unpack without a real processor.
    "etc/initramfs-tools/conf.d/guest": "MODULES=list\n",
    "etc/initramfs-tools/modules": "virtio_pci\nvirtio_blk\next4\n",
}
ENABLED = ("systemd-networkd.service", "dummy1.service", "ssh.service", "bird.service")
# Other keepers of the network and the firewall, for tests that switch to them.
DISABLED = ("networking.service", "ufw.service", "firewalld.service")
# Nothing is to happen by itself behind a test's back.
MASKED = ("apt-daily.timer", "apt-daily-upgrade.timer", "dpkg-db-backup.timer", "e2scrub_all.timer", "e2scrub_reap.service", "fstrim.timer",
          "systemd-networkd-wait-online.service")


def bird_conf(password):
    """As in the guide; the router is not there, so the session stays in Active."""
    return f"""router id {ADDRESS};
protocol device {{ scan time 60; }}
protocol direct {{ ipv4; ipv6; interface "dummy1"; }}
protocol bgp vultr {{
    local as 65500;
    source address {ADDRESS};
    ipv4 {{ import none; export all; }};
    graceful restart on;
    multihop 2;
    neighbor 169.254.169.254 as 64515;
    password "{password}";
}}
"""


class Image:
    """What a machine starts from: a release of Debian by its codename, or this machine's. The folder holds disk, vmlinuz, initrd,
    id_ed25519 and host_key.pub."""

    def __init__(self, release=None):
        self.release = release or _codename()
        self.cache = Path(os.environ.get("UNDERSTUDY_GUEST_CACHE") or PROJECT / "build/guest-cache")
        recipe = Path(__file__).read_bytes() + self.release.encode()
        self.folder = self.cache / f"image-{self.release}-{hashlib.sha256(recipe).hexdigest()[:12]}"

    def make(self, tell):
        """Fetches and builds it unless that was done before; some minutes."""
        self.cache.mkdir(parents=True, exist_ok=True)
        with _alone(self.cache):
            if self.folder.exists():
                return
            if platform.machine() != "x86_64":
                raise GuestError("the guest is made on x86_64 alone: its packages are set up by running them")
            tell(f"making the disk of Debian {self.release}, once; this fetches about 200 MB and takes some minutes")
            for interrupted in self.cache.glob("making.*"):
                shutil.rmtree(interrupted)
            with tempfile.TemporaryDirectory(prefix="making.", dir=self.cache) as making:
                image = Path(making) / "image"
                image.mkdir()
                _build(Path(making) / "root", image, self.release)
                for old in self.cache.glob(f"image-{self.release}-*"):
                    shutil.rmtree(old)
                image.rename(self.folder)
            # Under sudo in somebody's checkout, leave nothing there that its owner cannot remove.
            run("chown", "-R", f"--reference={self.cache.parent}", self.cache)


def _build(root, image, release):
    environment = {"PATH": PATH, "DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C.UTF-8", **_proxy()}
    # What it mounts inside is to go with it, however it ends.
    run("unshare", "--mount", "--propagation", "private", "debootstrap", "--variant=minbase", f"--include={PACKAGES}", release, root, _mirror(),
        environment=environment)
    for name, text in FILES.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    conf = root / "etc/bird/bird.conf"
    conf.write_text(bird_conf(secrets.token_urlsafe(18)))
    run("chroot", root, "chown", "root:bird", "/etc/bird/bird.conf", environment=environment)
    conf.chmod(0o640)
    _give_keys(root, image)
    run("chroot", root, "systemctl", "enable", *ENABLED, environment=environment)
    # firewalld wants logind installed. A login's own manager of services would only cost time.
    run("chroot", root, "pam-auth-update", "--package", "--remove", "systemd", environment=environment)
    run("chroot", root, "systemctl", "disable", *DISABLED, environment=environment)
    run("chroot", root, "systemctl", "mask", *MASKED, environment=environment)
    run("chroot", root, "update-initramfs", "-u", environment=environment)
    run("chroot", root, "apt-get", "clean", environment=environment)
    for source, name in (("boot/vmlinuz-*", "vmlinuz"), ("boot/initrd.img-*", "initrd")):
        shutil.copy(next(root.glob(source)), image / name)
    run("mke2fs", "-q", "-t", "ext4", "-d", root, image / "disk", SIZE)


def _give_keys(root, image):
    """The key that logs in as root. The host keys are the guest's own, made when sshd was installed."""
    run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "guest", "-f", image / "id_ed25519")
    home = root / "root/.ssh"
    home.mkdir(mode=0o700, exist_ok=True)
    shutil.copy(image / "id_ed25519.pub", home / "authorized_keys")
    shutil.copy(root / "etc/ssh/ssh_host_ed25519_key.pub", image / "host_key.pub")


def _codename():
    for line in Path("/etc/os-release").read_text().splitlines():
        if line.startswith("VERSION_CODENAME="):
            return line.partition("=")[2].strip('"')
    raise GuestError("/etc/os-release names no Debian release (VERSION_CODENAME)")


def _mirror():
    """The archive that this machine's apt is configured with. It holds the other releases, too."""
    wanted = ["Debian", _codename(), "main"]
    for line in run("apt-get", "indextargets", "--format", "$(ORIGIN) $(CODENAME) $(COMPONENT) $(REPO_URI)",
                    "Created-By: Packages").splitlines():
        *what, archive = line.split()
        if what == wanted and archive.startswith(("http://", "https://")):
            return archive
    raise GuestError(f"apt knows no http archive of Debian {_codename()} main; see /etc/apt/sources.list, then `apt-get update`")


def _proxy():
    """debootstrap fetches by itself, so what apt was told does not reach it."""
    environment = {name: os.environ[name] for name in ("http_proxy", "https_proxy", "no_proxy") if name in os.environ}
    proxy = run("apt-config", "dump", "--format", "%v", "Acquire::http::Proxy").strip()
    return {"http_proxy": proxy, **environment} if proxy else environment


@contextlib.contextmanager
def _alone(folder):
    lock = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    fcntl.flock(lock, fcntl.LOCK_EX)
    try:
        yield
    finally:
        os.close(lock)
