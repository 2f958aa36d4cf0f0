"""A hub whose name another machine has already: it says by which one it is found."""

from pathlib import Path

import pytest

from tests.support.announced import Announced
from tests.support.namespaces import Switch
from tests.support.process import HubProcess

pytestmark = [pytest.mark.root, pytest.mark.system]

HUB, OTHER = "198.18.0.1", "198.18.0.2"


def test_a_hub_whose_name_is_taken_says_its_other_name(tmp_path: Path) -> None:
    with (
        Switch() as switch,
        switch.machine("other", f"{OTHER}/24") as other,
        switch.machine("hub", f"{HUB}/24") as machine,
    ):
        Announced(other, tmp_path).ready()
        with HubProcess(tmp_path / "data", lan=True, inside=machine.prefix) as hub:
            said = hub.wait_for_line("on the network at https://galley-main-2.local")

    assert f"also https://{HUB}:" in said
    assert "The hub has another name now:" in hub.said[-2]
