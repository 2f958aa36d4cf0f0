"""Examples for the documentation: what a hub was asked and has answered, in examples.json.

`./scripts/examples` has a hub answer all of them and writes the file; a test asks a hub of its own
the same and finds the same. Ids, times and secrets are made up.
"""

from collections.abc import Mapping
from importlib import resources

import msgspec


class Asked(msgspec.Struct, frozen=True, omit_defaults=True):
    """One thing that was asked over HTTP.

    Attributes:
        path, query: what stood in the URL.
        bodies: what was sent, by media type: JSON, or a text.
        answers: what came, by status and media type; some lines of a page or of figures.
    """

    path: Mapping[str, str] = {}
    query: Mapping[str, str] = {}
    bodies: Mapping[str, object] = {}
    answers: Mapping[str, object] = {}


class Examples(msgspec.Struct, frozen=True):
    """What was asked over HTTP, by method and path, and the WebSocket's messages, by type."""

    http: Mapping[str, Asked]
    socket: Mapping[str, object]


def load_examples() -> Examples:
    """Read the examples from their file."""
    text = resources.files("hub").joinpath("http", "examples.json").read_bytes()
    return msgspec.json.decode(text, type=Examples)
