"""A log without what a guest, a cook or a till may have said. Pure.

The programs choose with care what they log (:mod:`hub.common.logging_setup`). This is the second
door: what systemd, an interpreter that dies or a library has written is looked through as well,
before a line leaves the machine.
"""

import re

HIDDEN = "(hidden)"

_OWN_PLACES = ("/opt/galley/", "/usr/", "/etc/galley/", "/var/lib/galley", "<frozen ")
"""What a text in quotes may begin with: a file of the program, not what somebody has typed."""

_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"|(?<!\w)\'((?:[^\'\\]|\\.)*)\'(?!\w)')
_ERROR = re.compile(r"\b((?:\w+\.)*\w*(?:Error|Exception|Warning|Interrupt|Exit)): .+$")
_UUID = re.compile(r"\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b", re.IGNORECASE)
_SECRET = re.compile(r"(?<![\w/.-])(?=[\w+-]*\d)(?=[\w+-]*[A-Za-z])[\w+-]{24,}={0,2}(?![\w/.-])")
_HEX = re.compile(r"\b[0-9A-Fa-f]{24,}\b")
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)*\.(?!(?:service|socket)\b)[A-Za-z]{2,}\b")
_HARDWARE = re.compile(r"\b[0-9A-Fa-f]{2}(?:[:-][0-9A-Fa-f]{2}){5}\b")
_TELEPHONE = re.compile(r"(?<![\w.:+-])\+?\d(?:[ ()/-]{0,2}\d){8,14}(?![\w.:-])")


def redact(log: str) -> str:
    """Hide in each line of a log what is no word of the program's own.

    That is: what stands in quotes, unless it names a file of the program; what follows the type of
    an error; tokens and keys; addresses of mail, of telephones and of hardware.

    Args:
        log: lines, each with its time at the beginning.
    """
    return "\n".join(map(_redact_line, log.split("\n")))


def _redact_line(line: str) -> str:
    # A time is all digits, like a telephone.
    time, space, rest = line.partition(" ")
    if not time[:4].isdigit():
        time, space, rest = "", "", line
    rest = _ERROR.sub(rf"\1: {HIDDEN}", rest)
    rest = _QUOTED.sub(_hide_quoted, rest)
    kept: list[str] = []

    def keep(found: re.Match[str]) -> str:
        kept.append(found[0])
        return "\0"

    # Ids of orders and devices say nobody's name, and without them a log is of no use.
    rest = _UUID.sub(keep, rest.replace("\0", ""))
    for each in (_HARDWARE, _MAIL, _HEX, _SECRET, _TELEPHONE):
        rest = each.sub(HIDDEN, rest)
    ids = iter(kept)
    return time + space + re.sub("\0", lambda _: next(ids), rest)


def _hide_quoted(found: re.Match[str]) -> str:
    said = found[1] if found[1] is not None else found[2]
    is_own = said.startswith(_OWN_PLACES) and ".." not in said
    return found[0] if is_own or not said else f"{found[0][0]}{HIDDEN}{found[0][0]}"
