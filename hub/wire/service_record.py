"""What a hub says about itself on the network (DNS-SD, RFC 6763), and what is made of it.

Whoever is on the network can say anything there, so nothing of it is trusted: it tells where to
look for a hub, and the pinned certificate tells whether it is the one.
"""

import re
from collections.abc import Iterable, Mapping
from ipaddress import ip_address

import msgspec

from hub.wire import API_VERSION

SERVICE_TYPE = "_galley._tcp.local."
_FINGERPRINT_DIGITS = 16
_LABEL_BYTES = 63 - len("-99")
"""A DNS label holds 63 bytes; room is left for the number of a second hub of the same name."""

_LONGEST_NAME = 60
_BRANCH = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,39}")
_FINGERPRINT = re.compile(r"[0-9a-f]{16}")
_VERSION = re.compile(r"[A-Za-z0-9.+!-]{1,40}")
_API = re.compile(r"[1-9][0-9]{0,3}")
_HOST = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?")
HIGHEST_NUMBER = 9
"""So many machines on one network may want the same name."""


class Announcement(msgspec.Struct, frozen=True, kw_only=True):
    """What a hub says of itself.

    Attributes:
        branch: its id.
        name: what people call it; empty for "Galley" and the branch.
        version: of the program.
        fingerprint: of the certificate that devices pin; its first 16 hex digits are said.
    """

    branch: str
    name: str
    version: str
    fingerprint: str

    @property
    def title(self) -> str:
        """What lists show."""
        return self.name.strip() or f"Galley {self.branch}"

    @property
    def hint(self) -> str:
        """The part of the fingerprint that is said."""
        return hint_of(self.fingerprint)

    @property
    def instance(self) -> str:
        """The title as one DNS label: a dot would end it, and it holds 63 bytes."""
        words = " ".join(self.title.replace(".", " ").split()) or f"Galley {self.branch}"
        return words.encode()[:_LABEL_BYTES].decode(errors="ignore").strip()

    def properties(self) -> dict[str, str]:
        """Return the TXT record."""
        return {
            "branch": self.branch,
            "name": self.title,
            "version": self.version,
            "api": str(API_VERSION),
            "tls": "1",
            "fp": self.hint,
        }


class FoundHub(msgspec.Struct, frozen=True, kw_only=True):
    """A hub that has been heard of. All of it is hearsay until the certificate has been checked.

    Attributes:
        branch: its id.
        name: what people call it.
        host: its host name, without a dot at the end.
        addresses: IPv4 first, those of one link (``fe80::1%eth0``) last; at least one.
        port: of its door.
        fingerprint: the first 16 hex digits of its certificate's SHA-256.
        version: of its program.
        api: the version of the contract that it speaks.
    """

    branch: str
    name: str
    host: str
    addresses: tuple[str, ...]
    port: int
    fingerprint: str
    version: str
    api: int

    @property
    def urls(self) -> tuple[str, ...]:
        """Where it can be reached, by each of its addresses."""
        return tuple(
            f"https://{f'[{each}]' if ':' in each else each}:{self.port}" for each in self.addresses
        )

    def may_be(self, branch: str, fingerprint: str) -> bool:
        """Say whether it claims to be the hub of a branch.

        Args:
            branch: the id.
            fingerprint: of its certificate, all of it or its first 16 hex digits.
        """
        return self.branch == branch and self.fingerprint == hint_of(fingerprint)


def hint_of(fingerprint: str) -> str:
    """Cut a fingerprint to the part that is said on the network."""
    return fingerprint[:_FINGERPRINT_DIGITS]


def read_record(
    properties: Mapping[str, str | None], host: str, addresses: Iterable[str], port: int | None
) -> FoundHub | None:
    """Make out a hub in what was heard.

    Args:
        properties: the TXT record.
        host: where the SRV record points, perhaps with a dot at the end.
        addresses: of that host.
        port: of the SRV record.

    Returns:
        the hub; None when it says too little or nonsense.
    """
    said = {key.lower(): value or "" for key, value in properties.items()}
    branch, fingerprint = said.get("branch", ""), said.get("fp", "")
    version, api = said.get("version", ""), said.get("api", "")
    host = host.rstrip(".")
    reachable = tuple(sorted(dict.fromkeys(addresses), key=_nearness))
    sensible = (
        _BRANCH.fullmatch(branch)
        and _FINGERPRINT.fullmatch(fingerprint)
        and _VERSION.fullmatch(version)
        and _API.fullmatch(api)
        and said.get("tls") == "1"
        and _HOST.fullmatch(host)
    )
    if not (sensible and reachable and port):
        return None
    return FoundHub(
        branch=branch,
        name=_harmless(said.get("name", "")) or f"Galley {branch}",
        host=host,
        addresses=reachable,
        port=port,
        fingerprint=fingerprint,
        version=version,
        api=int(api),
    )


def sort_hubs(hubs: Iterable[FoundHub]) -> tuple[FoundHub, ...]:
    """Put hubs in the order in which people look for them; each once."""
    return tuple(
        sorted(
            dict.fromkeys(hubs), key=lambda hub: (hub.name.casefold(), hub.branch, hub.fingerprint)
        )
    )


def _nearness(address: str) -> tuple[int, bool]:
    # A stable sort: among equals the one that was heard last stays first.
    parsed = ip_address(address)
    return parsed.version, parsed.is_link_local


def _harmless(name: str) -> str:
    """Take the characters out with which a name could redraw a terminal or a list."""
    return " ".join("".join(each if each.isprintable() else " " for each in name).split())[
        :_LONGEST_NAME
    ]


def local_name(branch_id: str, number: int = 1) -> str:
    """Return the host name of a branch's hub, as ``galley-<branch>.local``.

    Args:
        branch_id: as in its rooms: letters, digits, ``-`` and ``_``.
        number: 2 and up where other machines have the names before it already.

    Returns:
        the name in lower case, without a dot at its end. Host names know no underscores (RFC 952
        and RFC 1123) and no hyphen at the end of a label.
    """
    label = f"galley-{branch_id}".lower().replace("_", "-").rstrip("-")
    return f"{label}.local" if number == 1 else f"{label}-{number}.local"


def local_names(branch_id: str) -> tuple[str, ...]:
    """List every name that the hub of a branch may come to have, the one it wants first."""
    return tuple(local_name(branch_id, number) for number in range(1, HIGHEST_NUMBER + 1))
