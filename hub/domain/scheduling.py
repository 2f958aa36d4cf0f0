"""When an order is to be made: what waits for its time, until when, and from when it ages. Pure.

The rules are those of the contract of orders. Times come in as Unix milliseconds.
"""

import math
from typing import Any, NamedTuple

from msgspec import UNSET, UnsetType

from hub.domain.orders import Order
from hub.domain.times import Instant, instant, milliseconds

MINUTE = 60_000

USUAL_PREP = 20
"""Minutes that an order takes of which nobody has said it."""

OLDEST = 12 * 60 * MINUTE
"""Milliseconds for which a till may have kept an order before it sends it."""

FARTHEST = 14 * 24 * 60 * MINUTE
"""Milliseconds ahead from which on an order's time is odd."""


class Schedule(NamedTuple):
    """What follows from an order's times.

    Attributes:
        prep_minutes: how long before its due time it is begun; UNSET when that means nothing.
        release_at: until when it waits off the board; UNSET when it does not.
        age_from: from when it ages, if that is not its creation.
        oddity: what is odd about its times: the field, a code and words; None when nothing is.
    """

    prep_minutes: int | UnsetType = UNSET
    release_at: Instant | UnsetType = UNSET
    age_from: Instant | UnsetType = UNSET
    oddity: tuple[str, str, str] | None = None


def schedule(order: Order, now: int, target_minutes: float | None) -> Schedule:
    """Say what follows from an order's times.

    Without ``asap`` it waits until ``due_at`` minus ``prep_minutes``; a due time that leaves no
    wait releases it at once. ``taken_at`` sets its age, if it was at most 12 hours ago.

    Args:
        order: as it is placed, or as it is after an edit.
        now: the hub's time.
        target_minutes: the longest of its dishes; None when none has one.
    """
    taken = _age(order, now)
    if not order.due_at or order.asap:
        return taken
    due = milliseconds(order.due_at)
    minutes = order.prep_minutes
    if minutes is UNSET:
        minutes = USUAL_PREP if target_minutes is None else math.ceil(target_minutes)
    release = due - minutes * MINUTE
    if release <= now:
        return taken._replace(prep_minutes=minutes)
    oddity = None
    if due - now > FARTHEST:
        oddity = ("due_at", "far_ahead", "it waits for more than 14 days")
    return Schedule(minutes, instant(release), UNSET, oddity)


def reschedule(order: Order, now: int, target_minutes: float | None) -> dict[str, Any]:
    """Say what other times mean for an order that waits: it waits longer, or comes to the board.

    Args:
        order: as it is after the edit.
        now: the hub's time.
        target_minutes: the longest of its dishes; None when none has one.

    Returns:
        the fields of the order that follow; none when it does not wait.
    """
    if not order.release_at:
        return {}
    until = schedule(order, now, target_minutes).release_at
    if until:
        return {"release_at": until}
    at = instant(now)
    return {"release_at": UNSET, "released_at": at, "age_from": at}


def _age(order: Order, now: int) -> Schedule:
    if not order.taken_at:
        return Schedule()
    at = milliseconds(order.taken_at)
    if at > now:
        words = "it is in the future; the order's age counts from now"
        return Schedule(oddity=("taken_at", "not_yet", words))
    if now - at > OLDEST:
        words = "it was more than 12 hours ago; the order's age counts from 12 hours ago"
        return Schedule(age_from=instant(now - OLDEST), oddity=("taken_at", "long_ago", words))
    return Schedule(age_from=instant(at))
