/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * process.h - children of a test and how they end. It must not know what they
 * do.
 */
#ifndef TESTS_PROCESS_H
#define TESTS_PROCESS_H

#include <stdint.h>
#include <sys/types.h>

/**
 * child_wait() - Wait for a child, but not for ever.
 * @pid: the child.
 * @deadline: from deadline_in(); then it is killed.
 * @ret_status: returned: as waitpid(2) says; may be NULL.
 *
 * Return: 0; -ETIMEDOUT: it was killed at the deadline; -errno.
 */
int child_wait(pid_t pid, uint64_t deadline, int *ret_status);

/**
 * child_spawn() - Fork and execute.
 * @path: program.
 * @argv: its arguments.
 * @envp: its environment.
 *
 * Return: process id or -errno of the fork; a child that cannot execute ends
 * with status 127.
 */
pid_t child_spawn(const char *path, char *const argv[], char *const envp[]);

#endif /* TESTS_PROCESS_H */
