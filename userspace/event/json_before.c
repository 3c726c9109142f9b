// SPDX-License-Identifier: GPL-2.0-only
/*
 * json_before.c - a line that was written before, and making the next one from
 * it. It must not know any kind or field by name.
 *
 * Programs are started again and again: by the same parent, from the same
 * file, with the same rights. Of the 6 KiB of a line some hundred bytes are
 * new. Only these are written; the rest is copied.
 */
#include "json_before.h"

#include <stdlib.h>
#include <string.h>

#include "kind.h"

void json_before_make(struct json_before *before,
		      const struct json_sources *sources)
{
	size_t count = sources->plan->count;

	*before = (struct json_before) {
		.sources = sources,
		.event = {
			.record = &before->record,
			.stream = &before->stream,
		},
	};
	before->places = json_allocate(count, sizeof(*before->places));
	before->pieces = json_allocate(count, sizeof(*before->pieces));
	before->present = json_set_new(before->sources);
	before->escaped = json_set_new(before->sources);
	before->changed = json_set_new(before->sources);
}

void json_before_drop(struct json_before *before)
{
	buffer_free(&before->line);
	buffer_free(&before->bytes);
	buffer_free(&before->texts);
	buffer_free(&before->woven);
	before->has_line = false;
}

void json_before_free(struct json_before *before)
{
	json_before_drop(before);
	free(before->places);
	free(before->pieces);
	free(before->present);
	free(before->escaped);
	free(before->changed);
	*before = (struct json_before) { 0 };
}

/* Is all behind the fixed part the same? */
static bool content_is_same(const struct procmon_record *record,
			    const struct procmon_record *before)
{
	size_t fixed_len = record->header.fixed_len;

	return record->header.len == before->header.len &&
	       fixed_len == before->header.fixed_len &&
	       memcmp(record->bytes + fixed_len, before->bytes + fixed_len,
		      record->header.len - fixed_len) == 0;
}

static void keep_record(struct json_before *before, const struct event *event,
			bool is_content_same)
{
	if (!is_content_same) {
		before->bytes.len = 0;
		buffer_add(&before->bytes, event->record->bytes,
			   event->record->header.len);
	}
	before->record = *event->record;
	before->record.bytes = (const unsigned char *)before->bytes.data;
	before->stream = *event->stream;
	/* who redacts writes the next list over this one */
	before->event.redacted = event->redacted ? "" : NULL;
}

/* Return: true; false: it is there, or escaped, and was not, or vice versa. */
static bool write_piece(struct json_before *before, const struct event *event,
			size_t step, size_t *piece_count)
{
	const struct field *field = before->sources->plan->steps[step].field;
	bool was_present = json_set_has(before->present, step);
	struct json_piece *piece = &before->pieces[*piece_count];
	bool is_escaped = false;
	struct value value;
	bool has_value;

	/* of the same shape: what applied still does, no more is missing */
	has_value = was_present ? field->kind->get(field, event, &value) :
				  value_get(field, event, &value);
	if (has_value != was_present)
		return false;
	if (!was_present)
		return true;
	piece->step = step;
	piece->text.start = before->texts.len;
	field->kind->json(field, event, &value, &before->texts, &is_escaped);
	piece->text.end = before->texts.len;
	(*piece_count)++;
	return is_escaped == json_set_has(before->escaped, step);
}

/* In the order of the line. */
static bool write_pieces(struct json_before *before, const struct event *event,
			 size_t *ret_count)
{
	size_t count = 0;
	uint64_t bits;
	size_t word;

	before->texts.len = 0;
	for (word = 0; word < before->sources->set_words; word++)
		for (bits = before->changed[word]; bits; bits &= bits - 1)
			if (!write_piece(before, event,
					 word * STEPS_PER_WORD +
					 (size_t)__builtin_ctzll(bits),
					 &count))
				return false;
	*ret_count = count;
	return true;
}

static size_t place_len(const struct json_place *place)
{
	return place->end - place->start;
}

/* Put pieces where values of the same length are. Return: how many fitted. */
static size_t overwrite(struct json_before *before, size_t count)
{
	const struct json_piece *piece;
	const struct json_place *place;
	size_t i;

	for (i = 0; i < count; i++) {
		piece = &before->pieces[i];
		place = &before->places[piece->step];
		if (place_len(place) != place_len(&piece->text))
			break;
		memcpy(before->line.data + place->start,
		       before->texts.data + piece->text.start,
		       place_len(place));
	}
	return i;
}

/* Values from a step on stand elsewhere now. */
static void move_places(struct json_before *before, size_t step, size_t end,
			size_t distance)
{
	for (; step < end; step++) {
		before->places[step].start += distance;
		before->places[step].end += distance;
	}
}

/* Have a line of its pieces, and what is between them in this one. */
static void weave(struct json_before *before, size_t first, size_t count)
{
	size_t step_count = before->sources->plan->count;
	struct buffer *woven = &before->woven;
	const struct json_piece *piece;
	struct json_place *place;
	struct buffer line;
	size_t copied = 0;
	size_t next_step;
	size_t distance;
	size_t i;

	woven->len = 0;
	for (i = first; i < count; i++) {
		piece = &before->pieces[i];
		place = &before->places[piece->step];
		next_step = i + 1 < count ? piece[1].step : step_count;
		buffer_add(woven, before->line.data + copied,
			   place->start - copied);
		copied = place->end;
		place->start = woven->len;
		buffer_add(woven, before->texts.data + piece->text.start,
			   place_len(&piece->text));
		place->end = woven->len;
		/* wraps where the line got shorter */
		distance = woven->len - copied;
		move_places(before, piece->step + 1, next_step, distance);
		if (i + 1 < count)
			continue;
		buffer_add(woven, before->line.data + copied,
			   before->line.len - copied);
	}
	line = before->line;
	before->line = *woven;
	*woven = line;
}

bool json_before_change(struct json_before *before, const struct event *event,
			const struct json_shape *shape)
{
	bool is_content_same;
	size_t count;
	size_t done;

	if (!before->has_line ||
	    memcmp(shape, &before->shape, sizeof(*shape)) != 0)
		return false;
	is_content_same = content_is_same(event->record, &before->record);
	json_sources_compare(before->sources, event, &before->event,
			     is_content_same, before->changed);
	if (!write_pieces(before, event, &count))
		return false;
	done = overwrite(before, count);
	if (done < count)
		weave(before, done, count);
	keep_record(before, event, is_content_same);
	return true;
}

void json_before_clear(struct json_before *before)
{
	size_t set_bytes = before->sources->set_words * sizeof(uint64_t);

	before->has_line = false;
	before->line.len = 0;
	memset(before->present, 0, set_bytes);
	memset(before->escaped, 0, set_bytes);
}

void json_before_keep(struct json_before *before, const struct event *event,
		      const struct json_shape *shape)
{
	keep_record(before, event, false);
	before->shape = *shape;
	before->has_line = true;
}
