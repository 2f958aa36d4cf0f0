"""A screen in a process of its own that says what stands on it, again and again, as JSON lines.

``python -m tests.support.telling_screen URL TOKEN FOLDER``
"""

import asyncio
import json
import sys
import time
from pathlib import Path

from display.view_model.build import build
from display.view_model.layout import Layout
from display.view_model.screen import Panel, Text
from tests.support.screen import listening, now

EVERY = 0.1


def _measured(text: str, size: int, *, bold: bool = False, condensed: bool = False) -> int:
    return round(len(text) * size * (0.66 if bold else 0.6))


_LAYOUT = Layout(1920, 1080, 4, 2, _measured)


def _words(panel: Panel) -> list[str]:
    return [part.text for part in panel.parts if isinstance(part, Text)]


async def _tell(url: str, token: str, folder: Path) -> None:
    async with listening(url, token, folder) as screen:
        while True:
            at = now()
            panels = {each.key: _words(each) for each in build(screen.state, at, _LAYOUT).panels}
            ages = {key[4:]: each[0] for key, each in panels.items() if key.startswith("age ")}
            told = {"wall": time.time(), "ages": ages, "top": panels["top"]}
            sys.stdout.write(json.dumps(told) + "\n")
            sys.stdout.flush()
            await asyncio.sleep(EVERY)


if __name__ == "__main__":
    asyncio.run(_tell(sys.argv[1], sys.argv[2], Path(sys.argv[3])))
