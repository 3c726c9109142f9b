// SPDX-License-Identifier: GPL-2.0-only
/*
 * json_sources.c - which values of a line must be written anew because what
 * they are made from differs between two records. It must not know any kind or
 * field by name, nor what was written.
 *
 * Most of a record is the same as in the one before. It is compared in words
 * of 64 bits, and a word that differs leads to the steps that read it: what is
 * the same costs nothing but this comparison.
 */
#include "json_sources.h"

#include <stdlib.h>
#include <string.h>

#include "kind.h"
#include "message.h"

#define WORD_BYTES	sizeof(uint64_t)
/* Of the largest structure. */
#define WORDS_MAX	(sizeof(struct procmon_exec) / WORD_BYTES)
/* So many words are compared at once; one by one only if they differ. */
#define CHUNK_WORDS	4

void *json_allocate(size_t count, size_t size)
{
	void *memory = calloc(count ? count : 1, size);

	if (!memory)
		memory_error();
	return memory;
}

uint64_t *json_set_new(const struct json_sources *sources)
{
	return json_allocate(sources->set_words, sizeof(uint64_t));
}

/* A step reads these bytes of the structure. */
static void add_bytes(struct json_sources *sources, size_t step,
		      size_t offset, size_t size)
{
	size_t word;

	for (word = offset / WORD_BYTES; word * WORD_BYTES < offset + size;
	     word++)
		json_set_put(sources->of_word + word * sources->set_words,
			     step, true);
	if (word > sources->word_count)
		sources->word_count = word;
}

/* Where the sets are that say which fields are missing; 0: there are none. */
static size_t missing_offset(enum structure structure)
{
	if (structure_is_exec(structure))
		return offsetof(struct procmon_exec, missing);
	if (structure_is_life(structure))
		return offsetof(struct procmon_life, missing);
	return 0;
}

static void add_condition(struct json_sources *sources,
			  const struct field *field)
{
	size_t i;

	if (!field->applies)
		return;
	for (i = 0; i < sources->condition_count; i++)
		if (sources->conditions[i]->applies == field->applies)
			return;
	if (i == JSON_CONDITIONS_MAX)
		abort();
	sources->conditions[sources->condition_count++] = field;
}

/* Would both steps say the same of the same string or array? */
static bool repeats(const struct json_sources *sources, size_t step,
		    size_t step_before)
{
	const struct field *field = sources->plan->steps[step].field;
	const struct field *other = sources->plan->steps[step_before].field;

	return field->kind->source == SOURCE_CONTENT &&
	       other->kind->source == SOURCE_CONTENT &&
	       field->kind->same == other->kind->same &&
	       field->structure == other->structure &&
	       field->offset == other->offset &&
	       step / STEPS_PER_WORD == step_before / STEPS_PER_WORD;
}

static bool is_asked(const struct json_sources *sources, size_t step)
{
	return json_set_has(sources->contents, step) ||
	       json_set_has(sources->more, step);
}

/* Steps that are asked right after one that they repeat. */
static void find_repeats(struct json_sources *sources)
{
	size_t before = 0;
	size_t step;

	for (step = 1; step < sources->plan->count; step++) {
		if (!is_asked(sources, step))
			continue;
		json_set_put(sources->repeats, step,
			     repeats(sources, step, before));
		before = step;
	}
}

static void add_step(struct json_sources *sources, size_t step)
{
	const struct field *field = sources->plan->steps[step].field;
	enum structure structure = sources->plan->structure;

	add_condition(sources, field);
	switch (field->kind->source) {
	case SOURCE_CONTENT:
		json_set_put(sources->contents, step, true);
		break;
	case SOURCE_MORE:
		json_set_put(sources->more, step, true);
		return;
	case SOURCE_LINE:
		return;
	default:
		break;
	}
	add_bytes(sources, step,
		  field_offset(field, structure_is_life(structure)),
		  field->size);
}

void json_sources_make(struct json_sources *sources,
		       const struct json_plan *plan)
{
	size_t step;

	*sources = (struct json_sources) {
		.plan = plan,
		.missing = missing_offset(plan->structure),
		.set_words = (plan->count + STEPS_PER_WORD - 1) /
			     STEPS_PER_WORD,
	};
	sources->of_word = json_allocate(WORDS_MAX * sources->set_words,
					 sizeof(*sources->of_word));
	sources->contents = json_set_new(sources);
	sources->more = json_set_new(sources);
	sources->repeats = json_set_new(sources);
	for (step = 0; step < plan->count; step++)
		add_step(sources, step);
	find_repeats(sources);
}

