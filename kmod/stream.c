// SPDX-License-Identifier: GPL-2.0-only
/*
 * stream.c - the module's ring, and waking those who wait for it.
 *
 * A record is published from the exec hook, where nothing may sleep, so the
 * wake-up goes through irq_work. It is asked for only if somebody waits, and
 * then once for as many bytes, or for as long, as the reader wants to wait:
 * a load does not wake a reader for each record.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/atomic.h>
#include <linux/gfp.h>
#include <linux/irq_work.h>
#include <linux/jiffies.h>
#include <linux/math64.h>
#include <linux/printk.h>
#include <linux/spinlock.h>
#include <linux/timekeeping.h>
#include <linux/vmalloc.h>
#include <linux/workqueue.h>

#include "capture.h"
#include "params.h"
#include "stream.h"

/* Which part of the ring is kept for what must not be lost; see leaves(). */
#define RESERVE_SHARE	8
/* And which of this for what the sensor itself has to say. */
#define OWN_SHARE	4

static struct ring ring;
static atomic64_t tombstones = ATOMIC64_INIT(0);
static atomic64_t published_bytes = ATOMIC64_INIT(0);

static DEFINE_SPINLOCK(waiters_lock);
/* protected by waiters_lock; also read without it */
static LIST_HEAD(waiters);
/* Soonest wake_at of them. */
static u64 wake_at = U64_MAX;
/* Each has a deadline, and wake_timer runs for the soonest. */
static bool have_deadlines;

static void wake_by_bytes(struct irq_work *work);
static void wake_by_time(struct work_struct *work);
static struct irq_work wake_work;
static DECLARE_DELAYED_WORK(wake_timer, wake_by_time);

static void waiter_wake(struct stream_waiter *waiter)
{
	lockdep_assert_held(&waiters_lock);
	list_del_init(&waiter->entry);
	WRITE_ONCE(waiter->waiting, false);
	wake_up_interruptible(&waiter->queue);
}

/* Wakes whose bytes or time have come, and sets the timer for the others. */
static void wake_due(void)
{
	u64 published = atomic64_read(&published_bytes);
	unsigned long now = jiffies;
	unsigned long soonest = now + MAX_JIFFY_OFFSET;
	struct stream_waiter *waiter;
	struct stream_waiter *next;
	bool all_have_deadlines = true;
	u64 bytes = U64_MAX;

	lockdep_assert_held(&waiters_lock);
	list_for_each_entry_safe(waiter, next, &waiters, entry) {
		if (published >= waiter->wake_at ||
		    (waiter->has_deadline &&
		     time_after_eq(now, waiter->deadline))) {
			waiter_wake(waiter);
			continue;
		}
		if (!waiter->has_deadline && published > waiter->began) {
			waiter->has_deadline = true;
			waiter->deadline =
				now + msecs_to_jiffies(waiter->timeout_ms);
		}
		if (!waiter->has_deadline)
			all_have_deadlines = false;
		else if (time_before(waiter->deadline, soonest))
			soonest = waiter->deadline;
		bytes = min(bytes, waiter->wake_at);
	}
	WRITE_ONCE(wake_at, bytes);
	WRITE_ONCE(have_deadlines, all_have_deadlines);
	if (soonest != now + MAX_JIFFY_OFFSET) {
		cancel_delayed_work(&wake_timer);
		schedule_delayed_work(&wake_timer, soonest - now);
	}
}

static void wake_by_bytes(struct irq_work *work)
{
	unsigned long flags;

	spin_lock_irqsave(&waiters_lock, flags);
	wake_due();
	spin_unlock_irqrestore(&waiters_lock, flags);
}

static void wake_by_time(struct work_struct *work)
{
	spin_lock_irq(&waiters_lock);
	wake_due();
	spin_unlock_irq(&waiters_lock);
}

static void wake_readers(u32 bytes)
{
	u64 published = atomic64_add_return(bytes, &published_bytes);

	/* Pairs with the barrier in stream_wait_begin(). */
	smp_mb__after_atomic();
	if (list_empty(&waiters))
		return;
	if (published < READ_ONCE(wake_at) && READ_ONCE(have_deadlines))
		return;
	irq_work_queue(&wake_work);
}

