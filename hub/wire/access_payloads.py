"""What events of devices, guests and people carry; never a token, a code or a PIN."""

import msgspec
from msgspec import UNSET, UnsetType


class DeviceEvent(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """Payload of ``device:added``, ``paired``, ``renamed`` and ``revoked``; never the token.

    ``let_in_by`` is who had opened pairing.
    """

    device_id: str
    name: str
    role: str
    let_in_by: str | UnsetType = UNSET


class ScreenSettingsEvent(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """Payload of ``screen:settings``: names of what a manager has set otherwise at a screen."""

    device_id: str
    name: str
    changed: tuple[str, ...]


class SessionEvent(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """Payload of ``session:opened``, ``linked`` and ``closed``: guests at a table."""

    session_id: str
    table_number: str


class PersonEvent(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """Payload of ``person:added``, ``person:changed`` and ``person:removed``; never the PIN."""

    person_id: str
    name: str
    role: str
