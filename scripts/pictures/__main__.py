"""``scripts/screenshots``: draw every board off screen and write a PNG of each."""

import argparse
import os
from pathlib import Path

os.environ.setdefault("PYGAME_HIDE_SUPPORT_PROMPT", "1")

import pygame

from display.renderer.fonts import Fonts
from scripts.pictures.drawing import all_boards, golden, golden_names

GOLDEN = Path(__file__).parents[2] / "tests/display/golden"


def main() -> None:
    """Draw every kind of board off screen, and write a PNG of each."""
    parser = argparse.ArgumentParser(prog="scripts/screenshots", description=main.__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=Path("var/screenshots"))
    parser.add_argument(
        "--golden",
        action="store_true",
        help="write the pictures that the tests compare with instead; look at them first",
    )
    wanted = parser.parse_args()
    folder: Path = GOLDEN if wanted.golden else wanted.folder
    folder.mkdir(parents=True, exist_ok=True)
    pictures = golden(golden_names()) if wanted.golden else all_boards(Fonts())
    for name, surface in pictures:
        pygame.image.save(surface, folder / f"{name}.png")
        print(folder / f"{name}.png")


if __name__ == "__main__":
    main()