void json_sources_free(struct json_sources *sources)
{
	free(sources->of_word);
	free(sources->contents);
	free(sources->more);
	free(sources->repeats);
	*sources = (struct json_sources) { 0 };
}

void json_sources_shape(const struct json_sources *sources,
			const struct procmon_record *record,
			struct json_shape *ret_shape)
{
	size_t i;

	ret_shape->fixed_len = record->header.fixed_len;
	ret_shape->conditions = 0;
	for (i = 0; i < sources->condition_count; i++)
		ret_shape->conditions |=
			(uint64_t)sources->conditions[i]->applies(record) << i;
	if (sources->missing)
		memcpy(ret_shape->missing,
		       (const char *)&record->exec + sources->missing,
		       sizeof(ret_shape->missing));
	else
		memset(ret_shape->missing, 0, sizeof(ret_shape->missing));
}

static uint64_t word_at(const unsigned char *bytes, size_t word)
{
	uint64_t bits;

	memcpy(&bits, bytes + word * WORD_BYTES, sizeof(bits));
	return bits;
}

static void compare_words(const struct json_sources *sources,
			  const unsigned char *bytes,
			  const unsigned char *before, size_t first,
			  size_t end, uint64_t *changed)
{
	const uint64_t *readers;
	size_t word;
	size_t i;

	for (word = first; word < end; word++) {
		if (word_at(bytes, word) == word_at(before, word))
			continue;
		readers = sources->of_word + word * sources->set_words;
		for (i = 0; i < sources->set_words; i++)
			changed[i] |= readers[i];
	}
}

static bool chunks_differ(const unsigned char *bytes,
			  const unsigned char *before, size_t word)
{
	uint64_t difference = 0;
	size_t i;

	for (i = word; i < word + CHUNK_WORDS; i++)
		difference |= word_at(bytes, i) ^ word_at(before, i);
	return difference;
}

static void compare_fixed(const struct json_sources *sources,
			  const struct procmon_record *record,
			  const struct procmon_record *before,
			  uint64_t *changed)
{
	/* all structures of the union start at its start */
	const unsigned char *bytes = (const unsigned char *)&record->exec;
	const unsigned char *bytes_before =
		(const unsigned char *)&before->exec;
	size_t word = 0;

	for (; word + CHUNK_WORDS <= sources->word_count; word += CHUNK_WORDS)
		if (chunks_differ(bytes, bytes_before, word))
			compare_words(sources, bytes, bytes_before, word,
				      word + CHUNK_WORDS, changed);
	compare_words(sources, bytes, bytes_before, word, sources->word_count,
		      changed);
}

/* Of those that could have changed, leave those in that have. */
static void ask_kinds(const struct json_sources *sources,
		      const struct event *event, const struct event *before,
		      size_t word, uint64_t asked, uint64_t *changed)
{
	const struct json_step *steps =
		sources->plan->steps + word * STEPS_PER_WORD;
	uint64_t same = asked;
	bool is_same = false;
	const struct field *field;
	unsigned int bit;

	changed[word] |= asked;
	for (; asked; asked &= asked - 1) {
		bit = (unsigned int)__builtin_ctzll(asked);
		field = steps[bit].field;
		if (!(sources->repeats[word] >> bit & 1))
			is_same = field->kind->same(field, event, before);
		if (!is_same)
			same &= ~(UINT64_C(1) << bit);
	}
	changed[word] &= ~same;
}

void json_sources_compare(const struct json_sources *sources,
			  const struct event *event,
			  const struct event *before, bool is_content_same,
			  uint64_t *ret_changed)
{
	uint64_t asked;
	size_t i;

	memset(ret_changed, 0, sources->set_words * sizeof(*ret_changed));
	compare_fixed(sources, event->record, before->record, ret_changed);
	for (i = 0; i < sources->set_words; i++) {
		asked = sources->contents[i];
		if (is_content_same)
			asked &= ret_changed[i];
		ask_kinds(sources, event, before, i, asked | sources->more[i],
			  ret_changed);
	}
}
