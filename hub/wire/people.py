"""People at a device that several share: what is sent and answered of them."""

from enum import StrEnum
from typing import Annotated

from msgspec import UNSET, Meta, Struct, UnsetType

from hub.domain.times import Instant
from hub.wire.requests import DeviceName, Request

PROOF_HEADER = "Galley-Person"
"""Says which person asks: what :class:`PersonVerified` gave as ``proof``."""

Pin = Annotated[str, Meta(pattern=r"^[0-9]{4,8}\Z")]


class PersonRole(StrEnum):
    """What a person does in the house."""

    KITCHEN = "kitchen"
    WAITER = "waiter"
    CASHIER = "cashier"
    PASS = "pass"  # noqa: S105 - where dishes are handed over
    MANAGER = "manager"


class NewPerson(Request, frozen=True, kw_only=True):
    """Body of ``POST /api/people``."""

    name: DeviceName
    role: PersonRole


class EditPerson(Request, frozen=True, kw_only=True):
    """Body of ``PATCH /api/people/{id}``; a field that is left out stays as it is."""

    name: DeviceName | UnsetType = UNSET
    role: PersonRole | UnsetType = UNSET


class SetPin(Request, frozen=True, kw_only=True):
    """Body of ``PUT /api/people/{id}/pin``; null takes the PIN away."""

    pin: Pin | None


class VerifyPin(Request, frozen=True, kw_only=True):
    """Body of ``POST /api/people/{id}/verify``; who has no PIN needs none."""

    pin: Pin | None = None


class Person(Struct, frozen=True, kw_only=True):
    """A person, as a list shows them; never the PIN."""

    id: str
    name: str
    role: str
    has_pin: bool
    created_at: Instant


class PersonVerified(Struct, frozen=True, kw_only=True):
    """That a person stands at this device, and what proves it in the header ``Galley-Person``.

    ``idle_seconds`` is for how long it does while nothing is asked with it.
    """

    person: Person
    proof: str
    idle_seconds: int
