"""Certificates for servers on loopback: sound ones and some that nobody should accept."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from pathlib import Path

CURVE = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes")
NAMES = "subjectAltName=DNS:localhost,IP:127.0.0.1"


@dataclass(frozen=True, slots=True)
class Certificate:
    """A certificate with its key.

    Args:
        chain: The certificate, in PEM.
        key: Its key, in PEM.
    """

    chain: Path
    key: Path


class Authority:
    """A certificate authority of our own, in a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.file = folder / "authority.pem"
        self._key = folder / "authority.key"
        _openssl(
            "req", "-x509", *CURVE, "-keyout", self._key, "-out", self.file, "-days", 2, "-subj", "/CN=Test authority",
            "-addext", "basicConstraints=critical,CA:TRUE", "-addext", "keyUsage=critical,keyCertSign",
        )  # fmt: skip

    def certificate(self, name: str, *, days: int = 2, names: str = NAMES) -> Certificate:
        """Issue a certificate; one whose days are negative has expired."""
        made = Certificate(self._folder / f"{name}.pem", self._folder / f"{name}.key")
        asked = self._folder / f"{name}.csr"
        _openssl(
            "req", *CURVE, "-keyout", made.key, "-out", asked, "-subj", "/CN=localhost", "-addext", names
        )
        _openssl(
            "x509", "-req", "-in", asked, "-CA", self.file, "-CAkey", self._key, "-copy_extensions", "copy",
            "-days", days, "-out", made.chain,
        )  # fmt: skip
        return made


def _openssl(*arguments: object) -> None:
    subprocess.run(["openssl", *map(str, arguments)], check=True, capture_output=True)
