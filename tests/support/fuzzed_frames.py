"""Whatever bytes come, the hub and the screen read them as the contract says, or refuse them.

Run as a program it is libFuzzer's: ``python -m tests.support.fuzzed_frames TARGET [options]``.
libFuzzer's Python, atheris, has wheels for x86-64 only.
"""

import json
import math
import subprocess
import sys
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path

import msgspec
from aiohttp import WSMessage, WSMsgType

from display.link import decoding
from hub.domain.errors import Refusal, bad_field
from hub.http import websocket_frames
from hub.wire import requests, strict_json
from tests.support.process import clean_environment

RUNS = 200_000
"""Of each target."""

_AN_ORDER = msgspec.Raw(
    b'{"id":"o1","order_number":"ORD-00001","type":"takeout","created_at":"","updated_at":"",'
    b'"items":[]}'
)
_ROOT = Path(__file__).parents[2]
_WITHIN = 600.0
_DEPTH = strict_json.MAX_DEPTH
_LONGEST_REFUSAL = 64 * 1024
_DICTIONARY = (
    *("NaN", "Infinity", "-Infinity", "1e999", "18446744073709551616", "-0", "null", "true"),
    *(r"\"type\":", r"\"auth\"", r"\"token\":", r"\"join\"", r"\"room\":", r"\"snapshot\":"),
    *(r"\"painted\"", r"\"seq\":", r"\"ping\"", r"\"leave\"", r"\"station\":", r"\"status\":"),
    *(
        r"\"payload\":",
        r"\"orders\":",
        r"\"data\":",
        r"\"error\":",
        r"\"order:new\"",
        r"\"items\":",
    ),
    *(r"\\ud800", r"\\u0000", r"\x00", r"\xff", "[[[[[[[[", "{}", r"\"a\":1,\"a\":1"),
)

Target = Callable[[bytes], object]


def a_json_text(data: bytes, read: Callable[[bytes], object] = strict_json.parse) -> None:
    """The strict reader takes only what every program reads alike, and reads it like them."""
    try:
        value = read(data)
    except Refusal as refusal:
        _check_refusal(refusal)
        return
    problem = _unclear(value, 0)
    assert problem is None, f"{problem} was taken"
    assert json.loads(data, object_pairs_hook=_once_each) == value


def a_body(data: bytes) -> None:
    """Each request type either has all that it says, or is refused by the contract's words."""
    if not data:
        return
    kind = _KINDS[data[0] % len(_KINDS)]
    try:
        found = strict_json.convert(strict_json.parse(data[1:]), kind)
    except Refusal as refusal:
        _check_refusal(refusal)
        return
    assert strict_json.convert(msgspec.to_builtins(found), kind) == found


def a_frame(data: bytes) -> None:
    """A text frame of a client is a message, a refusal or a reason to close; nothing else."""
    # aiohttp closes a socket whose text is not UTF-8.
    said = websocket_frames.read_message(
        WSMessage(WSMsgType.TEXT, data.decode("utf-8", "replace"), None)
    )
    assert said is not None
    if isinstance(said, Refusal):
        _check_refusal(said)


def a_hubs_word(data: bytes) -> None:
    """A screen reads whatever answers at the hub's port, or says that it does not understand."""
    assert isinstance(decoding.read_refusal(data), decoding.HubRefusal | None)
    try:
        frame = decoding.read_frame(data.decode("utf-8", "replace"))
    except msgspec.MsgspecError:
        return
    if frame.is_event:
        assert decoding.read_event(frame, now=0).seq == frame.seq
        # One that can't be read costs no other.
        assert decoding.read_orders([frame.payload, _AN_ORDER]).orders[-1].id == "o1"
        assert isinstance(decoding.read_alarms(frame.payload), tuple)
    with suppress(msgspec.MsgspecError):
        msgspec.json.decode(data, type=decoding.OrderListing)


def a_lenient_text(data: bytes) -> None:
    """The control: what Python's own reader takes is not clear, and that is seen."""

    def read(data: bytes) -> object:
        try:
            return json.loads(data)
        except (ValueError, RecursionError):
            raise bad_field("body", "is not JSON") from None

    a_json_text(data, read)


TARGETS: dict[str, Target] = {
    each.__name__: each for each in (a_json_text, a_body, a_frame, a_hubs_word)
}
CONTROL = a_lenient_text.__name__

