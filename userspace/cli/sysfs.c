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
	{ "", "version", false, false, false },
	{ "", "abi_version", true, false, false },
	{ "", "armed", true, true, false },
	{ "", "locked", true, false, false },
	{ "", "events", false, false, false },
	{ "", "heartbeat_s", true, false, true },
	{ "hooks", "exec", false, false, false },
	{ "hooks", "file", false, false, false },
	{ "hooks", "task_work", false, false, false },
	{ "hooks", "syscall", false, false, false },
	{ "hooks", "syscall_kprobe", false, false, false },
	{ "hooks", "syscall_ftrace", false, false, false },
	{ "hooks", "syscall_table", false, false, false },
	{ "hooks", "fork", false, false, false },
	{ "hooks", "exit", false, false, false },
	{ "hooks", "creds", false, false, false },
	{ "hooks", "sid", false, false, false },
	{ "hooks", "ptrace", false, false, false },
	{ "hooks", "comm", false, false, false },
	{ "hooks", "coredump", false, false, false },
	{ "ring", "bytes", true, false, false },
	{ "ring", "used", true, false, false },
	{ "ring", "reserve", true, false, false },
	{ "ring", "full", false, false, true },
	{ "ring", "block_ms", true, false, true },
	{ "ring", "oldest_seq", true, false, false },
	{ "ring", "next_seq", true, false, false },
	{ "ring", "readers", true, false, false },
	{ "ring", "holder", true, false, false },
	{ "ring", "acked_seq", true, false, false },
	{ "ring", "grace_ms_left", true, false, false },
	{ "counters", "captured", true, false, false },
	{ "counters", "delivered", true, false, false },
	{ "counters", "overwritten", true, false, false },
	{ "counters", "lost", true, false, false },
	{ "counters", "pending", true, false, false },
	{ "counters", "exec_events", true, false, false },
	{ "counters", "tombstones", true, false, false },
	{ "counters", "waited", true, false, false },
	{ "counters", "waited_in_vain", true, false, false },
	{ "counters", "late_captures", true, false, false },
	{ "counters", "unread_argv", true, false, false },
	{ "counters", "file_witness_missed", true, false, false },
	{ "counters", "file_witness_failed", true, false, false },
	{ "counters", "stash_evicted", true, false, false },
	{ "counters", "exec_calls", true, false, false },
	{ "counters", "calls_succeeded", true, false, false },
	{ "counters", "exec_failures", true, false, false },
	{ "counters", "exec_checks", true, false, false },
	{ "counters", "calls_restarted", true, false, false },
	{ "counters", "calls_unwitnessed", true, false, false },
	{ "counters", "calls_in_flight", true, false, false },
	{ "counters", "exec_failures_filtered", true, false, false },
	{ "counters", "calls_unnoted", true, false, false },
	{ "counters", "syscall_missed", true, false, false },
	{ "counters", "execs_unseen", true, false, false },
	{ "counters", "file_unseen", true, false, false },
	{ "counters", "life_missed", true, false, false },
	{ "counters", "processes", true, false, false },
	{ "counters", "processes_failed", true, false, false },
	{ "counters", "lineages", true, false, false },
	{ "counters", "images", true, false, false },
	{ "counters", "images_dropped", true, false, false },
	{ NULL, NULL, false, false, false },
};

void sysfs_path(const struct attribute *attribute,
		char ret_path[SYSFS_PATH_MAX])
{
	if (attribute->is_parameter)
		snprintf(ret_path, SYSFS_PATH_MAX, SYSFS_PARAMETERS "/%s",
			 attribute->name);
	else
		snprintf(ret_path, SYSFS_PATH_MAX, SYSFS_DIRECTORY "/%s%s%s",
			 attribute->group, *attribute->group ? "/" : "",
			 attribute->name);
}

int sysfs_read(const struct attribute *attribute,
	       char ret_value[SYSFS_VALUE_MAX])
{
	char path[SYSFS_PATH_MAX];
	ssize_t len;
	int error;
	int fd;

	sysfs_path(attribute, path);
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
