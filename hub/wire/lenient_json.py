"""JSON of a request taken leniently: for orders that a guest has paid for.

A sender's fault must not keep an order from the kitchen. What has one meaning is taken as that;
what is odd is taken, and said in a warning; what cannot be read at all is refused, in the words of
:mod:`hub.wire.strict_json`. How each field is read follows from its type: nothing here knows of
orders. The ``extra`` of a type's ``Meta`` says what the type does not:

| extra | says |
|---|---|
| ``{"cut": "front"}`` | how a text that is too long is cut; ``never`` leaves it to ``tidy`` |
| ``{"fraction": "amount"}`` | which field takes a number that is not whole |
| ``{"key": "external_id"}`` | who keeps what is no id of the hub's |
| ``{"otherwise": "takeout", "word": "type_label"}`` | what an unknown word is, and who keeps it |

What concerns several fields at once is done by a type's own ``tidy``, if it has one; its
``untidy`` says of what fits strictly whether there is anything to do.

What fits strictly, and is odd in nothing, is taken as it is and not read a second time.
"""

from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any, Generic, NamedTuple, TypeVar

import msgspec
from msgspec import UNSET, inspect

from hub.wire import strict_json, text_rules
from hub.wire.lenient_values import (
    CUTS,
    DROPPED,
    NOTHING,
    Findings,
    Local,
    Reader,
    WholeText,
    id_reader,
    number_or_text_reader,
    number_reader,
    text_reader,
    time_reader,
    truth_reader,
    word_reader,
)
from hub.wire.responses import RequestWarning
from hub.wire.strict_json import Place

T = TypeVar("T", bound=msgspec.Struct)


class Reading(NamedTuple, Generic[T]):
    """A request as it was taken.

    Attributes:
        value: what it says.
        warnings: what was odd.
        whole_texts: the texts that were cut.
    """

    value: T
    warnings: tuple[RequestWarning, ...]
    whole_texts: tuple[WholeText, ...]


def read(
    value: Any,  # noqa: ANN401 - any JSON
    kind: type[T],
    local: Local,
    aliases: Mapping[str, str] | None = None,
) -> Reading[T]:
    """Turn plain JSON values into a type of the wire contract, leniently.

    Args:
        value: what :func:`hub.wire.strict_json.parse` gave.
        kind: a ``Struct`` type.
        local: gives a time without an offset the branch's own.
        aliases: other names of fields than their own and those in camelCase.

    Raises:
        Refusal: BAD_REQUEST; ``details`` names each field that cannot be read (the first hundred).
    """
    findings = Findings(local, aliases or {})
    reader = _object_of(kind)
    with suppress(msgspec.ValidationError):
        fitting = msgspec.convert(value, kind)
        if not reader.doubts(fitting, findings):
            return Reading(fitting, (), ())
    taken = reader.read(value, None, findings)
    found = strict_json.convert(value if taken is NOTHING else taken, kind)
    return Reading(found, tuple(findings.warnings), tuple(findings.whole_texts))


Doubts = Callable[[Any, Findings], bool]
"""Whether a value that fits strictly may have to be read leniently all the same."""


class _ReaderOfField(NamedTuple):
    """How the values of a field are read.

    Attributes:
        read: one that is not null.
        doubts: of what fits strictly; None where that is always taken as it is.
        nullable: whether it may be null.
        extra: what its type says besides.
    """

    read: Reader
    doubts: Doubts | None = None
    nullable: bool = False
    extra: Mapping[str, Any] = {}


class _Field(NamedTuple):
    name: str
    read: Reader
    nullable: bool
    required: bool
    extra: Mapping[str, Any]


