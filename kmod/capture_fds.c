// SPDX-License-Identifier: GPL-2.0-only
/*
 * capture_fds.c - the open files of the task: 0, 1, 2, how many there are, and
 * which of the first ones are sockets. Stage 2.
 *
 * Exec has given the task a table of its own (unshare_files() in fs/exec.c)
 * and its other threads are gone, so nobody else changes it.
 */
#include <linux/bitmap.h>
#include <linux/fdtable.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/magic.h>
#include <linux/major.h>

#include "capture.h"

#define STANDARD_FDS	3
/* So many open files are looked at for sockets. */
#define SOCKETS_LOOKED	1024

/* Majors of terminals, Documentation/admin-guide/devices.txt. */
static bool major_is_tty(unsigned int major)
{
	switch (major) {
	case TTY_MAJOR:
	case TTYAUX_MAJOR:
	case 166: /* USB modems */
	case 188: /* USB serial */
	case 204: /* serial ports of many boards, ttyAMA */
	case 229: /* hypervisor consoles */
		return true;
	default:
		return major >= UNIX98_PTY_MASTER_MAJOR &&
		       major < UNIX98_PTY_SLAVE_MAJOR + UNIX98_PTY_MAJOR_COUNT;
	}
}

static u32 fd_kind(struct file *file)
{
	const struct inode *inode = file_inode(file);

	if (inode->i_sb->s_magic == ANON_INODE_FS_MAGIC)
		return PROCMON_FD_ANON;
	switch (inode->i_mode & S_IFMT) {
	case S_IFREG:
		return capture_file_is_memfd(file) ? PROCMON_FD_MEMFD :
						     PROCMON_FD_FILE;
	case S_IFDIR:
		return PROCMON_FD_DIR;
	case S_IFCHR:
		return major_is_tty(imajor(inode)) ? PROCMON_FD_TTY :
						     PROCMON_FD_CHAR;
	case S_IFBLK:
		return PROCMON_FD_BLOCK;
	case S_IFIFO:
		return PROCMON_FD_PIPE;
	case S_IFSOCK:
		return PROCMON_FD_SOCKET;
	default:
		return PROCMON_FD_OTHER;
	}
}

/* The string of an earlier descriptor that has the same path, or NULL. */
static const struct procmon_string *same_path(const struct procmon_fd *entries,
					      struct file **files, int fd)
{
	int i;

	for (i = 0; i < fd; i++) {
		if (files[i] && path_equal(&files[i]->f_path,
					   &files[fd]->f_path))
			return &entries[i].path;
	}
	return NULL;
}

static void capture_fd(struct capture *capture, struct file **files, int fd,
		       u32 array)
{
	struct procmon_fd *entries = (void *)(capture->record.bytes + array);
	struct procmon_fd *entry = &entries[fd];
	const struct procmon_string *same;
	const struct inode *inode;

	entry->fd = fd;
	if (!files[fd]) {
		entry->kind = PROCMON_FD_CLOSED;
		return;
	}
	inode = file_inode(files[fd]);
	entry->kind = fd_kind(files[fd]);
	entry->flags = files[fd]->f_flags;
	entry->mode = inode->i_mode;
	entry->dev_major = MAJOR(inode->i_sb->s_dev);
	entry->dev_minor = MINOR(inode->i_sb->s_dev);
	if (S_ISCHR(inode->i_mode) || S_ISBLK(inode->i_mode)) {
		entry->rdev_major = imajor(inode);
		entry->rdev_minor = iminor(inode);
	}
	entry->ino = inode->i_ino;
	same = same_path(entries, files, fd);
	if (same)
		entry->path = *same;
	else if (capture_path(capture, &files[fd]->f_path,
			      array + fd * sizeof(*entry) +
				      offsetof(struct procmon_fd, path)))
		fieldset_add(&record_exec(&capture->record)->truncated,
			     PROCMON_FIELD_FDS);
}

