/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * ring.pml - the protocol of writers, readers and the holder of the ring, for
 * an exhaustive search with spin. It must not know bytes: an entry and a gap
 * take one slot each.
 *
 * Before each assertion stands the name of what it is about: "run" tells it.
 *
 * What is one step here runs under one lock there: a ring call under the
 * ring's, and an acknowledgement lets go of it after each entry, so that the
 * worst is covered. Nothing here goes round in a circle without something
 * having been used up. So each run ends, and a run that ends elsewhere than at
 * the end of each process is one in which somebody waits for ever.
 *
 *	SLOTS		size of the ring
 *	RESERVE		slots that ordinary entries leave
 *	WRITERS		tasks that exec
 *	EXECS		by each
 *	LIVES		holders, one after the other
 *	TAPS		1: there is a reader beside the holder
 *	PATIENT		nobody's wait runs out, and no holder stops for ever
 *	BREAK_...	a mistake, which must be found
 */
#ifndef SLOTS
#define SLOTS	3
#endif
#ifndef RESERVE
#define RESERVE	1
#endif
#ifndef WRITERS
#define WRITERS	2
#endif
#ifndef EXECS
#define EXECS	2
#endif
#ifndef LIVES
#define LIVES	2
#endif
#ifndef TAPS
#define TAPS	1
#endif

/* Those of the writers, and one of the holder itself. */
#define NUMBERS	(WRITERS * EXECS + 1)

/* What became of each number; it is never in two of these. */
#define NONE		0
#define STORED		1	/* in the ring, given to nobody */
#define GIVEN		2
#define OVERWRITTEN	3
#define LOST		4

byte fate[NUMBERS + 2];
byte next_seq = 1;

/* The ring, as in kmod/ring.c. Positions only grow. */
byte slot_first[SLOTS];
byte slot_last[SLOTS];
bit slot_is_gap[SLOTS];
byte head;
byte tail;
byte tail_seq = 1;
byte acked;
byte acked_seq = 1;
bool held;
byte gap_first;
byte gap_last;

/* Who waits for room: in the queue, and woken. */
bool queued[WRITERS];
bool woken[WRITERS];
byte waiters;
bool in_vain;
bool gave_up;	/* since the last acknowledgement, whatever in_vain says */

/* The holder: alive, stopped, or gone and in grace. */
bool stopped;
bool absent;
bool no_more_holders;
byte writers_left = WRITERS;
/* Number up to which holders have stored what they got, for good. */
byte saved;

#define MAX(a, b)	((a) > (b) -> (a) : (b))

#ifdef BREAK_HOLD
#define KEPT		0
#else
#define KEPT		(held -> head - MAX(tail, acked) : 0)
#endif
#define OWED		(gap_first -> 1 : 0)
#define FITS(count, leave) \
	(KEPT + (count) + (held -> (leave) : 0) <= SLOTS)

inline evict()
{
	/* never_overwritten: a hold keeps what is not acknowledged */
	assert(!held || slot_last[tail % SLOTS] < acked_seq);
	/* nothing_lost_by_death: nor what no holder has stored */
	assert(!held || slot_last[tail % SLOTS] <= saved);
	if
	:: !slot_is_gap[tail % SLOTS] &&
	   fate[slot_last[tail % SLOTS]] == STORED ->
		fate[slot_last[tail % SLOTS]] = OVERWRITTEN
	:: else
	fi;
	tail_seq = slot_last[tail % SLOTS] + 1;
	tail++
}

inline make_room(count)
{
	do
	:: head + (count) - tail > SLOTS -> evict()
	:: else -> break
	od
}

inline put(first, last, is_gap)
{
	slot_first[head % SLOTS] = first;
	slot_last[head % SLOTS] = last;
	slot_is_gap[head % SLOTS] = is_gap;
	head++
}

inline put_gap()
{
#ifndef BREAK_GAP
	put(gap_first, gap_last, 1);
#endif
	gap_first = 0;
	gap_last = 0
}

inline flush_gap()
{
	if
#ifdef BREAK_RESERVE
	:: gap_first && FITS(1, 0) ->
#else
	:: gap_first && FITS(1, RESERVE) ->
#endif
		make_room(1);
		put_gap();
		/* reserve: a gap by itself does not use it */
		assert(!held || KEPT + RESERVE <= SLOTS)
	:: else
	fi
}

