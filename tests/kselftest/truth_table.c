// SPDX-License-Identifier: GPL-2.0-only
/*
 * truth_table.c - every field of an EXEC or EXEC_FAIL record, in one table
 */
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

#include "truth.h"
#include "truth_table.h"

#define SIZE(type, member)	sizeof(((struct type *)0)->member)

#define FIELD(shape, member, bit) \
	{ #member, offsetof(struct procmon_exec, member), \
	  SIZE(procmon_exec, member), shape, bit, 0, NULL }
#define NO_SOURCE(shape, member, bit, why) \
	{ #member, offsetof(struct procmon_exec, member), \
	  SIZE(procmon_exec, member), shape, bit, 0, why }
#define BIT_OF(member, name, bit, mask) \
	{ #member "." #name, offsetof(struct procmon_exec, member), \
	  SIZE(procmon_exec, member), FLAG, bit, mask, NULL }
#define BIT_NO_SOURCE(member, name, mask, why) \
	{ #member "." #name, offsetof(struct procmon_exec, member), \
	  SIZE(procmon_exec, member), FLAG, ALWAYS, mask, why }

#define CREDS(member, bit) \
	FIELD(NUMBER, member.uid, bit), FIELD(NUMBER, member.euid, bit), \
	FIELD(NUMBER, member.suid, bit), FIELD(NUMBER, member.fsuid, bit), \
	FIELD(NUMBER, member.gid, bit), FIELD(NUMBER, member.egid, bit), \
	FIELD(NUMBER, member.sgid, bit), FIELD(NUMBER, member.fsgid, bit), \
	FIELD(NUMBER, member.cap_permitted, bit), \
	FIELD(NUMBER, member.cap_effective, bit), \
	FIELD(NUMBER, member.cap_inheritable, bit), \
	FIELD(NUMBER, member.cap_bounding, bit), \
	FIELD(NUMBER, member.cap_ambient, bit), \
	FIELD(NUMBER, member.securebits, bit), \
	FIELD(NUMBER, member.user_ns, bit)

#define FILE_FACTS(member, bit, btime_bit, mount_bit) \
	FIELD(NUMBER, member.dev_major, bit), \
	FIELD(NUMBER, member.dev_minor, bit), \
	FIELD(NUMBER, member.ino, bit), \
	FIELD(SIGNED, member.mtime, bit), FIELD(SIGNED, member.ctime, bit), \
	FIELD(SIGNED, member.btime, btime_bit), \
	FIELD(NUMBER, member.size, bit), FIELD(NUMBER, member.fs_magic, bit), \
	FIELD(NUMBER, member.mount_id, mount_bit), \
	FIELD(NUMBER, member.mode, bit), FIELD(NUMBER, member.uid, bit), \
	FIELD(NUMBER, member.gid, bit), FIELD(NUMBER, member.nlink, bit), \
	FIELD(NUMBER, member.generation, bit), \
	FIELD(NUMBER, member.mount_flags, bit), \
	BIT_OF(member.flags, MEMFD, bit, PROCMON_FILE_MEMFD), \
	BIT_OF(member.flags, DELETED, bit, PROCMON_FILE_DELETED), \
	BIT_OF(member.flags, TMPFS, bit, PROCMON_FILE_TMPFS), \
	BIT_OF(member.flags, SUID, bit, PROCMON_FILE_SUID), \
	BIT_OF(member.flags, SGID, bit, PROCMON_FILE_SGID), \
	FIELD(NUMBER, member.reserved, ALWAYS)

