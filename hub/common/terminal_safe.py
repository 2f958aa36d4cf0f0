"""Texts that a stranger may have chosen, without their power over a terminal or a log. Pure.

A name, a note or a file's name can hold what makes a terminal recolour, clear or rewrite itself,
and a line break that makes one line of a log look like two.
"""

import json


def plain(text: str) -> str:
    """Write out whatever is not to be seen: a text stays one line, and what it shows is there."""
    if text.isprintable():
        return text
    return "".join(each if each.isprintable() else _escape(each) for each in text)


def plain_lines(text: str) -> str:
    """Do the same with each line of a text that is meant to have several."""
    return "\n".join(map(plain, text.split("\n")))


def plain_json(value: object, indent: int | None = None) -> str:
    """Write JSON that means the same to a program, and nothing to a terminal.

    Args:
        value: of what JSON knows.
        indent: spaces for each level; None for one line.
    """
    text = json.dumps(value, ensure_ascii=False, indent=indent)
    lines = text.split("\n")
    return "\n".join(line if line.isprintable() else _escape_in_json(line) for line in lines)


def _escape(character: str) -> str:
    return character.encode("unicode_escape").decode()


def _escape_in_json(line: str) -> str:
    # Outside of its strings, JSON has nothing that is not to be seen but line breaks.
    return "".join(each if each.isprintable() else json.dumps(each)[1:-1] for each in line)
