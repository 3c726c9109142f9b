# SPDX-License-Identifier: GPL-2.0-only
"""crash.py - tests that a host, or procmon-relay, may go down at any time: what
was acknowledged is stored, and a part of a line takes no other with it

A library that is preloaded puts a capture in place of the device, and notes
what is written, made safe and acknowledged, in this order. It must not know how
the tests are run.
"""

import fcntl
import json
import os
import socket
import struct
import termios
import threading

from bench import (CAPTURE_BYTES, expect, enlarge, file_sink, lines_of,
                   records_of, seq_of, stop, unix_sink, wait_for)
from order import Stored, expect_order, forget, last_ack


def start_on_fake_device(bench, capture, first=1):
    """The relay, with a capture as its device; notes go to "notes"."""
    library = bench.relay.parent / "fake_device.so"
    return bench.start_on_device(bench.plain_relay, environment={
        "LD_PRELOAD": str(library),
        "FAKE_DEVICE_CAPTURE": str(capture),
        "FAKE_DEVICE_NOTES": str(bench.path("notes")),
        "FAKE_DEVICE_FIRST": str(first)})


def finish_acked(bench, process, count):
    wait_for(lambda: last_ack(bench.path("notes")) == count,
             "all is acknowledged")
    stop(process)
    bench.finish(process)


def nothing_is_acknowledged_that_is_not_stored(bench):
    count = 5000
    keep = 100
    for sync in ("interval", "always", "never"):
        counts = "write" if sync == "never" else "sync"
        receiver = bench.receiver(bench.path("socket"), socket.SOCK_STREAM)
        sinks = {"unix": unix_sink(bench, queue_kib=64)}
        for kind in ("file", "raw"):
            sinks[kind] = {"type": kind, "path": bench.path(kind + sync),
                           "sync": sync, "sync_ms": 10, "size_mib": 1,
                           "keep": keep}
        bench.configure(sinks)
        process = start_on_fake_device(bench, bench.stream(count))
        finish_acked(bench, process, count)
        stored = []
        for kind in ("file", "raw"):
            stored.append(Stored(f"{kind}, {sync}", counts))
            stored[-1].add_files(bench.path(kind + sync), keep)
            expect(len(stored[-1].records) == count,
                   f"{kind}, {sync}: {len(stored[-1].records)} records")
        acks = expect_order(bench.path("notes"), stored)
        expect(acks > 5, f"{sync}: but {acks} acknowledgements")
        wait_for(lambda: len(receiver.lines()) == count, "all lines")
        receiver.close()
        bench.path("notes").unlink()


def with_its_host_down_after_any_acknowledgement_nothing_is_missing(bench):
    count = 5000
    stream = bench.stream(count)
    keys = {"sync": "interval", "sync_ms": 10, "size_mib": 0}
    bench.configure({"file": file_sink(bench, **keys),
                     "raw": {"type": "raw", "path": bench.path("raw"),
                             **keys}})
    acked = 0
    while acked < count:
        process = start_on_fake_device(bench, stream, acked + 1)
        wanted = min(acked + 700, count)
        wait_for(lambda: last_ack(bench.path("notes")) >= wanted,
                 f"{wanted} is acknowledged")
        process.kill()
        process.wait()
        acked = last_ack(bench.path("notes"))
        # what was not made safe is gone
        for name in ("lines", "raw"):
            forget(bench.path("notes"), bench.path(name))
        lines = bench.path("lines").read_bytes().splitlines()
        seqs = {json.loads(line)["event"]["sequence"] for line in lines}
        expect(seqs >= set(range(1, acked + 1)), f"{acked} is acknowledged, "
               f"the lines end with {max(seqs, default=0)}")
        seqs = {seq_of(record) for record in
                records_of(bench.path("raw").read_bytes())}
        expect(seqs >= set(range(1, acked + 1)), f"{acked} is acknowledged, "
               f"the records end with {max(seqs, default=0)}")


def a_long_line(bench):
    """A capture with a record whose line is more than a pipe holds."""
    data = bench.capture("cut_arguments")
    record = next(record for record in records_of(data) if record[4] == 1)
    path = bench.path("long.capture")
    path.write_bytes(data[:CAPTURE_BYTES] + enlarge(record, 20 * 1024))
    return path, seq_of(record)


def expect_one_behind_a_part(lines, seq, what):
    """A part of a line, and then one that is whole."""
    expect(len(lines) == 2, f"{what}: {len(lines)} lines")
    expect(json.loads(lines[1])["event"]["sequence"] == seq,
           f"{what}: another number")
    try:
        json.loads(lines[0])
    except ValueError:
        return
    expect(False, f"{what}: the first line is whole, it shows nothing")


def a_part_of_a_line_in_a_pipe_takes_no_other_with_it(bench):
    capture, seq = a_long_line(bench)
    bench.configure({"out": {"type": "stdout"}})
    reading, writing = os.pipe()
    process = bench.start(capture, stdout=writing)
    wait_for(lambda: struct.unpack("i", fcntl.ioctl(
        reading, termios.FIONREAD, bytes(4)))[0] > 4096, "a part of the line")
    process.kill()
    process.wait()
    parts = []

    def read():
        with os.fdopen(reading, "rb") as pipe:
            parts.append(pipe.read())

    reader = threading.Thread(target=read)
    reader.start()
    process = bench.start(capture, stdout=writing)
    os.close(writing)
    bench.finish(process)
    reader.join()
    lines = [line for line in parts[0].splitlines() if line]
    expect_one_behind_a_part(lines, seq, "pipe")


def a_part_of_a_line_in_a_file_takes_no_other_with_it(bench):
    capture, seq = a_long_line(bench)
    bench.configure({"out": {"type": "stdout"}})
    bench.path("out").write_bytes(b'{"event":{"sequence":')
    with open(bench.path("out"), "ab") as out:
        bench.run(capture, stdout=out)
    expect_one_behind_a_part(lines_of(bench.path("out")), seq, "file")


TESTS = [nothing_is_acknowledged_that_is_not_stored,
         with_its_host_down_after_any_acknowledgement_nothing_is_missing,
         a_part_of_a_line_in_a_pipe_takes_no_other_with_it,
         a_part_of_a_line_in_a_file_takes_no_other_with_it]
