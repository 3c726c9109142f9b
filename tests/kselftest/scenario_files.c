// SPDX-License-Identifier: GPL-2.0-only
/*
 * scenario_files.c - scenarios that differ in what is executed
 */
#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <link.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "exec_target.h"
#include "files.h"
#include "scenario.h"

const struct scenario scenario_static = {
	.child = scene_execute_target,
};

static bool prepare_dynamic(struct scene *scene)
{
	scene_path(scene, "dynamic");
	return scene_copy(scene, "exec_target_dynamic", 0755) &&
		scene_argv_default(scene);
}

const struct scenario scenario_dynamic = {
	.prepare = prepare_dynamic,
	.child = scene_execute_path,
};

static bool prepare_script(struct scene *scene)
{
	const char *argv[] = { scene->target, "-o ption", NULL, scene->marker,
			       "", "last", NULL };
	char text[2 * PATH_MAX];
	int error;

	argv[2] = scene_path(scene, "script");
	snprintf(text, sizeof(text), "#! %s -o ption\nfalse\n", scene->target);
	error = content_write(scene->path, text, strlen(text), 0755);
	if (error)
		return scene_problem(scene, "script: %s", strerror(-error));
	scene_expect(scene, argv);
	scene_argv(scene);
	/* The script is called with a name that nobody gets to see. */
	scene->argv += 2;
	scene->argv[0] = "argv0";
	return true;
}

static bool check_script(struct scene *scene,
			 const struct procmon_record *record)
{
	struct stat script;

	if (stat(scene->path, &script))
		return scene_problem(scene, "stat: %s", strerror(errno));
	return SCENE_STRING_IS(scene, record, filename, scene->path) &&
		SCENE_STRING_IS(scene, record, script, scene->path) &&
		SCENE_STRING_IS(scene, record, interp, scene->target) &&
		SCENE_STRING_IS(scene, record, exe, scene->target) &&
		SCENE_NUMBER_IS(scene, record, script_file.ino, script.st_ino);
}

const struct scenario scenario_script = {
	.prepare = prepare_script,
	.child = scene_execute_path,
	.check = check_script,
};

static bool prepare_script_by_script(struct scene *scene)
{
	const char *argv[] = { scene->target, "first", NULL, "second", NULL,
			       scene->marker, NULL };
	char text[2 * PATH_MAX], first[PATH_MAX];
	int error;

	snprintf(first, sizeof(first), "%.4000s/first", scene->directory);
	snprintf(text, sizeof(text), "#!%s first\n", scene->target);
	error = content_write(first, text, strlen(text), 0755);
	if (error)
		return scene_problem(scene, "first: %s", strerror(-error));
	scene_path(scene, "second");
	snprintf(text, sizeof(text), "#!%s second\n", first);
	error = content_write(scene->path, text, strlen(text), 0755);
	if (error)
		return scene_problem(scene, "second: %s", strerror(-error));
	argv[2] = first;
	argv[4] = scene->path;
	scene_expect(scene, argv);
	scene_argv(scene);
	scene->argv += 4;
	return true;
}

const struct scenario scenario_script_by_script = {
	.prepare = prepare_script_by_script,
	.child = scene_execute_path,
	.check = check_script,
};

static bool prepare_binfmt_misc(struct scene *scene)
{
	const char *argv[] = { scene->target, scene->path, scene->marker,
			       NULL };
	char handlers[PATH_MAX], text[2 * PATH_MAX];
	int error;

	snprintf(handlers, sizeof(handlers), "%.4000s/binfmt",
		 scene->directory);
	if (mkdir(handlers, 0700))
		return scene_problem(scene, "mkdir: %s", strerror(errno));
	if (mount("binfmt_misc", handlers, "binfmt_misc", 0, NULL))
		return scene_skip(scene, "mount of binfmt_misc: %s",
				  strerror(errno));
	snprintf(scene->path, sizeof(scene->path), "%s/file.%s",
		 scene->directory, scene->marker);
	error = content_write(scene->path, "no program\n", 11, 0755);
	if (error)
		return scene_problem(scene, "file: %s", strerror(-error));
	snprintf(text, sizeof(text), ":%s:E::%s::%s:", scene->marker,
		 scene->marker, scene->target);
	strcat(handlers, "/register");
	error = content_set(handlers, text);
	if (error)
		return scene_problem(scene, "%s: %s", handlers,
				     strerror(-error));
	scene_expect(scene, argv);
	scene_argv(scene);
	scene->argv += 1;
	return true;
}

static void clean_binfmt_misc(struct scene *scene)
{
	char path[2 * PATH_MAX];

	snprintf(path, sizeof(path), "%s/binfmt/%s", scene->directory,
		 scene->marker);
	content_set(path, "-1");
	snprintf(path, sizeof(path), "%s/binfmt", scene->directory);
	umount2(path, MNT_DETACH);
}

