// SPDX-License-Identifier: GPL-2.0-only
/*
 * path.c - the text of a path (see path.h).
 *
 * d_path() is always right. Where no mount lies between a path and the root of
 * the task, and nothing is renamed meanwhile, the names can be taken from the
 * dentries for a third of what it costs; three paths of each exec mostly are
 * such.
 */
#include <linux/dcache.h>
#include <linux/fs_struct.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include <linux/seqlock.h>
#include <linux/string.h>

#include "compat.h"
#include "compat/fs_struct.h"
#include "path.h"

#define DELETED_SUFFIX	" (deleted)"

/*
 * Writes "/" and the name of @dentry in front of @at, which is behind @start.
 * Returns: where that begins; NULL: there is no room, or it is being renamed.
 *
 * Under d_seq, name and length belong to each other. What they lead to is there
 * until RCU is left (fs/dcache.c: external names are freed by RCU), though it
 * may change: the caller sees that in rename_lock.
 */
static char *prepend_name(struct dentry *dentry, char *start, char *at)
{
	unsigned int seq = read_seqcount_begin(&dentry->d_seq);
	const unsigned char *name = READ_ONCE(dentry->d_name.name);
	u32 len = READ_ONCE(dentry->d_name.len);

	if (read_seqcount_retry(&dentry->d_seq, seq) || len >= at - start)
		return NULL;
	at -= len;
	memcpy(at, name, len);
	*--at = '/';
	return at;
}

/*
 * Writes the names from @top, which is not among them, down to @dentry in front
 * of @at, as prepend_path() in fs/d_path.c does where there is no mount.
 * Returns: where they begin; NULL: @top was not met, or see prepend_name().
 */
static char *prepend_names(struct dentry *dentry, const struct dentry *top,
			   char *start, char *at)
{
	while (at && dentry != top) {
		if (IS_ROOT(dentry))
			return NULL;
		at = prepend_name(dentry, start, at);
		dentry = READ_ONCE(dentry->d_parent);
	}
	return at;
}

/*
 * The text of a path in the mount of the root, at the start of @buf.
 * Returns: its length; 0: ask d_path().
 */
static u32 near_text(const struct path *path, const struct path *root,
		     char *buf, u32 size)
{
	struct dentry *dentry = path->dentry;
	char *end = buf + size;
	unsigned int seq;
	char *at;

	if (path->mnt != root->mnt || d_unlinked(dentry) || !size ||
	    (dentry->d_op && dentry->d_op->d_dname))
		return 0;
	seq = read_seqbegin(&rename_lock);
	at = prepend_names(dentry, root->dentry, buf, end);
	if (read_seqretry(&rename_lock, seq) || !at)
		return 0;
	if (at == end)
		*--at = '/';
	memmove(buf, at, end - at);
	return end - at;
}

/**
 * path_text() - Write a path as the current task sees it.
 * @path: the path; the caller has a reference.
 * @buf: where to.
 * @size: bytes of @buf.
 * @ret_deleted: the path has no name any more; no text says so.
 *
 * Context: Any in which the task has current->fs; takes RCU and the seqlocks of
 * the dcache.
 * Return: Length of the text at the start of @buf, without a NUL, or -errno:
 * -ENAMETOOLONG if @buf is too small.
 */
int path_text(const struct path *path, char *buf, u32 size, bool *ret_deleted)
{
	const size_t suffix = strlen(DELETED_SUFFIX);
	const struct dentry *dentry = path->dentry;
	bool deleted;
	char *text;
	u32 len;

	*ret_deleted = false;
	/* Only what may be worth to be looked at closely. */
	if (path->mnt == data_race(current->fs->root.mnt)) {
		struct path root, pwd;

		rcu_read_lock();
		compat_fs_look(current->fs, &root, &pwd);
		len = near_text(path, &root, buf, size);
		rcu_read_unlock();
		if (len)
			return len;
	}

	/* fs/libfs.c simple_dname() calls what never had a name deleted too. */
	deleted = d_unlinked(dentry) ||
		  (dentry->d_op && dentry->d_op->d_dname);
	text = d_path(path, buf, size);
	if (IS_ERR(text))
		return PTR_ERR(text);
	len = buf + size - 1 - text;
	deleted = deleted || d_unlinked(dentry);
	*ret_deleted = deleted && len > suffix &&
		       !memcmp(text + len - suffix, DELETED_SUFFIX, suffix);
	if (*ret_deleted)
		len -= suffix;
	memmove(buf, text, len);
	return len;
}

/**
 * path_text_of_pwd() - Write the working directory of the current task, if that
 * needs no reference to it.
 * @buf: where to.
 * @size: bytes of @buf.
 *
 * Context: As path_text().
 * Return: Length of the text at the start of @buf, without a NUL; 0: take a
 * reference and path_text().
 */
u32 path_text_of_pwd(char *buf, u32 size)
{
	struct path root, pwd;
	u32 len;

	rcu_read_lock();
	compat_fs_look(current->fs, &root, &pwd);
	len = near_text(&pwd, &root, buf, size);
	rcu_read_unlock();
	return len;
}
