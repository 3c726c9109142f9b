# SPDX-License-Identifier: GPL-2.0-only
"""redaction.py - tests of what procmon-relay takes out of records

Of the capture "secrets" what is secret by its well-known name or looks has
Zq9x in it, what only an operator knows of has Yw8v. It must not know how the
tests are run.
"""

import json
import socket
import subprocess

from bench import (expect, file_sink, lines_of, unix_sink, wait_for,
                   without_host)

KNOWN = b"Zq9x"
OWN = b"Yw8v"
RECORDS = 4
# Of these so many hold a secret that is well known, or any.
REDACTED = 3
REDACTED_OWN = 4

OWN_PATTERNS = {"names": "*badge", "values": "badge-yw8v*"}


def outputs_of(bench, redact=None, **relay):
    """What each sink got of the capture, as bytes by type of sink."""
    capture = bench.golden / "secrets.capture"
    log = bench.receiver(bench.path("log"), socket.SOCK_DGRAM)
    journal = bench.receiver(bench.path("journal"), socket.SOCK_DGRAM)
    local = bench.receiver(bench.path("socket"), socket.SOCK_STREAM)
    for name in ("lines", "raw"):
        bench.path(name).unlink(missing_ok=True)
    bench.configure({
        "file": file_sink(bench), "out": {"type": "stdout"},
        "raw": {"type": "raw", "path": bench.path("raw")},
        "unix": unix_sink(bench),
        "log": {"type": "syslog", "path": bench.path("log")},
        "journal": {"type": "journal", "path": bench.path("journal")}},
                    redact, **relay)
    with open(bench.path("out"), "wb") as out:
        bench.run(capture, stdout=out)
    wait_for(lambda: len(local.lines()) == len(log.data) ==
             len(journal.data) == RECORDS, "all records")
    for receiver in (log, journal, local):
        receiver.close()
    return {"file": bench.path("lines").read_bytes(),
            "raw": bench.path("raw").read_bytes(),
            "stdout": bench.path("out").read_bytes(),
            "unix": b"".join(local.data), "syslog": b"\n".join(log.data),
            "journal": b"\n".join(journal.data)}


def expect_in_all(outputs, text, is_there):
    for kind, output in outputs.items():
        expect((text in output) == is_there,
               f"{kind}: {text} is {'not ' if is_there else ''}there: "
               f"{output!r}")


def environment_of(outputs):
    return json.loads(outputs["file"].splitlines()[0])["process"]["env_vars"]


def well_known_secrets_are_in_no_output_unless_told(bench):
    for schema in ("ecs", "flat", "ocsf"):
        outputs = outputs_of(bench, schema=schema)
        expect_in_all(outputs, KNOWN, False)
        expect_in_all(outputs, b"[redacted]", True)
        expect_in_all(outputs, OWN, True)
        expect(bench.metric("redacted") == REDACTED, "counted otherwise")


def what_was_taken_out_is_said_as_procmonctl_does(bench):
    outputs = outputs_of(bench)
    wanted = subprocess.run(
        [bench.procmonctl, "decode", "-J", "--redact",
         bench.golden / "secrets.capture"], check=True,
        capture_output=True).stdout.splitlines()
    for line, golden in zip(outputs["file"].splitlines(), wanted,
                            strict=True):
        expect(without_host(line) == json.loads(golden),
               f"{line} instead of {golden}")
    for kind in ("file", "stdout", "unix", "syslog"):
        expect(outputs[kind].count(b'"redacted":[') == REDACTED,
               f"{kind}: is not said")
    expect(outputs["journal"].count(b"\nPROCMON_REDACTED=argv[") == REDACTED,
           "journal: is not said")
    # a capture is as whole as it was
    subprocess.run([bench.procmonctl, "decode", "-J", bench.path("raw")],
                   check=True, stdout=subprocess.DEVNULL)


def nothing_is_taken_out_when_it_is_switched_off(bench):
    outputs = outputs_of(bench, {"well_known": "off"})
    expect_in_all(outputs, KNOWN, True)
    expect_in_all(outputs, OWN, True)
    expect_in_all(outputs, b"redacted", False)
    expect(outputs["raw"] == bench.capture("secrets"), "raw differs")
    expect(bench.metric("redacted") == 0, "some are counted")


def own_patterns_take_out_more(bench):
    outputs = outputs_of(bench, OWN_PATTERNS)
    expect_in_all(outputs, KNOWN, False)
    expect_in_all(outputs, OWN, False)
    expect(bench.metric("redacted") == REDACTED_OWN, "counted otherwise")
    outputs = outputs_of(bench, {"well_known": "off", **OWN_PATTERNS})
    expect_in_all(outputs, KNOWN, True)
    expect_in_all(outputs, OWN, False)


def of_the_environment_only_what_is_allowed_is_shown(bench):
    outputs = outputs_of(bench, {"env_allow": "LANG proxy"})
    expect_in_all(outputs, KNOWN, False)
    expect_in_all(outputs, b"/home/u", False)
    expect_in_all(outputs, b"Yw8v-2", False)
    real = environment_of(outputs)
    wanted = ["LANG=C", "PWD=[redacted]", "DB_PASSWORD=[redacted]",
              "STAFF_BADGE=[redacted]",
              "PROXY=http://u:[redacted]@proxy:3128", "EMPTY="]
    expect(real == wanted, f"{real}")


def a_gap_does_not_bring_secrets_back(bench):
    """A record that tells of a gap comes between making forms of another."""
    receiver = bench.receiver(bench.path("socket"), socket.SOCK_STREAM,
                              stalled=True)
    count = 4000
    bench.configure({
        "unix": unix_sink(bench, queue_kib=16, policy="best-effort"),
        "file": file_sink(bench)}, drain_ms=60000)
    process = bench.start(bench.stream(count, name="secrets"))
    wait_for(lambda: bench.path("lines").exists() and
             len(bench.path("lines").read_bytes().splitlines()) == count,
             "the file is whole")
    receiver.wants.set()
    bench.finish(process)
    wait_for(lambda: receiver.lines() and json.loads(
        receiver.lines()[-1])["event"]["sequence"] == count, "the last line")
    for data in (b"".join(receiver.lines()), b"".join(
            lines_of(bench.path("lines")))):
        expect(KNOWN not in data, "a secret is there")
    expect(b'"lost"' in b"".join(receiver.lines()), "there was no gap")


TESTS = [
    well_known_secrets_are_in_no_output_unless_told,
    what_was_taken_out_is_said_as_procmonctl_does,
    nothing_is_taken_out_when_it_is_switched_off,
    own_patterns_take_out_more,
    of_the_environment_only_what_is_allowed_is_shown,
    a_gap_does_not_bring_secrets_back,
]