/* Can a tombstone stand for it? */
static bool can_shrink(const struct procmon_header *header)
{
	if (header->flags & PROCMON_RECORD_TOMBSTONE)
		return false;
	return header->type == PROCMON_TYPE_EXEC ||
	       header->type == PROCMON_TYPE_EXEC_FAIL ||
	       header->type == PROCMON_TYPE_PROC;
}

/* Bytes of the ring that a record leaves free for others. */
static u64 leaves(const struct procmon_header *header)
{
	if (header->type >= PROCMON_TYPE_SENSOR_START)
		return 0;
	if (header->flags & PROCMON_RECORD_TOMBSTONE)
		return ring.reserve / OWN_SHARE;
	/* Those who execute wait for room; others must find some meanwhile. */
	if (params_full_policy() == PROCMON_FULL_BLOCK && !can_shrink(header))
		return ring.reserve / OWN_SHARE;
	return ring.reserve;
}

static int write_out(struct record *record, struct ring_write *ret_write)
{
	struct procmon_header *header = (void *)record->bytes;
	int ret;

	record_end(record);
	record_write(record, ret_write);
	ret_write->leave = leaves(header);
	ret_write->try = can_shrink(header);
	ret_write->claim = record->claimed;
	if (record->claimed)
		ret_write->leave = 0;
	record->claimed = 0;
	ret = ring_write(&ring, ret_write);
	if (!ret && header->flags & PROCMON_RECORD_TOMBSTONE)
		atomic64_inc(&tombstones);
	return ret;
}

/**
 * stream_claim() - Keep room for a record, for stream_publish().
 * @record: the record of an exec, all but ended.
 *
 * Context: Task context. Does not sleep.
 * Return: true if there is room now, or will never be.
 */
bool stream_claim(struct record *record)
{
	struct procmon_header *header = (void *)record->bytes;
	u32 len = ALIGN(record->len, RECORD_ALIGN);

	if (len > stream_record_max())
		return true;
	if (!ring_claim(&ring, len, leaves(header)))
		return false;
	record->claimed = len;
	return true;
}

/**
 * stream_publish() - Give a record its number and make it readable.
 * @record: the record; it is ended here, and must not be used any more but to
 *	free its buffer. A record of an exec that is larger than the ring
 *	takes, or finds no room, becomes a tombstone.
 *
 * Context: Task context. Does not sleep.
 * Return: The number. If the record could not be stored, its loss is told in
 * its place in the stream.
 */
u64 stream_publish(struct record *record)
{
	struct ring_write write;
	int ret;

	if (can_shrink((void *)record->bytes) &&
	    ALIGN(record->len, RECORD_ALIGN) > stream_record_max())
		record_shrink(record, PROCMON_REASON_BOUND);
	ret = write_out(record, &write);
	if (ret == -EAGAIN) {
		record_shrink(record, PROCMON_REASON_MEMORY);
		ret = write_out(record, &write);
	}
	if (!ret)
		wake_readers(record->len);
	return write.seq;
}

/* Room was made; a loss that waited for it may be readable now. */
static void wake_for_gap(bool owed_gap)
{
	if (owed_gap)
		wake_readers(sizeof(struct procmon_lost));
}

/**
 * stream_ack() - Let go of records.
 * @seq: all up to this number. The caller has checked that it was read.
 *
 * Context: May sleep. Calls must not run side by side.
 * Return: 0, or -EINVAL if @seq lies before what was acknowledged already.
 */
int stream_ack(u64 seq)
{
	struct ring_state state;
	int ret;

	ring_look(&ring, &state);
	ret = ring_ack(&ring, seq);
	wake_for_gap(state.owes_gap);
	return ret;
}

/**
 * stream_unhold() - Keep only the newest again.
 *
 * Context: May sleep.
 */
void stream_unhold(void)
{
	struct ring_state state;

	ring_look(&ring, &state);
	ring_unhold(&ring);
	wake_for_gap(state.owes_gap);
}

/**
 * stream_waiter_init() - Prepare a waiter.
 * @waiter: it; is woken by the first record.
 *
 * Context: Any.
 */
