"""What use cases give, and how clients are told of it."""

import asyncio
import gzip

import pytest

from hub.commit.command import Json, Listing, Outcome
from hub.http.answers import AT_ONCE, PACKED_FROM, Lists, answer_of, takes_gzip
from hub.wire.responses import Gone, Pieces, RequestWarning

ODD = RequestWarning(code="unknown_session", field="session_id", message="there is none")


def test_a_value_is_told_as_data_with_the_status_of_its_route() -> None:
    answer = answer_of(Gone(id="1"), 201)
    assert (answer.status, answer.content) == (201, b'{"success":true,"data":{"id":"1"}}')


def test_what_is_json_already_is_told_as_it_stands() -> None:
    answer = answer_of(Outcome(Json(b'{"a": 1}'), version=7))
    assert answer.content == b'{"success":true,"data":{"a": 1}}'
    assert (answer.status, answer.version) == (200, 7)


def test_what_is_new_and_what_is_not_done_yet_have_statuses_of_their_own() -> None:
    gone = Gone(id="1")
    assert answer_of(Outcome(gone, created=True)).status == 201
    assert answer_of(Outcome(gone, pending=True)).status == 202
    # The status of the route is for plain values.
    assert answer_of(Outcome(gone), 201).status == 200


def test_what_was_odd_stands_beside_the_data() -> None:
    told = bytes(answer_of(Outcome(Json(b"1"), warnings=(ODD,))).content)
    assert told == (
        b'{"success":true,"data":1,"warnings":[{"code":"unknown_session","field":"session_id",'
        b'"message":"there is none"}]}'
    )


def test_a_listing_tells_its_seq_and_where_it_goes_on() -> None:
    listing: Listing[Gone] = Listing((b"1", b"2"), 4, "more")
    told = answer_of(listing).content
    assert bytes(told) == b'{"success":true,"data":[1,2],"seq":4,"cursor":"more"}'
    assert isinstance(told, Pieces)
    assert told.rows is listing.rows


def test_a_page_of_the_log_tells_its_epoch() -> None:
    listing: Listing[Gone] = Listing((), 4, epoch="e1")
    assert bytes(answer_of(listing).content) == b'{"success":true,"data":[],"seq":4,"epoch":"e1"}'


def test_what_is_long_is_not_put_together_for_each_who_asks() -> None:
    long = b'"%b"' % (b"x" * AT_ONCE)
    told = answer_of(Outcome(Json(long))).content
    assert isinstance(told, Pieces)
    assert told.rows[0] is long
    assert bytes(told) == b'{"success":true,"data":%b}' % long


def a_list(seq: int) -> Listing[Gone]:
    return Listing((b"1", b"2"), seq)


def test_a_short_list_that_many_ask_for_is_put_together_once() -> None:
    lists, board = Lists(), a_list(seq=7)

    first = lists.answer_of(board)

    assert first.content == b'{"success":true,"data":[1,2],"seq":7}'
    assert lists.answer_of(board) is first
    assert lists.answer_of(a_list(seq=8)).content != first.content


def test_a_list_that_nobody_gives_out_again_is_not_kept() -> None:
    lists = Lists()
    for seq in (7, 8, 9):
        lists.answer_of(a_list(seq))

    assert len(lists) == 0


def test_a_long_list_stays_in_pieces() -> None:
    long: Listing[Gone] = Listing((b"1" * AT_ONCE, b"2"), seq=7)

    assert isinstance(Lists().answer_of(long).content, Pieces)


async def test_a_list_is_compressed_once_for_all_who_take_that() -> None:
    lists, board = Lists(), Listing[Gone]((b"1" * PACKED_FROM, b"2"), seq=7)

    first, second = await asyncio.gather(lists.pack(board), lists.pack(board))

    assert first is second
    assert first.packed
    assert gzip.decompress(bytes(first.content)) == bytes(lists.answer_of(board).content)
    assert not lists.answer_of(board).packed


async def test_a_short_list_is_not_compressed() -> None:
    lists, board = Lists(), a_list(seq=7)

    assert await lists.pack(board) is lists.answer_of(board)


@pytest.mark.parametrize(
    ("accepted", "takes"),
    [
        ([], False),
        (["gzip"], True),
        (["br", "deflate, GZIP;q=0.5"], True),
        (["gzip;q=0"], False),
        (["gzip; q=0.000, br"], False),
        (["identity"], False),
        (["x-gzip"], True),
        (["gzipped"], False),
    ],
)
def test_who_takes_gzip_has_said_so(accepted: list[str], *, takes: bool) -> None:
    assert takes_gzip(accepted) is takes
