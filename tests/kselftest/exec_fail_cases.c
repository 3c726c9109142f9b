// SPDX-License-Identifier: GPL-2.0-only
/*
 * exec_fail_cases.c - reasons for an exec to fail, in one table. It must not
 * know who calls.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "exec_fail.h"
#include "exec_fail_caller.h"
#include "files.h"

#ifndef AT_EXECVE_CHECK
#define AT_EXECVE_CHECK	0x10000
#endif

#define NOBODY		65534
/* A flag that execveat(2) will hardly get. */
#define NO_SUCH_FLAG	0x40000000

static bool failed(struct attempt *attempt, const char *call)
{
	return attempt_problem(attempt, "%s: %s", call, strerror(errno));
}

static bool copy_program(struct attempt *attempt, const char *program,
			 const char *path, mode_t mode)
{
	char from[2 * PATH_MAX];

	snprintf(from, sizeof(from), "%s/%s", attempt->programs, program);
	errno = -content_copy(from, path, mode);
	return !errno || failed(attempt, path);
}

static bool write_file(struct attempt *attempt, const char *path,
		       const char *content)
{
	errno = -content_write(path, content, strlen(content), 0755);
	return !errno || failed(attempt, path);
}

static bool make_mode(struct attempt *attempt, const char *path)
{
	return copy_program(attempt, "tiny", path, 0644);
}

static bool make_program(struct attempt *attempt, const char *path)
{
	return copy_program(attempt, "tiny", path, 0755);
}

static bool make_directory(struct attempt *attempt, const char *path)
{
	return !mkdir(path, 0755) || failed(attempt, "mkdir");
}

/* below() - A program in a directory that is made for it. */
static bool below(struct attempt *attempt, const char *path, mode_t mode,
		  bool noexec)
{
	char directory[2 * PATH_MAX];

	snprintf(directory, sizeof(directory), "%s", path);
	*strrchr(directory, '/') = '\0';
	if (mkdir(directory, mode))
		return failed(attempt, "mkdir");
	if (noexec && mount("none", directory, "tmpfs", MS_NOEXEC, NULL))
		return failed(attempt, "mount");
	return make_program(attempt, path);
}

static bool make_noexec(struct attempt *attempt, const char *path)
{
	return below(attempt, path, 0755, true);
}

static bool make_closed(struct attempt *attempt, const char *path)
{
	return below(attempt, path, 0700, false);
}

static const char *become_nobody(struct attempt *attempt)
{
	(void)attempt;
	if (setgid(NOBODY))
		return "setgid";
	return setuid(NOBODY) ? "setuid" : NULL;
}

/* below_a_file() - What is above the path is a file. */
static bool below_a_file(struct attempt *attempt, const char *path)
{
	char file[2 * PATH_MAX];

	snprintf(file, sizeof(file), "%s", path);
	*strrchr(file, '/') = '\0';
	return make_program(attempt, file);
}

static bool make_text(struct attempt *attempt, const char *path)
{
	return write_file(attempt, path, "not a program\n");
}

static bool make_empty(struct attempt *attempt, const char *path)
{
	return write_file(attempt, path, "");
}

static bool make_busy(struct attempt *attempt, const char *path)
{
	if (!make_program(attempt, path))
		return false;
	attempt->fd = open(path, O_WRONLY | O_CLOEXEC);
	return attempt->fd >= 0 || failed(attempt, "open");
}

static bool make_loop(struct attempt *attempt, const char *path)
{
	return !symlink(path, path) || failed(attempt, "symlink");
}

static bool make_link(struct attempt *attempt, const char *path)
{
	char target[2 * PATH_MAX];

	snprintf(target, sizeof(target), "%s/tiny", attempt->programs);
	return !symlink(target, path) || failed(attempt, "symlink");
}

static bool make_script(struct attempt *attempt, const char *path)
{
	return write_file(attempt, path, "#!/nonexistent/interpreter\n");
}

/* Its interpreter is a directory. */
static bool make_script_of_directory(struct attempt *attempt,
				     const char *path)
{
	return write_file(attempt, path, "#!/proc\n");
}

