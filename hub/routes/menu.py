"""The Menu API: dishes, headings, stations, what is sold out, and moving the whole menu."""

from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Any

from hub.domain.errors import Code
from hub.domain.menu import Category, MenuItem, Station
from hub.domain.permissions import Permission
from hub.http.routing import SLUG, UUID, Call, Needs, PathParameter, Route, Shape
from hub.menu.service import MenuService
from hub.wire import requests
from hub.wire.responses import Answer, Gone, MenuImported, MenuView

_BASE = "/api/menu"
_WHOLE_MENU = 2 * 1024 * 1024


class MenuApi:
    """Answers ``/api/menu``."""

    def __init__(self, menu: MenuService) -> None:
        self._menu = menu

    def routes(self) -> list[Route]:
        """List what can be asked here."""
        menu = self._menu
        return [
            _route("GET", "", Permission.MENU_READ, self._view, "The whole menu", MenuView),
            *_table(
                "items",
                UUID,
                "dish",
                MenuItem,
                (requests.NewMenuItem, lambda call: menu.add_item(call.ask, call.body)),
                (
                    requests.EditMenuItem,
                    lambda call: menu.edit_item(call.ask, call.params["id"], call.body),
                ),
                lambda call: menu.drop_item(call.ask, call.params["id"]),
            ),
            _route(
                "GET",
                "/items/{id}",
                Permission.MENU_READ,
                self._item,
                "One dish",
                MenuItem,
                refuses=(Code.NOT_FOUND,),
            ),
            _route(
                "POST",
                "/items/{id}/availability",
                Permission.MENU_AVAILABILITY,
                self._availability,
                "Mark a dish sold out (86) or back",
                MenuItem,
                body=requests.SetAvailability,
                refuses=(Code.NOT_FOUND,),
            ),
            *_table(
                "categories",
                SLUG,
                "category",
                Category,
                (requests.NewCategory, lambda call: menu.add_category(call.ask, call.body)),
                (
                    requests.EditCategory,
                    lambda call: menu.edit_category(call.ask, call.params["id"], call.body),
                ),
                lambda call: menu.drop_category(call.ask, call.params["id"]),
            ),
            *_table(
                "stations",
                SLUG,
                "station",
                Station,
                (requests.NewStation, lambda call: menu.add_station(call.ask, call.body)),
                (
                    requests.EditStation,
                    lambda call: menu.edit_station(call.ask, call.params["id"], call.body),
                ),
                lambda call: menu.drop_station(call.ask, call.params["id"]),
            ),
            _route(
                "GET",
                "/export",
                Permission.MENU_READ,
                self._export,
                "The whole menu as a file, JSON or CSV",
                MenuView,
                plain={"text/csv": str},
                query=requests.ExportQuery,
            ),
            _route(
                "POST",
                "/import",
                Permission.MENU_WRITE,
                self._import,
                "Put a whole menu in place of the one there is, JSON or CSV, all or nothing",
                MenuImported,
                body=requests.WholeMenu,
                shape=Shape.MENU,
                max_body=_WHOLE_MENU,
                refuses=(Code.CONFLICT,),
            ),
        ]

    async def _view(self, _: Call) -> Answer:
        return await self._menu.view()

    async def _item(self, call: Call) -> Answer:
        return self._menu.item(call.params["id"])

    async def _availability(self, call: Call) -> Answer:
        body: requests.SetAvailability = call.body
        return await self._menu.set_availability(
            call.ask, call.params["id"], available=body.available
        )

    async def _export(self, call: Call) -> Answer:
        query: requests.ExportQuery = call.query
        if query.format is requests.MenuFormat.CSV:
            return await self._menu.spreadsheet()
        return await self._menu.view()

    async def _import(self, call: Call) -> Answer:
        return await self._menu.bring(call.ask, call.body)


_Handler = Callable[[Call], Awaitable[Answer]]


def _table(
    plural: str,
    known_by: PathParameter,
    singular: str,
    shown: type,
    add: tuple[type[requests.Request], _Handler],
    edit: tuple[type[requests.Request], _Handler],
    drop: _Handler,
) -> list[Route]:
    """Lay out the three ways to change one of the menu's tables."""
    one = f"/{plural}/{{id}}"
    write = Permission.MENU_WRITE
    return [
        _route(
            "POST",
            f"/{plural}",
            write,
            add[1],
            f"Add a {singular}",
            shown,
            body=add[0],
            status=HTTPStatus.CREATED,
            refuses=(Code.CONFLICT,),
        ),
        _route(
            "PATCH",
            one,
            write,
            edit[1],
            f"Change a {singular}; fields left out stay",
            shown,
            params={"id": known_by},
            body=edit[0],
            refuses=(Code.NOT_FOUND,),
        ),
        _route(
            "DELETE",
            one,
            write,
            drop,
            f"Take a {singular} away",
            Gone,
            params={"id": known_by},
            refuses=(Code.NOT_FOUND, Code.CONFLICT),
        ),
    ]


def _route(
    method: str,
    path: str,
    needs: Needs,
    handle: _Handler,
    summary: str,
    answers: Any,  # noqa: ANN401 - a type, for the documentation
    **more: Any,  # noqa: ANN401 - Route's own fields
) -> Route:
    return Route(
        method=method,
        path=_BASE + path,
        needs=needs,
        handle=handle,
        summary=summary,
        answers=answers,
        **more,
    )
