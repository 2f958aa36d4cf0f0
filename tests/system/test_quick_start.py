"""What docs/integrator/quick-start.md tells people to type does what it says."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.process import HubProcess, clean_environment

pytestmark = pytest.mark.system

_ROOT = Path(__file__).parents[2]
PAGE = (_ROOT / "docs" / "integrator" / "quick-start.md").read_text("utf-8")
_SAMPLE_MENU = _ROOT / "scripts" / "sample-menu.json"
_HERE = "http://127.0.0.1:8080"


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[HubProcess]:
    """Run a hub as the page has it: ``var`` in the current folder, and the sample menu."""
    with HubProcess(tmp_path / "var", "--menu-if-empty", _SAMPLE_MENU) as hub:
        yield hub


def blocks(language: str) -> list[str]:
    """Return the page's code blocks in a language, in order."""
    return re.findall(rf"^```{language}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


def for_hub(code: str, hub: HubProcess) -> str:
    """Turn the one place that says where the hub is to this hub."""
    assert code.count(_HERE) == 1
    return code.replace(_HERE, hub.url)


def pasted(hub: HubProcess) -> list[dict[str, Any]]:
    """Paste every bash block into one shell; return the hub's answers."""
    folder = hub.data.parent
    (folder / ".curlrc").write_text('silent\nshow-error\nfail-with-body\nwrite-out = "\\n"\n')
    bash = shutil.which("bash")
    assert bash is not None
    done = subprocess.run(
        [bash, "-euo", "pipefail", "-c", for_hub("".join(blocks("bash")), hub)],
        cwd=folder,
        env=clean_environment() | {"CURL_HOME": str(folder)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return [json.loads(line) for line in done.stdout.splitlines() if line]


def test_the_curl_lines_work_when_pasted(hub: HubProcess) -> None:
    answers = pasted(hub)

    # One curl asks for the head only.
    asked = "".join(blocks("bash")).count("curl -") - 1
    assert len(answers) == asked > 0
    assert [answer["success"] for answer in answers] == [True] * asked


def test_the_curl_lines_do_what_the_text_says(hub: HubProcess) -> None:
    placed, listed, grilled, all_day, moved, bumped, again, recalled, edited, log = (
        answer["data"] for answer in pasted(hub)
    )

    assert [order["id"] for order in listed] == [placed["id"]]
    # The soup of the day belongs to no station, and so to the grill too.
    assert [item["name"] for item in grilled[0]["items"]] == ["Steak frites", "Soup of the day"]
    assert {row["name"]: row["quantity"] for row in all_day} == {
        "Steak frites": 1,
        "Soup of the day": 2,
    }
    assert moved["status"] == "preparing"
    assert bumped["status"] == "ready"
    assert again == bumped
    assert recalled["status"] == "preparing"
    assert edited["priority"] == "rush"
    assert [event["seq"] for event in log] == list(range(1, len(log) + 1))
    assert [event["type"] for event in log].index("order:new") <= 2


def test_the_websocket_example_starts_from_a_snapshot_and_hears_the_next_event(
    hub: HubProcess,
) -> None:
    folder = hub.data.parent
    (code,) = blocks("python")
    (folder / "watch.py").write_text(for_hub(code, hub))
    with subprocess.Popen(
        [sys.executable, "watch.py"],
        cwd=folder,
        env=os.environ | {"PYTHONWARNINGS": "error"},
        stdout=subprocess.PIPE,
        text=True,
    ) as watching:
        assert watching.stdout is not None
        try:
            first = watching.stdout.readline()
            pasted(hub)
            second = watching.stdout.readline()
        finally:
            # It watches for as long as there is a hub.
            hub.stop()
        rest = watching.stdout.read().splitlines()

    last = re.fullmatch(r"0 open orders, as of event (\d)\n", first)
    assert last is not None
    assert second.startswith(f"{int(last[1]) + 1} order:new {{'orderId': ")
    assert rest[-1] == "closed with 1001"
    assert watching.returncode == 0
