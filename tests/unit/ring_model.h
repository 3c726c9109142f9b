/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * ring_model.h - what the ring ought to do, said as simply as possible: it
 * forgets nothing and counts by looking at everything that ever happened. It
 * must not share an idea with ring.c.
 */
#ifndef RING_MODEL_H
#define RING_MODEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ring.h"

/* No cause: the event was stored. */
#define MODEL_STORED	RING_CAUSES

/* What happened under each number. */
struct model_event {
	uint32_t kind;
	uint32_t cause;
	uint32_t len;
	bool is_delivered;
	bool is_evicted;
};

/* What the ring holds, or held: an event or a gap. */
struct model_slot {
	uint64_t first;
	uint64_t last;
	uint64_t size;
	bool is_gap;
};

/* A place: the next slot, and the number that the stream goes on with. */
struct model_place {
	size_t slot;
	uint64_t next_seq;
};

struct model {
	uint64_t size;
	struct model_event *events;	/* events[seq] */
	uint64_t event_count;
	struct model_slot *slots;
	size_t slot_count;
	size_t oldest;			/* first slot that is still there */
	struct model_place acked;
	bool is_held;
	uint64_t reserve;
	uint64_t claimed;		/* bytes */
	uint64_t gap_first;		/* told by no slot yet; 0: none */
};

void model_init(struct model *model, uint64_t size, size_t events_max);
void model_free(struct model *model);
bool model_has_room(const struct model *model, uint32_t len, uint64_t leave);
bool model_claim(struct model *model, uint32_t len, uint64_t leave);
void model_use_claim(struct model *model, uint32_t len);
int model_write(struct model *model, uint32_t len, uint32_t kind,
		uint64_t leave, bool try);
void model_lose(struct model *model, uint32_t kind, uint32_t cause);
int model_read(struct model *model, struct model_place *place, uint32_t size,
	       struct ring_gap *ret_gap, uint64_t *ret_seq);
uint64_t model_available(const struct model *model,
			 const struct model_place *place);
void model_seek_oldest(const struct model *model, struct model_place *place);
void model_seek_newest(const struct model *model, struct model_place *place);
void model_hold(struct model *model, struct model_place *place);
void model_unhold(struct model *model);
int model_ack(struct model *model, uint64_t seq);
void model_look(const struct model *model, struct ring_state *ret_state);

#endif /* RING_MODEL_H */
