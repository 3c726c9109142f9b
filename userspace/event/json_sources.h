/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * json_sources.h - which values of a line must be written anew because what
 * they are made from differs between two records. It must not know any kind or
 * field by name, nor what was written.
 */
#ifndef PROCMON_JSON_SOURCES_H
#define PROCMON_JSON_SOURCES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "event.h"
#include "json_plan.h"

#define STEPS_PER_WORD	64
/* The results of all are bits of one word. */
#define JSON_CONDITIONS_MAX	64

/**
 * struct json_sources - What the steps of a plan are made from.
 * @plan: the plan.
 * @missing: where the sets are that say which fields are missing; 0: none are.
 * @set_words: words of a set of steps, a bit each.
 * @of_word: for each 64 bits of the structure the set of steps that read it.
 * @word_count: how many such words there are.
 * @contents: set of those whose kind is of SOURCE_CONTENT.
 * @more: likewise, of SOURCE_MORE.
 * @repeats: of both: those that say what the one before them in both says.
 * @conditions: a field for each applies() of the plan.
 * @condition_count: how many; at most JSON_CONDITIONS_MAX.
 */
struct json_sources {
	const struct json_plan *plan;
	size_t missing;
	size_t set_words;
	uint64_t *of_word;
	size_t word_count;
	uint64_t *contents;
	uint64_t *more;
	uint64_t *repeats;
	const struct field *conditions[JSON_CONDITIONS_MAX];
	size_t condition_count;
};

/**
 * json_allocate() - Memory that is zero.
 * @count: for so many; may be 0.
 * @size: bytes of each.
 *
 * Ends the program when there is no memory.
 *
 * Return: the memory; free() frees it.
 */
void *json_allocate(size_t count, size_t size);

/**
 * json_set_new() - A set of steps, empty.
 * @sources: what the steps are of.
 *
 * Return: the set; free() frees it.
 */
uint64_t *json_set_new(const struct json_sources *sources);

/**
 * json_set_put() - Put a step into a set, or take it out.
 * @set: the set.
 * @step: number of the step.
 * @is_in: put it in.
 */
static inline void json_set_put(uint64_t *set, size_t step, bool is_in)
{
	uint64_t bit = UINT64_C(1) << step % STEPS_PER_WORD;

	if (is_in)
		set[step / STEPS_PER_WORD] |= bit;
	else
		set[step / STEPS_PER_WORD] &= ~bit;
}

/**
 * json_set_has() - Is a step in a set?
 * @set: the set.
 * @step: number of the step.
 */
static inline bool json_set_has(const uint64_t *set, size_t step)
{
	return set[step / STEPS_PER_WORD] >> step % STEPS_PER_WORD & 1;
}

/**
 * json_sources_make() - Find what the steps of a plan are made from.
 * @sources: is filled; json_sources_free() frees what it holds.
 * @plan: the plan; must stay.
 */
void json_sources_make(struct json_sources *sources,
		       const struct json_plan *plan);

/**
 * json_sources_free() - Free it.
 * @sources: is empty afterwards.
 */
void json_sources_free(struct json_sources *sources);

/**
 * struct json_shape - What says which fields a record has, but for values that
 * do not apply.
 * @fixed_len: of its header.
 * @conditions: a bit for each of the sources' conditions that holds.
 * @missing: which fields are missing.
 */
struct json_shape {
	uint64_t fixed_len;
	uint64_t conditions;
	struct procmon_fieldset missing[PROCMON_REASON_COUNT];
};

/**
 * json_sources_shape() - Find the shape of a record.
 * @sources: what the steps are made from.
 * @record: a record of the plan's structure.
 * @ret_shape: returned: its shape.
 */
void json_sources_shape(const struct json_sources *sources,
			const struct procmon_record *record,
			struct json_shape *ret_shape);

/**
 * json_sources_compare() - Find what must be written anew.
 * @sources: what the steps are made from.
 * @event: a record of the plan's structure.
 * @before: another one, of the same shape.
 * @is_content_same: all behind the fixed part is the same in both.
 * @ret_changed: returned: set of the steps whose text may differ.
 */
void json_sources_compare(const struct json_sources *sources,
			  const struct event *event,
			  const struct event *before, bool is_content_same,
			  uint64_t *ret_changed);

#endif /* PROCMON_JSON_SOURCES_H */
