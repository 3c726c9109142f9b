/* SPDX-License-Identifier: (GPL-2.0 WITH Linux-syscall-note) OR MIT */
/*
 * procmon.h - the protocol of /dev/procmon: what read() returns, what ioctl()
 * takes. This file is the protocol document; nothing else defines it.
 *
 * Reading
 * =======
 *
 * Each open file is a reader of its own, with its own position, which starts
 * at the oldest record that the ring holds. lseek(fd, 0, SEEK_END) moves
 * behind the newest record, lseek(fd, 0, SEEK_SET) back to the oldest; every
 * other seek is -EINVAL.
 *
 * read() returns as many whole records as fit, at least one, never a part:
 *
 *   -EINVAL     the buffer is smaller than the next record (nothing is lost;
 *               procmon_info.record_max bytes are always enough)
 *   -EAGAIN     no record is there and the file is O_NONBLOCK
 *   -EPIPE      the ring went round and overwrote records that this reader
 *               had not read yet. Said once; the next read() starts with a
 *               PROCMON_TYPE_LOST record that names them, then goes on
 *   -EFAULT     bad buffer; the position has not moved
 *
 * poll() says POLLIN while a record is there.
 *
 * Records
 * =======
 *
 * A record starts with struct procmon_header and is @len bytes long, a
 * multiple of 8. The structure of its type fills the first @fixed_len bytes;
 * the bytes behind it are referred to from the structure by struct
 * procmon_string and struct procmon_array, whose @off counts from the start
 * of the record.
 *
 * Structures grow at their end and never change otherwise. A reader that
 * knows more than the sensor finds @fixed_len smaller than its own structure
 * and treats what lies behind as absent; a reader that knows less ignores
 * what lies behind its own.
 *
 * Sequence
 * ========
 *
 * Every event takes the next @seq, one space for all types, also an event that
 * is then lost. The first is that of PROCMON_TYPE_SENSOR_START; it is above all
 * that a module loaded earlier in the same boot gave, so that boot id and seq
 * name an event for good. PROCMON_TYPE_LOST stands at the place of a gap and
 * says which numbers are missing; its own @seq is the last of them. So the
 * stream of a reader has no gap: a record's seq is one more than that of the
 * record before, except for LOST, where lost.first_seq is.
 *
 * Absent, empty and zero
 * ======================
 *
 * A string that is absent has @off 0; one that is empty has @off != 0 and
 * @len 0. A field that applies but is absent has its bit (enum procmon_field)
 * in one of the sets procmon_exec.missing[reason], which says why. A field
 * with its bit in no set has its value; a string that is absent with no bit
 * set does not apply (no script, no terminal, not chrooted).
 *
 * All numbers are in the byte order of the host. Process and user ids are
 * those of the initial namespaces unless the name says ns.
 */
#ifndef _UAPI_LINUX_PROCMON_H
#define _UAPI_LINUX_PROCMON_H

#include <linux/ioctl.h>
#include <linux/types.h>

#define PROCMON_ABI_VERSION	1
#define PROCMON_DEVICE		"/dev/procmon"

/**
 * enum procmon_type - What a record tells.
 * @PROCMON_TYPE_EXEC: a program was executed; struct procmon_exec.
 * @PROCMON_TYPE_EXEC_FAIL: a call of execve(2) or execveat(2) failed; struct
 *	procmon_exec, see there.
 * @PROCMON_TYPE_FORK: a process was created, or a thread; struct procmon_fork.
 * @PROCMON_TYPE_EXIT: a process ended, or a thread; struct procmon_exit.
 * @PROCMON_TYPE_UID: user ids changed; struct procmon_creds_event.
 * @PROCMON_TYPE_GID: group ids changed; struct procmon_creds_event.
 * @PROCMON_TYPE_SID: a session was started; struct procmon_life.
 * @PROCMON_TYPE_PTRACE: tracing started or ended; struct procmon_ptrace_event.
 * @PROCMON_TYPE_COMM: a task was renamed; struct procmon_comm_event.
 * @PROCMON_TYPE_COREDUMP: a process dumps core; struct procmon_coredump.
 * @PROCMON_TYPE_PROC: a process that was running already; struct procmon_exec,
 *	see there.
 * @PROCMON_TYPE_CRED: rights changed and no id: capabilities, securebits, the
 *	user namespace or groups; struct procmon_creds_event.
 * @PROCMON_TYPE_SENSOR_START: hooks are armed; struct procmon_sensor.
 * @PROCMON_TYPE_SENSOR_STOP: hooks are disarmed, or the host goes down;
 *	struct procmon_sensor.
 * @PROCMON_TYPE_HEARTBEAT: the sensor is alive, and what became of all events
 *	so far; struct procmon_heartbeat.
 * @PROCMON_TYPE_LOST: records are missing here; struct procmon_lost.
 * @PROCMON_TYPE_CONFIG: the configuration was changed; struct
 *	procmon_config_event.
 * @PROCMON_TYPE_HOOK_LOST: a hook does not see all that it should; struct
 *	procmon_hook_event.
 * @PROCMON_TYPE_HOOK_BACK: it does again; struct procmon_hook_event.
 * @PROCMON_TYPE_READER: the device was opened, closed, held or released;
 *	struct procmon_reader_event.
 * @PROCMON_TYPE_SNAPSHOT_BEGIN: PROC records follow, between others; struct
 *	procmon_snapshot.
 * @PROCMON_TYPE_SNAPSHOT_END: all PROC records were given; struct
 *	procmon_snapshot.
 *
 * A reader skips a type that it does not know by its @len.
 */
enum procmon_type {
	PROCMON_TYPE_EXEC		= 1,
	PROCMON_TYPE_EXEC_FAIL		= 2,
	PROCMON_TYPE_FORK		= 3,
	PROCMON_TYPE_EXIT		= 4,
	PROCMON_TYPE_UID		= 5,
	PROCMON_TYPE_GID		= 6,
	PROCMON_TYPE_SID		= 7,
	PROCMON_TYPE_PTRACE		= 8,
	PROCMON_TYPE_COMM		= 9,
	PROCMON_TYPE_COREDUMP		= 10,
	PROCMON_TYPE_PROC		= 11,
	PROCMON_TYPE_CRED		= 12,
	PROCMON_TYPE_SENSOR_START	= 16,
	PROCMON_TYPE_SENSOR_STOP	= 17,
	PROCMON_TYPE_HEARTBEAT		= 18,
	PROCMON_TYPE_LOST		= 19,
	PROCMON_TYPE_CONFIG		= 20,
	PROCMON_TYPE_HOOK_LOST		= 21,
	PROCMON_TYPE_HOOK_BACK		= 22,
	PROCMON_TYPE_READER		= 23,
	PROCMON_TYPE_SNAPSHOT_BEGIN	= 24,
	PROCMON_TYPE_SNAPSHOT_END	= 25,
};

/* Types are below this: counters by type have as many slots. */
#define PROCMON_TYPE_LIMIT	32

/*
 * procmon_header.flags: the record is a tombstone. There was no memory, or no
 * room, for the whole record; what it lacks is in missing[].
 */
#define PROCMON_RECORD_TOMBSTONE	(1U << 0)

/**
 * struct procmon_header - Start of each record.
 * @len: bytes of the whole record, a multiple of 8.
 * @type: enum procmon_type.
 * @flags: PROCMON_RECORD_*.
 * @fixed_len: bytes of the type's structure, this header included.
 * @cpu: where the event was captured.
 * @seq: number of the event, above 0.
 * @time_mono: when the event was captured, ns, CLOCK_MONOTONIC.
 */
struct procmon_header {
	__u32 len;
	__u16 type;
	__u16 flags;
	__u32 fixed_len;
	__u32 cpu;
	__u64 seq;
	__u64 time_mono;
};

/**
 * struct procmon_string - Bytes behind the structure.
 * @off: where they start, from the start of the record; 0: absent.
 * @len: how many bytes are in the record. No NUL is appended.
 * @head: where bytes were cut out of the middle: @head bytes of the start are
 *	kept, then the last @len - @head bytes. Equal to @len if none were.
 * @total: true length in bytes. More than @len if bytes were cut.
 *
 * argv and envp are the blocks that the new program gets: each string ends
 * with a NUL byte, boundaries are exact.
 */
struct procmon_string {
	__u32 off;
	__u32 len;
	__u32 head;
	__u32 total;
};

/**
 * struct procmon_array - Structures behind the structure.
 * @off: where they start, from the start of the record, a multiple of 8;
 *	0: absent.
 * @count: how many are in the record.
 * @stride: bytes from one to the next; may grow.
 * @total: how many there are in truth.
 */
struct procmon_array {
	__u32 off;
	__u32 count;
	__u32 stride;
	__u32 total;
};

/**
 * enum procmon_field - Fields that can be absent or cut.
 *
 * Bit numbers in struct procmon_fieldset. A group that is read at once has
 * one bit. What has no number here is in every record.
 */
enum procmon_field {
	PROCMON_FIELD_ORIGIN		= 0,	/* origin */
	PROCMON_FIELD_EXECVEAT		= 1,	/* execveat_flags, dirfd */
	PROCMON_FIELD_PREV_COMM		= 2,	/* prev_comm */
	PROCMON_FIELD_PARENT_EXEC_ID	= 3,	/* parent_exec_id */
	PROCMON_FIELD_ANCESTORS		= 4,	/* ancestors */
	PROCMON_FIELD_FILENAME		= 5,	/* filename */
	PROCMON_FIELD_ARGV		= 6,	/* argv */
	PROCMON_FIELD_ENVP		= 7,	/* envp */
	PROCMON_FIELD_ARGV_DIGEST	= 8,	/* argv_digest */
	PROCMON_FIELD_ENV_DIGEST	= 9,	/* env_digest */
	PROCMON_FIELD_INTERP		= 10,	/* interp */
	PROCMON_FIELD_PARENT_EXE	= 11,	/* parent_exe */
	PROCMON_FIELD_PARENT_ARGV	= 12,	/* parent_argv */
	PROCMON_FIELD_CWD		= 13,	/* cwd */
	PROCMON_FIELD_ROOT		= 14,	/* root */
	PROCMON_FIELD_EXE		= 15,	/* exe */
	PROCMON_FIELD_EXE_BTIME		= 16,	/* exe_file.btime */
	PROCMON_FIELD_EXE_MOUNT_ID	= 17,	/* exe_file.mount_id */
	PROCMON_FIELD_EXE_OVERLAY	= 18,	/* PROCMON_FILE_OVERLAY_UPPER */
	PROCMON_FIELD_EXE_WRITABLE	= 19,	/* PROCMON_FILE_WRITABLE */
	PROCMON_FIELD_EXE_CAPS		= 20,	/* exe_caps, PROCMON_FILE_CAPS */
	PROCMON_FIELD_VERITY_DIGEST	= 21,	/* verity_digest */
	PROCMON_FIELD_IMA_DIGEST	= 22,	/* ima_digest */
	PROCMON_FIELD_SCRIPT		= 23,	/* script, script_file */
	PROCMON_FIELD_ELF_INTERP	= 24,	/* elf_interp_* */
	PROCMON_FIELD_CREDS_BEFORE	= 25,	/* creds_before */
	PROCMON_FIELD_GROUPS		= 26,	/* groups */
	PROCMON_FIELD_SECCOMP		= 27,	/* seccomp_mode */
	PROCMON_FIELD_LOGINUID		= 28,	/* loginuid, audit_session */
	PROCMON_FIELD_LSM_LABEL		= 29,	/* lsm_label */
	PROCMON_FIELD_NS_MNT		= 30,	/* namespaces.mnt */
	PROCMON_FIELD_NS_TIME		= 31,	/* namespaces.time */
	PROCMON_FIELD_NODENAME		= 32,	/* nodename */
	PROCMON_FIELD_CGROUP		= 33,	/* cgroup, cgroup_id */
	PROCMON_FIELD_TTY		= 34,	/* tty, tty_major, tty_minor */
	PROCMON_FIELD_FDS		= 35,	/* fds */
	PROCMON_FIELD_SOCKETS		= 36,	/* sockets */
	PROCMON_FIELD_FD_COUNT		= 37,	/* fd_count */
	PROCMON_FIELD_SCRIPT_BTIME	= 38,	/* script_file.btime */
	PROCMON_FIELD_SCRIPT_MOUNT_ID	= 39,	/* script_file.mount_id */
	PROCMON_FIELD_NS_IPC		= 40,	/* namespaces.ipc */
	PROCMON_FIELD_NS_CGROUP		= 41,	/* namespaces.cgroup */
	PROCMON_FIELD_NS_NET		= 42,	/* namespaces.net */
	PROCMON_FIELD_NS_UTS		= 43,	/* namespaces.uts */
	PROCMON_FIELD_EXEC_ID		= 44,	/* identity.exec_id */
	PROCMON_FIELD_EXE_FILE		= 45,	/* exe_file, but what has its own */
	PROCMON_FIELD_ARGC		= 46,	/* argc */
	PROCMON_FIELD_ENVC		= 47,	/* envc */
	PROCMON_FIELD_IO		= 48,	/* read_bytes, write_bytes */
	PROCMON_FIELD_NAMESPACES	= 49,	/* namespaces, all but pid and user */
	PROCMON_FIELD_MEMORY		= 50,	/* vm_size, rss */
	PROCMON_FIELD_UMASK		= 51,	/* umask */
};

