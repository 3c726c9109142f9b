# SPDX-License-Identifier: GPL-2.0-only
"""bench.py - what the tests of procmon-relay share: streams to replay, the
relay as a process, receivers on sockets.

It must not know what a test expects.
"""

import json
import os
import re
import selectors
import signal
import socket
import struct
import subprocess
import tempfile
import threading
import time
from pathlib import Path

CAPTURE_BYTES = 32
SEQ_OFFSET = 16
LOST = 19
# How long anything may take on a busy machine, s.
PATIENCE = 20


class Failure(Exception):
    """What a test expects is not so."""


class Skip(Exception):
    """The test cannot run here."""


def expect(condition, text):
    if not condition:
        raise Failure(text)


def wait_for(condition, text, patience=PATIENCE):
    end = time.monotonic() + patience
    while time.monotonic() < end:
        result = condition()
        if result:
            return result
        time.sleep(0.01)
    raise Failure(f"did not happen in {patience} s: {text}")


def records_of(capture):
    """The records of the bytes of a capture."""
    at = CAPTURE_BYTES
    while at < len(capture):
        length, = struct.unpack_from("=I", capture, at)
        yield capture[at:at + length]
        at += length


def seq_of(record):
    return struct.unpack_from("=Q", record, SEQ_OFFSET)[0]


def stream_of(golden, count, first=1, only=None):
    """A capture of many records, made of those of another one."""
    start = golden[:CAPTURE_BYTES]
    models = [record for record in records_of(golden)
              if struct.unpack_from("=H", record, 4)[0] != LOST and
              (only is None or struct.unpack_from("=H", record, 4)[0] == only)]
    parts = [start]
    for number in range(count):
        model = models[number % len(models)]
        parts.append(model[:SEQ_OFFSET] +
                     struct.pack("=Q", first + number) +
                     model[SEQ_OFFSET + 8:])
    return b"".join(parts)


def enlarge(record, more):
    """The record with a longer name of what was executed."""
    # procmonctl knows where the string is: its text is the only one there.
    name = b"/" + b"\x01" * (more - 1)
    header = bytearray(record)
    total = len(record) + more
    offset, length = find_string(record)
    header[offset:offset + 16] = (len(record).to_bytes(4, "little") +
                                  more.to_bytes(4, "little") +
                                  more.to_bytes(4, "little") +
                                  more.to_bytes(4, "little"))
    header[0:4] = total.to_bytes(4, "little")
    expect(length, "no string to enlarge")
    return bytes(header) + name


def find_string(record):
    """Where struct procmon_string of the first string of the record is."""
    fixed = int.from_bytes(record[8:12], "little")
    for offset in range(40, fixed - 16, 4):
        at, length = (int.from_bytes(record[offset:offset + 4], "little"),
                      int.from_bytes(record[offset + 4:offset + 8], "little"))
        if at == fixed and 0 < length <= len(record) - fixed:
            return offset, length
    return 0, 0


def covered(lines):
    """The numbers that lines of JSON tell of, in order: (first, last, lost)."""
    for line in lines:
        event = json.loads(line)
        seq = event["event"]["sequence"]
        if event["event"]["action"] == "lost":
            yield event["procmon"]["lost"]["first_seq"], seq, True
        else:
            yield seq, seq, False


def expect_all(lines, count, what, may_repeat=False):
    """Every number from 1 on, in order, whole, and none lost."""
    next_seq = 1
    for first, last, is_lost in covered(lines):
        expect(not is_lost, f"{what}: {first} to {last} are lost")
        if may_repeat and last < next_seq:
            next_seq = last
        expect(first == next_seq, f"{what}: {first} instead of {next_seq}")
        next_seq = last + 1
    expect(next_seq == count + 1,
           f"{what}: ends with {next_seq - 1} of {count}")


def lines_of(path):
    data = Path(path).read_bytes()
    expect(not data or data.endswith(b"\n"), f"{path}: ends within a line")
    return data.splitlines()


def without_host(line):
    """What procmonctl says of the same record."""
    event = json.loads(line)
    host = event["host"]
    expect(host.pop("id") == "id" and host.pop("name") == "host",
           f"no host in {line}")
    if not host:
        event.pop("host")
    return event


def file_sink(bench, name="lines", **keys):
    return {"type": "file", "path": bench.path(name), "sync": "never", **keys}


def unix_sink(bench, **keys):
    return {"type": "unix", "path": bench.path("socket"), "retry_ms": 20,
            **keys}


