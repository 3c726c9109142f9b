// SPDX-License-Identifier: GPL-2.0-only
/*
 * ring_model.c - what the ring ought to do, said as simply as possible (see
 * ring_model.h).
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "ring_model.h"

/* 16 bytes before each entry, and each filled up to a multiple of 16. */
static uint64_t slot_size(uint64_t len)
{
	return 16 + (len + 15) / 16 * 16;
}

void model_init(struct model *model, uint64_t size, size_t events_max)
{
	memset(model, 0, sizeof(*model));
	model->size = size;
	model->events = calloc(events_max + 1, sizeof(*model->events));
	/* at worst there is a gap for each event, and the event itself */
	model->slots = calloc(2 * events_max + 2, sizeof(*model->slots));
	if (!model->events || !model->slots)
		abort();
	model->acked.next_seq = 1;
}

void model_free(struct model *model)
{
	free(model->events);
	free(model->slots);
}

static uint64_t used(const struct model *model)
{
	uint64_t sum = 0;
	size_t i;

	for (i = model->oldest; i < model->slot_count; i++)
		sum += model->slots[i].size;
	return sum;
}

/* The number that the stream goes on with in front of a slot. */
static uint64_t seq_before(const struct model *model, size_t slot)
{
	return slot ? model->slots[slot - 1].last + 1 : 1;
}

/* Would @size bytes fit if all that may go were gone? */
static bool is_room(const struct model *model, uint64_t size, uint64_t leave)
{
	uint64_t kept = 0;
	size_t i;

	if (!model->is_held)
		return size <= model->size;
	for (i = model->oldest; i < model->slot_count; i++) {
		if (i >= model->acked.slot)
			kept += model->slots[i].size;
	}
	return kept + size + model->claimed + leave <= model->size;
}

static void make_room(struct model *model, uint64_t size)
{
	struct model_slot *slot;

	while (used(model) + size > model->size) {
		slot = &model->slots[model->oldest++];
		if (!slot->is_gap)
			model->events[slot->first].is_evicted = true;
	}
}

static void add_slot(struct model *model, uint64_t first, uint64_t last,
		     uint64_t size, bool is_gap)
{
	model->slots[model->slot_count++] = (struct model_slot) {
		.first = first,
		.last = last,
		.size = size,
		.is_gap = is_gap,
	};
}

static void add_gap(struct model *model, uint64_t last)
{
	add_slot(model, model->gap_first, last,
		 slot_size(sizeof(struct ring_gap)), true);
	model->gap_first = 0;
}

static void tell_gap(struct model *model)
{
	uint64_t size = slot_size(sizeof(struct ring_gap));

	if (model->gap_first && is_room(model, size, model->reserve)) {
		make_room(model, size);
		add_gap(model, model->event_count);
	}
}

static void add_event(struct model *model, uint32_t kind, uint32_t cause,
		      uint32_t len)
{
	model->events[++model->event_count] = (struct model_event) {
		.kind = kind,
		.cause = cause,
		.len = len,
	};
	if (cause != MODEL_STORED && !model->gap_first)
		model->gap_first = model->event_count;
}

static uint64_t wanted_size(const struct model *model, uint32_t len)
{
	uint64_t size = slot_size(len);

	if (model->gap_first)
		size += slot_size(sizeof(struct ring_gap));
	return size;
}

bool model_has_room(const struct model *model, uint32_t len, uint64_t leave)
{
	return len <= model->size / 4 &&
	       is_room(model, wanted_size(model, len), leave);
}

bool model_claim(struct model *model, uint32_t len, uint64_t leave)
{
	uint64_t size = slot_size(sizeof(struct ring_gap)) + slot_size(len);

	if (len > model->size / 4 || !is_room(model, size, leave))
		return false;
	model->claimed += size;
	return true;
}

void model_use_claim(struct model *model, uint32_t len)
{
	model->claimed -= slot_size(sizeof(struct ring_gap)) + slot_size(len);
}

int model_write(struct model *model, uint32_t len, uint32_t kind,
		uint64_t leave, bool try)
{
	if (len > model->size / 4) {
		add_event(model, kind, RING_CAUSE_OVERSIZE, len);
		return -EMSGSIZE;
	}
	if (!model_has_room(model, len, leave)) {
		if (try)
			return -EAGAIN;
		add_event(model, kind, RING_CAUSE_FULL, len);
		return -ENOSPC;
	}
	make_room(model, wanted_size(model, len) +
		  (model->is_held ? 0 :
		   leave < model->reserve ? leave : model->reserve));
	if (model->gap_first)
		add_gap(model, model->event_count);
	add_event(model, kind, MODEL_STORED, len);
	add_slot(model, model->event_count, model->event_count, slot_size(len),
		 false);
	return 0;
}

