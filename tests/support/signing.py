"""A key of a test's own, and a repository that it has signed."""

import os
import subprocess
from pathlib import Path

import pytest

from scripts.debian.repository import write_repository

OWNER = "Galley test <test@example.com>"


def make_key(home: Path, patch: pytest.MonkeyPatch) -> None:
    """Make a secret key, and have gpg find it and no other.

    Args:
        home: for gpg's files.
        patch: sets the variable by which gpg finds them.
    """
    home.mkdir(mode=0o700)
    patch.setenv("GNUPGHOME", str(home))
    subprocess.run(
        [
            *("gpg", "--batch", "--quiet", "--passphrase", "", "--quick-gen-key"),
            *(OWNER, "ed25519", "sign", "never"),
        ],
        check=True,
        stderr=subprocess.DEVNULL,
        env=os.environ,
    )


def signed(packages: list[Path], folder: Path, at: int) -> Path:
    """Put packages into a repository, signed with that key; returns its folder."""
    write_repository(packages, folder, OWNER, at)
    return folder
