"""How a device knows the hub again: the one certificate that it took when it was paired.

The *anchor* is the certificate of the hub's own authority. A paired device trusts it and nothing
else, whatever its clock says and by whatever address the hub is reached.
"""

import hashlib
import ssl

import msgspec

_NO_CHECK_TIME = 0x200000
"""X509_V_FLAG_NO_CHECK_TIME of OpenSSL, to which Python gives no name."""


class Anchor(msgspec.Struct, frozen=True, kw_only=True):
    """What devices pin.

    Attributes:
        pem: the certificate, as text.
        fingerprint: SHA-256 of the certificate's DER, as 64 hex digits in lower case.
    """

    pem: str
    fingerprint: str


def anchor_of(pem: str) -> Anchor:
    """Take a certificate as an anchor.

    Args:
        pem: one certificate, as text.

    Raises:
        ValueError: it is not one.
    """
    der = ssl.PEM_cert_to_DER_cert(pem)
    return Anchor(pem=pem, fingerprint=hashlib.sha256(der).hexdigest())


def pinned_context(pem: str) -> ssl.SSLContext:
    """Make what a paired device connects with: TLS 1.3 with whoever the anchor vouches for.

    The clock is not asked: a Raspberry Pi boots in the past, and must find its hub all the same.
    The name is not asked either, because a hub's addresses change; the anchor signs for one hub
    only, so its word is enough.

    Args:
        pem: the anchor's certificate, as text.

    Raises:
        ssl.SSLError: it is no certificate.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    context.check_hostname = False
    context.verify_mode = ssl.CERT_REQUIRED
    context.verify_flags |= ssl.VerifyFlags(_NO_CHECK_TIME) | ssl.VERIFY_X509_PARTIAL_CHAIN
    context.load_verify_locations(cadata=pem)
    return context


def format_fingerprint(fingerprint: str) -> str:
    """Write a fingerprint for people, in pairs, as browsers and tablets show it."""
    digits = fingerprint.upper()
    return ":".join(digits[at : at + 2] for at in range(0, len(digits), 2))
