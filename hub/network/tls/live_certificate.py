"""What the hub shows on the network, and changes while it is being shown."""

import asyncio
import datetime as dt
import logging
import ssl
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding

from hub.clock.wall_clock import Clock
from hub.common.atomic_file import write_private
from hub.network.addresses import Addresses
from hub.network.tls.authority import Authority
from hub.network.tls.certificate import Covered, choose_covered, issue, why_renew
from hub.network.tls.keys import new_key, pem_of_key, read_key, server_context, time_of
from hub.network.tls.owner_certificate import OwnCertificate

_log = logging.getLogger(__name__)

KEY = "hub.key"
CERTIFICATE = "hub.pem"


class ServerCertificate:
    """The hub's own certificate, and the context that shows it.

    Args:
        folder: where key and certificate are kept.
        authority: signs.
        names: host names, the hub's own first.
        clock: the hub's time.
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
        own: OwnCertificate | None = None,
    ) -> None:
        self._folder = folder
        self._authority = authority
        self._names = names
        self._clock = clock
        self._certificate: x509.Certificate | None = None
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
            OSError: there is none yet, and it cannot be written.
        """
        if addresses is not None:
            self._addresses = addresses
        async with self._renewing:
            covered = choose_covered(self._authority, self._names, self._addresses)
            now = time_of(self._clock.now())
            if self._certificate is not None and why_renew(self._certificate, covered, now) is None:
                return
            # A card may take its time, and the kitchen does not wait for it.
            certificate = await asyncio.to_thread(self._on_disk, covered, now)
            self.context.load_cert_chain(self._folder / CERTIFICATE, self._folder / KEY)
            self._certificate = certificate

    def _on_disk(self, covered: Covered, now: dt.datetime) -> x509.Certificate:
        """Return the certificate in the folder, after replacing it if it is time to."""
        key = self._load_key()
        found = self._read_certificate(key)
        reason = "there is none" if found is None else why_renew(found, covered, now)
        if found is not None and reason is None:
            return found
        certificate = issue(self._authority, key.public_key(), covered, now)
        try:
            write_private(self._folder / CERTIFICATE, certificate.public_bytes(Encoding.PEM))
        except OSError as error:
            if found is None:
                raise
            # Paired devices ask neither for names nor for the time: the kitchen goes on.
            _log.warning("a new certificate (%s) cannot be written: %s", reason, error.strerror)
            return found
        shown = ", ".join(map(str, (*covered.names, *covered.addresses)))
        _log.info("a new certificate, because %s; it is for %s", reason, shown)
        return certificate

    def _load_key(self) -> ec.EllipticCurvePrivateKey:
        path = self._folder / KEY
        try:
            return read_key(path)
        except FileNotFoundError:
            pass
        except ValueError:
            # Nobody has pinned this key: another one is as good.
            _log.warning("%s cannot be understood; the hub makes another key", path)
        key = new_key()
        write_private(path, pem_of_key(key))
        return key

    def _read_certificate(self, key: ec.EllipticCurvePrivateKey) -> x509.Certificate | None:
        try:
            found = x509.load_pem_x509_certificate((self._folder / CERTIFICATE).read_bytes())
            found.verify_directly_issued_by(self._authority.certificate)
        except FileNotFoundError:
            return None
        except Exception:  # noqa: BLE001 - whatever is wrong with it, a new one cures
            return None
        return found if found.public_key() == key.public_key() else None


def show_for_its_names(
    context: ssl.SSLContext, own: OwnCertificate, hub_names: tuple[str, ...]
) -> None:
    """Have the owner's certificate shown to those who ask for one of its names.

    Everyone else, paired devices above all, gets the hub's own: so a certificate that is renewed
    every few months does not unpair the kitchen.
    """
    theirs = server_context()
    theirs.load_cert_chain(own.certificate, own.key)

    def choose(
        connection: ssl.SSLObject | ssl.SSLSocket, name: str | None, _: ssl.SSLContext
    ) -> None:
        if name is not None and name.lower() not in hub_names and own.is_for(name):
            connection.context = theirs

    context.sni_callback = choose