class _Object:
    """Reads the objects of one ``Struct`` type."""

    def __init__(self, kind: type[msgspec.Struct]) -> None:
        self._tidy = getattr(kind, "tidy", None)
        self._untidy = getattr(kind, "untidy", None)
        self._doubts: list[tuple[str, Doubts]] = []
        self._fields: dict[str, _Field] = {}
        self._others: dict[str, _Field] = {}
        self._keys: list[tuple[str, _Field]] = []

    def learn(self, info: inspect.StructType) -> None:
        """Learn the fields; apart from making it, because a type may stand within itself."""
        for each in info.fields:
            name = each.encode_name
            read, doubts, nullable, extra = _reader_of(each.type, name)
            field = _Field(name, read, nullable, each.required, extra)
            self._fields[name] = field
            if doubts is not None:
                self._doubts.append((each.name, doubts))
            if "_" in name:
                self._others[_camel(name)] = field
        self._keys = [
            (name, self._fields[each.extra["key"]])
            for name, each in self._fields.items()
            if "key" in each.extra
        ]

    def doubts(self, fitting: Any, findings: Findings) -> bool:  # noqa: ANN401 - any Struct
        """Whether an object that fits strictly says something that is not taken as it is."""
        for name, doubts in self._doubts:
            value = getattr(fitting, name)
            if value is not None and value is not UNSET and doubts(value, findings):
                return True
        return self._untidy is not None and self._untidy(fitting)

    def read(self, value: Any, place: Place, findings: Findings) -> Any:  # noqa: ANN401 - any JSON
        if type(value) is not dict:
            if value == "":
                return NOTHING
            if type(value) is not str or "name" not in self._fields:
                return value
            value = {"name": value}
        taken: dict[str, Any] = {}
        for key, each in value.items():
            field = self._fields.get(key)
            if field is None:
                field = self._find_by_other_name(key, value, taken, place, findings)
                if field is None:
                    continue
            _take(field, each, (place, field.name), findings, taken)
        for name, key in self._keys:
            if name not in taken and key.name not in taken and type(value.get(name)) in {str, int}:
                # What is no id of the hub's is a name that its sender knows it by.
                _take(key, value[name], (place, key.name), findings, taken)
        if self._tidy is not None:
            self._tidy(taken, place, findings)
        return taken

    def _find_by_other_name(
        self,
        key: str,
        value: Mapping[str, Any],
        taken: Mapping[str, Any],
        place: Place,
        findings: Findings,
    ) -> _Field | None:
        field = self._others.get(key) or self._fields.get(findings.aliases.get(key, ""))
        if field is None:
            findings.say("unknown_field", (place, key), "is not a known field")
        elif field.name in value or field.name in taken:
            message = f"comes twice, under two names; {field.name} is taken"
            findings.say("unknown_field", (place, key), message)
            return None
        return field


def _take(
    field: _Field,
    value: Any,  # noqa: ANN401 - any JSON
    place: Place,
    findings: Findings,
    taken: dict[str, Any],
) -> None:
    found = NOTHING if value is None else field.read(value, place, findings)
    if found is NOTHING:
        if field.nullable:
            taken[field.name] = None
    elif found is not DROPPED:
        other = field.extra.get("fraction") if type(found) is float else None
        taken.setdefault(other or field.name, found)
    elif "otherwise" in field.extra and type(value) is str:
        taken[field.name] = field.extra["otherwise"]
        taken.setdefault(field.extra["word"], value.strip())
    elif field.required:
        # Whoever reads it strictly says best what is wrong with it.
        taken[field.name] = value


_OBJECTS: dict[type[msgspec.Struct], _Object] = {}


def _object_of(kind: type[msgspec.Struct]) -> _Object:
    found = _OBJECTS.get(kind)
    if found is None:
        info = inspect.type_info(kind)
        if not isinstance(info, inspect.StructType):
            raise TypeError(f"{kind!r} is no Struct")
        found = _OBJECTS[kind] = _Object(kind)
        found.learn(info)
    return found


