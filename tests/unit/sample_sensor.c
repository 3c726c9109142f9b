// SPDX-License-Identifier: GPL-2.0-only
/*
 * sample_sensor.c - records about the sensor with known content for tests: its
 * start and end, loss, readers, hooks, settings. Knows no test.
 */
#include <stdlib.h>
#include <string.h>

#include "sample.h"

#define SECOND	1000000000ULL

static void add(struct sample *sample, struct procmon_string *field,
		const char *bytes, size_t len)
{
	if (record_string(&sample->record, field, bytes, len))
		abort();
}

/**
 * sample_sensor() - A SENSOR_START or SENSOR_STOP record.
 * @sample: where to.
 * @seq: its number.
 * @type: which.
 *
 * Return: its length.
 */
size_t sample_sensor(struct sample *sample, uint64_t seq, uint16_t type)
{
	struct procmon_sensor *sensor = (void *)sample->bytes;
	unsigned int i;

	record_start(&sample->record, sample->bytes, sizeof(sample->bytes),
		     type, sizeof(*sensor));
	sample_header(sample, seq);
	sensor->time_real = 1700000000ULL * SECOND;
	sensor->abi_version = PROCMON_ABI_VERSION;
	if (type == PROCMON_TYPE_SENSOR_STOP)
		sensor->reason = PROCMON_STOP_UNLOAD;
	for (i = 0; i < sizeof(sensor->boot_id); i++)
		sensor->boot_id[i] = 0x10 + i;
	sensor->hooks_armed = 1 << PROCMON_HOOK_EXEC |
			      1 << PROCMON_HOOK_FILE |
			      1 << PROCMON_HOOK_SYSCALL;
	sensor->hooks_failed = 1 << PROCMON_HOOK_TASK_WORK;
	sensor->grace_ms = 30000;
	sensor->ring_bytes = 8 << 20;
	sensor->argv_max = 32768;
	sensor->env_max = 8192;
	fieldset_add(&sensor->unsupported, PROCMON_FIELD_IMA_DIGEST);
	sensor->mechanism = PROCMON_MECHANISM_KPROBE;
	sensor->locked = 1;
	/* ENOENT, EACCES, EHWPOISON */
	sensor->fail_errno.bits[0] = 1 << 2 | 1 << 13;
	sensor->fail_errno.bits[2] = 1 << (133 - 128);
	sensor->events.types = 1 << PROCMON_TYPE_EXEC |
			       1 << PROCMON_TYPE_EXEC_FAIL |
			       1 << PROCMON_TYPE_EXIT | 1 << PROCMON_TYPE_UID;
	sensor->events.flags = PROCMON_EVENTS_THREADS;
	sensor->full_policy = PROCMON_FULL_BLOCK;
	sensor->block_ms = 1000;
	sensor->heartbeat_ms = 60000;
	sensor->reserve_bytes = 512 << 10;
	add(sample, &sensor->version, LITERAL("0.1.0"));
	add(sample, &sensor->kernel_release, LITERAL("6.1.0-test"));
	return sample_end(sample);
}

/**
 * sample_lost() - A LOST record: the first number did not fit, the others
 * were overwritten.
 * @sample: where to.
 * @first: first number that is missing.
 * @last: last number that is missing.
 *
 * Return: its length.
 */
size_t sample_lost(struct sample *sample, uint64_t first, uint64_t last)
{
	struct ring_gap gap = {
		.first = first,
		.last = last,
	};

	gap.by_cause[PROCMON_CAUSE_OVERSIZE] = 1;
	gap.by_cause[PROCMON_CAUSE_OVERWRITTEN] = last - first;
	gap.by_kind[PROCMON_TYPE_EXEC] = last - first;
	gap.by_kind[PROCMON_TYPE_READER] = 1;
	record_fill_lost((struct procmon_lost *)sample->bytes, &gap);
	sample_header(sample, last);
	return sizeof(struct procmon_lost);
}

/**
 * sample_heartbeat() - A HEARTBEAT record: of the events before it one was lost
 * and one waits to be read.
 * @sample: where to.
 * @seq: its number.
 * @first: first number since the module was loaded; at least 10 less.
 *
 * Return: its length.
 */
