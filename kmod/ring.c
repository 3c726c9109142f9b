// SPDX-License-Identifier: GPL-2.0-only
/*
 * ring.c - bytes in sequence, kept for readers (see ring.h).
 *
 * The bytes are a sequence of entries, each a struct entry and its payload,
 * aligned to ENTRY_ALIGN so that the struct never wraps around the end; the
 * payload may. Positions are u64 and never wrap: position p is byte
 * p & (size - 1).
 */
#include "ring.h"

#define ENTRY_ALIGN	16
#define ACK_BATCH	256

#define ENTRY_IS_GAP	0x01
#define ENTRY_DELIVERED	0x02

/**
 * struct entry - Before each payload.
 * @len: bytes of payload.
 * @kind: of the entry.
 * @flags: ENTRY_*.
 * @pad: 0.
 * @seq: number; of a gap the last.
 */
struct entry {
	u32 len;
	u8 kind;
	u8 flags;
	u16 pad;
	u64 seq;
};

static u64 entry_size(u32 len)
{
	return sizeof(struct entry) + ALIGN((u64)len, ENTRY_ALIGN);
}

static struct entry *entry_at(struct ring *ring, u64 pos)
{
	return (struct entry *)(ring->data + (pos & (ring->size - 1)));
}

static void copy_in(struct ring *ring, u64 pos, const void *bytes, u32 len)
{
	u64 at = pos & (ring->size - 1);
	u32 first = min_t(u64, len, ring->size - at);

	memcpy(ring->data + at, bytes, first);
	if (first < len)
		memcpy(ring->data, (const u8 *)bytes + first, len - first);
}

static void copy_out(struct ring *ring, u64 pos, void *buf, u32 len)
{
	u64 at = pos & (ring->size - 1);
	u32 first = min_t(u64, len, ring->size - at);

	memcpy(buf, ring->data + at, first);
	memcpy((u8 *)buf + first, ring->data, len - first);
}

static u64 next_seq(const struct ring *ring)
{
	return ring->first_seq + ring->counters.captured;
}

/* Moves @cursor behind @entry, which is the one that it points to. */
static void cursor_pass(struct ring *ring, struct ring_cursor *cursor,
			const struct entry *entry)
{
	struct ring_gap gap;
	u32 i;

	if (entry->flags & ENTRY_IS_GAP) {
		copy_out(ring, cursor->pos + sizeof(*entry), &gap, sizeof(gap));
		for (i = 0; i < RING_CAUSES; i++)
			cursor->by_cause[i] += gap.by_cause[i];
		for (i = 0; i < RING_KINDS; i++)
			cursor->by_kind[i] += gap.by_kind[i];
	} else {
		cursor->by_kind[entry->kind]++;
	}
	cursor->next_seq = entry->seq + 1;
	cursor->pos += entry_size(entry->len);
}

static void evict_oldest(struct ring *ring)
{
	const struct entry *entry = entry_at(ring, ring->tail.pos);

	if (!(entry->flags & (ENTRY_IS_GAP | ENTRY_DELIVERED))) {
		ring->counters.overwritten++;
		ring->counters.pending--;
	}
	cursor_pass(ring, &ring->tail, entry);
}

/* What must stay: with a hold, all that is not acknowledged. */
static u64 kept_bytes(const struct ring *ring)
{
	if (!ring->held)
		return 0;
	return ring->head - max_t(u64, ring->tail.pos, ring->acked.pos);
}

/*
 * Is there room for @bytes, and if there is a hold for what is claimed and for
 * @leave more behind them? What need not stay is room: it goes when its place
 * is needed, and not before, since readers may want it.
 */
static bool fits(const struct ring *ring, u64 bytes, u64 leave)
{
	u64 room = ring->size - kept_bytes(ring);

	if (bytes > room)
		return false;
	return !ring->held || ring->claimed + leave <= room - bytes;
}

