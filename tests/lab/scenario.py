"""What the tests on the lab share: its commands, waiting, and running one test after the other."""

import re
import subprocess
import time
from pathlib import Path

LAB = Path(__file__).resolve().parent / "lab"
SKIPPED = 77  # ctest's word for it is in CMakeLists.txt


def lab(name, command, *arguments, check=True):
    """The output of `lab COMMAND` for the lab of this name."""
    done = subprocess.run([LAB, command, "--name", name, *arguments], stdin=subprocess.DEVNULL,
                          capture_output=True, text=True)
    if check and done.returncode != 0:
        raise AssertionError(f"lab {command} {' '.join(arguments)}: {done.stderr}{done.stdout}")
    return done.stdout


def line_on(name, host, *command):
    """The command line that runs a command on a host of this lab."""
    return [LAB, "sh", "--name", name, host, *command]


def password(name):
    """Of this lab's sessions, as its router has it."""
    conf = Path("/run/understudy-lab") / name / "hosts/router/etc/bird/bird.conf"
    return re.search(r'password "([^"]*)"', conf.read_text()).group(1)


def wait_for(what, condition, seconds=10):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"not within {seconds} s: {what}"
        time.sleep(0.1)


def run(tests):
    for test in tests:
        started = time.monotonic()
        test()
        print(f"{time.monotonic() - started:6.1f} s  {test.__name__.replace('_', ' ')}", flush=True)
