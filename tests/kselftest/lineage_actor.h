/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * lineage_actor.h - how a test directs the processes that act for it. It must
 * not know what play it is.
 *
 * An actor is a process with a role, a number. It takes orders from the file
 * descriptor of its role and answers there. Its arguments are the test's own
 * affair: the role is in the environment.
 */
#ifndef PROCMON_TESTS_LINEAGE_ACTOR_H
#define PROCMON_TESTS_LINEAGE_ACTOR_H

#include <stdint.h>

#define ACTOR_ROLES		64
#define ACTOR_FIRST_FD		200
#define ACTOR_ENVIRONMENT	"ACTOR_ROLE"
#define ACTOR_ARGUMENTS_MAX	8192

/**
 * enum actor_verb - What is to be done.
 * @ACTOR_FORK: create a process with another role, which answers, too.
 * @ACTOR_FORK_SIBLING: likewise, as a child of the own parent.
 * @ACTOR_FORK_IN_THREAD: likewise, by a thread that ends then.
 * @ACTOR_FORK_UNTIL: likewise, again and again until it has a certain pid.
 * @ACTOR_EXEC: execute a program; the new one answers.
 * @ACTOR_EXEC_IN_THREAD: likewise, by a thread.
 * @ACTOR_VFORK_EXEC: vfork(), and the child executes a program at once, and
 *	answers.
 * @ACTOR_EXEC_FAIL: execute what is not there; the answer is -errno.
 * @ACTOR_SUBREAPER: take in what loses its parent below.
 * @ACTOR_SET_UID: change the real user id; the others stay.
 * @ACTOR_SCRIBBLE: overwrite the own arguments and name.
 * @ACTOR_REAP: wait for all children that have ended; the answer is how many.
 * @ACTOR_END: end, without an answer.
 */
enum actor_verb {
	ACTOR_FORK,
	ACTOR_FORK_SIBLING,
	ACTOR_FORK_IN_THREAD,
	ACTOR_FORK_UNTIL,
	ACTOR_EXEC,
	ACTOR_EXEC_IN_THREAD,
	ACTOR_VFORK_EXEC,
	ACTOR_EXEC_FAIL,
	ACTOR_SUBREAPER,
	ACTOR_SET_UID,
	ACTOR_SCRIBBLE,
	ACTOR_REAP,
	ACTOR_END,
};

/**
 * struct actor_order - An order.
 * @verb: enum actor_verb.
 * @role: of the new process.
 * @number: the pid, or the user id.
 * @argument_bytes: of @arguments.
 * @path: program.
 * @arguments: strings, each with its NUL.
 */
struct actor_order {
	uint32_t verb;
	uint32_t role;
	uint32_t number;
	uint32_t argument_bytes;
	char path[256];
	char arguments[ACTOR_ARGUMENTS_MAX];
};

/**
 * struct actor_answer - The answer.
 * @result: 0, or -errno.
 * @pid: of who answers.
 */
struct actor_answer {
	int32_t result;
	int32_t pid;
};

#endif
