"""What needs a person."""

from hub.commit.command import Json, Outcome
from hub.domain.permissions import Permission, Principal
from hub.http.routing import Route
from hub.locale.words import Language
from hub.upkeep.attention import AttentionService
from hub.wire.attention import Attention


class AttentionApi:
    """Answers ``/api/attention``."""

    def __init__(self, attention: AttentionService) -> None:
        self._attention = attention

    @Route(
        "GET",
        "/api/attention",
        needs=(Permission.ORDERS_READ, Permission.MENU_READ),
        summary="What needs a person: since when, what to do, and which act helps",
    )
    async def _list(self, who: Principal, language: Language) -> Outcome[Json[list[Attention]]]:
        return await self._attention.view(who, language)
