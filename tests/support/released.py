"""What an owner's machine holds that has run a released version; see tests/data/released."""

import json
import tarfile
from pathlib import Path
from typing import Any, NamedTuple

RELEASED = Path(__file__).parents[1] / "data" / "released"


class Released(NamedTuple):
    """The folders of a machine that runs version 0.1.0, whose power has gone.

    Attributes:
        etc: settings files.
        hub: the hub's data folder.
        screen: the folder of a screen that is paired with it.
        shown: what the hub answered just before, and the tokens.
    """

    etc: Path
    hub: Path
    screen: Path
    shown: dict[str, Any]


def unpack_0_1_0(folder: Path) -> Released:
    """Lay the folders out below another one."""
    with tarfile.open(RELEASED / "galley-0.1.0-folder.tar.xz") as archive:
        archive.extractall(folder, filter="data")
    shown = json.loads((folder / "shown.json").read_text("utf-8"))
    return Released(folder / "etc", folder / "hub", folder / "screen", shown)
