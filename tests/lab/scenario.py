"""What the tests on the lab share: its commands, waiting, and running one test after the other."""

import re
import subprocess
import sys
import time
from pathlib import Path

sys.dont_write_bytecode = True  # nothing is left beside the sources

from netlab import cluster  # noqa: E402

LAB = Path(__file__).resolve().parent / "lab"
SKIPPED = 77  # ctest's word for it is in CMakeLists.txt


def lab(name, command, *arguments, check=True):
    """The output of `lab COMMAND` for the lab of this name."""
    line = line_on(name, *arguments) if command == "sh" else [LAB, command, "--name", name, *arguments]
    done = subprocess.run(line, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    if check and done.returncode != 0:
        raise AssertionError(f"lab {command} {' '.join(arguments)}: {done.stderr}{done.stdout}")
    return done.stdout


def line_on(name, host, *command):
    """The command line that runs a command on a host of this lab; what `lab sh` becomes, without starting it each time."""
    return cluster.Lab(name).host(host).enter(*command)


def password(name):
    """Of this lab's sessions, as its router has it."""
    conf = Path("/run/understudy-lab") / name / "hosts/router/etc/bird/bird.conf"
    return re.search(r'password "([^"]*)"', conf.read_text()).group(1)


class Sessions:
    """A host's sessions as the router shows them; equal to others of the same ones: by the time since when they are up. BIRD
    works that out anew for every answer, so its last digit may differ."""

    def __init__(self, name, host):
        shown = lab(name, "sh", "router", "birdc", "show", "protocols").splitlines()
        lines = [line.split() for line in shown if line.startswith(f"{host}_v")]
        self.up = {words[0]: self._seconds(words[4]) for words in lines if "Established" in words}

    def __eq__(self, other):
        return self.up.keys() == other.up.keys() and all(abs(self.up[key] - other.up[key]) < 0.5 for key in self.up)

    def __repr__(self):
        return repr(self.up)

    @staticmethod
    def _seconds(time):
        hours, minutes, seconds = time.split(":")
        return int(hours) * 3600 + int(minutes) * 60 + float(seconds)


def wait_for(what, condition, seconds=10):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"not within {seconds} s: {what}"
        time.sleep(0.25)


def run(tests):
    for test in tests:
        started = time.monotonic()
        test()
        print(f"{time.monotonic() - started:6.1f} s  {test.__name__.replace('_', ' ')}", flush=True)
