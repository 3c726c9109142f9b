// SPDX-License-Identifier: GPL-2.0-only
/*
 * format_raw.c - records as they were read, behind the start of a capture. It
 * must not know what is in them.
 */
#include "format.h"

static void begin(const struct format_options *options,
		  const struct procmon_capture *capture, struct buffer *buffer)
{
	(void)options;
	buffer_add(buffer, capture, sizeof(*capture));
}

static void record(const struct event *event, struct buffer *buffer)
{
	buffer_add(buffer, event->record->bytes, event->record->header.len);
}

static void batch(struct buffer *buffer)
{
	(void)buffer;
}

const struct format format_raw = { "raw", begin, record, batch, batch };
