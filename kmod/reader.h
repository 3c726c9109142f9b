/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * reader.h - one open file of the device: its place in the stream.
 */
#ifndef PROCMON_READER_H
#define PROCMON_READER_H

#include <linux/mutex.h>
#include <linux/types.h>

#include "events.h"
#include "ring.h"
#include "stream.h"

/**
 * struct reader - An open file.
 * @number: from 1.
 * @lock: one read(), seek or ioctl at a time; not held while a read() waits.
 *	Taken outside every other lock of the module.
 * @cursor: its place; set with reader_move().
 * @position: position of @cursor; read without the lock.
 * @lapped: it was told -EPIPE and gets the LOST record next.
 * @delivered: records that it was given.
 * @overwritten: records that it was too slow for.
 * @buffer: one record on its way to user space.
 * @buffer_size: bytes of @buffer.
 * @waiter: for records.
 * @choice: events that it asked for.
 */
struct reader {
	u32 number;
	struct mutex lock;
	struct ring_cursor cursor;
	u64 position;
	bool lapped;
	u64 delivered;
	u64 overwritten;
	u8 *buffer;
	u32 buffer_size;
	struct stream_waiter waiter;
	struct events_choice choice;
};

struct reader *reader_new(void);
void reader_free(struct reader *reader);
void reader_move(struct reader *reader, const struct ring_cursor *to);
bool reader_has_records(const struct reader *reader);
ssize_t reader_read(struct reader *reader, char __user *to, size_t size);
void reader_tell(const struct reader *reader, u32 action);
void reader_tell_expired(u32 number);
u32 reader_count(void);

#endif /* PROCMON_READER_H */
