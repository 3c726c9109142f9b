/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * process.h - the processes that there are, each with the image that it runs
 * and the line of those who created it. Knows tasks by their ids only where it
 * can; does not know by which hook it is told, nor what a record of an exec
 * has in it.
 *
 * A process is a thread group. {tgid, start_boottime of its leader} names it for
 * the life of the boot, also over an exec by another thread than the leader.
 *
 * Whatever says in the stream that a process is there, or is gone (FORK, PROC,
 * EXIT), or runs another image (EXEC), is published here, under a lock that
 * belongs to the process: so these records are in the order of what they say.
 */
#ifndef PROCMON_PROCESS_H
#define PROCMON_PROCESS_H

#include <linux/sched.h>
#include <linux/types.h>

#include "record.h"

struct image;
struct lineage;

/**
 * struct process_view - What is known of a process, at one moment; to be used
 * under RCU.
 * @exec_id: names the image that it runs; 0: @exec_absent says why not.
 * @exec_absent: enum procmon_reason, where @exec_id is 0. Of a kernel thread
 *	PROCMON_REASON_INAPPLICABLE.
 * @image: the image, with the id and the texts if they are known; NULL:
 *	@image_absent says why not.
 * @image_absent: enum procmon_reason, where @image is NULL.
 * @lineage: those who created it; NULL: see @lineage_absent.
 * @lineage_absent: PROCESS_LINEAGE_THERE: @lineage is all that there is, also if
 *	it is NULL: nobody created the process. Else enum procmon_reason.
 */
struct process_view {
	u64 exec_id;
	u32 exec_absent;
	const struct image *image;
	u32 image_absent;
	const struct lineage *lineage;
	u32 lineage_absent;
};

#define PROCESS_LINEAGE_THERE	0xffffffffU

/**
 * struct process_cursor - Where a walk over all processes is.
 * @bucket: of the table.
 * @tgid: the last process that was given; 0: none of this bucket yet.
 * @start_boottime: likewise.
 *
 * Zeroed, it stands before the first.
 */
struct process_cursor {
	u32 bucket;
	u32 tgid;
	u64 start_boottime;
};

/**
 * struct process_counters - What there is and was.
 * @processes: processes in the table: those that live, and those that have
 *	ended but are still the parent of others.
 * @lineages: lines of ancestors in memory.
 * @failed: processes that were not noted, and lines that were not kept, for
 *	want of memory; and processes that could not be adopted.
 */
struct process_counters {
	u64 processes;
	u64 lineages;
	u64 failed;
};

/* process.c */
int process_init(void);
void process_exit(void);
void process_start(bool whole, void (*pass)(void));
void process_stop(void);
void process_forked(struct task_struct *child, u64 clone_flags);
void process_executed(struct record *record);
void process_exited(bool is_last);
void process_freed(const struct task_struct *task);
void process_look(struct process_counters *ret_counters);

/* process_view.c */
u64 process_exec_id(u32 tgid, u64 start_boottime);
void process_identify(struct procmon_identity *identity,
		      struct procmon_fieldset *missing);
void process_view(struct process_view *ret_view, u32 tgid, u64 start_boottime);

/* process_snapshot.c */
u32 process_snapshot_begin(void (*tell)(u32 number));
u32 process_snapshot_number(void);
bool process_snapshot_next(struct process_cursor *cursor, u32 *ret_tgid,
			   u64 *ret_start_boottime);
int process_snapshot_tell(u32 tgid, u64 start_boottime, struct record *record);
void process_snapshot_end(u64 *ret_told, u64 *ret_failed);

/*
 * How they are to be used; each has its own kernel-doc where it stands.
 *
 * sensor: process_init() at load, process_exit() at unload. At arming: fork and
 * exit witness are armed, SENSOR_START is told, process_start(both armed, how to
 * wait for those in the fork witness), then snapshot_arm(), then the exec witness
 * goes live. Until process_start() the two witnesses do nothing. At disarming:
 * snapshot_stop(), the witnesses are disarmed, stages_drain(), process_stop().
 *
 * snapshot of all, one at a time, by one worker:
 *
 *	process_snapshot_begin(tell)	tell(number) publishes BEGIN; it is called
 *					under a spinlock
 *	while (process_snapshot_next(&cursor, &tgid, &start)) {
 *		build the PROC record, all but record_end(); identity.exec_id and
 *		its missing bit as capture_identity() gives them
 *		process_snapshot_tell(tgid, start, &record)
 *			0: published. -ENOENT: ended, or told already; forget
 *			the record. -EAGAIN: it executed something since the
 *			record was built: build it again
 *	}
 *	process_snapshot_end()
 *	publish END
 *
 * snapshot of one process, between two of these: process_snapshot_number(),
 * publish BEGIN, process_snapshot_tell(), publish END.
 *
 * One that is broken off has no end before process_stop().
 *
 * A process that ends while a snapshot of all runs and that was not told is told
 * by its exit: capture_process_small(), with 4 KiB for the record.
 */

#endif /* PROCMON_PROCESS_H */
