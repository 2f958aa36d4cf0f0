"""Two thousand requests that nobody would write by hand, against a hub in a process of its own."""

from collections import Counter
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from itertools import count
from typing import Any
from uuid import UUID

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import APIOperation, Case, CheckFunction, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from hub.wire.pairing import commitment
from hub.wire.people import PROOF_HEADER
from tests.support.process import HubProcess

pytestmark = [pytest.mark.system, pytest.mark.timeout(900)]

CASES = 2000
SOUND, UNSOUND = 40, 30
"""Requests to each operation that fit the document, and that do not; fewer when there are fewer."""

_TAKES_THE_HUB = {"POST /api/restart", "POST /api/backups/{id}/restore"}
"""They would take the hub from under those that follow."""

_OF_OTHERS = {"GET /api/guest"}
"""It is for a table's guests."""

_BY_CHANCE = {"PUT /api/settings", "PUT /api/screens/{id}/settings"}
"""They take names of settings, which no document lists: only a request that sets none succeeds."""

_OF_A_MACHINE = {
    "GET /api/host",
    "POST /api/host",
    "GET /api/host/time-zones",
    "GET /api/host/log",
    "GET /api/host/support",
    "GET /api/screens/{id}/host",
    "POST /api/screens/{id}/host",
    "GET /api/screens/{id}/host/log",
}
"""They are for machines that have a galley-host."""

CHECKS: list[CheckFunction] = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]

NONCE = bytes(range(32))
"""What every screen here has made up."""

_STEPS = ("preparing", "ready", "served")


class Cook:
    """Makes things through a hub's public API, so that requests about them find something.

    Args:
        url: where the hub is.
        token: a manager's.
    """

    def __init__(self, url: str, token: str) -> None:
        self._url = url
        self._numbers = count(1)
        self._session = requests.Session()
        self._session.headers["Authorization"] = f"Bearer {token}"

    def close(self) -> None:
        self._session.close()

    def path_of(self, template: str, steps: int) -> dict[str, str]:
        """Make what a path is about, and return the path's parameters.

        Args:
            template: the path, with ``{id}`` where an id belongs.
            steps: how often the order, if it is about one, is bumped.
        """
        made = self._made_for(template)
        if made is not None:
            return {"id": made}
        order, line = self.order(steps)
        if template.startswith("/api/kitchen/items"):
            return {"id": line}
        return {"id": order, "item_id": line} if "{item_id}" in template else {"id": order}

    def _made_for(self, template: str) -> str | None:
        """Make what a path is about if that is no order, and return its id."""
        made: str | None = None
        if template.startswith("/api/devices"):
            made = self.device()
        elif template.startswith("/api/people"):
            made = self.person()
        elif template.startswith("/api/screens"):
            name = f"Grill {next(self._numbers)}"
            made = str(self._post("/api/tokens", name=name, role="kitchen")["id"])
        elif template.startswith("/api/tokens"):
            name = f"Till {next(self._numbers)}"
            made = str(self._post("/api/tokens", name=name, role="integration")["id"])
        elif template.startswith("/api/backups"):
            made = self.backup()
        elif template.startswith("/api/auth/pairings/"):
            made = self.newcomer(revealed=not template.endswith("/reveal"))
        elif template.startswith("/api/sessions"):
            made = str(self._post("/api/sessions", table_number="7")["session"]["id"])
        elif template.startswith("/api/menu/items"):
            made = self.dish()
        elif template.startswith("/api/menu"):
            made = self._word(template.split("/")[3])
        return made

    def open_pairing(self) -> str:
        """Let one device in, and return the code."""
        return str(self._post("/api/auth/pairing-codes", role="waiter")["code"])

    def newcomer(self, *, revealed: bool) -> str:
        """Have a screen ask to be paired with :data:`NONCE`, and return the pairing's id."""
        self.open_pairing()
        name, promise = f"Screen {next(self._numbers)}", commitment(NONCE).hex()
        begun = self._post("/api/auth/pairings", device_name=name, commitment=promise)
        if revealed:
            self._post(f"/api/auth/pairings/{begun['id']}/reveal", nonce=NONCE.hex())
        return str(begun["id"])

    def device(self) -> str:
        """Pair a device and return its id."""
        name = f"Tablet {next(self._numbers)}"
        paired = self._post("/api/auth/pair", code=self.open_pairing(), device_name=name)
        return str(paired["device"]["id"])

    def person(self) -> str:
        """Add a person without a PIN and return their id."""
        name = f"Person {next(self._numbers)}"
        return str(self._post("/api/people", name=name, role="waiter")["id"])

    def backup(self) -> str:
        """Make a backup and return its id."""
        self._post("/api/backups")
        listed = self._session.get(f"{self._url}/api/backups", timeout=20).json()["data"]
        return str(listed[0]["id"])

    def dish(self) -> str:
        """Put a dish on the menu and return its id."""
        return str(self._post("/api/menu/items", name=f"Dish {next(self._numbers)}")["id"])

    def station(self) -> str:
        """Set up a station and return its id."""
        return self._word("stations")

    def order(self, steps: int) -> tuple[str, str]:
        """Place an order of two lines, bump it, and return its id and that of the first line."""
        ids = [str(UUID(int=next(self._numbers))) for _ in range(3)]
        lines = [{"id": each, "name": f"Dish {each}", "quantity": 1} for each in ids[1:]]
        self._post("/api/orders", id=ids[0], type="dine_in", items=lines)
        for status in _STEPS[:steps]:
            self._post(f"/api/kitchen/orders/{ids[0]}/bump", status=status)
        return ids[0], ids[1]

    def known_order(self) -> str:
        """Place an order under a till's key, and return that key."""
        key = f"key-{next(self._numbers)}"
        lines = [{"name": "Soup", "quantity": 1}]
        self._post("/api/orders", type="dine_in", items=lines, source="till", external_id=key)
        return key

    def held_order(self) -> str:
        """Place an order with a line that waits, and return its id."""
        lines = [{"name": "Soup", "quantity": 1}, {"name": "Tart", "quantity": 1, "held": True}]
        return str(self._post("/api/orders", type="dine_in", items=lines)["id"])

    def cancel(self, order_id: str) -> None:
        """Cancel an order, if that is possible."""
        url = f"{self._url}/api/orders/{order_id}/status"
        self._session.patch(url, json={"status": "cancelled", "reason": "guest left"}, timeout=20)

    def _word(self, table: str) -> str:
        number = next(self._numbers)
        made = self._post(f"/api/menu/{table}", id=f"word-{number}", name=f"Word {number}")
        return str(made["id"])

    def _post(self, path: str, **body: Any) -> Any:  # noqa: ANN401 - JSON
        answer = self._session.post(self._url + path, json=body, timeout=20)
        answer.raise_for_status()
        return answer.json()["data"]


