"""``scripts/screenshots`` leaves a picture of every board."""

import subprocess
import sys
from pathlib import Path

import pygame
import pytest

from scripts.pictures.boards import boards, subjects

pytestmark = pytest.mark.system

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pictures") / "new"
    subprocess.run(
        [sys.executable, "-m", "scripts.pictures", str(folder)],
        check=True,
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
    )
    return folder


def test_every_board_has_its_picture(folder: Path) -> None:
    assert sorted(path.stem for path in folder.iterdir()) == sorted(subjects())


@pytest.mark.parametrize("name", ["busy", "portrait", "720p", "4k"])
def test_a_picture_has_the_size_of_its_glass(folder: Path, name: str) -> None:
    board = boards()[name]
    size = pygame.image.load(folder / f"{name}.png").get_size()
    assert size == (board.width, board.height)
