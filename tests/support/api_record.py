"""The documentation's examples: what was asked of a hub and said to it, made the same every time.

`./scripts/examples` runs this file and writes hub/http/examples.json. Ids, times and secrets are
made up here, each the same wherever it comes again, so that every run gives the same.
"""

import asyncio
import json
import re
import sys
import tempfile
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

from hub.domain.permissions import Role
from tests.support.api_story import (
    alert_the_kitchen,
    ask_for_everything,
    change_a_setting,
    documented,
    fill_the_disk,
    new_order,
    say_everything,
    show_what_is_ready,
)
from tests.support.documented import DocumentedSocket, Exchange
from tests.support.live import alive
from tests.support.sockets import connected

_MADE_UP: tuple[tuple[str, str], ...] = (
    (r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", "01890000-0000-7000-8000-{:012d}"),
    (r"[0-9a-fA-F]{64}", "{:064d}"),
    (r"gly_[\w-]{43}", "gly_{:043d}"),
    (r"(?<=/guest#)[\w-]{43}", "{:043d}"),
    (r"\bgpp_[\w-]{22}", "gpp_{:022d}"),
    (r"\b[A-Z2-7]{26}\b", "EXAMPLE{:019d}"),
    (r"\d{4}-\d\d-\d\dT[\d:.]+Z", "2026-03-01T18:30:00.000Z"),
    (r"127\.0\.0\.1:\d+", "127.0.0.1:8080"),
    (r"[\w/.-]*/backups(?=/|$)", "/var/lib/galley/backups"),
    (r"\d{8}T\d{6}Z", "20260301T183000Z"),
    (r"\d{8}t\d{6}z", "20260301t183000z"),
    (r"(?s)(?<=-----BEGIN CERTIFICATE-----\n).*(?=\n-----END)", "MIIB..."),
)
"""What differs from one run to the next, and what stands in its place, counted by {}."""

_FIELDS: dict[str, object] = {
    "cursor": "WyIyMDI2LTAzLTAxIiwgMl0",
    "epoch": "0123456789abcdef",
    "number": "123456",
    "timestamp": 1772389800000,
}
"""The same, by the names of fields."""

_LINES = {"/authority.crt": 1}
"""How many lines of a page an example has."""


async def record(folder: Path) -> dict[str, Any]:
    """Run all of it -> the examples, as hub/http/examples.json has them."""
    async with alive(folder / "data") as live, documented(live) as (client, document):
        for _ in range(2):
            await client.make("POST", "/api/orders", new_order(id=str(UUID(int=1))))
        messages = await say_everything(live, document)
        messages |= await show_what_is_ready(live, document)
        async with (
            connected(live.port, live.token(Role.MANAGER)) as first,
            connected(live.port, live.token(Role.KITCHEN)) as second,
        ):
            pass_ = DocumentedSocket(first, document, messages)
            screen = DocumentedSocket(second, document, {})
            await screen.say("join", room=live.kitchen_room)
            # Meanwhile, because the hub drops who doesn't answer its pings.
            hearing = [asyncio.ensure_future(each.hear_until("pong")) for each in (pass_, screen)]
            await ask_for_everything(client)
            await live.make(Role.INTEGRATION, "till 1")
            await change_a_setting(live)
            await fill_the_disk(live)
            for each in (pass_, screen):
                await each.say("ping")
            await asyncio.gather(*hearing)
    # Who may see more counts more, so that the examples hold it.
    messages |= {**await alert_the_kitchen(folder / "alerting"), **screen.messages, **messages}
    tidy = _Tidy()
    asked: dict[str, Any] = {}
    for exchange in client.exchanges:
        _enter(asked, exchange, tidy)
    return {
        "http": asked,
        "socket": {kind: tidy.of(messages[kind]) for kind in sorted(messages)},
    }


def _enter(asked: dict[str, Any], exchange: Exchange, tidy: "_Tidy") -> None:
    """Enter an exchange, if there is none like it yet."""
    example = asked.setdefault(f"{exchange.method} {exchange.path}", {})
    for name, told in (("path", exchange.params), ("query", exchange.query)):
        if told and name not in example:
            example[name] = tidy.of(told)
    if exchange.body is not None and exchange.media not in example.setdefault("bodies", {}):
        example["bodies"][exchange.media] = tidy.of(exchange.body)
    came_as = f"{exchange.status} {exchange.answered_in}"
    if came_as not in example.setdefault("answers", {}):
        example["answers"][came_as] = tidy.of(_excerpt(exchange.path, exchange.answer))


def _excerpt(path: str, answer: Any) -> Any:  # noqa: ANN401 - JSON, or a text
    """Cut what is long and the same for everybody to what shows how it looks."""
    if path == "/metrics":
        return "".join(f"{line}\n" for line in answer.splitlines() if "galley_open_orders" in line)
    if path in {"/openapi.json", "/asyncapi.json"}:
        return {key: answer[key] for key in ("openapi", "asyncapi") if key in answer}
    if path == "/api/settings" and "settings" in answer["data"]:
        few = answer["data"]["settings"][:2]
        answer = {**answer, "data": {**answer["data"], "settings": few}}
    if path in {"/api/devices", "/api/tokens"} and isinstance(answer["data"], list):
        # Those of one millisecond come in any order.
        return {**answer, "data": sorted(answer["data"], key=lambda each: each["name"])}
    if path == "/api/attention":
        # The rest is of the machine that it was written on.
        refused = [each for each in answer["data"] if each["code"] == "ORDERS_REFUSED"]
        assert refused
        answer = {**answer, "data": refused}
    if path in _LINES:
        return "".join(answer.splitlines(keepends=True)[: _LINES[path]])
    return answer


class _Tidy:
    """Puts what is made up in the place of what differs from one run to the next."""

    def __init__(self) -> None:
        self._known: dict[str, str] = {}

    def of(self, value: Any) -> Any:  # noqa: ANN401 - JSON
        if isinstance(value, dict):
            return {key: self._field(key, each) for key, each in value.items()}
        if isinstance(value, list):
            return [self.of(each) for each in value]
        return self._text(value) if isinstance(value, str) else value

    def _field(self, name: str, value: Any) -> Any:  # noqa: ANN401 - JSON
        if name == "expires_in":
            return -(-value // 10) * 10
        if name == "version" and isinstance(value, str):
            return "1.0.0"
        if isinstance(value, type(_FIELDS.get(name))) and value is not None:
            return _FIELDS[name]
        return self.of(value)

    def _text(self, text: str) -> str:
        for pattern, made_up in _MADE_UP:
            text = re.sub(pattern, partial(self._replace, made_up), text)
        return text

    def _replace(self, made_up: str, found: re.Match[str]) -> str:
        if "{" not in made_up:
            return made_up
        if found[0] in self._known.values():
            return found[0]
        return self._known.setdefault(found[0], made_up.format(len(self._known) + 1))


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        json.dump(asyncio.run(record(Path(folder))), sys.stdout, indent=1, ensure_ascii=False)
