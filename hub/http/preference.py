"""``Prefer: handling=strict`` (RFC 7240): how a client wants what is odd to be taken."""

from collections.abc import Iterable

from aiohttp import web

from hub.commit.command import Handling
from hub.domain.permissions import Principal
from hub.http.routing import Route

APPLIED = "Preference-Applied"
"""The header of an answer that says which preference was followed."""


def read_preference(values: Iterable[str]) -> Handling | None:
    """Read how a client wants to be taken; None when it says nothing of it that is known.

    Args:
        values: of its ``Prefer`` headers; the first that says something counts.
    """
    for each in ",".join(values).split(","):
        name, _, value = each.partition(";")[0].partition("=")
        if name.strip().lower() == "handling":
            word = value.strip().strip('"').lower()
            return {"strict": Handling.STRICT, "lenient": Handling.LENIENT}.get(word)
    return None


def decide_handling(request: web.BaseRequest, route: Route, who: Principal) -> Handling:
    """Say how a request is taken: as it asks for, else as is usual for who asks."""
    usual = Handling.LENIENT if who.role in route.lenient_for else Handling.PLAIN
    return applied_preference(request, route) or usual


def applied_preference(request: web.BaseRequest, route: Route) -> Handling | None:
    """Return the preference that a request is taken by; None when it has none that counts."""
    if not route.lenient_for or "Prefer" not in request.headers:
        return None
    return read_preference(request.headers.getall("Prefer"))


def say_applied(request: web.BaseRequest, route: Route, answer: web.StreamResponse) -> None:
    """Say in the head of an answer which preference was followed, if there was one."""
    applied = applied_preference(request, route)
    if applied is not None:
        answer.headers[APPLIED] = f"handling={applied.value}"
