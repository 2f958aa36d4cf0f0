"""Where the hub is: one address after the other, and new ones as they are heard of."""

from display.link.endpoints import Endpoints


def test_an_address_that_does_not_lead_to_the_hub_makes_way_for_the_next() -> None:
    where = Endpoints("https://a/", "https://b")
    where.note_failure("https://a")
    assert where.url == "https://b"
    where.note_failure("https://b")
    assert where.url == "https://a"


def test_a_failure_of_an_address_that_is_tried_no_more_changes_nothing() -> None:
    where = Endpoints("https://a", "https://b")
    where.note_failure("https://b")
    assert where.url == "https://a"


def test_an_address_that_may_be_in_use_is_kept_while_it_is_among_the_new_ones() -> None:
    where = Endpoints("https://a")
    where.update(["https://b", "https://a"])
    assert where.urls == ("https://a", "https://b")
    assert not where.moved.is_set()


def test_a_hub_that_has_moved_is_tried_at_its_new_address_at_once() -> None:
    where = Endpoints("https://a")
    where.update(["https://b"])
    assert where.url == "https://b"
    assert where.moved.is_set()


def test_nothing_heard_is_no_reason_to_forget_an_address() -> None:
    where = Endpoints("https://a")
    where.update([])
    assert where.url == "https://a"