def _reader_of(info: inspect.Type, name: str) -> _ReaderOfField:
    extra: dict[str, Any] = {}
    schema: dict[str, Any] = {}
    nullable = False
    while isinstance(info, inspect.Metadata | inspect.UnionType):
        if isinstance(info, inspect.Metadata):
            extra |= info.extra or {}
            schema |= info.extra_json_schema or {}
            info = info.type
        else:
            kinds = [each for each in info.types if not isinstance(each, inspect.NoneType)]
            nullable = nullable or len(kinds) < len(info.types)
            if len(kinds) > 1:
                # The only other unions in requests are of a number and a word.
                number, text = sorted(kinds, key=lambda each: not _is_number(each))
                one, other = _reader_of(number, name).read, _reader_of(text, name).read
                read = number_or_text_reader(one, other)
                return _ReaderOfField(read, _doubts_of(read), nullable, extra)
            [info] = kinds
    read, doubts = _plain_reader(info, name, extra, schema)
    return _ReaderOfField(read, doubts, nullable, extra)


def _doubts_of(read: Reader) -> Doubts:
    """Doubt what a reader takes as something else, or says something about."""

    def doubts(value: Any, findings: Findings) -> bool:  # noqa: ANN401 - any JSON
        trial = Findings(findings.local, findings.aliases)
        return read(value, None, trial) != value or bool(trial.warnings)

    return doubts


def _is_number(info: inspect.Type) -> bool:
    while isinstance(info, inspect.Metadata):
        info = info.type
    return isinstance(info, inspect.IntType | inspect.FloatType)


def _plain_reader(  # noqa: C901, PLR0911 - one for each kind of value
    info: inspect.Type, name: str, extra: Mapping[str, Any], schema: Mapping[str, Any]
) -> tuple[Reader, Doubts | None]:
    match info:
        case inspect.StructType(cls=cls):
            found = _object_of(cls)
            return found.read, found.doubts
        case inspect.VarTupleType(item_type=item) | inspect.ListType(item_type=item):
            one = _reader_of(item, name)
            return _list_reader(one.read), None if one.doubts is None else _doubts_each(one.doubts)
        case inspect.DictType():
            return _as_it_is, None
        case inspect.EnumType(cls=words):
            return word_reader(words, extra.get("otherwise")), None
        case inspect.BoolType():
            return truth_reader, None
        case inspect.IntType(ge=lowest, le=highest):
            return number_reader(lowest, highest, whole=True, fraction="fraction" in extra), None
        case inspect.FloatType(ge=lowest, le=highest):
            return number_reader(lowest, highest, whole=False), None
        case inspect.StrType() if schema.get("format") == "date-time":
            return time_reader, _doubts_of(time_reader)
        case inspect.StrType(pattern=pattern, min_length=shortest, max_length=longest):
            if pattern is not None and pattern not in text_rules.WORDS:
                return id_reader(pattern, name, extra.get("key")), None
            how = extra.get("cut", "end")
            most, cut = (None, None) if how == "never" else (longest, CUTS[how])
            read = text_reader(pattern or text_rules.NOTES, shortest or 0, most, cut)
            # What has a pattern and cannot be empty is taken as it is if it fits.
            return read, None if pattern is not None and shortest else _doubts_of(read)
    raise TypeError(f"how is {name} read, which is {info!r}?")


def _doubts_each(doubts: Doubts) -> Doubts:
    def doubts_some(values: Any, findings: Findings) -> bool:  # noqa: ANN401 - any list
        for each in values:  # noqa: SIM110 - a generator for each list takes longer than the rest
            if doubts(each, findings):
                return True
        return False

    return doubts_some


def _as_it_is(value: Any, _place: Place, _findings: Findings) -> Any:  # noqa: ANN401 - any JSON
    """Leave an object alone that is read later."""
    return value


def _list_reader(read_one: Reader) -> Reader:
    def read(value: Any, place: Place, findings: Findings) -> Any:  # noqa: ANN401 - any JSON
        if type(value) is not list:
            if type(value) not in {dict, str}:
                return value
            if not value:
                return NOTHING
            value = [value]
        taken: list[Any] = []
        for each in value:
            if each is not None:
                found = read_one(each, (place, len(taken)), findings)
                if found is not NOTHING and found is not DROPPED:
                    taken.append(found)
        return taken

    return read


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(part.capitalize() for part in rest)
