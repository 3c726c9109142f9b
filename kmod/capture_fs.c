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
#include "path.h"

/* Mounts on mounts deeper than this are not followed. */
#define ROOT_LEVELS	64

/*
 * Writes the way from the namespace's root down to @path, from the end of @buf
 * backwards, one mount at a time, and says where it starts.
 */
static int root_text(struct path *path, char *buf, u32 size, char **ret_start)
{
	char *start = buf + size;
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
			/* Continue from the root of this mount. */
			dput(path->dentry);
			path->dentry = dget(path->mnt->mnt_root);
		}
		if (!follow_up(path)) {
			*ret_start = start;
			return 0;
		}
	}
	return -ELOOP;
}

static void capture_changed_root(struct capture *capture, struct path *root)
{
	struct record *record = &capture->record;
	char *buf = kmalloc(PATH_MAX, GFP_KERNEL | __GFP_NOWARN);
	char *start;
	u32 len;
	int ret;

	if (!buf) {
		exec_missing(record_exec(record), PROCMON_FIELD_ROOT,
			     PROCMON_REASON_MEMORY);
		return;
	}
	ret = root_text(root, buf, PATH_MAX, &start);
	len = ret ? 0 : buf + PATH_MAX - start;
	if (ret)
		exec_missing(record_exec(record), PROCMON_FIELD_ROOT,
			     PROCMON_REASON_BOUND);
	else if (capture_room(capture, len))
		exec_missing(record_exec(record), PROCMON_FIELD_ROOT,
			     PROCMON_REASON_MEMORY);
	else
		capture_text(record, &record_exec(record)->root,
			     PROCMON_FIELD_ROOT, start, len);
	kfree(buf);
}

/*
 * The root was changed if on the way up from it something else than the root
 * of a mount is met: the namespace's own root is where mounts are stacked on
 * roots of mounts only. Leaves @path somewhere on the way.
 */
static bool root_is_changed(struct path *path)
{
	int level;

	for (level = 0; level < ROOT_LEVELS; level++) {
		if (path->dentry != path->mnt->mnt_root)
			return true;
		/* fs/namei.c: 0 at the namespace's first mount. */
		if (!follow_up(path))
			return false;
	}
	return true;
}

/**
 * capture_root() - Add the root of a task, if it was changed.
 * @capture: the capture.
 * @root: the root.
 *
 * Context: May sleep.
 * Return: true if it was changed.
 */
bool capture_root(struct capture *capture, const struct path *root)
{
	struct path path = *root;
	bool is_changed;

	path_get(&path);
	is_changed = root_is_changed(&path);
	path_put(&path);
	if (!is_changed)
		return false;
	path = *root;
	path_get(&path);
	capture_changed_root(capture, &path);
	path_put(&path);
	return true;
}

/*
 * As capture_root(). Mostly there is nothing above the root; then this reference
 * to it is all that it takes to see that.
 */
static void capture_own_root(struct capture *capture, struct path *root)
{
	if (root->dentry == root->mnt->mnt_root) {
		if (!follow_up(root)) {
			path_put(root);
			return;
		}
		path_put(root);
		get_fs_root(current->fs, root);
	}
	capture_root(capture, root);
	path_put(root);
}

static void capture_cwd(struct capture *capture)
{
	struct record *record = &capture->record;
	struct path cwd;
	u32 room;
	char *at = record_room(record, &room);
	u32 len = path_text_of_pwd(at, min_t(u32, room, CAPTURE_PATH_MAX));

	if (len) {
		record_claim(record, &record_exec(record)->cwd, len);
		return;
	}
	get_fs_pwd(current->fs, &cwd);
	capture_path_field(capture, &cwd, offsetof(struct procmon_exec, cwd),
			   PROCMON_FIELD_CWD);
	path_put(&cwd);
}

/**
 * capture_fs() - Add the working directory, and the root if it was changed.
 * @capture: the capture.
 *
 * Context: Current task, stage 2. A task that dies has given up current->fs
 * before it runs its last task work (do_exit() in kernel/exit.c).
 */
void capture_fs(struct capture *capture)
{
	struct path root;

	if (!current->fs) {
		exec_missing(record_exec(&capture->record), PROCMON_FIELD_CWD,
			     PROCMON_REASON_FAULT);
		exec_missing(record_exec(&capture->record), PROCMON_FIELD_ROOT,
			     PROCMON_REASON_FAULT);
		return;
	}
	capture_cwd(capture);
	get_fs_root(current->fs, &root);
	capture_own_root(capture, &root);
}
