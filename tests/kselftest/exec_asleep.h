/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * exec_asleep.h - processes that stand still inside execve(2), for as long as
 * the test likes: their arguments lie in a page that it gives them later, by
 * userfaultfd(2). It must not know what the sensor makes of that.
 */
#ifndef EXEC_ASLEEP_H
#define EXEC_ASLEEP_H

#include <stdbool.h>
#include <sys/types.h>

#define SLEEPERS_MAX	400

/**
 * struct sleeper - One of them.
 * @pid: of it.
 * @fd: its userfaultfd.
 * @fails: its exec will fail, with ENOEXEC; else it runs tiny.
 * @is_awake: its page has been given.
 */
struct sleeper {
	pid_t pid;
	int fd;
	bool fails;
	bool is_awake;
};

/**
 * struct sleepers - All of them.
 * @count: how many.
 * @list: they.
 * @page: the page that is missing, at the same address in each.
 * @text: a file that is no program.
 * @problem: what went wrong, when a call returned false.
 */
struct sleepers {
	unsigned int count;
	struct sleeper list[SLEEPERS_MAX];
	char *page;
	char text[64];
	char problem[256];
};

/* Why this cannot be tried here; NULL: it can. */
const char *sleepers_absent(void);

/**
 * sleepers_start() - Start them, and wait until each is asleep in its exec.
 * @sleepers: filled in.
 * @count: how many; every second one will fail.
 * Return: did all go well?
 */
bool sleepers_start(struct sleepers *sleepers, unsigned int count);

/* sleeper_argument() - The second argument of the exec of number @index. */
void sleeper_argument(unsigned int index, char *buffer, size_t size);

/* sleepers_wake() - Give all the page they wait for. */
bool sleepers_wake(struct sleepers *sleepers);

/**
 * sleepers_finish() - Wait until each has come to its end.
 * @sleepers: they.
 * @is_killed: they were killed.
 * Return: did each end as it must?
 */
bool sleepers_finish(struct sleepers *sleepers, bool is_killed);

/* sleepers_kill() - Kill all, asleep as they are. */
void sleepers_kill(struct sleepers *sleepers);

#endif /* EXEC_ASLEEP_H */
