"""Slips of paper: what stands on them, and what of it is drawn."""

from xml.etree import ElementTree as ET

import pytest

from hub.access.qr_codes import draw_qr, show_wifi
from hub.access.slip import Slip, write_slip
from hub.access.warning_picture import Telephone, describe_warning, draw_warning
from hub.domain.permissions import Role
from hub.locale.catalogues import load_catalogue
from hub.locale.words import Language, speaking

LINK = "https://galley-main.local:8443/in#ABC"
SLIP = Slip(
    house="Galley <main>",
    role="waiter",
    link=draw_qr(LINK),
    host="galley-main.local",
    address="https://192.168.1.20:8443/in",
    until="19:47",
    fingerprint="",
    wifi=show_wifi("Staff & Co", "soup of the day"),
)


def test_a_slip_says_what_to_do_beside_its_codes() -> None:
    text = write_slip(SLIP)

    assert draw_qr(LINK).path in text
    assert draw_qr("WIFI:T:WPA;S:Staff & Co;P:soup of the day;;").path in text
    for words in (
        "A waiter's phone or tablet",
        "1. Join our Wi-Fi",
        "Staff &amp; Co",
        "2. Scan this",
        "https://192.168.1.20:8443/in",
        "3. The phone warns: go on",
        "until 19:47",
        "Galley &lt;main&gt;",
    ):
        assert words in text.replace("&#x27;", "'")


def test_a_managers_slip_says_to_trust_first_and_shows_no_way_past_the_warning() -> None:
    text = write_slip(SLIP._replace(role="manager", fingerprint="ab" * 32))

    assert "Trust first" in text
    assert "AB:AB:AB" in text
    assert "Proceed to" not in text


def test_a_house_that_names_no_wifi_begins_with_the_code() -> None:
    assert "1. Scan this" in write_slip(SLIP._replace(wifi=None))


@pytest.mark.parametrize("role", [each for each in Role if each is not Role.CUSTOMER])
@pytest.mark.parametrize("language", Language)
def test_every_role_has_a_slip_in_every_language(language: Language, role: Role) -> None:
    with speaking(load_catalogue(language)):
        text = write_slip(SLIP._replace(role=role))

    assert f'lang="{language}"' in text
    assert ("Scan this" in text) == (language is Language.ENGLISH)


@pytest.mark.parametrize("telephone", Telephone)
@pytest.mark.parametrize("language", Language)
def test_a_warning_is_drawn_with_the_telephones_own_words(
    language: Language, telephone: Telephone
) -> None:
    with speaking(load_catalogue(language)):
        picture = draw_warning(telephone, "galley-main-with-a-long-name.local")
        drawn = ET.fromstring(picture)  # noqa: S314 - made here
        told = describe_warning(telephone, "galley-main.local")

    lines = [each.text or "" for each in drawn.iter() if each.tag.endswith("text")]
    assert {"1", "2"} <= set(lines)
    # 240 wide, less the edges: no line is longer than its frame.
    assert max(map(len, lines)) <= 23
    assert "{" not in told + "".join(lines)
    assert not [each for each in drawn.iter() if "style" in each.attrib]
