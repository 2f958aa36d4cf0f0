"""What the pages say: what modules of ``hub/web`` give to ``say``, ``sayMany`` and ``mark``."""

import itertools
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from scripts.languages.said_text import NotPlainError, SaidText, placeholders

_SAID_BY = {"say": 1, "mark": 1, "sayMany": 2}
_WORDS = re.compile(r"(?:^|/)words\.js$")

_TOKEN = re.compile(
    r"""(?P<space>\s+|//[^\n]*|/\*.*?\*/)
    |(?P<string>"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')
    |(?P<name>[\w$]+)
    |(?P<sign>=>|\.\.\.|.)""",
    re.DOTALL | re.VERBOSE,
)
_TEXT = re.compile(r"(?:[^`\\$]|\\.|\$(?!\{))*", re.DOTALL)
_PATTERN = re.compile(r"/(?:[^/\\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+/\w*")
_ESCAPE = re.compile(r"\\(?:u\{(\w+)\}|u(\w{4})|x(\w{2})|(\n)|(.))", re.DOTALL)
_ESCAPED = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v", "0": "\0"}
_BEFORE_A_PATTERN = frozenset("(,=:[!&|?{};+-*%<>~^") | {"=>", "return", "typeof", "case", ""}
_OPEN, _CLOSE = frozenset("([{"), frozenset(")]}")


class _Token(NamedTuple):
    """A piece of a module.

    Attributes:
        kind: name, string, put_together (a template with values) or sign.
        text: of a string, what it stands for; else as it is written.
        line: where it stands.
    """

    kind: str
    text: str
    line: int


def find_page_texts(code: str, file: str) -> Iterator[SaidText]:
    """List the texts of a module, in its order; nothing of one that does not import ``words.js``.

    Args:
        code: the module.
        file: where it stands, from the root of the tree.

    Raises:
        NotPlainError: a text is put together, or has other placeholders than values.
    """
    tokens = [*_read_tokens(code)]
    if not any(
        first.text == "from" and second.kind == "string" and _WORDS.search(second.text)
        for first, second in itertools.pairwise(tokens)
    ):
        return
    for at, token in enumerate(tokens[:-1]):
        before = tokens[at - 1].text if at else ""
        if (
            token.kind == "name"
            and token.text in _SAID_BY
            and tokens[at + 1].text == "("
            and before not in {".", "function"}
        ):
            yield from _read_call(token, _arguments(tokens[at + 2 :]), f"{file}:{token.line}", file)


def _read_call(
    called: _Token, arguments: list[list[_Token]], where: str, file: str
) -> Iterator[SaidText]:
    count = _SAID_BY[called.text]
    said = arguments[:count]
    if not all(len(each) == 1 and each[0].kind == "string" for each in said) or len(said) < count:
        marked = called.text == "say" and all(
            token.kind not in {"string", "put_together"} and token.text != "+"
            for each in said
            for token in each
        )
        if not marked:
            message = f"{where}: {called.text} wants a plain literal"
            raise NotPlainError(message)
        return
    texts = [each[0].text for each in said]
    values = arguments[count + (called.text == "sayMany") :]
    names, context = _read_values(values[0] if values else [])
    if called.text != "mark" and names is not None:
        counted = {"count"} if called.text == "sayMany" else set[str]()
        needed = set[str]().union(*map(placeholders, texts))
        if names | counted != needed | counted:
            message = f"{where}: the values do not go with the placeholders of {texts[0]!r}"
            raise NotPlainError(message)
    yield SaidText(texts[0], texts[1] if count > 1 else None, context, file, called.line)


def _read_values(tokens: Sequence[_Token]) -> tuple[set[str] | None, str]:
    """Read the values: their names (None where they cannot all be seen here), and the context."""
    names, context = set[str](), ""
    if not tokens:
        return names, context
    if tokens[0].text != "{" or any(each.text == "..." for each in tokens):
        return None, context
    for entry in _arguments(tokens[1:]):
        if not entry:
            continue
        if entry[0].text == "context" and len(entry) == len("c:t"):
            context = entry[2].text
        else:
            names.add(entry[0].text)
    return names, context


def _arguments(tokens: Sequence[_Token]) -> list[list[_Token]]:
    """Part what stands between brackets at its commas; the opening one has been read."""
    found: list[list[_Token]] = [[]]
    depth = 0
    for each in tokens:
        if each.kind == "sign" and each.text in _CLOSE:
            if not depth:
                break
            depth -= 1
        if each.kind == "sign" and each.text in _OPEN:
            depth += 1
        if each.text == "," and each.kind == "sign" and not depth:
            found.append([])
        else:
            found[-1].append(each)
    return found


def _read_tokens(code: str) -> Iterator[_Token]:
    at, line, last = 0, 1, ""
    depths: list[int] = []
    """Of the templates around this place, how many braces are open in their value."""
    while at < len(code):
        start = at
        if code[at] == "`" or (code[at] == "}" and depths and not depths[-1]):
            if code[at] == "}":
                depths.pop()
                yield _Token("sign", ")", line)
            text, at = _read_template(code, at + 1)
            opened = code.startswith("${", at)
            plain = code[start] == "`" and not opened
            yield _Token("string" if plain else "put_together", text, line)
            if opened:
                depths.append(0)
                yield _Token("sign", "(", line)
            at += 2 if opened else 1
            last = "`" if not opened else "("
        elif code[at] == "/" and last in _BEFORE_A_PATTERN and (found := _PATTERN.match(code, at)):
            yield _Token("sign", "/", line)
            at, last = found.end(), "/"
        else:
            found = _TOKEN.match(code, at)
            assert found is not None  # noqa: S101 - its last part takes any letter
            at = found.end()
            kind, text = found.lastgroup or "", found[0]
            if depths and kind == "sign":
                depths[-1] += {"{": 1, "}": -1}.get(text, 0)
            if kind != "space":
                last = text
                yield _Token(kind, _unescape(text[1:-1]) if kind == "string" else text, line)
        line += code.count("\n", start, at)


def _read_template(code: str, at: int) -> tuple[str, int]:
    found = _TEXT.match(code, at)
    end = found.end() if found else at
    return _unescape(code[at:end]), end


def _unescape(text: str) -> str:
    def letter(found: re.Match[str]) -> str:
        number = found[1] or found[2] or found[3]
        if number:
            return chr(int(number, 16))
        return "" if found[4] else _ESCAPED.get(found[5], found[5])

    return _ESCAPE.sub(letter, text)
