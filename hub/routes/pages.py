"""The hub's own page in a browser: what it is, and how a tablet comes to trust it."""

from collections.abc import Callable
from html import escape
from importlib import resources
from urllib.parse import urlsplit

from hub.http.routing import PUBLIC, Route
from hub.wire.pinning import Anchor, format_fingerprint
from hub.wire.service_record import local_name


class PagesApi:
    """Answers ``/``, what belongs to it, and the anchor for devices that are about to be paired.

    Nothing here is secret, and none of it needs a token: who does not trust the hub yet has none.

    Args:
        branch_id: the branch's.
        anchor: what devices and browsers come to trust.
        network_url: where the network finds the hub; None while it does not.
    """

    def __init__(
        self, branch_id: str, anchor: Anchor, network_url: Callable[[], str | None]
    ) -> None:
        self._branch_id = branch_id
        self._anchor = anchor
        self._network_url = network_url

    @Route(
        "GET",
        "/api/auth/anchor",
        needs=PUBLIC,
        summary="The certificate that a paired device trusts, and nothing else",
    )
    async def _show_anchor(self) -> Anchor:
        return self._anchor

    @Route(
        "GET",
        "/",
        needs=PUBLIC,
        summary="A page that says what this is and how a browser comes to trust it",
        media="text/html; charset=utf-8",
    )
    async def _page(self) -> bytes:
        url = self._network_url() or f"https://{local_name(self._branch_id)}"
        told = {
            "branch": self._branch_id,
            "name": urlsplit(url).hostname or "",
            "fingerprint": format_fingerprint(self._anchor.fingerprint),
            "url": f"{url}/",
        }
        page = _file("index.html")
        for key, value in told.items():
            page = page.replace(f"{{{key}}}", escape(value))
        return page.encode()

    @Route(
        "GET",
        "/style.css",
        needs=PUBLIC,
        summary="How the page looks",
        media="text/css; charset=utf-8",
    )
    async def _style(self) -> bytes:
        return _file("style.css").encode()

    @Route(
        "GET",
        "/authority.crt",
        needs=PUBLIC,
        summary="The certificate of the hub's authority, to be installed in a browser",
        media="application/x-x509-ca-cert",
    )
    async def _certificate(self) -> bytes:
        return self._anchor.pem.encode("ascii")


def _file(name: str) -> str:
    return resources.files("hub").joinpath("web", name).read_text("utf-8")
