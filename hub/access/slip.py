"""A slip of paper for whoever is to come in: what to do, beside the codes that are scanned."""

from collections.abc import Mapping
from html import escape
from typing import NamedTuple

from hub.access.warning_picture import Telephone, describe_warning, draw_warning
from hub.domain.permissions import Role
from hub.locale.words import Language, mark, say, spoken
from hub.wire.link_codes import QrDrawing, Wifi
from hub.wire.pinning import format_fingerprint

_STYLE = """
@page { size: A5 landscape; margin: 10mm }
body { font: 12pt/1.3 system-ui, sans-serif; margin: 0; color: #000; background: #fff }
h1 { font-size: 18pt; margin: 0 0 4mm } h2 { font-size: 13pt; margin: 0 0 2mm }
p { margin: 0 0 2mm }
main { display: grid; grid-template-columns: repeat(auto-fit, minmax(46mm, auto)); gap: 6mm }
svg.code { width: 44mm } figure { margin: 0; display: flex; gap: 4mm }
figure svg { width: 36mm; display: block }
b, code { overflow-wrap: anywhere } code { font: 11pt ui-monospace, monospace }
"""


_DEVICES: Mapping[str, str] = {
    Role.WAITER: mark("A waiter's phone or tablet"),
    Role.KITCHEN: mark("A tablet or screen of the kitchen"),
    Role.PASS: mark("A tablet at the pass"),
    Role.READY: mark("The guests' television"),
    Role.CASHIER: mark("A cashier's tablet"),
    Role.INTEGRATION: mark("A till or another program"),
    Role.MANAGER: mark("A device of somebody who manages"),
}


class Slip(NamedTuple):
    """What a slip is about.

    Attributes:
        house: what people call the hub.
        role: what the device will be.
        link: the code that is scanned; ``host`` is the hub's name in it.
        host: as it stands in the warning.
        address: where who has no camera goes.
        until: until when the code is good, as a clock shows it.
        fingerprint: the hub's, for a device that has to trust it first; empty for others.
        wifi: that is joined before; None where nobody has said which.
    """

    house: str
    role: str
    link: QrDrawing
    host: str
    address: str
    until: str
    fingerprint: str
    wifi: Wifi | None


def write_slip(slip: Slip) -> str:
    """Write a slip as a page that can be printed, in the language that is spoken."""
    steps = [step for step in (_join(slip), _scan(slip), _go_on(slip)) if step]
    sections = "".join(
        f"<section><h2>{number}. {escape(title)}</h2>{body}</section>"
        for number, (title, body) in enumerate(steps, 1)
    )
    title = say("Come in at {house}", house=slip.house)
    direction = "rtl" if spoken() is Language.ARABIC else "ltr"
    once = say("Works once, for one device, until {time}.", time=slip.until)
    return (
        f'<!doctype html><html lang="{spoken()}" dir="{direction}"><meta charset="utf-8">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style>"
        f"<h1>{escape(title)}</h1><p>{escape(say(_DEVICES[slip.role]))}</p><main>{sections}</main><p>{escape(once)}</p></html>\n"
    )


def _join(slip: Slip) -> tuple[str, str] | None:
    if slip.wifi is None:
        return None
    password = f"<p><code>{escape(slip.wifi.password)}</code></p>" if slip.wifi.password else ""
    return (
        say("Join our Wi-Fi"),
        f"{_code(slip.wifi.qr)}<p><b>{escape(slip.wifi.name)}</b></p>{password}",
    )


def _scan(slip: Slip) -> tuple[str, str]:
    no_camera = say("No camera? Open this address:")
    return (
        say("Scan this"),
        f"{_code(slip.link)}<p>{escape(no_camera)} <code>{escape(slip.address)}</code></p>",
    )


def _go_on(slip: Slip) -> tuple[str, str]:
    if slip.fingerprint:
        text = say(
            "The page says how this device comes to trust the hub. Compare the certificate's "
            "fingerprint in the device's own settings, all of it. If it is another one, stop."
        )
        shown = format_fingerprint(slip.fingerprint)
        return say("Trust first"), f"<p>{escape(text)}</p><p><code>{shown}</code></p>"
    pictures = "".join(
        f'<div><div role="img" aria-label="{escape(describe_warning(each, slip.host))}">'
        f"{draw_warning(each, slip.host)}</div>{each.maker}</div>"
        for each in Telephone
    )
    return say("The phone warns: go on"), f"<figure>{pictures}</figure>"


def _code(drawing: QrDrawing) -> str:
    return (
        f'<svg class="code" viewBox="0 0 {drawing.size} {drawing.size}" '
        f'shape-rendering="crispEdges"><path d="{drawing.path}"/></svg>'
    )
