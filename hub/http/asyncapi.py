"""AsyncAPI 3 of ``/ws``, written from the types that are read and sent there."""

import inspect
from collections.abc import Iterator, Mapping
from typing import Any, get_args

import msgspec

from hub.domain.menu import Category, MenuItem, Station
from hub.domain.orders import Order
from hub.domain.permissions import Principal, Role
from hub.http.examples import load_examples
from hub.http.json_schemas import Types
from hub.http.websocket import may_join
from hub.wire import pairing
from hub.wire import socket_messages as messages
from hub.wire.events import PAYLOADS, READERS, EventType
from hub.wire.responses import UpcomingOrder
from hub.wire.rooms import branch_room, home_room, kitchen_room, ready_room, session_room

_ABOUT = """\
What a hub tells whoever is connected, and what it is told. Text frames, JSON, no compression; a \
message from a client is at most 16 KiB. Ignore unknown types and fields: they may be added. \
What is asked over HTTP is in `/openapi.json`."""

_SAID: tuple[type[msgspec.Struct], ...] = get_args(messages.ClientMessage)
_SHOWN = (
    messages.AlarmsShown,
    messages.StandInsShown,
    messages.ReadyShown,
    messages.ScreenSettingsShown,
    pairing.PairingShown,
    pairing.PairingOver,
    messages.DrillShown,
    messages.DrillOver,
    messages.HostAsk,
)
_REPLIES: Mapping[type[msgspec.Struct], tuple[type[msgspec.Struct], ...]] = {
    messages.Auth: (messages.AuthSuccess, messages.AuthError),
    messages.Join: (messages.Joined, messages.Trouble),
    messages.Leave: (messages.Left, messages.Trouble),
    messages.Ping: (messages.Pong,),
}
_ENTRIES = (MenuItem, Category, Station)
_ROOMS = {
    branch_room("{branchId}"): "everything of a branch",
    kitchen_room("{branchId}"): "what a kitchen needs",
    session_room("{sessionId}"): "what one table's guests may see of their own orders",
    ready_room("{branchId}"): "the numbers that guests wait for, all of them each time",
}
_CHANNEL = "#/channels/socket"


def document(version: str) -> bytes:
    """Write the document.

    Args:
        version: the program's.

    Returns:
        JSON in UTF-8.
    """
    return msgspec.json.encode(_AsyncApi(version).whole())


