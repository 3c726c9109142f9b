# SPDX-License-Identifier: GPL-2.0-only
"""crash.py - tests that a host may go down at any time: what procmon-relay has
acknowledged is stored

A library that is preloaded puts a capture in place of the device, and notes
what is written, made safe and acknowledged, in this order. It must not know how
the tests are run.
"""

import json
import socket

from bench import (expect, file_sink, records_of, seq_of, stop, unix_sink,
                   wait_for)
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


TESTS = [nothing_is_acknowledged_that_is_not_stored,
         with_its_host_down_after_any_acknowledgement_nothing_is_missing]
