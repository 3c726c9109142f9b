// SPDX-License-Identifier: GPL-2.0-only
/*
 * truth_outside.c - what /proc shows of another process: ids, rights, times,
 * limits, namespaces. It must not know why the process is as it is.
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <linux/nsfs.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "files.h"
#include "truth.h"

/* The kernel's minors of a pseudo terminal's majors, Documentation/devices. */
#define PTS_MAJOR_FIRST	136
#define PTS_MAJOR_LAST	143

/* proc_read() - A file below /proc/PID, as text. */
static ssize_t proc_read(pid_t pid, const char *name, char *text, size_t size)
{
	char path[64];

	snprintf(path, sizeof(path), "/proc/%d/%s", pid, name);
	return content_read(path, text, size);
}

/* stat_field() - Field of /proc/PID/stat, by its number in proc(5). */
static bool stat_field(pid_t pid, int number, uint64_t *ret_value)
{
	char text[4096], *at;

	if (proc_read(pid, "stat", text, sizeof(text)) < 0)
		return false;
	/* The second field may hold anything, but ends here. */
	at = strrchr(text, ')');
	for (; at && number > 2; number--)
		at = strchr(at + 1, ' ');
	if (!at)
		return false;
	*ret_value = strtoll(at, NULL, 10);
	return true;
}

/* started() - When a process started: /proc counts in clock ticks. */
static bool started(pid_t pid, uint64_t *ret_low, uint64_t *ret_high)
{
	uint64_t tick = 1000000000 / sysconf(_SC_CLK_TCK), ticks;

	if (!stat_field(pid, 22, &ticks))
		return false;
	*ret_low = ticks * tick;
	*ret_high = *ret_low + tick - 1;
	return true;
}

/* parent_program() - What a process runs; a kernel thread runs nothing. */
static const char *parent_program(struct truth *truth, pid_t pid)
{
	char path[64], text[4096];
	ssize_t len;

	snprintf(path, sizeof(path), "/proc/%d/exe", pid);
	len = readlink(path, text, sizeof(text) - 1);
	if (len < 0) {
		truth_absent(truth, "parent_exe");
		truth_absent(truth, "parent_argv");
		return errno == ENOENT ? NULL : "exe of the parent";
	}
	truth_bytes(truth, "parent_exe", text, len);
	len = proc_read(pid, "cmdline", text, sizeof(text));
	if (len < 0)
		return "cmdline of the parent";
	truth_bytes(truth, "parent_argv", text, len);
	return NULL;
}

static const char *times(struct truth *truth, pid_t pid)
{
	const struct truth_value *boot = truth_find(truth, "time_boot");
	uint64_t low, high, parent;

	if (!stat_field(pid, 4, &parent) || !started(pid, &low, &high))
		return "stat";
	truth_number(truth, "identity.ppid", parent);
	truth_range(truth, "identity.start_boottime", low, high);
	if (!parent) {
		truth_absent(truth, "parent_exe");
		truth_absent(truth, "parent_argv");
		truth_number(truth, "identity.parent_start_boottime", 0);
		truth_number(truth, "parent_run_ns", 0);
		return NULL;
	}
	if (!started(parent, &low, &high))
		return "stat of the parent";
	truth_range(truth, "identity.parent_start_boottime", low, high);
	/* A parent of this very tick may have started after boot->low. */
	truth_range(truth, "parent_run_ns",
		    boot->low > high ? boot->low - high : 0, boot->high - low);
	return parent_program(truth, parent);
}

/* status_line() - What follows NAME: in a copy of /proc/PID/status. */
static const char *status_line(const char *text, const char *name)
{
	size_t len = strlen(name);

	for (; text; text = strchr(text, '\n')) {
		text += *text == '\n';
		if (!strncmp(text, name, len) && text[len] == ':')
			return text + len + 1;
		if (!*text)
			break;
	}
	return NULL;
}

/* four() - Ids: real, effective, saved, for files. */
static bool four(struct truth *truth, const char *status, const char *line,
		 const char *prefix, const char *kind)
{
	static const char *const letters[] = { "", "e", "s", "fs" };
	const char *at = status_line(status, line);
	char name[64], *end;
	int i;

	if (!at)
		return false;
	for (i = 0; i < 4; i++) {
		snprintf(name, sizeof(name), "%s.%s%s", prefix, letters[i],
			 kind);
		truth_number(truth, name, strtoul(at, &end, 10));
		at = end;
	}
	return true;
}

