"""The machine below the hub: what it is, and the few things that a manager may have done to it.

The hub itself cannot do any of it. It asks galley-host, and writes down before who wanted what.
"""

from collections.abc import Awaitable, Callable
from functools import partial
from typing import TypeVar

from msgspec import UNSET, UnsetType

from hub.commit.writer import Writer
from hub.common.host_client import HostAway, ask_host
from hub.domain.errors import Code, Refusal, bad_field
from hub.domain.permissions import Principal
from hub.locale.words import Language
from hub.upkeep.examination import HubExamination
from hub.wire.drafts import host_draft
from hub.wire.host import (
    HostAnswer,
    HostCode,
    MachineFacts,
    MachineText,
    ReadLog,
    TellFacts,
    TellSupport,
    TellZones,
    Verb,
    VerbRefused,
)
from hub.wire.host_asked import CONFIRMED, AskMachine, LogQuery, MachineAsked

T = TypeVar("T")

AskHost = Callable[[Verb], Awaitable[HostAnswer]]
"""Asks a machine's galley-host.

Raises:
    HostAway: it does not answer.
"""

AskScreen = Callable[[str, Verb], Awaitable[HostAnswer]]
"""Has a screen, by its device's id, ask the galley-host of its machine.

Raises:
    HostAway: nothing answers.
"""

_FIELDS = {HostCode.NO_SUCH_ZONE: "zone", HostCode.NO_SUCH_NAME: "name"}
_AGAIN_IN = 60
"""Seconds; galley-host counts by the minute."""

_INTRODUCTION = """\
Galley support file
It tells of this machine, its screens and its network. No order, no guest and no key stands in it.
"""


class HostService:
    """Has a machine looked at, and looked after.

    Args:
        writer: writes down who wanted what.
        examination: has the doctor look; he looks at the hub's own machine only.
        ask_screen: asks the galley-host of a screen's machine.
        screen: id of the device whose machine it is; left out of the hub's own.

    Attributes:
        ask: asks the machine's galley-host.
        ask_screen: the same.
    """

    def __init__(
        self,
        writer: Writer,
        examination: HubExamination,
        ask_screen: AskScreen,
        screen: str | UnsetType = UNSET,
    ) -> None:
        self.ask: AskHost = ask_host
        self.ask_screen = ask_screen
        self._writer = writer
        self._examination = examination
        self._screen = screen

    def of_screen(self, screen: str) -> "HostService":
        """Look after the machine of a screen as after this one.

        Args:
            screen: id of its device.
        """
        its = HostService(self._writer, self._examination, self.ask_screen, screen)
        its.ask = partial(self.ask_screen, screen)
        return its

    async def facts(self) -> MachineFacts:
        """Say what the machine is, and how it is.

        Raises:
            Refusal: CONFLICT where it has no galley-host.
        """
        answer = await self._ask(TellFacts())
        return _expect(answer, MachineFacts)

    async def zones(self) -> list[str]:
        """List the time zones that the machine knows.

        Raises:
            Refusal: CONFLICT where it has no galley-host.
        """
        answer = await self._ask(TellZones())
        return sorted(_expect(answer, MachineText).text.split())

    async def act(self, who: Principal, asked: AskMachine) -> MachineAsked:
        """Have something done to the machine. That it was wanted is durable before it is done.

        Args:
            who: wants it.
            asked: what.

        Raises:
            Refusal: BAD_REQUEST where a value is not as it has to be, or the machine's name was not
                typed; CONFLICT where it cannot be done; RATE_LIMITED; STORAGE_ERROR.
        """
        verb = asked.read(who.actor)
        if asked.verb in CONFIRMED:
            name = (await self.facts()).host_name
            if asked.confirm != name:
                raise bad_field("confirm", f"must be the machine's name, which is {name}")
        change = self._writer.begin(who.actor)
        change.tell(host_draft(verb, self._screen))
        await self._writer.commit(change)
        await self._ask(verb)
        return MachineAsked(verb=asked.verb)

    async def read_log(self, query: LogQuery) -> MachineText:
        """Read the newest lines of a log, without what anybody has said.

        Raises:
            Refusal: CONFLICT where it cannot be had.
        """
        answer = await self._ask(ReadLog(service=query.service, lines=query.lines))
        return _expect(answer, MachineText)

    async def support(self) -> MachineText:
        """Put together what somebody needs who helps from afar.

        Raises:
            Refusal: CONFLICT where it cannot be had.
        """
        told = _expect(await self._ask(TellSupport()), MachineText)
        try:
            found = (await self._examination.report(Language.ENGLISH)).findings
            doctor = "\n".join(f"{each.level:8} {each.about}: {each.text}" for each in found)
        except Refusal as why:
            doctor = why.message
        text = f"{_INTRODUCTION}\n== Doctor\n{doctor}\n\n{told.text}\n"
        return MachineText(text=text, cut=told.cut)

    async def _ask(self, verb: Verb) -> HostAnswer:
        try:
            answer = await self.ask(verb)
        except HostAway:
            why = "This machine cannot be looked after from here: no galley-host answers."
            raise Refusal(Code.CONFLICT, why, {"host": "AWAY"}) from None
        if isinstance(answer, VerbRefused):
            raise _refusal_of(answer)
        return answer


def _refusal_of(answer: VerbRefused) -> Refusal:
    field = _FIELDS.get(answer.code)
    details = {"host": answer.code}
    if field is not None:
        message = f"{field}: {answer.message}"
        return Refusal(Code.BAD_REQUEST, message, {field: answer.message, **details})
    if answer.code in {HostCode.BUSY, HostCode.TOO_OFTEN}:
        return Refusal(Code.RATE_LIMITED, answer.message, details, retry_after=_AGAIN_IN)
    return Refusal(Code.CONFLICT, answer.message, details)


def _expect(answer: HostAnswer, kind: type[T]) -> T:
    if not isinstance(answer, kind):
        why = "This machine's galley-host answers otherwise than it was asked."
        raise Refusal(Code.CONFLICT, why, {"host": HostCode.FAILED})
    return answer
