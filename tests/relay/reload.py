# SPDX-License-Identifier: GPL-2.0-only
"""reload.py - tests of a configuration that is changed while procmon-relay runs

A sink whose receiver stalls keeps the relay from reading on: what comes before
and what comes behind a change is no matter of chance. It must not know how the
tests are run.
"""

import json
import os
import signal
import socket

from bench import (Skip, covered, expect, expect_all, file_sink, lines_of,
                   unix_sink, wait_for)

COUNT = 4000
SECRET = b"Zq9x"


def start_stalled(bench, redact=None, sinks=None, **relay):
    """A relay that has read a part, and whoever keeps it from reading on."""
    receiver = bench.receiver(bench.path("socket"), socket.SOCK_STREAM,
                              stalled=True)
    sinks = sinks or {"unix": unix_sink(bench, queue_kib=64),
                      "file": file_sink(bench)}
    bench.configure(sinks, redact, **relay)
    process = bench.start(bench.stream(COUNT, name="secrets"))
    wait_for(lambda: bench.path("lines").exists() and
             bench.path("lines").stat().st_size > 0, "some lines")
    wait_for(bench.path("metrics").exists, "metrics")
    return process, receiver, sinks


def reload(bench, process, said):
    process.send_signal(signal.SIGHUP)
    wait_for(lambda: said in bench.said(), said)


def the_rest(bench, process, receiver):
    """What the file has in the end: every record, whatever was changed."""
    receiver.wants.set()
    bench.finish(process)
    lines = lines_of(bench.path("lines"))
    expect_all(lines, COUNT, "file")
    return lines


def expect_change(lines, is_new):
    """Up to some line all is as it was, from there on as it is now."""
    new = [is_new(line) for line in lines]
    expect(not new[0] and new[-1], "nothing changed while it ran")
    expect(all(new[new.index(True):]), "it changes back")