/* It ends before what must stay: fits() has said so. */
static void make_room(struct ring *ring, u64 bytes)
{
	while (ring->head + bytes - ring->tail.pos > ring->size)
		evict_oldest(ring);
}

static void append(struct ring *ring, const void *bytes,
		   const struct entry *entry)
{
	*entry_at(ring, ring->head) = *entry;
	copy_in(ring, ring->head + sizeof(*entry), bytes, entry->len);
	ring->head += entry_size(entry->len);
}

static void append_gap(struct ring *ring)
{
	struct entry entry = {
		.len = sizeof(ring->gap),
		.flags = ENTRY_IS_GAP,
		.seq = ring->gap.last,
	};

	append(ring, &ring->gap, &entry);
	memset(&ring->gap, 0, sizeof(ring->gap));
}

static u64 gap_bytes(const struct ring *ring)
{
	return ring->gap.first ? entry_size(sizeof(ring->gap)) : 0;
}

/* By the time that it is written a gap may be owed in front of it. */
static u64 claim_size(u32 len)
{
	return entry_size(sizeof(struct ring_gap)) + entry_size(len);
}

/* An entry, with the gap that is owed in front of it. */
static bool entry_fits(const struct ring *ring, u32 len, u64 leave)
{
	return fits(ring, gap_bytes(ring) + entry_size(len), leave);
}

/* A gap by itself is no reason to use the reserve: it can wait. */
static void flush_gap(struct ring *ring)
{
	if (!ring->gap.first || !fits(ring, gap_bytes(ring), ring->reserve))
		return;
	make_room(ring, gap_bytes(ring));
	append_gap(ring);
}

static u64 take_seq(struct ring *ring)
{
	u64 seq = next_seq(ring);

	ring->counters.captured++;
	return seq;
}

static u64 lose(struct ring *ring, u32 kind, u32 cause)
{
	u64 seq = take_seq(ring);

	if (!ring->gap.first)
		ring->gap.first = seq;
	ring->gap.last = seq;
	ring->gap.by_cause[cause]++;
	ring->gap.by_kind[kind]++;
	ring->counters.lost++;
	ring->counters.lost_by_cause[cause]++;
	return seq;
}

static void put_stamp(const struct ring_write *write, u32 at, const void *stamp,
		      u32 len)
{
	if (at != RING_NO_STAMP)
		memcpy((u8 *)write->bytes + at, stamp, len);
}

/* There is room: entry_fits() has said so. */
static void store(struct ring *ring, struct ring_write *write)
{
	struct entry entry = { .len = write->len, .kind = write->kind };
	u32 i;

	put_stamp(write, write->counters, &ring->counters,
		  sizeof(ring->counters));
	/* Whoever takes a hold finds the reserve free. */
	make_room(ring, gap_bytes(ring) + entry_size(write->len) +
		  (ring->held ? 0 :
				  min_t(u64, write->leave, ring->reserve)));
	if (ring->gap.first)
		append_gap(ring);
	write->seq = take_seq(ring);
	for (i = 0; i < ARRAY_SIZE(write->stamp); i++)
		put_stamp(write, write->stamp[i], &write->seq,
			  sizeof(write->seq));
	entry.seq = write->seq;
	append(ring, write->bytes, &entry);
	ring->counters.pending++;
}

/**
 * ring_entry_max() - Largest entry that the ring takes.
 * @ring: the ring.
 *
 * A quarter of the ring, so that a gap and an entry always fit together.
 *
 * Context: Any.
 * Return: Bytes.
 */
u32 ring_entry_max(const struct ring *ring)
{
	return min_t(u64, ring->size / 4, 0x7fffffffU);
}

/**
 * ring_init() - Make an empty ring.
 * @ring: to be filled in.
 * @data: its bytes, aligned to 16; stay the caller's.
 * @size: how many, a power of two, at least 4096.
 *
 * Context: Any.
 * Return: 0, or -EINVAL for a bad size.
 */
