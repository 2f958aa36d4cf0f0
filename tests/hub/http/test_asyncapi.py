"""What is documented of the WebSocket, held against AsyncAPI's own schema and against the code.

``asyncapi-3.0.0.json`` is the schema of asyncapi/spec-json-schemas (Apache-2.0), its
``schemas/3.0.0-without-$id.json``, without blanks. That a hub says all of it, and in just these
words, is tried by test_examples.py, whose every message goes over a socket.
"""

import copy
import json
from pathlib import Path
from typing import Any, get_args

import jsonschema_rs
import pytest

from hub.domain.permissions import Role
from hub.http.asyncapi import document as written
from hub.http.examples import load_examples
from hub.wire.events import EventType
from hub.wire.socket_messages import COME_BACK, ClientMessage, CloseCode
from tests.support.documented import schema_in
from tests.support.live import Live

SCHEMA = json.loads((Path(__file__).parent / "asyncapi-3.0.0.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(written("1.2.3"))
    return found


def problems(document: dict[str, Any]) -> list[str]:
    return [each.message for each in jsonschema_rs.validator_for(SCHEMA).iter_errors(document)]


async def test_a_hub_shows_it_to_everybody(live: Live, document: dict[str, Any]) -> None:
    shown = (await live.ask("GET", "/asyncapi.json", role=Role.KITCHEN)).json
    assert shown["channels"] == document["channels"]


def test_the_document_is_valid_asyncapi(document: dict[str, Any]) -> None:
    assert document["asyncapi"] == "3.0.0"
    assert problems(document) == []


@pytest.mark.parametrize("part", ["action", "channel"])
def test_a_document_that_is_not_would_be_noticed(document: dict[str, Any], part: str) -> None:
    broken = copy.deepcopy(document)
    del broken["operations"]["say_join"][part]
    assert problems(broken)


def test_every_event_and_every_message_is_documented(document: dict[str, Any]) -> None:
    named = {each["name"] for each in document["components"]["messages"].values()}
    said = {str(each.__struct_config__.tag) for each in get_args(ClientMessage)}
    assert named >= {*EventType, *said}
    assert named == set(load_examples().socket)


def test_every_message_belongs_to_an_operation(document: dict[str, Any]) -> None:
    messages = {f"#/channels/socket/messages/{name}" for name in document["components"]["messages"]}
    referred: set[str] = set()
    for operation in document["operations"].values():
        for each in (*operation["messages"], *operation.get("reply", {}).get("messages", ())):
            referred.add(each["$ref"])
    assert referred == messages


def test_every_message_has_an_example_that_fits(document: dict[str, Any]) -> None:
    for name, message in document["components"]["messages"].items():
        [example] = message["examples"]
        assert example["payload"]["type"] == message["name"], name
        schema_in(document, message["payload"]).validate(example["payload"])


def test_a_screen_is_told_what_to_do_after_each_close_code(document: dict[str, Any]) -> None:
    codes = document["channels"]["socket"]["x-close-codes"]
    told = {each["code"]: each["comeBack"] for each in codes}
    assert told == {int(each): each in COME_BACK for each in CloseCode}


def test_rooms_are_told_with_who_hears_and_who_may(document: dict[str, Any]) -> None:
    branch, kitchen, session, ready = document["channels"]["socket"]["x-rooms"]
    assert (kitchen["joined"], session["joined"]) == ([Role.KITCHEN], [Role.CUSTOMER])
    assert (Role.CUSTOMER in branch["mayJoin"], Role.CUSTOMER in session["mayJoin"]) == (
        False,
        True,
    )
    assert Role.KITCHEN in branch["mayJoin"]
    assert (ready["joined"], ready["mayJoin"]) == ([], [Role.READY, Role.MANAGER])


def test_every_schema_is_used(document: dict[str, Any]) -> None:
    text = json.dumps(document)
    schemas = document["components"]["schemas"]
    assert [name for name in schemas if f'"#/components/schemas/{name}"' not in text] == []
