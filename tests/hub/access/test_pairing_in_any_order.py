"""Whatever comes in whatever order while pairing is open: one device is let in at most."""

from collections.abc import Callable
from contextlib import suppress

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from hub.access.pairing_window import (
    Admitted,
    Window,
)
from hub.domain.errors import Refusal
from hub.domain.permissions import Role
from tests.support.effort import tries
from tests.support.pairing_window import (
    ANCHOR,
    CODE,
    DEVICE,
    asking,
    nonce_of,
    opened,
)

_who = st.sampled_from(["a", "b", "c"])
_mostly = st.sampled_from([True, True, True, False])
_seconds = st.sampled_from([0.0, 0.5, 11.0, 40.0, 299.0, 300.0])


class AnyOrder(RuleBasedStateMachine):
    """Everybody does whatever they like, in any order."""

    def __init__(self) -> None:
        super().__init__()
        self.now = 0.0
        self.confirmed: set[str] = set()
        self.under_way = False
        self.tokens = 0
        self.window = opened()

    @rule()
    @precondition(lambda self: not self.under_way)
    def open_anew(self) -> None:
        self.window = Window(window_id="w", role=Role.KITCHEN, name=None, code=CODE, now=self.now)
        self.confirmed = set()
        self.tokens = 0

    @rule(seconds=_seconds)
    def wait(self, seconds: float) -> None:
        self.now += seconds

    @rule(who=_who)
    def begin(self, who: str) -> None:
        self._may_be_refused(lambda: self.window.begin(asking(who, self.now), self.now))

    @rule(who=_who, honest=_mostly)
    def reveal(self, who: str, honest: bool) -> None:
        nonce = nonce_of(who if honest else "nobody")
        self._may_be_refused(lambda: self.window.reveal(who, nonce, ANCHOR, self.now))

    @rule(who=_who)
    def come_and_be_confirmed(self, who: str) -> None:
        self.begin(who)
        self.reveal(who, honest=True)
        self.confirm(who)

    @rule(who=_who)
    def confirm(self, who: str) -> None:
        if self._may_be_refused(lambda: self.window.confirm(who, self.now)):
            self.confirmed.add(who)

    @rule(who=_who)
    def refuse(self, who: str) -> None:
        self._may_be_refused(lambda: self.window.refuse(who, self.now))

    @rule(who=_who, honest=_mostly)
    def claim(self, who: str, honest: bool) -> None:
        nonce = nonce_of(who if honest else "nobody")
        admitted: list[Admitted | None] = []
        over = self._over()
        if self._may_be_refused(
            lambda: admitted.append(self.window.take(who, nonce, self.now))
        ) and any(admitted):
            assert honest
            assert who in self.confirmed
            self._let_in(over)

    @rule(right=st.booleans())
    def pair_by_code(self, right: bool) -> None:
        code = CODE if right else bytes(16)
        over = self._over()
        if self._may_be_refused(lambda: self.window.take_by_code(code, "Till", self.now, "till")):
            assert right
            assert not self.confirmed
            self._let_in(over)

    @rule(written=st.booleans())
    @precondition(lambda self: self.under_way)
    def the_disk_answers(self, written: bool) -> None:
        self.under_way = False
        if written:
            self.tokens += 1
            self.window.note_paired(DEVICE)
        else:
            self.window.give_back()

    @invariant()
    def one_token_at_most(self) -> None:
        assert self.tokens + self.under_way <= 1

    @invariant()
    def one_device_is_confirmed_at_most(self) -> None:
        assert len(self.confirmed) <= 1

    def _over(self) -> bool:
        return self.window.seconds_left(self.now) <= 0 or self.tokens > 0

    def _let_in(self, over: bool) -> None:
        assert not over
        assert not self.under_way
        self.under_way = True

    @staticmethod
    def _may_be_refused(what: Callable[[], object]) -> bool:
        try:
            what()
        except Refusal:
            return False
        return True


AnyOrder.TestCase.settings = settings(max_examples=tries(30, 300), stateful_step_count=40)
TestAnyOrder = AnyOrder.TestCase


_evil = st.lists(
    st.tuples(st.sampled_from(["code", "begin", "show", "lie", "refused"]), st.integers(1, 200)),
    max_size=200,
)


@settings(max_examples=tries(20, 200), deadline=None)
@given(_evil)
def test_whatever_strangers_have_done_a_device_gets_in(deeds: list[tuple[str, int]]) -> None:
    window = opened()
    for turn, (deed, host) in enumerate(deeds):
        who, address = f"evil {turn}", f"192.168.1.{host}"
        with suppress(Refusal):
            if deed == "code":
                window.take_by_code(bytes(16), "x", 0, address)
            window.begin(asking(who, address=address, name=who, long=True), 0)
            if deed != "begin":
                nonce = nonce_of("lie" if deed == "lie" else who)
                window.reveal(who, nonce, ANCHOR, 0)
            if deed == "refused":
                window.refuse(who, 0)

    window.begin(asking("screen", address="192.168.1.254", long=True), 0)
    window.reveal("screen", nonce_of("screen"), ANCHOR, 0)
    window.confirm("screen", 0)

    assert window.take("screen", nonce_of("screen"), 0) == Admitted(Role.KITCHEN, "Grill")


@settings(max_examples=tries(10, 100), deadline=None)
@given(_evil)
def test_whatever_strangers_have_done_the_code_lets_its_device_in(
    deeds: list[tuple[str, int]],
) -> None:
    window = opened()
    for deed, host in deeds:
        with suppress(Refusal):
            window.take_by_code(deed.encode(), "x", 0, f"192.168.1.{host}")

    assert window.take_by_code(CODE, "Till", 0, "192.168.1.1") == Admitted(Role.KITCHEN, "Till")
