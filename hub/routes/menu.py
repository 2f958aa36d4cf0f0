"""The Menu API: dishes, headings, stations, what is sold out, and moving the whole menu."""

from http import HTTPStatus

from hub.commit.command import Command, Json, Outcome, Stream
from hub.domain.errors import Code
from hub.domain.menu import Category, MenuItem, Station
from hub.domain.permissions import Permission
from hub.http.answers import JSON
from hub.http.handler_signature import AsSent
from hub.http.routing import Route
from hub.menu.imports import MenuImports
from hub.menu.service import MenuService
from hub.menu.whole_menu import MenuFile
from hub.wire import requests
from hub.wire.menu_responses import MenuCurrency, MenuImported, MenuView
from hub.wire.requests import Slug, Uuid
from hub.wire.responses import Gone

_CSV = "text/csv"
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_ODS = "application/vnd.oasis.opendocument.spreadsheet"
_ANY = "application/octet-stream"
_WHOLE_MENU = 64 * 1024 * 1024


class MenuApi:
    """Answers ``/api/menu``."""

    def __init__(self, menu: MenuService, imports: MenuImports) -> None:
        self._menu = menu
        self._imports = imports

    @Route("GET", "/api/menu", needs=Permission.MENU_READ, summary="The whole menu")
    async def _view(self) -> Outcome[Json[MenuView]]:
        return await self._menu.view()

    @Route(
        "POST",
        "/api/menu/items",
        needs=Permission.MENU_WRITE,
        summary="Add a dish",
        status=HTTPStatus.CREATED,
        refuses=(Code.CONFLICT,),
    )
    async def _add_item(self, command: Command, body: requests.NewMenuItem) -> Outcome[MenuItem]:
        return await self._menu.add_item(command, body)

    @Route(
        "PATCH",
        "/api/menu/items/{id}",
        needs=Permission.MENU_WRITE,
        summary="Change a dish; fields left out stay",
        refuses=(Code.NOT_FOUND, Code.CONFLICT),
    )
    async def _edit_item(
        self, command: Command, id: Uuid, body: requests.EditMenuItem
    ) -> Outcome[MenuItem]:
        return await self._menu.edit_item(command, id, body)

    @Route(
        "DELETE",
        "/api/menu/items/{id}",
        needs=Permission.MENU_WRITE,
        summary="Take a dish away",
        refuses=(Code.NOT_FOUND, Code.CONFLICT),
    )
    async def _drop_item(self, command: Command, id: Uuid) -> Outcome[Gone]:
        return await self._menu.drop_item(command, id)

    @Route(
        "GET",
        "/api/menu/items/{id}",
        needs=Permission.MENU_READ,
        summary="One dish",
        refuses=(Code.NOT_FOUND,),
    )
    async def _item(self, id: Uuid) -> MenuItem:
        return self._menu.item(id)

    @Route(
        "POST",
        "/api/menu/categories",
        needs=Permission.MENU_WRITE,
        summary="Add a category",
        status=HTTPStatus.CREATED,
        refuses=(Code.CONFLICT,),
    )
    async def _add_category(
        self, command: Command, body: requests.NewCategory
    ) -> Outcome[Category]:
        return await self._menu.add_category(command, body)

    @Route(
        "PATCH",
        "/api/menu/categories/{id}",
        needs=Permission.MENU_WRITE,
        summary="Change a category; fields left out stay",
        refuses=(Code.NOT_FOUND, Code.CONFLICT),
    )
    async def _edit_category(
        self, command: Command, id: Slug, body: requests.EditCategory
    ) -> Outcome[Category]:
        return await self._menu.edit_category(command, id, body)

    @Route(
        "DELETE",
        "/api/menu/categories/{id}",
        needs=Permission.MENU_WRITE,
        summary="Take a category away",
        refuses=(Code.NOT_FOUND, Code.CONFLICT),
    )
    async def _drop_category(self, command: Command, id: Slug) -> Outcome[Gone]:
        return await self._menu.drop_category(command, id)

    @Route(
        "POST",
        "/api/menu/stations",
        needs=Permission.MENU_WRITE,
        summary="Add a station",
        status=HTTPStatus.CREATED,
        refuses=(Code.CONFLICT,),
    )
    async def _add_station(self, command: Command, body: requests.NewStation) -> Outcome[Station]:
        return await self._menu.add_station(command, body)

    @Route(
        "PATCH",
        "/api/menu/stations/{id}",
        needs=Permission.MENU_WRITE,
        summary="Change a station; fields left out stay",
        refuses=(Code.NOT_FOUND,),
    )
    async def _edit_station(
        self, command: Command, id: Slug, body: requests.EditStation
    ) -> Outcome[Station]:
        return await self._menu.edit_station(command, id, body)

    @Route(
        "DELETE",
        "/api/menu/stations/{id}",
        needs=Permission.MENU_WRITE,
        summary="Take a station away",
        refuses=(Code.NOT_FOUND, Code.CONFLICT),
    )
    async def _drop_station(self, command: Command, id: Slug) -> Outcome[Gone]:
        return await self._menu.drop_station(command, id)

    @Route(
        "GET",
        "/api/menu/currency",
        needs=Permission.MENU_READ,
        summary="What the prices of the menu are in",
    )
    async def _currency(self) -> MenuCurrency:
        return self._imports.currency

    @Route(
        "GET",
        "/api/menu/export",
        needs=Permission.MENU_READ,
        summary="The whole menu as a file: JSON, CSV or a workbook",
        media=_CSV,
        more_media=(_XLSX,),
    )
    async def _export(self, query: requests.ExportQuery) -> Outcome[Json[MenuView]] | Stream:
        return self._imports.export(query.format, query.audience)

    @Route(
        "POST",
        "/api/menu/import",
        needs=Permission.MENU_WRITE,
        summary="Put a whole menu in place of the one there is, all or nothing",
        takes=(JSON, _CSV, _XLSX, _ODS, _ANY),
        max_body=_WHOLE_MENU,
        refuses=(Code.CONFLICT,),
    )
    async def _import(
        self, command: Command, body: AsSent[requests.WholeMenu], query: requests.ImportQuery
    ) -> Outcome[MenuImported]:
        is_json = body.media_type == JSON
        file = MenuFile(body.file, body.size, is_json, query.currency, query.keep)
        return await self._imports.import_file(command, file, dry_run=query.dry_run)

    @Route(
        "POST",
        "/api/menu/undo",
        needs=Permission.MENU_WRITE,
        summary="Take back what the last import, or the last undo, has changed",
        refuses=(Code.CONFLICT,),
    )
    async def _undo(self, command: Command, query: requests.UndoQuery) -> Outcome[MenuImported]:
        return await self._imports.undo(command, dry_run=query.dry_run)