static const struct field fields[] = {
	FIELD(OTHERWISE, header, ALWAYS),
	FIELD(NUMBER, header.type, ALWAYS),
	FIELD(NUMBER, header.flags, ALWAYS),
	FIELD(NUMBER, header.fixed_len, ALWAYS),
	FIELD(NUMBER, header.cpu, ALWAYS),
	FIELD(NUMBER, header.time_mono, ALWAYS),
	FIELD(NUMBER, time_boot, ALWAYS),
	FIELD(NUMBER, time_real, ALWAYS),
	BIT_OF(flags, SECUREEXEC, ALWAYS, PROCMON_EXEC_SECUREEXEC),
	BIT_OF(flags, NO_NEW_PRIVS, ALWAYS, PROCMON_EXEC_NO_NEW_PRIVS),
	BIT_OF(flags, SESSION_LEADER, ALWAYS, PROCMON_EXEC_SESSION_LEADER),
	BIT_OF(flags, NS_INIT, ALWAYS, PROCMON_EXEC_NS_INIT),
	BIT_OF(flags, THREAD, ALWAYS, PROCMON_EXEC_THREAD),
	BIT_NO_SOURCE(flags, ARGV_LATE, PROCMON_EXEC_ARGV_LATE,
		      "says how the sensor came to argv, nothing of the program"),
	BIT_NO_SOURCE(flags, ENVP_LATE, PROCMON_EXEC_ENVP_LATE,
		      "says how the sensor came to envp, nothing of the program"),
	BIT_NO_SOURCE(flags, EXE_LATE, PROCMON_EXEC_EXE_LATE,
		      "says how the sensor came to exe, nothing of the program"),
	BIT_OF(flags, AS_PASSED, ALWAYS, PROCMON_EXEC_AS_PASSED),
	BIT_NO_SOURCE(flags, FILENAME_LATE, PROCMON_EXEC_FILENAME_LATE,
		      "says how the sensor came to filename, nothing of the program"),
	FIELD(NUMBER, origin, PROCMON_FIELD_ORIGIN),
	FIELD(OTHERWISE, missing, ALWAYS),
	FIELD(OTHERWISE, truncated, ALWAYS),
	FIELD(NUMBER, identity.tgid, ALWAYS),
	FIELD(NUMBER, identity.tid, ALWAYS),
	FIELD(NUMBER, identity.ppid, ALWAYS),
	FIELD(NUMBER, identity.pgid, ALWAYS),
	FIELD(NUMBER, identity.sid, ALWAYS),
	FIELD(NUMBER, identity.tracer_tgid, ALWAYS),
	FIELD(NUMBER, identity.ns_tgid, ALWAYS),
	FIELD(NUMBER, identity.ns_tid, ALWAYS),
	FIELD(NUMBER, identity.ns_ppid, ALWAYS),
	FIELD(NUMBER, identity.ns_pgid, ALWAYS),
	FIELD(NUMBER, identity.ns_sid, ALWAYS),
	FIELD(NUMBER, identity.reserved, ALWAYS),
	FIELD(NUMBER, identity.start_boottime, ALWAYS),
	FIELD(NUMBER, identity.parent_start_boottime, ALWAYS),
	FIELD(NUMBER, identity.exec_id, PROCMON_FIELD_EXEC_ID),
	NO_SOURCE(NUMBER, identity.parent_exec_id, PROCMON_FIELD_PARENT_EXEC_ID,
		  "module_lineage compares it"),
	FIELD(NUMBER, old_tid, ALWAYS),
	FIELD(NUMBER, execveat_flags, PROCMON_FIELD_EXECVEAT),
	FIELD(SIGNED, dirfd, PROCMON_FIELD_EXECVEAT),
	FIELD(NUMBER, dumpable, ALWAYS),
	FIELD(NUMBER, parent_run_ns, ALWAYS),
	FIELD(NAME, comm, ALWAYS),
	FIELD(NAME, prev_comm, PROCMON_FIELD_PREV_COMM),
	CREDS(creds, ALWAYS),
	CREDS(creds_before, PROCMON_FIELD_CREDS_BEFORE),
	FIELD(NUMBER, loginuid, PROCMON_FIELD_LOGINUID),
	FIELD(NUMBER, audit_session, PROCMON_FIELD_LOGINUID),
	FIELD(NUMBER, user_ns_owner, ALWAYS),
	FIELD(NUMBER, user_ns_level, ALWAYS),
	FIELD(NUMBER, seccomp_mode, PROCMON_FIELD_SECCOMP),
	FIELD(NUMBER, umask, ALWAYS),
	FIELD(SIGNED, nice, ALWAYS),
	FIELD(NUMBER, error, ALWAYS),
	FIELD(NUMBER, rlimit_nofile, ALWAYS),
	FIELD(NUMBER, rlimit_nofile_max, ALWAYS),
	FILE_FACTS(exe_file, PROCMON_FIELD_EXE_FILE, PROCMON_FIELD_EXE_BTIME,
		   PROCMON_FIELD_EXE_MOUNT_ID),
	BIT_OF(exe_file.flags, OVERLAY_UPPER, PROCMON_FIELD_EXE_OVERLAY,
	       PROCMON_FILE_OVERLAY_UPPER),
	BIT_OF(exe_file.flags, WRITABLE, PROCMON_FIELD_EXE_WRITABLE,
	       PROCMON_FILE_WRITABLE),
	BIT_OF(exe_file.flags, CAPS, PROCMON_FIELD_EXE_CAPS,
	       PROCMON_FILE_CAPS),
	FIELD(NUMBER, exe_caps.permitted, PROCMON_FIELD_EXE_CAPS),
	FIELD(NUMBER, exe_caps.inheritable, PROCMON_FIELD_EXE_CAPS),
	FIELD(NUMBER, exe_caps.effective, PROCMON_FIELD_EXE_CAPS),
	FIELD(NUMBER, exe_caps.rootid, PROCMON_FIELD_EXE_CAPS),
	FILE_FACTS(script_file, PROCMON_FIELD_SCRIPT,
		   PROCMON_FIELD_SCRIPT_BTIME, PROCMON_FIELD_SCRIPT_MOUNT_ID),
	FIELD(NUMBER, elf_interp_dev_major, PROCMON_FIELD_ELF_INTERP),
	FIELD(NUMBER, elf_interp_dev_minor, PROCMON_FIELD_ELF_INTERP),
	FIELD(NUMBER, elf_interp_ino, PROCMON_FIELD_ELF_INTERP),
	FIELD(NUMBER, namespaces.pid, ALWAYS),
	FIELD(NUMBER, namespaces.net, PROCMON_FIELD_NS_NET),
	FIELD(NUMBER, namespaces.uts, PROCMON_FIELD_NS_UTS),
	FIELD(NUMBER, namespaces.ipc, PROCMON_FIELD_NS_IPC),
	FIELD(NUMBER, namespaces.user, ALWAYS),
	FIELD(NUMBER, namespaces.cgroup, PROCMON_FIELD_NS_CGROUP),
	FIELD(NUMBER, namespaces.time, PROCMON_FIELD_NS_TIME),
	FIELD(NUMBER, namespaces.mnt, PROCMON_FIELD_NS_MNT),
	FIELD(NUMBER, cgroup_id, PROCMON_FIELD_CGROUP),
	FIELD(NUMBER, argc, PROCMON_FIELD_ARGC),
	FIELD(NUMBER, envc, PROCMON_FIELD_ENVC),
	FIELD(NUMBER, tty_major, PROCMON_FIELD_TTY),
	FIELD(NUMBER, tty_minor, PROCMON_FIELD_TTY),
	FIELD(NUMBER, fd_count, PROCMON_FIELD_FD_COUNT),
	FIELD(NUMBER, verity_algorithm, PROCMON_FIELD_VERITY_DIGEST),
	NO_SOURCE(NUMBER, ima_algorithm, PROCMON_FIELD_IMA_DIGEST,
		  "a machine without an IMA policy has no digests to compare"),
	FIELD(NUMBER, vm_size, ALWAYS),
	FIELD(NUMBER, rss, ALWAYS),
	FIELD(NUMBER, min_faults, ALWAYS),
	FIELD(NUMBER, maj_faults, ALWAYS),
	FIELD(STRING, filename, PROCMON_FIELD_FILENAME),
	FIELD(STRING, argv, PROCMON_FIELD_ARGV),
	FIELD(STRING, envp, PROCMON_FIELD_ENVP),
	FIELD(STRING, argv_digest, PROCMON_FIELD_ARGV_DIGEST),
	FIELD(STRING, env_digest, PROCMON_FIELD_ENV_DIGEST),
	FIELD(STRING, interp, PROCMON_FIELD_INTERP),
	FIELD(STRING, exe, PROCMON_FIELD_EXE),
	FIELD(STRING, script, PROCMON_FIELD_SCRIPT),
	FIELD(STRING, parent_exe, PROCMON_FIELD_PARENT_EXE),
	FIELD(STRING, parent_argv, PROCMON_FIELD_PARENT_ARGV),
	FIELD(STRING, cwd, PROCMON_FIELD_CWD),
	FIELD(STRING, root, PROCMON_FIELD_ROOT),
	FIELD(STRING, lsm_label, PROCMON_FIELD_LSM_LABEL),
	FIELD(STRING, nodename, PROCMON_FIELD_NODENAME),
	FIELD(STRING, cgroup, PROCMON_FIELD_CGROUP),
	FIELD(STRING, tty, PROCMON_FIELD_TTY),
	FIELD(STRING, verity_digest, PROCMON_FIELD_VERITY_DIGEST),
	NO_SOURCE(STRING, ima_digest, PROCMON_FIELD_IMA_DIGEST,
		  "a machine without an IMA policy has no digests to compare"),
	FIELD(GROUPS, groups, PROCMON_FIELD_GROUPS),
	NO_SOURCE(OTHERWISE, ancestors, PROCMON_FIELD_ANCESTORS,
		  "module_lineage compares them"),
	FIELD(FDS, fds, PROCMON_FIELD_FDS),
	FIELD(SOCKETS, sockets, PROCMON_FIELD_SOCKETS),
};