#define PROCMON_FIELD_COUNT	52
#define PROCMON_FIELDSET_WORDS	2

/**
 * struct procmon_fieldset - A set of enum procmon_field.
 * @bits: field f is bit f % 64 of word f / 64.
 */
struct procmon_fieldset {
	__u64 bits[PROCMON_FIELDSET_WORDS];
};

/**
 * enum procmon_reason - Why a field is absent.
 * @PROCMON_REASON_UNSUPPORTED: this kernel, its configuration or the
 *	filesystem does not offer it.
 * @PROCMON_REASON_UNARMED: what captures it is switched off, did not arm or
 *	missed this exec, or what it tells of was before it was armed.
 * @PROCMON_REASON_FAULT: it is there but could not be read.
 * @PROCMON_REASON_MEMORY: no memory to keep it, or no room in the ring.
 * @PROCMON_REASON_BOUND: larger than the bound for it.
 * @PROCMON_REASON_INAPPLICABLE: there is no such thing: an exec that failed
 *	made no new program, a kernel thread runs none.
 */
enum procmon_reason {
	PROCMON_REASON_UNSUPPORTED	= 0,
	PROCMON_REASON_UNARMED		= 1,
	PROCMON_REASON_FAULT		= 2,
	PROCMON_REASON_MEMORY		= 3,
	PROCMON_REASON_BOUND		= 4,
	PROCMON_REASON_INAPPLICABLE	= 5,
};

/* Slots of procmon_exec.missing. */
#define PROCMON_REASON_COUNT	6

/**
 * struct procmon_identity - Who.
 * @tgid: process id.
 * @tid: thread id.
 * @ppid: tgid of the real parent; 0: none.
 * @pgid: process group.
 * @sid: session.
 * @tracer_tgid: tgid of the tracer; 0: not traced.
 * @ns_tgid: @tgid in the task's own pid namespace.
 * @ns_tid: @tid there.
 * @ns_ppid: @ppid there; 0: the parent is outside.
 * @ns_pgid: @pgid there; 0: the group's leader is outside.
 * @ns_sid: @sid there; 0: the session's leader is outside.
 * @reserved: 0.
 * @start_boottime: when the process started, ns, CLOCK_BOOTTIME. With @tgid
 *	it names a process for the life of the boot.
 * @parent_start_boottime: the same of the parent; 0: no parent.
 * @exec_id: names the image that the process runs: the seq of the EXEC
 *	record that started it (PROCMON_FIELD_EXEC_ID).
 * @parent_exec_id: the same of the parent (PROCMON_FIELD_PARENT_EXEC_ID).
 */
struct procmon_identity {
	__u32 tgid;
	__u32 tid;
	__u32 ppid;
	__u32 pgid;
	__u32 sid;
	__u32 tracer_tgid;
	__u32 ns_tgid;
	__u32 ns_tid;
	__u32 ns_ppid;
	__u32 ns_pgid;
	__u32 ns_sid;
	__u32 reserved;
	__u64 start_boottime;
	__u64 parent_start_boottime;
	__u64 exec_id;
	__u64 parent_exec_id;
};

/**
 * struct procmon_creds - With which rights.
 * @uid: real user id; likewise the seven that follow.
 * @euid: effective user id.
 * @suid: saved user id.
 * @fsuid: user id for file access.
 * @gid: real group id.
 * @egid: effective group id.
 * @sgid: saved group id.
 * @fsgid: group id for file access.
 * @cap_permitted: capability sets, bit n is capability n.
 * @cap_effective: likewise.
 * @cap_inheritable: likewise.
 * @cap_bounding: likewise.
 * @cap_ambient: likewise.
 * @securebits: SECBIT_*.
 * @user_ns: inode number of the user namespace.
 */
struct procmon_creds {
	__u32 uid;
	__u32 euid;
	__u32 suid;
	__u32 fsuid;
	__u32 gid;
	__u32 egid;
	__u32 sgid;
	__u32 fsgid;
	__u64 cap_permitted;
	__u64 cap_effective;
	__u64 cap_inheritable;
	__u64 cap_bounding;
	__u64 cap_ambient;
	__u32 securebits;
	__u32 user_ns;
};

/* procmon_file.flags */
#define PROCMON_FILE_MEMFD		(1U << 0)	/* memfd_create() */
#define PROCMON_FILE_DELETED		(1U << 1)	/* has no name any more */
#define PROCMON_FILE_TMPFS		(1U << 2)	/* on tmpfs or ramfs */
#define PROCMON_FILE_OVERLAY_UPPER	(1U << 3)	/* upper layer */
#define PROCMON_FILE_WRITABLE		(1U << 4)	/* by the process */
#define PROCMON_FILE_SUID		(1U << 5)
#define PROCMON_FILE_SGID		(1U << 6)
#define PROCMON_FILE_CAPS		(1U << 7)	/* has capabilities */

/* procmon_file.mount_flags */
#define PROCMON_MOUNT_NOSUID		(1U << 0)
#define PROCMON_MOUNT_NOEXEC		(1U << 1)
#define PROCMON_MOUNT_RDONLY		(1U << 2)
#define PROCMON_MOUNT_NODEV		(1U << 3)

/**
 * struct procmon_file - Which file, and what was it like.
 *
 * The device and the owner are as stat(2) shows them where the record was
 * completed in stage 2. Of a script, in a tombstone and without task work they
 * are those of the inode, which differ on filesystems that make up a device
 * (overlayfs, btrfs) and, before 6.3, on mounts that map owners.
 *
 * @dev_major: device, major number.
 * @dev_minor: likewise, minor number.
 * @ino: inode number.
 * @mtime: last modification, ns since the epoch.
 * @ctime: last change of the inode, ns since the epoch.
 * @btime: birth, ns since the epoch.
 * @size: bytes.
 * @fs_magic: filesystem, as statfs(2) f_type.
 * @mount_id: as statx(2) stx_mnt_id.
 * @mode: type and permission bits, as stat(2) st_mode.
 * @uid: owner.
 * @gid: group.
 * @nlink: links.
 * @generation: inode generation.
 * @mount_flags: PROCMON_MOUNT_*.
 * @flags: PROCMON_FILE_*.
 * @reserved: 0.
 */
struct procmon_file {
	__u32 dev_major;
	__u32 dev_minor;
	__u64 ino;
	__s64 mtime;
	__s64 ctime;
	__s64 btime;
	__u64 size;
	__u64 fs_magic;
	__u64 mount_id;
	__u32 mode;
	__u32 uid;
	__u32 gid;
	__u32 nlink;
	__u32 generation;
	__u32 mount_flags;
	__u32 flags;
	__u32 reserved;
};

/**
 * struct procmon_file_caps - Capabilities of a file.
 * @permitted: set.
 * @inheritable: set.
 * @effective: 1: the effective bit is set.
 * @rootid: user id of the namespace's root that they are for.
 */
struct procmon_file_caps {
	__u64 permitted;
	__u64 inheritable;
	__u32 effective;
	__u32 rootid;
};

/**
 * struct procmon_namespaces - Inode numbers of the namespaces.
 * @pid: pid namespace that the task is in.
 * @net: network.
 * @uts: host name.
 * @ipc: System V IPC.
 * @user: user.
 * @cgroup: control groups.
 * @time: clocks.
 * @mnt: mounts.
 */
struct procmon_namespaces {
	__u32 pid;
	__u32 net;
	__u32 uts;
	__u32 ipc;
	__u32 user;
	__u32 cgroup;
	__u32 time;
	__u32 mnt;
};

/**
 * struct procmon_ancestor - One of the processes above.
 * @tgid: process id.
 * @uid: real user id.
 * @start_boottime: ns, CLOCK_BOOTTIME.
 * @exec_id: the image.
 * @exe_dev_major: device of the executable, major number.
 * @exe_dev_minor: likewise, minor number.
 * @exe_ino: inode of the executable; 0: its image was not kept.
 */
struct procmon_ancestor {
	__u32 tgid;
	__u32 uid;
	__u64 start_boottime;
	__u64 exec_id;
	__u32 exe_dev_major;
	__u32 exe_dev_minor;
	__u64 exe_ino;
};

/**
 * enum procmon_fd_kind - What a file descriptor is.
 * @PROCMON_FD_OTHER: none of the following.
 * @PROCMON_FD_FILE: regular file.
 * @PROCMON_FD_DIR: directory.
 * @PROCMON_FD_CHAR: character device, no terminal.
 * @PROCMON_FD_BLOCK: block device.
 * @PROCMON_FD_PIPE: pipe or FIFO.
 * @PROCMON_FD_SOCKET: socket.
 * @PROCMON_FD_TTY: terminal.
 * @PROCMON_FD_MEMFD: memfd_create().
 * @PROCMON_FD_ANON: anonymous inode (epoll, eventfd, ...).
 * @PROCMON_FD_CLOSED: not open.
 */
enum procmon_fd_kind {
	PROCMON_FD_OTHER	= 0,
	PROCMON_FD_FILE		= 1,
	PROCMON_FD_DIR		= 2,
	PROCMON_FD_CHAR		= 3,
	PROCMON_FD_BLOCK	= 4,
	PROCMON_FD_PIPE		= 5,
	PROCMON_FD_SOCKET	= 6,
	PROCMON_FD_TTY		= 7,
	PROCMON_FD_MEMFD	= 8,
	PROCMON_FD_ANON		= 9,
	PROCMON_FD_CLOSED	= 10,
};

/**
 * struct procmon_fd - File descriptor 0, 1 or 2.
 * @fd: its number.
 * @kind: enum procmon_fd_kind.
 * @flags: as fcntl(2) F_GETFL.
 * @mode: as stat(2) st_mode.
 * @dev_major: device of the filesystem, major number.
 * @dev_minor: likewise, minor number.
 * @rdev_major: for a device node: the device, major number.
 * @rdev_minor: likewise, minor number.
 * @ino: inode number.
 * @path: its path; absent for one that is closed.
 */
struct procmon_fd {
	__s32 fd;
	__u32 kind;
	__u32 flags;
	__u32 mode;
	__u32 dev_major;
	__u32 dev_minor;
	__u32 rdev_major;
	__u32 rdev_minor;
	__u64 ino;
	struct procmon_string path;
};

