"""The files that browsers are given: in memory, compressed once, and how long each may be kept.

A page names its scripts and styles by a path that changes with any of them, so a browser may keep
those for good and modules import each other by plain relative names. The pages themselves are asked
for anew each time, which costs a line while nothing has changed.
"""

import gzip
import json
from collections.abc import Iterable, Mapping
from functools import cache
from hashlib import sha256
from html import escape
from importlib import resources
from importlib.resources.abc import Traversable
from types import MappingProxyType
from typing import NamedTuple

from hub.http.web_bundles import choose_files

FOLDER = "/web"
"""Below it, in a folder that is named after all of them, stand the files that pages are made of."""

KEEP = "public, max-age=31536000, immutable"
ASK = "no-cache"

_MEDIA = {
    "css": "text/css; charset=utf-8",
    "html": "text/html; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "json": "application/json",
    "png": "image/png",
    "svg": "image/svg+xml",
    "txt": "text/plain; charset=utf-8",
    "webmanifest": "application/manifest+json",
    "woff2": "font/woff2",
}

_PACKED_ALREADY = frozenset({"png", "woff2"})

_AT_ROOT = frozenset({"sw.js", "app.webmanifest"})
"""Files beside the pages: a service worker has power over what stands below it, and no more."""

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    # Covers the WebSocket as well, which has the page's own host and port.
    "connect-src 'self'; manifest-src 'self'; worker-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
    # No text becomes markup anywhere but in templates, which are code, and no address a program but
    # that of the service worker, for which the pages' own policy stands.
    "require-trusted-types-for 'script'; trusted-types lit-html galley"
)

WORKER_POLICY = "default-src 'none'; connect-src 'self'"
"""What a service worker may do: fetch what it keeps."""

_PERMISSIONS = (
    "autoplay=(self), fullscreen=(self), screen-wake-lock=(self), "
    "camera=(), display-capture=(), geolocation=(), microphone=(), midi=(), payment=(), usb=()"
)


class WebFile(NamedTuple):
    """One file as it is sent.

    Attributes:
        content: all of it.
        packed: the same by gzip; None where that is no shorter.
        version: tells it from all others that stood or will stand at its path.
        media_type: as its name says.
        caching: what a browser is told of keeping it.
        policy: what a page may load and do; None for what is no page.
    """

    content: bytes
    packed: bytes | None
    version: int
    media_type: str
    caching: str
    policy: str | None = None

    @property
    def headers(self) -> Mapping[str, str]:
        """What it is sent with, beyond what stands over every answer."""
        return _headers(self.caching, self.policy)


class WebFiles(NamedTuple):
    """Everything that browsers are given.

    Attributes:
        shell: names all files that pages are made of, as they are.
        pages: by their paths.
        parts: what pages are made of, by their paths.
    """

    shell: str
    pages: Mapping[str, WebFile]
    parts: Mapping[str, WebFile]


@cache
def load_web_files() -> WebFiles:
    """Make what is sent of ``hub/web``, once for a process."""
    return web_files_of(_contents())


def web_files_of(contents: Mapping[str, bytes]) -> WebFiles:
    """Make what is sent of some files.

    Args:
        contents: by their paths below the folder. ``{shell}`` in a page, and in what stands beside
            the pages, becomes the folder of all other files; ``{files}`` a list of all that a
            device keeps for when the hub is away. A page is called by its file's name without the
            ending; ``index.html``, which a route of its own fills in, is left out.
    """
    beside = {name for name in contents if name.endswith(".html") or name in _AT_ROOT}
    summed = sha256()
    for name in sorted(contents.keys() - beside):
        summed.update(b"%b\0%d\0%b" % (name.encode(), len(contents[name]), contents[name]))
    shell = f"{FOLDER}/{summed.hexdigest()[:16]}"
    parts = {
        f"{shell}/{name}": _file(name, contents[name], KEEP)
        for name in sorted(contents.keys() - beside)
    }
    named = {
        f"/{name.removesuffix('.html')}": name for name in sorted(beside) if name != "index.html"
    }
    kept = [path for path, name in named.items() if name not in _AT_ROOT] + list(parts)
    filled = {b"{shell}": shell.encode(), b"{files}": json.dumps(kept).encode()}
    pages = {path: _file(name, _fill(contents[name], filled), ASK) for path, name in named.items()}
    return WebFiles(shell, MappingProxyType(pages), MappingProxyType(parts))


def make_page(name: str, values: Mapping[str, str]) -> WebFile:
    """Make a page that a route fills in.

    Args:
        name: of its file.
        values: what stands in place of each name in braces; shown as text, whatever it holds.
    """
    filled = {f"{{{key}}}".encode(): escape(value).encode() for key, value in values.items()}
    shell = {b"{shell}": load_web_files().shell.encode()}
    return _file(name, _fill(_contents()[name], shell | filled), ASK)


def _fill(content: bytes, values: Mapping[bytes, bytes]) -> bytes:
    for name, value in values.items():
        content = content.replace(name, value)
    return content


def _file(name: str, content: bytes, caching: str) -> WebFile:
    ending = name.rpartition(".")[2]
    packed = None
    if ending not in _PACKED_ALREADY:
        packed = gzip.compress(content, 9, mtime=0)
    return WebFile(
        content,
        packed if packed is not None and len(packed) < len(content) else None,
        int(sha256(content).hexdigest()[:13], 16),
        _MEDIA[ending],
        caching,
        POLICY if ending == "html" else WORKER_POLICY if name == "sw.js" else None,
    )


@cache
def _headers(caching: str, policy: str | None) -> Mapping[str, str]:
    headers = {"Cache-Control": caching, "Cross-Origin-Resource-Policy": "same-origin"}
    if policy is not None:
        headers["Content-Security-Policy"] = policy
        headers["Cross-Origin-Opener-Policy"] = "same-origin"
        headers["Permissions-Policy"] = _PERMISSIONS
    return MappingProxyType(headers)


@cache
def _contents() -> Mapping[str, bytes]:
    return choose_files(dict(_walk(resources.files("hub").joinpath("web"))))


def _walk(folder: Traversable, below: str = "") -> Iterable[tuple[str, bytes]]:
    for each in folder.iterdir():
        if each.is_dir():
            yield from _walk(each, f"{below}{each.name}/")
        elif each.name.rpartition(".")[2] in _MEDIA:
            # Types, for those who work on pages, are no browser's.
            yield f"{below}{each.name}", each.read_bytes()