const struct scenario scenario_binfmt_misc = {
	.prepare = prepare_binfmt_misc,
	.child = scene_execute_path,
	.check = check_script,
	.clean = clean_binfmt_misc,
};

/* execute_fd() - Execute the file that is open as @scene->fd. */
static int execute_fd(struct scene *scene)
{
	fexecve(scene->fd, scene->argv, scene->envp);
	return scene_failed(scene, "fexecve");
}

static bool check_fd(struct scene *scene, const struct procmon_record *record)
{
	char name[32];

	snprintf(name, sizeof(name), "/dev/fd/%d", scene->fd);
	return SCENE_STRING_IS(scene, record, filename, name);
}

static bool prepare_memfd(struct scene *scene)
{
	int error;

	scene->fd = memfd_create(scene->marker, MFD_CLOEXEC);
	if (scene->fd < 0)
		return scene_problem(scene, "memfd_create: %s",
				     strerror(errno));
	error = content_copy_fd(scene->target, scene->fd);
	if (error)
		return scene_problem(scene, "memfd: %s", strerror(-error));
	return scene_argv_default(scene);
}

static bool check_memfd(struct scene *scene,
			const struct procmon_record *record)
{
	char name[128];

	snprintf(name, sizeof(name), "/memfd:%s", scene->marker);
	if (!(record->exec.exe_file.flags & PROCMON_FILE_MEMFD))
		return scene_problem(scene, "exe_file.flags lacks MEMFD");
	return check_fd(scene, record) &&
		SCENE_STRING_IS(scene, record, exe, name);
}

const struct scenario scenario_memfd = {
	.prepare = prepare_memfd,
	.child = execute_fd,
	.check = check_memfd,
};

static bool prepare_deleted_file(struct scene *scene)
{
	scene_path(scene, "deleted");
	if (!scene_copy(scene, "exec_target", 0755))
		return false;
	scene->fd = open(scene->path, O_RDONLY | O_CLOEXEC);
	if (scene->fd < 0 || unlink(scene->path))
		return scene_problem(scene, "%s: %s", scene->path,
				     strerror(errno));
	return scene_argv_default(scene);
}

static bool check_deleted_file(struct scene *scene,
			       const struct procmon_record *record)
{
	if (!(record->exec.exe_file.flags & PROCMON_FILE_DELETED))
		return scene_problem(scene, "exe_file.flags lacks DELETED");
	return check_fd(scene, record) &&
		SCENE_STRING_IS(scene, record, exe, scene->path) &&
		SCENE_NUMBER_IS(scene, record, exe_file.nlink, 0);
}

const struct scenario scenario_deleted_file = {
	.prepare = prepare_deleted_file,
	.child = execute_fd,
	.check = check_deleted_file,
};

/* elf_interpreter() - The dynamic loader that a program asks for. */
static bool elf_interpreter(const char *program, char *buffer, size_t size)
{
	ElfW(Ehdr) header;
	ElfW(Phdr) part;
	bool found = false;
	int fd, i;

	fd = open(program, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return false;
	if (pread(fd, &header, sizeof(header), 0) != sizeof(header))
		header.e_phnum = 0;
	for (i = 0; i < header.e_phnum && !found; i++) {
		if (pread(fd, &part, sizeof(part), header.e_phoff +
			  i * sizeof(part)) != sizeof(part))
			break;
		found = part.p_type == PT_INTERP && part.p_filesz <= size &&
			pread(fd, buffer, part.p_filesz, part.p_offset) ==
			(ssize_t)part.p_filesz;
	}
	close(fd);
	return found;
}

static bool prepare_ld_so(struct scene *scene)
{
	static char loader[PATH_MAX];
	const char *argv[] = { loader, scene->path, scene->marker, NULL };

	scene_path(scene, "dynamic");
	if (!scene_copy(scene, "exec_target_dynamic", 0755))
		return false;
	if (!elf_interpreter(scene->path, loader, sizeof(loader)))
		return scene_problem(scene, "%s names no loader", scene->path);
	if (access(loader, X_OK))
		return scene_skip(scene, "there is no %s", loader);
	scene_expect(scene, argv);
	scene_argv(scene);
	return true;
}

static int execute_ld_so(struct scene *scene)
{
	return scene_execute(scene, scene->argv[0]);
}

/* check_ld_so() - The loader is what runs; it may be a link. */
static bool check_ld_so(struct scene *scene,
			const struct procmon_record *record)
{
	char path[PATH_MAX];

	if (!realpath(scene->argv[0], path))
		return scene_problem(scene, "realpath: %s", strerror(errno));
	return SCENE_STRING_IS(scene, record, exe, path) &&
		SCENE_STRING_IS(scene, record, filename, scene->argv[0]);
}

const struct scenario scenario_ld_so = {
	.prepare = prepare_ld_so,
	.child = execute_ld_so,
	.check = check_ld_so,
};
