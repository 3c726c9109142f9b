// SPDX-License-Identifier: GPL-2.0-only
/*
 * scenario_paths.c - scenarios that differ in where the program lies
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "scenario.h"

/*
 * prepare_overlay() - An overlay with a target in each layer; @scene->path
 * becomes the one of the layer asked for.
 */
static bool prepare_overlay(struct scene *scene, const char *layer)
{
	const char *const names[] = { "lower", "upper", "work", "merged" };
	char base[PATH_MAX], path[2 * PATH_MAX], options[4 * PATH_MAX];
	size_t i;

	snprintf(base, sizeof(base), "%.4000s/layers", scene->directory);
	if (mkdir(base, 0755) ||
	    mount("tmpfs", base, "tmpfs", 0, "mode=755"))
		return scene_problem(scene, "%s: %s", base, strerror(errno));
	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		snprintf(path, sizeof(path), "%s/%s", base, names[i]);
		if (mkdir(path, 0755))
			return scene_problem(scene, "%s: %s", path,
					     strerror(errno));
	}
	snprintf(scene->path, sizeof(scene->path), "%s/%s/program", base,
		 layer);
	if (!scene_copy(scene, "exec_target", 0755))
		return false;
	snprintf(options, sizeof(options),
		 "lowerdir=%s/lower,upperdir=%s/upper,workdir=%s/work", base,
		 base, base);
	snprintf(path, sizeof(path), "%s/merged", base);
	if (mount("overlay", path, "overlay", 0, options)) {
		if (errno == ENODEV)
			return scene_skip(scene, "this kernel has no overlayfs");
		return scene_problem(scene, "mount of overlay: %s",
				     strerror(errno));
	}
	snprintf(scene->path, sizeof(scene->path), "%s/program", path);
	return scene_argv_default(scene);
}

static bool prepare_overlay_lower(struct scene *scene)
{
	return prepare_overlay(scene, "lower");
}

static bool prepare_overlay_upper(struct scene *scene)
{
	return prepare_overlay(scene, "upper");
}

/* check_overlay() - The layer is right wherever the sensor can tell. */
static bool check_overlay(struct scene *scene,
			  const struct procmon_record *record, bool upper)
{
	__u32 flags = record->exec.exe_file.flags;

	if (!SCENE_STRING_IS(scene, record, exe, scene->path))
		return false;
	if (procmon_field_missing(&record->exec, PROCMON_FIELD_EXE_OVERLAY,
				  NULL))
		return scene_remark(scene, "the layer is not offered here");
	if (!(flags & PROCMON_FILE_OVERLAY_UPPER) == upper)
		return scene_problem(scene, "exe_file.flags %#x: wrong layer",
				     flags);
	return true;
}

static bool check_overlay_lower(struct scene *scene,
				const struct procmon_record *record)
{
	return check_overlay(scene, record, false);
}

static bool check_overlay_upper(struct scene *scene,
				const struct procmon_record *record)
{
	return check_overlay(scene, record, true);
}

static void clean_overlay(struct scene *scene)
{
	char path[2 * PATH_MAX];

	snprintf(path, sizeof(path), "%s/layers/merged", scene->directory);
	umount2(path, MNT_DETACH);
	snprintf(path, sizeof(path), "%s/layers", scene->directory);
	umount2(path, MNT_DETACH);
}

const struct scenario scenario_overlay_lower = {
	.prepare = prepare_overlay_lower,
	.child = scene_execute_path,
	.check = check_overlay_lower,
	.clean = clean_overlay,
};

const struct scenario scenario_overlay_upper = {
	.prepare = prepare_overlay_upper,
	.child = scene_execute_path,
	.check = check_overlay_upper,
	.clean = clean_overlay,
};

static bool prepare_newline_in_name(struct scene *scene)
{
	scene_path(scene, "line\nseq=1 EXEC\033[2J\r\xff");
	return scene_copy(scene, "exec_target", 0755) &&
		scene_argv_default(scene);
}

