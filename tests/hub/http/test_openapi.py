"""The documentation, held against the routes it is written from and against a running hub."""

import json
import re
from collections.abc import AsyncIterator, Iterator
from typing import Any
from uuid import UUID

import aiohttp
import jsonschema_rs
import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from hub.domain.permissions import Role
from hub.http.openapi import document as written
from hub.http.routing import Endpoint
from tests.support.documented import DocumentedClient, operations_of, schema_in
from tests.support.live import Live
from tests.support.pairing import Newcomer

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
        assert bool(operation["security"]) == (not each.is_open), each.name


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


def test_every_field_of_an_answer_is_promised_but_what_wrong_clocks_add(
    document: dict[str, Any],
) -> None:
    order = document["components"]["schemas"]["Order"]
    promised = set(order["properties"]) - {"age_from", "age_at_least"}
    assert set(order["required"]) == promised


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
    status, _ = await client.ask("POST", "/api/orders", order)
    assert (validator.is_valid(order), status) == (fits, 201 if fits else 400)


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
    await client.make("POST", "/api/orders", _order(id=order_id))
    shown = await client.make("GET", "/api/orders/{id}", id=order_id.upper())
    assert shown["id"] == order_id


async def test_answers_to_everything_that_can_be_asked_are_as_documented(
    client: DocumentedClient, endpoints: list[Endpoint]
) -> None:
    await _set_up_a_menu(client)
    await _cook_an_order(client)
    await _seat_guests(client)
    await _pair_devices(client)
    await _look_around(client)
    await _clear_the_menu(client)
    assert {
        (each.route.method, each.route.path) for each in endpoints
    } - client.carried_out == set()


async def test_an_order_sent_again_is_answered_with_the_other_documented_status(
    client: DocumentedClient,
) -> None:
    order = _order(id=NOWHERE)
    assert (await client.ask("POST", "/api/orders", order))[0] == 201
    assert (await client.ask("POST", "/api/orders", order))[0] == 200


async def test_refusals_are_documented_where_they_happen(client: DocumentedClient) -> None:
    order = await client.make("POST", "/api/orders", _order())
    one, bump = "/api/orders/{id}", "/api/kitchen/orders/{id}/bump"
    ready = {"status": "ready"}
    key = {"Idempotency-Key": "k-1"}
    await client.make("POST", "/api/orders", _order(), headers=key)
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
            "POST", "/api/orders", _order(notes="no salt"), headers=key
        ),
        "not a step": await client.refused(
            "PATCH", "/api/orders/{id}/status", {"status": "served"}, id=order["id"]
        ),
        "too long": await client.refused("POST", "/api/orders", b'{"notes":"' + b"x" * 65536),
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


async def _set_up_a_menu(client: DocumentedClient) -> None:
    base = "/api/menu"
    await client.make("POST", f"{base}/stations", {"id": "grill", "name": "Grill"})
    await client.make("PATCH", f"{base}/stations/{{id}}", {"name": "The grill"}, id="grill")
    await client.make("POST", f"{base}/categories", {"id": "mains", "name": "Mains"})
    await client.make("PATCH", f"{base}/categories/{{id}}", {"position": 2}, id="mains")
    steak = {"name": "Steak", "station": "grill", "category": "mains", "target_minutes": 12.5}
    dish = await client.make(
        "POST", f"{base}/items", {**steak, "modifiers": [{"name": "rare"}], "allergens": ["milk"]}
    )
    await client.make("GET", f"{base}/items/{{id}}", id=dish["id"])
    await client.make("PATCH", f"{base}/items/{{id}}", {"price_minor": 1990}, id=dish["id"])
    off = {"available": False}
    await client.make("POST", f"{base}/items/{{id}}/availability", off, id=dish["id"])
    whole = await client.make("GET", f"{base}/export")
    status, text = await client.ask("GET", f"{base}/export", query={"format": "csv"})
    assert (status, text.count("Steak")) == (200, 1)
    await client.make("POST", f"{base}/import", whole)
    csv = {"Content-Type": "text/csv"}
    brought = await client.make("POST", f"{base}/import", text.encode(), headers=csv)
    assert brought["items"] == 1
    await client.make("POST", f"{base}/items/{{id}}/availability", {"available": True}, **_id(dish))