static bool capabilities(struct truth *truth, const char *status,
			 const char *prefix)
{
	static const struct {
		const char *line;
		const char *name;
	} sets[] = {
		{ "CapInh", "inheritable" }, { "CapPrm", "permitted" },
		{ "CapEff", "effective" }, { "CapBnd", "bounding" },
		{ "CapAmb", "ambient" },
	};
	const char *at;
	char name[64];
	size_t i;

	for (i = 0; i < sizeof(sets) / sizeof(sets[0]); i++) {
		at = status_line(status, sets[i].line);
		if (!at)
			return false;
		snprintf(name, sizeof(name), "%s.cap_%s", prefix,
			 sets[i].name);
		truth_number(truth, name, strtoull(at, NULL, 16));
	}
	return true;
}

/* namespace_number() - Inode of a namespace; 0: there is none. */
static uint64_t namespace_number(pid_t pid, const char *name)
{
	struct stat facts;
	char path[64];

	snprintf(path, sizeof(path), "/proc/%d/ns/%s", pid, name);
	return stat(path, &facts) ? 0 : facts.st_ino;
}

/* credentials() - All of them but securebits, which are nowhere in /proc. */
static const char *credentials(struct truth *truth, pid_t pid,
			       const char *prefix)
{
	char status[8192], name[64];

	if (proc_read(pid, "status", status, sizeof(status)) < 0 ||
	    !four(truth, status, "Uid", prefix, "uid") ||
	    !four(truth, status, "Gid", prefix, "gid") ||
	    !capabilities(truth, status, prefix))
		return "status";
	snprintf(name, sizeof(name), "%s.user_ns", prefix);
	truth_number(truth, name, namespace_number(pid, "user"));
	return NULL;
}

static void groups(struct truth *truth, const char *status)
{
	const char *at = status_line(status, "Groups");
	uint32_t list[256];
	size_t count = 0;
	char *end;

	for (; at && count < 256; at = end, count++) {
		list[count] = strtoul(at, &end, 10);
		if (end == at)
			break;
	}
	truth_bytes(truth, "groups", list, count * sizeof(list[0]));
}

/* user_namespace() - Its owner, and how many are above it. */
static const char *user_namespace(struct truth *truth, pid_t pid)
{
	unsigned int owner, level = 0;
	char path[64];
	int fd, above;

	snprintf(path, sizeof(path), "/proc/%d/ns/user", pid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return "ns/user";
	if (!ioctl(fd, NS_GET_OWNER_UID, &owner))
		truth_number(truth, "user_ns_owner", owner);
	/* From the initial namespace there is no way up: EPERM. */
	while ((above = ioctl(fd, NS_GET_PARENT)) >= 0) {
		close(fd);
		fd = above;
		level++;
	}
	truth_number(truth, "user_ns_level", level);
	close(fd);
	return NULL;
}

static void namespaces(struct truth *truth, pid_t pid)
{
	static const char *const names[] = {
		"pid", "net", "uts", "ipc", "user", "cgroup", "time", "mnt"
	};
	char name[64];
	uint64_t number;
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		number = namespace_number(pid, names[i]);
		snprintf(name, sizeof(name), "namespaces.%s", names[i]);
		if (number)
			truth_number(truth, name, number);
		else
			truth_absent(truth, name);
	}
}

/* optional_number() - A file with a number, or no such file. */
static void optional_number(struct truth *truth, pid_t pid, const char *file,
			    const char *name)
{
	char text[64];

	if (proc_read(pid, file, text, sizeof(text)) > 0)
		truth_number(truth, name, strtoul(text, NULL, 10));
	else
		truth_absent(truth, name);
}

/* label() - Of the security module; a newline may end the text. */
static void label(struct truth *truth, pid_t pid)
{
	char text[4096];
	ssize_t len = proc_read(pid, "attr/current", text, sizeof(text));

	while (len > 0 && (text[len - 1] == '\n' || !text[len - 1]))
		len--;
	if (len > 0)
		truth_bytes(truth, "lsm_label", text, len);
	else
		truth_absent(truth, "lsm_label");
}

/* control_group() - Path in the second hierarchy, and its inode. */
static void control_group(struct truth *truth, pid_t pid)
{
	static const char *const mounts[] = {
		"/sys/fs/cgroup", "/sys/fs/cgroup/unified"
	};
	char text[8192], path[8300], *at, *end;
	struct stat facts;
	size_t i;

	if (proc_read(pid, "cgroup", text, sizeof(text)) < 0) {
		truth_absent(truth, "cgroup");
		truth_absent(truth, "cgroup_id");
		return;
	}
	at = strncmp(text, "0::", 3) ? strstr(text, "\n0::") : text;
	if (!at)
		return;
	at = strchr(at, '/');
	end = at ? strchr(at, '\n') : NULL;
	if (!end)
		return;
	*end = '\0';
	truth_text(truth, "cgroup", at);
	for (i = 0; i < sizeof(mounts) / sizeof(mounts[0]); i++) {
		snprintf(path, sizeof(path), "%s/cgroup.procs", mounts[i]);
		if (access(path, F_OK))
			continue;
		snprintf(path, sizeof(path), "%s%s", mounts[i], at);
		if (!stat(path, &facts))
			truth_number(truth, "cgroup_id", facts.st_ino);
	}
}

