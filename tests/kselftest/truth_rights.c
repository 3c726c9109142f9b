// SPDX-License-Identifier: GPL-2.0-only
/*
 * truth_rights.c - situations that differ in who executes, with which rights
 * and limits, and in what the program sees of the machine
 */
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/capability.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <linux/securebits.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "files.h"
#include "truth.h"

#define USER	1000

static bool prepare_dynamic(struct launch *launch)
{
	launch_path(launch, "dynamic");
	return launch_copy(launch, "truth_probe_dynamic", 0755);
}

static bool prepare_script(struct launch *launch)
{
	char text[2 * PATH_MAX];
	int error;

	strcpy(launch->interpreter, launch->probe);
	launch_path(launch, "script");
	snprintf(text, sizeof(text), "#!%s option\n", launch->interpreter);
	error = content_write(launch->probe, text, strlen(text), 02751);
	if (error || chown(launch->probe, USER, USER + 1) ||
	    chmod(launch->probe, 06751))
		return launch_problem(launch, "script: %s", strerror(errno));
	return true;
}

/* A user with groups, in a session on a terminal of its own. */
static const char *child_user(struct launch *launch)
{
	gid_t groups[] = { 3, 1000, 4, 70000 };
	int master = open("/dev/ptmx", O_RDWR | O_NOCTTY);
	char name[64];
	int slave, unlock = 0;
	unsigned int number;

	(void)launch;
	if (master < 0 || ioctl(master, TIOCSPTLCK, &unlock) ||
	    ioctl(master, TIOCGPTN, &number))
		return "/dev/ptmx";
	snprintf(name, sizeof(name), "/dev/pts/%u", number);
	if (setsid() < 0)
		return "setsid";
	slave = open(name, O_RDWR);
	if (slave < 0 || !launch_replace_fd(dup(slave), 0) || !launch_replace_fd(dup(slave), 1) ||
	    !launch_replace_fd(slave, 2))
		return "/dev/pts";
	if (setgroups(4, groups))
		return "setgroups";
	if (setresgid(USER, USER + 2, USER + 4) ||
	    setresuid(USER, USER + 1, USER + 3))
		return "setresuid";
	return NULL;
}

/*
 * An unprivileged user's container. The memory of one who changed his ids is
 * root's, unless he says otherwise, and so are his files below /proc.
 */
static const char *child_new_namespaces(struct launch *launch)
{
	(void)launch;
	if (setgroups(0, NULL) || setresgid(USER, USER, USER) ||
	    setresuid(USER, USER, USER) || prctl(PR_SET_DUMPABLE, 1))
		return "setresuid";
	if (unshare(CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWNET | CLONE_NEWUTS |
		    CLONE_NEWIPC | CLONE_NEWCGROUP))
		return "unshare";
	if (content_set("/proc/self/uid_map", "0 1000 1") ||
	    content_set("/proc/self/setgroups", "deny") ||
	    content_set("/proc/self/gid_map", "7 1000 1"))
		return "id maps";
	return sethostname("inside.example", 14) ? "sethostname" : NULL;
}

static bool prepare_new_namespaces(struct launch *launch)
{
	if (access("/proc/self/ns/user", F_OK))
		return launch_skip(launch, "this kernel has no user namespaces");
	launch->new_pid_namespace = true;
	return true;
}

/* The one namespace that only a child gets, and its clocks are others. */
static bool prepare_time_namespace(struct launch *launch)
{
	launch->mono_offset = 50000;
	launch->boot_offset = 100000;
	if (unshare(CLONE_NEWTIME))
		return launch_skip(launch, "unshare(CLONE_NEWTIME): %s",
				   strerror(errno));
	if (content_set("/proc/self/timens_offsets",
			"monotonic 50000 0\nboottime 100000 0\n"))
		return launch_problem(launch, "timens_offsets: %s",
				      strerror(errno));
	return true;
}

static const char *child_time_namespace(struct launch *launch)
{
	(void)launch;
	return setpgid(0, 0) ? "setpgid" : NULL;
}

