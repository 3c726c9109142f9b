/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * capture.h - turns a task that executes a program, could not, or runs one, into
 * a record. Knows tasks and their parts; does not know when it is called, nor who
 * reads.
 *
 * Stage 1 runs in the hook and must not sleep; stage 2 runs in the same task a
 * moment later, may sleep, and ends before the next instruction of a program.
 * Each capture_*.c takes one part of a task.
 */
#ifndef PROCMON_CAPTURE_H
#define PROCMON_CAPTURE_H

#include <linux/binfmts.h>
#include <linux/path.h>
#include <linux/task_work.h>

#include "exec_call.h"
#include "image.h"
#include "record.h"

/* No path longer than this is kept. */
#define CAPTURE_PATH_MAX	32768
/* What stage 1 reads of a block that is too large for its buffer. */
#define CAPTURE_SPILL		2048
/* The path and the arguments of the parent, and all ancestors. */
#define CAPTURE_LINEAGE_MAX \
	(2 * IMAGE_TEXT_MAX + \
	 PROCMON_ANCESTORS_MAX * sizeof(struct procmon_ancestor) + sizeof(u64))
/* No record is larger: argv and envp of 256 KiB and nine paths fit. */
#define CAPTURE_RECORD_MAX	(1024 * 1024)

/* What stage 2 takes of every exec, whether it succeeded or not. */
#define CAPTURE_LATE_FIELDS					\
	(FIELD_BIT(PROCMON_FIELD_CWD) |				\
	 FIELD_BIT(PROCMON_FIELD_ROOT) |			\
	 FIELD_BIT(PROCMON_FIELD_EXE_BTIME))
/* What it takes of a new program. */
#define CAPTURE_PROGRAM_FIELDS					\
	(FIELD_BIT(PROCMON_FIELD_EXE_WRITABLE) |		\
	 FIELD_BIT(PROCMON_FIELD_EXE_CAPS) |			\
	 FIELD_BIT(PROCMON_FIELD_VERITY_DIGEST) |		\
	 FIELD_BIT(PROCMON_FIELD_IMA_DIGEST) |			\
	 FIELD_BIT(PROCMON_FIELD_ELF_INTERP) |			\
	 FIELD_BIT(PROCMON_FIELD_LSM_LABEL) |			\
	 FIELD_BIT(PROCMON_FIELD_FDS) |				\
	 FIELD_BIT(PROCMON_FIELD_SOCKETS) |			\
	 FIELD_BIT(PROCMON_FIELD_FD_COUNT))
/* What there is only while an exec succeeds: not before, and not later. */
#define CAPTURE_SUCCESS_FIELDS					\
	(FIELD_BIT(PROCMON_FIELD_PREV_COMM) |			\
	 FIELD_BIT(PROCMON_FIELD_ENVC) |			\
	 FIELD_BIT(PROCMON_FIELD_INTERP) |			\
	 FIELD_BIT(PROCMON_FIELD_SCRIPT) |			\
	 FIELD_BIT(PROCMON_FIELD_SCRIPT_BTIME) |		\
	 FIELD_BIT(PROCMON_FIELD_SCRIPT_MOUNT_ID) |		\
	 FIELD_BIT(PROCMON_FIELD_CREDS_BEFORE) |		\
	 CAPTURE_PROGRAM_FIELDS)

/**
 * struct witnessed_file - What the file witness saw at the start of an exec.
 * @file: the file asked for.
 * @identity: the same file as an address; to compare, never to follow.
 * @creds: of the task, before the exec.
 * @by_kernel: the task had no memory yet: it is a helper of the kernel.
 * @comm: name of the task, before the exec.
 * @path_len: length of @path; 0: could not be had.
 * @path: of the file asked for.
 */
struct witnessed_file {
	struct procmon_file file;
	const void *identity;
	struct procmon_creds creds;
	bool by_kernel;
	char comm[PROCMON_COMM_LEN];
	u32 path_len;
	char path[];
};

