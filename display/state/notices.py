"""What a cook is told in passing: codes with values. The view model has the words."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

import msgspec

from display.state.messages import HubAlarm
from hub.domain.orders import Item, Order


class NoticeCode(StrEnum):
    """What there is to say."""

    ALARM = "alarm"
    REFUSED = "refused"
    REFUSED_IN_ITS_WORDS = "refused_in_its_words"
    SOLD_OUT_NOW = "sold_out_now"
    AVAILABLE_AGAIN = "available_again"
    FEW_LEFT = "few_left"
    OVERTAKEN = "overtaken"
    NOT_TAKEN_BACK = "not_taken_back"
    ALL_CANCELLED = "all_cancelled"
    ON_ITS_WAY = "on_its_way"
    GONE = "gone"
    THIS_IS_GONE = "this_is_gone"
    NOTHING_ON_KEY = "nothing_on_key"
    FIRST_PAGE_ONLY = "first_page_only"
    SPOT_CHANGED = "spot_changed"
    FRAME_MOVED = "frame_moved"
    LIST_CHANGED = "list_changed"
    LIST_CLOSED = "list_closed"
    NO_TICKET = "no_ticket"
    NOTHING_TO_START = "nothing_to_start"
    NOTHING_TO_READY = "nothing_to_ready"
    NOTHING_TO_SERVE = "nothing_to_serve"
    NOTHING_TO_BUMP = "nothing_to_bump"
    DISH_NOT_READY = "dish_not_ready"
    NOTHING_TO_UNDO = "nothing_to_undo"
    TAKEN_OFF = "taken_off"
    ALLERGY_SEEN = "allergy_seen"
    CHANGE_SEEN = "change_seen"
    ONE_PAGE = "one_page"
    SORTED = "sorted"
    SHOWN_THERE_AGAIN = "shown_there_again"
    RUSH_FIRST = "rush_first"
    OLDEST_FIRST = "oldest_first"
    NOTHING_TO_MAKE = "nothing_to_make"
    NOT_ON_MENU = "not_on_menu"
    NOT_SOLD_OUT = "not_sold_out"
    BROUGHT_BACK = "brought_back"
    SOLD_OUT_ASKED = "sold_out_asked"
    SOLD_OUT_ASKED_OF_SEVERAL = "sold_out_asked_of_several"
    SOLD_OUT_SENT = "sold_out_sent"


class Notice(msgspec.Struct, frozen=True):
    """Something for the cook, shown until it is over; ``grave`` ones stand out.

    Attributes:
        code: what it is.
        until: monotonic ms.
        grave: whether something did not happen that was meant to.
        values: what stands in the sentence, by name; an action stands for the key that has it.
        order: the ticket that it is about, as it was then.
        item: the dish of it.
        alarm: of the hub's.
    """

    code: NoticeCode
    until: int
    grave: bool = False
    values: Mapping[str, str | int] = MappingProxyType({})
    order: Order | None = None
    item: Item | None = None
    alarm: HubAlarm | None = None
