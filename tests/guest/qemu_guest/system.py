"""Running the system's own tools, with an error that names what failed."""

import shlex
import shutil
import subprocess

# What the package group `guest` brings.
PROGRAMS = ("qemu-system-x86_64", "debootstrap", "mke2fs", "unshare", "ssh", "ssh-keygen")
# Where Debian has what only root uses; sudo and ctest may leave it out.
PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"


class GuestError(Exception):
    """A sentence for the person at the terminal."""


def missing_programs():
    return [program for program in PROGRAMS if not shutil.which(program, path=PATH)]


def run(*command, stdin="", environment=None):
    """The command's output, or GuestError."""
    done = subprocess.run([str(word) for word in command], input=stdin, env=environment, capture_output=True, text=True)
    if done.returncode != 0:
        said = (done.stderr or done.stdout).strip().splitlines()[-5:]
        raise GuestError(f"`{shlex.join(str(word) for word in command[:6])} ...` failed: " + "\n".join(said))
    return done.stdout
