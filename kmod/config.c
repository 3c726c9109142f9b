// SPDX-License-Identifier: GPL-2.0-only
/*
 * config.c - says in the stream that the configuration was changed, and by
 * whom (see config.h).
 *
 * The kernel lets parameters be written before the module has a stream, and
 * after: it makes their files before it calls the module's init function and
 * removes them after its exit function. These changes are not told: what is in
 * force when the sensor starts is in SENSOR_START.
 */
#include <linux/kernel.h>
#include <linux/ktime.h>
#include <linux/mutex.h>

#include "actor.h"
#include "config.h"
#include "stream.h"

static DEFINE_MUTEX(tell_lock);
/* protected by tell_lock: there is a stream */
static bool is_started;

/**
 * config_start() - Changes are told from now on. There is a stream.
 *
 * Context: May sleep.
 */
void config_start(void)
{
	mutex_lock(&tell_lock);
	is_started = true;
	mutex_unlock(&tell_lock);
}

/**
 * config_stop() - Changes are told no more.
 *
 * Context: May sleep.
 */
void config_stop(void)
{
	mutex_lock(&tell_lock);
	is_started = false;
	mutex_unlock(&tell_lock);
}

/**
 * config_tell() - Say that the current task changed something.
 * @setting: enum procmon_setting.
 * @before: the value before.
 * @after: the value from now on.
 * @words: of each; PROCMON_ERRNO_WORDS at most.
 *
 * Context: May sleep; between lock_begin_change() and lock_end_change(), so
 *	records are in the order of the changes.
 */
void config_tell(u32 setting, const u64 *before, const u64 *after, u32 words)
{
	struct procmon_config_event event;
	struct record record;
	u32 i;

	record_start(&record, &event, sizeof(event), PROCMON_TYPE_CONFIG,
		     sizeof(event));
	event.header.cpu = raw_smp_processor_id();
	event.header.time_mono = ktime_get_ns();
	event.time_real = ktime_get_real_ns();
	event.setting = setting;
	actor_current(&event.actor, event.comm);
	for (i = 0; i < words; i++) {
		event.before[i] = before[i];
		event.after[i] = after[i];
	}
	mutex_lock(&tell_lock);
	if (is_started)
		stream_publish(&record);
	mutex_unlock(&tell_lock);
}
