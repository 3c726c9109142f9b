/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * snapshot_reader.h - a reader that asks for snapshots, reads until they end,
 * and keeps a ledger of all that comes. It must not know what a test expects.
 */
#ifndef PROCMON_TESTS_SNAPSHOT_READER_H
#define PROCMON_TESTS_SNAPSHOT_READER_H

#include <stdint.h>

#include "snapshot_ledger.h"
#include "stream.h"

/* All that a ledger goes by, in a ring that holds some snapshots. */
#define SNAPSHOT_EVENTS	"events=exec,fork,exit ring_kib=65536"
/* How long anything is waited for; only failures take so long. */
#define SNAPSHOT_PATIENCE_MS	120000
/* Under load each process takes its time, most of all where all is watched. */
#define SNAPSHOT_MS	(5 * SNAPSHOT_PATIENCE_MS)

/**
 * struct snapshot_reader - A reader.
 * @stream: what it reads; its error tells why a call returned -1.
 * @ledger: of what it has read; says its problems on standard error.
 * @lines: that the ledger has said.
 * @armed: the module was loaded by then, ns, CLOCK_MONOTONIC.
 * @visit: called for each record, too; NULL: nobody.
 * @context: for @visit.
 */
struct snapshot_reader {
	struct stream stream;
	struct ledger ledger;
	unsigned int lines;
	uint64_t armed;
	stream_visit *visit;
	void *context;
};

/* Begin with @visit and @context as above. Return: 0 or -1. */
int snapshot_reader_begin(struct snapshot_reader *reader, stream_visit *visit,
			  void *context);

/* Close the stream and free all. */
void snapshot_reader_end(struct snapshot_reader *reader);

/**
 * snapshot_reader_load() - Load the module, and read until the snapshot of
 * arming has come to its end.
 * @reader: one that has begun.
 * @parameters: as sensor_load() takes them.
 * Return: 0 or -1.
 */
int snapshot_reader_load(struct snapshot_reader *reader,
			 const char *parameters);

/**
 * snapshot_reader_take() - Ask for a snapshot, and read until its end.
 * @reader: one that has loaded the module.
 * @tgid: of this process only; 0: of all.
 * Return: 0 or -1.
 */
int snapshot_reader_take(struct snapshot_reader *reader, uint32_t tgid);

/* Read what is there, or wait a moment for something. Return: 0 or -1. */
int snapshot_reader_read(struct snapshot_reader *reader);

/* Read until no record is there. Return: 0 or -1. */
int snapshot_reader_drain(struct snapshot_reader *reader);

#endif
