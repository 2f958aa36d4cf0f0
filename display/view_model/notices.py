"""What a cook is told in passing, in the crew's language."""

from collections.abc import Mapping
from typing import Any

from display.state.messages import Action
from display.state.model import BoardState
from display.state.notices import Notice, NoticeCode
from display.view_model.hub_alarms import say_alarm
from display.view_model.words import called_out, dish, isolate
from hub.domain.errors import Code
from hub.locale.words import mark, say, say_many

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
    NoticeCode.SOLD_OUT_NOW: mark("86: {name} is sold out."),
    NoticeCode.AVAILABLE_AGAIN: mark("86: {name} is available again."),
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
}
_REFUSED: Mapping[str, str] = {
    Code.NOT_FOUND: mark("The hub does not have it any more."),
    Code.INVALID_TRANSITION: mark("That can't be done with it any more."),
    Code.STALE: mark("Somebody else was faster."),
    Code.CONFLICT: mark("Something else stands in the way of that."),
    Code.ITEM_UNAVAILABLE: mark("It is sold out."),
    Code.FORBIDDEN: mark("This screen may not do that. The hub can let it: {command}"),
    Code.RATE_LIMITED: mark("The hub has too much to do. Press again in a moment."),
    Code.STORAGE_FULL: mark("The hub's disk is full. Nothing was changed."),
    Code.STORAGE_ERROR: mark("The hub could not write to its disk. Nothing was changed."),
    Code.INTERNAL: mark("The hub has failed at that. Press again; if it stays, see its log."),
    Code.BAD_REQUEST: mark("The hub does not understand this screen. Is one of them too old?"),
    Code.IDEMPOTENCY_CONFLICT: mark("The hub takes this press for another one. Press again."),
}
"""Why the hub has refused a press, by its codes; of another one it says itself why."""

_ABOUT = mark("{number}: {why}")


def notice_words(notice: Notice, state: BoardState) -> str:
    """Say a notice.

    Args:
        notice: what happened.
        state: what the screen knows: how tickets are called, and which keys there are.
    """
    if notice.alarm is not None:
        return say_alarm(notice.alarm, state.replica.orders)
    values: dict[str, Any] = {
        name: state.keys.name(value)
        if isinstance(value, Action)
        else isolate(value)
        if isinstance(value, str)
        else value
        for name, value in notice.values.items()
    }
    if notice.order is not None:
        values["number"] = called_out(notice.order, state.settings.head)
    if notice.item is not None:
        values["dish"] = values["name"] = dish(notice.item)
    if notice.code in {NoticeCode.REFUSED, NoticeCode.REFUSED_IN_ITS_WORDS}:
        return _say_refused(notice, values)
    if notice.code is NoticeCode.FEW_LEFT:
        count, name = values["count"], values["name"]
        return say_many(
            "86: {count} left of {name}.", "86: {count} left of {name}.", count, name=name
        )
    return say(_NOTICES[notice.code], **values)


def _say_refused(notice: Notice, values: Mapping[str, Any]) -> str:
    known = None
    if notice.code is NoticeCode.REFUSED:
        known = _REFUSED.get(f"{notice.values['kind']}")
    why = values["why"] if known is None else say(known, command="galley-hub pair --role kitchen")
    return why if notice.order is None else say(_ABOUT, number=values["number"], why=why)
