"""The bars above and below the board: whose screen it is, whether it is current, what is hidden."""

from collections import Counter
from collections.abc import Mapping

from display.state.messages import LinkState
from display.state.model import DEAD_MS, STALE_MS, BoardState, Undo
from display.state.settings import ALL, EXPO
from display.view_model.hub_alarms import say_alarm
from display.view_model.key_legend import is_asked_for, name_undo, share_bar
from display.view_model.layout import Layout, shorten, shrink, wrap
from display.view_model.notices import notice_words
from display.view_model.screen import Box, Fill, Panel, Rect, Text, Tone
from display.view_model.words import age, called_out, clock, type_name, unix_ms
from hub.common.screen_troubles import describe_trouble
from hub.domain.orders import ItemStatus
from hub.locale.words import mark, say, say_many

_LINE = 0.7
"""The height of a bar's line, as a share of the bar's."""

_TIMES = "\N{MULTIPLICATION SIGN}"
_RAIL = 3
"""Times for which orders are to come that are named one by one."""

_HALF = 0.46
"""The height of each of two lines in a bar."""


def top_bar(state: BoardState, now: int, layout: Layout, tickets: int) -> Panel:
    """Say whose screen this is, and across all of it when it is not current.

    Args:
        state: what the screen knows.
        now: monotonic ms.
        layout: the glass.
        tickets: on the board.
    """
    rect = Rect(0, 0, layout.width, layout.bar)
    silence = state.silence(now)
    if silence >= STALE_MS:
        ago = age(silence)
        text = say("NOT CURRENT: the hub has been silent for {time}", time=ago)
        if state.heard is None:
            text = say("NOT CURRENT: no hub has answered for {time}", time=ago)
        if silence >= DEAD_MS:
            text = say("{what} — do not cook from this board", what=text)
        right = "   ".join(filter(None, (_under_way(state), _clock(state, now))))
        words = _sides(text, right, rect, Tone.ALARM_TEXT, layout)
        return Panel("top", rect, Tone.ALARM, (alarm_frame(rect, layout), *words))
    parts = _sides(_title(state, tickets), _status(state, now), rect, Tone.BAR_TEXT, layout)
    return Panel("top", rect, Tone.BAR, parts)


def bottom_bar(state: BoardState, now: int, layout: Layout, pages: int) -> Panel:
    """Say what the cook should know, news, then troubles, and which page is shown."""
    high = layout.foot
    rect = Rect(0, layout.height - high, layout.width, high)
    left, alarm = _news(state, now)
    page = min(state.page, pages - 1) + 1
    right = say("page {page} of {pages}", page=page, pages=pages) if state.page else ""
    # At its end is the key that shows all keys, on a glass that feels fingers.
    framed, room = rect, rect._replace(w=rect.w - layout.foot) if layout.touch else rect
    if is_asked_for(state, now):
        framed, _ = share_bar(rect)
        room = framed
    if alarm:
        words = _sides(left, right, room, Tone.ALARM_TEXT, layout)
        return Panel("bottom", rect, Tone.ALARM, (alarm_frame(framed, layout), *words))
    return Panel("bottom", rect, Tone.BAR, _sides(left, right, room, Tone.BAR_TEXT, layout))


