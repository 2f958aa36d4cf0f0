"""What a hub needs before anyone can talk to it: a first manager and a menu."""

import json
import os
from pathlib import Path

from hub.api.auth import OWNER
from hub.domain.permissions import Role
from hub.kitchen.asking import Ask
from hub.kitchen.branch import Branch
from hub.protocol import menu_csv, requests, strict


class FirstStart:
    """Prepares a branch that nobody has used yet.

    Args:
        data: the data folder.
        branch: the open branch.
    """

    MANAGER_TOKEN = "manager.token"  # noqa: S105 - a file's name

    def __init__(self, data: Path, branch: Branch) -> None:
        self._data = data
        self._branch = branch

    async def make_manager(self) -> None:
        """Make a first manager's token, in a file that only the owner can read."""
        if not self._branch.devices.none_yet:
            return
        answer = await self._branch.devices.make(
            Ask(principal=OWNER), Role.MANAGER, "first manager"
        )
        token = json.loads(answer.body)["data"]["token"]
        path = self._data / self.MANAGER_TOKEN
        path.unlink(missing_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as file:
            file.write(f"{token}\n")

    async def load_menu(self, file: Path) -> None:
        """Load a menu from a file, JSON or CSV, when there is none yet.

        Raises:
            Refusal: the file does not hold a menu.
        """
        menu = self._branch.menu
        if not menu.menu.empty:
            return
        data = file.read_bytes()
        if file.suffix == ".csv":
            whole = menu_csv.from_csv(strict.text_of(data), menu.whole())
        else:
            whole = strict.converted(strict.parsed(data), requests.WholeMenu)
        await menu.replace(Ask(principal=OWNER), whole)