/* terminal() - The controlling one. */
static const char *terminal(struct truth *truth, pid_t pid)
{
	unsigned int number_major, number_minor;
	uint64_t number;
	char name[64];

	if (!stat_field(pid, 7, &number))
		return "stat";
	if (!number) {
		truth_absent(truth, "tty");
		truth_number(truth, "tty_major", 0);
		truth_number(truth, "tty_minor", 0);
		return NULL;
	}
	number_major = major(number);
	number_minor = minor(number);
	truth_number(truth, "tty_major", number_major);
	truth_number(truth, "tty_minor", number_minor);
	if (number_major >= PTS_MAJOR_FIRST && number_major <= PTS_MAJOR_LAST) {
		snprintf(name, sizeof(name), "pts%u", number_minor);
		truth_text(truth, "tty", name);
	}
	return NULL;
}

static const char *blocks(struct truth *truth, pid_t pid)
{
	static char text[4 << 20];
	unsigned int count;
	ssize_t len, i;

	len = proc_read(pid, "cmdline", text, sizeof(text));
	if (len < 0)
		return "cmdline";
	for (count = 0, i = 0; i < len; i++)
		count += !text[i];
	truth_bytes(truth, "argv", text, len);
	truth_number(truth, "argc", count);
	len = proc_read(pid, "environ", text, sizeof(text));
	if (len < 0)
		return "environ";
	for (count = 0, i = 0; i < len; i++)
		count += !text[i];
	truth_bytes(truth, "envp", text, len);
	truth_number(truth, "envc", count);
	return NULL;
}

static const char *limits(struct truth *truth, pid_t pid)
{
	uint64_t number;

	errno = 0;
	number = getpriority(PRIO_PROCESS, pid);
	if (errno)
		return "getpriority";
	truth_number(truth, "nice", number);
	return NULL;
}

const char *outside_memory(struct truth *truth, pid_t pid)
{
	uint64_t page = sysconf(_SC_PAGESIZE), size, resident;
	/* The kernel counts resident pages in batches, by thread or CPU. */
	uint64_t batches = 256;
	char text[256];

	if (proc_read(pid, "statm", text, sizeof(text)) < 0 ||
	    sscanf(text, "%" SCNu64 " %" SCNu64, &size, &resident) != 2)
		return "statm";
	truth_number(truth, "vm_size", size * page);
	truth_range(truth, "rss",
		    (resident > batches ? resident - batches : 0) * page,
		    (resident + batches) * page);
	return NULL;
}

const char *outside_before(struct truth *truth, pid_t pid)
{
	const char *failed;
	char text[64];
	ssize_t len;

	failed = credentials(truth, pid, "creds_before");
	if (failed)
		return failed;
	len = proc_read(pid, "comm", text, sizeof(text));
	if (len < 1)
		return "comm";
	truth_bytes(truth, "prev_comm", text, len - 1);
	return NULL;
}

/* outside_ids() - What the id in the initial namespaces leads to. */
static const char *outside_ids(struct truth *truth, pid_t pid)
{
	char status[8192], text[64];
	const char *at;
	ssize_t len;

	if (proc_read(pid, "status", status, sizeof(status)) < 0)
		return "status";
	truth_number(truth, "identity.tgid", pid);
	truth_number(truth, "identity.tid", pid);
	truth_number(truth, "identity.pgid", getpgid(pid));
	truth_number(truth, "identity.sid", getsid(pid));
	groups(truth, status);
	at = status_line(status, "TracerPid");
	if (!at)
		return "TracerPid";
	truth_number(truth, "identity.tracer_tgid", strtoul(at, NULL, 10));
	at = status_line(status, "Umask");
	if (at)
		truth_number(truth, "umask", strtoul(at, NULL, 8));
	len = proc_read(pid, "comm", text, sizeof(text));
	if (len < 1)
		return "comm";
	truth_bytes(truth, "comm", text, len - 1);
	return NULL;
}

/* outside_process() - All of the above. */
const char *outside_process(struct truth *truth, pid_t pid)
{
	const char *(*const steps[])(struct truth *truth, pid_t pid) = {
		outside_ids, times, user_namespace, terminal, blocks, limits,
	};
	const char *failed;
	size_t i;

	for (i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
		failed = steps[i](truth, pid);
		if (failed)
			return failed;
	}
	failed = credentials(truth, pid, "creds");
	if (failed)
		return failed;
	namespaces(truth, pid);
	optional_number(truth, pid, "loginuid", "loginuid");
	optional_number(truth, pid, "sessionid", "audit_session");
	label(truth, pid);
	control_group(truth, pid);
	return NULL;
}
