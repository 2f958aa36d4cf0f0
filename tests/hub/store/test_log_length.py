"""When SQLite's log is worth writing back: as late as nobody has to wait for it."""

from hub.store.journal import FLUSH_AT
from hub.store.log_length import LogLength


def test_presses_one_by_one_make_a_long_log_of_one_journal() -> None:
    log = LogLength()
    for _ in range(700):
        log.note_journalled(1)
    assert not log.is_long

    log.note_entered(FLUSH_AT)
    assert log.is_long


def test_presses_that_share_commits_make_a_long_log_only_after_some_journals() -> None:
    log, journals = LogLength(), 0
    log.note_written_back(0)
    while not log.is_long:
        for _ in range(80):
            log.note_journalled(1)
        log.note_entered(FLUSH_AT)
        journals += 1

    assert journals > 1


def test_what_entering_takes_is_learnt_from_what_logs_held() -> None:
    log = LogLength()
    log.note_entered(FLUSH_AT)
    assert not log.is_long
    log.note_written_back(1000)

    log.note_entered(FLUSH_AT)
    assert not log.is_long
    log.note_entered(FLUSH_AT // 2)
    assert log.is_long


def test_a_log_that_was_begun_anew_does_not_teach_that_entering_takes_nothing() -> None:
    log = LogLength()
    for _ in range(10):
        log.note_entered(4 * FLUSH_AT)
        log.note_written_back(1)

    log.note_entered(4 * FLUSH_AT)
    assert log.is_long
