// SPDX-License-Identifier: GPL-2.0-only
/*
 * sensor_captures.c - captures of what the sensor says about itself: its hooks,
 * its configuration, how it fares. Knows nothing of processes.
 */
#include <string.h>

#include "make_captures.h"

/* Hooks that went silent and came back; one that this version knows not. */
void hooks(struct output *output)
{
	struct sample sample;
	struct procmon_hook_event *hook = (void *)sample.bytes;
	size_t len;

	put_start(output);
	put(output, sample.bytes,
	    sample_hook(&sample, 10, PROCMON_TYPE_HOOK_LOST));
	put(output, sample.bytes,
	    sample_hook(&sample, 11, PROCMON_TYPE_HOOK_BACK));
	len = sample_hook(&sample, 12, PROCMON_TYPE_HOOK_LOST);
	hook->hook = PROCMON_HOOK_FILE;
	hook->cause = PROCMON_HOOK_CAUSE_UNSEEN;
	hook->mechanism = 0;
	put(output, sample.bytes, len);
	len = sample_hook(&sample, 13, PROCMON_TYPE_HOOK_LOST);
	hook->hook = UINT32_MAX;
	hook->cause = UINT32_MAX;
	hook->since_seq = UINT64_MAX;
	hook->missed = UINT64_MAX;
	put(output, sample.bytes, len);
}

/* Each setting changed; one by nobody, one that this version knows not. */
void config_changes(struct output *output)
{
	struct sample sample;
	struct procmon_config_event *config = (void *)sample.bytes;
	size_t len;

	put_start(output);
	put(output, sample.bytes,
	    sample_config(&sample, 20, PROCMON_SETTING_ARMED));
	put(output, sample.bytes,
	    sample_config(&sample, 21, PROCMON_SETTING_LOCKED));
	put(output, sample.bytes,
	    sample_config(&sample, 22, PROCMON_SETTING_FAIL_ERRNO));
	len = sample_config(&sample, 23, PROCMON_SETTING_FAIL_ALLOCATION);
	memset(&config->actor, 0, sizeof(config->actor));
	memset(config->comm, 0, sizeof(config->comm));
	put(output, sample.bytes, len);
	put(output, sample.bytes,
	    sample_config(&sample, 25, PROCMON_SETTING_EVENTS));
	put(output, sample.bytes,
	    sample_config(&sample, 26, PROCMON_SETTING_FULL));
	put(output, sample.bytes,
	    sample_config(&sample, 27, PROCMON_SETTING_BLOCK_MS));
	len = sample_config(&sample, 24, UINT32_MAX);
	memset(config->before, 0xff, sizeof(config->before));
	memcpy(config->comm, "a\n\x1b[2J", 6);
	put(output, sample.bytes, len);
}

/* Of a sensor that fares well, badly, and one that sends nonsense. */
void heartbeats(struct output *output)
{
	struct sample sample;
	struct procmon_heartbeat *heartbeat = (void *)sample.bytes;
	size_t len;

	put_start(output);
	len = sample_heartbeat(&sample, 110, 100);
	memset(&heartbeat->counters, 0, sizeof(heartbeat->counters));
	heartbeat->counters.captured = 10;
	heartbeat->counters.delivered = 10;
	heartbeat->hooks_failed = 0;
	heartbeat->holder = 0;
	heartbeat->acked_seq = 0;
	put(output, sample.bytes, len);
	put(output, sample.bytes, sample_heartbeat(&sample, 111, 100));
	len = sample_heartbeat(&sample, 112, 100);
	memset(&heartbeat->first_seq, 0xff,
	       sizeof(*heartbeat) - offsetof(struct procmon_heartbeat,
					     first_seq));
	put(output, sample.bytes, len);
	/* the counters are all that it must have */
	sample_heartbeat(&sample, 113, 100);
	heartbeat->header.fixed_len = offsetof(struct procmon_heartbeat,
					       tombstones);
	heartbeat->header.len = heartbeat->header.fixed_len;
	put(output, sample.bytes, heartbeat->header.len);
}