void stream_waiter_init(struct stream_waiter *waiter)
{
	INIT_LIST_HEAD(&waiter->entry);
	init_waitqueue_head(&waiter->queue);
	waiter->bytes = 0;
	waiter->timeout_ms = 0;
	waiter->has_deadline = false;
	waiter->waiting = false;
}

/**
 * stream_wait_begin() - From now on, be woken.
 * @waiter: it. The caller looks for records once more before it sleeps on
 *	@waiter->queue until @waiter->waiting is false.
 *
 * Context: May sleep.
 */
void stream_wait_begin(struct stream_waiter *waiter)
{
	spin_lock_irq(&waiters_lock);
	if (!waiter->waiting) {
		waiter->began = atomic64_read(&published_bytes);
		waiter->wake_at = waiter->began + max_t(u32, waiter->bytes, 1);
		waiter->has_deadline = false;
		list_add_tail(&waiter->entry, &waiters);
		WRITE_ONCE(waiter->waiting, true);
		WRITE_ONCE(wake_at, min(wake_at, waiter->wake_at));
		WRITE_ONCE(have_deadlines, false);
	}
	spin_unlock_irq(&waiters_lock);
	/*
	 * The caller looks for records after this: either it sees the record,
	 * or who publishes sees the waiter. Pairs with wake_readers().
	 */
	smp_mb();
}

/**
 * stream_wait_terms() - Say when to be woken. Who sleeps already goes on under
 * the new terms.
 * @waiter: it.
 * @bytes: as soon as so many bytes are there.
 * @timeout_ms: or so long after the first record came.
 *
 * Context: May sleep.
 */
void stream_wait_terms(struct stream_waiter *waiter, u32 bytes, u32 timeout_ms)
{
	spin_lock_irq(&waiters_lock);
	waiter->bytes = bytes;
	waiter->timeout_ms = timeout_ms;
	if (waiter->waiting)
		waiter_wake(waiter);
	spin_unlock_irq(&waiters_lock);
}

/**
 * stream_wait_end() - Do not wait any more. Nobody sleeps on the queue.
 * @waiter: it.
 *
 * Context: May sleep.
 */
void stream_wait_end(struct stream_waiter *waiter)
{
	spin_lock_irq(&waiters_lock);
	list_del_init(&waiter->entry);
	waiter->waiting = false;
	spin_unlock_irq(&waiters_lock);
}

/**
 * stream_ring() - The ring.
 *
 * Return: The ring.
 */
struct ring *stream_ring(void)
{
	return &ring;
}

/**
 * stream_record_max() - No record is larger.
 *
 * Return: Bytes.
 */
u32 stream_record_max(void)
{
	return min_t(u32, ring_entry_max(&ring), CAPTURE_RECORD_MAX);
}

/**
 * stream_tombstones() - How many records were published as tombstones.
 *
 * Return: The number.
 */
u64 stream_tombstones(void)
{
	return atomic64_read(&tombstones);
}

/**
 * stream_init() - Make the ring.
 * @bytes: its size, a power of two.
 *
 * Context: May sleep.
 * Return: 0 or -ENOMEM.
 */
int stream_init(u64 bytes)
{
	void *data = __vmalloc(bytes, GFP_KERNEL | __GFP_NOWARN);
	int ret;

	if (!data) {
		pr_err("no memory for a ring of %llu KiB: give a smaller ring_kib\n",
		       bytes / 1024);
		return -ENOMEM;
	}
	init_irq_work(&wake_work, wake_by_bytes);
	ret = ring_init(&ring, data, bytes);
	if (ret) {
		vfree(data);
		return ret;
	}
	ring_keep(&ring, bytes / RESERVE_SHARE);
	/*
	 * Numbers name events, and images, for the life of the boot, also
	 * when the module is loaded again: microseconds since boot are more
	 * than there were events.
	 */
	ring_start_at(&ring, div_u64(ktime_get_boottime_ns(), NSEC_PER_USEC));
	return 0;
}

/**
 * stream_exit() - Free the ring. Nobody writes or reads any more.
 *
 * Context: May sleep.
 */
void stream_exit(void)
{
	irq_work_sync(&wake_work);
	cancel_delayed_work_sync(&wake_timer);
	vfree(ring.data);
}
