#!/usr/bin/python3 -B
# SPDX-License-Identifier: GPL-2.0-only
"""broker.py - a broker of Kafka, on the loopback: the one that librdkafka has
for its own tests

    broker.py

Prints its address, and takes lines: "down" closes its port, "up" opens it
again; it answers each with a line. It speaks Kafka's protocol, without TLS, and
keeps some MiB in memory. It must not know what is sent.
"""

import ctypes
import sys

PRODUCER = 0
BROKER = 1

library = ctypes.CDLL("librdkafka.so.1")
for name in ("rd_kafka_conf_new", "rd_kafka_new", "rd_kafka_mock_cluster_new"):
    getattr(library, name).restype = ctypes.c_void_p
library.rd_kafka_mock_cluster_bootstraps.restype = ctypes.c_char_p


def main():
    problem = ctypes.create_string_buffer(512)
    client = library.rd_kafka_new(
        PRODUCER, ctypes.c_void_p(library.rd_kafka_conf_new()), problem,
        ctypes.c_size_t(len(problem)))
    if not client:
        print(problem.value.decode(), file=sys.stderr)
        return 1
    cluster = ctypes.c_void_p(
        library.rd_kafka_mock_cluster_new(ctypes.c_void_p(client), 1))
    print(library.rd_kafka_mock_cluster_bootstraps(cluster).decode(),
          flush=True)
    for line in sys.stdin:
        action = getattr(library, f"rd_kafka_mock_broker_set_{line.strip()}")
        print(action(cluster, BROKER), flush=True)
    return 0


sys.exit(main())