size_t sample_heartbeat(struct sample *sample, uint64_t seq, uint64_t first)
{
	struct procmon_heartbeat *heartbeat = (void *)sample->bytes;
	struct procmon_counters *counters = &heartbeat->counters;

	record_start(&sample->record, sample->bytes, sizeof(sample->bytes),
		     PROCMON_TYPE_HEARTBEAT, sizeof(*heartbeat));
	sample_header(sample, seq);
	heartbeat->time_real = 1700000004ULL * SECOND;
	heartbeat->first_seq = first;
	counters->captured = seq - first;
	counters->overwritten = 2;
	counters->lost = 1;
	counters->pending = 1;
	counters->delivered = counters->captured - 4;
	counters->lost_by_cause[PROCMON_CAUSE_FULL] = 1;
	heartbeat->tombstones = 5;
	heartbeat->waited = 4;
	heartbeat->waited_in_vain = 3;
	heartbeat->used_bytes = 4096;
	heartbeat->acked_seq = seq - 2;
	heartbeat->holder = 1;
	heartbeat->readers = 2;
	heartbeat->hooks_armed = 1 << PROCMON_HOOK_EXEC |
				 1 << PROCMON_HOOK_FILE;
	heartbeat->hooks_off = 1 << PROCMON_HOOK_TASK_WORK;
	heartbeat->hooks_failed = 1 << PROCMON_HOOK_SYSCALL;
	heartbeat->interval_ms = 60000;
	return sample_end(sample);
}

static void fill_actor(struct procmon_actor *actor)
{
	actor->tgid = 555;
	actor->tid = 556;
	actor->uid = 0;
	actor->euid = 0;
	actor->loginuid = UINT32_MAX;
	actor->start_boottime = 5000 * SECOND;
}

/**
 * sample_reader() - A READER record.
 * @sample: where to.
 * @seq: its number.
 *
 * Return: its length.
 */
size_t sample_reader(struct sample *sample, uint64_t seq)
{
	struct procmon_reader_event *reader = (void *)sample->bytes;

	record_start(&sample->record, sample->bytes, sizeof(sample->bytes),
		     PROCMON_TYPE_READER, sizeof(*reader));
	sample_header(sample, seq);
	reader->time_real = 1700000001ULL * SECOND;
	reader->action = PROCMON_READER_CLOSE;
	reader->reader = 2;
	fill_actor(&reader->actor);
	reader->delivered = 100;
	reader->overwritten = 3;
	reader->acked_seq = 90;
	memcpy(reader->comm, "procmonctl", 10);
	return sample_end(sample);
}

/**
 * sample_hook() - A HOOK_LOST or HOOK_BACK record of the syscall witness.
 * @sample: where to.
 * @seq: its number.
 * @type: which.
 *
 * Return: its length.
 */
size_t sample_hook(struct sample *sample, uint64_t seq, uint16_t type)
{
	struct procmon_hook_event *hook = (void *)sample->bytes;

	record_start(&sample->record, sample->bytes, sizeof(sample->bytes),
		     type, sizeof(*hook));
	sample_header(sample, seq);
	hook->time_real = 1700000002ULL * SECOND;
	hook->hook = PROCMON_HOOK_SYSCALL;
	hook->cause = PROCMON_HOOK_CAUSE_DISABLED;
	hook->mechanism = PROCMON_MECHANISM_KPROBE;
	hook->since_seq = seq - 1;
	hook->missed = 12;
	return sample_end(sample);
}

/**
 * sample_config() - A CONFIG record.
 * @sample: where to.
 * @seq: its number.
 * @setting: what was changed: PROCMON_SETTING_FAIL_ERRNO from nothing to
 *	ENOENT and EKEYEXPIRED; PROCMON_SETTING_EVENTS from exec to exec, fork
 *	and threads; another one from 0 to 1, which is from drop to block for
 *	PROCMON_SETTING_FULL.
 *
 * Return: its length.
 */
size_t sample_config(struct sample *sample, uint64_t seq, uint32_t setting)
{
	struct procmon_config_event *config = (void *)sample->bytes;

	record_start(&sample->record, sample->bytes, sizeof(sample->bytes),
		     PROCMON_TYPE_CONFIG, sizeof(*config));
	sample_header(sample, seq);
	config->time_real = 1700000003ULL * SECOND;
	config->setting = setting;
	fill_actor(&config->actor);
	config->after[0] = 1;
	if (setting == PROCMON_SETTING_FAIL_ERRNO) {
		config->after[0] = 1 << 2;
		config->after[1] = 1ULL << (127 - 64);
	}
	if (setting == PROCMON_SETTING_EVENTS) {
		config->before[0] = 1 << PROCMON_TYPE_EXEC;
		config->after[0] = 1 << PROCMON_TYPE_EXEC |
				   1 << PROCMON_TYPE_FORK;
		config->after[1] = PROCMON_EVENTS_THREADS;
	}
	memcpy(config->comm, "sh", 2);
	return sample_end(sample);
}
