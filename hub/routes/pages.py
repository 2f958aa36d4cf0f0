"""The front door of the hub in a browser, and what devices ask before they are let in."""

from collections.abc import Callable
from urllib.parse import urlsplit

from hub.http.routing import PUBLIC, Route
from hub.http.web_files import WebFile, make_page
from hub.wire.link_codes import HubSeen
from hub.wire.pinning import Anchor, format_fingerprint
from hub.wire.service_record import local_name


class PagesApi:
    """Answers what devices ask that are about to be paired.

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
        "/api/auth/hub",
        needs=PUBLIC,
        summary="Whose hub this is, and where browsers find it by its name",
    )
    async def _show_hub(self) -> HubSeen:
        return HubSeen(branch=self._branch_id, page=self._network_url() or "")

    @Route(
        "GET",
        "/authority.crt",
        needs=PUBLIC,
        summary="The certificate of the hub's authority, to be installed in a browser",
        media="application/x-x509-ca-cert",
    )
    async def _certificate(self) -> bytes:
        return self._anchor.pem.encode("ascii")


class FrontPage:
    """Answers ``/``, which stands in no documentation of the API, as all pages.

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
        self._made: tuple[str, WebFile] | None = None

    @Route(
        "GET",
        "/",
        needs=PUBLIC,
        summary="A page that says what this is, and leads to all others",
        media="text/html; charset=utf-8",
    )
    async def _page(self) -> WebFile:
        url = self._network_url() or f"https://{local_name(self._branch_id)}"
        if self._made is None or self._made[0] != url:
            told = {
                "branch": self._branch_id,
                "name": urlsplit(url).hostname or "",
                "fingerprint": format_fingerprint(self._anchor.fingerprint),
                "url": f"{url}/",
            }
            self._made = (url, make_page("index.html", told))
        return self._made[1]
