"""What a hub needs before anyone can talk to it: a first manager and a menu."""

import time
from io import BytesIO
from pathlib import Path

from hub.access.devices import DeviceService
from hub.branch import Branch
from hub.cli.menu import read
from hub.cli.output import CommandError
from hub.commit.command import Command
from hub.common.atomic_file import write_private
from hub.domain.errors import Refusal
from hub.domain.menu import Menu
from hub.domain.permissions import Role
from hub.http.auth import OWNER
from hub.ids import new_id
from hub.menu.whole_menu import MenuFile, read_menu_file
from hub.paths import MANAGER_TOKEN


class FirstMenu:
    """A menu from a file, for a hub that has none yet.

    Read before the hub is started, so that a wrong file leaves no half-started hub behind.

    Args:
        file: as menu import takes it.
        currency: the ISO code that its prices are in; None if it is not set.

    Raises:
        CommandError: the file cannot be read, or does not hold a menu.
    """

    def __init__(self, file: Path, currency: str | None = None) -> None:
        self._file = file
        content = read(file)
        is_json = file.suffix.lower() == ".json"
        brought = MenuFile(BytesIO(content), len(content), is_json, currency)
        try:
            self._read = read_menu_file(brought, Menu(), lambda: new_id(time.time_ns() // 10**6))
        except Refusal as refusal:
            raise self._explain(refusal) from None

    async def load(self, branch: Branch) -> None:
        """Put the menu into a branch whose menu is empty; otherwise do nothing.

        Raises:
            CommandError: the menu contradicts itself.
        """
        if not branch.menu.menu.empty:
            return
        try:
            await branch.menu_imports.put(Command(who=OWNER), self._read)
        except Refusal as refusal:
            raise self._explain(refusal) from None

    def _explain(self, refusal: Refusal) -> CommandError:
        return CommandError(f"{self._file} cannot be used as a menu: {refusal.message}")


async def make_manager(data: Path, devices: DeviceService) -> None:
    """Make a first manager's token when there is no token yet.

    It goes into a file in the data folder that only the owner can read.
    """
    if not devices.none_yet:
        return
    made = await devices.make(Command(who=OWNER), Role.MANAGER, "first manager")
    write_private(data / MANAGER_TOKEN, f"{made.value.token}\n".encode())


def token_file(data: Path, devices: DeviceService) -> Path | None:
    """Return the file with the first manager's token, if the token in it still is worth something.

    Args:
        data: the data folder.
        devices: knows the valid tokens.
    """
    path = data / MANAGER_TOKEN
    try:
        token = path.read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError):
        return None
    return None if devices.find_principal(token) is None else path