inline store(leave)
{
	/* without a hold the oldest go for what it leaves */
	make_room(OWED + 1 + (held -> 0 : leave));
#ifdef BREAK_PLACE
	put(next_seq, next_seq, 0);
#endif
	if
	:: gap_first -> put_gap()
	:: else
	fi;
#ifndef BREAK_PLACE
	put(next_seq, next_seq, 0);
#endif
	fate[next_seq] = STORED;
	next_seq++
}

inline lose()
{
	/* tombstones_first: loss comes when there is no slot left for one */
	assert(held && KEPT + OWED + 1 > SLOTS);
	if
	:: !gap_first -> gap_first = next_seq
	:: else
	fi;
	gap_last = next_seq;
	fate[next_seq] = LOST;
	next_seq++
}

/* An ordinary entry that only tries. */
inline try_record(ret_stored)
{
	d_step {
		if
#ifdef BREAK_LEAVE
		:: FITS(OWED + 1, 0) ->
#else
		:: FITS(OWED + 1, RESERVE) ->
#endif
			store(RESERVE);
			/* leave: so much is free behind it */
			assert((held -> KEPT : head - tail) + RESERVE <= SLOTS);
			ret_stored = true
		:: else -> ret_stored = false
		fi
	}
}

/* As policy drop: a tombstone, which may use the reserve, or a loss. */
inline drop()
{
	d_step {
		if
#ifdef BREAK_TOMBSTONE
		:: FITS(OWED + 1, RESERVE) -> store(0)
#else
		:: FITS(OWED + 1, 0) -> store(0)
#endif
		:: else -> lose()
		fi
	}
}

inline wake_all()
{
	d_step {
		wake_index = 0;
		do
		:: wake_index < WRITERS ->
			woken[wake_index] = queued[wake_index];
			wake_index++
		:: else -> break
		od;
		wake_index = 0
	}
}

/* Waits for room; each turn uses up one time of being woken. */
inline wait_for_room(me, ret_stored)
{
	do
#ifdef BREAK_ENQUEUE
	:: FITS(OWED + 1, RESERVE) ->
		try_record(ret_stored);
		if
		:: ret_stored -> break
		:: else
		fi
	:: !FITS(OWED + 1, RESERVE) ->
		atomic { queued[me] = true; woken[me] = false }
#else
	:: true ->
		/* in the queue first, then another look */
		atomic { queued[me] = true; woken[me] = false }
		try_record(ret_stored);
		if
		:: ret_stored -> break
		:: else
		fi;
#endif
		if
#ifdef BREAK_POLL
		:: true
#else
		:: woken[me]
#endif
#ifndef PATIENT
		:: !woken[me] ->
			/* block_ms have passed */
			atomic {
				gave_up = true;
#ifndef BREAK_VAIN
				in_vain = true
#endif
			};
			break
#endif
		fi
	od;
	atomic { queued[me] = false; woken[me] = false; waiters-- }
}

proctype writer(byte me)
{
	byte left = EXECS;
	bool is_stored;

	do
	:: left > 0 ->
		try_record(is_stored);
		if
		:: !is_stored ->
			if
			:: atomic {
				!in_vain ->
				/* bounded: not behind one that gave up */
				assert(!gave_up);
				waiters++
			   };
				wait_for_room(me, is_stored)
			:: in_vain
			fi
		:: else
		fi;
		if
		:: !is_stored -> drop()
		:: else
		fi;
		is_stored = false;
		left--
	:: left == 0 -> break
	od;
	writers_left--
}

/* All of a gap is as it says; of one made for a lapped reader as well. */
inline check_range(first, last, is_lapped)
{
	check_index = first;
	do
	:: check_index <= last ->
		/* every_number: it is told once, as what it is */
		assert(fate[check_index] == LOST ||
		       (is_lapped && (fate[check_index] == GIVEN ||
				      fate[check_index] == OVERWRITTEN)));
		check_index++
	:: else -> break
	od;
	check_index = 0
}

/* ring_read(), and what its reader expects. */
inline read_next(pos, seq, ret_lapped)
{
	d_step {
		if
		:: pos < tail ->
			check_range(seq, tail_seq - 1, true);
			pos = tail;
			seq = tail_seq;
			ret_lapped = true
		:: else ->
			/* gap_at_its_place: the stream has no hole */
			assert(slot_first[pos % SLOTS] == seq);
			if
			:: slot_is_gap[pos % SLOTS] ->
				check_range(seq, slot_last[pos % SLOTS], false)
			:: else ->
				assert(fate[seq] == STORED ||
				       fate[seq] == GIVEN);
				fate[seq] = GIVEN
			fi;
			seq = slot_last[pos % SLOTS] + 1;
			pos++;
			ret_lapped = false
		fi
	}
}

