"""The documentation, held against the routes it is written from and against a running hub."""

import json
from collections.abc import AsyncIterator, Iterator
from typing import Any
from uuid import UUID

import aiohttp
import jsonschema_rs
import msgspec
import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from hub.domain.orders import Order
from hub.domain.permissions import Role
from hub.http.openapi import document as written
from hub.http.routing import Endpoint
from tests.support.api_story import ask_for_everything, new_order, stand_by
from tests.support.documented import DocumentedClient, operations_of, schema_in
from tests.support.live import Live

NOWHERE = str(UUID(int=404))


@pytest.fixture
def endpoints(live: Live) -> list[Endpoint]:
    return list(live.hub.resources.public)


@pytest.fixture
def document(endpoints: list[Endpoint]) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(written(endpoints, "1.2.3"))
    return found


@pytest.fixture
async def client(live: Live) -> AsyncIterator[DocumentedClient]:
    """A manager, who believes what the running hub says of itself."""
    async with aiohttp.ClientSession() as http:
        url = f"http://127.0.0.1:{live.port}"
        async with http.get(f"{url}/openapi.json") as answer:
            found = await answer.json()
        yield DocumentedClient(http, url, found, live.token(Role.MANAGER))


def test_the_document_is_valid_openapi(document: dict[str, Any]) -> None:
    assert document["openapi"].startswith("3.1.")
    assert [error.message for error in OpenAPIV31SpecValidator(document).iter_errors()] == []


def test_it_names_the_program_s_version(document: dict[str, Any]) -> None:
    assert document["info"]["version"] == "1.2.3"


def test_every_route_is_documented_and_nothing_else_is(
    endpoints: list[Endpoint], document: dict[str, Any]
) -> None:
    assert operations_of(document) == {(each.route.method, each.route.path) for each in endpoints}


def test_a_token_is_asked_for_exactly_where_the_route_needs_one(
    endpoints: list[Endpoint], document: dict[str, Any]
) -> None:
    for each in endpoints:
        operation = document["paths"][each.route.path][each.route.method.lower()]
        assert bool(operation["security"]) == (not each.is_public), each.name


def test_every_place_in_a_path_is_a_parameter(document: dict[str, Any]) -> None:
    for path, item in document["paths"].items():
        for operation in item.values():
            named = {each["name"] for each in operation["parameters"] if each.get("in") == "path"}
            assert named == {part[1:-1] for part in path.split("/") if part.startswith("{")}


def test_every_schema_is_used(document: dict[str, Any]) -> None:
    text = json.dumps(document)
    unused = [
        name
        for name in document["components"]["schemas"]
        if f'"#/components/schemas/{name}"' not in text
    ]
    assert unused == []


def test_patterns_are_written_for_every_language(document: dict[str, Any]) -> None:
    patterns = {found for found in _values_of("pattern", document) if isinstance(found, str)}
    assert patterns
    assert [each for each in patterns if not (each.startswith("^") and each.endswith("$"))] == []


def test_unknown_fields_are_forbidden_in_every_body(
    endpoints: list[Endpoint], document: dict[str, Any]
) -> None:
    schemas = document["components"]["schemas"]
    kinds = [each.signature.body for each in endpoints]
    bodies = [kind.__name__ for kind in kinds if kind is not None]
    assert bodies
    assert [name for name in bodies if schemas[name].get("additionalProperties") is not False] == []


def test_every_field_of_an_answer_is_promised_but_what_may_be_left_out(
    document: dict[str, Any],
) -> None:
    order = document["components"]["schemas"]["Order"]
    left_out = {
        field.encode_name
        for field in msgspec.structs.fields(Order)
        if field.default is msgspec.UNSET
    }
    assert {"age_from", "age_at_least", "display_number"} < left_out
    assert set(order["required"]) == set(order["properties"]) - left_out


def test_times_are_told_from_other_texts(document: dict[str, Any]) -> None:
    item = document["components"]["schemas"]["Item"]["properties"]
    times = {name for name, schema in item.items() if schema.get("format") == "date-time"}
    assert times == {name for name in item if name.endswith("_at")}


@pytest.mark.parametrize(
    ("body", "fits"),
    [
        ({"table_number": "7", "customer_name": "Ana"}, True),
        ({"tableNumber": "7", "customerName": "Ana"}, True),
        ({"table_number": "7", "tableNumber": "7"}, False),
        ({"sessionId": NOWHERE, "tableSessionId": NOWHERE}, False),
        ({"customerNome": "Ana"}, False),
    ],
)
async def test_names_of_the_original_api_are_taken_as_documented(
    client: DocumentedClient, document: dict[str, Any], body: dict[str, str], fits: bool
) -> None:
    order = {"type": "takeout", "items": [{"name": "Soup", "quantity": 1}], **body}
    validator = schema_in(document, {"$ref": "#/components/schemas/NewOrder"})
    status, answer = await client.ask("POST", "/api/orders", order)
    assert status == 201
    assert validator.is_valid(order) is fits is ("warnings" not in answer)


