"""What the hub notes of its neighbours' names does not grow with what they make up."""

from ipaddress import IPv4Address

from zeroconf import DNSAddress, RecordUpdate  # type: ignore[attr-defined] # not listed there

from hub.network.discovery import conflicts
from hub.network.discovery.conflicts import NameConflicts, Names

_A, _IN = 1, 1
_OURS = Names("galley-main.local", "main._galley._tcp.local.")


def _say(heard: NameConflicts, name: str, address: int) -> None:
    record = DNSAddress(name, _A, _IN, 120, IPv4Address(address).packed)
    # The listener asks nothing of the one that tells it.
    heard.async_update_records(None, record.created, [RecordUpdate(record, None)])  # type: ignore[arg-type]


def test_names_that_somebody_makes_up_are_forgotten_for_later_ones() -> None:
    heard = NameConflicts("fingerprint", set)
    for number in range(5_000):
        _say(heard, f"host-{number}.local.", number)

    assert len(heard._addresses._said) == conflicts.NAMES
    assert heard.rivals(Names("host-4999.local", "")).addresses == {IPv4Address(4999)}


def test_addresses_that_somebody_makes_up_for_a_name_are_forgotten_for_later_ones() -> None:
    heard = NameConflicts("fingerprint", set)
    for number in range(5_000):
        _say(heard, "galley-main.local.", number)

    rivals = heard.rivals(_OURS).addresses

    assert rivals == {IPv4Address(number) for number in range(5_000 - conflicts.SAID, 5_000)}


async def test_a_rival_is_heard_through_all_of_it() -> None:
    heard = NameConflicts("fingerprint", set)
    heard.watch(_OURS)
    _say(heard, "galley-main.local.", 7)
    for number in range(5_000):
        _say(heard, f"host-{number}.local.", number)

    await heard.rival()
