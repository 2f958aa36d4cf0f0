"""The documentation's examples: a hub was asked each of them, and what it answered is shown."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import jsonschema_rs
import pytest

from hub.http.openapi import document as written
from tests.support.api_record import record
from tests.support.documented import schema_in
from tests.support.live import Live

FILE = Path(__file__).parents[3] / "hub" / "http" / "examples.json"


class Place(NamedTuple):
    """Where an example has to stand: whose it is, and the schema and the example there."""

    of: str
    schema: dict[str, Any]
    example: Any


@pytest.fixture
def document(live: Live) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(written(live.hub.resources.public, "1.2.3"))
    return found


def places(document: dict[str, Any]) -> Iterator[Place]:
    """Find every place of an example: bodies, ids in paths, answers when all goes well."""
    for path, item in document["paths"].items():
        for method, operation in item.items():
            name = f"{method.upper()} {path}"
            for parameter in operation["parameters"]:
                if parameter.get("in") == "path":
                    yield Place(name, parameter["schema"], parameter.get("example"))
            contents = [operation.get("requestBody", {}).get("content", {})]
            for status, answer in operation["responses"].items():
                contents += [answer["content"]] if status.startswith("2") else []
            for content in contents:
                for media, each in content.items():
                    # Of what is no text, an example would tell nobody anything.
                    if each["schema"].get("format") != "binary":
                        yield Place(f"{name}, {media}", each["schema"], each.get("example"))


async def test_a_hub_that_is_asked_the_examples_answers_as_they_say(tmp_path: Path) -> None:
    assert await record(tmp_path) == json.loads(FILE.read_text("utf-8")), "run ./scripts/examples"


def test_every_operation_has_examples_of_what_it_takes_and_gives(document: dict[str, Any]) -> None:
    assert [each.of for each in places(document) if each.example is None] == []


def test_every_example_fits_its_schema(document: dict[str, Any]) -> None:
    fitting = 0
    for place in places(document):
        if place.example is not None:
            schema_in(document, place.schema).validate(place.example)
            fitting += 1
    assert fitting > 80


def test_an_example_that_does_not_fit_would_be_noticed(document: dict[str, Any]) -> None:
    [place] = [each for each in places(document) if each.of == "GET /api/auth/me, application/json"]
    del place.example["data"]["role"]
    with pytest.raises(jsonschema_rs.ValidationError, match="role"):
        schema_in(document, place.schema).validate(place.example)