/**
 * struct executed - An exec that succeeded, as the hooks saw it.
 * @bprm: of the exec.
 * @old_tid: thread that called.
 * @witnessed: what the file witness saw, or NULL.
 * @call: what the syscall witness saw, or NULL.
 * @by_kernel: there was no call: the kernel started it.
 */
struct executed {
	struct linux_binprm *bprm;
	pid_t old_tid;
	struct witnessed_file *witnessed;
	const struct exec_call *call;
	bool by_kernel;
};

/**
 * struct failed - An exec that failed.
 * @call: as the syscall witness saw it; NULL if there was no memory for it.
 * @error: errno.
 * @exe: the file that the caller runs, referenced; NULL if it has none.
 * @may_stall: stage 2 may have to wait for user space.
 */
struct failed {
	struct exec_call *call;
	u32 error;
	struct file *exe;
	bool may_stall;
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
 * @resident_only: no page may be waited for: user space may stand behind it.
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
	bool resident_only;
};

/**
 * struct capture - An event between the two stages.
 * @work: for task_work_add().
 * @finish: stage 2.
 * @settle: instead of it, where there is none: closes the record without
 *	sleeping.
 * @record: the record.
 * @owned: buffer of @record if it is not the one that came with this.
 * @exe: the file that runs, referenced; or NULL.
 * @call: of an exec that failed: the call; or NULL.
 * @argv: of an exec that succeeded: the arguments.
 * @envp: likewise: the environment.
 * @bytes: of the memory that this is in, with its record.
 * @pinned: the module must not go before this is done.
 */
struct capture {
	struct callback_head work;
	void (*finish)(struct capture *capture);
	void (*settle)(struct capture *capture);
	struct record record;
	void *owned;
	struct file *exe;
	struct exec_call *call;
	struct capture_block argv;
	struct capture_block envp;
	u32 bytes;
	bool pinned;
};

/**
 * capture_missing() - Say that fields are absent, and why.
 * @exec: the record.
 * @fields: FIELD_BIT() of each.
 * @reason: enum procmon_reason.
 *
 * Context: Any.
 */
static inline void capture_missing(struct procmon_exec *exec, u64 fields,
				   u32 reason)
{
	exec->missing[reason].bits[0] |= fields;
}

/* capture.c */
struct capture *capture_begin(const struct executed *executed,
			      bool two_stages);
void capture_tombstone(struct record *record, void *bytes,
		       const struct executed *executed);

/* capture_fail.c */
void capture_fail_look(struct failed *ret_failed, struct exec_call *call,
		       u32 error);
void capture_fail_done(struct failed *failed);
struct capture *capture_fail_begin(struct failed *failed, bool two_stages);
void capture_fail_tombstone(struct record *record, void *bytes,
			    const struct failed *failed);

/* capture_common.c */
struct capture *capture_alloc(u16 type, u32 bytes, bool two_stages);
struct capture *capture_alloc_outside(u16 type, u32 bytes);
void capture_free(struct capture *capture);
void capture_now(struct procmon_header *header, u64 *ret_boot, u64 *ret_real);
void capture_start(struct procmon_exec *exec);
void capture_common(struct record *record, pid_t old_tid);
void capture_call(struct procmon_exec *exec, const struct exec_call *call,
		  u32 reason);
void capture_unsupported(struct procmon_fieldset *ret_set);
int capture_move(struct capture *capture, u32 bytes);

/* capture_argv.c */
void capture_block_plan(struct capture_block *block, u32 field,
			unsigned long start, unsigned long end, u32 max);
void capture_block_stage1(struct record *record, struct capture_block *block);
void capture_blocks_stage1(struct record *record, struct capture_block *first,
			   struct capture_block *second);
void capture_block_stage2(struct capture *capture,
			  struct capture_block *block);
void capture_block_settle(struct record *record, struct capture_block *block);
void capture_block_absent(struct record *record, struct capture_block *block,
			  u32 reason);
