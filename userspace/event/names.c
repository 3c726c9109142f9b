// SPDX-License-Identifier: GPL-2.0-only
/*
 * names.c - names of the numbers that records hold. It must not know records.
 */
#include "names.h"

#include <linux/procmon.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "format.h"

#define NAMES(identifier, ...)						\
	static const char *const identifier##_text[] = { __VA_ARGS__ };	\
	const struct names identifier = {				\
		identifier##_text,					\
		sizeof(identifier##_text) / sizeof(char *)		\
	}

const char *names_find(const struct names *names, uint64_t number)
{
	return number < names->count ? names->name[number] : NULL;
}

void names_write(struct buffer *buffer, const struct names *names,
		 uint64_t number)
{
	const char *name = names_find(names, number);

	if (name)
		buffer_text(buffer, name);
	else
		buffer_number(buffer, number);
}

void names_list(const struct names *names, char *text, size_t size)
{
	const char *separator = "";
	size_t len = 0;
	unsigned int i;

	*text = '\0';
	for (i = 0; i < names->count; i++) {
		if (!names->name[i])
			continue;
		if (len + strlen(separator) + strlen(names->name[i]) >= size)
			return;
		len += (size_t)sprintf(text + len, "%s%s", separator,
				       names->name[i]);
		separator = ", ";
	}
}

NAMES(json_schema_names,
	[JSON_ECS]	= "ecs",
	[JSON_FLAT]	= "flat",
	[JSON_OCSF]	= "ocsf");

NAMES(type_names,
	[PROCMON_TYPE_EXEC]		= "exec",
	[PROCMON_TYPE_EXEC_FAIL]	= "exec_fail",
	[PROCMON_TYPE_FORK]		= "fork",
	[PROCMON_TYPE_EXIT]		= "exit",
	[PROCMON_TYPE_UID]		= "uid",
	[PROCMON_TYPE_GID]		= "gid",
	[PROCMON_TYPE_SID]		= "sid",
	[PROCMON_TYPE_PTRACE]		= "ptrace",
	[PROCMON_TYPE_COMM]		= "comm",
	[PROCMON_TYPE_COREDUMP]		= "coredump",
	[PROCMON_TYPE_PROC]		= "proc",
	[PROCMON_TYPE_CRED]		= "cred",
	[PROCMON_TYPE_SENSOR_START]	= "sensor_start",
	[PROCMON_TYPE_SENSOR_STOP]	= "sensor_stop",
	[PROCMON_TYPE_HEARTBEAT]	= "heartbeat",
	[PROCMON_TYPE_LOST]		= "lost",
	[PROCMON_TYPE_CONFIG]		= "config",
	[PROCMON_TYPE_HOOK_LOST]	= "hook_lost",
	[PROCMON_TYPE_HOOK_BACK]	= "hook_back",
	[PROCMON_TYPE_READER]		= "reader",
	[PROCMON_TYPE_SNAPSHOT_BEGIN]	= "snapshot_begin",
	[PROCMON_TYPE_SNAPSHOT_END]	= "snapshot_end");

NAMES(field_names,
	[PROCMON_FIELD_ORIGIN]		= "origin",
	[PROCMON_FIELD_EXECVEAT]	= "execveat",
	[PROCMON_FIELD_PREV_COMM]	= "prev_comm",
	[PROCMON_FIELD_PARENT_EXEC_ID]	= "parent_exec_id",
	[PROCMON_FIELD_ANCESTORS]	= "ancestors",
	[PROCMON_FIELD_FILENAME]	= "filename",
	[PROCMON_FIELD_ARGV]		= "argv",
	[PROCMON_FIELD_ENVP]		= "envp",
	[PROCMON_FIELD_ARGV_DIGEST]	= "argv_digest",
	[PROCMON_FIELD_ENV_DIGEST]	= "env_digest",
	[PROCMON_FIELD_INTERP]		= "interp",
	[PROCMON_FIELD_PARENT_EXE]	= "parent_exe",
	[PROCMON_FIELD_PARENT_ARGV]	= "parent_argv",
	[PROCMON_FIELD_CWD]		= "cwd",
	[PROCMON_FIELD_ROOT]		= "root",
	[PROCMON_FIELD_EXE]		= "exe",
	[PROCMON_FIELD_EXE_BTIME]	= "exe_btime",
	[PROCMON_FIELD_EXE_MOUNT_ID]	= "exe_mount_id",
	[PROCMON_FIELD_EXE_OVERLAY]	= "exe_overlay",
	[PROCMON_FIELD_EXE_WRITABLE]	= "exe_writable",
	[PROCMON_FIELD_EXE_CAPS]	= "exe_caps",
	[PROCMON_FIELD_VERITY_DIGEST]	= "verity_digest",
	[PROCMON_FIELD_IMA_DIGEST]	= "ima_digest",
	[PROCMON_FIELD_SCRIPT]		= "script",
	[PROCMON_FIELD_ELF_INTERP]	= "elf_interp",
	[PROCMON_FIELD_CREDS_BEFORE]	= "creds_before",
	[PROCMON_FIELD_GROUPS]		= "groups",
	[PROCMON_FIELD_SECCOMP]		= "seccomp",
	[PROCMON_FIELD_LOGINUID]	= "loginuid",
	[PROCMON_FIELD_LSM_LABEL]	= "lsm_label",
	[PROCMON_FIELD_NS_MNT]		= "ns_mnt",
	[PROCMON_FIELD_NS_TIME]		= "ns_time",
	[PROCMON_FIELD_NODENAME]	= "nodename",
	[PROCMON_FIELD_CGROUP]		= "cgroup",
	[PROCMON_FIELD_TTY]		= "tty",
	[PROCMON_FIELD_FDS]		= "fds",
	[PROCMON_FIELD_SOCKETS]		= "sockets",
	[PROCMON_FIELD_FD_COUNT]	= "fd_count",
	[PROCMON_FIELD_SCRIPT_BTIME]	= "script_btime",
	[PROCMON_FIELD_SCRIPT_MOUNT_ID]	= "script_mount_id",
	[PROCMON_FIELD_NS_IPC]		= "ns_ipc",
	[PROCMON_FIELD_NS_CGROUP]	= "ns_cgroup",
	[PROCMON_FIELD_NS_NET]		= "ns_net",
	[PROCMON_FIELD_NS_UTS]		= "ns_uts",
	[PROCMON_FIELD_EXEC_ID]		= "exec_id",
	[PROCMON_FIELD_EXE_FILE]	= "exe_file",
	[PROCMON_FIELD_ARGC]		= "argc",
	[PROCMON_FIELD_ENVC]		= "envc",
	[PROCMON_FIELD_IO]		= "io",
	[PROCMON_FIELD_NAMESPACES]	= "namespaces",
	[PROCMON_FIELD_MEMORY]		= "memory",
	[PROCMON_FIELD_UMASK]		= "umask");
_Static_assert(sizeof(field_names_text) / sizeof(char *) ==
	       PROCMON_FIELD_COUNT, "a field has no name");

NAMES(reason_names,
	[PROCMON_REASON_UNSUPPORTED]	= "unsupported",
	[PROCMON_REASON_UNARMED]	= "unarmed",
	[PROCMON_REASON_FAULT]		= "fault",
	[PROCMON_REASON_MEMORY]		= "memory",
	[PROCMON_REASON_BOUND]		= "bound",
	[PROCMON_REASON_INAPPLICABLE]	= "inapplicable");
_Static_assert(sizeof(reason_names_text) / sizeof(char *) ==
	       PROCMON_REASON_COUNT, "a reason has no name");

NAMES(origin_names,
	[PROCMON_ORIGIN_UNKNOWN]	= "unknown",
	[PROCMON_ORIGIN_EXECVE]		= "execve",
	[PROCMON_ORIGIN_EXECVEAT]	= "execveat",
	[PROCMON_ORIGIN_COMPAT_EXECVE]	= "compat_execve",
	[PROCMON_ORIGIN_COMPAT_EXECVEAT] = "compat_execveat",
	[PROCMON_ORIGIN_KERNEL]		= "kernel");

NAMES(seccomp_names, "none", "strict", "filter");

NAMES(hook_names,
	[PROCMON_HOOK_EXEC]		= "exec",
	[PROCMON_HOOK_FILE]		= "file",
	[PROCMON_HOOK_TASK_WORK]	= "task_work",
	[PROCMON_HOOK_SYSCALL]		= "syscall",
	[PROCMON_HOOK_FORK]		= "fork",
	[PROCMON_HOOK_EXIT]		= "exit",
	[PROCMON_HOOK_CREDS]		= "creds",
	[PROCMON_HOOK_SID]		= "sid",
	[PROCMON_HOOK_PTRACE]		= "ptrace",
	[PROCMON_HOOK_COMM]		= "comm",
	[PROCMON_HOOK_COREDUMP]		= "coredump");
_Static_assert(sizeof(hook_names_text) / sizeof(char *) == PROCMON_HOOK_COUNT,
	       "a hook has no name");

NAMES(mechanism_names,
	[PROCMON_MECHANISM_NONE]	= "none",
	[PROCMON_MECHANISM_KPROBE]	= "kprobe",
	[PROCMON_MECHANISM_FTRACE]	= "ftrace",
	[PROCMON_MECHANISM_TABLE]	= "table");
_Static_assert(sizeof(mechanism_names_text) / sizeof(char *) ==
	       PROCMON_MECHANISM_COUNT, "a mechanism has no name");

NAMES(hook_cause_names,
	[PROCMON_HOOK_CAUSE_NONE]	= "none",
	[PROCMON_HOOK_CAUSE_DISABLED]	= "disabled",
	[PROCMON_HOOK_CAUSE_REPLACED]	= "replaced",
	[PROCMON_HOOK_CAUSE_UNSEEN]	= "unseen",
	[PROCMON_HOOK_CAUSE_OVERRUN]	= "overrun");

NAMES(setting_names,
	[PROCMON_SETTING_ARMED]		= "armed",
	[PROCMON_SETTING_LOCKED]	= "locked",
	[PROCMON_SETTING_FAIL_ERRNO]	= "fail_errno",
	[PROCMON_SETTING_FAIL_ALLOCATION] = "fail_allocation",
	[PROCMON_SETTING_EVENTS]	= "events",
	[PROCMON_SETTING_FULL]		= "full",
	[PROCMON_SETTING_BLOCK_MS]	= "block_ms");

NAMES(full_names,
	[PROCMON_FULL_DROP]		= "drop",
	[PROCMON_FULL_BLOCK]		= "block");
_Static_assert(sizeof(full_names_text) / sizeof(char *) == PROCMON_FULL_COUNT,
	       "a policy has no name");

NAMES(stop_names,
	[PROCMON_STOP_NONE]		= "none",
	[PROCMON_STOP_UNLOAD]		= "unload",
	[PROCMON_STOP_DISARM]		= "disarm",
	[PROCMON_STOP_REBOOT]		= "reboot");

NAMES(cause_names,
	[PROCMON_CAUSE_OVERWRITTEN]	= "overwritten",
	[PROCMON_CAUSE_FULL]		= "full",
	[PROCMON_CAUSE_OVERSIZE]	= "oversize",
	[PROCMON_CAUSE_MEMORY]		= "memory");

NAMES(reader_action_names,
	[PROCMON_READER_OPEN]		= "open",
	[PROCMON_READER_CLOSE]		= "close",
	[PROCMON_READER_HOLD]		= "hold",
	[PROCMON_READER_RELEASE]	= "release",
	[PROCMON_READER_EXPIRE]		= "expire");

NAMES(ptrace_names,
	[PROCMON_PTRACE_ATTACH]		= "attach",
	[PROCMON_PTRACE_SEIZE]		= "seize",
	[PROCMON_PTRACE_TRACEME]	= "traceme",
	[PROCMON_PTRACE_DETACH]		= "detach");

NAMES(snapshot_reason_names,
	[PROCMON_SNAPSHOT_ARM]		= "arm",
	[PROCMON_SNAPSHOT_REQUEST]	= "request");

/* Bits, PROCMON_CHANGED_*. */
NAMES(changed_names, "uids", "gids", "caps", "securebits", "user_ns", "groups");

/* Bits, PROCMON_EVENTS_*. */
NAMES(events_flag_names, "threads");

/* Bits, CLONE_*; the low byte is a signal. */
NAMES(clone_names,
	[8] = "CLONE_VM", [9] = "CLONE_FS", [10] = "CLONE_FILES",
	[11] = "CLONE_SIGHAND", [12] = "CLONE_PIDFD", [13] = "CLONE_PTRACE",
	[14] = "CLONE_VFORK", [15] = "CLONE_PARENT", [16] = "CLONE_THREAD",
	[17] = "CLONE_NEWNS", [18] = "CLONE_SYSVSEM", [19] = "CLONE_SETTLS",
	[20] = "CLONE_PARENT_SETTID", [21] = "CLONE_CHILD_CLEARTID",
	[22] = "CLONE_DETACHED", [23] = "CLONE_UNTRACED",
	[24] = "CLONE_CHILD_SETTID", [25] = "CLONE_NEWCGROUP",
	[26] = "CLONE_NEWUTS", [27] = "CLONE_NEWIPC", [28] = "CLONE_NEWUSER",
	[29] = "CLONE_NEWPID", [30] = "CLONE_NEWNET", [31] = "CLONE_IO",
	[32] = "CLONE_CLEAR_SIGHAND", [33] = "CLONE_INTO_CGROUP");

NAMES(fd_kind_names,
	[PROCMON_FD_OTHER]		= "other",
	[PROCMON_FD_FILE]		= "file",
	[PROCMON_FD_DIR]		= "dir",
	[PROCMON_FD_CHAR]		= "char",
	[PROCMON_FD_BLOCK]		= "block",
	[PROCMON_FD_PIPE]		= "pipe",
	[PROCMON_FD_SOCKET]		= "socket",
	[PROCMON_FD_TTY]		= "tty",
	[PROCMON_FD_MEMFD]		= "memfd",
	[PROCMON_FD_ANON]		= "anon",
	[PROCMON_FD_CLOSED]		= "closed");

NAMES(family_names,
	[AF_UNSPEC]			= "unspec",
	[AF_UNIX]			= "unix",
	[AF_INET]			= "inet",
	[AF_INET6]			= "inet6",
	[AF_NETLINK]			= "netlink",
	[AF_PACKET]			= "packet",
	[AF_BLUETOOTH]			= "bluetooth",
	[AF_ALG]			= "alg",
	[AF_VSOCK]			= "vsock",
	[AF_XDP]			= "xdp");

NAMES(socket_type_names,
	[SOCK_STREAM]			= "stream",
	[SOCK_DGRAM]			= "dgram",
	[SOCK_RAW]			= "raw",
	[SOCK_RDM]			= "rdm",
	[SOCK_SEQPACKET]		= "seqpacket",
	[SOCK_DCCP]			= "dccp",
	[SOCK_PACKET]			= "packet");

/* Bits, PROCMON_FILE_*. */
NAMES(file_flag_names, "memfd", "deleted", "tmpfs", "overlay_upper",
	"writable", "suid", "sgid", "caps");

/* Bits, PROCMON_MOUNT_*. */
NAMES(mount_flag_names, "nosuid", "noexec", "rdonly", "nodev");

/* Bits, PROCMON_EXEC_*_LATE. */
NAMES(late_names, [5] = "argv", [6] = "envp", [7] = "exe", [9] = "filename");

/* Bits, AT_* of execveat(2). */
NAMES(execveat_names, [8] = "AT_SYMLINK_NOFOLLOW", [12] = "AT_EMPTY_PATH",
	[16] = "AT_EXECVE_CHECK");

NAMES(capability_names,
	"CAP_CHOWN", "CAP_DAC_OVERRIDE", "CAP_DAC_READ_SEARCH", "CAP_FOWNER",
	"CAP_FSETID", "CAP_KILL", "CAP_SETGID", "CAP_SETUID", "CAP_SETPCAP",
	"CAP_LINUX_IMMUTABLE", "CAP_NET_BIND_SERVICE", "CAP_NET_BROADCAST",
	"CAP_NET_ADMIN", "CAP_NET_RAW", "CAP_IPC_LOCK", "CAP_IPC_OWNER",
	"CAP_SYS_MODULE", "CAP_SYS_RAWIO", "CAP_SYS_CHROOT", "CAP_SYS_PTRACE",
	"CAP_SYS_PACCT", "CAP_SYS_ADMIN", "CAP_SYS_BOOT", "CAP_SYS_NICE",
	"CAP_SYS_RESOURCE", "CAP_SYS_TIME", "CAP_SYS_TTY_CONFIG", "CAP_MKNOD",
	"CAP_LEASE", "CAP_AUDIT_WRITE", "CAP_AUDIT_CONTROL", "CAP_SETFCAP",
	"CAP_MAC_OVERRIDE", "CAP_MAC_ADMIN", "CAP_SYSLOG", "CAP_WAKE_ALARM",
	"CAP_BLOCK_SUSPEND", "CAP_AUDIT_READ", "CAP_PERFMON", "CAP_BPF",
	"CAP_CHECKPOINT_RESTORE");

/* Bits, SECBIT_*. */
NAMES(securebit_names, "noroot", "noroot_locked", "no_setuid_fixup",
	"no_setuid_fixup_locked", "keep_caps", "keep_caps_locked",
	"no_cap_ambient_raise", "no_cap_ambient_raise_locked",
	"exec_restrict_file", "exec_restrict_file_locked",
	"exec_deny_interactive", "exec_deny_interactive_locked");

/* enum hash_algo of the kernel. */
NAMES(hash_names, "md4", "md5", "sha1", "rmd160", "sha256", "sha384",
	"sha512", "sha224", "rmd128", "rmd256", "rmd320", "wp256", "wp384",
	"wp512", "tgr128", "tgr160", "tgr192", "sm3", "streebog256",
	"streebog512", "sha3-256", "sha3-384", "sha3-512");

/* Bits 12 to 15 of st_mode. */
NAMES(file_type_names,
	[001] = "fifo", [002] = "char", [004] = "dir", [006] = "block",
	[010] = "file", [012] = "symlink", [014] = "socket");

NAMES(ecs_kind_names,
	[PROCMON_TYPE_EXEC]		= "event",
	[PROCMON_TYPE_EXEC_FAIL]	= "event",
	[PROCMON_TYPE_FORK]		= "event",
	[PROCMON_TYPE_EXIT]		= "event",
	[PROCMON_TYPE_UID]		= "event",
	[PROCMON_TYPE_GID]		= "event",
	[PROCMON_TYPE_SID]		= "event",
	[PROCMON_TYPE_PTRACE]		= "event",
	[PROCMON_TYPE_COMM]		= "event",
	[PROCMON_TYPE_COREDUMP]		= "event",
	[PROCMON_TYPE_PROC]		= "event",
	[PROCMON_TYPE_CRED]		= "event",
	[PROCMON_TYPE_SENSOR_START]	= "event",
	[PROCMON_TYPE_SENSOR_STOP]	= "event",
	[PROCMON_TYPE_HEARTBEAT]	= "metric",
	[PROCMON_TYPE_LOST]		= "pipeline_error",
	[PROCMON_TYPE_CONFIG]		= "event",
	[PROCMON_TYPE_HOOK_LOST]	= "pipeline_error",
	[PROCMON_TYPE_HOOK_BACK]	= "event",
	[PROCMON_TYPE_READER]		= "event",
	[PROCMON_TYPE_SNAPSHOT_BEGIN]	= "event",
	[PROCMON_TYPE_SNAPSHOT_END]	= "event");

NAMES(ecs_category_names,
	[PROCMON_TYPE_EXEC]		= "process",
	[PROCMON_TYPE_EXEC_FAIL]	= "process",
	[PROCMON_TYPE_FORK]		= "process",
	[PROCMON_TYPE_EXIT]		= "process",
	[PROCMON_TYPE_UID]		= "process",
	[PROCMON_TYPE_GID]		= "process",
	[PROCMON_TYPE_SID]		= "process",
	[PROCMON_TYPE_PTRACE]		= "process",
	[PROCMON_TYPE_COMM]		= "process",
	[PROCMON_TYPE_COREDUMP]		= "process",
	[PROCMON_TYPE_PROC]		= "process",
	[PROCMON_TYPE_CRED]		= "process",
	[PROCMON_TYPE_SENSOR_START]	= "host",
	[PROCMON_TYPE_SENSOR_STOP]	= "host",
	[PROCMON_TYPE_HEARTBEAT]	= "host",
	[PROCMON_TYPE_LOST]		= "process",
	[PROCMON_TYPE_CONFIG]		= "configuration",
	[PROCMON_TYPE_HOOK_LOST]	= "host",
	[PROCMON_TYPE_HOOK_BACK]	= "host",
	[PROCMON_TYPE_READER]		= "host",
	[PROCMON_TYPE_SNAPSHOT_BEGIN]	= "process",
	[PROCMON_TYPE_SNAPSHOT_END]	= "process");

NAMES(ecs_type_names,
	[PROCMON_TYPE_EXEC]		= "start",
	[PROCMON_TYPE_EXEC_FAIL]	= "info",
	[PROCMON_TYPE_FORK]		= "start",
	[PROCMON_TYPE_EXIT]		= "end",
	[PROCMON_TYPE_UID]		= "change",
	[PROCMON_TYPE_GID]		= "change",
	[PROCMON_TYPE_SID]		= "change",
	[PROCMON_TYPE_PTRACE]		= "access",
	[PROCMON_TYPE_COMM]		= "change",
	[PROCMON_TYPE_COREDUMP]		= "info",
	[PROCMON_TYPE_PROC]		= "info",
	[PROCMON_TYPE_CRED]		= "change",
	[PROCMON_TYPE_SENSOR_START]	= "start",
	[PROCMON_TYPE_SENSOR_STOP]	= "end",
	[PROCMON_TYPE_HEARTBEAT]	= "info",
	[PROCMON_TYPE_LOST]		= "error",
	[PROCMON_TYPE_CONFIG]		= "change",
	[PROCMON_TYPE_HOOK_LOST]	= "error",
	[PROCMON_TYPE_HOOK_BACK]	= "info",
	[PROCMON_TYPE_READER]		= "access",
	[PROCMON_TYPE_SNAPSHOT_BEGIN]	= "info",
	[PROCMON_TYPE_SNAPSHOT_END]	= "info");

NAMES(ecs_outcome_names,
	[PROCMON_TYPE_EXEC]		= "success",
	[PROCMON_TYPE_EXEC_FAIL]	= "failure",
	[PROCMON_TYPE_FORK]		= "success",
	[PROCMON_TYPE_UID]		= "success",
	[PROCMON_TYPE_GID]		= "success",
	[PROCMON_TYPE_SID]		= "success",
	[PROCMON_TYPE_PTRACE]		= "success",
	[PROCMON_TYPE_COMM]		= "success",
	[PROCMON_TYPE_CRED]		= "success",
	[PROCMON_TYPE_CONFIG]		= "success");

NAMES(ecs_version_names, "8.17.0");
