"""Many people pair at once: one token at most each time, and none once pairing has been closed."""

import asyncio
from contextlib import suppress

from hypothesis import given, settings
from hypothesis import strategies as st

from hub.access.pairing import PairingService, Reach
from hub.domain.errors import Code, Refusal
from hub.domain.permissions import Principal, Role
from hub.wire.pairing import CODE_BYTES, Device, code_text, commitment
from tests.support.effort import tries

NONCE = bytes([3]) * 32
WRONG = code_text(bytes(CODE_BYTES))


class SlowDisk:
    """Makes tokens after a while, or not at all.

    Attributes:
        made: the names of the devices that have one, in order; a name belongs to one window.
        over: the windows of which somebody has been told that they are closed.
    """

    def __init__(self, outcomes: list[tuple[int, bool]]) -> None:
        self.made: list[str] = []
        self.over: set[str] = set()
        self.too_late: list[str] = []
        self._outcomes = outcomes

    async def pair(
        self, role: Role, name: str, by: Principal, *, asks: bool = False
    ) -> tuple[Device, str]:
        turns, written = self._outcomes.pop() if self._outcomes else (0, True)
        for _ in range(turns):
            await asyncio.sleep(0)
        if not written:
            raise Refusal(Code.STORAGE_ERROR, "no")
        if name in self.over:
            self.too_late.append(name)
        self.made.append(name)
        return Device(id=name, name=name, role=role), "gly_x"

    def find_namesake(self, role: Role, name: str) -> str | None:
        return None


class Crowd:
    """Everybody who does something, each as a task of its own."""

    def __init__(self, disk: SlowDisk) -> None:
        self.disk = disk
        self.service = PairingService(
            branch_id="b",
            devices=disk,
            reach=Reach(lambda: bytes(32), tuple, str),
            show=lambda frame: None,
            clock=lambda: 0.0,
        )
        self.codes: list[str] = []
        self.screens: list[str] = []
        self._windows = 0
        self._names: dict[str, str] = {}

    async def open(self) -> None:
        self._windows += 1
        mine = self._windows
        opened = await self.service.open(Role.KITCHEN, f"window {mine}")
        self.disk.over |= {f"window {each}" for each in range(1, mine)}
        self._names[opened.id] = f"window {mine}"
        self.codes.append(opened.code)

    async def close(self) -> None:
        closed = await self.service.close()
        self.disk.over.add(self._names[closed.id])

    async def by_code(self) -> None:
        for code in self.codes[-2:]:
            with suppress(Refusal):
                await self.service.pair(code, "x", "10.0.0.5")

    async def by_wrong_code(self) -> None:
        await self.service.pair(WRONG, "x", "10.0.0.5")

    async def come(self) -> None:
        begun = self.service.begin(f"screen {len(self.screens)}", commitment(NONCE), "10.0.0.5")
        self.service.reveal(begun.id, NONCE)
        self.screens.append(begun.id)

    async def confirm(self) -> None:
        for each in self.service.list_asking()[:1]:
            self.service.confirm(each.id)

    async def refuse(self) -> None:
        for each in self.service.list_asking()[:1]:
            self.service.refuse(each.id)

    async def claim(self) -> None:
        for each in self.screens[-3:]:
            with suppress(Refusal):
                await self.service.claim(each, NONCE)


_deeds = st.sampled_from(
    ["open", "close", "by_code", "by_wrong_code", "come", "confirm", "refuse", "claim"]
)
_steps = st.lists(st.tuples(_deeds, st.integers(0, 3)), min_size=1, max_size=40)
_outcomes = st.lists(st.tuples(st.integers(0, 6), st.booleans()), max_size=6)


@settings(max_examples=tries(40, 400))
@given(_steps, _outcomes)
def test_whoever_does_what_when(
    steps: list[tuple[str, int]], outcomes: list[tuple[int, bool]]
) -> None:
    disk = SlowDisk(outcomes)

    async def everybody() -> None:
        crowd = Crowd(disk)
        await crowd.open()
        tasks = []
        for deed, turns in steps:
            tasks.append(asyncio.create_task(getattr(crowd, deed)()))
            for _ in range(turns):
                await asyncio.sleep(0)
        ends = await asyncio.gather(*tasks, return_exceptions=True)
        assert [each for each in ends if each is not None and not isinstance(each, Refusal)] == []

    asyncio.run(everybody())

    assert len(disk.made) == len(set(disk.made))
    assert disk.too_late == []
