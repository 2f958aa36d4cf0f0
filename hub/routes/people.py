"""People at devices that several share."""

from http import HTTPStatus

from hub.access.people import PeopleService
from hub.commit.command import Command, Outcome
from hub.domain.errors import Code
from hub.domain.permissions import Permission, Principal
from hub.http.routing import Route
from hub.wire.people import EditPerson, NewPerson, Person, PersonVerified, SetPin, VerifyPin
from hub.wire.requests import Uuid
from hub.wire.responses import Gone

BASE = "/api/people"
ONE = f"{BASE}/{{id}}"

STAFF = (
    Permission.ORDERS_CREATE,
    Permission.ORDERS_UPDATE_ITEM_STATUS,
    Permission.DEVICES_MANAGE,
)
"""Who has to know who may stand at a device: whoever sends, voids or serves there."""


class PeopleApi:
    """Answers ``/api/people``."""

    def __init__(self, people: PeopleService) -> None:
        self._people = people

    @Route("GET", BASE, needs=STAFF, summary="The people of the house, by their names")
    async def _list(self) -> list[Person]:
        return self._people.view()

    @Route(
        "POST",
        BASE,
        needs=Permission.DEVICES_MANAGE,
        summary="Add a person",
        status=HTTPStatus.CREATED,
        refuses=(Code.CONFLICT,),
    )
    async def _add(self, command: Command, body: NewPerson) -> Outcome[Person]:
        return await self._people.add(command, body)

    @Route(
        "PATCH",
        ONE,
        needs=Permission.DEVICES_MANAGE,
        summary="Change a person's name or role",
        refuses=(Code.NOT_FOUND, Code.CONFLICT),
    )
    async def _edit(self, command: Command, id: Uuid, body: EditPerson) -> Outcome[Person]:
        return await self._people.edit(command, id, body)

    @Route(
        "PUT",
        f"{ONE}/pin",
        needs=Permission.DEVICES_MANAGE,
        summary="Give a person a PIN, or take it away",
        refuses=(Code.NOT_FOUND,),
    )
    async def _set_pin(self, command: Command, id: Uuid, body: SetPin) -> Outcome[Person]:
        return await self._people.set_pin(command, id, body.pin)

    @Route(
        "DELETE",
        ONE,
        needs=Permission.DEVICES_MANAGE,
        summary="Take a person off the list, at once",
        refuses=(Code.NOT_FOUND,),
    )
    async def _remove(self, command: Command, id: Uuid) -> Outcome[Gone]:
        return await self._people.remove(command, id)

    @Route(
        "POST",
        f"{ONE}/verify",
        needs=STAFF,
        summary="Have a person stand at this device, by their PIN",
        refuses=(Code.NOT_FOUND,),
    )
    async def _verify(self, who: Principal, id: Uuid, body: VerifyPin) -> PersonVerified:
        return await self._people.verify(who, id, body.pin)
