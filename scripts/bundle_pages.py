"""``scripts/bundle``: the modules and styles of each page as few, short files.

They are committed, in ``hub/web/bundles``, with the sums of all that they were made of: a hub
serves them while they fit its sources, and nothing is made on a hub.
"""

import json
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from hub.http.web_bundles import BUNDLES, MANIFEST, describe, is_source

NODE_MODULES = Path("scripts/vendor.d/node_modules")
"""Where ``scripts/check`` has installed what pages are made with, from the root of the clone."""

_SCRIPT = re.compile(r'<script [^>]*src="\{shell\}/([^"]+)"')
_STYLES = re.compile(r'(?:<link rel="stylesheet" href="\{shell\}/[^"]+">\n)+')
_STYLE = re.compile(r'href="\{shell\}/([^"]+)"')
_PRELOADED = re.compile(r'<link rel="modulepreload"[^>]*>\n')
_COMMON = ("--bundle", "--minify", "--target=es2022", "--log-level=warning")
_PRIVATE = "--mangle-props=^_[a-z]"
"""Names that a class keeps to itself: nothing that is sent or kept has such a one."""


class NoEsbuildError(Exception):
    """What makes the files is not installed; the message says what helps."""


class _Bundler(NamedTuple):
    """What makes files of modules.

    Attributes:
        esbuild: the one that is pinned.
        web: what they are made of.
        out: an empty folder for them.
    """

    esbuild: Path
    web: Path
    out: Path

    def run(self, *words: str, given: str = "") -> None:
        # From there: what is made must not depend on where that is.
        command = (str(self.esbuild), *words, *_COMMON)
        subprocess.run(command, cwd=self.web, input=given, text=True, check=True)  # noqa: S603


def bundle_pages(web: Path, root: Path) -> None:
    """Put what each page loads into few files, and what it loads later into files beside them.

    Args:
        web: ``hub/web``; its folder of bundles is made anew.
        root: of the clone, where esbuild is installed.

    Raises:
        NoEsbuildError: it is not.
        subprocess.CalledProcessError: a module can't be read.
    """
    esbuild = (root / NODE_MODULES / ".bin" / "esbuild").absolute()
    if not esbuild.exists():
        raise NoEsbuildError("esbuild is not installed: run ./scripts/check once")
    sources = {name: each for name, each in read_web(web).items() if is_source(name)}
    made: dict[str, bytes] = {}
    for page in sorted(name.removesuffix(".html") for name in sources if name.endswith(".html")):
        with tempfile.TemporaryDirectory() as out:
            # One page at a time: what several pages share is shorter in each than in parts of its
            # own, and a device has one page.
            bundler = _Bundler(esbuild, web, Path(out))
            made |= _bundle_page(page, sources[f"{page}.html"].decode(), bundler)
    made[MANIFEST] = f"{json.dumps(describe(sources, made), indent=1)}\n".encode()
    folder = web / BUNDLES
    shutil.rmtree(folder, ignore_errors=True)
    for name, content in made.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)


def read_web(web: Path) -> dict[str, bytes]:
    """Read all files of ``hub/web``, by their paths there."""
    return {
        str(each.relative_to(web)): each.read_bytes() for each in web.rglob("*") if each.is_file()
    }


def _bundle_page(page: str, text: str, bundler: _Bundler) -> dict[str, bytes]:
    """Make the files of one page, by their names."""
    entries = _SCRIPT.findall(text)
    told = bundler.out / "told.json"
    bundler.run(
        *(f"./{name}" for name in entries),
        *("--splitting", "--format=esm", "--legal-comments=none", _PRIVATE),
        # All in one folder: a module finds what it loads later beside itself.
        *("--chunk-names=[hash]", "--outbase=.", f"--outdir={bundler.out}", f"--metafile={told}"),
    )
    outputs = {
        # As esbuild names them: from where it ran.
        str((bundler.web / name).resolve().relative_to(bundler.out.resolve())): each
        for name, each in json.loads(told.read_text("utf-8"))["outputs"].items()
    }
    named = _name_parts(page, entries, outputs)
    made = {
        named[name]: _rename((bundler.out / name).read_text("utf-8"), named).encode()
        for name in outputs
    }
    [styles] = _STYLES.findall(text)
    imports = "".join(f'@import "./{name}";' for name in _STYLE.findall(styles))
    style = bundler.out / f"{page}.css"
    bundler.run("--loader=css", f"--outfile={style}", given=imports)
    made[style.name] = style.read_bytes()
    made[f"{page}.html"] = _link(text, page, _imported(entries, outputs, named)).encode()
    return made


def _name_parts(
    page: str, entries: Sequence[str], outputs: Mapping[str, Mapping[str, Any]]
) -> dict[str, str]:
    """Name what stands beside a page's own modules by what is in it, and not by its sum.

    So a change shows as one of the same file, to git as well.
    """
    named = {name: name for name in entries}
    shared = 0
    for name in sorted(
        outputs.keys() - named.keys(), key=lambda each: sorted(_inputs(outputs[each]))
    ):
        entry = outputs[name].get("entryPoint")
        if entry is None:
            shared += 1
        stem = f"shared-{shared}" if entry is None else Path(entry).stem
        named[name] = f"{page}-{stem}.js"
    if len(set(named.values())) < len(named):
        raise ValueError(f"two parts of {page} have one name: {sorted(named.values())}")
    return named


def _inputs(output: Mapping[str, Any]) -> list[str]:
    return list(output["inputs"])


def _rename(text: str, named: Mapping[str, str]) -> str:
    for name, better in named.items():
        if name != better:
            text = text.replace(f"/{name}", f"/{better}")
    return text


def _imported(
    entries: Sequence[str], outputs: Mapping[str, Mapping[str, Any]], named: Mapping[str, str]
) -> list[str]:
    """List what a page's own modules import before they run."""
    by_path = {Path(name).name: name for name in outputs}
    found = {
        by_path[Path(each["path"]).name]
        for name in entries
        for each in outputs[name]["imports"]
        if each["kind"] == "import-statement"
    }
    return sorted(named[name] for name in found - set(entries))


def _link(text: str, page: str, imported: Sequence[str]) -> str:
    style = f'<link rel="stylesheet" href="{{shell}}/{page}.css">\n'
    ahead = "".join(f'<link rel="modulepreload" href="{{shell}}/{each}">\n' for each in imported)
    return _STYLES.sub(style + ahead, _PRELOADED.sub("", text))


def main() -> int:
    """Make the bundles of the clone that this is run in."""
    try:
        bundle_pages(Path("hub/web"), Path.cwd())
    except NoEsbuildError as why:
        print(f"scripts/bundle: {why}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