/**
 * struct procmon_socket - An inherited socket.
 * @fd: file descriptor.
 * @family: AF_*.
 * @type: SOCK_*.
 * @protocol: IPPROTO_* or the family's own.
 * @state: TCP_* or SS_* as the family keeps it in the socket.
 * @local_port: host byte order.
 * @peer_port: host byte order.
 * @flags: PROCMON_SOCKET_*.
 * @scope_id: IPv6 interface.
 * @ino: inode number, as in /proc/PID/fd.
 * @local: address, network byte order; AF_INET in the first 4 bytes.
 * @peer: likewise.
 * @local_path: AF_UNIX: name bound to; starts with NUL if abstract.
 * @peer_path: AF_UNIX: name of the peer.
 */
struct procmon_socket {
	__s32 fd;
	__u16 family;
	__u16 type;
	__u16 protocol;
	__u16 state;
	__u16 local_port;
	__u16 peer_port;
	__u32 flags;
	__u32 scope_id;
	__u64 ino;
	__u8 local[16];
	__u8 peer[16];
	struct procmon_string local_path;
	struct procmon_string peer_path;
};

/* procmon_socket.flags */
#define PROCMON_SOCKET_HAS_LOCAL	(1U << 0)	/* @local is set */
#define PROCMON_SOCKET_HAS_PEER		(1U << 1)	/* @peer is set */

/**
 * enum procmon_origin - What called for an exec.
 * @PROCMON_ORIGIN_UNKNOWN: not known.
 * @PROCMON_ORIGIN_EXECVE: execve(2).
 * @PROCMON_ORIGIN_EXECVEAT: execveat(2).
 * @PROCMON_ORIGIN_COMPAT_EXECVE: execve(2) of a 32-bit caller.
 * @PROCMON_ORIGIN_COMPAT_EXECVEAT: execveat(2) of a 32-bit caller.
 * @PROCMON_ORIGIN_KERNEL: a helper that the kernel started.
 */
enum procmon_origin {
	PROCMON_ORIGIN_UNKNOWN		= 0,
	PROCMON_ORIGIN_EXECVE		= 1,
	PROCMON_ORIGIN_EXECVEAT		= 2,
	PROCMON_ORIGIN_COMPAT_EXECVE	= 3,
	PROCMON_ORIGIN_COMPAT_EXECVEAT	= 4,
	PROCMON_ORIGIN_KERNEL		= 5,
};

/* procmon_exec.flags */
#define PROCMON_EXEC_SECUREEXEC		(1U << 0)	/* AT_SECURE */
#define PROCMON_EXEC_NO_NEW_PRIVS	(1U << 1)
#define PROCMON_EXEC_SESSION_LEADER	(1U << 2)
#define PROCMON_EXEC_NS_INIT		(1U << 3)	/* ns_tgid is 1 */
#define PROCMON_EXEC_THREAD		(1U << 4)	/* not by the leader */
#define PROCMON_EXEC_ARGV_LATE		(1U << 5)	/* see below */
#define PROCMON_EXEC_ENVP_LATE		(1U << 6)
#define PROCMON_EXEC_EXE_LATE		(1U << 7)
#define PROCMON_EXEC_AS_PASSED		(1U << 8)	/* see EXEC_FAIL */
#define PROCMON_EXEC_FILENAME_LATE	(1U << 9)
#define PROCMON_EXEC_KTHREAD		(1U << 10)	/* PROC: a kernel thread */
/*
 * _LATE: what did not fit, or could not be read, in the exec hook itself was
 * read a moment later, still before the program's first instruction and before
 * a tracer's stop. Only who may write to the task's memory from outside, through
 * /proc/PID/mem or process_vm_writev(2), could have changed it in between.
 */

#define PROCMON_COMM_LEN	16
#define PROCMON_GROUPS_MAX	64
#define PROCMON_ANCESTORS_MAX	8
#define PROCMON_SOCKETS_MAX	8

/* Bytes of argv kept of an exec that failed. */
#define PROCMON_FAIL_ARGV_MAX	4096

/**
 * struct procmon_exec - A program was executed (PROCMON_TYPE_EXEC), was not
 * (PROCMON_TYPE_EXEC_FAIL), or is running (PROCMON_TYPE_PROC).
 *
 * @parent_exec_id, @parent_exe and @parent_argv are of the process that
 * identity.ppid names: of the image that it ran at that moment. @ancestors is
 * the line of those who created the process, the nearest first, each as it was
 * when it created the next one: it stays what it was when one of them exits and
 * the process gets another parent, so ancestors[0] and ppid may differ.
 * An exec_id of 0 among the ancestors is that of a kernel thread, or of a process
 * that was there before the sensor and had not been told yet.
 *
 * Of a process that is running already, everything is as it is when the record
 * is made, except that @argv and @envp are what its memory holds, which the
 * process may have changed, and only as far as it is resident. What only the
 * process itself can tell is in missing[PROCMON_REASON_INAPPLICABLE]. If the
 * sensor saw its exec, identity.exec_id names that; else it is header.seq, here
 * and for whoever it creates.
 *
 * Of an exec that failed, everything is about the caller, which goes on as
 * before: @identity, @creds and what it is in. @exe and @exe_file are the
 * program that it runs. @filename and @argv are what the caller's memory held
 * where the call pointed to (PROCMON_EXEC_AS_PASSED): another thread of the
 * caller may have changed them before the kernel read them itself. @argv has
 * its head only, of a length that is not known: total is then len + 1, and
 * PROCMON_FIELD_ARGV is in @truncated. What only a new program has is in
 * missing[PROCMON_REASON_INAPPLICABLE].
 *
 * @header: of an EXEC identity.exec_id is header.seq.
 * @time_boot: when, ns, CLOCK_BOOTTIME.
 * @time_real: when, ns, CLOCK_REALTIME.
 * @flags: PROCMON_EXEC_*.
 * @origin: enum procmon_origin.
 * @missing: fields that are absent, by enum procmon_reason.
 * @truncated: strings that were cut and arrays that are not whole.
 * @identity: who, after the exec.
 * @old_tid: thread that called; differs from identity.tid if it was not the
 *	leader of its thread group.
 * @execveat_flags: AT_* as given to execveat(2); 0 for execve(2).
 * @dirfd: as given to execveat(2); AT_FDCWD for execve(2).
 * @dumpable: as prctl(2) PR_GET_DUMPABLE.
 * @parent_run_ns: for how long the parent has been running; 0: no parent.
 * @comm: name of the task, NUL-terminated.
 * @prev_comm: its name before the exec, NUL-terminated.
 * @creds: after the exec.
 * @creds_before: before the exec.
 * @loginuid: audit login uid; 4294967295: not set.
 * @audit_session: audit session; 4294967295: not set.
 * @user_ns_owner: uid of who made the user namespace.
 * @user_ns_level: its depth; 0: the initial one.
 * @seccomp_mode: 0 none, 1 strict, 2 filter.
 * @umask: file mode creation mask.
 * @nice: -20 to 19.
 * @error: of EXEC_FAIL: errno that the caller got; else 0.
 * @rlimit_nofile: soft limit of open files.
 * @rlimit_nofile_max: hard limit of open files.
 * @exe_file: file that runs; for a script its interpreter.
 * @exe_caps: capabilities of that file (PROCMON_FILE_CAPS).
 * @script_file: file asked for, when another one runs.
 * @elf_interp_dev_major: dynamic loader; all 0: none.
 * @elf_interp_dev_minor: likewise.
 * @elf_interp_ino: likewise.
 * @namespaces: inode numbers.
 * @cgroup_id: id of the cgroup, version 2.
 * @argc: arguments.
 * @envc: environment strings.
 * @tty_major: controlling terminal, device number; @tty is absent: none.
 * @tty_minor: likewise.
 * @fd_count: open file descriptors.
 * @verity_algorithm: HASH_ALGO_* of @verity_digest.
 * @ima_algorithm: HASH_ALGO_* of @ima_digest.
 * @vm_size: address space, bytes.
 * @rss: resident, bytes.
 * @min_faults: minor page faults of the thread so far.
 * @maj_faults: major page faults of the thread so far.
 * @filename: as asked for; "/dev/fd/N" where a descriptor was executed.
 * @argv: of the new program.
 * @envp: of the new program.
 * @argv_digest: SHA-256 of the whole block; only if argv was cut.
 * @env_digest: SHA-256 of the whole block; only if envp was cut.
 * @interp: path of the interpreter, or @filename again.
 * @exe: path of exe_file as the process sees it. PROCMON_FILE_DELETED tells
 *	that it is gone; no text does.
 * @script: path of script_file.
 * @parent_exe: path that the parent was executed from.
 * @parent_argv: what the parent was executed with.
 * @cwd: working directory.
 * @root: root directory from the root of the namespace; only if changed.
 * @lsm_label: security label of the task.
 * @nodename: host name in the task's namespace.
 * @cgroup: path of the cgroup from the root of the hierarchy.
 * @tty: name of the controlling terminal.
 * @verity_digest: fs-verity digest of exe_file.
 * @ima_digest: IMA digest of exe_file.
 * @groups: supplementary groups, __u32 each.
 * @ancestors: struct procmon_ancestor, who created the process first.
 * @fds: struct procmon_fd of 0, 1 and 2.
 * @sockets: struct procmon_socket, lowest descriptors first.
 */
struct procmon_exec {
	struct procmon_header header;
	__u64 time_boot;
	__u64 time_real;
	__u32 flags;
	__u32 origin;
	struct procmon_fieldset missing[PROCMON_REASON_COUNT];
	struct procmon_fieldset truncated;
	struct procmon_identity identity;
	__u32 old_tid;
	__u32 execveat_flags;
	__s32 dirfd;
	__u32 dumpable;
	__u64 parent_run_ns;
	char comm[PROCMON_COMM_LEN];
	char prev_comm[PROCMON_COMM_LEN];
	struct procmon_creds creds;
	struct procmon_creds creds_before;
	__u32 loginuid;
	__u32 audit_session;
	__u32 user_ns_owner;
	__u32 user_ns_level;
	__u32 seccomp_mode;
	__u32 umask;
	__s32 nice;
	__u32 error;
	__u64 rlimit_nofile;
	__u64 rlimit_nofile_max;
	struct procmon_file exe_file;
	struct procmon_file_caps exe_caps;
	struct procmon_file script_file;
	__u32 elf_interp_dev_major;
	__u32 elf_interp_dev_minor;
	__u64 elf_interp_ino;
	struct procmon_namespaces namespaces;
	__u64 cgroup_id;
	__u32 argc;
	__u32 envc;
	__u32 tty_major;
	__u32 tty_minor;
	__u32 fd_count;
	__u16 verity_algorithm;
	__u16 ima_algorithm;
	__u64 vm_size;
	__u64 rss;
	__u64 min_faults;
	__u64 maj_faults;
	struct procmon_string filename;
	struct procmon_string argv;
	struct procmon_string envp;
	struct procmon_string argv_digest;
	struct procmon_string env_digest;
	struct procmon_string interp;
	struct procmon_string exe;
	struct procmon_string script;
	struct procmon_string parent_exe;
	struct procmon_string parent_argv;
	struct procmon_string cwd;
	struct procmon_string root;
	struct procmon_string lsm_label;
	struct procmon_string nodename;
	struct procmon_string cgroup;
	struct procmon_string tty;
	struct procmon_string verity_digest;
	struct procmon_string ima_digest;
	struct procmon_array groups;
	struct procmon_array ancestors;
	struct procmon_array fds;
	struct procmon_array sockets;
};

/**
 * struct procmon_process - A process, in the record of something that happened
 * to it.
 * @identity: who. The thread in @tid is the one that it happened to.
 * @creds: with which rights.
 * @namespaces: inode numbers.
 * @cgroup_id: id of the cgroup, version 2.
 * @loginuid: audit login uid; 4294967295: not set.
 * @audit_session: audit session; 4294967295: not set.
 * @comm: name of the thread, NUL-terminated.
 *
 * What a field lacks is in procmon_life.missing.
 */
struct procmon_process {
	struct procmon_identity identity;
	struct procmon_creds creds;
	struct procmon_namespaces namespaces;
	__u64 cgroup_id;
	__u32 loginuid;
	__u32 audit_session;
	char comm[PROCMON_COMM_LEN];
};