static bool check_newline_in_name(struct scene *scene,
				  const struct procmon_record *record)
{
	return SCENE_STRING_IS(scene, record, exe, scene->path) &&
		SCENE_STRING_IS(scene, record, filename, scene->path);
}

const struct scenario scenario_newline_in_name = {
	.prepare = prepare_newline_in_name,
	.child = scene_execute_path,
	.check = check_newline_in_name,
};

#define LONG_PATH_STEP		200
#define LONG_PATH_STEPS		25

/* prepare_long_path() - Go down until no call takes the whole path. */
static bool prepare_long_path(struct scene *scene)
{
	const char *argv[] = { "./program", scene->marker, NULL };
	char step[LONG_PATH_STEP + 1], path[SCENE_PATH_MAX];
	size_t len;
	int i;

	memset(step, 'd', LONG_PATH_STEP);
	step[LONG_PATH_STEP] = '\0';
	if (chdir(scene->directory))
		return scene_problem(scene, "chdir: %s", strerror(errno));
	len = snprintf(path, sizeof(path), "%s", scene->directory);
	for (i = 0; i < LONG_PATH_STEPS; i++) {
		if (mkdir(step, 0755) || chdir(step))
			return scene_problem(scene, "step %d: %s", i,
					     strerror(errno));
		len += snprintf(path + len, sizeof(path) - len, "/%s", step);
	}
	snprintf(scene->path, sizeof(scene->path), "%s", argv[0]);
	if (!scene_copy(scene, "exec_target", 0755))
		return false;
	snprintf(scene->path, sizeof(scene->path), "%s/program", path);
	scene_expect(scene, argv);
	scene_argv(scene);
	return true;
}

static int execute_long_path(struct scene *scene)
{
	return scene_execute(scene, scene->argv[0]);
}

/*
 * is_path_or_bound() - The whole path, or what there is of it and a flag, or
 * a flag that says that it is too long.
 */
static bool is_path_or_bound(struct scene *scene,
			     const struct procmon_record *record,
			     const char *name,
			     const struct procmon_string *string,
			     unsigned int field, const char *path, size_t len)
{
	struct procmon_bytes seen;
	unsigned int reason;
	char *remark = scene->remark + strlen(scene->remark);
	size_t room = sizeof(scene->remark) - strlen(scene->remark);

	if (procmon_field_missing(&record->exec, field, &reason)) {
		snprintf(remark, room, "%s is absent, reason %u; ", name,
			 reason);
		return reason == PROCMON_REASON_BOUND ||
			scene_problem(scene, "%s is absent, reason %u", name,
				      reason);
	}
	if (!procmon_record_string(record, string, &seen))
		return scene_problem(scene, "%s is absent, without a reason",
				     name);
	if ((seen.len != seen.total) !=
	    procmon_field_truncated(&record->exec, field))
		return scene_problem(scene, "%s has %u of %u bytes, and the flag says otherwise",
				     name, seen.len, seen.total);
	snprintf(remark, room, "%s has %u of %u bytes; ", name, seen.len,
		 seen.total);
	if (seen.total != len || memcmp(seen.bytes, path, seen.head) ||
	    memcmp(seen.bytes + seen.head, path + len - (seen.len - seen.head),
		   seen.len - seen.head))
		return scene_problem(scene, "%s: %u of %u bytes, of %zu, are not those of the path",
				     name, seen.len, seen.total, len);
	return true;
}

static bool check_long_path(struct scene *scene,
			    const struct procmon_record *record)
{
	size_t len = strlen(scene->path);

	return is_path_or_bound(scene, record, "exe", &record->exec.exe,
				PROCMON_FIELD_EXE, scene->path, len) &&
		is_path_or_bound(scene, record, "cwd", &record->exec.cwd,
				 PROCMON_FIELD_CWD, scene->path,
				 len - strlen("/program")) &&
		SCENE_STRING_IS(scene, record, filename, "./program");
}

const struct scenario scenario_long_path = {
	.prepare = prepare_long_path,
	.child = execute_long_path,
	.check = check_long_path,
};
