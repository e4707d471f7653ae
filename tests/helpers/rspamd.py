"""A real rspamd on loopback, with Debian's own settings, that asks nobody in the world."""

from __future__ import annotations

import contextlib
import os
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from neighbour import running
from nsd import free_port
from programs import program

from mailworthy.edge.nameserver import serving

SETTINGS = Path("/etc/rspamd/rspamd.conf")


@dataclass(frozen=True, slots=True)
class Rspamd:
    """A running rspamd.

    Args:
        port: Of its ordinary worker, which asks for no password.
        controller: Of its controller, which does.
        process: The parent of both.
    """

    port: int
    controller: int
    process: subprocess.Popen[bytes]


@contextlib.contextmanager
def rspamd(password: str = "") -> Iterator[Rspamd]:
    """Run rspamd.

    Args:
        password: What its controller wants.
    """
    with tempfile.TemporaryDirectory(prefix="rspamd-") as name, serving({}) as dns:
        folder, port, controller = Path(name), free_port(), free_port()
        (folder / "suffixes").write_text("com\nexample\nnet\norg\n", encoding="utf-8")
        _configure(
            folder,
            {
                # Without a name server that answers at once it stalls on time-outs; all suffixes of the world take it 10 s.
                "options": f'dns {{ nameserver = ["{dns}"]; }} disable_hyperscan = true; url_tld = "{folder}/suffixes";',
                "worker-normal": f'bind_socket = "127.0.0.1:{port}"; count = 1;',
                "worker-controller": f'bind_socket = "127.0.0.1:{controller}"; password = "{password}"; secure_ip = "192.0.2.1";',
                "worker-proxy": "enabled = false;",
                "logging": f'type = "file"; filename = "{folder}/log"; level = "warning";',
                "rspamd_update": "enabled = false;",
            },
        )
        command = [program("rspamd"), "-c", str(SETTINGS), "-f", *(["-i"] if os.getuid() == 0 else [])]
        command += [
            f"--var={variable}={folder}" for variable in ("LOCAL_CONFDIR", "DBDIR", "RUNDIR", "LOGDIR")
        ]
        with running(command, lambda: _answers(port), folder / "out") as process:
            yield Rspamd(port, controller, process)


def _configure(folder: Path, settings: Mapping[str, str]) -> None:
    (folder / "override.d").mkdir()
    for name, text in settings.items():
        file = f"{name}.conf" if name == "rspamd_update" else f"{name}.inc"
        (folder / "override.d" / file).write_text(text + "\n", encoding="utf-8")


def _answers(port: int) -> bool:
    try:
        with urlopen(f"http://127.0.0.1:{port}/ping", timeout=5) as page:
            return bool(page.status == 200)
    except (URLError, OSError):
        return False
