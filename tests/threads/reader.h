/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * reader.h - reads the ring that the threads share, and checks what comes: it
 * knows what writers put into an entry. It must not know the other threads.
 */
#ifndef READER_H
#define READER_H

#include "ring.h"

#define RING_BYTES	16384
#define ENTRY_MAX	(RING_BYTES / 4 + 16)
#define WRITERS		4

/* What is in an entry; bytes that follow from @count fill it up to @len. */
struct payload {
	u64 seq;
	struct ring_counters counters;
	u64 leave;
	u32 writer;
	u32 count;
	u32 len;
	u32 has_counters;
};

/**
 * struct reader - A place in the ring, and what was found on the way there.
 * @cursor: the place.
 * @bytes: the last entry.
 * @gap: the last gap.
 * @counts: of the last entry of each writer.
 * @next: number that must come next.
 * @entries: how many came.
 * @lost_by_cause: how many were told of.
 */
struct reader {
	struct ring_cursor cursor;
	unsigned char bytes[ENTRY_MAX];
	struct ring_gap gap;
	u32 counts[WRITERS];
	u64 next;
	u64 entries;
	u64 lost_by_cause[RING_CAUSES];
};

extern struct ring ring;

unsigned char filling(const struct payload *payload, u32 at);
u64 sum(const u64 *numbers, u32 count);
void check_counters(const struct ring_counters *counters);
void read_from(struct reader *reader, u64 seq);
int read_one(struct reader *reader, enum ring_entry *ret_entry);

#endif /* READER_H */
