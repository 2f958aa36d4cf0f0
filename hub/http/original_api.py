"""What clients of the API that this one grew from expect, where the two differ.

``[compat] original_api`` lets them in unchanged: their token stands in the WebSocket's URL, tables
are numbers, a token that is not good closes the socket with 4001, and an id that is none is 404.
"""

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, urlencode

from hub.wire.socket_messages import CloseCode

CLOSE_CODES: Mapping[CloseCode, int] = {CloseCode.UNAUTHORIZED: 4001}
"""Codes that they know by another number."""

_TOKEN = "token"  # noqa: S105 - the parameter's name
_TABLES = ("table_number", "tableNumber")
_TABLE = re.compile(rb'"tableNumber":"(0|[1-9][0-9]{0,8})"')


def split_token(query: str) -> tuple[str | None, str]:
    """Take the token out of the query of a socket's URL.

    Returns:
        the token, or None unless there is exactly one; and the rest of the query.
    """
    pairs = parse_qsl(query, keep_blank_values=True)
    tokens = [value for name, value in pairs if name == _TOKEN]
    if len(tokens) != 1:
        return None, query
    return tokens[0], urlencode([each for each in pairs if each[0] != _TOKEN])


def read_tables(value: Any) -> Any:  # noqa: ANN401 - JSON
    """Take a number for the name of a table in a body."""
    if not isinstance(value, dict):
        return value
    named = {
        name: str(value[name])
        for name in _TABLES
        if type(value.get(name)) is int and value[name] >= 0
    }
    return {**value, **named}


def number_tables(event: bytes) -> bytes:
    """Write the name of a table as a number in an event where it is one.

    A quotation mark inside a text is escaped, so what is found is a field and never a note.
    """
    return _TABLE.sub(rb'"tableNumber":\1', event)
