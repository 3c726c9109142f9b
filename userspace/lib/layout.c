// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * layout.c - which members of the records' structures refer to something, as
 * tables. Knows the protocol, not how to check it.
 */
#include "internal.h"
#include "layout.h"

#define MEMBER_END(structure, member) \
	(offsetof(struct structure, member) + \
	 sizeof(((struct structure *)0)->member))

#define NAME(structure, member) \
	{ #member, offsetof(struct structure, member), \
	  sizeof(((struct structure *)0)->member) }

#define STRING(structure, member) \
	{ #member, offsetof(struct structure, member) }

static const struct name_member exec_names[] = {
	NAME(procmon_exec, comm),
	NAME(procmon_exec, prev_comm),
};

static const struct name_member life_names[] = {
	NAME(procmon_life, process.comm),
};

static const struct name_member fork_names[] = {
	NAME(procmon_life, process.comm),
	NAME(procmon_fork, creator.comm),
};

static const struct name_member ptrace_names[] = {
	NAME(procmon_life, process.comm),
	NAME(procmon_ptrace_event, tracer.comm),
};

static const struct name_member comm_names[] = {
	NAME(procmon_life, process.comm),
	NAME(procmon_comm_event, before),
	NAME(procmon_comm_event, actor.comm),
};

static const struct string_member exec_strings[] = {
	STRING(procmon_exec, filename),
	STRING(procmon_exec, argv),
	STRING(procmon_exec, envp),
	STRING(procmon_exec, argv_digest),
	STRING(procmon_exec, env_digest),
	STRING(procmon_exec, interp),
	STRING(procmon_exec, exe),
	STRING(procmon_exec, script),
	STRING(procmon_exec, parent_exe),
	STRING(procmon_exec, parent_argv),
	STRING(procmon_exec, cwd),
	STRING(procmon_exec, root),
	STRING(procmon_exec, lsm_label),
	STRING(procmon_exec, nodename),
	STRING(procmon_exec, cgroup),
	STRING(procmon_exec, tty),
	STRING(procmon_exec, verity_digest),
	STRING(procmon_exec, ima_digest),
};

static const struct string_member fd_strings[] = {
	{ "fds[].path", offsetof(struct procmon_fd, path) },
};

static const struct string_member socket_strings[] = {
	{ "sockets[].local_path", offsetof(struct procmon_socket, local_path) },
	{ "sockets[].peer_path", offsetof(struct procmon_socket, peer_path) },
};

static const struct array_member exec_arrays[] = {
	{ "groups", offsetof(struct procmon_exec, groups),
	  sizeof(__u32), 4, NULL, 0 },
	{ "ancestors", offsetof(struct procmon_exec, ancestors),
	  sizeof(struct procmon_ancestor), 8, NULL, 0 },
	{ "fds", offsetof(struct procmon_exec, fds),
	  sizeof(struct procmon_fd), 8, fd_strings, ARRAY_SIZE(fd_strings) },
	{ "sockets", offsetof(struct procmon_exec, sockets),
	  sizeof(struct procmon_socket), 8, socket_strings,
	  ARRAY_SIZE(socket_strings) },
};

static const struct string_member sensor_strings[] = {
	STRING(procmon_sensor, version),
	STRING(procmon_sensor, kernel_release),
};

static const struct name_member reader_names[] = {
	NAME(procmon_reader_event, comm),
};

static const struct name_member config_names[] = {
	NAME(procmon_config_event, comm),
};

#define EXEC_END(member)	MEMBER_END(procmon_exec, member)
#define EXEC_END_IN(member, structure, inner) \
	(offsetof(struct procmon_exec, member) + MEMBER_END(structure, inner))

static const uint32_t exec_ends[PROCMON_FIELD_COUNT] = {
	[PROCMON_FIELD_ORIGIN] = EXEC_END(origin),
	[PROCMON_FIELD_EXECVEAT] = EXEC_END(dirfd),
	[PROCMON_FIELD_PREV_COMM] = EXEC_END(prev_comm),
	[PROCMON_FIELD_PARENT_EXEC_ID] =
		EXEC_END_IN(identity, procmon_identity, parent_exec_id),
	[PROCMON_FIELD_ANCESTORS] = EXEC_END(ancestors),
	[PROCMON_FIELD_FILENAME] = EXEC_END(filename),
	[PROCMON_FIELD_ARGV] = EXEC_END(argv),
	[PROCMON_FIELD_ENVP] = EXEC_END(envp),
	[PROCMON_FIELD_ARGV_DIGEST] = EXEC_END(argv_digest),
	[PROCMON_FIELD_ENV_DIGEST] = EXEC_END(env_digest),
	[PROCMON_FIELD_INTERP] = EXEC_END(interp),
	[PROCMON_FIELD_PARENT_EXE] = EXEC_END(parent_exe),
	[PROCMON_FIELD_PARENT_ARGV] = EXEC_END(parent_argv),
	[PROCMON_FIELD_CWD] = EXEC_END(cwd),
	[PROCMON_FIELD_ROOT] = EXEC_END(root),
	[PROCMON_FIELD_EXE] = EXEC_END(exe),
	[PROCMON_FIELD_EXE_BTIME] = EXEC_END_IN(exe_file, procmon_file, btime),
	[PROCMON_FIELD_EXE_MOUNT_ID] =
		EXEC_END_IN(exe_file, procmon_file, mount_id),
	[PROCMON_FIELD_EXE_OVERLAY] =
		EXEC_END_IN(exe_file, procmon_file, flags),
	[PROCMON_FIELD_EXE_WRITABLE] =
		EXEC_END_IN(exe_file, procmon_file, flags),
	[PROCMON_FIELD_EXE_CAPS] = EXEC_END(exe_caps),
	[PROCMON_FIELD_VERITY_DIGEST] = EXEC_END(verity_digest),
	[PROCMON_FIELD_IMA_DIGEST] = EXEC_END(ima_digest),
	[PROCMON_FIELD_SCRIPT] = EXEC_END(script),
	[PROCMON_FIELD_ELF_INTERP] = EXEC_END(elf_interp_ino),
	[PROCMON_FIELD_CREDS_BEFORE] = EXEC_END(creds_before),
	[PROCMON_FIELD_GROUPS] = EXEC_END(groups),
	[PROCMON_FIELD_SECCOMP] = EXEC_END(seccomp_mode),
	[PROCMON_FIELD_LOGINUID] = EXEC_END(audit_session),
	[PROCMON_FIELD_LSM_LABEL] = EXEC_END(lsm_label),
	[PROCMON_FIELD_NS_MNT] =
		EXEC_END_IN(namespaces, procmon_namespaces, mnt),
	[PROCMON_FIELD_NS_TIME] =
		EXEC_END_IN(namespaces, procmon_namespaces, time),
	[PROCMON_FIELD_NODENAME] = EXEC_END(nodename),
	[PROCMON_FIELD_CGROUP] = EXEC_END(cgroup),
	[PROCMON_FIELD_TTY] = EXEC_END(tty),
	[PROCMON_FIELD_FDS] = EXEC_END(fds),
	[PROCMON_FIELD_SOCKETS] = EXEC_END(sockets),
	[PROCMON_FIELD_FD_COUNT] = EXEC_END(fd_count),
	[PROCMON_FIELD_SCRIPT_BTIME] =
		EXEC_END_IN(script_file, procmon_file, btime),
	[PROCMON_FIELD_SCRIPT_MOUNT_ID] =
		EXEC_END_IN(script_file, procmon_file, mount_id),
	[PROCMON_FIELD_NS_IPC] =
		EXEC_END_IN(namespaces, procmon_namespaces, ipc),
	[PROCMON_FIELD_NS_CGROUP] =
		EXEC_END_IN(namespaces, procmon_namespaces, cgroup),
	[PROCMON_FIELD_NS_NET] =
		EXEC_END_IN(namespaces, procmon_namespaces, net),
	[PROCMON_FIELD_NS_UTS] =
		EXEC_END_IN(namespaces, procmon_namespaces, uts),
	[PROCMON_FIELD_EXEC_ID] =
		EXEC_END_IN(identity, procmon_identity, exec_id),
	[PROCMON_FIELD_EXE_FILE] = EXEC_END(exe_file),
	[PROCMON_FIELD_ARGC] = EXEC_END(argc),
	[PROCMON_FIELD_ENVC] = EXEC_END(envc),
	[PROCMON_FIELD_NAMESPACES] = EXEC_END(namespaces),
	[PROCMON_FIELD_MEMORY] = EXEC_END(rss),
	[PROCMON_FIELD_UMASK] = EXEC_END(umask),
};

/* Likewise of what all records of a process's life begin with. */
#define LIFE_END(member)	MEMBER_END(procmon_life, process.member)
#define LIFE_ENDS							\
	[PROCMON_FIELD_EXEC_ID] = LIFE_END(identity.exec_id),		\
	[PROCMON_FIELD_PARENT_EXEC_ID] =				\
		LIFE_END(identity.parent_exec_id),			\
	[PROCMON_FIELD_NAMESPACES] = LIFE_END(namespaces),		\
	[PROCMON_FIELD_CGROUP] = LIFE_END(cgroup_id),			\
	[PROCMON_FIELD_LOGINUID] = LIFE_END(audit_session)

static const uint32_t life_ends[PROCMON_FIELD_COUNT] = {
	LIFE_ENDS,
};

static const uint32_t exit_ends[PROCMON_FIELD_COUNT] = {
	LIFE_ENDS,
	[PROCMON_FIELD_IO] = MEMBER_END(procmon_exit, write_bytes),
};

static const struct layout exec_layout = {
	.size = sizeof(struct procmon_exec),
	.least = MEMBER_END(procmon_exec, identity),
	.names = exec_names,
	.name_count = ARRAY_SIZE(exec_names),
	.strings = exec_strings,
	.string_count = ARRAY_SIZE(exec_strings),
	.arrays = exec_arrays,
	.array_count = ARRAY_SIZE(exec_arrays),
	.missing = offsetof(struct procmon_exec, missing),
	.field_ends = exec_ends,
};

/* Who it happened to is what makes any of these mean something. */
#define LIFE_LAYOUT(structure, its_names, ends)				\
	{								\
		.size = sizeof(struct structure),			\
		.least = LIFE_END(identity),				\
		.names = its_names,					\
		.name_count = ARRAY_SIZE(its_names),			\
		.missing = offsetof(struct procmon_life, missing),	\
		.field_ends = ends,					\
	}

static const struct layout life_layout =
	LIFE_LAYOUT(procmon_life, life_names, life_ends);
static const struct layout fork_layout =
	LIFE_LAYOUT(procmon_fork, fork_names, life_ends);
static const struct layout exit_layout =
	LIFE_LAYOUT(procmon_exit, life_names, exit_ends);
static const struct layout creds_layout =
	LIFE_LAYOUT(procmon_creds_event, life_names, life_ends);
static const struct layout ptrace_layout =
	LIFE_LAYOUT(procmon_ptrace_event, ptrace_names, life_ends);
static const struct layout comm_layout =
	LIFE_LAYOUT(procmon_comm_event, comm_names, life_ends);
static const struct layout coredump_layout =
	LIFE_LAYOUT(procmon_coredump, life_names, life_ends);

/* Up to @reason, as a fixed part is a multiple of 8 bytes. */
static const struct layout snapshot_layout = {
	.size = sizeof(struct procmon_snapshot),
	.least = MEMBER_END(procmon_snapshot, reason),
};

static const struct layout sensor_layout = {
	.size = sizeof(struct procmon_sensor),
	.least = MEMBER_END(procmon_sensor, boot_id),
	.strings = sensor_strings,
	.string_count = ARRAY_SIZE(sensor_strings),
};

static const struct layout lost_layout = {
	.size = sizeof(struct procmon_lost),
	.least = MEMBER_END(procmon_lost, last_seq),
};

/* Later members than the counters add to what they say. */
static const struct layout heartbeat_layout = {
	.size = sizeof(struct procmon_heartbeat),
	.least = MEMBER_END(procmon_heartbeat, counters),
};

static const struct layout reader_layout = {
	.size = sizeof(struct procmon_reader_event),
	.least = MEMBER_END(procmon_reader_event, reader),
	.names = reader_names,
	.name_count = ARRAY_SIZE(reader_names),
};

static const struct layout hook_layout = {
	.size = sizeof(struct procmon_hook_event),
	.least = MEMBER_END(procmon_hook_event, cause),
};

/* Up to @reserved, as a fixed part is a multiple of 8 bytes. */
static const struct layout config_layout = {
	.size = sizeof(struct procmon_config_event),
	.least = MEMBER_END(procmon_config_event, reserved),
	.names = config_names,
	.name_count = ARRAY_SIZE(config_names),
};

static const struct layout * const layouts[PROCMON_TYPE_LIMIT] = {
	[PROCMON_TYPE_EXEC] = &exec_layout,
	[PROCMON_TYPE_EXEC_FAIL] = &exec_layout,
	[PROCMON_TYPE_FORK] = &fork_layout,
	[PROCMON_TYPE_EXIT] = &exit_layout,
	[PROCMON_TYPE_UID] = &creds_layout,
	[PROCMON_TYPE_GID] = &creds_layout,
	[PROCMON_TYPE_SID] = &life_layout,
	[PROCMON_TYPE_PTRACE] = &ptrace_layout,
	[PROCMON_TYPE_COMM] = &comm_layout,
	[PROCMON_TYPE_COREDUMP] = &coredump_layout,
	[PROCMON_TYPE_PROC] = &exec_layout,
	[PROCMON_TYPE_CRED] = &creds_layout,
	[PROCMON_TYPE_SENSOR_START] = &sensor_layout,
	[PROCMON_TYPE_SENSOR_STOP] = &sensor_layout,
	[PROCMON_TYPE_HEARTBEAT] = &heartbeat_layout,
	[PROCMON_TYPE_LOST] = &lost_layout,
	[PROCMON_TYPE_CONFIG] = &config_layout,
	[PROCMON_TYPE_HOOK_LOST] = &hook_layout,
	[PROCMON_TYPE_HOOK_BACK] = &hook_layout,
	[PROCMON_TYPE_READER] = &reader_layout,
	[PROCMON_TYPE_SNAPSHOT_BEGIN] = &snapshot_layout,
	[PROCMON_TYPE_SNAPSHOT_END] = &snapshot_layout,
};

/**
 * procmon_layout() - Structure of a type.
 * @type: less than PROCMON_TYPE_LIMIT.
 *
 * Return: its layout; NULL: this version does not know it.
 */
const struct layout *procmon_layout(unsigned int type)
{
	return layouts[type];
}
