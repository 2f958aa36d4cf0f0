"""A machine of many network cables to one other machine, each of which can be pulled out (root).

with cables(50) as network:
    network.unplug(7)
    with network.near.entered():
        ...  # connect to network.address(7)
"""

from collections.abc import Iterator
from contextlib import contextmanager

from tests.support.namespaces import Machine, Namespace, Switch, wait_until


class Cables:
    """A hub's machine, and one that stands for all screens; between them a switch.

    Attributes:
        far: the hub's machine. It has an address for each cable, and notices nothing when one is
            pulled out: packets for it are lost on the way, as in a real switch.
        near: where the screens are. Its end of a cable that is pulled out has no link.
    """

    def __init__(self, switch: Switch, far: Machine, near: Namespace) -> None:
        self._switch = switch
        self.far = far
        self.near = near

    @staticmethod
    def address(number: int) -> str:
        """Return the far machine's address that is reached over a cable only."""
        return f"198.18.{number}.1"

    def unplug(self, number: int) -> None:
        """Pull a cable out of the switch."""
        self._switch.ip("link", "set", f"cable{number}", "down")
        wait_until(lambda: not self._connected(number), f"cable {number} has no link")

    def plug(self, number: int) -> None:
        """Put a cable in again."""
        self._switch.ip("link", "set", f"cable{number}", "up")
        wait_until(lambda: self._connected(number), f"cable {number} has a link")

    def lay(self, number: int) -> None:
        """Lay a cable."""
        here, there = f"eth{number}", f"cable{number}"
        self.near.ip("link", "add", here, "type", "veth", "peer", there, "netns", self._switch.name)
        self._switch.ip("link", "set", there, "master", "switch", "up")
        self.near.ip("link", "set", here, "up")
        self.near.ip("address", "add", f"198.18.{number}.2/30", "dev", here)
        self.far.add(f"{self.address(number)}/30")
        wait_until(lambda: self._connected(number), f"cable {number} has a link")

    def _connected(self, number: int) -> bool:
        return "state UP" in self.near.ip("link", "show", f"eth{number}")


@contextmanager
def cables(count: int) -> Iterator[Cables]:
    """Lay cables, numbered from 0, for as long as the context lasts."""
    with Switch() as switch, switch.machine("hub") as far, Namespace("screens") as near:
        # Each cable's end answers for its own address only, as if it were a machine of its own.
        near.run("sysctl", "-qw", "net.ipv4.conf.all.arp_ignore=1")
        network = Cables(switch, far, near)
        for number in range(count):
            network.lay(number)
        yield network
