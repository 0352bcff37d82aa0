"""A server of its own for a test: with options, with its log kept, and with its process to look at."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Server:
    """A running server: where it answers, what it wrote, and its process."""

    address: str
    log: Path
    process: psutil.Process

    def words(self) -> str:
        """All that the server has written to its standard output and error."""
        return self.log.read_text("utf-8", "replace")

    def resident(self) -> int:
        """Bytes of memory that the server and its children hold at this moment."""
        family = [self.process, *self.process.children(recursive=True)]
        return sum(member.memory_info().rss for member in family if member.is_running())


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("localhost", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(log: Path, *options: str, script: str = "streamlit_app.py", **environment: str) -> Iterator[Server]:
    """Start the app, or another script, with options of `streamlit run` and its log in a file, for this block."""
    port = free_port()
    command = [sys.executable, "-m", "streamlit", "run", script, "--server.headless=true"]
    command += [f"--server.port={port}", "--server.fileWatcherType=none", *options]
    with log.open("wb") as words:
        process = subprocess.Popen(
            command, cwd=ROOT, env=os.environ | environment, stdout=words, stderr=subprocess.STDOUT
        )
    address = f"http://localhost:{port}"
    try:
        _wait_for(address)
        yield Server(address, log, psutil.Process(process.pid))
    finally:
        process.kill()
        process.wait()


def _wait_for(address: str) -> None:
    for _ in range(150):
        try:
            urllib.request.urlopen(f"{address}/_stcore/health", timeout=1)
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise RuntimeError("The server did not start.")
