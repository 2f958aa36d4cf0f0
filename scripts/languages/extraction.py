"""What in the code is said to people: what is given to ``say``, ``say_many`` and ``mark``."""

import ast
from collections.abc import Iterator
from pathlib import Path

from scripts.languages.page_texts import find_page_texts
from scripts.languages.said_text import PAGES, NotPlainError, SaidText

_WORDS, _CHECKS = "hub.locale.words", "hub.common.checks"
_SAID_BY = {
    _WORDS: {"say": 1, "mark": 1, "say_many": 2},
    # What a finding is about is said when it is shown; it may be a name.
    _CHECKS: {"ok": 1, "warning": 1, "problem": 1},
}
"""By module and function, how many of its arguments are texts."""

_TABLES = {"hub/wire/attention.py": {"AttentionKind": slice(2, 4)}}
"""By file and what it makes, which arguments are texts that others say when they show it."""

_MAY_BE_MARKED = frozenset({"say", *_SAID_BY[_CHECKS]})

_IN = ("hub", "display")
_NOT_OURS = {"vendor", "bundles"}
"""Folders of modules that others have written, or that are made of those here."""


def extract_texts(root: Path) -> list[SaidText]:
    """List the texts of a tree, in the order of its files.

    Args:
        root: of the tree.

    Raises:
        NotPlainError: one is put together, or written where it cannot be found.
    """
    files = [each for part in _IN for each in (root / part).rglob("*.py")]
    pages = root / PAGES
    files += [
        each for each in pages.rglob("*.js") if not _NOT_OURS & set(each.relative_to(pages).parts)
    ]
    return [text for file in sorted(files) for text in _read(file, str(file.relative_to(root)))]


def _read(file: Path, name: str) -> Iterator[SaidText]:
    find = find_page_texts if file.suffix == ".js" else _texts_in
    return find(file.read_text("utf-8"), name)


def _texts_in(code: str, file: str) -> Iterator[SaidText]:
    tree = ast.parse(code)
    imported = {each.module for each in ast.walk(tree) if isinstance(each, ast.ImportFrom)}
    said_by = {
        name: count
        for module, names in _SAID_BY.items()
        if module in imported
        for name, count in names.items()
    }
    rows = _TABLES.get(file, {})
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
            continue
        for given in node.args[rows.get(node.func.id, slice(0))]:
            if text := _literal(given):
                yield SaidText(text, None, "", file, node.lineno)
        wanted = said_by.get(node.func.id)
        if wanted is None:
            continue
        texts = [_literal(each) for each in node.args[:wanted]]
        where = f"{file}:{node.lineno}"
        put_together = any(
            isinstance(each, ast.JoinedStr | ast.BinOp) for each in node.args[:wanted]
        )
        if put_together and node.func.id in _SAID_BY[_WORDS]:
            raise NotPlainError(f"{where}: a text for people is put together")
        if None in texts:
            if node.func.id not in _MAY_BE_MARKED:
                raise NotPlainError(f"{where}: {node.func.id} wants a plain literal")
            # What mark has noted elsewhere.
            continue
        contexts = [_literal(each.value) or "" for each in node.keywords if each.arg == "context"]
        text, *more = (each for each in texts if each is not None)
        yield SaidText(text, more[0] if more else None, "".join(contexts), file, node.lineno)


def _literal(node: ast.expr) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None
