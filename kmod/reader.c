// SPDX-License-Identifier: GPL-2.0-only
/*
 * reader.c - one open file of the device: reads whole records, and tells in
 * the stream that it came, held and went.
 */
#include <linux/atomic.h>
#include <linux/mm.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <linux/timekeeping.h>
#include <linux/uaccess.h>

#include "actor.h"
#include "reader.h"

#define BUFFER_SIZE	16384

static atomic_t last_number = ATOMIC_INIT(0);
static atomic_t count = ATOMIC_INIT(0);

/**
 * reader_new() - Make a reader at the oldest record, and say that it came.
 *
 * It is said before the reader takes its place, since in a ring that is full
 * it overwrites the oldest record.
 *
 * Context: The reader's task. May sleep.
 * Return: The reader, or NULL if there is no memory.
 */
struct reader *reader_new(void)
{
	struct ring_cursor oldest;
	struct reader *reader;

	reader = kzalloc(sizeof(*reader), GFP_KERNEL | __GFP_NOWARN);
	if (!reader)
		return NULL;
	reader->buffer_size = min_t(u32, BUFFER_SIZE, stream_record_max());
	reader->buffer = kvmalloc(reader->buffer_size,
				  GFP_KERNEL | __GFP_NOWARN);
	if (!reader->buffer) {
		kfree(reader);
		return NULL;
	}
	reader->number = atomic_inc_return(&last_number);
	mutex_init(&reader->lock);
	stream_waiter_init(&reader->waiter);
	atomic_inc(&count);
	reader_tell(reader, PROCMON_READER_OPEN);
	ring_seek_oldest(stream_ring(), &oldest);
	reader_move(reader, &oldest);
	return reader;
}

/**
 * reader_free() - Free a reader.
 * @reader: it; does not wait any more.
 *
 * Context: May sleep.
 */
void reader_free(struct reader *reader)
{
	stream_wait_end(&reader->waiter);
	kvfree(reader->buffer);
	kfree(reader);
	atomic_dec(&count);
}

/**
 * reader_count() - How many there are.
 *
 * Return: The number.
 */
u32 reader_count(void)
{
	return atomic_read(&count);
}

/**
 * reader_move() - Go to another place.
 * @reader: who.
 * @to: the place.
 *
 * Context: Any. The reader's lock is held.
 */
void reader_move(struct reader *reader, const struct ring_cursor *to)
{
	reader->cursor = *to;
	WRITE_ONCE(reader->position, to->pos);
}

/**
 * reader_has_records() - Is there something to read?
 * @reader: who.
 *
 * Context: Any; the reader's lock need not be held.
 * Return: true if there is.
 */
bool reader_has_records(const struct reader *reader)
{
	return ring_available(stream_ring(), READ_ONCE(reader->position));
}

static int buffer_grow(struct reader *reader)
{
	u32 size = min_t(u32, reader->buffer_size * 4, stream_record_max());
	u8 *buffer;

	if (size <= reader->buffer_size)
		return -EMSGSIZE;
	buffer = kvmalloc(size, GFP_KERNEL | __GFP_NOWARN);
	if (!buffer)
		return -ENOMEM;
	kvfree(reader->buffer);
	reader->buffer = buffer;
	reader->buffer_size = size;
	return 0;
}

/* Turns the gap in the buffer into a LOST record. */
static int gap_to_record(struct reader *reader)
{
	struct ring_gap gap = *(struct ring_gap *)reader->buffer;
	struct procmon_lost *lost = (void *)reader->buffer;

	record_fill_lost(lost, &gap);
	lost->header.time_mono = ktime_get_ns();
	lost->header.cpu = raw_smp_processor_id();
	return sizeof(*lost);
}

/*
 * Fetches the next record into the buffer; @next is the place behind it.
 * Returns its length, or -errno: -EINVAL if it is longer than @size.
 */
