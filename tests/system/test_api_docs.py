"""What docs/integrator tells a vendor's engineer is what the hub does."""

import re
from pathlib import Path

import pytest

from hub.domain.permissions import PERMISSIONS, Permission, Role
from hub.http.errors import STATUS
from hub.wire.events import EventType
from hub.wire.socket_messages import COME_BACK, CloseCode
from tests.support.process import HubProcess

pytestmark = pytest.mark.system

_PAGES = Path(__file__).parents[2] / "docs" / "integrator"
API = "\n".join((_PAGES / name).read_text("utf-8") for name in ("http.md", "events.md"))
_ROUTE = re.compile(r"^\| `([A-Z]+) (/[^`]*)` \| ([^|]+) \| [^|]*\| [^|]*\|$", re.MULTILINE)
_ANY = frozenset(Permission)


def told_needs(cell: str) -> frozenset[str]:
    if cell == "any token":
        return _ANY
    return frozenset(re.findall(r"`(\w+:\w+)`", cell))


async def test_every_route_is_told_with_the_permission_that_it_needs(
    hub_process: HubProcess,
) -> None:
    async with hub_process.client() as client:
        _, document = await client.get("/openapi.json")
    known = {
        (method.upper(), path): frozenset(re.findall(r"`(\w+:\w+)`", operation["description"]))
        for path, operations in document["paths"].items()
        for method, operation in operations.items()
    }

    told = {(method, path): told_needs(needs) for method, path, needs in _ROUTE.findall(API)}
    assert told == known


def test_every_error_code_is_told_with_its_status() -> None:
    told = re.findall(r"^\| `([A-Z_]+)` \| (\d{3}) \|", API, re.MULTILINE)
    assert dict(told) == {str(code): str(status.value) for code, status in STATUS.items()}


def test_every_close_code_is_told_with_whether_to_come_back() -> None:
    told = re.findall(r"^\| (\d{4}) \| [^|]+ \| (yes|no)\b", API, re.MULTILINE)
    known = {str(code.value): "yes" if code in COME_BACK else "no" for code in CloseCode}
    assert dict(told) == known


def test_every_event_is_told() -> None:
    told = re.findall(r"^\| `(\w+:\w+)` \| `", API, re.MULTILINE)
    assert told == [str(each) for each in EventType]


def test_every_role_is_told_with_its_permissions() -> None:
    found = re.findall(r"^\| (\w+) \| (.*(?:`|everything|session).*) \|$", API, re.MULTILINE)
    # A role may be called as a status is; its table comes first.
    rows = dict(reversed(found))
    told = {role: frozenset(re.findall(r"`(\w+:\w+)`", rows[role])) for role in Role}
    # Three rows say it in words.
    told[Role.MANAGER] |= _ANY if rows[Role.MANAGER] == "everything" else frozenset()
    told[Role.CASHIER] |= told[Role.WAITER] if "what waiter has" in rows[Role.CASHIER] else set()
    told[Role.PASS] |= told[Role.CASHIER] if "what cashier has" in rows[Role.PASS] else set()
    assert told == {role: frozenset(map(str, each)) for role, each in PERMISSIONS.items()}
