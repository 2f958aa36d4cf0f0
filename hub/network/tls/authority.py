"""The hub's own certificate authority: made once, at the first start, and never again.

Its certificate is the anchor that devices pin, so it never changes and never runs out. What it may
sign for is written into it: this hub's names and the addresses of private networks. Whoever steals
its key cannot make a certificate for a bank out of it.
"""

import ipaddress
import ssl
from pathlib import Path
from typing import NamedTuple

from hub.network.tls.contents import read_certificate
from hub.network.tls.context import CertificateError, is_of_another, load_pair, server_context
from hub.wire.pinning import Anchor, anchor_of

AUTHORITY_KEY = "authority.key"
AUTHORITY = "authority.pem"

NETWORKS = tuple(
    map(
        ipaddress.ip_network,
        (
            "10.0.0.0/8",
            "100.64.0.0/10",
            "127.0.0.0/8",
            "169.254.0.0/16",
            "172.16.0.0/12",
            "192.168.0.0/16",
            "::1/128",
            "fc00::/7",
            "fe80::/10",
        ),
    )
)
"""The addresses that nobody has on the internet: all that the authority may sign for (RFC 1918,
RFC 6598, RFC 3927, RFC 4193, RFC 4291)."""


class Authority(NamedTuple):
    """Whoever signs what the hub shows.

    Attributes:
        anchor: what devices pin.
        names: the host names that it was made for.
    """

    anchor: Anchor
    names: tuple[str, ...]

    def may_sign_for(self, name: str) -> bool:
        """Say whether a host name is among those that the authority was made for."""
        return any(name == each or name.endswith(f".{each}") for each in self.names)


def read_authority(folder: Path) -> Authority | None:
    """Read the authority of a data folder; None when there is none yet.

    Args:
        folder: where its files are.

    Raises:
        CertificateError: there are files, but they cannot be used.
    """
    certificate, key = folder / AUTHORITY, folder / AUTHORITY_KEY
    if not certificate.exists():
        return None
    problem = "cannot be understood, or"
    try:
        anchor = anchor_of(certificate.read_text("ascii"))
        names = read_certificate(ssl.PEM_cert_to_DER_cert(anchor.pem)).may_sign_for
        load_pair(server_context(), certificate, key)
    except ssl.SSLError as error:
        if is_of_another(error):
            problem = "is not the certificate that belongs to"
    except ValueError:
        pass
    except OSError as error:
        problem = f"cannot be read ({error.strerror}), or"
    else:
        if names is not None:
            return Authority(anchor, names)
    raise unusable(folder, problem)


def unusable(folder: Path, problem: str) -> CertificateError:
    """Make the error that says why an authority cannot be used, and what to do.

    Args:
        folder: of the authority.
        problem: what is between the names of its two files.
    """
    told = (
        f"{folder / AUTHORITY} {problem} {folder / AUTHORITY_KEY}. Put both back from a backup. "
        f"Without one, remove the folder {folder}: the hub makes a new authority, and every device "
        "has to be paired again."
    )
    return CertificateError([told])
