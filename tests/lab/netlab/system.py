"""Running the system's own tools, with an error that names what failed."""

import shlex
import subprocess


class LabError(Exception):
    """A sentence for the person at the terminal."""


def run(*command, stdin=""):
    """The command's output, or LabError."""
    done = subprocess.run(command, input=stdin, capture_output=True, text=True)
    if done.returncode != 0:
        raise LabError(f"`{shlex.join(command)}` failed: {(done.stderr or done.stdout).strip()}")
    return done.stdout


def succeeds(*command):
    return subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True).returncode == 0
