"""What a cook is told in passing, in the crew's language."""

from collections.abc import Mapping
from typing import Any

from display.state.notices import Notice, NoticeCode
from display.view_model.words import isolate
from hub.locale.words import mark, say

_NOTICES: Mapping[NoticeCode, str] = {
    NoticeCode.OVERTAKEN: mark("{number} was not bumped: somebody else was faster."),
    NoticeCode.NOT_TAKEN_BACK: mark(
        "{number} was not taken back: somebody has moved it on meanwhile."
    ),
    NoticeCode.ALL_CANCELLED: mark("{number} was cancelled: nothing of it is left to make."),
    NoticeCode.ON_ITS_WAY: mark("{number} is on its way to the hub already."),
    NoticeCode.GONE: mark("{number} is gone."),
    NoticeCode.THIS_IS_GONE: mark("This ticket is gone."),
    NoticeCode.NOTHING_ON_KEY: mark("Nothing on {key}."),
    NoticeCode.FIRST_PAGE_ONLY: mark("Numbers are for the first page. Look again."),
    NoticeCode.SPOT_CHANGED: mark("This spot has just changed. Look and touch again."),
    NoticeCode.FRAME_MOVED: mark("The frame has just moved. Look and press again."),
    NoticeCode.LIST_CHANGED: mark("The list has just changed. Look and press again."),
    NoticeCode.LIST_CLOSED: mark("The list is closed. Look and press again."),
    NoticeCode.NO_TICKET: mark("There is no ticket to bump."),
    NoticeCode.NOTHING_TO_START: mark("{number} has nothing left to start."),
    NoticeCode.NOTHING_TO_READY: mark("{number} has nothing left to make ready."),
    NoticeCode.NOTHING_TO_SERVE: mark("{number}: nothing of it is ready to be served yet."),
    NoticeCode.NOTHING_TO_BUMP: mark("{number} has nothing left to bump."),
    NoticeCode.NOTHING_TO_UNDO: mark("There is nothing to undo. {key} lists older tickets."),
    NoticeCode.DISH_NOT_READY: mark("{number}: {dish} is not ready yet."),
    NoticeCode.SHOWN_THERE_AGAIN: mark("{number} is shown at {station} again."),
    NoticeCode.TAKEN_OFF: mark("{number}: taken off the board."),
    NoticeCode.ALLERGY_SEEN: mark("{number}: the allergy is seen. Press again to bump."),
    NoticeCode.CHANGE_SEEN: mark("{number}: the change is seen. Press again to bump."),
    NoticeCode.ONE_PAGE: mark("Everything is on this page."),
    NoticeCode.SORTED: mark("Sorted by age."),
    NoticeCode.RUSH_FIRST: mark("Rush tickets come first."),
    NoticeCode.OLDEST_FIRST: mark("Oldest tickets come first."),
    NoticeCode.NOT_SOLD_OUT: mark("86: {name} is not sold out."),
    NoticeCode.BROUGHT_BACK: mark("86 {name}: brought back, sent to the hub."),
    NoticeCode.NOTHING_TO_MAKE: mark("86: this ticket has nothing left to make."),
    NoticeCode.NOT_ON_MENU: mark("86: {name} is not on the menu."),
    NoticeCode.SOLD_OUT_ASKED: mark("86 {name}? Press {key} to mark it sold out."),
    NoticeCode.SOLD_OUT_ASKED_OF_SEVERAL: mark(
        "86 {name}? Press {key} to mark it sold out. "
        "{other} for another dish ({place} of {dishes})."
    ),
    NoticeCode.SOLD_OUT_SENT: mark("86 {name}: sent to the hub."),
    NoticeCode.HUB_ABOUT: mark("{number}: {why}"),
    NoticeCode.HUB: "{why}",
}


def notice_words(notice: Notice) -> str:
    """Say a notice."""
    values: dict[str, Any] = {
        name: isolate(value) if isinstance(value, str) else value
        for name, value in notice.values.items()
    }
    return say(_NOTICES[notice.code], **values)
