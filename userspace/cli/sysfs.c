// SPDX-License-Identifier: GPL-2.0-only
/*
 * sysfs.c - what the module says about itself in sysfs. It must not know how
 * it is shown.
 */
#include "sysfs.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

const struct attribute sysfs_attributes[] = {
	{ "", "version", false, false },
	{ "", "abi_version", true, false },
	{ "", "armed", true, true },
	{ "", "locked", true, false },
	{ "", "events", false, false },
	{ "hooks", "exec", false, false },
	{ "hooks", "file", false, false },
	{ "hooks", "task_work", false, false },
	{ "hooks", "syscall", false, false },
	{ "hooks", "syscall_kprobe", false, false },
	{ "hooks", "syscall_ftrace", false, false },
	{ "hooks", "syscall_table", false, false },
	{ "hooks", "fork", false, false },
	{ "hooks", "exit", false, false },
	{ "hooks", "creds", false, false },
	{ "hooks", "sid", false, false },
	{ "hooks", "ptrace", false, false },
	{ "hooks", "comm", false, false },
	{ "hooks", "coredump", false, false },
	{ "ring", "bytes", true, false },
	{ "ring", "used", true, false },
	{ "ring", "oldest_seq", true, false },
	{ "ring", "next_seq", true, false },
	{ "ring", "readers", true, false },
	{ "ring", "holder", true, false },
	{ "ring", "acked_seq", true, false },
	{ "ring", "grace_ms_left", true, false },
	{ "counters", "captured", true, false },
	{ "counters", "delivered", true, false },
	{ "counters", "overwritten", true, false },
	{ "counters", "lost", true, false },
	{ "counters", "pending", true, false },
	{ "counters", "exec_events", true, false },
	{ "counters", "tombstones", true, false },
	{ "counters", "late_captures", true, false },
	{ "counters", "unread_argv", true, false },
	{ "counters", "file_witness_missed", true, false },
	{ "counters", "file_witness_failed", true, false },
	{ "counters", "stash_evicted", true, false },
	{ "counters", "exec_calls", true, false },
	{ "counters", "calls_succeeded", true, false },
	{ "counters", "exec_failures", true, false },
	{ "counters", "exec_checks", true, false },
	{ "counters", "calls_restarted", true, false },
	{ "counters", "calls_unwitnessed", true, false },
	{ "counters", "calls_in_flight", true, false },
	{ "counters", "exec_failures_filtered", true, false },
	{ "counters", "calls_unnoted", true, false },
	{ "counters", "syscall_missed", true, false },
	{ "counters", "execs_unseen", true, false },
	{ "counters", "file_unseen", true, false },
	{ "counters", "life_missed", true, false },
	{ "counters", "processes", true, false },
	{ "counters", "processes_failed", true, false },
	{ "counters", "lineages", true, false },
	{ "counters", "images", true, false },
	{ "counters", "images_dropped", true, false },
	{ NULL, NULL, false, false },
};

int sysfs_read(const struct attribute *attribute,
	       char ret_value[SYSFS_VALUE_MAX])
{
	char path[256];
	ssize_t len;
	int error;
	int fd;

	snprintf(path, sizeof(path), SYSFS_DIRECTORY "/%s%s%s",
		 attribute->group, *attribute->group ? "/" : "",
		 attribute->name);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	len = read(fd, ret_value, SYSFS_VALUE_MAX - 1);
	error = errno;
	close(fd);
	if (len < 0)
		return -error;
	ret_value[len] = '\0';
	ret_value[strcspn(ret_value, "\n")] = '\0';
	if (attribute->is_number &&
	    (!*ret_value || ret_value[strspn(ret_value, "0123456789")]))
		return -EINVAL;
	return 0;
}
