// SPDX-License-Identifier: GPL-2.0-only
/*
 * heartbeat.c - HEARTBEAT records (see heartbeat.h). Its counters are those of
 * the events before it, written by the ring with its number: so the stream can
 * be checked against them.
 */
#include <linux/jiffies.h>
#include <linux/ktime.h>
#include <linux/timekeeping.h>
#include <linux/workqueue.h>

#include "heartbeat.h"
#include "hold.h"
#include "hook.h"
#include "params.h"
#include "reader.h"
#include "room.h"
#include "stream.h"
#include "watchdog.h"

static void beat(struct work_struct *work);

static DECLARE_DELAYED_WORK(timer, beat);

/* Those that did not arm, and those that do not see all that they should. */
static u32 failed_hooks(const struct hook_states *states)
{
	struct watchdog_hook watched;
	u32 failed = states->failed;
	u32 hook;

	for (hook = 0; hook < PROCMON_HOOK_COUNT; hook++) {
		watchdog_look(hook, &watched);
		if (watched.cause)
			failed |= BIT(hook);
	}
	return failed;
}

static void tell(void)
{
	struct procmon_heartbeat heartbeat;
	struct room_counters room;
	struct hook_states hooks;
	struct ring_state ring;
	struct hold_state hold;
	struct record record;

	record_start(&record, &heartbeat, sizeof(heartbeat),
		     PROCMON_TYPE_HEARTBEAT, sizeof(heartbeat));
	heartbeat.header.cpu = raw_smp_processor_id();
	heartbeat.header.time_mono = ktime_get_ns();
	heartbeat.time_real = ktime_get_real_ns();
	ring_look(stream_ring(), &ring);
	heartbeat.first_seq = stream_ring()->first_seq;
	heartbeat.used_bytes = ring.used;
	heartbeat.acked_seq = ring.acked_seq;
	heartbeat.tombstones = stream_tombstones();
	room_look(&room);
	heartbeat.waited = room.waited;
	heartbeat.waited_in_vain = room.waited_in_vain;
	hold_look(&hold);
	heartbeat.holder = hold.holder;
	heartbeat.readers = reader_count();
	hook_states(&hooks);
	heartbeat.hooks_armed = hooks.armed;
	heartbeat.hooks_off = hooks.off;
	heartbeat.hooks_failed = failed_hooks(&hooks);
	heartbeat.interval_ms = params.heartbeat_ms;
	stream_publish(&record);
}

static void beat(struct work_struct *work)
{
	tell();
	schedule_delayed_work(&timer, msecs_to_jiffies(params.heartbeat_ms));
}

/**
 * heartbeat_start() - Tell now, and from now on at intervals, if it is wanted.
 *
 * Context: May sleep.
 */
void heartbeat_start(void)
{
	if (params.heartbeat_ms)
		schedule_delayed_work(&timer, 0);
}

/**
 * heartbeat_stop() - Tell a last time, and no more.
 *
 * Context: May sleep.
 */
void heartbeat_stop(void)
{
	cancel_delayed_work_sync(&timer);
	if (params.heartbeat_ms)
		tell();
}
