"""Every screen's settings from afar."""

from hub.commit.command import Command, Outcome
from hub.domain.errors import Code
from hub.domain.permissions import Permission
from hub.http.routing import Route
from hub.upkeep.screen_settings import ScreenSettings
from hub.wire.requests import Uuid
from hub.wire.settings_shown import SaveSettings, ScreenSettingsSaved, ScreenSettingsView

_PATH = "/api/screens/{id}/settings"


class ScreensApi:
    """Answers ``/api/screens``."""

    def __init__(self, settings: ScreenSettings) -> None:
        self._settings = settings

    @Route(
        "GET",
        _PATH,
        needs=Permission.DEVICES_MANAGE,
        summary="A screen's settings: what it goes by, where that comes from, what was set here",
        refuses=(Code.NOT_FOUND,),
    )
    async def _show(self, id: Uuid) -> ScreenSettingsView:
        return self._settings.view(id)

    @Route(
        "PUT",
        _PATH,
        needs=Permission.DEVICES_MANAGE,
        summary="Set something at a screen, all or none; it goes by it at once, or once it is back",
        refuses=(Code.NOT_FOUND,),
    )
    async def _save(
        self, command: Command, id: Uuid, body: SaveSettings
    ) -> Outcome[ScreenSettingsSaved]:
        return await self._settings.save(command, id, body.values)
