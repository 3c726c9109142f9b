// SPDX-License-Identifier: GPL-2.0-only
/*
 * capture_fs.c - where in the file system the task stands: working directory
 * and root. Stage 2, because the last path_put() of a path may sleep.
 */
#include <linux/dcache.h>
#include <linux/fs_struct.h>
#include <linux/mount.h>
#include <linux/namei.h>
#include <linux/path.h>
#include <linux/slab.h>

#include "capture.h"

/* Mounts on mounts deeper than this are not followed. */
#define ROOT_LEVELS	64

/*
 * Writes the way from the namespace's root down to @path, from the end of @buf
 * backwards, one mount at a time, and says where it starts. Returns 1 if @path
 * is the namespace's root itself: each level is then the root of a mount.
 */
static int root_text(struct path *path, char *buf, u32 size, char **ret_start)
{
	char *start = buf + size;
	bool is_root = true;
	int level;

	for (level = 0; level < ROOT_LEVELS; level++) {
		if (path->dentry != path->mnt->mnt_root) {
			char *text = dentry_path_raw(path->dentry, buf,
						     start - buf);
			size_t len;

			if (IS_ERR(text))
				return PTR_ERR(text);
			len = strlen(text);
			start -= len;
			memmove(start, text, len);
			is_root = false;
			/* Continue from the root of this mount. */
			dput(path->dentry);
			path->dentry = dget(path->mnt->mnt_root);
		}
		/* fs/namei.c: 0 at the namespace's first mount. */
		if (!follow_up(path)) {
			*ret_start = start;
			return is_root;
		}
	}
	return -ELOOP;
}

static void capture_root(struct capture *capture)
{
	struct record *record = &capture->record;
	struct procmon_exec *exec = record_exec(record);
	struct path root;
	char *start;
	char *buf;
	u32 len;
	int ret;

	get_fs_root(current->fs, &root);
	buf = kmalloc(PATH_MAX, GFP_KERNEL);
	if (!buf) {
		path_put(&root);
		exec_missing(exec, PROCMON_FIELD_ROOT, PROCMON_REASON_MEMORY);
		return;
	}
	ret = root_text(&root, buf, PATH_MAX, &start);
	path_put(&root);
	if (ret < 0) {
		exec_missing(exec, PROCMON_FIELD_ROOT, PROCMON_REASON_BOUND);
	} else if (!ret) {
		len = buf + PATH_MAX - start;
		if (capture_room(capture, len))
			exec_missing(record_exec(record), PROCMON_FIELD_ROOT,
				     PROCMON_REASON_MEMORY);
		else
			capture_text(record, &record_exec(record)->root,
				     PROCMON_FIELD_ROOT, start, len);
	}
	kfree(buf);
}

/**
 * capture_fs() - Add the working directory, and the root if it was changed.
 * @capture: the capture.
 *
 * Context: Current task, stage 2. current->fs is there: exit_fs() runs after
 * exit_task_work() has run the last task work (kernel/exit.c).
 */
void capture_fs(struct capture *capture)
{
	struct path cwd;

	if (!current->fs) {
		exec_missing(record_exec(&capture->record), PROCMON_FIELD_CWD,
			     PROCMON_REASON_FAULT);
		exec_missing(record_exec(&capture->record), PROCMON_FIELD_ROOT,
			     PROCMON_REASON_FAULT);
		return;
	}
	get_fs_pwd(current->fs, &cwd);
	capture_path(capture, &cwd, offsetof(struct procmon_exec, cwd),
		     PROCMON_FIELD_CWD);
	path_put(&cwd);
	capture_root(capture);
}
