"""What ``galley-hub pair`` shows for whoever is to come in."""

from typing import Any

from hub.cli.output import say, show
from hub.cli.terminal import draw_qr
from hub.wire.link_codes import PAST_WARNING
from hub.wire.pinning import format_fingerprint

_PROGRAM = "A till or another program is given this line:"


def format_left(window: dict[str, Any]) -> str:
    """Write for how long pairing is open yet."""
    seconds = int(window["expires_in"])
    return f"{seconds // 60}:{seconds % 60:02} minutes"


def show_invitation(opened: dict[str, Any], wifi: dict[str, Any] | None) -> None:
    """Show on the terminal how a device comes in.

    Args:
        opened: as the hub has opened pairing.
        wifi: that devices join before; None where nobody has said which.
    """
    role = opened["role"]
    say(
        f"Pairing is open for one device of role {role}, for {format_left(opened)}.\n"
        "Ctrl-C closes it.\n\n"
        "A screen without a token finds the hub and asks by itself; its number comes up here.\n"
    )
    if "link" not in opened:
        # The hub is on no network: no browser of another machine can reach it.
        say(f"{_PROGRAM}\n")
        _draw(opened["qr"])
        say(f"{opened['qr']}\n")
    else:
        _show_link(opened, wifi, role)
    say("\n".join(f"The hub is at {url}" for url in opened["hubs"]), flush=True)


def _show_link(opened: dict[str, Any], wifi: dict[str, Any] | None, role: str) -> None:
    if wifi is not None:
        say(f"A phone or a tablet joins the Wi-Fi {wifi['name']}:\n")
        _draw(wifi["qr"]["text"])
    if role in PAST_WARNING:
        say("A phone or a tablet scans this:\n")
        _draw(opened["link"])
        say(
            f"{opened['link']}\n\n"
            "Its browser warns, because the hub has no certificate of the internet: go on\n"
            '("Advanced", "Proceed"; on an iPhone "Show Details", "visit this website").\n'
            "Without a camera, open one of the addresses below, followed by /in, and ask there.\n"
        )
    else:
        say("A browser trusts the hub first. This leads to how, and holds no code:\n")
        _draw(opened["link"])
        say(f"{opened['link']}\n")
        say(
            "Compare the certificate's fingerprint in the device's own settings, all of it:\n\n"
            f"  {format_fingerprint(opened['fingerprint'])}\n\n"
            "If it is another one, or if somebody has gone past the browser's warning instead,\n"
            "stop. When the page opens without a warning, it asks, and its number comes up here.\n"
        )
    say(f"{_PROGRAM}\n{opened['qr']}\n")


def _draw(text: str) -> None:
    picture = draw_qr(text)
    if picture is not None:
        show(picture)
