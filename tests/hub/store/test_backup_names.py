"""Names of backups, and which of them are kept."""

from datetime import UTC, datetime, timedelta

from hub.store.backup_folder import Retention, make_name, parse_time, select_surplus

_NOON = datetime(2026, 3, 14, 12, 5, 9, tzinfo=UTC)


def _name(at: datetime, branch: str = "main") -> str:
    return make_name(branch, int(at.timestamp() * 1000))


def _hourly(count: int) -> list[str]:
    return [_name(_NOON - timedelta(hours=hours)) for hours in range(count)]


def test_a_name_tells_its_time() -> None:
    assert _name(_NOON) == "galley-main-20260314T120509Z.db"
    assert parse_time(_name(_NOON), "main") == _NOON


def test_a_branch_whose_id_begins_with_anothers_is_another() -> None:
    assert parse_time(_name(_NOON, "main-2"), "main") is None
    assert parse_time(_name(_NOON, "main-2"), "main-2") == _NOON


def test_a_time_that_is_none_makes_no_backup() -> None:
    assert parse_time("galley-main-20261399T120509Z.db", "main") is None


def test_the_last_24_hours_and_the_last_of_14_days_are_kept() -> None:
    names = _hourly(24 * 40)

    old = select_surplus(names, "main", Retention())

    kept = [name for name in names if name not in old]
    # Yesterday's and today's last ones are among the hours already.
    assert kept[:24] == _hourly(24)
    assert [parse_time(name, "main") for name in kept[24:]] == [
        datetime(2026, 3, 14, 23, 5, 9, tzinfo=UTC) - timedelta(days=days) for days in range(2, 14)
    ]


def test_of_one_hour_the_last_is_kept() -> None:
    names = [_name(_NOON + timedelta(minutes=minutes)) for minutes in range(0, 50, 10)]

    assert select_surplus(names, "main", Retention(24, 0)) == names[:-1]


def test_hours_without_a_backup_do_not_count() -> None:
    names = [_name(_NOON - timedelta(days=days)) for days in (0, 100, 200)]

    assert select_surplus(names, "main", Retention(3, 0)) == []


def test_the_newest_stays_even_where_none_is_to_be_kept() -> None:
    assert select_surplus(_hourly(3), "main", Retention(0, 0)) == list(reversed(_hourly(3)[1:]))


def test_other_files_are_left_alone() -> None:
    others = ["notes.txt", "galley-main-archive-2025.db", _name(_NOON, "b2"), "galley.db"]

    assert select_surplus([*others, *_hourly(3)], "main", Retention(1, 0)) == list(
        reversed(_hourly(3)[1:])
    )
