"""Running programs, and waiting for what they do."""

import shlex
import subprocess
import time


class InteropError(Exception):
    """A sentence for the person at the terminal: the test could not be made, or what was awaited did not come."""


class Unsupported(Exception):
    """The router's program cannot do what a check is about; the text says what is missing."""


def run(*command, stdin="", environment=None):
    """The command's output, or InteropError."""
    done = subprocess.run([str(word) for word in command], input=stdin, capture_output=True, text=True, env=environment)
    if done.returncode != 0:
        raise InteropError(f"`{shlex.join(map(str, command))}` failed: {(done.stderr + done.stdout).strip()}")
    return done.stdout


def succeeds(*command):
    return subprocess.run(list(map(str, command)), stdin=subprocess.DEVNULL, capture_output=True).returncode == 0


def wait_for(what, condition, seconds=15, detail=lambda: ""):
    """What `condition` returned, as soon as it is true."""
    deadline = time.monotonic() + seconds
    while True:
        result = condition()
        if result:
            return result
        if time.monotonic() > deadline:
            raise InteropError(f"not within {seconds} s: {what}. {detail()}".strip())
        time.sleep(0.05)


def stays(what, condition, seconds):
    """`condition` is true all the time; for what must not happen while a protocol's timer runs out."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if not condition():
            raise InteropError(f"did not last {seconds} s: {what}")
        time.sleep(0.05)
