"""Who may ask what, and who may hear what: written from the same routes that serve it.

Run, it prints the table of a hub on a folder of its own.
"""

import asyncio
import sys
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

from hub.app import run_hub
from hub.domain.permissions import Principal, Role
from hub.http.routing import Endpoint
from hub.http.websocket import may_join
from hub.wire.rooms import branch_room, kitchen_room, ready_room, session_room

BRANCH = "{branch}"
SESSION = "{its own}"
ROOMS = {
    branch_room(BRANCH): "the branch",
    kitchen_room(BRANCH): "the kitchen",
    ready_room(BRANCH): "the board of ready numbers",
    session_room(SESSION): "the guests' own table",
    session_room("{another}"): "another table",
    branch_room("{other}"): "another branch",
    kitchen_room("{other}"): "another branch's kitchen",
}
"""Every kind of room that a socket can ask for."""

_YES, _NO = "yes", "no"
_ROLES = tuple(Role)

_ABOUT = """\
# Who may do what

Written by `./scripts/permissions` from the routes themselves; a test asks a running hub for each
line as each role. What is not in the table cannot be asked for.

A token counts in its own branch only: to another branch's hub it is unknown, and all it gets there
is 401. *nobody* is a request without a token, or with one that is unknown or revoked. *yes* means
that the role may ask; what it asks for can still be refused, for instance because it is not there,
or because a waiter asks to cancel an order. A customer's token reads its own table's session only.

The socket in the data folder belongs to the owner of that folder, who needs no token, may do
everything, and alone may do what stands under *Only at the hub itself*.
"""


def table(public: Sequence[Endpoint], local: Sequence[Endpoint]) -> str:
    """Write the table of routes, methods, roles and rooms, as Markdown.

    Args:
        public: what can be asked over the network.
        local: what can be asked through the owner's own socket only.
    """
    return "\n".join(
        [
            _ABOUT,
            "## Routes",
            "",
            *_head("route", "nobody"),
            *(_line(each.name, _list_allowed(each)) for each in _sort(public)),
            "| `GET /ws` | yes, for 5 s |" + " yes |" * len(_ROLES),
            "",
            "## Rooms of the WebSocket",
            "",
            *_head("room", "nobody"),
            *(
                f"| `{room}` ({what}) | {_NO} | "
                + " | ".join(_YES if may(role, room) else _NO for role in _ROLES)
                + " |"
                for room, what in ROOMS.items()
            ),
            "",
            "## Only at the hub itself",
            "",
            *(f"- `{each.name}`" for each in _sort(local)),
            "",
        ]
    )


def may(role: Role, room: str) -> bool:
    """Whether a role may join one of :data:`ROOMS`."""
    session = SESSION if role is Role.CUSTOMER else None
    return may_join(Principal(id="", name="", role=role, session_id=session), room, BRANCH)


def _list_allowed(endpoint: Endpoint) -> list[bool]:
    return [
        endpoint.is_public,
        *(endpoint.route.permits(Principal(id="", name="", role=role)) for role in _ROLES),
    ]


def _head(what: str, nobody: str) -> list[str]:
    names = [what, nobody, *_ROLES]
    return ["| " + " | ".join(names) + " |", "|---" * len(names) + "|"]


def _line(name: str, allowed: Iterable[bool]) -> str:
    return f"| `{name}` | " + " | ".join(_YES if each else _NO for each in allowed) + " |"


def _sort(endpoints: Iterable[Endpoint]) -> list[Endpoint]:
    return sorted(endpoints, key=lambda each: (each.route.path, each.route.method))


async def _print_table() -> None:
    """Start a hub that nobody can reach, and write down what it would let whom do."""
    with tempfile.TemporaryDirectory() as folder:
        async with run_hub(Path(folder) / "data") as hub:
            sys.stdout.write(table(hub.resources.public, hub.resources.local))


if __name__ == "__main__":
    asyncio.run(_print_table())