def what_is_secret_changes_at_once_and_nothing_is_lost(bench):
    process, receiver, sinks = start_stalled(bench, {"well_known": "off"})
    bench.configure(sinks)
    reload(bench, process, "was read anew")
    lines = the_rest(bench, process, receiver)
    with_any = [line for line in lines
                if SECRET in line or b"[redacted]" in line]
    expect(len(with_any) == COUNT * 3 // 4, f"{len(with_any)} had any")
    expect_change(with_any, lambda line: SECRET not in line)
    # its queue was filled before, and is sent as it is
    wait_for(lambda: len(receiver.lines()) == COUNT, "all lines")
    expect_all(receiver.lines(), COUNT, "socket")


def a_broken_configuration_is_not_taken(bench):
    process, receiver, sinks = start_stalled(bench)
    bench.configure(sinks, {"well_known": "maybe"}, schema="flat")
    text = bench.path("relay.conf").read_text("utf-8")
    line = text[:text.index("well_known")].count("\n") + 1
    reload(bench, process, "is not taken, the relay goes on as before")
    expect(f"relay.conf:{line}: well_known = 'maybe': give off, on" in
           bench.said(), bench.said())
    expect("was read anew" not in bench.said(), bench.said())
    bench.path("relay.conf").unlink()
    reload(bench, process, "No such file")
    expect(bench.said().count("is not taken") == 2, bench.said())
    # and the next one is, if it is right
    bench.configure(sinks, host_name="other")
    reload(bench, process, "was read anew")
    lines = the_rest(bench, process, receiver)
    expect(SECRET not in b"".join(lines), "a secret is there")
    expect(b'"name":"other"' in lines[-1], "the last was not taken")


def a_file_that_its_user_cannot_read_is_not_taken(bench):
    if os.geteuid():
        raise Skip("only root can become somebody")
    bench.directory.chmod(0o777)
    receiver = bench.receiver(bench.path("socket"), socket.SOCK_STREAM,
                              stalled=True)
    bench.path("socket").chmod(0o666)
    bench.configure({"unix": unix_sink(bench, queue_kib=64)}, user="nobody")
    process = bench.start(bench.stream(COUNT, name="secrets"))
    wait_for(bench.path("metrics").exists, "metrics")
    bench.path("relay.conf").chmod(0o600)
    reload(bench, process, "Permission denied; let the relay's user read it")
    wait_for(lambda: "is not taken" in bench.said(), "it goes on")
    receiver.wants.set()
    bench.finish(process)
    wait_for(lambda: len(receiver.lines()) == COUNT, "all lines")
    expect_all(receiver.lines(), COUNT, "socket")


def keys_of_the_relay_are_taken(bench):
    process, receiver, sinks = start_stalled(bench, metrics_s=3600)
    bench.configure(sinks, host_name="other", host_id="7", metrics_s=3600,
                    metrics=bench.path("metrics2"), drain_ms=60000)
    reload(bench, process, "was read anew")
    wait_for(bench.path("metrics2").exists, "metrics elsewhere")
    lines = the_rest(bench, process, receiver)
    hosts = [json.loads(line)["host"] for line in lines]
    expect_change(hosts, lambda host: host["name"] == "other" and
                  host["id"] == "7")
    expect("stays as it was" not in bench.said(), bench.said())


def another_schema_holds_from_the_next_record_on(bench):
    process, receiver, sinks = start_stalled(bench)
    bench.configure(sinks, schema="flat")
    reload(bench, process, "was read anew")
    receiver.wants.set()
    bench.finish(process)
    lines = [json.loads(line) for line in lines_of(bench.path("lines"))]
    expect(len(lines) == COUNT, f"{len(lines)} lines")
    seqs = [line["event"]["sequence"] if "event" in line else line["seq"]
            for line in lines]
    expect(seqs == list(range(1, COUNT + 1)), "some are lost")
    expect_change(lines, lambda line: "seq" in line)


def keys_of_a_sink_are_taken(bench):
    process, receiver, sinks = start_stalled(bench)
    sinks["file"] |= {"size_mib": 1, "keep": 50, "mode": "0600"}
    bench.configure(sinks)
    reload(bench, process, "was read anew")
    receiver.wants.set()
    bench.finish(process)
    expect(bench.path("lines.1").exists(), "it is not rotated")
    expect(bench.path("lines").stat().st_mode & 0o777 == 0o600, "permissions")
    names = sorted(bench.directory.glob("lines.*"),
                   key=lambda name: -int(name.suffix[1:]))
    lines = sum((lines_of(name) for name in
                 [*names, bench.path("lines")]), [])
    expect_all(lines, COUNT, "all files")


def what_takes_a_restart_is_said_and_stays(bench):
    gone = file_sink(bench, "gone")
    process, receiver, sinks = start_stalled(bench, sinks={
        "unix": unix_sink(bench, queue_kib=64), "gone": gone,
        "file": file_sink(bench)})
    bench.configure({"new": file_sink(bench, "new"),
                     "file": file_sink(bench, "elsewhere", size_mib=1),
                     "unix": sinks["unix"]},
                    user="somebody", latency_ms=7, grace_ms=7)
    reload(bench, process, "was read anew")
    for words in ("relay.conf: user: stays as it was; restart",
                  "relay.conf: latency_ms: stays as it was; restart",
                  "relay.conf: grace_ms: stays as it was; restart",
                  "sink 'new': is new, and does not begin; restart",
                  "sink 'file': has another type or path, and stays",
                  "sink 'gone': is gone, but goes on; restart"):
        expect(bench.said().count(words) == 1, f"{words}: {bench.said()}")
    # what stays is no news for the next one
    bench.configure(sinks)
    process.send_signal(signal.SIGHUP)
    wait_for(lambda: bench.said().count("was read anew") == 2, "again")
    expect(bench.said().count("restart the relay") == 6, bench.said())
    the_rest(bench, process, receiver)
    expect_all(lines_of(bench.path("gone")), COUNT, "gone")
    for name in ("new", "elsewhere", "lines.1"):
        expect(not bench.path(name).exists(), f"{name}: is there")


def a_sink_that_becomes_durable_drops_no_more(bench):
    other = bench.receiver(bench.path("other"), socket.SOCK_STREAM,
                           stalled=True)
    durable = {"type": "unix", "path": bench.path("other"),
               "queue_kib": 2048, "retry_ms": 20}
    process, receiver, sinks = start_stalled(bench, sinks={
        # so that a part of its queue is more than half of it
        "unix": unix_sink(bench, queue_kib=1024, policy="best-effort"),
        "other": durable, "file": file_sink(bench)}, metrics_s=1)
    key = 'procmon_relay_sink_dropped_total{sink="unix",type="unix"}'
    wait_for(lambda: bench.metrics()[key] and bench.metric("stalls"),
             "it drops some, and the other stops the reading")
    sinks["unix"] |= {"policy": "durable"}
    dropped = bench.metrics()[key]
    bench.configure(sinks)
    reload(bench, process, "was read anew")
    other.wants.set()
    receiver.wants.set()
    bench.finish(process)
    expect(bench.metrics()[key] == dropped,
           f"{bench.metrics()[key]} are dropped, {dropped} were")
    wait_for(lambda: receiver.lines() and
             list(covered(receiver.lines()[-1:]))[0][1] == COUNT, "the last")
    gaps = [last - first + 1 for first, last, is_lost in
            covered(receiver.lines()) if is_lost]
    expect(sum(gaps) == dropped and
           len(receiver.lines()) == COUNT - dropped + len(gaps),
           f"gaps of {gaps} records, {len(receiver.lines())} lines")


TESTS = [
    what_is_secret_changes_at_once_and_nothing_is_lost,
    a_broken_configuration_is_not_taken,
    a_file_that_its_user_cannot_read_is_not_taken,
    keys_of_the_relay_are_taken,
    another_schema_holds_from_the_next_record_on,
    keys_of_a_sink_are_taken,
    what_takes_a_restart_is_said_and_stays,
    a_sink_that_becomes_durable_drops_no_more,
]
