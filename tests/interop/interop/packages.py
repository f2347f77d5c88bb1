"""Debian's packages of the routers, unpacked and never installed: an installed speaker would want to run."""

import fcntl
import os
import shutil
import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path

from .system import InteropError, run

PROJECT = Path(__file__).resolve().parent.parent.parent.parent
CACHE = PROJECT / "build/interop-cache"


def unpack(packages, version):
    """The cache's folder, with every package in a folder of its own. InteropError if one cannot be had."""
    CACHE.mkdir(parents=True, exist_ok=True)
    with _one_at_a_time():
        for package in packages:
            if not (CACHE / package).exists():
                _fetch(package, version if package == packages[0] else "")
    return CACHE


def _fetch(package, version):
    candidate = _candidate(package)
    if not candidate and os.geteuid() == 0:
        # A machine whose package lists were never fetched, or were cleaned away, knows no package at all.
        subprocess.run(["apt-get", "update", "-q"], stdin=subprocess.DEVNULL, capture_output=True)
        candidate = _candidate(package)
    if not candidate or not candidate.split(":", 1)[-1].startswith(version):
        wanted = f"{package} {version}".strip()
        raise InteropError(f"this distribution has no package {wanted} ({candidate or 'none'})")
    with tempfile.TemporaryDirectory(dir=CACHE, prefix="fetching.") as folder:
        done = subprocess.run(["apt-get", "download", "-q", "-o", "APT::Sandbox::User=root", package], cwd=folder,
                              stdin=subprocess.DEVNULL, capture_output=True, text=True)
        if done.returncode != 0:
            raise InteropError(f"could not download the package {package}; try `apt-get update`: "
                               f"{done.stderr.strip()[-300:]}")
        run("dpkg", "-x", next(Path(folder).glob("*.deb")), f"{folder}/unpacked")
        shutil.move(f"{folder}/unpacked", CACHE / package)
    # Under sudo in somebody's checkout, leave nothing there that its owner cannot remove.
    run("chown", "-R", f"--reference={PROJECT}", CACHE)


def _candidate(package):
    done = subprocess.run(["apt-cache", "show", "--no-all-versions", package], capture_output=True, text=True)
    return next((line.split()[1] for line in done.stdout.splitlines() if line.startswith("Version:")), None)


@contextmanager
def _one_at_a_time():
    lock = os.open(CACHE, os.O_RDONLY | os.O_CLOEXEC)
    fcntl.flock(lock, fcntl.LOCK_EX)
    try:
        yield
    finally:
        os.close(lock)