/**
 * struct procmon_life - Start of the record of something that happened to a
 * process; all of PROCMON_TYPE_SID, whose new session is identity.sid.
 * @header: start of the record.
 * @time_boot: when, ns, CLOCK_BOOTTIME.
 * @time_real: when, ns, CLOCK_REALTIME.
 * @missing: fields that are absent, by enum procmon_reason.
 * @process: to whom, after it happened.
 */
struct procmon_life {
	struct procmon_header header;
	__u64 time_boot;
	__u64 time_real;
	struct procmon_fieldset missing[PROCMON_REASON_COUNT];
	struct procmon_process process;
};

/**
 * struct procmon_peer - Another process that took part.
 * @tgid: process; 0: nobody, or not known any more.
 * @tid: thread.
 * @uid: real user id.
 * @euid: effective user id.
 * @start_boottime: when the process started, ns, CLOCK_BOOTTIME.
 * @exec_id: the image that it runs; 0: not known, or a kernel thread.
 * @comm: name of the thread, NUL-terminated.
 */
struct procmon_peer {
	__u32 tgid;
	__u32 tid;
	__u32 uid;
	__u32 euid;
	__u64 start_boottime;
	__u64 exec_id;
	char comm[PROCMON_COMM_LEN];
};

/* procmon_fork.flags, procmon_exit.flags */
#define PROCMON_LIFE_THREAD	(1U << 0)	/* of a thread, not the process */
#define PROCMON_LIFE_CORE	(1U << 1)	/* EXIT: core was dumped */
#define PROCMON_LIFE_KTHREAD	(1U << 2)	/* of the kernel */

/**
 * struct procmon_fork - A process was created (PROCMON_TYPE_FORK), or a thread
 * (PROCMON_LIFE_THREAD; only if chosen).
 * @life: the new process, before its first instruction. Its exec_id is that of
 *	the creator.
 * @creator: who called fork(2), vfork(2) or clone(2). Not the parent where
 *	CLONE_PARENT was given.
 * @clone_flags: CLONE_*; the low byte is the signal that tells of its end.
 * @flags: PROCMON_LIFE_*.
 * @reserved: 0.
 */
struct procmon_fork {
	struct procmon_life life;
	struct procmon_peer creator;
	__u64 clone_flags;
	__u32 flags;
	__u32 reserved;
};

/**
 * struct procmon_exit - A process ended (PROCMON_TYPE_EXIT), or a thread that
 * was not the last one (PROCMON_LIFE_THREAD; only if chosen).
 *
 * The process ends with its last thread, which is life.process.identity.tid.
 *
 * @life: who.
 * @status: as wait(2) gives it to the parent; of a thread: what it ended with.
 * @code: argument of exit(2); 0 if a signal ended it.
 * @signal: signal that ended it; 0: none did.
 * @flags: PROCMON_LIFE_*.
 * @run_ns: from start to end, ns.
 * @cpu_ns: time on a processor, ns, as the scheduler counts it.
 * @user_ns: of it in user mode, as ticks found it.
 * @system_ns: of it in the kernel, likewise.
 * @max_rss: most memory resident at once, bytes.
 * @min_faults: minor page faults.
 * @maj_faults: major page faults.
 * @read_bytes: read from storage; PROCMON_FIELD_IO.
 * @write_bytes: written to storage; PROCMON_FIELD_IO.
 *
 * Of a process all are the sums over its threads; of a thread they are its own
 * and @max_rss is 0.
 */
struct procmon_exit {
	struct procmon_life life;
	__u32 status;
	__u32 code;
	__u32 signal;
	__u32 flags;
	__u64 run_ns;
	__u64 cpu_ns;
	__u64 user_ns;
	__u64 system_ns;
	__u64 max_rss;
	__u64 min_faults;
	__u64 maj_faults;
	__u64 read_bytes;
	__u64 write_bytes;
};

/* procmon_creds_event.changed */
#define PROCMON_CHANGED_UIDS		(1U << 0)	/* uid ... fsuid */
#define PROCMON_CHANGED_GIDS		(1U << 1)	/* gid ... fsgid */
#define PROCMON_CHANGED_CAPS		(1U << 2)	/* cap_* */
#define PROCMON_CHANGED_SECUREBITS	(1U << 3)
#define PROCMON_CHANGED_USER_NS		(1U << 4)
#define PROCMON_CHANGED_GROUPS		(1U << 5)	/* supplementary */

/**
 * struct procmon_creds_event - The rights of a thread changed
 * (PROCMON_TYPE_UID, PROCMON_TYPE_GID, PROCMON_TYPE_CRED).
 *
 * One change gives a UID record if a user id changed and a GID record if a group
 * id did, both if both; a CRED record if something else changed only. @changed
 * says all of it in each. Where nothing changed there is no record.
 *
 * @life: who; life.process.creds is after the change. A process that is created
 *	with other rights than its creator (CLONE_NEWUSER) has a record of its
 *	own, behind that of its creation.
 * @before: before the change.
 * @changed: PROCMON_CHANGED_*.
 * @groups_before: how many supplementary groups there were.
 * @groups_after: how many there are.
 * @reserved: 0.
 */
struct procmon_creds_event {
	struct procmon_life life;
	struct procmon_creds before;
	__u32 changed;
	__u32 groups_before;
	__u32 groups_after;
	__u32 reserved;
};

/**
 * enum procmon_ptrace_action - What a tracer did.
 * @PROCMON_PTRACE_ATTACH: PTRACE_ATTACH.
 * @PROCMON_PTRACE_SEIZE: PTRACE_SEIZE.
 * @PROCMON_PTRACE_TRACEME: the tracee asked for it, PTRACE_TRACEME.
 * @PROCMON_PTRACE_DETACH: PTRACE_DETACH.
 */
enum procmon_ptrace_action {
	PROCMON_PTRACE_ATTACH	= 1,
	PROCMON_PTRACE_SEIZE	= 2,
	PROCMON_PTRACE_TRACEME	= 3,
	PROCMON_PTRACE_DETACH	= 4,
};

/**
 * struct procmon_ptrace_event - Tracing started or ended
 * (PROCMON_TYPE_PTRACE).
 * @life: the tracee.
 * @tracer: the tracer; of PROCMON_PTRACE_DETACH the one that was.
 * @action: enum procmon_ptrace_action.
 * @reserved: 0.
 */
struct procmon_ptrace_event {
	struct procmon_life life;
	struct procmon_peer tracer;
	__u32 action;
	__u32 reserved;
};

/**
 * struct procmon_comm_event - A thread was renamed (PROCMON_TYPE_COMM): by
 * prctl(2) PR_SET_NAME, through /proc/PID/comm or by the kernel. The name that an
 * exec gives is in its own record.
 * @life: who; life.process.comm is the new name.
 * @before: the old name, NUL-terminated.
 * @actor: who did it.
 */
struct procmon_comm_event {
	struct procmon_life life;
	char before[PROCMON_COMM_LEN];
	struct procmon_peer actor;
};

/**
 * struct procmon_coredump - A process is about to dump core
 * (PROCMON_TYPE_COREDUMP). Whether it did is in its EXIT record.
 * @life: who.
 * @signal: because of which signal.
 * @reserved: 0.
 */
struct procmon_coredump {
	struct procmon_life life;
	__u32 signal;
	__u32 reserved;
};

/**
 * enum procmon_snapshot_reason - Why there is a snapshot.
 * @PROCMON_SNAPSHOT_ARM: the hooks were armed.
 * @PROCMON_SNAPSHOT_REQUEST: PROCMON_IOC_SNAPSHOT.
 */
enum procmon_snapshot_reason {
	PROCMON_SNAPSHOT_ARM		= 1,
	PROCMON_SNAPSHOT_REQUEST	= 2,
};

/**
 * struct procmon_snapshot - A snapshot begins or ends
 * (PROCMON_TYPE_SNAPSHOT_BEGIN, PROCMON_TYPE_SNAPSHOT_END).
 *
 * Each process that has not ended at BEGIN has one PROC record between BEGIN and
 * END. One that ends before its turn has it nevertheless, right before its EXIT
 * record. A process created behind BEGIN has its FORK record and no PROC record
 * of this snapshot. So who reads from BEGIN on, with PROCMON_TYPE_FORK and
 * PROCMON_TYPE_EXIT chosen, knows at any place of the stream which processes
 * there are, each from exactly one record. A process has ended when its last
 * thread has, also if nobody has waited for it yet.
 *
 * @header: start of the record.
 * @time_real: when, ns, CLOCK_REALTIME.
 * @number: of the snapshot, from 1; the same in BEGIN and END.
 * @reason: enum procmon_snapshot_reason.
 * @reader: number of the reader that asked; 0: none.
 * @tgid: the only process that was asked for; 0: all.
 * @processes: of END: how many PROC records were given.
 * @failed: of END: how many could not be given, for want of memory or since
 *	they executed something each time; 0: whole.
 * @begin_seq: of END: seq of BEGIN.
 */
struct procmon_snapshot {
	struct procmon_header header;
	__u64 time_real;
	__u32 number;
	__u32 reason;
	__u32 reader;
	__u32 tgid;
	__u64 processes;
	__u64 failed;
	__u64 begin_seq;
};

/**
 * enum procmon_hook - What the sensor sees with.
 * @PROCMON_HOOK_EXEC: exec witness, tracepoint sched_process_exec.
 * @PROCMON_HOOK_FILE: file witness, kprobe in front of the credentials of
 *	an exec.
 * @PROCMON_HOOK_TASK_WORK: sleepable capture before the first instruction.
 * @PROCMON_HOOK_SYSCALL: syscall witness, around execve(2) and execveat(2).
 * @PROCMON_HOOK_FORK: tracepoint task_newtask.
 * @PROCMON_HOOK_EXIT: tracepoint sched_process_exit.
 * @PROCMON_HOOK_CREDS: kprobe where a task gets new credentials.
 * @PROCMON_HOOK_SID: kprobe where the kernel tells of a new session.
 * @PROCMON_HOOK_PTRACE: kprobes where the kernel tells of a tracer.
 * @PROCMON_HOOK_COMM: tracepoint task_rename.
 * @PROCMON_HOOK_COREDUMP: kprobe where the kernel dumps core.
 *
 * Those behind PROCMON_HOOK_EXIT are off unless an event that they see is
 * chosen.
 *
 * Bit numbers in hooks_armed, hooks_off (by configuration) and hooks_failed.
 */
enum procmon_hook {
	PROCMON_HOOK_EXEC	= 0,
	PROCMON_HOOK_FILE	= 1,
	PROCMON_HOOK_TASK_WORK	= 2,
	PROCMON_HOOK_SYSCALL	= 3,
	PROCMON_HOOK_FORK	= 4,
	PROCMON_HOOK_EXIT	= 5,
	PROCMON_HOOK_CREDS	= 6,
	PROCMON_HOOK_SID	= 7,
	PROCMON_HOOK_PTRACE	= 8,
	PROCMON_HOOK_COMM	= 9,
	PROCMON_HOOK_COREDUMP	= 10,
};

#define PROCMON_HOOK_COUNT	11

/**
 * struct procmon_events - Which events are recorded.
 * @types: bit t is enum procmon_type t. PROCMON_TYPE_EXEC cannot be left out;
 *	the others up to PROCMON_TYPE_CRED, but for PROCMON_TYPE_PROC, can be
 *	chosen; those behind it are recorded always and are not in it.
 * @flags: PROCMON_EVENTS_*.
 * @reserved: 0.
 */
struct procmon_events {
	__u32 types;
	__u32 flags;
	__u64 reserved;
};

/* procmon_events.flags */
#define PROCMON_EVENTS_THREADS	(1U << 0)	/* FORK, EXIT: of threads too */

