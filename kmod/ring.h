/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * ring.h - bytes in sequence, kept for readers. Knows nothing of records,
 * tasks or devices: what is written has a kind (a small number), nothing
 * more.
 *
 * One writer at a time copies whole entries in, under one lock; there is no
 * half-written entry, and order is that of the lock. Without a hold the
 * newest entries push out the oldest. With a hold, what its owner has not
 * acknowledged stays, and new entries are lost when there is no room; each
 * number lost is told at its place by a gap. So that there is room for what
 * matters most, each entry says how much of the ring it leaves to others.
 *
 * Accounting, exact at any time: captured = delivered + overwritten + lost +
 * pending. Every entry takes a number, also one that is lost.
 */
#ifndef PROCMON_RING_H
#define PROCMON_RING_H

#include "portable.h"

#define RING_KINDS	32
#define RING_CAUSES	8

/* The causes that the ring itself knows; others come from its callers. */
#define RING_CAUSE_OVERWRITTEN	0
#define RING_CAUSE_FULL		1
#define RING_CAUSE_OVERSIZE	2

/**
 * struct ring_gap - Numbers that are missing.
 * @first: first number missing.
 * @last: last number missing.
 * @by_cause: how many, by cause.
 * @by_kind: how many, by kind; the same sum.
 */
struct ring_gap {
	u64 first;
	u64 last;
	u64 by_cause[RING_CAUSES];
	u64 by_kind[RING_KINDS];
};

/**
 * struct ring_cursor - A place in the ring, and what came before it.
 * @pos: byte position of the next entry; positions only grow.
 * @next_seq: number of the next entry.
 * @by_cause: numbers before @next_seq that were lost, by cause.
 * @by_kind: numbers before @next_seq, by kind.
 *
 * The counts let a reader that was lapped be told exactly what it missed:
 * they are subtracted from those of the oldest entry that is left.
 */
struct ring_cursor {
	u64 pos;
	u64 next_seq;
	u64 by_cause[RING_CAUSES];
	u64 by_kind[RING_KINDS];
};

/**
 * struct ring_counters - What became of every entry.
 * @captured: numbers given out.
 * @delivered: entries given to at least one reader.
 * @overwritten: entries pushed out before any reader got them.
 * @lost: numbers that never had an entry.
 * @pending: entries in the ring that no reader got yet.
 * @lost_by_cause: @lost by cause; the same sum.
 */
struct ring_counters {
	u64 captured;
	u64 delivered;
	u64 overwritten;
	u64 lost;
	u64 pending;
	u64 lost_by_cause[RING_CAUSES];
};

/**
 * struct ring - The ring.
 * @lock: protects all that follows. A leaf: nothing else is taken inside.
 * @data: the bytes.
 * @size: how many, a power of two.
 * @head: where the next entry goes.
 * @tail: the oldest entry, and what came before it.
 * @acked: the first entry that no holder has acknowledged.
 * @first_seq: number of the first event.
 * @reserve: bytes that ordinary entries leave free. Set before the first write;
 *	may be read without the lock.
 * @claimed: bytes that are kept for entries that are written later.
 * @held: entries from @acked on must stay.
 * @gap: numbers lost since the last entry; @gap.first is 0 if there are none.
 * @counters: accounting.
 */
struct ring {
	raw_spinlock_t lock;
	u8 *data;
	u64 size;
	u64 head;
	struct ring_cursor tail;
	struct ring_cursor acked;
	u64 first_seq;
	u64 reserve;
	u64 claimed;
	bool held;
	struct ring_gap gap;
	struct ring_counters counters;
};

/* Offsets in struct ring_write that ask for no stamp. */
#define RING_NO_STAMP	0xffffffffU

/**
 * struct ring_write - An entry to be stored.
 * @bytes: what is stored. The ring writes the number into it.
 * @len: how many bytes.
 * @kind: below RING_KINDS.
 * @stamp: where in @bytes the number goes, as a u64; RING_NO_STAMP: nowhere.
 * @counters: where in @bytes a struct ring_counters goes, as it was before
 *	this entry; RING_NO_STAMP: nowhere.
 * @leave: bytes that must stay free behind this entry: ring.reserve for
 *	ordinary entries, less for those that may use it. Without a hold the
 *	oldest entries go for it.
 * @claim: what ring_claim() was called with for this entry; 0: it was not.
 * @try: if there is no room, nothing is lost: nothing has happened.
 * @seq: returned: the number.
 */
struct ring_write {
	void *bytes;
	u32 len;
	u32 kind;
	u32 stamp[2];
	u32 counters;
	u64 leave;
	u32 claim;
	bool try;
	u64 seq;
};

/**
 * enum ring_entry - What ring_read() found.
 * @RING_ENTRY_DATA: an entry.
 * @RING_ENTRY_GAP: a gap; the buffer has a struct ring_gap.
 */
enum ring_entry {
	RING_ENTRY_DATA,
	RING_ENTRY_GAP,
};

/**
 * struct ring_state - A look at the ring.
 * @counters: accounting.
 * @used: bytes in use.
 * @reserve: bytes that ordinary entries leave free.
 * @oldest_seq: number of the oldest entry; @next_seq: there is none.
 * @next_seq: number that the next entry takes.
 * @acked_seq: last number acknowledged; 0: none.
 * @held: there is a hold.
 * @owes_gap: a loss waits for room to be told.
 */
struct ring_state {
	struct ring_counters counters;
	u64 used;
	u64 reserve;
	u64 oldest_seq;
	u64 next_seq;
	u64 acked_seq;
	bool held;
	bool owes_gap;
};

u32 ring_entry_max(const struct ring *ring);
int ring_init(struct ring *ring, void *data, u64 size);
void ring_start_at(struct ring *ring, u64 seq);
void ring_keep(struct ring *ring, u64 bytes);
int ring_write(struct ring *ring, struct ring_write *write);
bool ring_claim(struct ring *ring, u32 len, u64 leave);
void ring_lose(struct ring *ring, u32 kind, u32 cause, u64 *ret_seq);
int ring_read(struct ring *ring, struct ring_cursor *cursor, void *buf,
	      u32 size, enum ring_entry *ret_entry);
u64 ring_available(struct ring *ring, u64 pos);
void ring_seek_oldest(struct ring *ring, struct ring_cursor *ret_cursor);
void ring_seek_newest(struct ring *ring, struct ring_cursor *ret_cursor);
void ring_hold(struct ring *ring, struct ring_cursor *ret_cursor);
void ring_unhold(struct ring *ring);
int ring_ack(struct ring *ring, u64 seq);
void ring_look(struct ring *ring, struct ring_state *ret_state);

#endif /* PROCMON_RING_H */