static int fetch(struct reader *reader, struct ring_cursor *next, size_t size)
{
	enum ring_entry entry;
	int ret;

	for (;;) {
		u32 room = min_t(size_t, reader->buffer_size, size);

		*next = reader->cursor;
		ret = ring_read(stream_ring(), next, reader->buffer, room,
				&entry);
		if (ret != -EMSGSIZE)
			break;
		if (room == size)
			return -EINVAL;
		ret = buffer_grow(reader);
		if (ret)
			return ret;
	}
	if (ret < 0 || entry == RING_ENTRY_DATA)
		return ret;
	if (size < sizeof(struct procmon_lost))
		return -EINVAL;
	ret = gap_to_record(reader);
	if (!((struct procmon_lost *)reader->buffer)
		     ->by_cause[PROCMON_CAUSE_OVERWRITTEN])
		return ret;
	return reader->lapped ? ret : -EPIPE;
}

static void account(struct reader *reader, const struct ring_cursor *next)
{
	const struct procmon_header *header = (void *)reader->buffer;
	const struct procmon_lost *lost = (void *)reader->buffer;

	reader_move(reader, next);
	if (header->type != PROCMON_TYPE_LOST) {
		reader->delivered++;
		return;
	}
	reader->overwritten += lost->by_cause[PROCMON_CAUSE_OVERWRITTEN];
	reader->lapped = false;
}

/**
 * reader_read() - Copy whole records to user space.
 * @reader: who.
 * @to: where.
 * @size: how much fits.
 *
 * A record whose copy fails stays unread for this reader, though it counts as
 * delivered.
 *
 * Context: May sleep. The reader's lock is held.
 * Return: Bytes, at least one record, or -errno as <linux/procmon.h> says.
 */
ssize_t reader_read(struct reader *reader, char __user *to, size_t size)
{
	struct ring_cursor next;
	size_t done = 0;
	int len = 0;

	while (done < size) {
		len = fetch(reader, &next, size - done);
		if (len < 0)
			break;
		if (copy_to_user(to + done, reader->buffer, len)) {
			len = -EFAULT;
			break;
		}
		account(reader, &next);
		done += len;
		if (signal_pending(current))
			break;
		cond_resched();
	}
	if (done)
		return done;
	if (len == -EPIPE)
		reader->lapped = true;
	return size ? len : -EINVAL;
}

static void tell(struct procmon_reader_event *event)
{
	struct record record;

	record_start(&record, event, sizeof(*event), PROCMON_TYPE_READER,
		     sizeof(*event));
	event->header.cpu = raw_smp_processor_id();
	event->header.time_mono = ktime_get_ns();
	event->time_real = ktime_get_real_ns();
}

static void tell_end(struct procmon_reader_event *event)
{
	struct record record = {
		.bytes = (u8 *)event,
		.capacity = sizeof(*event),
		.len = sizeof(*event),
	};

	stream_publish(&record);
}

/**
 * reader_tell() - Say in the stream what the reader does.
 * @reader: who.
 * @action: enum procmon_reader_action.
 *
 * Context: The reader's task.
 */
void reader_tell(const struct reader *reader, u32 action)
{
	struct procmon_reader_event event;
	struct ring_state state;

	tell(&event);
	event.action = action;
	event.reader = reader->number;
	actor_current(&event.actor, event.comm);
	event.delivered = reader->delivered;
	event.overwritten = reader->overwritten;
	ring_look(stream_ring(), &state);
	event.acked_seq = state.acked_seq;
	tell_end(&event);
}

/**
 * reader_tell_expired() - Say that the hold of a reader that is gone ended.
 * @number: of the reader.
 *
 * Context: May sleep.
 */
void reader_tell_expired(u32 number)
{
	struct procmon_reader_event event;
	struct ring_state state;

	tell(&event);
	event.action = PROCMON_READER_EXPIRE;
	event.reader = number;
	actor_nobody(&event.actor);
	ring_look(stream_ring(), &state);
	event.acked_seq = state.acked_seq;
	tell_end(&event);
}