/**
 * enum procmon_mechanism - How the syscall witness is called.
 * @PROCMON_MECHANISM_NONE: it is not.
 * @PROCMON_MECHANISM_KPROBE: kretprobes on the functions of the system calls.
 * @PROCMON_MECHANISM_FTRACE: ftrace leads these functions to a wrapper.
 * @PROCMON_MECHANISM_TABLE: a wrapper stands in the system call tables.
 */
enum procmon_mechanism {
	PROCMON_MECHANISM_NONE		= 0,
	PROCMON_MECHANISM_KPROBE	= 1,
	PROCMON_MECHANISM_FTRACE	= 2,
	PROCMON_MECHANISM_TABLE		= 3,
};

#define PROCMON_MECHANISM_COUNT	4

#define PROCMON_ERRNO_WORDS	3

/**
 * struct procmon_errno_set - A set of errno values.
 * @bits: errno e is bit e % 64 of word e / 64; others are never in a set.
 */
struct procmon_errno_set {
	__u64 bits[PROCMON_ERRNO_WORDS];
};

/**
 * enum procmon_stop_reason - Why the sensor stopped.
 * @PROCMON_STOP_NONE: it has not.
 * @PROCMON_STOP_UNLOAD: the module is unloaded.
 * @PROCMON_STOP_DISARM: it was disarmed through sysfs.
 * @PROCMON_STOP_REBOOT: the host goes down.
 */
enum procmon_stop_reason {
	PROCMON_STOP_NONE	= 0,
	PROCMON_STOP_UNLOAD	= 1,
	PROCMON_STOP_DISARM	= 2,
	PROCMON_STOP_REBOOT	= 3,
};

/**
 * enum procmon_full_policy - What becomes of events when the ring is full of
 * records that its holder has not acknowledged.
 * @PROCMON_FULL_DROP: an exec is told by a tombstone, in room that is kept for
 *	these; when that is full too, events are lost.
 * @PROCMON_FULL_BLOCK: an exec waits for room before its first instruction, a
 *	failed one before it returns, at most for block_ms; then as
 *	PROCMON_FULL_DROP. Other events do not wait: they go into the room that
 *	is kept.
 *
 * Nobody waits who could keep the holder from reading: its own tasks, kernel
 * threads and what they execute, the init process of a pid namespace, who is
 * being frozen. When one has waited in vain, nobody waits until the holder
 * acknowledges again.
 */
enum procmon_full_policy {
	PROCMON_FULL_DROP	= 0,
	PROCMON_FULL_BLOCK	= 1,
};

#define PROCMON_FULL_COUNT	2

/**
 * struct procmon_sensor - The sensor started or stopped
 * (PROCMON_TYPE_SENSOR_START, PROCMON_TYPE_SENSOR_STOP).
 * @header: start of the record.
 * @time_real: when, ns, CLOCK_REALTIME.
 * @abi_version: PROCMON_ABI_VERSION of the sensor.
 * @reason: enum procmon_stop_reason.
 * @boot_id: as /proc/sys/kernel/random/boot_id, 16 bytes; all 0: not known.
 * @hooks_armed: bit mask of enum procmon_hook.
 * @hooks_off: likewise: switched off by configuration.
 * @hooks_failed: likewise: did not arm.
 * @grace_ms: for how long a hold outlives its holder, unless it asks for
 *	another time.
 * @ring_bytes: size of the ring.
 * @argv_max: bytes of argv kept.
 * @env_max: bytes of envp kept.
 * @unsupported: fields that this kernel does not offer.
 * @version: version of the module.
 * @kernel_release: as uname -r.
 * @mechanism: enum procmon_mechanism.
 * @locked: 1: the configuration cannot be changed until reboot.
 * @fail_errno: execs that fail with these are counted, not recorded.
 * @events: which events are recorded.
 * @full_policy: enum procmon_full_policy.
 * @block_ms: for how long at most an exec waits for room.
 * @heartbeat_ms: time between HEARTBEAT records; 0: there are none.
 * @reserved: 0.
 * @reserve_bytes: of the ring, kept for tombstones and for what the sensor has
 *	to say.
 */
struct procmon_sensor {
	struct procmon_header header;
	__u64 time_real;
	__u32 abi_version;
	__u32 reason;
	__u8 boot_id[16];
	__u32 hooks_armed;
	__u32 hooks_off;
	__u32 hooks_failed;
	__u32 grace_ms;
	__u64 ring_bytes;
	__u32 argv_max;
	__u32 env_max;
	struct procmon_fieldset unsupported;
	struct procmon_string version;
	struct procmon_string kernel_release;
	__u32 mechanism;
	__u32 locked;
	struct procmon_errno_set fail_errno;
	struct procmon_events events;
	__u32 full_policy;
	__u32 block_ms;
	__u32 heartbeat_ms;
	__u32 reserved;
	__u64 reserve_bytes;
};

/**
 * enum procmon_cause - Why records are lost.
 * @PROCMON_CAUSE_OVERWRITTEN: the reader was lapped.
 * @PROCMON_CAUSE_FULL: the ring was full of what its holder had not
 *	acknowledged.
 * @PROCMON_CAUSE_OVERSIZE: the record was larger than the ring takes.
 * @PROCMON_CAUSE_MEMORY: no memory, not even for a tombstone.
 */
enum procmon_cause {
	PROCMON_CAUSE_OVERWRITTEN	= 0,
	PROCMON_CAUSE_FULL		= 1,
	PROCMON_CAUSE_OVERSIZE		= 2,
	PROCMON_CAUSE_MEMORY		= 3,
};

#define PROCMON_CAUSE_COUNT	8

/**
 * struct procmon_lost - Records are missing here (PROCMON_TYPE_LOST).
 * @header: seq is @last_seq; time_mono and cpu are those of the report.
 * @first_seq: first number that is missing.
 * @last_seq: last number that is missing.
 * @by_cause: how many by enum procmon_cause; the sum is
 *	@last_seq - @first_seq + 1.
 * @by_type: how many by enum procmon_type; the same sum.
 */
struct procmon_lost {
	struct procmon_header header;
	__u64 first_seq;
	__u64 last_seq;
	__u64 by_cause[PROCMON_CAUSE_COUNT];
	__u64 by_type[PROCMON_TYPE_LIMIT];
};

/**
 * struct procmon_counters - What became of the events before a record.
 * @captured: numbers given out.
 * @delivered: records given to at least one reader.
 * @overwritten: records pushed out before any reader was given them.
 * @lost: numbers that never had a record.
 * @pending: records in the ring that no reader was given yet.
 * @lost_by_cause: @lost by enum procmon_cause; the same sum.
 *
 * @captured is the sum of the four that follow it.
 */
struct procmon_counters {
	__u64 captured;
	__u64 delivered;
	__u64 overwritten;
	__u64 lost;
	__u64 pending;
	__u64 lost_by_cause[PROCMON_CAUSE_COUNT];
};

/**
 * struct procmon_heartbeat - The sensor is alive (PROCMON_TYPE_HEARTBEAT).
 * @header: start of the record.
 * @time_real: when, ns, CLOCK_REALTIME.
 * @first_seq: number of the first event since the module was loaded.
 * @counters: of all events from @first_seq to the one before this record, all
 *	at one moment: header.seq is @first_seq + captured.
 * @tombstones: records that have only the bare fact.
 * @waited: execs that waited for room.
 * @waited_in_vain: of these, those that went on without.
 * @used_bytes: of the ring.
 * @acked_seq: last record that a holder acknowledged; 0: none.
 * @holder: number of the reader that holds, or whose hold outlives it; 0: none.
 * @readers: how many there are.
 * @hooks_armed: bit mask of enum procmon_hook.
 * @hooks_off: likewise: switched off by configuration.
 * @hooks_failed: likewise: did not arm, or does not see all that it should.
 * @interval_ms: time until the next.
 */
struct procmon_heartbeat {
	struct procmon_header header;
	__u64 time_real;
	__u64 first_seq;
	struct procmon_counters counters;
	__u64 tombstones;
	__u64 waited;
	__u64 waited_in_vain;
	__u64 used_bytes;
	__u64 acked_seq;
	__u32 holder;
	__u32 readers;
	__u32 hooks_armed;
	__u32 hooks_off;
	__u32 hooks_failed;
	__u32 interval_ms;
};

/**
 * enum procmon_hook_cause - Why a hook is not trusted.
 * @PROCMON_HOOK_CAUSE_NONE: it is.
 * @PROCMON_HOOK_CAUSE_DISABLED: the kernel was told not to call it: a hook of
 *	the same kind in the sensor's own code was not called either.
 * @PROCMON_HOOK_CAUSE_REPLACED: somebody else's code stands where it stood.
 * @PROCMON_HOOK_CAUSE_UNSEEN: another hook saw execs that it did not see.
 * @PROCMON_HOOK_CAUSE_OVERRUN: more calls at once than it has room for, or no
 *	memory to note one.
 */
enum procmon_hook_cause {
	PROCMON_HOOK_CAUSE_NONE		= 0,
	PROCMON_HOOK_CAUSE_DISABLED	= 1,
	PROCMON_HOOK_CAUSE_REPLACED	= 2,
	PROCMON_HOOK_CAUSE_UNSEEN	= 3,
	PROCMON_HOOK_CAUSE_OVERRUN	= 4,
};

/**
 * struct procmon_hook_event - A hook went silent, or works again
 * (PROCMON_TYPE_HOOK_LOST, PROCMON_TYPE_HOOK_BACK).
 * @header: start of the record.
 * @time_real: when it was found, ns, CLOCK_REALTIME.
 * @hook: enum procmon_hook.
 * @cause: enum procmon_hook_cause; of HOOK_BACK that of its HOOK_LOST.
 * @mechanism: enum procmon_mechanism; of PROCMON_HOOK_SYSCALL only.
 * @reserved: 0.
 * @since_seq: up to this number all was well. What the hook adds may be
 *	missing from the records behind it, up to this record.
 * @missed: execs since then that are known to have passed the hook unseen.
 */
struct procmon_hook_event {
	struct procmon_header header;
	__u64 time_real;
	__u32 hook;
	__u32 cause;
	__u32 mechanism;
	__u32 reserved;
	__u64 since_seq;
	__u64 missed;
};

/**
 * struct procmon_actor - Who did something to the sensor.
 * @tgid: process; 0: nobody, it happened by itself.
 * @tid: thread.
 * @uid: real user id.
 * @euid: effective user id.
 * @loginuid: audit login uid; 4294967295: not set.
 * @reserved: 0.
 * @start_boottime: when the process started, ns, CLOCK_BOOTTIME.
 */
struct procmon_actor {
	__u32 tgid;
	__u32 tid;
	__u32 uid;
	__u32 euid;
	__u32 loginuid;
	__u32 reserved;
	__u64 start_boottime;
};

/**
 * enum procmon_setting - What was changed.
 * @PROCMON_SETTING_ARMED: the hooks; 1: armed, 0: disarmed.
 * @PROCMON_SETTING_LOCKED: the lock; 1 from then on.
 * @PROCMON_SETTING_FAIL_ERRNO: errors that are not recorded, as the words of
 *	struct procmon_errno_set.
 * @PROCMON_SETTING_FAIL_ALLOCATION: every how manieth allocation fails.
 * @PROCMON_SETTING_EVENTS: which events are recorded: types, then flags, of
 *	struct procmon_events, for all readers together.
 * @PROCMON_SETTING_FULL: enum procmon_full_policy.
 * @PROCMON_SETTING_BLOCK_MS: for how long at most an exec waits for room.
 */
enum procmon_setting {
	PROCMON_SETTING_ARMED		= 1,
	PROCMON_SETTING_LOCKED		= 2,
	PROCMON_SETTING_FAIL_ERRNO	= 3,
	PROCMON_SETTING_FAIL_ALLOCATION	= 4,
	PROCMON_SETTING_EVENTS		= 5,
	PROCMON_SETTING_FULL		= 6,
	PROCMON_SETTING_BLOCK_MS	= 7,
};

