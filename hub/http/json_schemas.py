"""JSON Schema of the types that requests are read into and answers are written from."""

import inspect
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations
from typing import Any, get_args

import msgspec

from hub.domain.errors import Code
from hub.domain.times import Instant
from hub.wire.requests import Request

_REF = "#/components/schemas/"

ERROR: Mapping[str, Any] = {
    "title": "Error",
    "description": "Why the hub says no; clients may switch on `code`.",
    "type": "object",
    "properties": {
        "success": {"const": False},
        "error": {
            "type": "object",
            "properties": {
                "code": {"type": "string", "enum": [code.value for code in Code]},
                "message": {"type": "string", "minLength": 1},
                "details": {"type": "object"},
                "request_id": {"type": "string", "minLength": 1},
            },
            "required": ["code", "message", "details", "request_id"],
        },
    },
    "required": ["success", "error"],
}


def error_of(codes: Sequence[str]) -> dict[str, Any]:
    """Write the schema of an error that is one of some codes."""
    narrowed = {"error": {"type": "object", "properties": {"code": {"enum": codes}}}}
    return {"allOf": [{"$ref": f"{_REF}Error"}, {"type": "object", "properties": narrowed}]}


def without_null(schema: dict[str, Any]) -> dict[str, Any]:
    """Write a field of a query, which is left out where a body's may be null."""
    kept = [each for each in schema.get("anyOf", ()) if each != {"type": "null"}]
    rest = {key: each for key, each in schema.items() if key not in {"anyOf", "default"}}
    if schema.get("default") is not None:
        rest["default"] = schema["default"]
    if not kept:
        return rest
    return {**rest, **kept[0]} if len(kept) == 1 else {**rest, "anyOf": kept}


class Types:
    """Types that are taken and given, each under its own name.

    Args:
        answered: the types of what is given; nothing of them is left out but what is UNSET.
        bodies: the types of what is taken, and other names that their fields may come under.
        queries: the types of a URL's parameters.

    Attributes:
        components: the schemas that :meth:`of` refers to, by name.
    """

    def __init__(
        self,
        answered: Iterable[object],
        bodies: Iterable[tuple[object, Mapping[str, str]]],
        queries: Iterable[type[Request]] = (),
    ) -> None:
        self.components: dict[str, Any] = {}
        for kind in answered:
            structs = {struct.__name__: struct for struct in _structs(kind)}
            for name, schema in _components(kind).items():
                self.components[name] = _for_answers(schema, structs.get(name))
        for body, aliases in bodies:
            for name, schema in _components(body).items():
                self.components[name] = _with_aliases(schema, aliases)
        for query in queries:
            self.components |= _components(query, but=query.__name__)

    def of(self, kind: Any) -> dict[str, Any]:  # noqa: ANN401 - any annotation
        """Write the schema of a type; structs and enums are referred to."""
        return _schema(_schemas(kind)[0])

    @staticmethod
    def inline(kind: Any) -> dict[str, Any]:  # noqa: ANN401 - any annotation
        """Write the schema of a type in place; what it holds is referred to still."""
        schema, components = _schemas(kind)
        name = schema.get("$ref", "").removeprefix(_REF)
        return _schema(components[name] if name else schema)


def _schemas(kind: Any) -> tuple[dict[str, Any], dict[str, Any]]:  # noqa: ANN401
    (schema,), components = msgspec.json.schema_components([kind], ref_template=f"{_REF}{{name}}")
    return schema, components


def _components(kind: Any, but: str | None = None) -> dict[str, Any]:  # noqa: ANN401
    components = _schemas(kind)[1]
    return {name: _schema(each) for name, each in components.items() if name != but}


def _tidy(value: Any) -> Any:  # noqa: ANN401 - any JSON
    if isinstance(value, list):
        return [_tidy(each) for each in value]
    return _schema(value) if isinstance(value, dict) else value


def _schema(schema: dict[str, Any]) -> dict[str, Any]:
    tidy = {key: _tidy(each) for key, each in schema.items()}
    pattern, description = schema.get("pattern"), schema.get("description")
    if isinstance(pattern, str):
        # Python's end of text is not ECMA's, and msgspec writes down what it validates with.
        tidy["pattern"] = pattern.removesuffix(r"\Z") + "$" * pattern.endswith(r"\Z")
    if isinstance(description, str):
        tidy["description"] = inspect.cleandoc(description)
    if isinstance(schema.get("enum"), list):
        tidy["type"] = "string"
    return tidy


def _structs(kind: Any) -> Iterator[type[msgspec.Struct]]:  # noqa: ANN401 - any annotation
    waiting, seen = [kind], set[type[msgspec.Struct]]()
    while waiting:
        each = waiting.pop()
        waiting += get_args(each)
        # A modifier may have modifiers of its own.
        if isinstance(each, type) and issubclass(each, msgspec.Struct) and each not in seen:
            seen.add(each)
            yield each
            waiting += [field.type for field in msgspec.structs.fields(each)]


def _instants(struct: type[msgspec.Struct]) -> set[str]:
    fields = msgspec.structs.fields(struct)
    return {each.encode_name for each in fields if Instant in (each.type, *get_args(each.type))}


def _optional_fields(struct: type[msgspec.Struct]) -> set[str]:
    fields = msgspec.structs.fields(struct)
    return {each.encode_name for each in fields if each.default is msgspec.UNSET}


def _for_answers(schema: dict[str, Any], struct: type[msgspec.Struct] | None) -> dict[str, Any]:
    # A default is the program's own business: nothing else is left out of an answer.
    if schema.get("type") != "object":
        return schema
    properties = {
        name: {key: value for key, value in each.items() if key != "default"}
        for name, each in schema["properties"].items()
    }
    for name in set() if struct is None else _instants(struct):
        properties[name]["format"] = "date-time"
    optional = set() if struct is None else _optional_fields(struct)
    required = [name for name in properties if name not in optional]
    return {**schema, "properties": properties, "required": required}


def _with_aliases(schema: dict[str, Any], aliases: Mapping[str, str]) -> dict[str, Any]:
    properties = dict(schema.get("properties", {}))
    exclusive: list[dict[str, Any]] = []
    for name, each in schema.get("properties", {}).items():
        others = [alias for alias, ours in aliases.items() if ours == name]
        for alias in others:
            properties[alias] = {**each, "description": f"Another name of `{name}`."}
        exclusive += [
            {"not": {"required": list(pair)}} for pair in combinations([name, *others], 2)
        ]
    if not exclusive:
        return schema
    return {**schema, "properties": properties, "allOf": exclusive}
