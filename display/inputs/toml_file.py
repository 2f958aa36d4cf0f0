"""Reading the TOML files that say what keys and pins mean."""

import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any


def table_of(file: Path, refused: Callable[[list[str]], Exception]) -> dict[str, Any]:
    """Read a file's top table; a byte order mark, as some editors put one, does not matter.

    Args:
        file: to read.
        refused: makes the error to raise from a list of problems.

    Raises:
        Exception: what ``refused`` makes, when the file cannot be read or is not TOML.
    """
    try:
        return tomllib.loads(file.read_text("utf-8-sig"))
    except OSError as error:
        raise refused([f"{file}: {error.strerror}"]) from error
    except ValueError as error:
        raise refused([f"{file}: {error}"]) from error