@dataclass
class Sweep:
    """What came of all the requests."""

    operations: set[str] = field(default_factory=set)
    answers: Counter[tuple[str, int]] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)
    exit_code: int | None = None
    log: str = ""

    @property
    def successful(self) -> set[str]:
        return {operation for operation, status in self.answers if status < 300}


@pytest.fixture(scope="module")
def sweep(tmp_path_factory: pytest.TempPathFactory) -> Sweep:
    done = Sweep()
    with (
        HubProcess(tmp_path_factory.mktemp("hub") / "data") as hub,
        requests.Session() as session,
        closing(Cook(hub.url, hub.token)) as cook,
    ):
        session.headers["Authorization"] = f"Bearer {hub.token}"
        document = session.get(f"{hub.url}/openapi.json", timeout=20).json()
        schema = schemathesis.openapi.from_dict(document)
        schema.config.update(base_url=hub.url)
        schema.config.generation.update(with_security_parameters=False)
        for found in schema.get_all_operations():
            assert isinstance(found, Ok)
            operation = found.ok()
            done.operations.add(operation.label)
            if operation.label in _TAKES_THE_HUB:
                continue
            for mode, most in (
                (GenerationMode.POSITIVE, SOUND),
                (GenerationMode.NEGATIVE, UNSOUND),
            ):
                if mode is GenerationMode.POSITIVE or _can_be_wrong(operation):
                    _ask(operation, mode, most, _asker(done, session, cook))
        done.exit_code = hub.stop()
        done.log = hub.log_text()
    return done


def test_all_of_them_were_asked(sweep: Sweep) -> None:
    assert sweep.answers.total() >= CASES


def test_every_operation_was_carried_out_at_least_once(sweep: Sweep) -> None:
    left = sweep.operations - sweep.successful - _BY_CHANCE
    assert left == _TAKES_THE_HUB | _OF_OTHERS | _OF_A_MACHINE


def test_every_answer_is_as_documented_and_none_is_an_error_of_the_hub(sweep: Sweep) -> None:
    assert "\n".join(sweep.failures[:5]) == ""


