"""The ``.po`` files: written anew with what the code says by now, and what is wrong with them."""

import json
from collections.abc import Iterator, Sequence

from hub.locale.catalogues import Message, load_catalogue, read_messages
from hub.locale.words import Language
from scripts.languages.said_text import PAGES, SaidText, placeholders

_TWO, _FRENCH = (("one", "other"), "(n != 1)"), (("one", "other"), "(n > 1)")
_ARABIC = "n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5"
PLURALS = {
    "es": _TWO,
    "fr": _FRENCH,
    "de": _TWO,
    "it": _TWO,
    "pt-BR": _FRENCH,
    "zh-Hans": (("other",), "0"),
    "ar": (("zero", "one", "two", "few", "many", "other"), f"({_ARABIC})"),
    "xx": _TWO,
}
"""By language: its forms, as browsers call them, and gettext's rule for which one is meant."""


def write_po(language: str, texts: Sequence[SaidText], before: str) -> str:
    """Write the file of a language.

    Args:
        language: its code.
        texts: all that is said by now.
        before: the file as it is; what it has translated is kept, and what nobody says any more
            goes.
    """
    categories, rule = PLURALS[language]
    count = len(categories)
    known = {each.key: each for each in read_messages(before)}
    head = (
        f"Language: {language.replace('-', '_')}\n"
        "MIME-Version: 1.0\n"
        "Content-Type: text/plain; charset=UTF-8\n"
        "Content-Transfer-Encoding: 8bit\n"
        f"Plural-Forms: nplurals={count}; plural={rule};\n"
    )
    blocks = ['msgid ""\nmsgstr ""\n' + "\n".join(map(_quote, head.splitlines(keepends=True)))]
    for message, files in _gather(texts).items():
        lines = [f"#: {' '.join(files)}"]
        if message.context:
            lines.append(f"msgctxt {_quote(message.context)}")
        lines.append(f"msgid {_quote(message.text)}")
        found = known.get(message.key)
        if message.many is None:
            lines.append(f"msgstr {_quote(found.forms[0] if found else '')}")
        else:
            lines.append(f"msgid_plural {_quote(message.many)}")
            forms = found.forms if found and len(found.forms) == count else ("",) * count
            lines += [f"msgstr[{at}] {_quote(form)}" for at, form in enumerate(forms)]
        blocks.append("\n".join(lines))
    return "\n\n".join(blocks) + "\n"


def write_page_texts(language: Language, texts: Sequence[SaidText]) -> str:
    """Write the texts of the pages in a language, as ``hub/web/words.js`` reads them.

    Args:
        language: which one.
        texts: all that is said by now; what is not translated is left out.
    """
    catalogue = load_catalogue(language)
    categories, _ = PLURALS[language]
    written: dict[str, str | dict[str, str]] = {}
    for message, files in _gather(texts).items():
        english = (message.text,) if message.many is None else (message.text, message.many)
        forms = catalogue.find(message.key, english)
        if not any(each.startswith(PAGES) for each in files):
            continue
        if message.many is None:
            written[message.key] = forms[0]
        elif len(forms) == len(categories):
            written[message.key] = dict(zip(categories, forms, strict=True))
    return json.dumps(written, ensure_ascii=False, indent=0) + "\n"


def find_faults(texts: Sequence[SaidText], po: str) -> Iterator[str]:
    """Say what is wrong with the file of a language.

    Args:
        texts: all that is said by now.
        po: the file.
    """
    _, *messages = read_messages(po)
    there = {each.key: each for each in messages}
    wanted = _gather(texts)
    for message in wanted:
        found = there.pop(message.key, None)
        if found is None or not all(found.forms):
            yield f"not translated: {message.text!r}"
            continue
        if found.many != message.many:
            yield f"not about a number in the same way: {message.text!r}"
        needed = placeholders(message.many or message.text)
        for form in found.forms:
            # "One ticket" needs no number.
            spare = {"count"} if message.many is not None else set[str]()
            if not needed - spare <= placeholders(form) <= needed:
                yield f"other placeholders: {message.text!r}: {form!r}"
            if _edges(form) != _edges(message.text):
                yield f"other spaces at its ends: {message.text!r}: {form!r}"
    yield from (f"nobody says it any more: {each.text!r}" for each in there.values())


def _gather(texts: Sequence[SaidText]) -> dict[Message, list[str]]:
    """Put the same texts together; with each, the files that say it."""
    gathered: dict[Message, list[str]] = {}
    for each in texts:
        message = Message(each.text, (), each.many, each.context)
        files = gathered.setdefault(message, [])
        if each.file not in files:
            files.append(each.file)
    return gathered


def _edges(text: str) -> tuple[bool, bool]:
    return text[:1].isspace(), text[-1:].isspace()


def _quote(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
