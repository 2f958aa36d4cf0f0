"""The hub's own page in a browser: what it is, and how a tablet comes to trust it."""

from collections.abc import Callable
from html import escape
from importlib import resources
from urllib.parse import urlsplit

from hub.http.routing import Call, Open, Route
from hub.wire.pinning import Anchor, readable
from hub.wire.responses import Answer, success
from hub.wire.service_record import local_name

_HTML = "text/html; charset=utf-8"
_CSS = "text/css; charset=utf-8"
_CERTIFICATE = "application/x-x509-ca-cert"


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

    def routes(self) -> list[Route]:
        """List what can be asked here."""
        return [
            Route(
                method="GET",
                path="/api/auth/anchor",
                needs=Open.TO_ALL,
                handle=self._show_anchor,
                summary="The certificate that a paired device trusts, and nothing else",
                answers=Anchor,
            ),
            Route(
                method="GET",
                path="/",
                needs=Open.TO_ALL,
                handle=self._page,
                summary="A page that says what this is and how a browser comes to trust it",
                answers=None,
                plain={"text/html": str},
            ),
            Route(
                method="GET",
                path="/style.css",
                needs=Open.TO_ALL,
                handle=self._style,
                summary="How the page looks",
                answers=None,
                plain={"text/css": str},
            ),
            Route(
                method="GET",
                path="/authority.crt",
                needs=Open.TO_ALL,
                handle=self._certificate,
                summary="The certificate of the hub's authority, to be installed in a browser",
                answers=None,
                plain={_CERTIFICATE: str},
            ),
        ]

    async def _show_anchor(self, _: Call) -> Answer:
        return success(self._anchor)

    async def _page(self, _: Call) -> Answer:
        url = self._network_url() or f"https://{local_name(self._branch_id)}"
        told = {
            "branch": self._branch_id,
            "name": urlsplit(url).hostname or "",
            "fingerprint": readable(self._anchor.fingerprint),
            "url": f"{url}/",
        }
        page = _file("index.html")
        for key, value in told.items():
            page = page.replace(f"{{{key}}}", escape(value))
        return Answer(200, page.encode(), media_type=_HTML)

    async def _style(self, _: Call) -> Answer:
        return Answer(200, _file("style.css").encode(), media_type=_CSS)

    async def _certificate(self, _: Call) -> Answer:
        return Answer(200, self._anchor.pem.encode("ascii"), media_type=_CERTIFICATE)


def _file(name: str) -> str:
    return resources.files("hub").joinpath("web", name).read_text("utf-8")