_KINDS = [
    each
    for each in vars(requests).values()
    if isinstance(each, type)
    and issubclass(each, requests.Request)
    and each is not requests.Request
]


def fuzz(target: str, folder: Path, runs: int, seed: int) -> "subprocess.CompletedProcess[str]":
    """Fuzz a target in a process of its own; it fails when something else came of it than may.

    Args:
        target: the name of one of ``TARGETS``, or ``CONTROL``.
        folder: for what it finds on the way.
        runs: how many inputs.
        seed: of all chances; not 0.
    """
    corpus = folder / target
    corpus.mkdir(parents=True)
    for number, text in enumerate(_examples()):
        (corpus / f"example-{number}").write_bytes(text)
    words = folder / f"{target}.words"
    words.write_text("".join(f'"{each}"\n' for each in _DICTIONARY))
    return subprocess.run(
        [
            *(sys.executable, "-m", "tests.support.fuzzed_frames", target, str(corpus)),
            *(f"-runs={runs}", f"-seed={seed}", "-max_len=2048", f"-dict={words}"),
            *("-rss_limit_mb=1024", "-timeout=20", f"-artifact_prefix={folder}/{target}-"),
        ],
        cwd=_ROOT,
        env=clean_environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        timeout=_WITHIN,
        check=False,
    )


def _examples() -> Iterable[bytes]:
    item = '"item":{"id":"i","name":"Soup","quantity":1,"status":"ready"}'
    texts = (
        '{"type":"auth","token":"gly_x"}',
        '{"type":"join","room":"branch:b1:kitchen","snapshot":true,"station":"grill"}',
        '{"type":"painted","seq":4711}',
        '{"type":"troubles","troubles":["The bump bar is unplugged."]}',
        '{"type":"dine_in","items":[{"name":"Soup","quantity":2,"modifiers":[{"name":"hot"}]}]}',
        '{"status":"ready","station":null,"items":["a"]}',
        '{"type":"order:item_status","room":"r","seq":1,"timestamp":1,"payload":{' + item + "}}",
        '{"success":false,"error":{"code":"STALE","message":"no","details":{},"request_id":"x"}}',
        '{"success":true,"seq":3,"data":[]}',
        "[" * _DEPTH + "]" * _DEPTH,
        '[0,-1.5e3,9223372036854775807,"\\ud83c\\udf72"]',
    )
    for text in texts:
        yield text.encode()
        yield b"\x01" + text.encode()


def _check_refusal(refusal: Refusal) -> None:
    assert len(refusal.message.encode()) < _LONGEST_REFUSAL
    assert refusal.message.isprintable(), repr(refusal.message)
    msgspec.json.encode(dict(refusal.details))


def _unclear(value: object, depth: int) -> str | None:
    """Say what of a value is not the same to every program that reads it."""
    if isinstance(value, str):
        return "half of a surrogate pair" if _lone(value) else ("NUL" if "\0" in value else None)
    if isinstance(value, int):
        return None if -(2**63) <= value < 2**63 else "a number over 64 bits"
    if isinstance(value, float):
        return None if math.isfinite(value) else "no number"
    if isinstance(value, dict | list):
        inside = [*value, *value.values()] if isinstance(value, dict) else value
        found = (_unclear(each, depth + 1) for each in inside)
        return "nesting" if depth >= _DEPTH else next(filter(None, found), None)
    return None


def _lone(text: str) -> bool:
    return any("\ud800" <= each <= "\udfff" for each in text)


def _once_each(pairs: list[tuple[str, object]]) -> dict[str, object]:
    assert len(dict(pairs)) == len(pairs), "a key came twice"
    return dict(pairs)


def main() -> None:
    """Hand over to libFuzzer, which ends the process."""
    import atheris  # noqa: PLC0415 - slows down everything that is imported after it

    name, *options = sys.argv[1:]
    target = (TARGETS | {CONTROL: a_lenient_text})[name]
    for module in (strict_json, websocket_frames, decoding):
        for part in [each for each in vars(module).values() if _is_ours(each, module.__name__)]:
            setattr(module, part.__name__, atheris.instrument_func(part))
    atheris.Setup([sys.argv[0], *options], target)
    atheris.Fuzz()


def _is_ours(part: object, module: str) -> bool:
    return (
        callable(part) and hasattr(part, "__code__") and getattr(part, "__module__", "") == module
    )


if __name__ == "__main__":
    main()
