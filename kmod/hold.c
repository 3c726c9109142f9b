// SPDX-License-Identifier: GPL-2.0-only
/*
 * hold.c - who holds the ring (see hold.h).
 */
#include <linux/jiffies.h>
#include <linux/ktime.h>
#include <linux/math64.h>
#include <linux/mutex.h>
#include <linux/workqueue.h>

#include "hold.h"
#include "params.h"
#include "room.h"
#include "stream.h"

static void hold_expire(struct work_struct *work);

static DEFINE_MUTEX(hold_lock);
static DECLARE_DELAYED_WORK(expiry, hold_expire);
/* protected by hold_lock */
static struct reader *holder;
static u32 absent_holder;
static u32 grace_ms;
/* ns, CLOCK_MONOTONIC: jiffies run behind where ticks are lost. */
static u64 expires;

/* When the grace of the holder that is gone ends, from now, ms. */
static u32 grace_left(void)
{
	u64 now = ktime_get_ns();

	return now < expires ? div_u64(expires - now, NSEC_PER_MSEC) + 1 : 0;
}

static void hold_expire(struct work_struct *work)
{
	u32 left;

	mutex_lock(&hold_lock);
	left = grace_left();
	if (absent_holder && left) {
		schedule_delayed_work(&expiry, msecs_to_jiffies(left));
	} else if (absent_holder) {
		stream_unhold();
		room_made();
		reader_tell_expired(absent_holder);
		absent_holder = 0;
	}
	mutex_unlock(&hold_lock);
}

/**
 * hold_take() - Become the holder, and say so in the stream.
 * @reader: who; its place is set to the first record not acknowledged.
 * @grace: for how long the hold outlives the reader, ms; 0: the default.
 * @ret_resume_seq: number of that record.
 *
 * It is said before anything is held, since a ring that is full has room only
 * where the oldest record may still go.
 *
 * Context: The reader's task. May sleep. The reader's lock is held.
 * Return: 0, or -EBUSY if there is a holder.
 */
int hold_take(struct reader *reader, u32 grace, u64 *ret_resume_seq)
{
	struct ring_cursor first;

	mutex_lock(&hold_lock);
	if (holder) {
		mutex_unlock(&hold_lock);
		return -EBUSY;
	}
	holder = reader;
	absent_holder = 0;
	grace_ms = grace ? grace : params.grace_ms;
	reader_tell(reader, PROCMON_READER_HOLD);
	ring_hold(stream_ring(), &first);
	room_hold_begins();
	reader_move(reader, &first);
	reader->lapped = false;
	*ret_resume_seq = first.next_seq;
	mutex_unlock(&hold_lock);
	return 0;
}

/**
 * hold_ack() - Acknowledge records.
 * @reader: who.
 * @seq: all up to this one.
 *
 * Context: May sleep. The reader's lock is held.
 * Return: 0, -EPERM (not the holder), -EINVAL (not read yet, or acknowledged
 * before).
 */
int hold_ack(struct reader *reader, u64 seq)
{
	int ret;

	mutex_lock(&hold_lock);
	if (holder != reader)
		ret = -EPERM;
	else if (seq >= reader->cursor.next_seq)
		ret = -EINVAL;
	else
		ret = stream_ack(seq);
	if (!ret)
		room_made();
	mutex_unlock(&hold_lock);
	return ret;
}

/**
 * hold_give_back() - Hold no longer, without grace.
 * @reader: who.
 *
 * Context: May sleep.
 * Return: 0, or -EPERM if it is not the holder.
 */
int hold_give_back(struct reader *reader)
{
	mutex_lock(&hold_lock);
	if (holder != reader) {
		mutex_unlock(&hold_lock);
		return -EPERM;
	}
	holder = NULL;
	room_hold_ends();
	stream_unhold();
	room_made();
	mutex_unlock(&hold_lock);
	return 0;
}

/**
 * hold_leave() - A reader is closed. If it is the holder, its grace begins.
 * @reader: who.
 *
 * Context: May sleep.
 */
void hold_leave(struct reader *reader)
{
	mutex_lock(&hold_lock);
	if (holder == reader) {
		holder = NULL;
		room_hold_ends();
		absent_holder = reader->number;
		expires = ktime_get_ns() + (u64)grace_ms * NSEC_PER_MSEC;
		cancel_delayed_work(&expiry);
		schedule_delayed_work(&expiry, msecs_to_jiffies(grace_ms));
	}
	mutex_unlock(&hold_lock);
}

/**
 * hold_look() - Who holds.
 * @ret_state: filled in.
 *
 * Context: May sleep.
 */
void hold_look(struct hold_state *ret_state)
{
	mutex_lock(&hold_lock);
	ret_state->holder = holder ? holder->number : absent_holder;
	ret_state->grace_ms_left = 0;
	if (absent_holder)
		ret_state->grace_ms_left = grace_left();
	mutex_unlock(&hold_lock);
}

/**
 * hold_exit() - Stop waiting for the end of a grace. No reader is left.
 *
 * Context: May sleep.
 */
void hold_exit(void)
{
	cancel_delayed_work_sync(&expiry);
}
