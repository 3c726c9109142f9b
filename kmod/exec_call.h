/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * exec_call.h - a call of execve(2) or execveat(2) under way: what the caller
 * passed, kept by task from the call to its end. Knows tasks and their memory;
 * does not know who tells it of a call, nor what a record looks like.
 */
#ifndef PROCMON_EXEC_CALL_H
#define PROCMON_EXEC_CALL_H

#include <linux/list.h>
#include <linux/sched.h>
#include <linux/types.h>

/**
 * struct exec_arguments - The call's arguments, as they are in the registers.
 * @origin: enum procmon_origin.
 * @filename: user address.
 * @argv: user address.
 * @flags: of execveat(2); else 0.
 * @dirfd: of execveat(2); else AT_FDCWD.
 * @is_compat: the array at @argv is of 32-bit addresses.
 */
struct exec_arguments {
	u32 origin;
	unsigned long filename;
	unsigned long argv;
	u32 flags;
	s32 dirfd;
	bool is_compat;
};

/**
 * struct exec_call - A call under way.
 * @hash: among the calls.
 * @task: who called; compared only.
 * @arguments: of the call.
 * @executed: it succeeded: the exec witness saw the new program.
 * @filename_read: all of the name is in @text. If not, it was not in memory,
 *	or longer than PATH_MAX: @filename_error says which.
 * @filename_error: 0, -EFAULT or -ENAMETOOLONG.
 * @argv_error: 0, or -EFAULT: some of argv could not be read.
 * @argv_cut: argv is longer than what is kept.
 * @argc: arguments that are in @text, whole or in part.
 * @filename_len: bytes, without the NUL.
 * @argv_len: bytes of argv behind the name, each string with its NUL.
 * @text: the name, then argv.
 */
struct exec_call {
	struct hlist_node hash;
	const struct task_struct *task;
	struct exec_arguments arguments;
	bool executed;
	bool filename_read;
	bool argv_cut;
	int filename_error;
	int argv_error;
	u32 argc;
	u32 filename_len;
	u32 argv_len;
	u8 text[];
};

int exec_call_init(void);
void exec_call_exit(void);
struct exec_call *exec_call_begin(const struct exec_arguments *arguments,
				  bool may_sleep);
struct exec_call *exec_call_find(void);
void exec_call_end(struct exec_call *call);
void exec_call_forget_all(void);

#endif /* PROCMON_EXEC_CALL_H */