class Bench:
    """A directory, and the relays that run in it."""

    def __init__(self, relay, plain_relay, procmonctl, golden):
        self.relay = relay
        self.plain_relay = plain_relay
        self.procmonctl = procmonctl
        self.golden = Path(golden)
        self._directory = tempfile.TemporaryDirectory(prefix="procmon-relay.")
        self.directory = Path(self._directory.name)
        self.processes = []
        self.receivers = []

    def close(self):
        for process in self.processes:
            if process.poll() is None:
                process.kill()
            process.wait()
        for receiver in self.receivers:
            receiver.close()
        self._directory.cleanup()

    def path(self, name):
        return self.directory / name

    def capture(self, name):
        return (self.golden / f"{name}.capture").read_bytes()

    def stream(self, count, name="ordinary", **options):
        """A capture of many records, in a file."""
        path = self.path("stream.capture")
        path.write_bytes(stream_of(self.capture(name), count, **options))
        return path

    def configure(self, sinks, redact=None, **relay):
        """Write a configuration: sinks by name, each a dict of its keys; the
        keys of redaction; those of the relay."""
        settings = {"user": "", "metrics": self.path("metrics"),
                    "host_name": "host", "host_id": "id", **relay}
        sections = {"relay": settings, "redact": redact or {}}
        sections |= {f"sink {name}": keys for name, keys in sinks.items()}
        text = ""
        for name, keys in sections.items():
            text += f"[{name}]\n"
            text += "".join(f"{key} = {value}\n" for key, value in keys.items())
        path = self.path("relay.conf")
        path.write_text(text, encoding="utf-8")
        return path

    def start(self, replay, *arguments, **options):
        """Start a relay with a capture; what it says goes to the file "said".
        """
        return self.start_on_device(self.relay, "--replay", str(replay),
                                    *arguments, **options)

    def start_on_device(self, relay, *arguments, prefix=(), environment=None,
                        stdout=subprocess.DEVNULL, **options):
        """Likewise, this relay with whatever is the device."""
        with open(self.path("said"), "ab") as said:
            process = subprocess.Popen(
                [*prefix, str(relay), "--config",
                 str(self.path("relay.conf")), *arguments], stdout=stdout,
                stderr=said, env={**os.environ, **(environment or {})},
                **options)
        self.processes.append(process)
        return process

    def run(self, replay, *arguments, status=0, **options):
        process = self.start(replay, *arguments, **options)
        self.finish(process, status)

    def finish(self, process, status=0):
        try:
            got = process.wait(PATIENCE)
        except subprocess.TimeoutExpired as error:
            raise Failure(f"does not end; said: {self.said()}") from error
        expect(got == status,
               f"exit status {got}, not {status}; said: {self.said()}")

    def said(self):
        return self.path("said").read_text(encoding="utf-8")

    def metrics(self):
        """The metrics by name and labels."""
        text = self.path("metrics").read_text(encoding="utf-8")
        return {line.rsplit(" ", 1)[0]: int(line.rsplit(" ", 1)[1])
                for line in text.splitlines() if not line.startswith("#")}

    def metric(self, name):
        values = [value for key, value in self.metrics().items()
                  if re.match(rf"procmon_relay_{name}(_total)?(\{{|$)", key)]
        expect(len(values) == 1, f"metric {name}: {len(values)} of them")
        return values[0]

    def receiver(self, *arguments, **options):
        receiver = Receiver(*arguments, **options)
        self.receivers.append(receiver)
        return receiver


class Receiver:
    """Somebody who listens on a socket; it can stop and go on to read."""

    def __init__(self, path, kind, stalled=False, buffer=None):
        self.kind = kind
        self.data = []
        self.files = []
        self.wants = threading.Event()
        if not stalled:
            self.wants.set()
        self.ends = False
        self.connection = None
        self.socket = socket.socket(socket.AF_UNIX, kind)
        if buffer:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, buffer)
        if os.path.exists(path):
            os.unlink(path)
        self.socket.bind(str(path))
        if kind == socket.SOCK_STREAM:
            self.socket.listen(1)
        self.thread = threading.Thread(target=self._receive, daemon=True)
        self.thread.start()

    def _wait(self, sock):
        """Until something is there; False: it is to end."""
        with selectors.DefaultSelector() as selector:
            selector.register(sock, selectors.EVENT_READ)
            while not self.ends:
                if self.wants.wait(0.05) and selector.select(0.05):
                    return True
        return False

    def _receive(self):
        while self._wait(self.socket):
            if self.kind == socket.SOCK_DGRAM:
                data, files, _, _ = socket.recv_fds(self.socket, 1 << 22, 4)
                self.files += files
                if data:
                    self.data.append(data)
                continue
            self.connection, _ = self.socket.accept()
            while self._wait(self.connection):
                data = self.connection.recv(1 << 16)
                if not data:
                    break
                self.data.append(data)
            self.connection.close()

    def lines(self):
        """Whole lines; what a sender that was cut off left is none."""
        data = b"".join(self.data)
        return data[:data.rfind(b"\n") + 1].splitlines()

    def close(self):
        """Go away with all that was not received yet."""
        self.ends = True
        self.wants.set()
        self.thread.join(PATIENCE)
        if self.connection:
            self.connection.close()
        self.socket.close()
        for file in self.files:
            os.close(file)
        self.files = []


def memory_kib(process):
    """The most memory that a running process has had, kB; 0: it ended."""
    try:
        status = Path(f"/proc/{process.pid}/status").read_text("ascii")
    except OSError:
        return 0
    match = re.search(r"^VmHWM:\s+(\d+) kB", status, re.MULTILINE)
    return int(match.group(1)) if match else 0


def stop(process):
    process.send_signal(signal.SIGTERM)
