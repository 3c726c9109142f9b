// SPDX-License-Identifier: GPL-2.0-only
/*
 * scenario_rights.c - scenarios that differ in rights and in what the program
 * sees of the machine
 */
#include <errno.h>
#include <grp.h>
#include <linux/capability.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "files.h"
#include "scenario.h"

#define USER	1000

/* become_user() - Give up root for good. */
static bool become_user(void)
{
	return !setgroups(0, NULL) && !setresgid(USER, USER, USER) &&
		!setresuid(USER, USER, USER);
}

static int execute_as_user(struct scene *scene)
{
	if (!become_user())
		return scene_failed(scene, "setresuid");
	return scene_execute_path(scene);
}

static bool check_before(struct scene *scene,
			 const struct procmon_record *record)
{
	return SCENE_NUMBER_IS(scene, record, creds_before.uid, USER) &&
		SCENE_NUMBER_IS(scene, record, creds_before.euid, USER) &&
		SCENE_NUMBER_IS(scene, record, creds_before.cap_permitted, 0) &&
		SCENE_NUMBER_IS(scene, record, creds.uid, USER);
}

static bool prepare_setuid_root(struct scene *scene)
{
	scene_path(scene, "setuid");
	return scene_copy(scene, "exec_target", 04755) &&
		scene_argv_default(scene);
}

static bool check_setuid_root(struct scene *scene,
			      const struct procmon_record *record)
{
	const struct procmon_exec *exec = &record->exec;

	if (!(exec->flags & PROCMON_EXEC_SECUREEXEC))
		return scene_problem(scene, "flags %#x lack SECUREEXEC",
				     exec->flags);
	if (!(exec->exe_file.flags & PROCMON_FILE_SUID))
		return scene_problem(scene, "exe_file.flags lacks SUID");
	return check_before(scene, record) &&
		SCENE_NUMBER_IS(scene, record, creds.euid, 0) &&
		SCENE_NUMBER_IS(scene, record, creds.suid, 0) &&
		SCENE_NUMBER_IS(scene, record, creds.fsuid, 0);
}

const struct scenario scenario_setuid_root = {
	.prepare = prepare_setuid_root,
	.child = execute_as_user,
	.check = check_setuid_root,
};

/* execute_no_new_privs() - The setuid bit has no effect. */
static int execute_no_new_privs(struct scene *scene)
{
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
		return scene_failed(scene, "prctl");
	return execute_as_user(scene);
}

static bool check_no_new_privs(struct scene *scene,
			       const struct procmon_record *record)
{
	if (!(record->exec.flags & PROCMON_EXEC_NO_NEW_PRIVS))
		return scene_problem(scene, "flags %#x lack NO_NEW_PRIVS",
				     record->exec.flags);
	return check_before(scene, record) &&
		SCENE_NUMBER_IS(scene, record, creds.euid, USER) &&
		SCENE_NUMBER_IS(scene, record, creds.suid, USER);
}

const struct scenario scenario_no_new_privs = {
	.prepare = prepare_setuid_root,
	.child = execute_no_new_privs,
	.check = check_no_new_privs,
};

static bool prepare_file_capabilities(struct scene *scene)
{
	struct vfs_cap_data caps = {
		.magic_etc = VFS_CAP_REVISION_2 | VFS_CAP_FLAGS_EFFECTIVE,
		.data[0].permitted = 1U << CAP_NET_RAW,
	};

	scene_path(scene, "capable");
	if (!scene_copy(scene, "exec_target", 0755))
		return false;
	if (setxattr(scene->path, "security.capability", &caps, sizeof(caps),
		     0))
		return scene_skip(scene, "%s takes no file capabilities: %s",
				  scene->directory, strerror(errno));
	return scene_argv_default(scene);
}

static bool check_file_capabilities(struct scene *scene,
				    const struct procmon_record *record)
{
	const struct procmon_exec *exec = &record->exec;

	if (!(exec->exe_file.flags & PROCMON_FILE_CAPS))
		return scene_problem(scene, "exe_file.flags lacks CAPS");
	return check_before(scene, record) &&
		SCENE_NUMBER_IS(scene, record, creds.cap_permitted,
				1U << CAP_NET_RAW) &&
		SCENE_NUMBER_IS(scene, record, creds.cap_effective,
				1U << CAP_NET_RAW) &&
		SCENE_NUMBER_IS(scene, record, exe_caps.permitted,
				1U << CAP_NET_RAW) &&
		SCENE_NUMBER_IS(scene, record, exe_caps.effective, 1) &&
		SCENE_NUMBER_IS(scene, record, creds.euid, USER);
}

const struct scenario scenario_file_capabilities = {
	.prepare = prepare_file_capabilities,
	.child = execute_as_user,
	.check = check_file_capabilities,
};

/* The first process of a container: its own pids, users and mounts. */
static int execute_in_namespaces(struct scene *scene)
{
	int status;
	pid_t pid;

	if (unshare(CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNS))
		return scene_failed(scene, "unshare");
	if (content_set("/proc/self/uid_map", "0 0 1") ||
	    content_set("/proc/self/setgroups", "deny") ||
	    content_set("/proc/self/gid_map", "0 0 1"))
		return scene_failed(scene, "id map");
	pid = fork();
	if (!pid)
		_exit(scene_execute_target(scene));
	if (pid < 0 || waitpid(pid, &status, 0) != pid)
		return scene_failed(scene, "fork");
	return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}

static bool prepare_new_namespaces(struct scene *scene)
{
	if (access("/proc/self/ns/user", F_OK) ||
	    access("/proc/self/ns/pid", F_OK))
		return scene_skip(scene, "this kernel has no such namespaces");
	return scene_argv_default(scene);
}

static bool check_new_namespaces(struct scene *scene,
				 const struct procmon_record *record)
{
	const struct procmon_exec *exec = &record->exec;
	struct stat own;

	if (stat("/proc/self/ns/user", &own))
		return scene_problem(scene, "stat: %s", strerror(errno));
	if (exec->namespaces.user == own.st_ino ||
	    !(exec->flags & PROCMON_EXEC_NS_INIT))
		return scene_problem(scene, "user namespace %u, flags %#x",
				     exec->namespaces.user, exec->flags);
	return SCENE_NUMBER_IS(scene, record, identity.ns_tgid, 1) &&
		SCENE_NUMBER_IS(scene, record, identity.ns_ppid, 0) &&
		SCENE_NUMBER_IS(scene, record, user_ns_level, 1);
}

const struct scenario scenario_new_namespaces = {
	.prepare = prepare_new_namespaces,
	.child = execute_in_namespaces,
	.check = check_new_namespaces,
};

/* The root is the scene's directory. */
static int execute_in_chroot(struct scene *scene)
{
	if (chroot(scene->directory) || chdir("/"))
		return scene_failed(scene, "chroot");
	return scene_execute(scene, strrchr(scene->target, '/'));
}

static bool check_chroot(struct scene *scene,
			 const struct procmon_record *record)
{
	char *inside = strrchr(scene->target, '/');

	return SCENE_STRING_IS(scene, record, filename, inside) &&
		SCENE_STRING_IS(scene, record, exe, inside) &&
		SCENE_STRING_IS(scene, record, cwd, "/") &&
		SCENE_STRING_IS(scene, record, root, scene->directory);
}

const struct scenario scenario_chroot = {
	.child = execute_in_chroot,
	.check = check_chroot,
};
