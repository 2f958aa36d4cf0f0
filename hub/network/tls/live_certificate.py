"""What the hub shows on the network, and changes while it is being shown."""

import asyncio
import logging
import ssl
from pathlib import Path

from hub.clock.wall_clock import Clock
from hub.network.addresses import Addresses
from hub.network.tls.authority import Authority
from hub.network.tls.certificate import choose_covered, why_renew
from hub.network.tls.contents import CertificateContents
from hub.network.tls.context import (
    CertificateError,
    load_pair,
    read_trusted,
    server_context,
    time_of,
)
from hub.network.tls.issuing import CERTIFICATE, KEY, Issuer, SigningTask
from hub.network.tls.owner_certificate import OwnCertificate

_log = logging.getLogger(__name__)


class ServerCertificate:
    """The hub's own certificate, and the context that shows it.

    Args:
        folder: where key and certificate are kept.
        authority: vouches for it.
        names: host names, the hub's own first.
        clock: the hub's time.
        issuer: has new ones signed.
        own: a certificate that the owner has for names of his; None for none.

    Attributes:
        context: for listening. Connections that are made after a renewal get the new certificate;
            those that are open go on.
    """

    def __init__(
        self,
        folder: Path,
        authority: Authority,
        names: tuple[str, ...],
        clock: Clock,
        issuer: Issuer,
        own: OwnCertificate | None = None,
    ) -> None:
        self._folder = folder
        self._authority = authority
        self._names = names
        self._clock = clock
        self._issuer = issuer
        self._shown: CertificateContents | None = None
        self._addresses: Addresses = ()
        self.context = server_context()
        self._renewing = asyncio.Lock()
        if own is not None:
            show_for_its_names(self.context, own, choose_covered(authority, names, ()).names)

    async def renew(self, addresses: Addresses | None = None) -> None:
        """Replace the certificate if it is time to.

        Args:
            addresses: the machine's own; None leaves them as they are known.

        Raises:
            OSError: there is none yet, and none can be made or written.
        """
        if addresses is not None:
            self._addresses = addresses
        async with self._renewing:
            if self._shown is not None and self._why_renew(self._shown) is None:
                return
            # A card may take its time, and the kitchen does not wait for it.
            found = await asyncio.to_thread(self._read)
            reason = "there is none" if found is None else self._why_renew(found)
            if found is None or reason is not None:
                found = await self._replace(found, reason)
            load_pair(self.context, self._folder / CERTIFICATE, self._folder / KEY)
            self._shown = found

    def _why_renew(self, certificate: CertificateContents) -> str | None:
        covered = choose_covered(self._authority, self._names, self._addresses)
        return why_renew(certificate, covered, time_of(self._clock.now()))

    async def _replace(
        self, found: CertificateContents | None, reason: str | None
    ) -> CertificateContents:
        """Return a new certificate, or the one that was found when none can be had."""
        task = SigningTask(
            folder=str(self._folder),
            names=self._names,
            addresses=tuple(map(str, self._addresses)),
            now=self._clock.now(),
        )
        try:
            for remark in await self._issuer(task):
                _log.warning("%s", remark)
        except (OSError, CertificateError) as error:
            if found is None:
                raise error if isinstance(error, OSError) else OSError(str(error)) from error
            # Paired devices ask neither for names nor for the time: the kitchen goes on.
            _log.warning("a new certificate (%s) cannot be written: %s", reason, error)
            return found
        made = await asyncio.to_thread(self._read)
        if made is None:
            raise ChildProcessError("the certificate that was made cannot be used")
        shown = ", ".join(map(str, (*made.names, *made.addresses)))
        _log.info("a new certificate, because %s; it is for %s", reason, shown)
        return made

    def _read(self) -> CertificateContents | None:
        """Return the certificate in the folder, unless paired devices would turn away from it."""
        try:
            return read_trusted(
                self._folder / CERTIFICATE, self._folder / KEY, self._authority.anchor
            )
        except (OSError, ValueError):
            # Whatever is wrong with it, a new one cures.
            return None


def show_for_its_names(
    context: ssl.SSLContext, own: OwnCertificate, hub_names: tuple[str, ...]
) -> None:
    """Have the owner's certificate shown to those who ask for one of its names.

    Everyone else, paired devices above all, gets the hub's own: so a certificate that is renewed
    every few months does not unpair the kitchen.
    """
    theirs = server_context()
    load_pair(theirs, own.certificate, own.key)

    def choose(
        connection: ssl.SSLObject | ssl.SSLSocket, name: str | None, _: ssl.SSLContext
    ) -> None:
        if name is not None and name.lower() not in hub_names and own.is_for(name):
            connection.context = theirs

    context.sni_callback = choose
