"""What stands in a certificate, read from its DER (X.690) as RFC 5280 lays it out.

It is read only: whether a certificate is to be trusted is OpenSSL's to say.
"""

import datetime as dt
import ipaddress
from collections.abc import Iterator
from typing import NamedTuple

from hub.network.addresses import Address

_VERSION, _EXTENSIONS = 0xA0, 0xA3
_UTC_TIME = 0x17
_DNS_NAME, _IP_ADDRESS = 0x82, 0x87
_PERMITTED = 0xA0
_ALTERNATIVE_NAMES = bytes.fromhex("551d11")
_NAME_CONSTRAINTS = bytes.fromhex("551d1e")

_LONG = 0x80
_TURN_OF_CENTURY = b"50"

_Parts = list[tuple[int, bytes]]


class CertificateContents(NamedTuple):
    """A certificate.

    Attributes:
        begins: from when it is valid.
        ends: until when.
        names: host names that it is for.
        addresses: addresses that it is for.
        may_sign_for: host names that it may sign for; None when nothing in it says so.
    """

    begins: dt.datetime
    ends: dt.datetime
    names: tuple[str, ...]
    addresses: tuple[Address, ...]
    may_sign_for: tuple[str, ...] | None


def read_certificate(der: bytes) -> CertificateContents:
    """Read a certificate.

    Args:
        der: the certificate.

    Raises:
        ValueError: it is none.
    """
    try:
        return _read(der)
    except (IndexError, OverflowError) as error:
        raise ValueError("not a certificate") from error


def _read(der: bytes) -> CertificateContents:
    [(_, whole)] = _split(der)
    fields = _split(_split(whole)[0][1])
    dated = fields[4 if fields[0][0] == _VERSION else 3][1]
    begins, ends = (_time(tag, content) for tag, content in _split(dated))
    extensions = dict(_extensions(fields))
    alternative = _split(_inside(extensions.get(_ALTERNATIVE_NAMES, b"\x30\x00")))
    limits = extensions.get(_NAME_CONSTRAINTS)
    return CertificateContents(
        begins,
        ends,
        _names(alternative),
        tuple(ipaddress.ip_address(each) for tag, each in alternative if tag == _IP_ADDRESS),
        None if limits is None else _names(_permitted(limits)),
    )


def _split(der: bytes) -> _Parts:
    """Split what follows one another: the tag and the content of each."""
    parts: _Parts = []
    at = 0
    while at < len(der):
        tag, length, begin = der[at], der[at + 1], at + 2
        if length >= _LONG:
            begin += length - _LONG
            length = int.from_bytes(der[at + 2 : begin], "big")
        at = begin + length
        if at > len(der):
            raise ValueError("not a certificate: it breaks off")
        parts.append((tag, der[begin:at]))
    return parts


def _inside(der: bytes) -> bytes:
    [(_, content)] = _split(der)
    return content


def _time(tag: int, content: bytes) -> dt.datetime:
    if tag == _UTC_TIME:
        content = (b"19" if content[:2] >= _TURN_OF_CENTURY else b"20") + content
    return dt.datetime.strptime(content.decode("ascii"), "%Y%m%d%H%M%SZ").replace(tzinfo=dt.UTC)


def _extensions(fields: _Parts) -> Iterator[tuple[bytes, bytes]]:
    for tag, content in fields:
        if tag == _EXTENSIONS:
            for _, extension in _split(_inside(content)):
                parts = _split(extension)
                yield parts[0][1], parts[-1][1]


def _permitted(limits: bytes) -> _Parts:
    subtrees = [content for tag, content in _split(_inside(limits)) if tag == _PERMITTED]
    return [_split(subtree)[0] for each in subtrees for _, subtree in _split(each)]


def _names(parts: _Parts) -> tuple[str, ...]:
    return tuple(content.decode("ascii") for tag, content in parts if tag == _DNS_NAME)