def test_the_log_holds_no_traceback(sweep: Sweep) -> None:
    assert sweep.exit_code == 0
    assert "got SIGTERM" in sweep.log
    assert [line for line in sweep.log.splitlines() if "Traceback" in line or "ERROR" in line] == []


_Ask = Callable[[Case[Any], GenerationMode, int], None]


def _ask(
    operation: APIOperation[Any, Any, Any, Any], mode: GenerationMode, most: int, ask: _Ask
) -> None:
    """Draw requests to one operation; most of them are about something that is there."""

    @settings(
        max_examples=most,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(operation.as_strategy(generation_mode=mode), st.integers(-1, 3))
    def each(case: Case[Any], steps: int) -> None:
        ask(case, mode, steps)

    each()


def _asker(
    done: Sweep,
    session: requests.Session,
    cook: Cook,
) -> _Ask:
    def ask(case: Case[Any], mode: GenerationMode, steps: int) -> None:
        label = case.operation.label
        if steps >= 0:
            _make_real(case, cook, steps)
            if mode is GenerationMode.POSITIVE and "orders" in case.operation.path:
                _make_cookable(case.body, cook)
            if mode is GenerationMode.POSITIVE:
                _make_changeable(case, cook)
            if mode is GenerationMode.POSITIVE and "/api/auth/pair" in case.operation.path:
                _make_pairable(case, cook)
        answer = case.call(session=session, timeout=20)
        done.answers[label, answer.status_code] += 1
        if label.endswith("/reroute") and case.path_parameters:
            # An import of a menu could not do without the station.
            cook.cancel(str(case.path_parameters["id"]))
        try:
            case.validate_response(answer, checks=CHECKS)
        except FailureGroup as failure:
            done.failures.append(f"{label}: {failure}")

    return ask


def _make_real(case: Case[Any], cook: Cook, steps: int) -> None:
    """Put what there is in the place of what was drawn, and mostly leave out what rarely fits."""
    if case.path_parameters:
        case.path_parameters = cook.path_of(case.operation.path, steps)
    if steps < 3:
        for name in ("If-Match", "Idempotency-Key", PROOF_HEADER):
            case.headers.pop(name, None)
        case.query.pop("cursor", None)
    for part in (case.query, case.body):
        if isinstance(part, dict) and isinstance(part.get("station"), str):
            part["station"] = cook.station()


def _make_cookable(body: object, cook: Cook) -> None:
    """Have an order's lines name dishes that there are, in whole numbers."""
    lines = body.get("items") if isinstance(body, dict) else None
    for line in lines if isinstance(lines, list) else ():
        if not isinstance(line, dict):
            continue
        for name in ("quantity", "course"):
            if isinstance(line.get(name), float):
                line[name] = int(line[name])
        if line.get("modifiers"):
            line["modifiers"] = [{"name": "no onions"}]
        ids = [name for name in ("menu_item_id", "menuItemId") if line.get(name) is not None]
        line.update({name: cook.dish() for name in ids} if ids else {"name": "Soup"})


def _make_pairable(case: Case[Any], cook: Cook) -> None:
    """Have pairing open, and the device know what a device would know."""
    if case.operation.label in {"POST /api/auth/pair", "POST /api/auth/pairings"}:
        code = cook.open_pairing()
    if isinstance(case.body, dict):
        if "code" in case.body:
            case.body["code"] = code
        if "nonce" in case.body:
            case.body["nonce"] = NONCE.hex()


def _make_changeable(case: Case[Any], cook: Cook) -> None:
    """Have there be what a change is about: another order, a line, a key, what waits."""
    label = case.operation.label
    order = (case.path_parameters or {}).get("id", "")
    if label.endswith(" /api/orders") and case.query and "external_id" in case.query:
        case.query.update(source="till", external_id=cook.known_order())
    if label.endswith("/reroute"):
        case.body = {"to": cook.station()}
    elif label.endswith("/merge"):
        case.body = {"from": cook.order(0)[0]}
    elif label.endswith("/move"):
        case.body = {"order_id": cook.order(0)[0]}
    elif label.endswith("/split"):
        case.path_parameters["id"], line = cook.order(0)
        case.body = {"items": [line]}
    elif label.endswith("/reopen"):
        cook.cancel(order)
    elif label.endswith("/fire"):
        case.path_parameters["id"], case.body = cook.held_order(), {}


def _can_be_wrong(operation: APIOperation[Any, Any, Any, Any]) -> bool:
    # Whatever stands there as a language is right: English is spoken then.
    headers = [each for each in operation.headers if each.name != "Accept-Language"]
    return bool(operation.path_parameters or operation.query or headers or operation.body)