static bool make_script_of_itself(struct attempt *attempt, const char *path)
{
	char text[2 * PATH_MAX];

	snprintf(text, sizeof(text), "#!%s\n", path);
	return write_file(attempt, path, text);
}

/* make_no_loader() - A dynamic program whose loader has another name. */
static bool make_no_loader(struct attempt *attempt, const char *path)
{
	static char bytes[4 << 20];
	ssize_t len;
	char *loader;

	if (!copy_program(attempt, "exec_target_dynamic", path, 0755))
		return false;
	len = content_read(path, bytes, sizeof(bytes));
	loader = len > 0 ? memmem(bytes, len, "/ld-linux", 9) : NULL;
	if (!loader)
		return attempt_problem(attempt, "%s: no loader in it", path);
	loader[1] = 'X';
	errno = -content_write(path, bytes, len, 0755);
	return !errno || failed(attempt, path);
}

/*
 * make_capable() - It needs a capability, does not know of capabilities, and
 * would not get it.
 */
static bool make_capable(struct attempt *attempt, const char *path)
{
	const struct vfs_cap_data caps = {
		.magic_etc = VFS_CAP_REVISION_2 | VFS_CAP_FLAGS_EFFECTIVE,
		.data[0].permitted = 1 << CAP_NET_ADMIN,
	};

	if (!make_program(attempt, path))
		return false;
	return !setxattr(path, "security.capability", &caps, sizeof(caps), 0) ||
		failed(attempt, "setxattr");
}

static const char *become_incapable(struct attempt *attempt)
{
	if (prctl(PR_CAPBSET_DROP, CAP_NET_ADMIN, 0, 0, 0))
		return "prctl";
	return become_nobody(attempt);
}

static bool make_setuid(struct attempt *attempt, const char *path)
{
	return copy_program(attempt, "exec_target", path, 04755);
}

static const char *become_humble(struct attempt *attempt)
{
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
		return "prctl";
	return become_nobody(attempt);
}

/* A script that is executed by a descriptor that closes: nobody can open it. */
static bool make_closing_script(struct attempt *attempt, const char *path)
{
	char text[2 * PATH_MAX];

	snprintf(text, sizeof(text), "#!%s/tiny\n", attempt->programs);
	if (!write_file(attempt, path, text))
		return false;
	attempt->fd = open(path, O_PATH | O_CLOEXEC);
	return attempt->fd >= 0 || failed(attempt, "open");
}

static bool open_directory(struct attempt *attempt, const char *path)
{
	(void)path;
	attempt->fd = open(attempt->directory, O_PATH | O_CLOEXEC);
	return attempt->fd >= 0 || failed(attempt, "open");
}

static bool open_program(struct attempt *attempt, const char *path)
{
	if (!make_program(attempt, path))
		return false;
	attempt->fd = open(path, O_PATH | O_CLOEXEC);
	return attempt->fd >= 0 || failed(attempt, "open");
}

/* 300 and 5000 letters. */
#define TEN		"nnnnnnnnnn"
#define HUNDRED		TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN
#define COMPONENT	HUNDRED HUNDRED HUNDRED
#define THOUSAND	"/" COMPONENT "/" COMPONENT "/" COMPONENT "/" HUNDRED
#define LONG_NAME	THOUSAND THOUSAND THOUSAND THOUSAND THOUSAND

