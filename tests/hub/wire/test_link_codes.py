"""Links and Wi-Fi codes, as a telephone's camera reads them."""

import pytest

from hub.domain.permissions import Role
from hub.wire.link_codes import link_text, wifi_text

HUB = "https://galley-main.local:8443"


@pytest.mark.parametrize("role", [Role.WAITER, Role.KITCHEN, Role.PASS, Role.READY, Role.CASHIER])
def test_the_code_of_a_small_role_stands_where_no_browser_sends_it(role: Role) -> None:
    assert link_text(HUB, "ABC", role) == f"{HUB}/in#ABC"


@pytest.mark.parametrize("role", [Role.MANAGER, Role.INTEGRATION, Role.CUSTOMER])
def test_who_must_trust_the_hub_first_gets_no_code_in_a_link(role: Role) -> None:
    assert link_text(HUB, "ABC", role) == f"{HUB}/in"


@pytest.mark.parametrize("hub", ["", "http://127.0.0.1:8080"])
def test_a_hub_that_is_on_no_network_has_no_link(hub: str) -> None:
    assert link_text(hub, "ABC", Role.WAITER) == ""


@pytest.mark.parametrize(
    ("name", "password", "text"),
    [
        ("Galley-Staff", "soup of the day", "WIFI:T:WPA;S:Galley-Staff;P:soup of the day;;"),
        ("Guests", "", "WIFI:T:nopass;S:Guests;;"),
        ("a;b", 'x:"\\,y12', 'WIFI:T:WPA;S:a\\;b;P:x\\:\\"\\\\\\,y12;;'),
    ],
)
def test_a_camera_joins_the_wifi(name: str, password: str, text: str) -> None:
    assert wifi_text(name, password) == text
