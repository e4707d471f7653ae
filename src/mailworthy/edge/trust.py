"""Whose certificates are believed: those of the system's authorities, or of the ones that a file holds."""

from __future__ import annotations

import ssl
from pathlib import Path

from mailworthy.errors import InputError

# Where systems keep their authorities, for a Python that was built elsewhere and looks in the wrong place.
BUNDLES = (
    "/etc/ssl/certs/ca-certificates.crt",  # Debian, Ubuntu, Arch, Alpine
    "/etc/pki/tls/certs/ca-bundle.crt",  # Fedora, RHEL
    "/etc/ssl/ca-bundle.pem",  # SUSE
    "/etc/ssl/cert.pem",  # BSD, macOS
)


def verifying(ca_file: Path | None = None) -> ssl.SSLContext:
    """Give what accepts a host that proves its name (RFC 9525 §6) by a known authority, over TLS 1.2 or newer.

    The same for all versions of Python: what newer ones refuse beyond that, other mail servers accept.

    Args:
        ca_file: The authorities to trust instead of the system's, in PEM. Those are where ``SSL_CERT_FILE`` and ``SSL_CERT_DIR``
            say, or where systems have them.

    Raises:
        InputError: The file cannot be used, or the system has no authorities.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.hostname_checks_common_name = False  # RFC 9525 §2: a name in the subject proves nothing
    if ca_file is None:
        _trust_system(context)
    else:
        _trust_file(context, ca_file)
    return context


def _trust_file(context: ssl.SSLContext, ca_file: Path) -> None:
    try:
        context.load_verify_locations(ca_file)
    except ssl.SSLError:
        raise InputError(f"{ca_file}: holds no certificate in PEM form") from None
    except OSError as error:
        raise InputError(f"{ca_file}: {error.strerror}") from None


def _trust_system(context: ssl.SSLContext) -> None:
    context.load_default_certs()
    paths = ssl.get_default_verify_paths()
    if (
        context.cert_store_stats()["x509_ca"] or paths.capath
    ):  # those of a folder are loaded when they are needed
        return
    bundle = next((path for path in map(Path, BUNDLES) if path.is_file()), None)
    if bundle is None:
        raise InputError(
            "this machine has no certificate authorities: install ca-certificates, or set SSL_CERT_FILE"
        )
    _trust_file(context, bundle)


def allow_old(context: ssl.SSLContext) -> ssl.SSLContext:
    """Let a context accept TLS 1.0 and 1.1 and weak keys too (RFC 8996): to find out what a host has, not to trust it."""
    context.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
    context.set_ciphers("DEFAULT:@SECLEVEL=0")
    return context


def unverified() -> ssl.SSLContext:
    """Give what accepts anybody, to see what certificate he has; nothing is to be told to him."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return allow_old(context)