async def test_a_malformed_id_in_a_path_is_named_but_not_repeated(
    client: DocumentedClient, endpoints: list[Endpoint]
) -> None:
    asked = 0
    for route in (each.route for each in endpoints):
        for name in (part[1:-1] for part in route.path.split("/") if part.startswith("{")):
            others: dict[str, Any] = {"id": NOWHERE, "item_id": NOWHERE} | {name: "Not~An~Id"}
            status, answer = await client.ask(route.method, route.path, **others)
            error = answer["error"]
            assert (status, error["code"]) == (400, "BAD_REQUEST"), route.path
            assert name in error["details"], route.path
            assert "not~an~id" not in json.dumps(answer).lower()
            asked += 1
    assert asked >= 15


async def test_an_id_may_be_written_in_capitals(client: DocumentedClient) -> None:
    order_id = "abcdefab-cdef-4abc-8def-abcdefabcdef"
    await client.make("POST", "/api/orders", new_order(id=order_id))
    shown = await client.make("GET", "/api/orders/{id}", id=order_id.upper())
    assert shown["id"] == order_id


async def test_answers_to_everything_that_can_be_asked_are_as_documented(
    live: Live, client: DocumentedClient, endpoints: list[Endpoint]
) -> None:
    stand_by(live)
    await ask_for_everything(client)
    assert {
        (each.route.method, each.route.path) for each in endpoints
    } - client.carried_out == set()


async def test_an_order_sent_again_is_answered_with_the_other_documented_status(
    client: DocumentedClient,
) -> None:
    order = new_order(id=NOWHERE)
    assert (await client.ask("POST", "/api/orders", order))[0] == 201
    assert (await client.ask("POST", "/api/orders", order))[0] == 200


async def test_refusals_are_documented_where_they_happen(client: DocumentedClient) -> None:
    order = await client.make("POST", "/api/orders", new_order())
    one, bump = "/api/orders/{id}", "/api/kitchen/orders/{id}/bump"
    ready = {"status": "ready"}
    key = {"Idempotency-Key": "k-1"}
    await client.make("POST", "/api/orders", new_order(), headers=key)
    nobody, stranger = client.with_token(None), client.with_token("gly_unknown")
    guest = client.with_token(
        (await client.make("POST", "/api/sessions", {"table_number": "4"}))["token"]
    )
    assert {
        "no token": await nobody.refused("GET", one, id=order["id"]),
        "unknown token": await stranger.refused("GET", one, id=order["id"]),
        "a guest": await guest.refused("GET", "/api/kitchen/orders"),
        "no such order": await client.refused("GET", one, id=NOWHERE),
        "token in the URL": await client.refused("GET", "/api/menu", query={"token": "x"}),
        "foreign host": await client.refused("GET", "/healthz", headers={"Host": "evil.example"}),
        "foreign origin": await client.refused(
            "POST", bump, ready, headers={"Origin": "http://evil.example"}, id=order["id"]
        ),
        "stale": await client.refused(
            "POST", bump, ready, headers={"If-Match": '"99"'}, id=order["id"]
        ),
        "key of another": await client.refused(
            "POST", "/api/orders", new_order(notes="no salt"), headers=key
        ),
        "not a step": await client.refused(
            "PATCH", "/api/orders/{id}/status", {"status": "served"}, id=order["id"]
        ),
        "too long": await client.refused("POST", "/api/sessions", b"x" * 65_537),
        "not JSON's media type": await client.refused("POST", "/api/orders", b"type=takeout"),
    } == {
        "no token": "UNAUTHORIZED",
        "unknown token": "UNAUTHORIZED",
        "a guest": "FORBIDDEN",
        "no such order": "NOT_FOUND",
        "token in the URL": "TOKEN_IN_URL",
        "foreign host": "MISDIRECTED",
        "foreign origin": "FORBIDDEN_ORIGIN",
        "stale": "STALE",
        "key of another": "IDEMPOTENCY_CONFLICT",
        "not a step": "INVALID_TRANSITION",
        "too long": "PAYLOAD_TOO_LARGE",
        "not JSON's media type": "UNSUPPORTED_MEDIA_TYPE",
    }


async def test_an_answer_with_a_code_of_another_route_would_be_noticed(
    document: dict[str, Any],
) -> None:
    error = {"code": "STALE", "message": "no", "details": {}, "request_id": "1"}
    name = document["paths"]["/healthz"]["get"]["responses"]["400"]["$ref"].rpartition("/")[2]
    content = document["components"]["responses"][name]["content"]["application/json"]
    with pytest.raises(jsonschema_rs.ValidationError):
        schema_in(document, content["schema"]).validate({"success": False, "error": error})


def _values_of(key: str, value: object) -> Iterator[object]:
    if isinstance(value, dict):
        if key in value:
            yield value[key]
        for each in value.values():
            yield from _values_of(key, each)
    elif isinstance(value, list):
        for each in value:
            yield from _values_of(key, each)
