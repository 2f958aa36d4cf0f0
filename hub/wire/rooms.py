"""Room names, and which rooms an event goes to.

``branch:{id}`` carries everything of a branch, ``branch:{id}:kitchen`` what a kitchen needs, and
``session:{id}`` what one table's guests may see of their own orders. ``branch:{id}:ready`` is told
none of it: what is shown there are numbers, all of them each time.
"""

from functools import lru_cache

from hub.domain.permissions import Role

KITCHEN_SUFFIX = ":kitchen"
READY_SUFFIX = ":ready"


def branch_room(branch_id: str) -> str:
    """Name the room of a branch's whole staff."""
    return f"branch:{branch_id}"


def kitchen_room(branch_id: str) -> str:
    """Name the room of a branch's kitchen screens."""
    return f"branch:{branch_id}{KITCHEN_SUFFIX}"


def session_room(session_id: str) -> str:
    """Name the room of one table session's guests."""
    return f"session:{session_id}"


def ready_room(branch_id: str) -> str:
    """Name the room of the boards that show guests which numbers are ready."""
    return f"branch:{branch_id}{READY_SUFFIX}"


def find_room(said: str, branch_id: str) -> str:
    """Read a room's name as a client may write it, in capitals too, into the one that events carry.

    Args:
        said: by the client.
        branch_id: whose rooms there are besides those of sessions.
    """
    folded = said.lower()
    for own in (branch_room(branch_id), kitchen_room(branch_id), ready_room(branch_id)):
        if folded == own.lower():
            return own
    # Ids of sessions are kept in lower case.
    return said if session_of(folded) is None else folded


def session_of(room: str) -> str | None:
    """Read the session's id out of a room name; None for any other room."""
    kind, _, rest = room.partition(":")
    return rest if kind == "session" and rest else None


def home_room(role: Role, branch_id: str, session_id: str | None) -> str | None:
    """Say which room a device is in from the moment it is known, without asking."""
    if role is Role.KITCHEN:
        return kitchen_room(branch_id)
    if role is Role.READY:
        # It is shown numbers, in a room that it joins, and nothing of what is told.
        return None
    if role is Role.CUSTOMER:
        return None if session_id is None else session_room(session_id)
    return branch_room(branch_id)


@lru_cache(maxsize=256)
def rooms_of_event(branch_id: str, session_id: str | None) -> tuple[str, ...]:
    """List the rooms that hear of an event, the most specific first."""
    staff = (kitchen_room(branch_id), branch_room(branch_id))
    return staff if session_id is None else (*staff, session_room(session_id))
