// SPDX-License-Identifier: GPL-2.0-only
/*
 * processes_fixture.c - a model of processes, and records that are fed to it
 * with the next number each. Knows no test.
 */
#include "processes_fixture.h"

#include <stdlib.h>

#define BYTES_MAX	(16 << 20)

static void note_change(enum procmon_change change,
			const struct procmon_live *process,
			const struct procmon_record *record, void *context)
{
	struct story *story = context;

	assert_ptr_equal(record->bytes, story->sample.bytes);
	if (story->change_count == CHANGES_MAX)
		return;
	story->changes[story->change_count] = change;
	story->tgids[story->change_count++] = process->identity.tgid;
}

int story_begin(void **state)
{
	struct story *story = calloc(1, sizeof(*story));

	if (!story || procmon_processes_new(BYTES_MAX, &story->model))
		return -1;
	procmon_processes_on_change(story->model, note_change, story);
	*state = story;
	return 0;
}

int story_finish(void **state)
{
	struct story *story = *state;

	procmon_processes_free(story->model);
	free(story);
	return 0;
}

void feed_sample(struct story *story, size_t len)
{
	struct procmon_record record;

	assert_int_equal(procmon_decode(story->sample.bytes, len, &record,
					NULL), 0);
	assert_true(record.is_known);
	story->change_count = 0;
	story->result = procmon_processes_feed(story->model, &record);
	if (story->expected != 1)
		assert_int_equal(story->result, story->expected);
}

void feed_fork(struct story *story, const struct who *who,
	       const struct who *creator)
{
	feed_sample(story, life_fork(&story->sample, ++story->seq, who,
				     creator));
}

void feed_exec(struct story *story, const struct who *who)
{
	feed_sample(story, life_exec(&story->sample, ++story->seq,
				     PROCMON_TYPE_EXEC, who));
}

void feed_proc(struct story *story, const struct who *who)
{
	feed_sample(story, life_exec(&story->sample, ++story->seq,
				     PROCMON_TYPE_PROC, who));
}

void feed_exit(struct story *story, const struct who *who)
{
	feed_sample(story, life_exit(&story->sample, ++story->seq, who, 0));
}

void feed_life(struct story *story, uint16_t type, const struct who *who)
{
	size_t size = type == PROCMON_TYPE_COMM ?
		      sizeof(struct procmon_comm_event) :
		      type == PROCMON_TYPE_SID ? sizeof(struct procmon_life) :
		      sizeof(struct procmon_creds_event);

	life_start(&story->sample, ++story->seq, type, size, who);
	feed_sample(story, sample_end(&story->sample));
}

uint64_t feed_begin(struct story *story, uint32_t number)
{
	feed_sample(story, life_snapshot(&story->sample, ++story->seq,
					 PROCMON_TYPE_SNAPSHOT_BEGIN, number, 0,
					 0));
	return story->seq;
}

void feed_end(struct story *story, uint32_t number, uint64_t begin_seq,
	      uint64_t processes)
{
	feed_sample(story, life_snapshot(&story->sample, ++story->seq,
					 PROCMON_TYPE_SNAPSHOT_END, number,
					 begin_seq, processes));
}

void feed_lost(struct story *story, uint64_t count, uint16_t type)
{
	story->seq += count;
	feed_sample(story, life_lost(&story->sample, story->seq, count, type));
}

void feed_start(struct story *story)
{
	feed_sample(story, sample_sensor(&story->sample, ++story->seq,
					 PROCMON_TYPE_SENSOR_START));
}

unsigned int state_of(const struct story *story)
{
	struct procmon_processes_status status;

	procmon_processes_get_status(story->model, &status);
	return status.state;
}

const struct procmon_live *find(const struct story *story,
				const struct who *who)
{
	return procmon_processes_find(story->model, who->tgid, who->start);
}

uint32_t parent_of(const struct story *story, const struct who *who)
{
	const struct procmon_live *live = find(story, who);

	assert_non_null(live);
	live = procmon_processes_parent(live);
	return live ? live->identity.tgid : 0;
}

size_t count_of(const struct story *story)
{
	struct procmon_processes_status status;

	procmon_processes_get_status(story->model, &status);
	return status.count;
}

static size_t count_below(const struct story *story,
			  const struct procmon_live *parent)
{
	const struct procmon_live *child = NULL;
	size_t count = 0;

	while ((child = procmon_processes_child(story->model, parent,
						child)) != NULL) {
		assert_ptr_equal(procmon_processes_parent(child), parent);
		count++;
	}
	return count;
}

static bool is_in_its_image(const struct story *story,
			    const struct procmon_live *live)
{
	const struct procmon_live *found = NULL;

	while ((found = procmon_processes_find_exec_id(story->model,
			live->identity.exec_id, found)) != NULL) {
		assert_int_equal(found->identity.exec_id,
				 live->identity.exec_id);
		if (found == live)
			return true;
	}
	return false;
}

void expect_sound(const struct story *story)
{
	const struct procmon_live *live = NULL;
	const struct procmon_live *above;
	struct procmon_processes_status status;
	size_t below = count_below(story, NULL);
	size_t steps;
	size_t count = 0;

	procmon_processes_get_status(story->model, &status);
	while ((live = procmon_processes_next(story->model, live)) != NULL) {
		count++;
		below += count_below(story, live);
		assert_ptr_equal(procmon_processes_find(story->model,
							live->identity.tgid, 0),
				 live);
		assert_int_equal(is_in_its_image(story, live),
				 live->identity.exec_id != 0);
		steps = 0;
		for (above = live; above;
		     above = procmon_processes_parent(above))
			assert_true(steps++ < status.count);
	}
	assert_int_equal(count, status.count);
	assert_int_equal(below, count);
	assert_true(status.bytes <= status.bytes_max);
}
