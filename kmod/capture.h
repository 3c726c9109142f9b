/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * capture.h - turns the task that was just executed into a record. Knows
 * tasks and their parts; does not know when it is called, nor who reads.
 *
 * Stage 1 runs in the exec hook and must not sleep; stage 2 runs in the same
 * task a moment later, may sleep, and ends before the program's first
 * instruction. Each capture_*.c takes one part of a task.
 */
#ifndef PROCMON_CAPTURE_H
#define PROCMON_CAPTURE_H

#include <linux/binfmts.h>
#include <linux/path.h>
#include <linux/task_work.h>

#include "record.h"

/* No path longer than this is kept. */
#define CAPTURE_PATH_MAX	32768
/* What stage 1 reads of a block that is too large for its buffer. */
#define CAPTURE_SPILL		2048
/* No record is larger: argv and envp of 256 KiB and nine paths fit. */
#define CAPTURE_RECORD_MAX	(1024 * 1024)

/**
 * struct witnessed_file - What the file witness saw at the start of an exec.
 * @file: the file asked for.
 * @identity: the same file as an address; to compare, never to follow.
 * @creds: of the task, before the exec.
 * @comm: name of the task, before the exec.
 * @path_len: length of @path; 0: could not be had.
 * @path: of the file asked for.
 */
struct witnessed_file {
	struct procmon_file file;
	const void *identity;
	struct procmon_creds creds;
	char comm[PROCMON_COMM_LEN];
	u32 path_len;
	char path[];
};

/**
 * struct capture_block - argv or envp on their way into the record.
 * @start: user address.
 * @total: bytes there.
 * @keep: bytes that the record gets.
 * @head: of these, from the start; the others are from the end.
 * @done: bytes read so far.
 * @spill: where they are, while the record has no room for @keep; or NULL.
 * @field: enum procmon_field.
 * @late: PROCMON_EXEC_*_LATE.
 * @string: offset of the string in struct procmon_exec.
 */
struct capture_block {
	unsigned long start;
	u32 total;
	u32 keep;
	u32 head;
	u32 done;
	u8 *spill;
	u32 field;
	u32 late;
	u32 string;
};

/**
 * struct capture - An exec between the two stages.
 * @work: for task_work_add().
 * @record: the record.
 * @owned: buffer of @record if it is not the one that came with this.
 * @exe: the file that runs, referenced; NULL in a tombstone.
 * @argv: the arguments.
 * @envp: the environment.
 * @pinned: the module must not go before this is done.
 */
struct capture {
	struct callback_head work;
	struct record record;
	void *owned;
	struct file *exe;
	struct capture_block argv;
	struct capture_block envp;
	bool pinned;
};

/* capture.c */
struct capture *capture_begin(struct linux_binprm *bprm, pid_t old_tid,
			      const struct witnessed_file *witnessed,
			      bool two_stages);
void capture_finish(struct capture *capture);
void capture_settle(struct capture *capture);
void capture_free(struct capture *capture);
void capture_tombstone(struct record *record, void *bytes,
		       struct linux_binprm *bprm, pid_t old_tid,
		       const struct witnessed_file *witnessed);
void capture_unsupported(struct procmon_fieldset *ret_set);
int capture_room(struct capture *capture, u32 bytes);
void capture_text(struct record *record, struct procmon_string *string,
		  u32 field, const void *text, size_t len);

/* capture_argv.c */
void capture_block_plan(struct capture_block *block, u32 field,
			unsigned long start, unsigned long end, u32 max);
void capture_block_stage1(struct record *record, struct capture_block *block);
void capture_block_stage2(struct capture *capture,
			  struct capture_block *block);
void capture_block_settle(struct record *record, struct capture_block *block);
void capture_block_absent(struct record *record, struct capture_block *block,
			  u32 reason);
void capture_digest(struct capture *capture, const struct capture_block *block,
		    u32 string, u32 field);

/* capture_creds.c */
void capture_creds(struct procmon_creds *ret_creds, const struct cred *cred);
void capture_credentials(struct record *record,
			 const struct linux_binprm *bprm);
void capture_label(struct capture *capture);

/* capture_fds.c */
void capture_fds(struct capture *capture);

/* capture_file.c */
void capture_file(struct procmon_file *ret_file, struct file *file);
int capture_path_text(const struct path *path, char *buf, u32 size,
		      bool *ret_deleted);
void capture_exe_stage1(struct record *record, struct file *file,
			const struct witnessed_file *witnessed);
void capture_exe_stage2(struct capture *capture);
bool capture_file_is_memfd(struct file *file);
bool capture_file_may_stall(struct file *file);
int capture_path(struct capture *capture, const struct path *path, u32 string);
void capture_path_field(struct capture *capture, const struct path *path,
			u32 string, u32 field);

/* capture_fs.c */
void capture_fs(struct capture *capture);

/* capture_ids.c */
void capture_ids(struct record *record, pid_t old_tid);

/* capture_ns.c */
void capture_ns(struct record *record);
void capture_cgroup_stage1(struct record *record);
void capture_cgroup_settle(struct record *record, u32 reason);
void capture_cgroup_stage2(struct capture *capture);

/* capture_sockets.c */
bool capture_is_socket(struct file *file);
void capture_socket(struct capture *capture, struct file *file, int fd,
		    u32 item);

#endif /* PROCMON_CAPTURE_H */