static const char *child_chroot(struct launch *launch)
{
	char *name = strrchr(launch->probe, '/');

	if (chroot(launch->directory) || chdir("/sub"))
		return "chroot";
	memmove(launch->probe, name, strlen(name) + 1);
	return NULL;
}

static bool prepare_chroot(struct launch *launch)
{
	char path[PATH_MAX];

	snprintf(path, sizeof(path), "%.4000s/sub", launch->directory);
	if (mkdir(path, 0755))
		return launch_problem(launch, "mkdir: %s", strerror(errno));
	strcpy(launch->filename, strrchr(launch->probe, '/'));
	return true;
}

static const char *become_user(void)
{
	if (setgroups(0, NULL) || setresgid(USER, USER, USER) ||
	    setresuid(USER, USER, USER))
		return "setresuid";
	return NULL;
}

static const char *child_as_user(struct launch *launch)
{
	(void)launch;
	return become_user();
}

static bool prepare_setuid(struct launch *launch)
{
	if (chown(launch->probe, 0, 3) || chmod(launch->probe, 06755))
		return launch_problem(launch, "chmod: %s", strerror(errno));
	return true;
}

static const char *child_no_new_privs(struct launch *launch)
{
	(void)launch;
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
		return "PR_SET_NO_NEW_PRIVS";
	return become_user();
}

static bool prepare_file_capabilities(struct launch *launch)
{
	struct vfs_ns_cap_data caps = {
		.magic_etc = VFS_CAP_REVISION_2 | VFS_CAP_FLAGS_EFFECTIVE,
		.data[0].permitted = 1U << CAP_NET_RAW | 1U << CAP_SYS_PTRACE |
			1U << CAP_DAC_READ_SEARCH,
		.data[0].inheritable = 1U << CAP_NET_ADMIN,
		.data[1].permitted = 1U << (CAP_SYSLOG - 32),
	};

	if (setxattr(launch->probe, "security.capability", &caps,
		     XATTR_CAPS_SZ_2, 0))
		return launch_skip(launch, "%s takes no file capabilities: %s",
				   launch->directory, strerror(errno));
	return true;
}

/* Ambient capabilities, a smaller bounding set, securebits. */
static const char *child_capabilities(struct launch *launch)
{
	struct __user_cap_header_struct header = {
		.version = _LINUX_CAPABILITY_VERSION_3,
	};
	struct __user_cap_data_struct data[2];

	(void)launch;
	if (prctl(PR_CAPBSET_DROP, CAP_SYS_TIME) ||
	    prctl(PR_CAPBSET_DROP, CAP_AUDIT_READ))
		return "PR_CAPBSET_DROP";
	if (prctl(PR_SET_SECUREBITS, SECBIT_KEEP_CAPS |
		  SECBIT_NO_CAP_AMBIENT_RAISE_LOCKED))
		return "PR_SET_SECUREBITS";
	if (setresuid(USER, USER, USER))
		return "setresuid";
	memset(data, 0, sizeof(data));
	data[0].permitted = 1U << CAP_NET_RAW | 1U << CAP_KILL |
		1U << CAP_CHOWN;
	data[0].effective = 1U << CAP_KILL;
	data[0].inheritable = 1U << CAP_NET_RAW | 1U << CAP_KILL;
	if (syscall(SYS_capset, &header, data))
		return "capset";
	if (prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, CAP_NET_RAW, 0, 0))
		return "PR_CAP_AMBIENT_RAISE";
	return NULL;
}

/* What a shell's builtins change, and a filter that lets all through. */
static const char *child_limits(struct launch *launch)
{
	static struct sock_filter allow[] = {
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog program = { .len = 1, .filter = allow };
	struct rlimit files = { 321, 654 };
	gid_t groups[70];
	size_t i;

	(void)launch;
	for (i = 0; i < 70; i++)
		groups[i] = 5000 + 3 * i;
	if (setgroups(70, groups))
		return "setgroups";
	umask(0137);
	if (setpriority(PRIO_PROCESS, 0, -7))
		return "setpriority";
	if (setrlimit(RLIMIT_NOFILE, &files))
		return "setrlimit";
	if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program, 0, 0))
		return "PR_SET_SECCOMP";
	return NULL;
}