const struct exec_fail_case exec_fail_cases[] = {
	{ .name = "ENOENT", .error = ENOENT, .file = "nothing" },
	{ .name = "ENOENT, empty name", .error = ENOENT, .filename = "" },
	{ .name = "EACCES, mode", .error = EACCES, .file = "mode",
	  .prepare = make_mode },
	{ .name = "EACCES, noexec mount", .error = EACCES,
	  .file = "noexec/program", .prepare = make_noexec },
	{ .name = "EACCES, directory", .error = EACCES, .file = "directory",
	  .prepare = make_directory },
	{ .name = "EACCES, closed to another user", .error = EACCES,
	  .file = "closed/program", .prepare = make_closed,
	  .child = become_nobody },
	{ .name = "ENOTDIR", .error = ENOTDIR, .file = "file/program",
	  .prepare = below_a_file },
	{ .name = "ENOEXEC", .error = ENOEXEC, .file = "text",
	  .prepare = make_text },
	{ .name = "ENOEXEC, empty file", .error = ENOEXEC, .file = "empty",
	  .prepare = make_empty },
	{ .name = "E2BIG", .error = E2BIG, .file = "large",
	  .trick = CALLER_LONG_ARGUMENT, .prepare = make_program },
	{ .name = "ETXTBSY", .error = ETXTBSY, .file = "busy",
	  .prepare = make_busy,
	  .unless = "this kernel executes a file that is open for writing" },
	{ .name = "ELOOP", .error = ELOOP, .file = "loop",
	  .prepare = make_loop },
	{ .name = "ELOOP, script of itself", .error = ELOOP, .file = "itself",
	  .prepare = make_script_of_itself },
	{ .name = "ELOOP, AT_SYMLINK_NOFOLLOW", .error = ELOOP, .file = "link",
	  .flags = AT_SYMLINK_NOFOLLOW, .only_at = true,
	  .prepare = make_link },
	{ .name = "EFAULT, filename", .error = EFAULT, .file = "fault1",
	  .trick = CALLER_BAD_FILENAME, .prepare = make_program },
	{ .name = "EFAULT, argv", .error = EFAULT, .file = "fault2",
	  .trick = CALLER_BAD_ARGV, .prepare = make_program },
	{ .name = "EFAULT, argument", .error = EFAULT, .file = "fault3",
	  .trick = CALLER_BAD_ELEMENT, .prepare = make_program },
	{ .name = "EINVAL, flags", .error = EINVAL, .file = "flags",
	  .flags = NO_SUCH_FLAG, .only_at = true, .prepare = make_program },
	{ .name = "ENAMETOOLONG", .error = ENAMETOOLONG,
	  .filename = LONG_NAME },
	{ .name = "ENAMETOOLONG, component", .error = ENAMETOOLONG,
	  .file = COMPONENT },
	{ .name = "seccomp filter", .error = CALLER_SECCOMP_ERROR,
	  .file = "refused", .trick = CALLER_SECCOMP,
	  .prepare = make_program },
	{ .name = "ENOENT, interpreter of a script", .error = ENOENT,
	  .file = "script", .prepare = make_script },
	{ .name = "EACCES, interpreter of a script", .error = EACCES,
	  .file = "script2", .prepare = make_script_of_directory },
	{ .name = "ENOENT, dynamic loader", .error = ENOENT,
	  .file = "dynamic", .prepare = make_no_loader },
	{ .name = "EPERM, capabilities", .error = EPERM, .file = "capable",
	  .prepare = make_capable, .child = become_incapable },
	{ .name = "setuid program and no_new_privs", .error = 0,
	  .file = "setuid", .prepare = make_setuid, .child = become_humble },
	{ .name = "EBADF", .error = EBADF, .filename = "relative",
	  .only_at = true, .dirfd = 999 },
	{ .name = "ENOTDIR, dirfd", .error = ENOTDIR, .filename = "relative",
	  .file = NULL, .only_at = true, .by_file = true,
	  .prepare = open_program },
	{ .name = "EACCES, directory by descriptor", .error = EACCES,
	  .filename = "", .flags = AT_EMPTY_PATH, .only_at = true,
	  .by_file = true, .prepare = open_directory },
	{ .name = "ENOENT, script by a descriptor that closes",
	  .error = ENOENT, .filename = "", .flags = AT_EMPTY_PATH,
	  .only_at = true, .by_file = true, .prepare = make_closing_script },
	{ .name = "AT_EXECVE_CHECK, ENOENT", .error = ENOENT,
	  .file = "unchecked", .flags = AT_EXECVE_CHECK, .only_at = true },
	{ .name = "AT_EXECVE_CHECK, EACCES", .error = EACCES,
	  .file = "checked", .flags = AT_EXECVE_CHECK, .only_at = true,
	  .prepare = make_mode },
};

const size_t exec_fail_case_count =
	sizeof(exec_fail_cases) / sizeof(exec_fail_cases[0]);