/**
 * struct procmon_config_event - The configuration was changed
 * (PROCMON_TYPE_CONFIG).
 * @header: start of the record.
 * @time_real: when, ns, CLOCK_REALTIME.
 * @setting: enum procmon_setting.
 * @reserved: 0.
 * @actor: who did it.
 * @before: the value before; what has one word only is in the first.
 * @after: the value from now on.
 * @comm: name of the task, NUL-terminated.
 */
struct procmon_config_event {
	struct procmon_header header;
	__u64 time_real;
	__u32 setting;
	__u32 reserved;
	struct procmon_actor actor;
	__u64 before[PROCMON_ERRNO_WORDS];
	__u64 after[PROCMON_ERRNO_WORDS];
	char comm[PROCMON_COMM_LEN];
};

/**
 * enum procmon_reader_action - What a reader did.
 * @PROCMON_READER_OPEN: opened the device.
 * @PROCMON_READER_CLOSE: closed it.
 * @PROCMON_READER_HOLD: became the holder.
 * @PROCMON_READER_RELEASE: gave the hold back.
 * @PROCMON_READER_EXPIRE: the hold of one that was gone came to its end.
 */
enum procmon_reader_action {
	PROCMON_READER_OPEN	= 1,
	PROCMON_READER_CLOSE	= 2,
	PROCMON_READER_HOLD	= 3,
	PROCMON_READER_RELEASE	= 4,
	PROCMON_READER_EXPIRE	= 5,
};

/**
 * struct procmon_reader_event - Somebody came for the records, or went
 * (PROCMON_TYPE_READER).
 * @header: start of the record.
 * @time_real: when, ns, CLOCK_REALTIME.
 * @action: enum procmon_reader_action.
 * @reader: number of the open file, from 1.
 * @actor: who; nobody for PROCMON_READER_EXPIRE.
 * @delivered: records that the reader was given so far.
 * @overwritten: records that it was too slow for.
 * @acked_seq: up to where it acknowledged; 0: nothing.
 * @comm: name of the task, NUL-terminated.
 */
struct procmon_reader_event {
	struct procmon_header header;
	__u64 time_real;
	__u32 action;
	__u32 reader;
	struct procmon_actor actor;
	__u64 delivered;
	__u64 overwritten;
	__u64 acked_seq;
	char comm[PROCMON_COMM_LEN];
};

/*
 * ioctl
 * =====
 *
 * An unknown number is -ENOTTY. A reserved member that is not zero, or a
 * value out of range, is -EINVAL. A bad pointer is -EFAULT.
 */

#define PROCMON_IOC_MAGIC	0xE9

/**
 * struct procmon_info - What the device is (PROCMON_IOC_GET_INFO).
 * @abi_version: PROCMON_ABI_VERSION of the sensor.
 * @record_max: no record is larger, bytes.
 * @ring_bytes: size of the ring.
 * @oldest_seq: oldest record in the ring; next_seq: it is empty.
 * @next_seq: number of the next event.
 * @position_seq: next record that this reader gets.
 * @hooks_armed: bit mask of enum procmon_hook.
 * @hooks_off: likewise.
 * @hooks_failed: likewise.
 * @reader: number of this open file.
 * @acked_seq: last record that a holder acknowledged; 0: none.
 * @boot_id: as in struct procmon_sensor.
 * @unsupported: fields that this kernel does not offer.
 * @version: version of the module, NUL-terminated.
 */
struct procmon_info {
	__u32 abi_version;
	__u32 record_max;
	__u64 ring_bytes;
	__u64 oldest_seq;
	__u64 next_seq;
	__u64 position_seq;
	__u32 hooks_armed;
	__u32 hooks_off;
	__u32 hooks_failed;
	__u32 reader;
	__u64 acked_seq;
	__u8 boot_id[16];
	struct procmon_fieldset unsupported;
	char version[32];
};

/**
 * struct procmon_wakeup - When a reader that waits is woken
 * (PROCMON_IOC_SET_WAKEUP).
 * @bytes: as soon as so many bytes are there for it; 0 or 1: at once. At
 *	most half of the ring.
 * @timeout_ms: or so long after the first record came; at most 60,000. Must
 *	not be 0 if @bytes is more than 1.
 * @reserved: 0.
 *
 * A reader starts with {0, 0, 0}.
 */
struct procmon_wakeup {
	__u32 bytes;
	__u32 timeout_ms;
	__u64 reserved;
};

/**
 * struct procmon_hold - Become the holder (PROCMON_IOC_HOLD).
 * @grace_ms: for how long the hold outlives this file when it is closed
 *	without PROCMON_IOC_RELEASE; 0: as the module's parameter says; at
 *	most 3,600,000.
 * @reserved: 0.
 * @resume_seq: returned: next record that this reader gets: the first that
 *	no holder has acknowledged.
 *
 * There is one holder at most: -EBUSY. It needs CAP_SYS_ADMIN: -EPERM.
 * What it has not acknowledged is not overwritten; when the ring is full of
 * such records, enum procmon_full_policy says what comes. The new position may
 * lie before records that were overwritten while nobody held: then the first
 * read() says -EPIPE.
 */
struct procmon_hold {
	__u32 grace_ms;
	__u32 reserved;
	__u64 resume_seq;
};

/**
 * struct procmon_ack - Records are stored (PROCMON_IOC_ACK).
 * @seq: all up to this one. Not before the last acknowledged one and not
 *	behind the place where this reader is: -EINVAL.
 * @reserved: 0.
 *
 * For the holder only: -EPERM.
 */
struct procmon_ack {
	__u64 seq;
	__u64 reserved;
};

/**
 * struct procmon_snapshot_request - Ask for a snapshot (PROCMON_IOC_SNAPSHOT).
 * @tgid: of this process only; 0: of all.
 * @reserved: 0.
 * @begin_seq: returned: seq of its SNAPSHOT_BEGIN.
 *
 * The call returns when the snapshot has begun; it waits for one that is under
 * way. The records come into the stream, for all readers. While this reader
 * reads on, the snapshot waits for it rather than overwrite what it has not read.
 * It needs CAP_SYS_ADMIN: -EPERM. No such process: -ESRCH. The hooks are not
 * armed: -ENODEV. A signal came while it waited: -EINTR.
 */
struct procmon_snapshot_request {
	__u32 tgid;
	__u32 reserved;
	__u64 begin_seq;
};

#define PROCMON_IOC_GET_INFO	_IOR(PROCMON_IOC_MAGIC, 1, struct procmon_info)
#define PROCMON_IOC_SET_WAKEUP	_IOW(PROCMON_IOC_MAGIC, 2, struct procmon_wakeup)
#define PROCMON_IOC_HOLD	_IOWR(PROCMON_IOC_MAGIC, 3, struct procmon_hold)
#define PROCMON_IOC_ACK		_IOW(PROCMON_IOC_MAGIC, 4, struct procmon_ack)
/* Give the hold back at once; for the holder only: -EPERM. */
#define PROCMON_IOC_RELEASE	_IO(PROCMON_IOC_MAGIC, 5)
/*
 * Lock: until reboot every change of the configuration is refused, as are
 * disarming and unloading. Needs CAP_SYS_ADMIN: -EPERM. Once more is no error.
 * -EINVAL: the hooks are not armed; they would stay so.
 */
#define PROCMON_IOC_LOCK	_IO(PROCMON_IOC_MAGIC, 6)
#define PROCMON_IOC_SNAPSHOT \
	_IOWR(PROCMON_IOC_MAGIC, 7, struct procmon_snapshot_request)
/*
 * Choose events beside those of the module's parameter, for as long as this file
 * is open. All readers get them. Needs CAP_SYS_ADMIN, and that the configuration
 * is not locked: -EPERM. What is chosen when it is locked stays so. A type that
 * cannot be chosen: -EINVAL. A hook that they need did not arm: -EIO, and nothing
 * is changed. -EINTR: a signal came first, likewise.
 */
#define PROCMON_IOC_SET_EVENTS	_IOW(PROCMON_IOC_MAGIC, 8, struct procmon_events)

/*
 * Captures
 * ========
 *
 * A file of raw records starts with this; the records follow as read() gave
 * them.
 */
#define PROCMON_CAPTURE_MAGIC		"PROCMON\n"
#define PROCMON_CAPTURE_BYTE_ORDER	0x01020304U

/**
 * struct procmon_capture - Start of a file of raw records.
 * @magic: PROCMON_CAPTURE_MAGIC, 8 bytes.
 * @byte_order: PROCMON_CAPTURE_BYTE_ORDER as the host writes it.
 * @abi_version: PROCMON_ABI_VERSION of the sensor.
 * @boot_id: as in struct procmon_sensor.
 */
struct procmon_capture {
	char magic[8];
	__u32 byte_order;
	__u32 abi_version;
	__u8 boot_id[16];
};

/*
 * Sizes and offsets, checked wherever this file is compiled.
 */
#ifdef __cplusplus
#define PROCMON_ASSERT(expression) static_assert(expression, #expression)
#else
#define PROCMON_ASSERT(expression) _Static_assert(expression, #expression)
#endif
#define PROCMON_SIZE(type, bytes) \
	PROCMON_ASSERT(sizeof(struct type) == (bytes))
#define PROCMON_OFFSET(type, member, bytes) \
	PROCMON_ASSERT(__builtin_offsetof(struct type, member) == (bytes))

PROCMON_SIZE(procmon_header, 32);
PROCMON_OFFSET(procmon_header, len, 0);
PROCMON_OFFSET(procmon_header, type, 4);
PROCMON_OFFSET(procmon_header, flags, 6);
PROCMON_OFFSET(procmon_header, fixed_len, 8);
PROCMON_OFFSET(procmon_header, cpu, 12);
PROCMON_OFFSET(procmon_header, seq, 16);
PROCMON_OFFSET(procmon_header, time_mono, 24);

PROCMON_SIZE(procmon_string, 16);
PROCMON_OFFSET(procmon_string, off, 0);
PROCMON_OFFSET(procmon_string, len, 4);
PROCMON_OFFSET(procmon_string, head, 8);
PROCMON_OFFSET(procmon_string, total, 12);

PROCMON_SIZE(procmon_array, 16);
PROCMON_OFFSET(procmon_array, off, 0);
PROCMON_OFFSET(procmon_array, count, 4);
PROCMON_OFFSET(procmon_array, stride, 8);
PROCMON_OFFSET(procmon_array, total, 12);

PROCMON_SIZE(procmon_fieldset, 16);
PROCMON_OFFSET(procmon_fieldset, bits, 0);

PROCMON_SIZE(procmon_identity, 80);
PROCMON_OFFSET(procmon_identity, tgid, 0);
PROCMON_OFFSET(procmon_identity, tid, 4);
PROCMON_OFFSET(procmon_identity, ppid, 8);
PROCMON_OFFSET(procmon_identity, pgid, 12);
PROCMON_OFFSET(procmon_identity, sid, 16);
PROCMON_OFFSET(procmon_identity, tracer_tgid, 20);
PROCMON_OFFSET(procmon_identity, ns_tgid, 24);
PROCMON_OFFSET(procmon_identity, ns_tid, 28);
PROCMON_OFFSET(procmon_identity, ns_ppid, 32);
PROCMON_OFFSET(procmon_identity, ns_pgid, 36);
PROCMON_OFFSET(procmon_identity, ns_sid, 40);
PROCMON_OFFSET(procmon_identity, reserved, 44);
PROCMON_OFFSET(procmon_identity, start_boottime, 48);
PROCMON_OFFSET(procmon_identity, parent_start_boottime, 56);
PROCMON_OFFSET(procmon_identity, exec_id, 64);
PROCMON_OFFSET(procmon_identity, parent_exec_id, 72);