/* The audit's identity, kept however the ids change. */
static const char *child_login(struct launch *launch)
{
	(void)launch;
	if (content_set("/proc/self/loginuid", "1234"))
		return "/proc/self/loginuid";
	return NULL;
}

static bool prepare_login(struct launch *launch)
{
	if (access("/proc/self/loginuid", W_OK))
		return launch_skip(launch, "this kernel has no audit");
	return true;
}

/* in_control_group() - The path of a control group for the launch. */
static void in_control_group(const struct launch *launch, char *path,
			     size_t size)
{
	snprintf(path, size, "/sys/fs/cgroup/%s",
		 strrchr(launch->directory, '/') + 1);
}

static bool prepare_control_group(struct launch *launch)
{
	char path[PATH_MAX];

	if (access("/sys/fs/cgroup/cgroup.procs", F_OK))
		return launch_skip(launch, "/sys/fs/cgroup is no cgroup2");
	in_control_group(launch, path, sizeof(path));
	if (mkdir(path, 0755))
		return launch_problem(launch, "%s: %s", path, strerror(errno));
	return true;
}

static const char *child_control_group(struct launch *launch)
{
	char path[PATH_MAX + 32];

	in_control_group(launch, path, PATH_MAX);
	strcat(path, "/cgroup.procs");
	return content_set(path, "0") ? "cgroup.procs" : NULL;
}

static void clean_control_group(struct launch *launch)
{
	char path[PATH_MAX];

	in_control_group(launch, path, sizeof(path));
	rmdir(path);
}

static bool prepare_thread(struct launch *launch)
{
	launch->by_thread = true;
	return true;
}

/* Stopped at the end of the exec, and with much to remember. */
static bool prepare_traced(struct launch *launch)
{
	struct rlimit stack = { 64 << 20, RLIM_INFINITY };
	static char argument[100000], variable[60000];
	size_t i;

	if (setrlimit(RLIMIT_STACK, &stack))
		return launch_problem(launch, "setrlimit");
	for (i = 0; i < sizeof(argument) - 1; i++)
		argument[i] = 'a' + i % 23;
	for (i = 0; i < sizeof(variable) - 1; i++)
		variable[i] = 'A' + i % 19;
	memcpy(variable, "LARGE=", 6);
	for (i = 2; i < 14; i++)
		launch->argv[i] = argument;
	launch->envp[2] = variable;
	launch->is_traced = true;
	return true;
}

/* Nothing is special. */
const struct situation situation_plain = { 0 };

const struct situation situation_dynamic = {
	.prepare = prepare_dynamic,
};

const struct situation situation_script = {
	.prepare = prepare_script,
};

const struct situation situation_user_on_terminal = {
	.child = child_user,
};

const struct situation situation_new_namespaces = {
	.prepare = prepare_new_namespaces,
	.child = child_new_namespaces,
};

const struct situation situation_time_namespace = {
	.prepare = prepare_time_namespace,
	.child = child_time_namespace,
};

const struct situation situation_chroot = {
	.prepare = prepare_chroot,
	.child = child_chroot,
};

const struct situation situation_setuid = {
	.prepare = prepare_setuid,
	.child = child_as_user,
};

const struct situation situation_no_new_privs = {
	.prepare = prepare_setuid,
	.child = child_no_new_privs,
};

const struct situation situation_file_capabilities = {
	.prepare = prepare_file_capabilities,
	.child = child_as_user,
};

const struct situation situation_capabilities = {
	.child = child_capabilities,
};

const struct situation situation_limits = {
	.child = child_limits,
};

const struct situation situation_login = {
	.prepare = prepare_login,
	.child = child_login,
};

const struct situation situation_control_group = {
	.prepare = prepare_control_group,
	.child = child_control_group,
	.clean = clean_control_group,
};

const struct situation situation_thread = {
	.prepare = prepare_thread,
};

const struct situation situation_traced = {
	.prepare = prepare_traced,
};