#define READABLE(pos)	((pos) < head)
/* No more events, and no hold that anybody will end. */
#define AT_REST		(writers_left == 0 && \
			 (stopped || (no_more_holders && !absent)))

proctype tap()
{
	byte pos;
	byte seq = 1;
	byte check_index;
	bool is_lapped;

	do
	:: READABLE(pos) -> read_next(pos, seq, is_lapped); is_lapped = false
	:: atomic { AT_REST && !READABLE(pos) -> break }
	od;
	/* every_number: all that is not told yet is in the gap that is owed */
	assert(seq == (gap_first -> gap_first : next_seq));
	assert(held || !gap_first);
	check_index = 1;
	do
	:: check_index < next_seq ->
		assert(fate[check_index] == GIVEN ||
		       fate[check_index] == OVERWRITTEN ||
		       fate[check_index] == LOST);
		check_index++
	:: else -> break
	od
}

/* ring_ack(), an entry at a time, and those who wait. */
inline acknowledge(seq)
{
	do
	:: atomic {
		acked_seq <= seq && acked != head ->
		if
		:: acked < tail -> acked = tail; acked_seq = tail_seq
		:: else
		fi;
		if
		:: acked_seq <= seq && acked != head ->
			acked_seq = slot_last[acked % SLOTS] + 1;
			acked++
		:: else
		fi
	   }
	:: else -> break
	od;
	atomic { flush_gap(); in_vain = false; gave_up = false };
	wake_all()
}

/* Ends a grace; it may do so at any time. */
proctype grace()
{
	byte wake_index;

	do
	:: atomic { absent -> absent = false; held = false; flush_gap() };
#ifndef BREAK_WAKE
		wake_all()
#endif
	:: atomic { no_more_holders && !absent -> break }
	:: stopped -> break
	od
}

proctype holder()
{
	byte wake_index;
	byte check_index;
	byte lives = LIVES;
	byte pos;
	byte seq;
	bool has_execed;
	bool is_lapped;
	bool is_stored;
	bool may_be_lapped;	/* nothing acknowledged since the hold began */
	bool is_first;

	do
	:: lives > 0 ->
		d_step {
			may_be_lapped = may_be_lapped || !held;
#ifndef BREAK_GRACE
			absent = false;
#endif
			held = true;
			pos = acked;
			seq = acked_seq;
			is_first = true;
			/* nothing_lost_by_death: no hole before it */
			assert(seq <= saved + 1)
		};
		do
		:: READABLE(pos) ->
			/* held_while_held: nobody ends another's hold */
			assert(held);
			read_next(pos, seq, is_lapped);
			/* never_overwritten: as the holder sees it */
			assert(!is_lapped || (is_first && may_be_lapped));
			d_step { is_lapped = false; is_first = false }
		:: d_step { seq > saved + 1 -> saved = seq - 1 }
#ifdef BREAK_ACK
		:: acked_seq < next_seq ->
			acknowledge(next_seq - 1);
#else
		:: acked_seq <= saved && saved < seq ->
			/* what it has read, and so stored again */
			acknowledge(saved);
#endif
			may_be_lapped = false
		:: !has_execed ->
			/* it starts a program itself */
			has_execed = true;
			try_record(is_stored);
			if
			:: is_stored
			:: !is_stored ->
#ifdef BREAK_OWN
				(FITS(OWED + 1, RESERVE) || in_vain);
#endif
				drop()
			fi;
			is_stored = false
#ifndef PATIENT
		:: stopped = true;
			goto end
#endif
		:: /* released */
			d_step {
				held = false;
#ifndef BREAK_OWED
				flush_gap()
#endif
			};
			wake_all();
			break
		:: /* killed, or closed */
			absent = true;
			break
		od;
		lives--
	:: lives == 0 -> break
	od;
	no_more_holders = true;
end:
	skip
}

init
{
	byte index;

	atomic {
		do
		:: index < WRITERS -> run writer(index); index++
		:: else -> break
		od;
		if
		:: TAPS -> run tap()
		:: else
		fi;
		run grace();
		run holder()
	}
}

/* who_waits_goes_on: whatever the others do. */
ltl goes_on { [] ((waiters > 0) -> <> (waiters == 0)) }
