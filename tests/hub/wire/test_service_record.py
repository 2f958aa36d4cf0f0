"""What a hub says of itself, and what is made of it when anyone may have said it."""

import msgspec
import pytest

from hub.wire.service_record import (
    SERVICE_TYPE,
    Announcement,
    FoundHub,
    local_name,
    read_record,
    sort_hubs,
)

FINGERPRINT = "0123456789abcdef" * 4
HUB = Announcement(branch="b1", name="Joe's", version="1.2", fingerprint=FINGERPRINT)


def heard(**changed: str | None) -> FoundHub | None:
    said = {key: value for key, value in (HUB.properties() | changed).items() if value is not None}
    return read_record(said, "galley-b1.local.", ["198.18.0.1"], 8443)


def known() -> FoundHub:
    found = heard()
    assert found is not None
    return found


def test_what_is_said_is_understood() -> None:
    assert heard() == FoundHub(
        branch="b1",
        name="Joe's",
        host="galley-b1.local",
        addresses=("198.18.0.1",),
        port=8443,
        fingerprint=FINGERPRINT[:16],
        version="1.2",
        api=1,
    )


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("branch", None),
        ("branch", "../b1"),
        ("branch", "b" * 41),
        ("fp", None),
        ("fp", "0123"),
        ("fp", "0123456789ABCDEF"),
        ("version", "1.2\n"),
        ("api", "one"),
        ("api", "0"),
        ("tls", "0"),
    ],
)
def test_nonsense_is_no_hub(key: str, value: str | None) -> None:
    assert heard(**{key: value}) is None


@pytest.mark.parametrize(
    ("host", "addresses", "port"),
    [
        ("", ["198.18.0.1"], 8443),
        ("a b.local.", ["198.18.0.1"], 8443),
        ("galley-b1.local.", [], 8443),
        ("galley-b1.local.", ["198.18.0.1"], 0),
        ("galley-b1.local.", ["198.18.0.1"], None),
    ],
)
def test_what_cannot_be_reached_is_no_hub(
    host: str, addresses: list[str], port: int | None
) -> None:
    assert read_record(HUB.properties(), host, addresses, port) is None


def test_a_name_cannot_redraw_a_terminal() -> None:
    found = heard(name="Joe's\x1b[2J\r\nKitchen\u202e" + "x" * 200)

    assert found is not None
    assert found.name.startswith("Joe's [2J Kitchen x")
    assert len(found.name) == 60


def test_a_hub_without_a_name_is_called_after_its_branch() -> None:
    found = heard(name="")

    assert found is not None
    assert found.name == "Galley b1"


def test_the_nearest_address_comes_last_and_the_newest_of_a_kind_first() -> None:
    addresses = ["fe80::1%eth0", "fd00::1", "198.18.0.2", "198.18.0.1", "198.18.0.2"]
    found = read_record(HUB.properties(), "galley-b1.local.", addresses, 8443)

    assert found is not None
    assert found.urls == (
        "https://198.18.0.2:8443",
        "https://198.18.0.1:8443",
        "https://[fd00::1]:8443",
        "https://[fe80::1%eth0]:8443",
    )


@pytest.mark.parametrize(
    ("branch", "fingerprint", "may_be"),
    [
        ("b1", FINGERPRINT, True),
        ("b1", FINGERPRINT[:16], True),
        ("b2", FINGERPRINT, False),
        ("b1", "f" * 64, False),
    ],
)
def test_a_hub_is_known_by_its_branch_and_its_fingerprint(
    branch: str, fingerprint: str, may_be: bool
) -> None:
    assert known().may_be(branch, fingerprint) is may_be


def test_a_list_is_in_the_order_of_the_names_and_holds_each_hub_once() -> None:
    names = ["pier", "Beach", "Market", "Beach"]
    hubs = [msgspec.structs.replace(known(), name=name) for name in names]

    assert [each.name for each in sort_hubs(hubs)] == ["Beach", "Market", "pier"]


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("St. Mary's", "St Mary's"),
        ("...", ""),
        ("x" * 60, "x" * 60),
        ("餃" * 60, "餃" * 20),
        ("", "Galley b1"),
    ],
)
def test_a_title_becomes_one_label(name: str, label: str) -> None:
    assert msgspec.structs.replace(HUB, name=name).instance == (label or "Galley b1")


def test_the_type_is_as_the_contract_has_it() -> None:
    assert SERVICE_TYPE == "_galley._tcp.local."


@pytest.mark.parametrize(
    ("branch", "number", "name"),
    [
        ("main", 1, "galley-main.local"),
        ("main", 2, "galley-main-2.local"),
        ("North_Pier_", 1, "galley-north-pier.local"),
    ],
)
def test_a_branch_has_a_host_name(branch: str, number: int, name: str) -> None:
    assert local_name(branch, number) == name
