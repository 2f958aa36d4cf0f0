"""The guest's hub without one of its protections: it shows that the power cut can take orders."""

from scripts.guest import owner
from scripts.guest.commands import Failed
from scripts.guest.machine import GuestMachine
from tests.support.installer import TREE

# In /run, so that a power cut takes it away, and the next boot has the hub as it was installed.
_PROGRAM = "/run/careless_hub.py"
_DROP_IN = f"/run/systemd/system/{owner.HUB}.d"
_INSTEAD = f"""[Service]
ExecStart=
ExecStart=/opt/galley/current/bin/python {_PROGRAM} syncing --data %S/galley serve \
--config /etc/galley/hub.toml
"""


def replace_hub(machine: GuestMachine) -> None:
    """Have the hub replaced by one that answers before the disk has what it promises.

    Raises:
        Failed: the hub as it was installed goes on.
    """
    program = TREE / "tests" / "support" / "careless_hub.py"
    machine.write(_PROGRAM, program.read_text("utf-8"))
    machine.run("mkdir", "-p", _DROP_IN)
    machine.write(f"{_DROP_IN}/careless.conf", _INSTEAD)
    machine.run("systemctl", "daemon-reload")
    machine.run("systemctl", "restart", owner.HUB, within=owner.UP_WITHIN)
    pid = owner.state(machine, owner.HUB, "MainPID")
    if _PROGRAM not in machine.run("cat", f"/proc/{pid}/cmdline"):
        raise Failed(f"{owner.HUB} does not run {_PROGRAM}")
