"""The pages of a release: each page's modules as one file, as short as esbuild can write them.

A clone serves the modules as they are written. What is published is made of the same files, so that
a tablet has little to load; nothing is made on a hub.
"""

import re
import subprocess
from pathlib import Path

NODE_MODULES = Path("scripts/vendor.d/node_modules")
"""Where ``scripts/check`` has installed what pages are made with, from the root of the clone."""

_STAYS = frozenset({"sw.js"})
_LOADED = re.compile(r'<script [^>]*src="\{shell\}/([^"]+)"')
_PRELOADED = re.compile(r'<link rel="modulepreload"[^>]*>\n')


class NoEsbuildError(Exception):
    """What makes the files is not installed; the message says what helps."""


def bundle_pages(web: Path, root: Path) -> None:
    """Put the modules of each page into one file, and what it loads later into files beside it.

    Args:
        web: a copy of ``hub/web``, which is changed.
        root: of the clone, where esbuild is installed.

    Raises:
        NoEsbuildError: it is not.
        subprocess.CalledProcessError: a module can't be read.
    """
    esbuild = (root / NODE_MODULES / ".bin" / "esbuild").absolute()
    if not esbuild.exists():
        raise NoEsbuildError("esbuild is not installed: run ./scripts/check once")
    pages = {page: page.read_text("utf-8") for page in sorted(web.glob("*.html"))}
    entries = sorted({web / name for text in pages.values() for name in _LOADED.findall(text)})
    gone = [
        each
        for each in (*web.rglob("*.js"), *web.rglob("*.d.ts"))
        if each not in entries and each.name not in _STAYS
    ]
    common = ("--minify", "--target=es2022", "--allow-overwrite", "--log-level=warning")

    def run(*words: str) -> None:
        # From there: what is made must not depend on where that is.
        command = (str(esbuild), *words, *common, "--outdir=.", "--outbase=.")
        subprocess.run(command, cwd=web, check=True)  # noqa: S603 - it is the one that is pinned

    for text in pages.values():
        # One page at a time: what several pages share is shorter in each than in parts of its own.
        run(
            *(f"./{name}" for name in _LOADED.findall(text)),
            # All in one folder: a module finds what it loads later beside itself.
            *("--bundle", "--splitting", "--format=esm", "--chunk-names=part-[hash]"),
            "--legal-comments=none",
        )
    run(*(f"./{each.relative_to(web)}" for each in sorted(web.glob("*.css"))))
    for each in gone:
        each.unlink()
    for page, text in pages.items():
        page.write_text(_PRELOADED.sub("", text), "utf-8")
    for each in web.rglob("*"):
        if each.is_file():
            # Whoever builds may keep it to themselves; whoever installs has to read it.
            each.chmod(0o644)
