"""What the hub has this screen ask its own machine: carried to galley-host, and back."""

import msgspec

from display.link.socket_client import HubSocket
from hub.common.host_client import HostAway, ask_host
from hub.wire.host import HOST_SOCKET, HostAnswer, HostCode, MachineText, Verb, VerbRefused
from hub.wire.socket_messages import HostTold

_LONGEST = 12 * 1024
"""Bytes of a text that go back: a message of a screen's has room for a little more."""

_decoder: msgspec.json.Decoder[Verb] = msgspec.json.Decoder(Verb)


async def answer_for_machine(hub_socket: HubSocket, path: str = HOST_SOCKET) -> None:
    """Ask this machine whatever the hub wants to know of it, one thing at a time, until cancelled.

    Args:
        hub_socket: that it is asked over, and answers over.
        path: of galley-host's socket.
    """
    while True:
        asked = await hub_socket.asked.get()
        answer = await _ask(asked.verb, path)
        await hub_socket.report(HostTold(id=asked.id, answer=msgspec.to_builtins(answer)))


async def _ask(verb: msgspec.Raw, path: str) -> HostAnswer | None:
    try:
        answer = await ask_host(_decoder.decode(verb), path)
    except msgspec.MsgspecError:
        return VerbRefused(code=HostCode.NOT_A_VERB, message="This screen is older than that.")
    except HostAway:
        return None
    if not isinstance(answer, MachineText):
        return answer
    text = shorten(answer.text, _LONGEST)
    return MachineText(text=text, cut=answer.cut or text != answer.text)


def shorten(text: str, longest: int) -> str:
    """Leave out the oldest lines of a text, until it fits as JSON.

    Args:
        text: lines.
        longest: bytes.
    """
    lines = text.split("\n")
    room = longest
    kept: list[str] = []
    for line in reversed(lines):
        room -= len(msgspec.json.encode(line))
        if room < 0:
            break
        kept.append(line)
    return "\n".join(reversed(kept))