#define FD_FIELD(shape, member) \
	{ #member, offsetof(struct procmon_fd, member), \
	  SIZE(procmon_fd, member), shape, PROCMON_FIELD_FDS, 0, NULL }

static const struct field fd_fields[] = {
	FD_FIELD(SIGNED, fd), FD_FIELD(NUMBER, kind), FD_FIELD(NUMBER, flags),
	FD_FIELD(NUMBER, mode), FD_FIELD(NUMBER, dev_major),
	FD_FIELD(NUMBER, dev_minor), FD_FIELD(NUMBER, rdev_major),
	FD_FIELD(NUMBER, rdev_minor), FD_FIELD(NUMBER, ino),
	FD_FIELD(STRING, path),
};

#define SOCKET_FIELD(shape, member) \
	{ #member, offsetof(struct procmon_socket, member), \
	  SIZE(procmon_socket, member), shape, PROCMON_FIELD_SOCKETS, 0, NULL }

static const struct field socket_fields[] = {
	SOCKET_FIELD(SIGNED, fd), SOCKET_FIELD(NUMBER, family),
	SOCKET_FIELD(NUMBER, type), SOCKET_FIELD(NUMBER, protocol),
	SOCKET_FIELD(NUMBER, state), SOCKET_FIELD(NUMBER, local_port),
	SOCKET_FIELD(NUMBER, peer_port), SOCKET_FIELD(NUMBER, flags),
	SOCKET_FIELD(NUMBER, scope_id), SOCKET_FIELD(NUMBER, ino),
	SOCKET_FIELD(ADDRESS, local), SOCKET_FIELD(ADDRESS, peer),
	SOCKET_FIELD(STRING, local_path), SOCKET_FIELD(STRING, peer_path),
};