int ring_init(struct ring *ring, void *data, u64 size)
{
	if (size < 4096 || !is_power_of_2(size))
		return -EINVAL;
	memset(ring, 0, sizeof(*ring));
	raw_spin_lock_init(&ring->lock);
	ring->data = data;
	ring->size = size;
	ring_start_at(ring, 1);
	return 0;
}

/**
 * ring_start_at() - Give the first event another number than 1.
 * @ring: the ring; nothing has been written yet.
 * @seq: the number, above 0.
 *
 * Context: Any.
 */
void ring_start_at(struct ring *ring, u64 seq)
{
	ring->first_seq = seq;
	ring->tail.next_seq = seq;
	ring->acked.next_seq = seq;
}

/**
 * ring_keep() - Have ordinary entries leave room for others.
 * @ring: the ring; nothing has been written yet.
 * @bytes: how much. Half of the ring at most: more is taken as half.
 *
 * Context: Any.
 */
void ring_keep(struct ring *ring, u64 bytes)
{
	ring->reserve = min_t(u64, bytes, ring->size / 2);
}

/**
 * ring_write() - Give an entry its number and store it.
 * @ring: the ring.
 * @write: the entry; its number is returned in it, stored or lost.
 *
 * What cannot be stored is counted as lost and told by a gap in its place,
 * unless @write only tries. What is too large never fits, so it is lost also
 * if @write only tries.
 *
 * Context: Task context; takes the ring's lock for the time of the copy.
 * Return: 0, -ENOSPC (a hold keeps the ring full), -EAGAIN (likewise; nothing
 * has happened, as @write asked), -EMSGSIZE (larger than ring_entry_max()).
 */
int ring_write(struct ring *ring, struct ring_write *write)
{
	int ret = 0;

	raw_spin_lock(&ring->lock);
	if (write->claim)
		ring->claimed -= claim_size(write->claim);
	if (write->len > ring_entry_max(ring)) {
		write->seq = lose(ring, write->kind, RING_CAUSE_OVERSIZE);
		ret = -EMSGSIZE;
	} else if (entry_fits(ring, write->len, write->leave)) {
		store(ring, write);
	} else if (write->try) {
		ret = -EAGAIN;
	} else {
		write->seq = lose(ring, write->kind, RING_CAUSE_FULL);
		ret = -ENOSPC;
	}
	raw_spin_unlock(&ring->lock);
	return ret;
}

/**
 * ring_claim() - Keep room for an entry that is written later.
 * @ring: the ring.
 * @len: its bytes, not 0.
 * @leave: as in struct ring_write.
 *
 * For who waits for room: nobody else takes it before ring_write(), which has
 * to follow, with @len in ring_write.claim and 0 in ring_write.leave. If there is
 * a hold it finds the room, as long as that hold goes on.
 *
 * Context: Task context; takes the ring's lock.
 * Return: true; false: there is none now.
 */
bool ring_claim(struct ring *ring, u32 len, u64 leave)
{
	bool ret;

	raw_spin_lock(&ring->lock);
	ret = len <= ring_entry_max(ring) &&
	      fits(ring, claim_size(len), leave);
	if (ret)
		ring->claimed += claim_size(len);
	raw_spin_unlock(&ring->lock);
	return ret;
}

/**
 * ring_lose() - Give a number to an event that has no entry.
 * @ring: the ring.
 * @kind: of the event.
 * @cause: why there is no entry.
 * @ret_seq: the number.
 *
 * Context: Task context; takes the ring's lock.
 */
void ring_lose(struct ring *ring, u32 kind, u32 cause, u64 *ret_seq)
{
	raw_spin_lock(&ring->lock);
	*ret_seq = lose(ring, kind, cause);
	flush_gap(ring);
	raw_spin_unlock(&ring->lock);
}

/* What a reader missed between its cursor and the oldest entry. */
static void lapped_gap(struct ring *ring, const struct ring_cursor *cursor,
		       struct ring_gap *ret_gap)
{
	u64 count = ring->tail.next_seq - cursor->next_seq;
	u64 lost = 0;
	u32 i;

