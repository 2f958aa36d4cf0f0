"""The API's own types for the modules of pages, written from its documents.

Run, it prints ``hub/web/api-types.d.ts`` of a hub on a folder of its own. Browsers never see it: it
is what ``tsc`` checks their modules against.
"""

import asyncio
import json
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from hub.app import run_hub
from hub.http import asyncapi, openapi
from hub.http.routing import Endpoint

_ABOUT = """\
// Written by ./scripts/page-types from what the hub answers and tells.
"""

_PLAIN = {
    "string": "string",
    "integer": "number",
    "number": "number",
    "boolean": "boolean",
    "null": "null",
}

Schema = Mapping[str, Any]


def page_types(endpoints: Sequence[Endpoint], program: str) -> str:
    """Write the types of everything that is asked, answered and told.

    Args:
        endpoints: what can be asked over the network.
        program: the version of the hub, which the documents name.
    """
    told = json.loads(asyncapi.document(program))["components"]["schemas"]
    asked = json.loads(openapi.document(endpoints, program))["components"]["schemas"]
    schemas: dict[str, Schema] = told | asked
    return "\n".join([_ABOUT, *(_declare(name, schemas[name]) for name in sorted(schemas))])


def _declare(name: str, schema: Schema) -> str:
    about = str(schema.get("description", "")).split("\n\n")[0].replace("\n", " ")
    said = f"/** {about.replace('*/', '* /')} */\n" if about else ""
    found = _object_of(schema)
    if found is None:
        return f"{said}export type {name} = {_type(schema)};\n"
    lines = "".join(f"  {each};\n" for each in _fields(found))
    return f"{said}export interface {name} {{\n{lines}}}\n"


def _object_of(schema: Schema) -> Schema | None:
    """Return what lists a schema's fields; what may not stand together is no matter of types."""
    if "properties" in schema or schema.get("type") == "object":
        return schema
    return next((each for each in schema.get("allOf", ()) if "properties" in each), None)


def _fields(schema: Schema) -> Iterator[str]:
    needed = schema.get("required", ())
    for name, each in schema.get("properties", {}).items():
        plain = name.isidentifier() or name.startswith("$")
        key = name if plain else json.dumps(name)
        yield f"{key}{'' if name in needed else '?'}: {_type(each)}"


def _type(schema: Schema) -> str:
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    if "enum" in schema:
        return " | ".join(json.dumps(each, ensure_ascii=False) for each in schema["enum"])
    several = schema.get("anyOf", schema.get("oneOf"))
    if several is not None:
        return " | ".join(dict.fromkeys(map(_type, several)))
    kinds = schema.get("type", "")
    if isinstance(kinds, list):
        return " | ".join(_PLAIN[each] for each in kinds)
    return _several_in_one(schema) if kinds in {"array", "object"} else _PLAIN.get(kinds, "any")


def _several_in_one(schema: Schema) -> str:
    if schema["type"] == "array":
        inside = _type(schema.get("items", {}))
        return f"({inside})[]" if " " in inside else f"{inside}[]"
    if "properties" in schema:
        return f"{{ {'; '.join(_fields(schema))} }}"
    values = schema.get("additionalProperties")
    return f"{{ [name: string]: {_type(values) if isinstance(values, dict) else 'any'} }}"


async def _print_types() -> None:
    """Start a hub that nobody can reach, and write down what it asks, answers and tells."""
    with tempfile.TemporaryDirectory() as folder:
        async with run_hub(Path(folder) / "data") as hub:
            sys.stdout.write(page_types(hub.resources.public, ""))


if __name__ == "__main__":
    asyncio.run(_print_types())
