"""These tests run twice, with each of the two packages that are called pygame.

``scripts/test`` says which one it means, so that it can't run the same one twice unnoticed. Without
being told it is pygame-ce, which is what ``scripts/test`` puts into ``.venv``.
"""

import os
from importlib.metadata import packages_distributions

import pygame

ASKED_FOR = os.environ.get("PYGAME_UNDER_TEST", "pygame-ce")


def test_the_pygame_that_was_asked_for_is_the_one_that_is_used() -> None:
    assert ("pygame-ce" if hasattr(pygame, "IS_CE") else "pygame") == ASKED_FOR


def test_no_other_pygame_is_installed_beside_it() -> None:
    assert set(packages_distributions()["pygame"]) == {ASKED_FOR}