/*
 * Fields that a source has a value for and the sensor may still say are
 * absent, and why that is right.
 */
static const struct {
	int bit;
	unsigned int reason;
	const char *why;
} allowed[] = {
	{ PROCMON_FIELD_NS_MNT, PROCMON_REASON_UNSUPPORTED,
	  "struct mnt_namespace is private to the kernel's fs/" },
	{ PROCMON_FIELD_EXE_MOUNT_ID, PROCMON_REASON_UNSUPPORTED,
	  "struct mount is private to the kernel's fs/" },
	{ PROCMON_FIELD_SCRIPT_MOUNT_ID, PROCMON_REASON_UNSUPPORTED,
	  "struct mount is private to the kernel's fs/" },
	{ PROCMON_FIELD_SCRIPT_BTIME, PROCMON_REASON_UNSUPPORTED,
	  "the script is seen where the sensor must not sleep" },
	{ PROCMON_FIELD_EXE_OVERLAY, PROCMON_REASON_UNSUPPORTED,
	  "overlayfs tells its layers to nobody" },
	{ PROCMON_FIELD_VERITY_DIGEST, PROCMON_REASON_UNSUPPORTED,
	  "the kernel gives the digest to no module" },
};

#define FIELD_COUNT(table)	(sizeof(table) / sizeof((table)[0]))

