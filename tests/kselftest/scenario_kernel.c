// SPDX-License-Identifier: GPL-2.0-only
/*
 * scenario_kernel.c - scenarios where the kernel starts the program
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "deadline.h"
#include "files.h"
#include "process.h"
#include "scenario.h"

/* A protocol family that has a number and never had an implementation. */
#define FAMILY_UNUSED		AF_ASH
#define FAMILY_UNUSED_MODULE	"net-pf-18"

static const char core_pattern[] = "/proc/sys/kernel/core_pattern";
static const char modprobe[] = "/proc/sys/kernel/modprobe";

/* What the setting was before, for the way back; empty: not changed. */
static char setting[512];

/* change() - Set a sysctl that is the whole machine's. */
static bool change(struct scene *scene, const char *path, const char *value)
{
	char before[sizeof(setting)];
	ssize_t len = content_read(path, before, sizeof(before));
	int error = len < 0 ? len : content_set(path, value);

	if (error)
		return scene_skip(scene, "%s: %s", path, strerror(-error));
	memcpy(setting, before, sizeof(setting));
	return true;
}

static void restore(const char *path)
{
	if (setting[0])
		content_set(path, setting);
	setting[0] = '\0';
}

static bool is_from_kernel(struct scene *scene,
			   const struct procmon_record *record)
{
	if (!SCENE_STRING_IS(scene, record, exe, scene->target) ||
	    !SCENE_NUMBER_IS(scene, record, creds.uid, 0))
		return false;
	if (procmon_field_missing(&record->exec, PROCMON_FIELD_ORIGIN, NULL))
		return scene_remark(scene, "origin is not offered here");
	return SCENE_NUMBER_IS(scene, record, origin, PROCMON_ORIGIN_KERNEL);
}

/* trigger_core_pattern() - A child dumps core into a helper. */
static bool trigger_core_pattern(struct scene *scene)
{
	const struct rlimit limit = { RLIM_INFINITY, RLIM_INFINITY };
	const char *argv[] = { scene->target, scene->marker, NULL, NULL };
	char pattern[PATH_MAX + 128], child[16];
	int status, error;
	pid_t pid;

	/* The kernel's CORENAME_MAX_SIZE. */
	if (snprintf(pattern, sizeof(pattern), "|%s %s %%P", scene->target,
		     scene->marker) >= 128)
		return scene_skip(scene, "%s: too long for a core_pattern",
				  scene->target);
	if (!change(scene, core_pattern, pattern))
		return false;
	pid = fork();
	if (!pid) {
		setrlimit(RLIMIT_CORE, &limit);
		prctl(PR_SET_DUMPABLE, 1);
		signal(SIGABRT, SIG_DFL);
		abort();
	}
	if (pid < 0)
		return scene_problem(scene, "fork: %s", strerror(errno));
	error = child_wait(pid, deadline_in(DEADLINE_DEFAULT_MS), &status);
	if (error || !WIFSIGNALED(status))
		return scene_problem(scene, "the child did not die: %d", error);
	snprintf(child, sizeof(child), "%d", pid);
	argv[2] = child;
	scene_expect(scene, argv);
	return true;
}

static void clean_core_pattern(struct scene *scene)
{
	(void)scene;
	restore(core_pattern);
}

const struct scenario scenario_core_pattern = {
	.trigger = trigger_core_pattern,
	.check = is_from_kernel,
	.clean = clean_core_pattern,
};

/* trigger_modprobe() - Ask for something that only a module could have. */
static bool trigger_modprobe(struct scene *scene)
{
	const char *argv[] = { scene->target, "-q", "--",
			       FAMILY_UNUSED_MODULE, NULL };
	int fd;

	scene_expect(scene, argv);
	if (!change(scene, modprobe, scene->target))
		return false;
	fd = socket(FAMILY_UNUSED, SOCK_STREAM, 0);
	if (fd >= 0)
		return scene_problem(scene, "family %d has sockets",
				     FAMILY_UNUSED);
	return true;
}

static void clean_modprobe(struct scene *scene)
{
	(void)scene;
	restore(modprobe);
}

const struct scenario scenario_modprobe = {
	.trigger = trigger_modprobe,
	.check = is_from_kernel,
	.clean = clean_modprobe,
};