void model_lose(struct model *model, uint32_t kind, uint32_t cause)
{
	add_event(model, kind, cause, 0);
	tell_gap(model);
}

static void count_gap(const struct model *model, uint64_t first, uint64_t last,
		      struct ring_gap *ret_gap)
{
	const struct model_event *event;
	uint64_t seq;

	memset(ret_gap, 0, sizeof(*ret_gap));
	ret_gap->first = first;
	ret_gap->last = last;
	for (seq = first; seq <= last; seq++) {
		event = &model->events[seq];
		ret_gap->by_kind[event->kind]++;
		if (event->cause == MODEL_STORED)
			ret_gap->by_cause[RING_CAUSE_OVERWRITTEN]++;
		else
			ret_gap->by_cause[event->cause]++;
	}
}

/*
 * Return: 1 and the number of an event, 0 and a gap, or what ring_read() is
 * to return.
 */
int model_read(struct model *model, struct model_place *place, uint32_t size,
	       struct ring_gap *ret_gap, uint64_t *ret_seq)
{
	const struct model_slot *slot;
	struct model_event *event;

	if (place->slot < model->oldest) {
		if (size < sizeof(*ret_gap))
			return -EMSGSIZE;
		count_gap(model, place->next_seq,
			  seq_before(model, model->oldest) - 1, ret_gap);
		model_seek_oldest(model, place);
		return 0;
	}
	if (place->slot == model->slot_count)
		return -EAGAIN;
	slot = &model->slots[place->slot];
	event = &model->events[slot->first];
	if (size < (slot->is_gap ? sizeof(*ret_gap) : event->len))
		return -EMSGSIZE;
	place->slot++;
	place->next_seq = slot->last + 1;
	if (slot->is_gap) {
		count_gap(model, slot->first, slot->last, ret_gap);
		return 0;
	}
	event->is_delivered = true;
	*ret_seq = slot->first;
	return 1;
}

uint64_t model_available(const struct model *model,
			 const struct model_place *place)
{
	size_t i = place->slot < model->oldest ? model->oldest : place->slot;
	uint64_t sum = 0;

	for (; i < model->slot_count; i++)
		sum += model->slots[i].size;
	return sum;
}

void model_seek_oldest(const struct model *model, struct model_place *place)
{
	place->slot = model->oldest;
	place->next_seq = seq_before(model, model->oldest);
}

void model_seek_newest(const struct model *model, struct model_place *place)
{
	place->slot = model->slot_count;
	place->next_seq = seq_before(model, model->slot_count);
}

void model_hold(struct model *model, struct model_place *place)
{
	model->is_held = true;
	*place = model->acked;
}

void model_unhold(struct model *model)
{
	model->is_held = false;
	tell_gap(model);
}

int model_ack(struct model *model, uint64_t seq)
{
	int ret = 0;

	if (seq + 1 < model->acked.next_seq)
		ret = -EINVAL;
	if (!ret && model->acked.next_seq <= seq &&
	    model->acked.slot < model->oldest)
		model_seek_oldest(model, &model->acked);
	while (!ret && model->acked.next_seq <= seq &&
	       model->acked.slot < model->slot_count) {
		model->acked.slot++;
		model->acked.next_seq = seq_before(model, model->acked.slot);
	}
	tell_gap(model);
	return ret;
}

void model_look(const struct model *model, struct ring_state *ret_state)
{
	struct ring_counters *counters = &ret_state->counters;
	const struct model_event *event;
	uint64_t seq;

	memset(ret_state, 0, sizeof(*ret_state));
	for (seq = 1; seq <= model->event_count; seq++) {
		event = &model->events[seq];
		counters->captured++;
		if (event->cause != MODEL_STORED) {
			counters->lost++;
			counters->lost_by_cause[event->cause]++;
		} else if (event->is_delivered) {
			counters->delivered++;
		} else if (event->is_evicted) {
			counters->overwritten++;
		} else {
			counters->pending++;
		}
	}
	ret_state->used = used(model);
	ret_state->reserve = model->reserve;
	ret_state->oldest_seq = seq_before(model, model->oldest);
	ret_state->next_seq = model->event_count + 1;
	ret_state->acked_seq = model->acked.next_seq - 1;
	ret_state->held = model->is_held;
	ret_state->owes_gap = model->gap_first;
}
