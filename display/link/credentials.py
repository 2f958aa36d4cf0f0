"""What a screen keeps of its pairing: whose it is, its token, and how it knows its hub again."""

import os
from contextlib import suppress
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta

FILE = "paired.json"


class CredentialsError(Exception):
    """The file can't be read or written; the message says why and what helps."""


class Credentials(msgspec.Struct, frozen=True, kw_only=True):
    """A pairing.

    Attributes:
        branch: id of the branch.
        device: what the screen is called there.
        token: for everything that the screen asks.
        anchor: the certificate that the hub must prove to hold, as PEM text.
        addresses: where it was last found, as ``https://192.168.1.20:8443``.
    """

    branch: str
    device: str
    token: str
    anchor: str
    addresses: Annotated[tuple[str, ...], Meta(min_length=1)]


def load_credentials(file: Path) -> Credentials | None:
    """Read a pairing; None when there is none yet.

    Raises:
        CredentialsError: it is there, and can't be read or understood.
    """
    try:
        return msgspec.json.decode(file.read_bytes(), type=Credentials)
    except FileNotFoundError:
        return None
    except (OSError, msgspec.MsgspecError) as error:
        raise CredentialsError(
            f"{file}: this screen's pairing can't be read ({error}). Start galley-display once "
            "with --pair to pair it anew."
        ) from error


def save_credentials(paired: Credentials, file: Path) -> None:
    """Keep a pairing, whole or not at all, where nobody else can read it.

    Raises:
        CredentialsError: it can't be written.
    """
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _replace(msgspec.json.format(msgspec.json.encode(paired)), file)
    except OSError as error:
        raise CredentialsError(
            f"{file}: this screen's pairing can't be kept: {error.strerror}. Choose a folder with "
            "data."
        ) from error


def forget_credentials(file: Path) -> None:
    """Let a pairing go, if there is one."""
    with suppress(FileNotFoundError):
        file.unlink()


def _replace(data: bytes, file: Path) -> None:
    new = file.with_suffix(".new")
    with suppress(FileNotFoundError):
        new.unlink()
    handle = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    with os.fdopen(handle, "wb") as out:
        out.write(data)
        out.flush()
        os.fsync(out.fileno())
    new.replace(file)
    folder = os.open(file.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