async def _cook_an_order(client: DocumentedClient) -> None:
    kitchen, orders = "/api/kitchen", "/api/orders"
    steak = {"name": "Steak", "quantity": 2, "modifiers": [{"name": "rare"}], "course": 1}
    order = await client.make("POST", orders, _order(items=[steak, steak]))
    first, second = order["items"]
    await client.make("POST", f"{orders}/{{id}}/items", {"items": [steak]}, **_id(order))
    await client.make("PATCH", f"{orders}/{{id}}", {"priority": "rush"}, **_id(order))
    step = {"status": "preparing"}
    await client.make("PATCH", f"{orders}/{{id}}/status", {"status": "confirmed"}, **_id(order))
    await client.make("PATCH", f"{kitchen}/items/{{id}}/status", step, **_id(first))
    await client.make("POST", f"{kitchen}/items/{{id}}/recall", **_id(first))
    bump = {"status": "ready", "station": "grill"}
    await client.make("POST", f"{kitchen}/orders/{{id}}/bump", bump, **_id(order))
    await client.make("POST", f"{kitchen}/orders/{{id}}/recall", **_id(order))
    cancel = f"{kitchen}/orders/{{id}}/items/{{item_id}}/cancel"
    await client.make("POST", cancel, {"reason": "dropped"}, id=order["id"], item_id=second["id"])
    await client.make("POST", f"{kitchen}/orders/{{id}}/bump", bump, **_id(order))
    for path in (f"{kitchen}/orders", f"{kitchen}/all-day", f"{kitchen}/recent"):
        assert await client.make("GET", path, query={"station": "grill"})
    await client.make("GET", f"{orders}/{{id}}", **_id(order))


async def _seat_guests(client: DocumentedClient) -> None:
    opened = await client.make("POST", "/api/sessions", {"table_number": "12"})
    session = opened["session"]
    for _ in range(2):
        await client.make("POST", "/api/orders", _order(session_id=session["id"]))
    seen = await client.make("GET", "/api/sessions/{id}", **_id(session))
    assert len(seen["orders"]) == 2
    _, page = await client.ask("GET", "/api/orders", query={"limit": "1"})
    _, rest = await client.ask("GET", "/api/orders", query={"limit": "1", "cursor": page["cursor"]})
    assert page["data"] != rest["data"]
    await client.make("DELETE", "/api/sessions/{id}", **_id(session))


async def _pair_devices(client: DocumentedClient) -> None:
    codes, pairings = "/api/auth/pairing-codes", "/api/auth/pairings"
    device = client.with_token(None)

    async def post(path: str, body: object) -> tuple[int, Any]:
        documented = re.sub(r"pairings/[^/]+", "pairings/{id}", path)
        params: dict[str, Any] = {"id": path.split("/")[4]} if documented != path else {}
        status, answer = await device.ask("POST", documented, body, **params)
        return status, answer["data"]

    anchor = bytes.fromhex((await device.make("GET", "/api/auth/anchor"))["fingerprint"])
    await client.make("POST", codes, {"role": "kitchen"})
    for answer in ("refuse", "confirm"):
        screen = await Newcomer(post, anchor, "Screen").come()
        assert (await client.make("GET", pairings))[0]["number"] == screen.number
        assert (await screen.claim())[0] == 202
        await client.make("POST", f"{pairings}/{{id}}/{answer}", id=screen.id)
    assert (await screen.claim())[1]["state"] == "paired"
    opened = await client.make("POST", codes, {"role": "waiter", "name": "Tablet 1"})
    assert (await client.make("GET", codes))["id"] == opened["id"]
    code = {"code": opened["code"], "device_name": "Ada's telephone"}
    await device.make("POST", "/api/auth/pair", code)
    await client.make("POST", codes, {"role": "waiter"})
    await client.make("DELETE", codes)
    [paired] = [each for each in await client.make("GET", "/api/devices") if "1" in each["name"]]
    await client.make("DELETE", "/api/devices/{id}", **_id(paired))
    client.carried_out |= device.carried_out


async def _look_around(client: DocumentedClient) -> None:
    for page in ("/", "/style.css", "/authority.crt"):
        assert (await client.ask("GET", page))[0] == 200
    assert await client.make("GET", "/api/events", query={"limit": "500"})
    assert await client.make("GET", "/api/kitchen/stations")
    for path in ("/api/menu", "/api/kitchen/screens", "/api/auth/me", "/healthz", "/readyz"):
        await client.make("GET", path)
    for path in ("/metrics", "/openapi.json"):
        assert (await client.ask("GET", path))[0] == 200


async def _clear_the_menu(client: DocumentedClient) -> None:
    for order in await client.make("GET", "/api/kitchen/orders"):
        served = {"status": "served"}
        await client.make("POST", "/api/kitchen/orders/{id}/bump", served, **_id(order))
    whole = await client.make("GET", "/api/menu")
    for table in ("items", "categories", "stations"):
        for entry in whole[table]:
            await client.make("DELETE", f"/api/menu/{table}/{{id}}", **_id(entry))


def _order(**fields: object) -> dict[str, object]:
    return {"type": "dine_in", "items": [{"name": "Soup", "quantity": 1}], **fields}


def _id(thing: dict[str, Any]) -> dict[str, str]:
    return {"id": thing["id"]}


def _values_of(key: str, value: object) -> Iterator[object]:
    if isinstance(value, dict):
        if key in value:
            yield value[key]
        for each in value.values():
            yield from _values_of(key, each)
    elif isinstance(value, list):
        for each in value:
            yield from _values_of(key, each)
