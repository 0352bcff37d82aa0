"""Reads damaged files by the thousand: each must give a table or a DataError in time, and leave its reader alive.

The file of a seed is always the same, so a run goes on where the last one ended, and a fault can be looked at again.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from pathlib import Path

import core

SECONDS_EACH = 60.0
FORK = get_context("fork")
Make = Callable[[int], tuple[bytes, str]]


def mutated(data: bytes, others: list[bytes], tokens: list[bytes], draw: random.Random) -> bytes:
    """The bytes with one to five faults of the kinds that files get on their way."""
    for _ in range(draw.choice((1, 1, 2, 3, 5))):
        size = len(data)
        at, end = sorted((draw.randrange(size + 1), draw.randrange(size + 1)))
        near = min(size, at + draw.choice((1, 2, 8, 64, 500)))
        kind = draw.randrange(9)
        if kind == 0:
            flipped = bytearray(data)
            for _ in range(draw.choice((1, 1, 4, 30))):
                if flipped:
                    flipped[draw.randrange(len(flipped))] ^= 1 << draw.randrange(8)
            data = bytes(flipped)
        elif kind == 1:
            data = data[:at] + draw.randbytes(draw.choice((1, 2, 9, 60))) + data[at:]
        elif kind == 2:
            data = data[:at] + data[near:]
        elif kind == 3:
            other = draw.choice(others)
            start = draw.randrange(len(other) + 1)
            data = data[:at] + other[start : start + draw.choice((10, 200, 5_000))] + data[near:]
        elif kind == 4:
            data = data[:near] + data[at:near] * draw.choice((1, 2, 50)) + data[near:]
        elif kind == 5:
            data = data[:at] if draw.random() < 0.3 else data[:at] + data[end:]
        else:
            token = draw.choice(tokens)
            data = data[:at] + token * draw.choice((1, 1, 1, 2, 40)) + data[at if kind < 8 else near :]
    return data


def outcome(data: bytes, name: str) -> str:
    """ "table", "refused", or the fault."""
    try:
        table = core.read_table(data, name)
    except core.DataError as error:
        return "refused" if str(error).endswith((".", "!")) else f"DataError without a sentence: {error}"
    except BaseException as error:
        return f"{type(error).__name__}: {error}"[:300]
    names = list(table.frame.columns)
    if len(set(names)) < len(names) or not all(isinstance(name, str) and name.strip() for name in names):
        return f"names that are not unique: {names}"[:300]
    return "table"


def _work(make: Make, pipe: Connection) -> None:
    while (seed := pipe.recv()) is not None:
        pipe.send(outcome(*make(seed)))


class Worker:
    """A process that reads one file after the other; it is replaced when it dies or hangs."""

    def __init__(self, make: Make) -> None:
        self.pipe, far = FORK.Pipe()
        self.process = FORK.Process(target=_work, args=(make, far), daemon=True)
        self.process.start()
        far.close()
        self.seed, self.since = -1, 0.0

    def give(self, seed: int) -> None:
        self.seed, self.since = seed, time.monotonic()
        self.pipe.send(seed)

    def end(self) -> None:
        self.process.kill()
        self.process.join()
        self.pipe.close()


def outcomes(make: Make, seeds: range, processes: int) -> Iterator[tuple[int, str, float]]:
    """For each seed what became of its file and how long that took, in the order of their end."""
    left = iter(seeds)
    busy: dict[Connection, Worker] = {}

    def start(worker: Worker) -> None:
        if (seed := next(left, None)) is None:
            return worker.end()
        worker.give(seed)
        busy[worker.pipe] = worker

    for _ in range(processes):
        start(Worker(make))
    while busy:
        ready = wait(list(busy), timeout=1.0)
        now = time.monotonic()
        for pipe, worker in list(busy.items()):
            took = now - worker.since
            if pipe in ready:
                try:
                    said = worker.pipe.recv()
                except EOFError:
                    said = "the process died"
            elif took > SECONDS_EACH:
                said = "the process hangs"
            else:
                continue
            del busy[pipe]
            yield worker.seed, said, took
            if said.startswith("the process"):
                worker.end()
                worker = Worker(make)
            start(worker)


def main(make: Make, count: int, about: str | None) -> None:
    """Read the damaged files of a range of seeds, and print their faults and how many there were of each outcome."""
    parser = argparse.ArgumentParser(description=about, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("count", type=int, nargs="?", default=count)
    parser.add_argument("--first", type=int, default=0, help="the first seed")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--write", type=Path, help="write the file of the first seed here, and read none")
    asked = parser.parse_args()
    if asked.write:
        asked.write.write_bytes(make(asked.first)[0])
        return
    counts: Counter[str] = Counter()
    slowest = (0.0, -1)
    began = time.monotonic()
    for done, (seed, said, took) in enumerate(
        outcomes(make, range(asked.first, asked.first + asked.count), asked.processes), start=1
    ):
        slowest = max(slowest, (took, seed))
        counts[said if said in ("table", "refused") else "FAULT"] += 1
        if said not in ("table", "refused"):
            print(f"seed {seed} after {took:.1f} s: {said}", flush=True)
        if done % 1_000 == 0:
            print(f"{done:,} files, {done / (time.monotonic() - began):.0f} a second, {dict(counts)}", flush=True)
    print(f"{dict(counts)}, slowest {slowest[0]:.1f} s (seed {slowest[1]}), {time.monotonic() - began:.0f} s in all")
    sys.exit(1 if counts["FAULT"] else 0)
