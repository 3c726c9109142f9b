# SPDX-License-Identifier: GPL-2.0-only
"""order.py - judges the notes of fake_device.c: was anything acknowledged that
a durable sink had not stored?

It must not know how the relay decides that.
"""

import json
import os
from pathlib import Path

from bench import CAPTURE_BYTES, expect, lines_of, records_of, seq_of


class Stored:
    """A durable sink: where each of its records ends, and what counts.

    @counts: "sync": what was made safe; "write": what was taken.
    """

    def __init__(self, name, counts):
        self.name = name
        self.counts = counts
        # (inode, end of the record in its file, number), as it was written
        self.records = []
        self.position = 0

    def add_lines(self, inode, lines):
        end = 0
        for line in lines:
            end += len(line) + 1
            self.records.append((inode, end,
                                 json.loads(line)["event"]["sequence"]))

    def add_files(self, path, keep):
        """A file of lines or a capture, and those that were rotated away."""
        paths = [Path(f"{path}.{number}") for number in range(keep, 0, -1)]
        for file in [*paths, Path(path)]:
            if not file.exists():
                continue
            inode = os.stat(file).st_ino
            data = file.read_bytes()
            if not data.startswith(b"PROCMON\n"):
                self.add_lines(inode, lines_of(file))
                continue
            end = CAPTURE_BYTES
            for record in records_of(data):
                end += len(record)
                self.records.append((inode, end, seq_of(record)))

    def up_to(self, sizes):
        """The last number that is stored, when files are so long."""
        while self.position < len(self.records):
            inode, end, _ = self.records[self.position]
            if sizes[self.counts].get(inode, 0) < end:
                break
            self.position += 1
        return self.records[self.position - 1][2] if self.position else 0


def notes_of(path):
    for line in Path(path).read_text("ascii").splitlines():
        what, *numbers = line.split()
        yield what, [int(number) for number in numbers]


def last_ack(path):
    """The last number that was acknowledged; 0: none."""
    acks = [numbers[0] for what, numbers in notes_of(path) if what == "ack"] \
        if Path(path).exists() else []
    return acks[-1] if acks else 0


class Sizes:
    """How much of each file, by inode, was written and how much is safe."""

    def __init__(self):
        self.by = {"write": {}, "sync": {}}

    def add(self, what, numbers):
        written, safe = self.by["write"], self.by["sync"]
        inode = numbers[0]
        if what == "write":
            written[inode] = written.get(inode, 0) + numbers[1]
        elif what == "sync":
            safe[inode] = written.get(inode, 0)
        elif what == "cut":
            for size in written, safe:
                size[inode] = min(size.get(inode, 0), numbers[1])


def forget(notes, path):
    """Make a file what it is when its host loses its power."""
    sizes = Sizes()
    for what, numbers in notes_of(notes):
        sizes.add(what, numbers)
    inode = os.stat(path).st_ino
    size = sizes.by["sync"].get(inode, 0)
    os.truncate(path, size)
    with open(notes, "a", encoding="ascii") as file:
        file.write(f"cut {inode} {size}\n")


def expect_order(path, sinks):
    """No acknowledgement before its records are stored; returns how many
    acknowledgements there are."""
    sizes = Sizes()
    acks = 0
    for what, numbers in notes_of(path):
        sizes.add(what, numbers)
        if what != "ack":
            continue
        acks += 1
        for sink in sinks:
            stored = sink.up_to(sizes.by)
            expect(numbers[0] <= stored,
                   f"{sink.name}: {numbers[0]} is acknowledged, {stored} is "
                   f"stored ({sink.counts})")
    return acks
