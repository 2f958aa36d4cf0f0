"""A server's side of TLS."""

import ssl


def server_context() -> ssl.SSLContext:
    """Make a context for TLS 1.3, and nothing older, that has no certificate to show yet."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    return context
