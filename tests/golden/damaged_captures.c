// SPDX-License-Identifier: GPL-2.0-only
/*
 * damaged_captures.c - captures that are not whole, not sound, or none at all.
 * Knows nothing of what procmonctl makes of them.
 */
#include <string.h>

#include "make_captures.h"

/* The file ends in the middle of the second record. */
void truncated_file(struct output *output)
{
	struct sample sample;

	put_start(output);
	put(output, sample.bytes, sample_exec(&sample, 1));
	put(output, sample.bytes, sample_exec(&sample, 2) - 100);
}

/* A reference that leads out of its record, between good records. */
void corrupt_record(struct output *output)
{
	struct sample sample;
	struct procmon_exec *exec = (struct procmon_exec *)sample.bytes;
	size_t len;

	put_start(output);
	put(output, sample.bytes, sample_exec(&sample, 1));
	len = sample_exec(&sample, 2);
	exec->cwd.off = 0xfffffff0;
	put(output, sample.bytes, len);
	put(output, sample.bytes, sample_reader(&sample, 3));
}

/* A length that cannot be: nothing behind it can be found. */
void corrupt_length(struct output *output)
{
	struct sample sample;
	struct procmon_exec *exec = (struct procmon_exec *)sample.bytes;
	size_t len;

	put_start(output);
	put(output, sample.bytes, sample_exec(&sample, 1));
	len = sample_exec(&sample, 2);
	exec->header.len = 0xfffffff8;
	put(output, sample.bytes, len);
	put(output, sample.bytes, sample_exec(&sample, 3));
}

void other_version(struct output *output)
{
	struct sample sample;

	put_start_of(output, PROCMON_CAPTURE_BYTE_ORDER,
		     PROCMON_ABI_VERSION + 1);
	put(output, sample.bytes, sample_exec(&sample, 1));
}

void other_byte_order(struct output *output)
{
	struct sample sample;

	put_start_of(output, __builtin_bswap32(PROCMON_CAPTURE_BYTE_ORDER),
		     PROCMON_ABI_VERSION);
	put(output, sample.bytes, sample_exec(&sample, 1));
}

void no_capture(struct output *output)
{
	write_bytes(output->file, LITERAL("type=EXECVE msg=audit(1.2:3)\n"));
}

void empty_file(struct output *output)
{
	(void)output;
}
