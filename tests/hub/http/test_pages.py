"""What a browser is shown, and what a device that is about to be paired asks for."""

import hashlib
import re
import ssl
from html.parser import HTMLParser

import pytest

from tests.support.live import Live
from tests.support.wire import exchange, request

AT_BOTH_DOORS = True


class Links(HTMLParser):
    """Collects what a page refers to, and every element and attribute it is made of."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: set[str] = set()
        self.attributes: set[str] = set()
        self.links: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.links += [value or "" for name, value in attrs if name in {"href", "src"}]


async def page_of(live: Live) -> str:
    reply = await exchange(live.port, request("GET", "/"))
    assert reply.status == 200
    assert reply.one("content-type") == "text/html; charset=utf-8"
    return reply.body.decode()


async def test_the_page_tells_whose_hub_it_is_and_by_what_to_know_it(live: Live) -> None:
    page = await page_of(live)

    der = ssl.PEM_cert_to_DER_cert(live.hub.anchor.pem)
    fingerprint = hashlib.sha256(der).hexdigest().upper()
    assert "This is the Galley hub of main" in page
    assert re.sub(":", "", page).count(fingerprint) == 1
    assert "{" not in page


async def test_everything_that_the_page_refers_to_is_there(live: Live) -> None:
    links = Links(await page_of(live)).links

    here = [each for each in links if each.startswith("/")]
    assert {"/in", "/authority.crt"} < set(here)
    for each in here:
        assert (await exchange(live.port, request("GET", each))).status == 200


async def test_the_page_can_be_read_without_scripts_and_has_no_style_of_its_own(
    live: Live,
) -> None:
    text = await page_of(live)
    page = Links(text)

    assert "compare its fingerprint in the device" in text
    assert not page.elements & {"style", "iframe", "form", "img", "object", "embed"}
    assert not [each for each in page.attributes if each == "style" or each.startswith("on")]


async def test_the_page_leads_to_the_door_for_the_network(live: Live) -> None:
    links = Links(await page_of(live)).links

    port = "" if live.hub.lan is None else f":{live.hub.lan.port}"
    assert f"https://galley-main.local{port}/" in links


async def test_the_page_knows_when_another_machine_has_the_hubs_name(live: Live) -> None:
    if live.hub.lan is not None:
        live.hub.lan.take_name("galley-main-2.local")
    name = "galley-main.local" if live.hub.lan is None else "galley-main-2.local"

    assert f"<code>{name}</code>" in await page_of(live)


async def test_the_certificate_to_install_is_the_authoritys(live: Live) -> None:
    reply = await exchange(live.port, request("GET", "/authority.crt"))

    assert reply.one("content-type") == "application/x-x509-ca-cert"
    assert reply.body.decode() == live.hub.anchor.pem


async def test_whose_hub_it_is_and_where_by_name_is_told_to_anybody(live: Live) -> None:
    told = (await exchange(live.port, request("GET", "/api/auth/hub"))).data

    page = "" if live.hub.lan is None else live.hub.lan.named
    assert told == {"branch": live.hub.branch.id, "page": page}


async def test_the_anchor_is_given_to_anybody_with_its_fingerprint(live: Live) -> None:
    anchor = (await exchange(live.port, request("GET", "/api/auth/anchor"))).data

    der = ssl.PEM_cert_to_DER_cert(anchor["pem"])
    assert anchor["fingerprint"] == hashlib.sha256(der).hexdigest()
    assert set(anchor) == {"pem", "fingerprint"}
    assert "PRIVATE" not in anchor["pem"]


@pytest.mark.parametrize("path", ["/authority.crt", "/api/auth/hub", "/healthz", "/nowhere"])
async def test_browsers_are_told_to_be_careful_with_every_answer(live: Live, path: str) -> None:
    reply = await exchange(live.port, request("GET", path))

    policy = dict(each.strip().split(" ", 1) for each in reply.one(
        "content-security-policy").split(";"))  # fmt: skip
    assert policy["default-src"] == "'none'"
    assert policy["frame-ancestors"] == "'none'"
    assert policy["style-src"] == "'self'"
    assert "script-src" not in policy
    assert reply.one("x-frame-options") == "DENY"
    assert reply.one("x-content-type-options") == "nosniff"
    assert reply.one("referrer-policy") == "no-referrer"
    assert "access-control-allow-origin" not in reply.headers
    assert "set-cookie" not in reply.headers