static void capture_standard(struct capture *capture)
{
	struct file *files[STANDARD_FDS];
	struct procmon_exec *exec;
	u32 array;
	int fd;

	if (capture_room(capture, STANDARD_FDS * sizeof(struct procmon_fd) + 8)) {
		exec_missing(record_exec(&capture->record), PROCMON_FIELD_FDS,
			     PROCMON_REASON_MEMORY);
		return;
	}
	exec = record_exec(&capture->record);
	record_array(&capture->record, &exec->fds, STANDARD_FDS,
		     sizeof(struct procmon_fd), STANDARD_FDS);
	array = exec->fds.off;
	for (fd = 0; fd < STANDARD_FDS; fd++) {
		files[fd] = fget_raw(fd);
		capture_fd(capture, files, fd, array);
	}
	for (fd = 0; fd < STANDARD_FDS; fd++) {
		if (files[fd])
			fput(files[fd]);
	}
}

/* The next open descriptor from @fd on, or -1. */
static int next_fd(unsigned int fd)
{
	struct fdtable *table;
	unsigned int next;
	unsigned int max;

	rcu_read_lock();
	table = files_fdtable(current->files);
	max = table->max_fds;
	next = find_next_bit(table->open_fds, max, fd);
	rcu_read_unlock();
	return next < max ? (int)next : -1;
}

static u32 count_fds(void)
{
	struct fdtable *table;
	u32 count;

	rcu_read_lock();
	table = files_fdtable(current->files);
	count = bitmap_weight(table->open_fds, table->max_fds);
	rcu_read_unlock();
	return count;
}

/*
 * Finds the sockets. More of them than are kept are counted, as far as it
 * looks.
 */
static u32 find_sockets(int *ret_fds, u32 max, bool *ret_all)
{
	u32 looked = 0;
	u32 found = 0;
	int fd;

	for (fd = next_fd(0); fd >= 0; fd = next_fd(fd + 1)) {
		struct file *file;

		if (looked++ == SOCKETS_LOOKED) {
			*ret_all = false;
			return found;
		}
		file = fget_raw(fd);
		if (!file)
			continue;
		if (capture_is_socket(file)) {
			if (found < max)
				ret_fds[found] = fd;
			found++;
		}
		fput(file);
		cond_resched();
	}
	*ret_all = found <= max;
	return found;
}

static void capture_inherited(struct capture *capture)
{
	const u32 stride = sizeof(struct procmon_socket);
	struct procmon_exec *exec;
	int fds[PROCMON_SOCKETS_MAX];
	bool all;
	u32 total = find_sockets(fds, ARRAY_SIZE(fds), &all);
	u32 count = min_t(u32, total, ARRAY_SIZE(fds));
	u32 at;
	u32 i;

	if (capture_room(capture, count * stride + 8)) {
		exec_missing(record_exec(&capture->record),
			     PROCMON_FIELD_SOCKETS, PROCMON_REASON_MEMORY);
		return;
	}
	exec = record_exec(&capture->record);
	record_array(&capture->record, &exec->sockets, count, stride, total);
	if (!all)
		fieldset_add(&exec->truncated, PROCMON_FIELD_SOCKETS);
	at = exec->sockets.off;
	for (i = 0; i < count; i++) {
		struct file *file = fget_raw(fds[i]);

		if (!file)
			continue;
		capture_socket(capture, file, fds[i], at + i * stride);
		fput(file);
	}
}

/**
 * capture_fds() - Add the open files.
 * @capture: the capture.
 *
 * Context: Current task, stage 2.
 */
void capture_fds(struct capture *capture)
{
	struct procmon_exec *exec = record_exec(&capture->record);

	if (!current->files) {
		exec_missing(exec, PROCMON_FIELD_FDS, PROCMON_REASON_FAULT);
		exec_missing(exec, PROCMON_FIELD_SOCKETS, PROCMON_REASON_FAULT);
		exec_missing(exec, PROCMON_FIELD_FD_COUNT,
			     PROCMON_REASON_FAULT);
		return;
	}
	exec->fd_count = count_fds();
	capture_standard(capture);
	capture_inherited(capture);
}
