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
 * @task: who called; compared only, like @mm.
 * @mm: its memory at the call.
 * @arguments: of the call.
 * @waited: memory that was not there was waited for: what could not be read
 *	cannot be read later.
 * @executed: it succeeded: the exec witness saw the new program.
 * @filename_error: 0: all of the name is in @text; -EFAULT: it was not in
 *	memory, -E2BIG: it is longer than PATH_MAX, -ENOMEM: there was no room
 *	for it; then @text has its start.
 * @argv_error: likewise for argv and its bound.
 * @argc: arguments that are in @text, whole or in part.
 * @filename_len: bytes, without the NUL.
 * @argv_len: bytes of argv behind the name, each string with its NUL, but for
 *	the last if it was cut.
 * @capacity: bytes that @text has room for.
 * @text: the name, then argv.
 */
struct exec_call {
	struct hlist_node hash;
	const struct task_struct *task;
	const struct mm_struct *mm;
	struct exec_arguments arguments;
	bool waited;
	bool executed;
	int filename_error;
	int argv_error;
	u32 argc;
	u32 filename_len;
	u32 argv_len;
	u32 capacity;
	u8 text[];
};

void exec_call_init(void);
struct exec_call *exec_call_begin(const struct exec_arguments *arguments,
				  bool may_sleep);
struct exec_call *exec_call_find(void);
bool exec_call_end(struct exec_call *call);
struct exec_call *exec_call_again(const struct exec_call *call,
				  bool may_sleep);
void exec_call_free(struct exec_call *call);
void exec_call_forget_all(void);
u32 exec_call_count(void);

#endif /* PROCMON_EXEC_CALL_H */