PROCMON_SIZE(procmon_creds, 80);
PROCMON_OFFSET(procmon_creds, uid, 0);
PROCMON_OFFSET(procmon_creds, euid, 4);
PROCMON_OFFSET(procmon_creds, suid, 8);
PROCMON_OFFSET(procmon_creds, fsuid, 12);
PROCMON_OFFSET(procmon_creds, gid, 16);
PROCMON_OFFSET(procmon_creds, egid, 20);
PROCMON_OFFSET(procmon_creds, sgid, 24);
PROCMON_OFFSET(procmon_creds, fsgid, 28);
PROCMON_OFFSET(procmon_creds, cap_permitted, 32);
PROCMON_OFFSET(procmon_creds, cap_effective, 40);
PROCMON_OFFSET(procmon_creds, cap_inheritable, 48);
PROCMON_OFFSET(procmon_creds, cap_bounding, 56);
PROCMON_OFFSET(procmon_creds, cap_ambient, 64);
PROCMON_OFFSET(procmon_creds, securebits, 72);
PROCMON_OFFSET(procmon_creds, user_ns, 76);

PROCMON_SIZE(procmon_file, 96);
PROCMON_OFFSET(procmon_file, dev_major, 0);
PROCMON_OFFSET(procmon_file, dev_minor, 4);
PROCMON_OFFSET(procmon_file, ino, 8);
PROCMON_OFFSET(procmon_file, mtime, 16);
PROCMON_OFFSET(procmon_file, ctime, 24);
PROCMON_OFFSET(procmon_file, btime, 32);
PROCMON_OFFSET(procmon_file, size, 40);
PROCMON_OFFSET(procmon_file, fs_magic, 48);
PROCMON_OFFSET(procmon_file, mount_id, 56);
PROCMON_OFFSET(procmon_file, mode, 64);
PROCMON_OFFSET(procmon_file, uid, 68);
PROCMON_OFFSET(procmon_file, gid, 72);
PROCMON_OFFSET(procmon_file, nlink, 76);
PROCMON_OFFSET(procmon_file, generation, 80);
PROCMON_OFFSET(procmon_file, mount_flags, 84);
PROCMON_OFFSET(procmon_file, flags, 88);
PROCMON_OFFSET(procmon_file, reserved, 92);

PROCMON_SIZE(procmon_file_caps, 24);
PROCMON_OFFSET(procmon_file_caps, permitted, 0);
PROCMON_OFFSET(procmon_file_caps, inheritable, 8);
PROCMON_OFFSET(procmon_file_caps, effective, 16);
PROCMON_OFFSET(procmon_file_caps, rootid, 20);

PROCMON_SIZE(procmon_namespaces, 32);
PROCMON_OFFSET(procmon_namespaces, pid, 0);
PROCMON_OFFSET(procmon_namespaces, net, 4);
PROCMON_OFFSET(procmon_namespaces, uts, 8);
PROCMON_OFFSET(procmon_namespaces, ipc, 12);
PROCMON_OFFSET(procmon_namespaces, user, 16);
PROCMON_OFFSET(procmon_namespaces, cgroup, 20);
PROCMON_OFFSET(procmon_namespaces, time, 24);
PROCMON_OFFSET(procmon_namespaces, mnt, 28);

PROCMON_SIZE(procmon_ancestor, 40);
PROCMON_OFFSET(procmon_ancestor, tgid, 0);
PROCMON_OFFSET(procmon_ancestor, uid, 4);
PROCMON_OFFSET(procmon_ancestor, start_boottime, 8);
PROCMON_OFFSET(procmon_ancestor, exec_id, 16);
PROCMON_OFFSET(procmon_ancestor, exe_dev_major, 24);
PROCMON_OFFSET(procmon_ancestor, exe_dev_minor, 28);
PROCMON_OFFSET(procmon_ancestor, exe_ino, 32);

PROCMON_SIZE(procmon_fd, 56);
PROCMON_OFFSET(procmon_fd, fd, 0);
PROCMON_OFFSET(procmon_fd, kind, 4);
PROCMON_OFFSET(procmon_fd, flags, 8);
PROCMON_OFFSET(procmon_fd, mode, 12);
PROCMON_OFFSET(procmon_fd, dev_major, 16);
PROCMON_OFFSET(procmon_fd, dev_minor, 20);
PROCMON_OFFSET(procmon_fd, rdev_major, 24);
PROCMON_OFFSET(procmon_fd, rdev_minor, 28);
PROCMON_OFFSET(procmon_fd, ino, 32);
PROCMON_OFFSET(procmon_fd, path, 40);

PROCMON_SIZE(procmon_socket, 96);
PROCMON_OFFSET(procmon_socket, fd, 0);
PROCMON_OFFSET(procmon_socket, family, 4);
PROCMON_OFFSET(procmon_socket, type, 6);
PROCMON_OFFSET(procmon_socket, protocol, 8);
PROCMON_OFFSET(procmon_socket, state, 10);
PROCMON_OFFSET(procmon_socket, local_port, 12);
PROCMON_OFFSET(procmon_socket, peer_port, 14);
PROCMON_OFFSET(procmon_socket, flags, 16);
PROCMON_OFFSET(procmon_socket, scope_id, 20);
PROCMON_OFFSET(procmon_socket, ino, 24);
PROCMON_OFFSET(procmon_socket, local, 32);
PROCMON_OFFSET(procmon_socket, peer, 48);
PROCMON_OFFSET(procmon_socket, local_path, 64);
PROCMON_OFFSET(procmon_socket, peer_path, 80);

PROCMON_SIZE(procmon_exec, 1192);
PROCMON_OFFSET(procmon_exec, header, 0);
PROCMON_OFFSET(procmon_exec, time_boot, 32);
PROCMON_OFFSET(procmon_exec, time_real, 40);
PROCMON_OFFSET(procmon_exec, flags, 48);
PROCMON_OFFSET(procmon_exec, origin, 52);
PROCMON_OFFSET(procmon_exec, missing, 56);
PROCMON_OFFSET(procmon_exec, truncated, 152);
PROCMON_OFFSET(procmon_exec, identity, 168);
PROCMON_OFFSET(procmon_exec, old_tid, 248);
PROCMON_OFFSET(procmon_exec, execveat_flags, 252);
PROCMON_OFFSET(procmon_exec, dirfd, 256);
PROCMON_OFFSET(procmon_exec, dumpable, 260);
PROCMON_OFFSET(procmon_exec, parent_run_ns, 264);
PROCMON_OFFSET(procmon_exec, comm, 272);
PROCMON_OFFSET(procmon_exec, prev_comm, 288);
PROCMON_OFFSET(procmon_exec, creds, 304);
PROCMON_OFFSET(procmon_exec, creds_before, 384);
PROCMON_OFFSET(procmon_exec, loginuid, 464);
PROCMON_OFFSET(procmon_exec, audit_session, 468);
PROCMON_OFFSET(procmon_exec, user_ns_owner, 472);
PROCMON_OFFSET(procmon_exec, user_ns_level, 476);
PROCMON_OFFSET(procmon_exec, seccomp_mode, 480);
PROCMON_OFFSET(procmon_exec, umask, 484);
PROCMON_OFFSET(procmon_exec, nice, 488);
PROCMON_OFFSET(procmon_exec, error, 492);
PROCMON_OFFSET(procmon_exec, rlimit_nofile, 496);
PROCMON_OFFSET(procmon_exec, rlimit_nofile_max, 504);
PROCMON_OFFSET(procmon_exec, exe_file, 512);
PROCMON_OFFSET(procmon_exec, exe_caps, 608);
PROCMON_OFFSET(procmon_exec, script_file, 632);
PROCMON_OFFSET(procmon_exec, elf_interp_dev_major, 728);
PROCMON_OFFSET(procmon_exec, elf_interp_dev_minor, 732);
PROCMON_OFFSET(procmon_exec, elf_interp_ino, 736);
PROCMON_OFFSET(procmon_exec, namespaces, 744);
PROCMON_OFFSET(procmon_exec, cgroup_id, 776);
PROCMON_OFFSET(procmon_exec, argc, 784);
PROCMON_OFFSET(procmon_exec, envc, 788);
PROCMON_OFFSET(procmon_exec, tty_major, 792);
PROCMON_OFFSET(procmon_exec, tty_minor, 796);
PROCMON_OFFSET(procmon_exec, fd_count, 800);
PROCMON_OFFSET(procmon_exec, verity_algorithm, 804);
PROCMON_OFFSET(procmon_exec, ima_algorithm, 806);
PROCMON_OFFSET(procmon_exec, vm_size, 808);
PROCMON_OFFSET(procmon_exec, rss, 816);
PROCMON_OFFSET(procmon_exec, min_faults, 824);
PROCMON_OFFSET(procmon_exec, maj_faults, 832);
PROCMON_OFFSET(procmon_exec, filename, 840);
PROCMON_OFFSET(procmon_exec, argv, 856);
PROCMON_OFFSET(procmon_exec, envp, 872);
PROCMON_OFFSET(procmon_exec, argv_digest, 888);
PROCMON_OFFSET(procmon_exec, env_digest, 904);
PROCMON_OFFSET(procmon_exec, interp, 920);
PROCMON_OFFSET(procmon_exec, exe, 936);
PROCMON_OFFSET(procmon_exec, script, 952);
PROCMON_OFFSET(procmon_exec, parent_exe, 968);
PROCMON_OFFSET(procmon_exec, parent_argv, 984);
PROCMON_OFFSET(procmon_exec, cwd, 1000);
PROCMON_OFFSET(procmon_exec, root, 1016);
PROCMON_OFFSET(procmon_exec, lsm_label, 1032);
PROCMON_OFFSET(procmon_exec, nodename, 1048);
PROCMON_OFFSET(procmon_exec, cgroup, 1064);
PROCMON_OFFSET(procmon_exec, tty, 1080);
PROCMON_OFFSET(procmon_exec, verity_digest, 1096);
PROCMON_OFFSET(procmon_exec, ima_digest, 1112);
PROCMON_OFFSET(procmon_exec, groups, 1128);
PROCMON_OFFSET(procmon_exec, ancestors, 1144);
PROCMON_OFFSET(procmon_exec, fds, 1160);
PROCMON_OFFSET(procmon_exec, sockets, 1176);

PROCMON_SIZE(procmon_process, 224);
PROCMON_OFFSET(procmon_process, identity, 0);
PROCMON_OFFSET(procmon_process, creds, 80);
PROCMON_OFFSET(procmon_process, namespaces, 160);
PROCMON_OFFSET(procmon_process, cgroup_id, 192);
PROCMON_OFFSET(procmon_process, loginuid, 200);
PROCMON_OFFSET(procmon_process, audit_session, 204);
PROCMON_OFFSET(procmon_process, comm, 208);

PROCMON_SIZE(procmon_life, 368);
PROCMON_OFFSET(procmon_life, header, 0);
PROCMON_OFFSET(procmon_life, time_boot, 32);
PROCMON_OFFSET(procmon_life, time_real, 40);
PROCMON_OFFSET(procmon_life, missing, 48);
PROCMON_OFFSET(procmon_life, process, 144);

PROCMON_SIZE(procmon_peer, 48);
PROCMON_OFFSET(procmon_peer, tgid, 0);
PROCMON_OFFSET(procmon_peer, tid, 4);
PROCMON_OFFSET(procmon_peer, uid, 8);
PROCMON_OFFSET(procmon_peer, euid, 12);
PROCMON_OFFSET(procmon_peer, start_boottime, 16);
PROCMON_OFFSET(procmon_peer, exec_id, 24);
PROCMON_OFFSET(procmon_peer, comm, 32);

PROCMON_SIZE(procmon_fork, 432);
PROCMON_OFFSET(procmon_fork, life, 0);
PROCMON_OFFSET(procmon_fork, creator, 368);
PROCMON_OFFSET(procmon_fork, clone_flags, 416);
PROCMON_OFFSET(procmon_fork, flags, 424);
PROCMON_OFFSET(procmon_fork, reserved, 428);