void capture_digest(struct capture *capture, const struct capture_block *block,
		    u32 string, u32 field);

/**
 * capture_text() - Add a text in stage 1, or where there is room.
 * @record: the record.
 * @string: where it belongs, inside @record.
 * @field: its enum procmon_field.
 * @text: the bytes.
 * @len: how many.
 *
 * Context: Any.
 */
static inline void capture_text(struct record *record,
				struct procmon_string *string, u32 field,
				const void *text, size_t len)
{
	if (record_string(record, string, text, len))
		exec_missing(record_exec(record), field,
			     PROCMON_REASON_MEMORY);
}

/**
 * capture_room() - Make room in the record. It may move.
 * @capture: the capture.
 * @bytes: how many are to be added.
 *
 * Context: May sleep.
 * Return: 0 or -ENOMEM.
 */
static inline int capture_room(struct capture *capture, u32 bytes)
{
	u32 room;

	record_room(&capture->record, &room);
	return bytes <= room ? 0 : capture_move(capture, bytes);
}

/* capture_creds.c */
void capture_creds(struct procmon_creds *ret_creds, const struct cred *cred);
void capture_login(u32 *ret_loginuid, u32 *ret_session,
		   struct procmon_fieldset *missing, struct task_struct *task);
void capture_credentials(struct record *record, struct task_struct *task,
			 const struct cred *cred);
void capture_label(struct capture *capture);

/* capture_fds.c */
void capture_fds(struct capture *capture);

/* capture_file.c */
void capture_file(struct procmon_file *ret_file, struct file *file);
void capture_exe_stage1(struct record *record, struct file *file,
			const struct witnessed_file *witnessed);
void capture_exe_place(struct capture *capture);
void capture_exe_stage2(struct capture *capture);
bool capture_file_is_memfd(struct file *file);
bool capture_file_may_stall(struct file *file);
void capture_exe_stat(struct procmon_exec *exec, struct file *file);
int capture_path(struct capture *capture, const struct path *path, u32 string);
void capture_path_missing(struct procmon_exec *exec, u32 field, int error);
void capture_path_field(struct capture *capture, const struct path *path,
			u32 string, u32 field);

/* capture_exit.c */
void capture_exit(struct record *record, struct procmon_exit *ret_exit,
		  bool is_last);

/* capture_fork.c */
void capture_fork(struct record *record, struct procmon_fork *ret_fork,
		  struct task_struct *child, u64 clone_flags);

/* capture_fs.c */
bool capture_root(struct capture *capture, const struct path *root);
void capture_fs(struct capture *capture);

/* capture_ids.c */
void capture_who(struct procmon_identity *ret_identity,
		 struct task_struct *task);
void capture_memory(struct procmon_exec *exec, struct task_struct *task,
		    struct mm_struct *mm);
void capture_terminal(struct record *record, struct task_struct *task);
void capture_comm(char *ret_comm, const struct task_struct *task);
void capture_limits(struct procmon_exec *exec, struct task_struct *task);
void capture_ids(struct record *record, pid_t old_tid);

/* capture_lineage.c */
void capture_lineage(struct record *record);

/* capture_ns.c */
void capture_namespaces(struct procmon_namespaces *ret_namespaces,
			struct procmon_fieldset *missing,
			struct task_struct *task, const struct cred *cred);
void capture_ns(struct record *record, struct task_struct *task,
		const struct cred *cred);
u64 capture_cgroup_id(struct task_struct *task);
void capture_cgroup_stage1(struct record *record, struct task_struct *task);
void capture_cgroup_settle(struct record *record, u32 reason);
void capture_cgroup_stage2(struct capture *capture, struct task_struct *task);

/* capture_sockets.c */
bool capture_is_socket(struct file *file);
void capture_socket(struct capture *capture, struct file *file, int fd,
		    u32 item);

#endif /* PROCMON_CAPTURE_H */