	ret_gap->first = cursor->next_seq;
	ret_gap->last = ring->tail.next_seq - 1;
	for (i = 0; i < RING_CAUSES; i++) {
		ret_gap->by_cause[i] = ring->tail.by_cause[i] -
				       cursor->by_cause[i];
		lost += ret_gap->by_cause[i];
	}
	ret_gap->by_cause[RING_CAUSE_OVERWRITTEN] += count - lost;
	for (i = 0; i < RING_KINDS; i++)
		ret_gap->by_kind[i] = ring->tail.by_kind[i] -
				      cursor->by_kind[i];
}

/**
 * ring_read() - Copy the next entry out and go on to the one after it.
 * @ring: the ring.
 * @cursor: the reader's place.
 * @buf: where to, at least a struct ring_gap.
 * @size: bytes of @buf.
 * @ret_entry: what it is.
 *
 * A reader that was lapped gets a gap that names what it missed (its cause
 * RING_CAUSE_OVERWRITTEN is not 0), then goes on with the oldest entry.
 *
 * Context: Task context; takes the ring's lock for the time of the copy.
 * Return: Bytes in @buf, -EAGAIN (nothing there), -EMSGSIZE (@buf is too
 * small; nothing has changed).
 */
int ring_read(struct ring *ring, struct ring_cursor *cursor, void *buf,
	      u32 size, enum ring_entry *ret_entry)
{
	struct entry *entry;
	int ret;

	raw_spin_lock(&ring->lock);
	if (cursor->pos < ring->tail.pos) {
		if (size < sizeof(struct ring_gap)) {
			ret = -EMSGSIZE;
			goto unlock;
		}
		lapped_gap(ring, cursor, buf);
		*cursor = ring->tail;
		*ret_entry = RING_ENTRY_GAP;
		ret = sizeof(struct ring_gap);
		goto unlock;
	}
	if (cursor->pos == ring->head) {
		ret = -EAGAIN;
		goto unlock;
	}
	entry = entry_at(ring, cursor->pos);
	if (entry->len > size) {
		ret = -EMSGSIZE;
		goto unlock;
	}
	copy_out(ring, cursor->pos + sizeof(*entry), buf, entry->len);
	ret = entry->len;
	if (entry->flags & ENTRY_IS_GAP) {
		*ret_entry = RING_ENTRY_GAP;
	} else {
		*ret_entry = RING_ENTRY_DATA;
		if (!(entry->flags & ENTRY_DELIVERED)) {
			entry->flags |= ENTRY_DELIVERED;
			ring->counters.delivered++;
			ring->counters.pending--;
		}
	}
	cursor_pass(ring, cursor, entry);
unlock:
	raw_spin_unlock(&ring->lock);
	return ret;
}

/**
 * ring_available() - How much there is to read.
 * @ring: the ring.
 * @pos: of the reader's place.
 *
 * Context: Task context; takes the ring's lock.
 * Return: Bytes from the reader's place, or from the oldest entry if the
 * reader was lapped; 0: nothing.
 */
u64 ring_available(struct ring *ring, u64 pos)
{
	u64 ret;

	raw_spin_lock(&ring->lock);
	ret = ring->head - max_t(u64, pos, ring->tail.pos);
	raw_spin_unlock(&ring->lock);
	return ret;
}

/**
 * ring_seek_oldest() - Give the place of the oldest entry.
 * @ring: the ring.
 * @ret_cursor: the place.
 *
 * Context: Task context; takes the ring's lock.
 */
void ring_seek_oldest(struct ring *ring, struct ring_cursor *ret_cursor)
{
	raw_spin_lock(&ring->lock);
	*ret_cursor = ring->tail;
	raw_spin_unlock(&ring->lock);
}