PROCMON_SIZE(procmon_exit, 456);
PROCMON_OFFSET(procmon_exit, life, 0);
PROCMON_OFFSET(procmon_exit, status, 368);
PROCMON_OFFSET(procmon_exit, code, 372);
PROCMON_OFFSET(procmon_exit, signal, 376);
PROCMON_OFFSET(procmon_exit, flags, 380);
PROCMON_OFFSET(procmon_exit, run_ns, 384);
PROCMON_OFFSET(procmon_exit, cpu_ns, 392);
PROCMON_OFFSET(procmon_exit, user_ns, 400);
PROCMON_OFFSET(procmon_exit, system_ns, 408);
PROCMON_OFFSET(procmon_exit, max_rss, 416);
PROCMON_OFFSET(procmon_exit, min_faults, 424);
PROCMON_OFFSET(procmon_exit, maj_faults, 432);
PROCMON_OFFSET(procmon_exit, read_bytes, 440);
PROCMON_OFFSET(procmon_exit, write_bytes, 448);

PROCMON_SIZE(procmon_creds_event, 464);
PROCMON_OFFSET(procmon_creds_event, life, 0);
PROCMON_OFFSET(procmon_creds_event, before, 368);
PROCMON_OFFSET(procmon_creds_event, changed, 448);
PROCMON_OFFSET(procmon_creds_event, groups_before, 452);
PROCMON_OFFSET(procmon_creds_event, groups_after, 456);
PROCMON_OFFSET(procmon_creds_event, reserved, 460);

PROCMON_SIZE(procmon_ptrace_event, 424);
PROCMON_OFFSET(procmon_ptrace_event, life, 0);
PROCMON_OFFSET(procmon_ptrace_event, tracer, 368);
PROCMON_OFFSET(procmon_ptrace_event, action, 416);
PROCMON_OFFSET(procmon_ptrace_event, reserved, 420);

PROCMON_SIZE(procmon_comm_event, 432);
PROCMON_OFFSET(procmon_comm_event, life, 0);
PROCMON_OFFSET(procmon_comm_event, before, 368);
PROCMON_OFFSET(procmon_comm_event, actor, 384);

PROCMON_SIZE(procmon_coredump, 376);
PROCMON_OFFSET(procmon_coredump, life, 0);
PROCMON_OFFSET(procmon_coredump, signal, 368);
PROCMON_OFFSET(procmon_coredump, reserved, 372);

PROCMON_SIZE(procmon_snapshot, 80);
PROCMON_OFFSET(procmon_snapshot, header, 0);
PROCMON_OFFSET(procmon_snapshot, time_real, 32);
PROCMON_OFFSET(procmon_snapshot, number, 40);
PROCMON_OFFSET(procmon_snapshot, reason, 44);
PROCMON_OFFSET(procmon_snapshot, reader, 48);
PROCMON_OFFSET(procmon_snapshot, tgid, 52);
PROCMON_OFFSET(procmon_snapshot, processes, 56);
PROCMON_OFFSET(procmon_snapshot, failed, 64);
PROCMON_OFFSET(procmon_snapshot, begin_seq, 72);

PROCMON_SIZE(procmon_events, 16);
PROCMON_OFFSET(procmon_events, types, 0);
PROCMON_OFFSET(procmon_events, flags, 4);
PROCMON_OFFSET(procmon_events, reserved, 8);

PROCMON_SIZE(procmon_snapshot_request, 16);
PROCMON_OFFSET(procmon_snapshot_request, tgid, 0);
PROCMON_OFFSET(procmon_snapshot_request, reserved, 4);
PROCMON_OFFSET(procmon_snapshot_request, begin_seq, 8);

PROCMON_SIZE(procmon_sensor, 216);
PROCMON_OFFSET(procmon_sensor, header, 0);
PROCMON_OFFSET(procmon_sensor, time_real, 32);
PROCMON_OFFSET(procmon_sensor, abi_version, 40);
PROCMON_OFFSET(procmon_sensor, reason, 44);
PROCMON_OFFSET(procmon_sensor, boot_id, 48);
PROCMON_OFFSET(procmon_sensor, hooks_armed, 64);
PROCMON_OFFSET(procmon_sensor, hooks_off, 68);
PROCMON_OFFSET(procmon_sensor, hooks_failed, 72);
PROCMON_OFFSET(procmon_sensor, grace_ms, 76);
PROCMON_OFFSET(procmon_sensor, ring_bytes, 80);
PROCMON_OFFSET(procmon_sensor, argv_max, 88);
PROCMON_OFFSET(procmon_sensor, env_max, 92);
PROCMON_OFFSET(procmon_sensor, unsupported, 96);
PROCMON_OFFSET(procmon_sensor, version, 112);
PROCMON_OFFSET(procmon_sensor, kernel_release, 128);
PROCMON_OFFSET(procmon_sensor, mechanism, 144);
PROCMON_OFFSET(procmon_sensor, locked, 148);
PROCMON_OFFSET(procmon_sensor, fail_errno, 152);
PROCMON_OFFSET(procmon_sensor, events, 176);
PROCMON_OFFSET(procmon_sensor, full_policy, 192);
PROCMON_OFFSET(procmon_sensor, block_ms, 196);
PROCMON_OFFSET(procmon_sensor, heartbeat_ms, 200);
PROCMON_OFFSET(procmon_sensor, reserved, 204);
PROCMON_OFFSET(procmon_sensor, reserve_bytes, 208);

PROCMON_SIZE(procmon_errno_set, 24);
PROCMON_OFFSET(procmon_errno_set, bits, 0);

PROCMON_SIZE(procmon_counters, 104);
PROCMON_OFFSET(procmon_counters, captured, 0);
PROCMON_OFFSET(procmon_counters, delivered, 8);
PROCMON_OFFSET(procmon_counters, overwritten, 16);
PROCMON_OFFSET(procmon_counters, lost, 24);
PROCMON_OFFSET(procmon_counters, pending, 32);
PROCMON_OFFSET(procmon_counters, lost_by_cause, 40);

PROCMON_SIZE(procmon_heartbeat, 216);
PROCMON_OFFSET(procmon_heartbeat, header, 0);
PROCMON_OFFSET(procmon_heartbeat, time_real, 32);
PROCMON_OFFSET(procmon_heartbeat, first_seq, 40);
PROCMON_OFFSET(procmon_heartbeat, counters, 48);
PROCMON_OFFSET(procmon_heartbeat, tombstones, 152);
PROCMON_OFFSET(procmon_heartbeat, waited, 160);
PROCMON_OFFSET(procmon_heartbeat, waited_in_vain, 168);
PROCMON_OFFSET(procmon_heartbeat, used_bytes, 176);
PROCMON_OFFSET(procmon_heartbeat, acked_seq, 184);
PROCMON_OFFSET(procmon_heartbeat, holder, 192);
PROCMON_OFFSET(procmon_heartbeat, readers, 196);
PROCMON_OFFSET(procmon_heartbeat, hooks_armed, 200);
PROCMON_OFFSET(procmon_heartbeat, hooks_off, 204);
PROCMON_OFFSET(procmon_heartbeat, hooks_failed, 208);
PROCMON_OFFSET(procmon_heartbeat, interval_ms, 212);

PROCMON_SIZE(procmon_hook_event, 72);
PROCMON_OFFSET(procmon_hook_event, header, 0);
PROCMON_OFFSET(procmon_hook_event, time_real, 32);
PROCMON_OFFSET(procmon_hook_event, hook, 40);
PROCMON_OFFSET(procmon_hook_event, cause, 44);
PROCMON_OFFSET(procmon_hook_event, mechanism, 48);
PROCMON_OFFSET(procmon_hook_event, reserved, 52);
PROCMON_OFFSET(procmon_hook_event, since_seq, 56);
PROCMON_OFFSET(procmon_hook_event, missed, 64);

PROCMON_SIZE(procmon_actor, 32);
PROCMON_OFFSET(procmon_actor, tgid, 0);
PROCMON_OFFSET(procmon_actor, tid, 4);
PROCMON_OFFSET(procmon_actor, uid, 8);
PROCMON_OFFSET(procmon_actor, euid, 12);
PROCMON_OFFSET(procmon_actor, loginuid, 16);
PROCMON_OFFSET(procmon_actor, reserved, 20);
PROCMON_OFFSET(procmon_actor, start_boottime, 24);

PROCMON_SIZE(procmon_config_event, 144);
PROCMON_OFFSET(procmon_config_event, header, 0);
PROCMON_OFFSET(procmon_config_event, time_real, 32);
PROCMON_OFFSET(procmon_config_event, setting, 40);
PROCMON_OFFSET(procmon_config_event, reserved, 44);
PROCMON_OFFSET(procmon_config_event, actor, 48);
PROCMON_OFFSET(procmon_config_event, before, 80);
PROCMON_OFFSET(procmon_config_event, after, 104);
PROCMON_OFFSET(procmon_config_event, comm, 128);

PROCMON_SIZE(procmon_lost, 368);
PROCMON_OFFSET(procmon_lost, header, 0);
PROCMON_OFFSET(procmon_lost, first_seq, 32);
PROCMON_OFFSET(procmon_lost, last_seq, 40);
PROCMON_OFFSET(procmon_lost, by_cause, 48);
PROCMON_OFFSET(procmon_lost, by_type, 112);

PROCMON_SIZE(procmon_reader_event, 120);
PROCMON_OFFSET(procmon_reader_event, header, 0);
PROCMON_OFFSET(procmon_reader_event, time_real, 32);
PROCMON_OFFSET(procmon_reader_event, action, 40);
PROCMON_OFFSET(procmon_reader_event, reader, 44);
PROCMON_OFFSET(procmon_reader_event, actor, 48);
PROCMON_OFFSET(procmon_reader_event, delivered, 80);
PROCMON_OFFSET(procmon_reader_event, overwritten, 88);
PROCMON_OFFSET(procmon_reader_event, acked_seq, 96);
PROCMON_OFFSET(procmon_reader_event, comm, 104);

PROCMON_SIZE(procmon_info, 128);
PROCMON_OFFSET(procmon_info, abi_version, 0);
PROCMON_OFFSET(procmon_info, record_max, 4);
PROCMON_OFFSET(procmon_info, ring_bytes, 8);
PROCMON_OFFSET(procmon_info, oldest_seq, 16);
PROCMON_OFFSET(procmon_info, next_seq, 24);
PROCMON_OFFSET(procmon_info, position_seq, 32);
PROCMON_OFFSET(procmon_info, hooks_armed, 40);
PROCMON_OFFSET(procmon_info, hooks_off, 44);
PROCMON_OFFSET(procmon_info, hooks_failed, 48);
PROCMON_OFFSET(procmon_info, reader, 52);
PROCMON_OFFSET(procmon_info, acked_seq, 56);
PROCMON_OFFSET(procmon_info, boot_id, 64);
PROCMON_OFFSET(procmon_info, unsupported, 80);
PROCMON_OFFSET(procmon_info, version, 96);

PROCMON_SIZE(procmon_wakeup, 16);
PROCMON_OFFSET(procmon_wakeup, bytes, 0);
PROCMON_OFFSET(procmon_wakeup, timeout_ms, 4);
PROCMON_OFFSET(procmon_wakeup, reserved, 8);

PROCMON_SIZE(procmon_hold, 16);
PROCMON_OFFSET(procmon_hold, grace_ms, 0);
PROCMON_OFFSET(procmon_hold, reserved, 4);
PROCMON_OFFSET(procmon_hold, resume_seq, 8);

PROCMON_SIZE(procmon_ack, 16);
PROCMON_OFFSET(procmon_ack, seq, 0);
PROCMON_OFFSET(procmon_ack, reserved, 8);

PROCMON_SIZE(procmon_capture, 32);
PROCMON_OFFSET(procmon_capture, magic, 0);
PROCMON_OFFSET(procmon_capture, byte_order, 8);
PROCMON_OFFSET(procmon_capture, abi_version, 12);
PROCMON_OFFSET(procmon_capture, boot_id, 16);

#undef PROCMON_OFFSET
#undef PROCMON_SIZE
#undef PROCMON_ASSERT

#endif /* _UAPI_LINUX_PROCMON_H */
