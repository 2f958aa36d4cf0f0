"""What managers and owners may ask of the hub's own house: backups, history, drills."""

from typing import Annotated

from msgspec import Meta

from hub.wire.requests import DRILL_SECONDS, DrillSeconds, Request, Seq

KeepCount = Annotated[int, Meta(ge=0, le=10_000)]
Folder = Annotated[str, Meta(pattern=r"^/[^\x00]*\Z", max_length=4096)]


class MakeBackup(Request, frozen=True, kw_only=True):
    """Body of ``POST /api/backups``; what is left out is as it is set.

    Another ``folder`` can be named on the hub's own socket only.
    """

    folder: Folder | None = None
    keep_hourly: KeepCount | None = None
    keep_daily: KeepCount | None = None


class BackupsQuery(Request, frozen=True, kw_only=True):
    """Query of ``GET /api/backups``; a ``folder`` on the hub's own socket only."""

    folder: Folder | None = None


class BringBack(Request, frozen=True, kw_only=True):
    """Body of ``POST /api/backups/{id}/restore``; ``as_of`` as the differences had it."""

    as_of: Seq


class MoveHistory(Request, frozen=True, kw_only=True):
    """Body of ``POST /api/history/move``, on the hub's own socket."""

    keep_days: Annotated[int, Meta(ge=1, le=36_500)] | None = None


class CloseOrders(Request, frozen=True, kw_only=True):
    """Body of ``POST /api/orders/close``."""

    older_than_hours: Annotated[float, Meta(gt=0, le=8_760)]


class OpenDrill(Request, frozen=True, kw_only=True):
    """Body of ``POST /api/drill``: every screen rings and flashes, and waits for a press."""

    seconds: DrillSeconds = DRILL_SECONDS