def alarm_frame(rect: Rect, layout: Layout) -> Box:
    """Frame what is an alarm: who sees no red takes its ground for that of any other bar."""
    return Box(rect, Tone.ALARM_TEXT, Fill.FRAME, width=max(2, layout.unit // 10))


def _news(state: BoardState, now: int) -> tuple[str, bool]:
    newest = state.notices[-1:]
    # A notice goes in a few seconds and a trouble stays: what is said first is what is new.
    alarms = [say_alarm(each, state.replica.orders) for each in state.alarms]
    standing = (*alarms, *map(describe_trouble, state.troubles))
    words = (*(notice_words(each, state) for each in newest), *standing)
    if words:
        return "  ·  ".join(words), bool(standing) or newest[0].grave
    if state.undo is not None:
        return _say_undo(state, state.undo, now), False
    return "", False


_DONE: Mapping[str, str] = {
    ItemStatus.PREPARING: mark("{number} started. {key} takes it back: {seconds} s"),
    ItemStatus.READY: mark("{number} ready. {key} takes it back: {seconds} s"),
    ItemStatus.SERVED: mark("{number} served. {key} takes it back: {seconds} s"),
}
_BUMPED = mark("{number} bumped. {key} takes it back: {seconds} s")
_SENT = mark("{number} is on its way. {key} takes it back: {seconds} s")


def _say_undo(state: BoardState, undo: Undo, now: int) -> str:
    """Say what the last bump has done, and which key takes it back for how long."""
    sent = any(each.press_id == undo.press_id for each in state.in_flight)
    words = _SENT if sent else _DONE.get(undo.lines[0].current if undo.lines else "", _BUMPED)
    return say(
        words,
        number=called_out(undo.order, state.settings.head),
        key=name_undo(state.keys),
        seconds=max(0, undo.until - now + 999) // 1000,
    )


def _title(state: BoardState, tickets: int) -> str:
    names = {ALL: say("Kitchen"), EXPO: say("Expo")}
    stations = ", ".join(each.strip().title() for each in state.settings.station.split(","))
    name = names.get(state.settings.station, stations)
    left_out = ", ".join(map(type_name, state.settings.leave_out))
    if left_out:
        name = say("{name} without {types}", name=name, types=left_out)
    open_ones = say_many("{count} open", "{count} open", tickets)
    order = "" if state.rush_first else say("oldest first")
    return "   ".join(filter(None, (name, open_ones, order, _to_come(state))))


def _to_come(state: BoardState) -> str:
    """Say for when orders are that wait for their time, and how many for each."""
    if not state.upcoming:
        return ""
    times = sorted(at for each in state.upcoming.values() if (at := unix_ms(each)) is not None)
    counts = Counter(clock(at, state.utc_offset_minutes) for at in times)
    words = [f"{time} {_TIMES} {count}" for time, count in counts.items()]
    if len(words) > _RAIL:
        later = sum(list(counts.values())[_RAIL:])
        words[_RAIL:] = [f"{say('later')} {_TIMES} {later}"]
    if unknown := len(state.upcoming) - len(times):
        words.append(f"{say('time not said')} {_TIMES} {unknown}")
    return say("Coming: {times}", times="   ".join(words))


def _status(state: BoardState, now: int) -> str:
    words = {
        LinkState.LIVE: say("live"),
        LinkState.POLLING: say("polling every 2 s"),
        LinkState.SEARCHING: say("looking for the hub"),
    }
    under_way = _under_way(state)
    waiting = f"{under_way}   " if under_way else ""
    return "   ".join(filter(None, (waiting + words[state.connection], _clock(state, now))))


def _clock(state: BoardState, now: int) -> str:
    """Write the hub's time of day, which goes on while it is silent; "" before it was known."""
    if state.hub_ahead is None:
        return ""
    return clock(now + state.hub_ahead, state.utc_offset_minutes)


def _under_way(state: BoardState) -> str:
    count = len(state.in_flight)
    return say_many("{count} on the way", "{count} on the way", count) if count else ""


def _sides(left: str, right: str, rect: Rect, tone: Tone, layout: Layout) -> tuple[Text, ...]:
    """Set a text at each end of a bar; neither takes the other's room."""
    inner = Rect(rect.x + 2 * layout.gap, rect.y, rect.w - 4 * layout.gap, rect.h)
    if not right:
        return () if not left else _line(left, inner, tone, layout)
    most = inner.w if not left else inner.w * 45 // 100
    full = round(min(rect.h, layout.bar) * _LINE)
    text, size = layout.fit(right, most, full)
    width = layout.measure(text, size, bold=True)
    place = Rect(inner.x + inner.w - width, rect.y + (rect.h - size) // 2, width, size)
    rest = Rect(inner.x, inner.y, inner.w - width - 2 * layout.gap, inner.h)
    at_left = _line(left, rest, tone, layout) if left else ()
    return (*at_left, Text(place, text, size, tone, bold=True))


def _line(text: str, rect: Rect, tone: Tone, layout: Layout) -> tuple[Text, ...]:
    """Set a text on one line, or on two smaller ones when it is long."""
    measure = layout.measure
    high = min(rect.h, layout.bar)
    full, half = round(high * _LINE), round(high * _HALF)
    size = shrink(text, rect.w, full, measure, bold=True, least=half)
    if measure(text, size, bold=True) <= rect.w:
        place = Rect(rect.x, rect.y + (rect.h - size) // 2, rect.w, size)
        return (Text(place, text, size, tone, bold=True),)
    first, *rest = wrap(text, rect.w, half, measure, bold=True)
    second = shorten(" ".join(rest), rect.w, half, measure, bold=True)
    top = rect.y + (rect.h - 2 * half) // 2
    return tuple(
        Text(Rect(rect.x, top + row * half, rect.w, half), line, half, tone, bold=True)
        for row, line in enumerate((first, second))
    )
