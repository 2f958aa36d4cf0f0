"""A machine on which some of a program's parts were never installed."""

import subprocess
import sys

from tests.support.process import clean_environment

_DEADLINE = 60

_WITHOUT = """
import importlib.abc, runpy, sys

class Gone(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {gone!r}:
            raise ModuleNotFoundError(name)

    def invalidate_caches(self):
        pass

import importlib.util
real = importlib.util.find_spec
importlib.util.find_spec = lambda name, package=None: (
    None if name.partition(".")[0] in {gone!r} else real(name, package)
)
sys.meta_path.insert(0, Gone())
sys.argv = {argv!r}
runpy.run_module({module!r}, run_name="__main__", alter_sys=True)
"""

OPTIONAL = frozenset({"pygame", "bidi", "gpiozero", "lgpio"})
"""What a hub, a screen or both do without where nothing is drawn and nothing wired."""


def without_parts(module: str, *arguments: str) -> "subprocess.CompletedProcess[str]":
    """Run a program where none of the optional modules can be imported."""
    program = _WITHOUT.format(gone=set(OPTIONAL), argv=[module, *arguments], module=module)
    return subprocess.run(
        [sys.executable, "-c", program],
        env=clean_environment(),
        capture_output=True,
        text=True,
        timeout=_DEADLINE,
        check=False,
    )
