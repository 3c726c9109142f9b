/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * processes_fixture.h - a model of processes, and records that are fed to it
 * with the next number each. Knows no test.
 */
#ifndef PROCESSES_FIXTURE_H
#define PROCESSES_FIXTURE_H

#include "check.h"
#include "libprocmon.h"
#include "life.h"

#define CHANGES_MAX	64

/**
 * struct story - A model and what it was told.
 * @model: the model.
 * @seq: number of the last record.
 * @expected: what procmon_processes_feed() is to return; 1: whatever it does.
 * @result: what it returned.
 * @sample: the record.
 * @changes: what the model told of the last record.
 * @tgids: of which process each.
 * @change_count: how many.
 */
struct story {
	struct procmon_processes *model;
	uint64_t seq;
	int expected;
	int result;
	struct sample sample;
	enum procmon_change changes[CHANGES_MAX];
	uint32_t tgids[CHANGES_MAX];
	unsigned int change_count;
};

int story_begin(void **state);
int story_finish(void **state);

/* Feed what is in @story->sample. */
void feed_sample(struct story *story, size_t len);
void feed_fork(struct story *story, const struct who *who,
	       const struct who *creator);
void feed_exec(struct story *story, const struct who *who);
void feed_proc(struct story *story, const struct who *who);
void feed_exit(struct story *story, const struct who *who);
void feed_life(struct story *story, uint16_t type, const struct who *who);
/* Returns its number. */
uint64_t feed_begin(struct story *story, uint32_t number);
void feed_end(struct story *story, uint32_t number, uint64_t begin_seq,
	      uint64_t processes);
void feed_lost(struct story *story, uint64_t count, uint16_t type);
void feed_start(struct story *story);

unsigned int state_of(const struct story *story);
const struct procmon_live *find(const struct story *story,
				const struct who *who);
/* Process id of the parent; 0: none. */
uint32_t parent_of(const struct story *story, const struct who *who);
size_t count_of(const struct story *story);
/* Each process is found in each way, once, and memory adds up. */
void expect_sound(const struct story *story);

#define expect_change(story, change, who) do { \
	assert_int_equal((story)->change_count, 1); \
	assert_int_equal((story)->changes[0], change); \
	assert_int_equal((story)->tgids[0], (who)->tgid); \
} while (0)

#endif /* PROCESSES_FIXTURE_H */
