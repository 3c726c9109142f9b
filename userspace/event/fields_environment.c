// SPDX-License-Identifier: GPL-2.0-only
/*
 * fields_environment.c - rows of the field table: what surrounds the process:
 * namespaces, terminal, descriptors, limits, memory.
 */
#include "kind.h"

static bool has_tty(const struct procmon_record *record)
{
	return record->exec.tty.off != 0;
}

static const struct field fields[] = {
	{ "NS_PID", "procmon.namespaces.pid", &kind_id, PROCESS(namespaces.pid),
	  .help = "inode number of the pid namespace" },
	{ "NS_NET", "procmon.namespaces.net", &kind_id, PROCESS(namespaces.net),
	  BIT(NS_NET), GROUP(NAMESPACES), .help = "of the network namespace" },
	{ "NS_UTS", "procmon.namespaces.uts", &kind_id, PROCESS(namespaces.uts),
	  BIT(NS_UTS), GROUP(NAMESPACES), .help = "of the host name's namespace" },
	{ "NS_IPC", "procmon.namespaces.ipc", &kind_id, PROCESS(namespaces.ipc),
	  BIT(NS_IPC), GROUP(NAMESPACES), .help = "of the System V IPC namespace" },
	{ "NS_USER", "procmon.namespaces.user", &kind_id,
	  PROCESS(namespaces.user), .help = "of the user namespace" },
	{ "NS_CGROUP", "procmon.namespaces.cgroup", &kind_id,
	  PROCESS(namespaces.cgroup), BIT(NS_CGROUP), GROUP(NAMESPACES),
	  .help = "of the cgroup namespace" },
	{ "NS_TIME", "procmon.namespaces.time", &kind_id,
	  PROCESS(namespaces.time), BIT(NS_TIME), GROUP(NAMESPACES),
	  .help = "of the clocks' namespace" },
	{ "NS_MNT", "procmon.namespaces.mnt", &kind_id, PROCESS(namespaces.mnt),
	  BIT(NS_MNT), GROUP(NAMESPACES), .help = "of the mount namespace" },
	{ "NODENAME", "procmon.nodename", &kind_text, EXEC(nodename),
	  BIT(NODENAME), .help = "host name in the task's namespace" },
	{ "CGROUP", "procmon.cgroup.path", &kind_text, EXEC(cgroup),
	  BIT(CGROUP), .help = "cgroup, from the root of the hierarchy" },
	{ "CGROUP_ID", "procmon.cgroup.id", &kind_wide, PROCESS(cgroup_id),
	  BIT(CGROUP), .help = "id of the cgroup, version 2" },
	{ "TTY", "procmon.tty", &kind_text, EXEC(tty), BIT(TTY),
	  .help = "controlling terminal",
	  .ocsf = "process.session.terminal" },
	{ "TTY_MAJOR", "process.tty.char_device.major", &kind_number,
	  EXEC(tty_major), BIT(TTY), .applies = has_tty,
	  .help = "its device, major number" },
	{ "TTY_MINOR", "process.tty.char_device.minor", &kind_number,
	  EXEC(tty_minor), BIT(TTY), .applies = has_tty,
	  .help = "likewise, minor number" },
	{ "FDS", "procmon.fds", &kind_fds, EXEC(fds), BIT(FDS),
	  .help = "descriptors 0, 1 and 2" },
	{ "FDS_COUNT", "procmon.fds_count", &kind_total, EXEC(fds), BIT(FDS),
	  .help = "how many of those are described" },
	{ "SOCKETS", "procmon.sockets", &kind_sockets, EXEC(sockets),
	  BIT(SOCKETS), .help = "inherited sockets, lowest descriptors first" },
	{ "SOCKETS_COUNT", "procmon.sockets_count", &kind_total,
	  EXEC(sockets), BIT(SOCKETS), .help = "how many there are" },
	{ "FD_COUNT", "procmon.fd_count", &kind_number, EXEC(fd_count),
	  BIT(FD_COUNT), .help = "open file descriptors" },
	{ "UMASK", "procmon.umask", &kind_octal, EXEC(umask), BIT(UMASK),
	  .help = "file mode creation mask" },
	{ "NICE", "procmon.nice", &kind_signed, EXEC(nice),
	  .help = "-20 to 19" },
	{ "RLIMIT_NOFILE", "procmon.rlimit_nofile.soft", &kind_wide,
	  EXEC(rlimit_nofile), .help = "soft limit of open files" },
	{ "RLIMIT_NOFILE_MAX", "procmon.rlimit_nofile.hard", &kind_wide,
	  EXEC(rlimit_nofile_max), .help = "hard limit of open files" },
	{ "VM_SIZE", "procmon.memory.vm_size", &kind_number, EXEC(vm_size),
	  BIT(MEMORY), .unit = "bytes", .help = "address space" },
	{ "RSS", "procmon.memory.rss", &kind_number, EXEC(rss), BIT(MEMORY),
	  .unit = "bytes", .help = "resident memory" },
	{ "MIN_FAULTS", "procmon.memory.min_faults", &kind_number,
	  EXEC(min_faults), .help = "minor page faults of the thread so far" },
	{ "MAJ_FAULTS", "procmon.memory.maj_faults", &kind_number,
	  EXEC(maj_faults), .help = "major page faults of the thread so far" },
};

FIELD_GROUP(fields_environment, fields);
