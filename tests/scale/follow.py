# SPDX-License-Identifier: GPL-2.0-only
"""follow.py - reads a file to its end while another process writes and rotates
it, and judges the numbers in it.

It must not know who writes.
"""

import json
import os
import struct

READ_BYTES = 1 << 20
CAPTURE_BYTES = 32
LOST = 19


class Wrong(Exception):
    """What was written is not what should have been."""


class Numbers:
    """Numbers of records, each of which must follow the one before."""

    def __init__(self, what):
        self.what = what
        self.last = 0
        self.records = 0

    def add(self, first, last):
        if first != self.last + 1:
            raise Wrong(f"{self.what}: {first} behind {self.last}")
        self.last = last
        self.records += 1


class Lines:
    """JSON Lines of ECS, as bytes that come in pieces."""

    def __init__(self):
        self.numbers = Numbers("lines")
        self.rest = b""

    def feed(self, data):
        lines = (self.rest + data).split(b"\n")
        self.rest = lines.pop()
        for line in lines:
            # text from outside has a backslash before each quote
            if b'"action":"lost"' in line:
                event = json.loads(line)
                self.numbers.add(event["procmon"]["lost"]["first_seq"],
                                 event["event"]["sequence"])
                continue
            at = line.index(b'"sequence":') + 11
            seq = int(line[at:at + 20].partition(b",")[0].rstrip(b"}"))
            self.numbers.add(seq, seq)

    def file_ends(self):
        if self.rest:
            raise Wrong("a file ends within a line")


class Records:
    """Captures, as bytes that come in pieces."""

    def __init__(self):
        self.numbers = Numbers("records")
        self.rest = b""
        self.is_start = True

    def feed(self, data):
        data = self.rest + data
        at = CAPTURE_BYTES if self.is_start else 0
        self.is_start = False
        while at + 24 <= len(data):
            length, kind = struct.unpack_from("=IH", data, at)
            if at + length > len(data):
                break
            last, = struct.unpack_from("=Q", data, at + 16)
            first = struct.unpack_from("=Q", data, at + 32)[0] \
                if kind == LOST else last
            self.numbers.add(first, last)
            at += length
        self.rest = data[at:]

    def file_ends(self):
        if self.rest:
            raise Wrong("a file ends within a record")
        self.is_start = True


class Follower:
    """A file NAME that becomes NAME.1, NAME.2 and so on, and is gone then."""

    def __init__(self, path, keep, reader):
        self.path = path
        self.keep = keep
        self.reader = reader
        self.file = None
        self.rotations = 0

    def _name(self, number):
        return f"{self.path}.{number}" if number else str(self.path)

    def _number(self):
        """How often the open file was renamed."""
        inode = os.fstat(self.file.fileno()).st_ino
        # renamed while it is looked for, it stands one further
        for _ in range(100):
            for number in range(self.keep + 1):
                try:
                    if os.stat(self._name(number)).st_ino == inode:
                        return number
                except FileNotFoundError:
                    continue
        raise Wrong(f"{self.path}: rotated away before it was read")

    def _read(self):
        while True:
            data = self.file.read(READ_BYTES)
            if not data:
                return
            self.reader.feed(data)

    def _next(self):
        """Go on with the file that came behind this one."""
        while True:
            number = self._number()
            if not number:
                return False
            try:
                file = open(self._name(number - 1), "rb", buffering=0)
            except FileNotFoundError:
                continue
            if self._number() == number:
                break
            file.close()
        # nothing is added to a file that was renamed
        self._read()
        self.reader.file_ends()
        self.file.close()
        self.file = file
        self.rotations += 1
        return True

    def read(self):
        """Read all that is there."""
        if not self.file:
            try:
                self.file = open(self.path, "rb", buffering=0)
            except FileNotFoundError:
                return
        while True:
            self._read()
            if not self._next():
                return

    def close(self):
        if self.file:
            self.file.close()
