"""What stands on a terminal, whoever chose it."""

import asyncio
import json
import logging
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from hub.__main__ import main
from hub.cli.output import plain, say, table
from hub.common.checks import problem
from hub.common.logging_setup import LogFormatter
from hub.common.terminal_safe import plain_json
from hub.store.archives import Archives
from hub.store.row_types import OrderRow
from hub.wire.upkeep_requests import MakeBackup
from tests.support.branch import Bench

EVIL = "\x1b[2Jgone\u202e"
OLD = OrderRow(
    number=1,
    id="old",
    active=False,
    status="served",
    created_at="2019-06-01T12:00:00.000Z",
    session_id=None,
    request=None,
    body=b"{}",
)
SHOWN = "\\x1b[2Jgone\\u202e"


# A hub of before may have taken any of them.
@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[2Jgone", "\\x1b[2Jgone"),
        ("a\nfake line", "a\\nfake line"),
        ("\x9b31m", "\\x9b31m"),
        ("\u202egone", "\\u202egone"),
    ],
)
def test_what_a_terminal_would_obey_is_written_out(text: str, shown: str) -> None:
    assert plain(text) == shown


@pytest.mark.parametrize("text", ["Cr\u00e8me br\u00fbl\u00e9e", "\u6c34\u9903", "Grill 2"])
def test_any_other_text_stays(text: str) -> None:
    assert plain(text) == text


def test_an_answer_has_lines_and_nothing_else_that_a_terminal_obeys(
    capsys: pytest.CaptureFixture[str],
) -> None:
    say(f"two\nlines of {EVIL}")

    assert capsys.readouterr().out == f"two\nlines of {SHOWN}\n"


def test_a_cell_of_a_table_is_one_line() -> None:
    assert table(("NAME", "ID"), [("a\nb", EVIL)]) == f"NAME  ID\na\\nb  {SHOWN}"


def test_a_doctor_s_line_is_one_line() -> None:
    assert str(problem("disk", f"a\nproblem {EVIL}")) == f"problem  disk: a\\nproblem {SHOWN}"


def test_json_for_a_program_has_no_power_over_a_terminal_and_means_the_same() -> None:
    value = {"name": f"Crêpe {EVIL}\x9b\U000e0041", "list": ["a\nb"]}
    for indent in (None, 2):
        text = plain_json(value, indent)
        assert json.loads(text) == value
        assert all(map(str.isprintable, text.split("\n")))
        assert "Crêpe" in text


@pytest.fixture
def record() -> logging.LogRecord:
    text = f"{EVIL}\n2026-01-01 CRITICAL hub: all orders are lost"
    return logging.LogRecord("hub", logging.INFO, "", 1, "device %s", (text,), None)


def test_no_text_in_a_log_passes_for_another_record(record: logging.LogRecord) -> None:
    written = LogFormatter("%(levelname)s %(message)s").format(record)

    assert written == (f"INFO device {SHOWN}\\n2026-01-01 CRITICAL hub: all orders are lost")


def test_a_traceback_in_a_log_keeps_its_lines_and_nothing_else(record: logging.LogRecord) -> None:
    def fail() -> None:
        raise ValueError(EVIL)

    try:
        fail()
    except ValueError as error:
        record.exc_info = (ValueError, error, error.__traceback__)
    lines = LogFormatter("%(message)s").format(record).split("\n")

    assert lines[1] == "Traceback (most recent call last):"
    # Its message may quote data, and is not told.
    assert lines[-1] == "ValueError"


@pytest.fixture
def kept_umask() -> Iterator[None]:
    before = os.umask(0o077)
    yield
    os.umask(before)


@pytest.mark.usefixtures("kept_umask")
def test_a_folder_s_name_has_no_power_over_who_restores_from_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data, stick = tmp_path / f"data{EVIL}", tmp_path / f"stick{EVIL}\nBranch x is back"
    for each in (data, stick):
        each.mkdir()
    backup = asyncio.run(_backed_up(data / "galley.db", stick))
    (data / "archive" / "2019.db").unlink()

    assert main(["restore", backup, "--data", str(data)]) == 0
    assert main(["restore", str(stick / "none"), "--data", str(data)]) == 1

    said = capsys.readouterr()
    assert all(map(str.isprintable, (said.out + said.err).split("\n")))
    assert SHOWN in said.out
    assert "2019.db: brought back as well." in said.out
    assert said.out.count("\n") == 4
    assert "galley-hub: " in said.err
    assert SHOWN in said.err


async def _backed_up(database: Path, folder: Path) -> str:
    bench = await Bench(database).open("main")
    try:
        await bench.place("Soup")
        archive = Archives(database.parent / "archive")
        await archive.put([OLD], [])
        made = await bench.branch.backups.make(MakeBackup(folder=str(folder)))
    finally:
        await bench.close()
    return made.file
