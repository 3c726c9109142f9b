// SPDX-License-Identifier: GPL-2.0-only
/*
 * snapshot_reader.c - a reader that asks for snapshots; see snapshot_reader.h.
 */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>

#include "deadline.h"
#include "life.h"
#include "load.h"
#include "sensor.h"
#include "snapshot_reader.h"

#define LINES_MAX	20
#define MOMENT_MS	100

static void say(void *argument, const char *line)
{
	struct snapshot_reader *reader = argument;

	if (reader->lines++ < LINES_MAX)
		fprintf(stderr, "# %s\n", line);
}

static void visit(const struct procmon_header *record, void *context)
{
	struct snapshot_reader *reader = context;

	ledger_visit(record, &reader->ledger);
	if (reader->visit)
		reader->visit(record, reader->context);
}

/* fail() - Say what a call wanted, and why there is none of it. */
static int fail(struct snapshot_reader *reader, const char *what, int error)
{
	snprintf(reader->stream.error, sizeof(reader->stream.error), "%s: %s",
		 what, error ? strerror(-error) : "it does not come");
	return -1;
}

int snapshot_reader_begin(struct snapshot_reader *reader, stream_visit *visit,
			  void *context)
{
	*reader = (struct snapshot_reader){
		.stream.fd = -1,
		.visit = visit,
		.context = context,
	};
	return ledger_begin(&reader->ledger, say, reader);
}

void snapshot_reader_end(struct snapshot_reader *reader)
{
	ledger_end(&reader->ledger);
	stream_close(&reader->stream);
}

int snapshot_reader_read(struct snapshot_reader *reader)
{
	stream_wait(&reader->stream, MOMENT_MS);
	return stream_read(&reader->stream, visit, reader) < 0 ? -1 : 0;
}

int snapshot_reader_drain(struct snapshot_reader *reader)
{
	return stream_drain(&reader->stream, visit, reader);
}

int snapshot_reader_load(struct snapshot_reader *reader,
			 const char *parameters)
{
	uint64_t deadline = deadline_in(SNAPSHOT_MS);
	int error = sensor_load(parameters);

	if (error)
		return fail(reader, "load the module", error);
	reader->armed = now_ns();
	if (stream_open(&reader->stream, O_NONBLOCK))
		return -1;
	while (!reader->ledger.snapshots) {
		if (!deadline_left_ms(deadline))
			return fail(reader, "the end of arming's snapshot", 0);
		if (snapshot_reader_read(reader))
			return -1;
	}
	return 0;
}

int snapshot_reader_take(struct snapshot_reader *reader, uint32_t tgid)
{
	uint64_t deadline = deadline_in(SNAPSHOT_MS);
	uint64_t begin_seq = 0;
	int error = life_snapshot(&reader->stream, tgid, &begin_seq);

	if (error)
		return fail(reader, "ask for a snapshot", error);
	if (!begin_seq)
		return fail(reader, "the number of a snapshot's begin", 0);
	while (reader->ledger.last_end != begin_seq) {
		if (!deadline_left_ms(deadline))
			return fail(reader, "the end of a snapshot", 0);
		if (snapshot_reader_read(reader))
			return -1;
	}
	return 0;
}