struct field_table field_tables[TABLE_COUNT] = {
	[TABLE_EXEC] = {
		"procmon_exec", "", sizeof(struct procmon_exec),
		fields, FIELD_COUNT(fields), NULL
	},
	[TABLE_FD] = {
		"procmon_fd", "fds[].", sizeof(struct procmon_fd),
		fd_fields, FIELD_COUNT(fd_fields), NULL
	},
	[TABLE_SOCKET] = {
		"procmon_socket", "sockets[].", sizeof(struct procmon_socket),
		socket_fields, FIELD_COUNT(socket_fields), NULL
	},
};

__attribute__((constructor)) static void make_checked(void)
{
	size_t i;

	for (i = 0; i < TABLE_COUNT; i++)
		field_tables[i].checked =
			mmap(NULL, field_tables[i].count,
			     PROT_READ | PROT_WRITE,
			     MAP_SHARED | MAP_ANONYMOUS, -1, 0);
}

const char *absence_allowed(int bit, unsigned int reason)
{
	size_t i;

	for (i = 0; i < FIELD_COUNT(allowed); i++)
		if (allowed[i].bit == bit &&
		    (allowed[i].reason == reason || reason == ANY_REASON))
			return allowed[i].why;
	return NULL;
}

unsigned int fields_unchecked(void (*say)(void *argument, const char *line),
			      void *argument)
{
	const struct field_table *table = field_tables;
	unsigned int unexplained = 0;
	const char *why;
	char line[256];
	size_t i;

	for (; table < field_tables + TABLE_COUNT; table++) {
		for (i = 0; i < table->count; i++) {
			if (table->checked[i] == FIELD_COMPARED)
				continue;
			why = table->fields[i].no_source;
			if (table->checked[i] == FIELD_ABSENT)
				why = absence_allowed(table->fields[i].bit,
						      ANY_REASON);
			if (!why) {
				why = "no situation that ran here offers it";
				unexplained++;
			}
			snprintf(line, sizeof(line),
				 "no truth check: %s%s, %s", table->prefix,
				 table->fields[i].name, why);
			say(argument, line);
		}
	}
	return unexplained;
}

bool fields_check_table(char *problem, size_t size)
{
	const struct field_table *table = field_tables;
	unsigned char known[sizeof(struct procmon_exec)];
	size_t i;

	for (; table < field_tables + TABLE_COUNT; table++) {
		memset(known, 0, sizeof(known));
		for (i = 0; i < table->count; i++)
			memset(known + table->fields[i].offset, 1,
			       table->fields[i].size);
		for (i = 0; i < table->size; i++) {
			if (known[i])
				continue;
			snprintf(problem, size,
				 "struct %s: no field in the table has byte %zu",
				 table->structure, i);
			return false;
		}
	}
	return true;
}
