# SPDX-License-Identifier: GPL-2.0-only
"""records.py - reads a capture, from the description of the records in
procmon.h and from nothing else.

It must not share code with the library, nor know what is made of a record.
"""

import struct

CAPTURE_BYTES = 32
HEADER = struct.Struct("=IHHIIQQ")
STRING = "4I"
ARRAY = "4I"
COMM = "16s"

TYPES = {
    1: "exec", 2: "exec_fail", 3: "fork", 4: "exit", 5: "uid", 6: "gid",
    7: "sid", 8: "ptrace", 9: "comm", 10: "coredump", 11: "proc", 12: "cred",
    16: "sensor_start", 17: "sensor_stop", 18: "heartbeat", 19: "lost",
    20: "config", 21: "hook_lost", 22: "hook_back", 23: "reader",
    24: "snapshot_begin", 25: "snapshot_end",
}

# Of enum procmon_field, what is read here.
FIELDS = {
    "prev_comm": 2, "filename": 5, "argv": 6, "envp": 7, "interp": 10,
    "parent_exe": 11, "parent_argv": 12, "cwd": 13, "root": 14, "exe": 15,
    "script": 23, "lsm_label": 29, "nodename": 32, "cgroup": 33, "tty": 34,
    "fds": 35, "sockets": 36,
}

IDENTITY = [("tgid", "I"), ("tid", "I"), ("ppid", "I"), ("", "9I4Q")]
CREDS = [("uid", "I"), ("", "7I5Q2I")]
FILE = [("", "2IQ3qQQQ8I")]
NAMESPACES = [("", "8I")]
PEER = [("tgid", "I"), ("", "3I2Q"), ("comm", COMM)]
MISSING = [("missing", "12Q")]


def within(name, members):
    """The members of a structure, as members of another one."""
    return [(f"{name}.{member}" if member else "", kind)
            for member, kind in members]


START = [("", str(HEADER.size) + "x"), ("time_boot", "Q"), ("time_real", "Q")]

EXEC = [
    *START, ("flags", "I"), ("origin", "I"), *MISSING, ("truncated", "2Q"),
    *within("identity", IDENTITY), ("", "2IiIQ"), ("comm", COMM),
    ("prev_comm", COMM), *within("creds", CREDS),
    *within("creds_before", CREDS), ("", "6IiI2Q"), *FILE, ("", "2Q2I"), *FILE,
    ("", "2IQ"), *NAMESPACES, ("", "Q5I2H4Q"),
    *((name, STRING) for name in (
        "filename", "argv", "envp", "argv_digest", "env_digest", "interp",
        "exe", "script", "parent_exe", "parent_argv", "cwd", "root",
        "lsm_label", "nodename", "cgroup", "tty", "verity_digest",
        "ima_digest")),
    *((name, ARRAY) for name in ("groups", "ancestors", "fds", "sockets")),
]

LIFE = [
    *START, *MISSING, *within("identity", IDENTITY), *within("creds", CREDS),
    *NAMESPACES, ("", "Q2I"), ("comm", COMM),
]

ACTOR = [("tgid", "I"), ("", "5IQ")]

STRUCTURES = {
    "exec": EXEC, "exec_fail": EXEC, "proc": EXEC,
    "exit": LIFE, "uid": LIFE, "gid": LIFE, "cred": LIFE, "sid": LIFE,
    "coredump": LIFE,
    "fork": LIFE + within("creator", PEER),
    "ptrace": LIFE + within("tracer", PEER),
    "comm": LIFE + [("before", COMM), *within("actor", PEER)],
    "config": [("", "32xQ2I"), *within("actor", ACTOR), ("", "6Q"),
               ("comm", COMM)],
    "reader": [("", "32xQ2I"), *within("actor", ACTOR), ("", "3Q"),
               ("comm", COMM)],
    "lost": [("", "32x"), ("first_seq", "Q"), ("last_seq", "Q")],
    "sensor_start": [("", "32xQ2I16s4IQ2I2Q"), ("version", STRING),
                     ("kernel_release", STRING)],
}
STRUCTURES["sensor_stop"] = STRUCTURES["sensor_start"]

FD = [("", "8IQ"), ("path", STRING)]
SOCKET = [("", "i6H2IQ16s16s"), ("local_path", STRING), ("peer_path", STRING)]


def layout(members):
    """Where each member is, and how it is read."""
    offset = 0
    result = {}
    for name, kind in members:
        reader = struct.Struct("=" + kind)
        if name:
            result[name] = (offset, reader)
        offset += reader.size
    return result


LAYOUTS = {name: layout(members) for name, members in STRUCTURES.items()}
ELEMENTS = {"fds": layout(FD), "sockets": layout(SOCKET)}


class Text:
    """Bytes, of which some may have been cut out behind head."""

    def __init__(self, data, head, total):
        self.data = data
        self.head = head
        self.cut = total - len(data)


class Record:
    """A record; what is read from it is read when it is asked for."""

    def __init__(self, data):
        self.data = data
        _, number, self.flags, _, self.cpu, self.seq, _ = HEADER.unpack_from(
            data)
        self.type = TYPES.get(number)
        self.members = LAYOUTS.get(self.type, {})

    def get(self, name):
        offset, reader = self.members[name]
        values = reader.unpack_from(self.data, offset)
        return values[0] if len(values) == 1 else values

    def name(self, member):
        """A name that ends with NUL."""
        return self.get(member).split(b"\0", 1)[0]

    def is_missing(self, field):
        words = self.get("missing")
        bit = FIELDS[field]
        return any(words[reason * 2 + bit // 64] >> bit % 64 & 1
                   for reason in range(6))

    def text_at(self, offset):
        start, length, head, total = struct.unpack_from(
            "=" + STRING, self.data, offset)
        if not start:
            return None
        return Text(self.data[start:start + length], head, total)

    def text(self, name):
        return self.text_at(self.members[name][0])

    def texts_of(self, array):
        """The texts of each element of an array, by name; None: no array."""
        start, count, stride, _ = self.get(array)
        if not start:
            return None
        return [{name: self.text_at(start + i * stride + offset)
                 for name, (offset, _) in ELEMENTS[array].items()}
                for i in range(count)]


def read_capture(file):
    """The records of a capture."""
    if file.read(CAPTURE_BYTES)[:8] != b"PROCMON\n":
        raise ValueError("no capture")
    while True:
        header = file.read(HEADER.size)
        if not header:
            return
        length = HEADER.unpack(header)[0]
        yield Record(header + file.read(length - HEADER.size))
