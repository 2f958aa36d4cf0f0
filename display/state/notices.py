"""Sentences for the cook, shown for a while."""

from msgspec.structs import replace

from display.state.messages import Effect, Play, Pressed, Sound
from display.state.model import Notice, State

NOTICE_MS = 6_000
_AT_ONCE = 3


def told(
    state: State, text: str, now: int, *, grave: bool = False, for_ms: int = NOTICE_MS
) -> State:
    """Show one more sentence for ``for_ms``; only the last few stand at once."""
    notice = Notice(text, now + for_ms, grave)
    return replace(state, notices=(*state.notices, notice)[-_AT_ONCE:])


def refused(state: State, press: Pressed, why: str) -> tuple[State, tuple[Effect, ...]]:
    """Tell the cook that a press did nothing, and why."""
    return told(state, why, press.now, grave=True), (Play(Sound.REFUSED),)
