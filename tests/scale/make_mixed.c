// SPDX-License-Identifier: GPL-2.0-only
/*
 * make_mixed.c - writes a capture of many records of all types, with hostile
 * text in them, to standard output. The same seed gives the same bytes.
 *
 *	make_mixed SEED COUNT
 */
#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mixed.h"

static uint64_t parse(const char *text)
{
	char *end;
	unsigned long long value = strtoull(text, &end, 10);

	if (!*text || *end)
		errx(2, "%s: is no number", text);
	return value;
}

static void put(const void *bytes, size_t len)
{
	if (fwrite(bytes, 1, len, stdout) != len)
		err(1, "standard output");
}

int main(int argc, char **argv)
{
	struct procmon_capture capture = {
		.byte_order = PROCMON_CAPTURE_BYTE_ORDER,
		.abi_version = PROCMON_ABI_VERSION,
	};
	static struct mixed mixed;
	uint64_t count;

	if (argc != 3)
		errx(2, "usage: make_mixed SEED COUNT");
	mixed.state = parse(argv[1]);
	count = parse(argv[2]);
	memcpy(capture.magic, PROCMON_CAPTURE_MAGIC, sizeof(capture.magic));
	memset(capture.boot_id, 0x5a, sizeof(capture.boot_id));
	put(&capture, sizeof(capture));
	while (count--)
		put(mixed.bytes, mixed_next(&mixed));
	if (fflush(stdout))
		err(1, "standard output");
	return 0;
}