class _AsyncApi:
    def __init__(self, version: str) -> None:
        self._version = version
        replies = dict.fromkeys(each for group in _REPLIES.values() for each in group)
        self._sent: tuple[type[msgspec.Struct], ...] = (*replies, *_SHOWN)
        self._types = Types(
            [*self._sent, *PAYLOADS.values(), Order, UpcomingOrder, *_ENTRIES],
            [(each, {}) for each in _SAID],
        )
        self._examples = load_examples().socket
        # What is JSON already when it is put in has no type there.
        joined, changed = (self._types.components[name] for name in ("Joined", "MenuChanged"))
        for name in ("orders", "cancelled"):
            joined["properties"][name] = self._types.of(list[Order])
        joined["properties"]["upcoming"] = self._types.of(list[UpcomingOrder])
        entries = [*map(self._types.of, _ENTRIES), {"type": "null"}]
        changed["properties"]["entry"] = {"anyOf": entries}

    def whole(self) -> dict[str, Any]:
        described = dict(self._messages())
        return {
            "asyncapi": "3.0.0",
            "info": {
                "title": "Galley hub",
                "version": self._version,
                "description": _ABOUT,
                "license": {"name": "Apache-2.0"},
            },
            "defaultContentType": "application/json",
            "servers": {
                "network": {
                    "host": "galley-{branch}.local:8443",
                    "protocol": "wss",
                    "description": "The hub on its branch's network, TLS 1.3.",
                    "variables": {"branch": {"default": "main", "description": "The branch's id."}},
                },
                "machine": {
                    "host": "127.0.0.1:8080",
                    "protocol": "ws",
                    "description": "The hub on its own machine.",
                },
            },
            "channels": {
                "socket": {
                    "address": "/ws",
                    "description": "One WebSocket, in as many rooms as it has joined.",
                    "messages": {
                        name: {"$ref": f"#/components/messages/{name}"} for name in described
                    },
                    "bindings": {
                        "ws": {
                            "method": "GET",
                            "headers": {
                                "type": "object",
                                "properties": {"Authorization": {"type": "string"}},
                            },
                            "bindingVersion": "0.1.0",
                        }
                    },
                    "x-rooms": [_room(name, carries) for name, carries in _ROOMS.items()],
                    "x-close-codes": [
                        {
                            "code": int(code),
                            "name": code.name,
                            "comeBack": code in messages.COME_BACK,
                        }
                        for code in messages.CloseCode
                    ],
                }
            },
            "operations": dict(self._operations()),
            "components": {
                "messages": described,
                "schemas": self._types.components,
                "securitySchemes": {
                    "bearer": {
                        "type": "http",
                        "scheme": "bearer",
                        "description": "A token in the header of the upgrade, or in `auth`.",
                    }
                },
            },
        }

    def _messages(self) -> Iterator[tuple[str, dict[str, Any]]]:
        for struct in (*_SAID, *self._sent):
            schema = {"$ref": f"#/components/schemas/{struct.__name__}"}
            yield self._message(_type_of(struct), _about(struct), schema)
        for kind, struct in PAYLOADS.items():
            yield self._message(kind, _about(struct), _event(kind, self._types.of(struct)))

    def _message(
        self, kind: str, summary: str, payload: dict[str, Any]
    ) -> tuple[str, dict[str, Any]]:
        examples = [{"payload": self._examples[kind]}] if kind in self._examples else []
        return _name(kind), {
            "name": kind,
            "summary": summary,
            "payload": payload,
            "examples": examples,
        }

    def _operations(self) -> Iterator[tuple[str, dict[str, Any]]]:
        for struct in _SAID:
            operation = _operation("receive", _type_of(struct), _about(struct))
            replies = [_reference(_type_of(each)) for each in _REPLIES.get(struct, ())]
            if replies:
                operation["reply"] = {"channel": {"$ref": _CHANNEL}, "messages": replies}
            yield f"say_{_name(_type_of(struct))}", operation
        for struct in _SHOWN:
            kind = _type_of(struct)
            yield f"show_{_name(kind)}", _operation("send", kind, _about(struct))
        for event, payload in PAYLOADS.items():
            yield f"publish_{_name(event)}", _operation("send", event, _about(payload))


def _operation(action: str, kind: str, summary: str) -> dict[str, Any]:
    return {
        "action": action,
        "channel": {"$ref": _CHANNEL},
        "summary": summary,
        "security": [{"$ref": "#/components/securitySchemes/bearer"}],
        "messages": [_reference(kind)],
    }


def _reference(kind: str) -> dict[str, str]:
    return {"$ref": f"{_CHANNEL}/messages/{_name(kind)}"}


def _event(kind: EventType, payload: dict[str, Any]) -> dict[str, Any]:
    if kind in READERS:
        hidden = {
            "type": "object",
            "maxProperties": 0,
            "description": f"For whoever has not the permission `{READERS[kind]}`.",
        }
        payload = {"anyOf": [payload, hidden]}
    properties = {
        "type": {"const": kind},
        "room": {"type": "string"},
        "seq": {"type": "integer", "minimum": 1, "description": "Its place in the branch's log."},
        "timestamp": {"type": "integer", "description": "Unix milliseconds."},
        "payload": payload,
    }
    return {"type": "object", "properties": properties, "required": [*properties]}


def _room(name: str, carries: str) -> dict[str, Any]:
    def principal(role: Role) -> Principal:
        session = "{sessionId}" if role is Role.CUSTOMER else None
        return Principal(id="", name="", role=role, session_id=session)

    return {
        "name": name,
        "carries": carries,
        "joined": [each for each in Role if home_room(each, "{branchId}", "{sessionId}") == name],
        "mayJoin": [each for each in Role if may_join(principal(each), name, "{branchId}")],
    }


def _type_of(struct: type[msgspec.Struct]) -> str:
    return str(struct.__struct_config__.tag)


def _about(struct: type[msgspec.Struct]) -> str:
    return inspect.cleandoc(struct.__doc__ or "").partition("\n\n")[0].replace("\n", " ")


def _name(kind: str) -> str:
    return kind.replace(":", "_")
