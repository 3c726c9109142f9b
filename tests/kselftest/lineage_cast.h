/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * lineage_cast.h - processes that act for a test, and a model of what they are:
 * who created whom, who is whose parent, what each runs. What the records of
 * their execs must hold follows from the model alone. It must not know how a
 * record looks.
 */
#ifndef PROCMON_TESTS_LINEAGE_CAST_H
#define PROCMON_TESTS_LINEAGE_CAST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include <linux/procmon.h>

#include "lineage_actor.h"

#define CAST_IMAGES_MAX	128
#define CAST_EXECS_MAX	128
#define CAST_COPIES	6
#define CAST_OUTSIDE	16

/**
 * struct cast_image - What a process was executed as.
 * @path: of the program.
 * @dev: its device.
 * @ino: its inode.
 * @argv: strings, each with its NUL.
 * @argv_bytes: of @argv.
 * @exec_id: what the sensor called it; 0: not known yet.
 */
struct cast_image {
	char path[256];
	dev_t dev;
	ino_t ino;
	char *argv;
	size_t argv_bytes;
	uint64_t exec_id;
};

/**
 * struct cast_ancestor - Who created a process, as it was then.
 * @pid: process.
 * @start_ticks: when it started, as /proc/PID/stat says.
 * @uid: real user id.
 * @image: what it ran.
 */
struct cast_ancestor {
	pid_t pid;
	uint64_t start_ticks;
	uid_t uid;
	const struct cast_image *image;
};

/**
 * struct cast_line - Those who created a process, the nearest first.
 * @count: how many of them were there.
 * @ancestors: the first of them.
 */
struct cast_line {
	unsigned int count;
	struct cast_ancestor ancestors[PROCMON_ANCESTORS_MAX];
};

/**
 * struct cast_role - A process.
 * @number: of the role.
 * @is_alive: it has not ended.
 * @is_subreaper: takes in what loses its parent.
 * @self: who it is, and what it runs.
 * @line: who created it.
 * @parent: its real parent.
 */
struct cast_role {
	uint32_t number;
	bool is_alive;
	bool is_subreaper;
	struct cast_ancestor self;
	struct cast_line line;
	struct cast_role *parent;
};

/**
 * struct cast_exec - An exec, and what its record must hold.
 * @title: of it, for people.
 * @is_failure: the program was not there.
 * @self: who, with the new image; after a failure with that of before.
 * @argv: arguments of the call, by which the record is found.
 * @argv_bytes: of @argv.
 * @parent: the real parent at that moment.
 * @line: who created it.
 * @record: its record, kept; NULL: none came yet.
 * @records: how many came.
 */
struct cast_exec {
	char title[64];
	bool is_failure;
	struct cast_ancestor self;
	const char *argv;
	size_t argv_bytes;
	struct cast_ancestor parent;
	struct cast_line line;
	struct procmon_exec *record;
	unsigned int records;
};

/**
 * struct cast - All of it.
 * @directory: where the programs are.
 * @sockets: our ends, by role.
 * @roles: that were given.
 * @role_count: how many.
 * @test: the process of the test.
 * @reaper: who takes in what no subreaper does.
 * @images: that were executed.
 * @image_count: how many.
 * @execs: that there were.
 * @exec_count: how many.
 * @outside: processes above the test, from its parent on.
 * @outside_count: how many.
 * @error: why a call failed.
 */
struct cast {
	char directory[200];
	int sockets[ACTOR_ROLES];
	struct cast_role roles[ACTOR_ROLES];
	unsigned int role_count;
	struct cast_role test;
	struct cast_role reaper;
	struct cast_image images[CAST_IMAGES_MAX];
	unsigned int image_count;
	struct cast_exec execs[CAST_EXECS_MAX];
	unsigned int exec_count;
	pid_t outside[CAST_OUTSIDE];
	unsigned int outside_count;
	char error[256];
};

/**
 * cast_begin() - Prepare: programs, sockets, and who we are.
 * @cast: filled in.
 * Return: whether it went well; if not, @cast->error says why.
 */
bool cast_begin(struct cast *cast);

/* End all actors that are left, and free all. */
void cast_end(struct cast *cast);

/**
 * cast_fork() - A new process.
 * @cast: the cast.
 * @by: who creates it; &cast->test: the test itself.
 * @verb: ACTOR_FORK, ACTOR_FORK_SIBLING, ACTOR_FORK_IN_THREAD.
 * @pid: that it must have (ACTOR_FORK_UNTIL); 0: any.
 * Return: its role; NULL with @cast->error set.
 */
struct cast_role *cast_fork(struct cast *cast, struct cast_role *by,
			    enum actor_verb verb, pid_t pid);

/**
 * cast_exec() - A process executes the next program.
 * @cast: the cast.
 * @role: the process.
 * @verb: ACTOR_EXEC, ACTOR_EXEC_IN_THREAD, ACTOR_EXEC_FAIL.
 * @title: what is special about it.
 * @more: more bytes of arguments.
 * Return: whether it went well; if not, @cast->error says why.
 */
bool cast_exec(struct cast *cast, struct cast_role *role, enum actor_verb verb,
	       const char *title, size_t more);

/* vfork() and exec at once. Return: the role; NULL with @cast->error set. */
struct cast_role *cast_vfork_exec(struct cast *cast, struct cast_role *by,
				  const char *title);

/**
 * cast_do() - What changes nothing but the process itself.
 * @cast: the cast.
 * @role: the process.
 * @verb: ACTOR_SUBREAPER, ACTOR_SET_UID, ACTOR_SCRIBBLE.
 * @number: the user id.
 * Return: whether it went well; if not, @cast->error says why.
 */
bool cast_do(struct cast *cast, struct cast_role *role, enum actor_verb verb,
	     uint32_t number);

/**
 * cast_leave() - A process ends, and its children get another parent.
 * @cast: the cast.
 * @role: the process; its number is free when the call returns.
 * Return: whether it went well; if not, @cast->error says why.
 */
bool cast_leave(struct cast *cast, struct cast_role *role);

/**
 * cast_find() - The exec that a record may be of.
 * @cast: the cast.
 * @tgid: of the record.
 * @argv: of the record.
 * @bytes: of @argv.
 * Return: it, or NULL.
 */
struct cast_exec *cast_find(struct cast *cast, pid_t tgid, const char *argv,
			    size_t bytes);

/* When a process started, as /proc/PID/stat says; 0: it is not there. */
uint64_t start_ticks(pid_t pid);

/* The parent of a process, as /proc/PID/stat says; 0: it is not there. */
pid_t parent_of(pid_t pid);

#endif
