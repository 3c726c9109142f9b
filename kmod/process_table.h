/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * process_table.h - the table of processes, for those who keep it: process*.c.
 * Knows neither tasks nor records.
 *
 * Who looks takes RCU. Who changes something takes the lock of the process,
 * which it shares with others by chance. Inside of it the stream's lock may be
 * taken, nothing else that somebody waits for.
 */
#ifndef PROCMON_PROCESS_TABLE_H
#define PROCMON_PROCESS_TABLE_H

#include <linux/atomic.h>
#include <linux/bits.h>
#include <linux/hash.h>
#include <linux/llist.h>
#include <linux/rculist.h>
#include <linux/spinlock.h>
#include <linux/types.h>

#include "image.h"
#include "lineage.h"
#include "process.h"

#define PROCESS_TABLE_BITS	14
#define PROCESS_TABLE_SIZE	BIT(PROCESS_TABLE_BITS)
#define PROCESS_LOCKS		512

/**
 * struct process - A process.
 * @hash: in its bucket.
 * @rcu: to free it.
 * @ended: in the list of those that are reaped, which are still in the table.
 * @start_boottime: of its leader, ns, CLOCK_BOOTTIME.
 * @tgid: process id.
 * @bytes: of the memory that this is in.
 * @told: the snapshot that it was told in, or created behind the start of.
 * @exec_id: names the image; 0: see @image, or @exec_absent.
 * @image: what it runs; NULL: @image_absent says why it is not there.
 * @ancestors: those who created it; NULL: @lineage_absent says whether nobody
 *	did. Does not change.
 * @own: the line of those that it creates, as it was made last.
 * @exec_absent: enum procmon_reason.
 * @image_absent: enum procmon_reason.
 * @lineage_absent: enum procmon_reason or PROCESS_LINEAGE_THERE.
 * @has_ended: its last thread has ended, but it is the parent of others still.
 *
 * All but @rcu and @ended is protected by its lock, for change; @image and @own
 * are read under RCU.
 */
struct process {
	struct hlist_node hash;
	union {
		struct rcu_head rcu;
		struct llist_node ended;
	};
	u64 start_boottime;
	u32 tgid;
	u32 bytes;
	u32 told;
	u64 exec_id;
	struct image __rcu *image;
	struct lineage *ancestors;
	struct lineage __rcu *own;
	u32 exec_absent;
	u32 image_absent;
	u32 lineage_absent;
	bool has_ended;
};

/**
 * struct process_lock - Protects the processes of some buckets.
 * @lock: the lock.
 * @ended_tgid: the last process that ended without being in the table; see
 *	process_exited().
 * @ended_start_boottime: likewise.
 */
struct process_lock {
	spinlock_t lock;
	u32 ended_tgid;
	u64 ended_start_boottime;
};

/* enum process_state - What is noted of processes. */
enum process_state {
	PROCESS_STATE_OFF,	/* nothing */
	PROCESS_STATE_TOLD,	/* nothing; records are made */
	PROCESS_STATE_WHOLE,	/* all */
};

/**
 * struct process_telling - Something is told while a snapshot may begin.
 * @number: the snapshot that runs; 0: none.
 * @is_locked: no snapshot can begin before it is told.
 */
struct process_telling {
	u32 number;
	bool is_locked;
};

extern struct process_lock process_locks[PROCESS_LOCKS];
/* Processes in the table that have ended. */
extern atomic_t process_kept;

/**
 * process_bucket() - The bucket of a process.
 * @tgid: the process.
 *
 * Return: Its number.
 */
static inline u32 process_bucket(u32 tgid)
{
	return hash_32(tgid, PROCESS_TABLE_BITS);
}

/**
 * process_lock_of() - The lock of a process.
 * @tgid: the process.
 *
 * Return: The lock.
 */
static inline struct process_lock *process_lock_of(u32 tgid)
{
	return &process_locks[process_bucket(tgid) % PROCESS_LOCKS];
}

/* process_table.c */
int process_table_init(void);
void process_table_exit(void);
void process_table_clear(void);
void process_table_pass(void);
struct process *process_alloc(u32 tgid, u64 start_boottime);
void process_discard(struct process *process);
void process_insert(struct process *process);
void process_remove(struct process *process);
void process_keep(struct process *process);
struct process *process_find(u32 tgid, u64 start_boottime);
struct process *process_find_next(struct process_cursor *cursor, u32 number);
void process_reap(struct process *process);
u64 process_table_count(void);

/* process.c */
enum process_state process_state(void);
void process_note_failure(void);

/* process_view.c */
u64 process_exec_id_of(const struct process *process, u32 *ret_reason);

/* process_adopt.c */
void process_adopt(struct task_struct *leader);
u32 process_adopt_all(bool may_wait);
void process_adopt_reset(void);
u32 process_adopt_reason(void);

/* process_snapshot.c */
void process_telling_begin(struct process_telling *telling);
void process_telling_end(const struct process_telling *telling);
void process_tell(struct process *process, struct record *record);
void process_tell_exiting(struct process *process, u32 number);
void process_snapshot_reset(void);
int process_snapshot_init(void);
void process_snapshot_exit(void);

#endif /* PROCMON_PROCESS_TABLE_H */
