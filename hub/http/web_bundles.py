"""Which files browsers are given: the modules of ``hub/web`` as they are written, or their bundles.

Bundles are what ``scripts/bundle`` makes of all modules of a page, so that a tablet has little to
load; they stand below ``bundles/``, with the sums of what they were made of. Where a source has
changed since, or a merge has mixed bundles of two changes, the sources are right.
"""

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

BUNDLES = "bundles"
MANIFEST = "made-of.json"

_FOLDER = f"{BUNDLES}/"
_AS_THEY_ARE = frozenset({"sw.js"})
_BUNDLED = (".js", ".css", ".html")


def is_source(name: str) -> bool:
    """Whether bundles are made of a file of ``hub/web``, by its path there."""
    return name.endswith(_BUNDLED) and name not in _AS_THEY_ARE and not name.startswith(_FOLDER)


def choose_files(contents: Mapping[str, bytes]) -> dict[str, bytes]:
    """Take the bundles in place of their sources, if they are made of just those.

    Args:
        contents: of all files of ``hub/web``, by their paths there.

    Returns:
        what browsers are given; each page has the same name either way.
    """
    plain = {name: each for name, each in contents.items() if not name.startswith(_FOLDER)}
    if is_stale(contents):
        return plain
    left = {name: each for name, each in plain.items() if not is_source(name)}
    return left | _bundles_in(contents)


def is_stale(contents: Mapping[str, bytes]) -> bool:
    """Whether the bundles are not made of just the sources beside them, or are not there.

    Args:
        contents: of all files of ``hub/web``, by their paths there.
    """
    manifest = contents.get(f"{_FOLDER}{MANIFEST}", b"null")
    sources = {name: each for name, each in contents.items() if is_source(name)}
    return bool(json.loads(manifest) != describe(sources, _bundles_in(contents)))


def describe(sources: Mapping[str, bytes], bundles: Mapping[str, bytes]) -> dict[str, Any]:
    """Say what the manifest of bundles says.

    Args:
        sources: that they are made of, by their paths in ``hub/web``.
        bundles: by their paths in their folder.
    """
    return {"sources": _sums(sources), "bundles": _sums(bundles)}


def _bundles_in(contents: Mapping[str, bytes]) -> dict[str, bytes]:
    return {
        name.removeprefix(_FOLDER): each
        for name, each in contents.items()
        if name.startswith(_FOLDER) and name != f"{_FOLDER}{MANIFEST}"
    }


def _sums(contents: Mapping[str, bytes]) -> dict[str, str]:
    return {name: sha256(contents[name]).hexdigest() for name in sorted(contents)}