/**
 * ring_seek_newest() - Give the place behind the newest entry.
 * @ring: the ring.
 * @ret_cursor: on entry a place of the same ring; then the new place.
 *
 * Walks from the place given, or from the oldest entry, a bounded number of
 * entries under the lock at a time.
 *
 * Context: Task context; takes the ring's lock repeatedly.
 */
void ring_seek_newest(struct ring *ring, struct ring_cursor *ret_cursor)
{
	u64 end;
	u32 i;

	raw_spin_lock(&ring->lock);
	end = ring->head;
	do {
		if (ret_cursor->pos < ring->tail.pos)
			*ret_cursor = ring->tail;
		for (i = 0; i < ACK_BATCH && ret_cursor->pos < end; i++)
			cursor_pass(ring, ret_cursor,
				    entry_at(ring, ret_cursor->pos));
		raw_spin_unlock(&ring->lock);
		raw_spin_lock(&ring->lock);
	} while (ret_cursor->pos < end);
	raw_spin_unlock(&ring->lock);
}

/**
 * ring_hold() - Keep what is not acknowledged.
 * @ring: the ring.
 * @ret_cursor: the first entry that is not acknowledged. It may have been
 *	overwritten already: then ring_read() gives a gap.
 *
 * Context: Task context; takes the ring's lock.
 */
void ring_hold(struct ring *ring, struct ring_cursor *ret_cursor)
{
	raw_spin_lock(&ring->lock);
	*ret_cursor = ring->acked;
	ring->held = true;
	raw_spin_unlock(&ring->lock);
}

/**
 * ring_unhold() - Keep only the newest again.
 * @ring: the ring.
 *
 * Context: Task context; takes the ring's lock.
 */
void ring_unhold(struct ring *ring)
{
	raw_spin_lock(&ring->lock);
	ring->held = false;
	flush_gap(ring);
	raw_spin_unlock(&ring->lock);
}

/**
 * ring_ack() - Let go of entries.
 * @ring: the ring.
 * @seq: all up to this number. The caller has checked that it was read.
 *
 * Walks a bounded number of entries under the lock at a time. Calls must not
 * run side by side.
 *
 * Context: Task context; takes the ring's lock repeatedly.
 * Return: 0, or -EINVAL if @seq lies before what was acknowledged already.
 */
int ring_ack(struct ring *ring, u64 seq)
{
	int ret = 0;
	u32 i;

	raw_spin_lock(&ring->lock);
	if (seq + 1 < ring->acked.next_seq)
		ret = -EINVAL;
	while (!ret && ring->acked.next_seq <= seq) {
		if (ring->acked.pos < ring->tail.pos)
			ring->acked = ring->tail;
		for (i = 0; i < ACK_BATCH; i++) {
			if (ring->acked.next_seq > seq ||
			    ring->acked.pos == ring->head)
				break;
			cursor_pass(ring, &ring->acked,
				    entry_at(ring, ring->acked.pos));
		}
		if (ring->acked.pos == ring->head)
			break;
		raw_spin_unlock(&ring->lock);
		raw_spin_lock(&ring->lock);
	}
	flush_gap(ring);
	raw_spin_unlock(&ring->lock);
	return ret;
}

/**
 * ring_look() - Read the state and the counters, all at one moment.
 * @ring: the ring.
 * @ret_state: what there is.
 *
 * Context: Task context; takes the ring's lock.
 */
void ring_look(struct ring *ring, struct ring_state *ret_state)
{
	raw_spin_lock(&ring->lock);
	ret_state->counters = ring->counters;
	ret_state->used = ring->head - ring->tail.pos;
	ret_state->reserve = ring->reserve;
	ret_state->oldest_seq = ring->tail.next_seq;
	ret_state->next_seq = next_seq(ring);
	ret_state->acked_seq = ring->acked.next_seq == ring->first_seq ? 0 :
			       ring->acked.next_seq - 1;
	ret_state->held = ring->held;
	ret_state->owes_gap = ring->gap.first;
	raw_spin_unlock(&ring->lock);
}
