// SPDX-License-Identifier: GPL-2.0-only
/*
 * capture_fds.c - the open files of the task: 0, 1, 2, how many there are, and
 * which of the first ones are sockets. Stage 2.
 *
 * Exec has given the task a table of its own (unshare_files() in fs/exec.c)
 * and its other threads are gone, so nobody else changes it.
 */
#include <linux/bitops.h>
#include <linux/fdtable.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/magic.h>
#include <linux/major.h>

#include "capture.h"
#include "compat/uninitialized.h"

#define STANDARD_FDS	3
/* "socket:[", a number of 64 bits, "]". */
#define NUMBERED_MAX	29
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

/*
 * A table that is nobody else's stays as it is while its task looks at it, as
 * fdget() knows; then no file of it needs to be referenced.
 */
struct open_files {
	struct fdtable *table;
	unsigned int words;
	bool is_own;
};

static void open_files_look(struct open_files *ret_open)
{
	struct files_struct *files = current->files;

	ret_open->is_own = atomic_read(&files->count) == 1;
	rcu_read_lock();
	ret_open->table = files_fdtable(files);
	ret_open->words = ret_open->table->max_fds / BITS_PER_LONG;
	rcu_read_unlock();
}

/* The file, for file_release(); NULL: there is none. */
static struct file *file_hold(const struct open_files *open, unsigned int fd)
{
	if (!open->is_own)
		return fget_raw(fd);
	return fd < open->table->max_fds ?
	       rcu_dereference_raw(open->table->fd[fd]) : NULL;
}

static void file_release(const struct open_files *open, struct file *file)
{
	if (file && !open->is_own)
		fput(file);
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

/*
 * Returns: where the text begins, which ends at @end. Inline, since then the
 * length of @name is known.
 */
static __always_inline char *numbered_text(char *end, const char *name,
					   u64 number)
{
	const size_t name_len = strlen(name);
	char *at = end;

	*--at = ']';
	do {
		*--at = '0' + number % 10;
		number /= 10;
	} while (number);
	at -= name_len;
	memcpy(at, name, name_len);
	return at;
}

/*
 * Pipes and sockets have no place in a file system, but a number. d_path()
 * writes it as here (fs/pipe.c, net/socket.c) and takes ten times as long, since
 * it prints by a format. Returns false: it is neither, or there is no room.
 */
static bool capture_numbered(struct capture *capture, const struct file *file,
			     u32 string)
{
	const struct inode *inode = file_inode(file);
	struct record *record = &capture->record;
	char buf[NUMBERED_MAX];
	char *end = buf + sizeof(buf);
	char *text;

	if (inode->i_sb->s_magic == PIPEFS_MAGIC)
		text = numbered_text(end, "pipe:[", inode->i_ino);
	else if (inode->i_sb->s_magic == SOCKFS_MAGIC)
		text = numbered_text(end, "socket:[", inode->i_ino);
	else
		return false;
	if (capture_room(capture, end - text))
		return false;
	return !record_string(record, (void *)(record->bytes + string), text,
			      end - text);
}

static void capture_fd(struct capture *capture, struct file **files, int fd,
		       u32 array)
{
	struct procmon_fd *entries = (void *)(capture->record.bytes + array);
	struct procmon_fd *entry = &entries[fd];
	u32 path = array + fd * sizeof(*entry) +
		   offsetof(struct procmon_fd, path);
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
	else if (!capture_numbered(capture, files[fd], path) &&
		 capture_path(capture, &files[fd]->f_path, path))
		fieldset_add(&record_exec(&capture->record)->truncated,
			     PROCMON_FIELD_FDS);
}

static void capture_standard(struct capture *capture,
			     const struct open_files *open)
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
		files[fd] = file_hold(open, fd);
		capture_fd(capture, files, fd, array);
	}
	for (fd = 0; fd < STANDARD_FDS; fd++)
		file_release(open, files[fd]);
}

/* Of the descriptors @word * BITS_PER_LONG and those behind: which are open. */
static unsigned long open_word(const struct open_files *open, unsigned int word)
{
	struct fdtable *table = open->table;
	unsigned long bits;

	if (open->is_own)
		return table->open_fds[word];
	rcu_read_lock();
	/* A table grows only. */
	table = files_fdtable(current->files);
	bits = READ_ONCE(table->open_fds[word]);
	rcu_read_unlock();
	return bits;
}

/**
 * struct found - What is found among the open files.
 * @fds: sockets.
 * @sockets: how many there are; @fds has the first of them.
 * @looked: files that were looked at.
 * @count: open files.
 */
struct found {
	int fds[PROCMON_SOCKETS_MAX];
	u32 sockets;
	u32 looked;
	u32 count;
};

static void look_at(struct found *found, const struct open_files *open, int fd)
{
	struct file *file = file_hold(open, fd);

	if (!file)
		return;
	if (S_ISSOCK(file_inode(file)->i_mode) && capture_is_socket(file)) {
		if (found->sockets < ARRAY_SIZE(found->fds))
			found->fds[found->sockets] = fd;
		found->sockets++;
	}
	file_release(open, file);
}

/*
 * Counts the open files, and finds the sockets as far as it looks. More of them
 * than are kept are counted.
 */
static void find_sockets(struct found *found, const struct open_files *open)
{
	unsigned int word;

	found->sockets = 0;
	found->looked = 0;
	found->count = 0;
	for (word = 0; word < open->words; word++) {
		unsigned long bits = open_word(open, word);

		found->count += hweight_long(bits);
		while (bits && found->looked < SOCKETS_LOOKED) {
			found->looked++;
			look_at(found, open,
				word * BITS_PER_LONG + __ffs(bits));
			bits &= bits - 1;
		}
		cond_resched();
	}
}

static void capture_inherited(struct capture *capture,
			      const struct open_files *open,
			      const struct found *found)
{
	const u32 stride = sizeof(struct procmon_socket);
	u32 count = min_t(u32, found->sockets, ARRAY_SIZE(found->fds));
	struct procmon_exec *exec;
	u32 at;
	u32 i;

	if (capture_room(capture, count * stride + 8)) {
		exec_missing(record_exec(&capture->record),
			     PROCMON_FIELD_SOCKETS, PROCMON_REASON_MEMORY);
		return;
	}
	exec = record_exec(&capture->record);
	record_array(&capture->record, &exec->sockets, count, stride,
		     found->sockets);
	if (count < found->sockets || found->looked < found->count)
		fieldset_add(&exec->truncated, PROCMON_FIELD_SOCKETS);
	at = exec->sockets.off;
	for (i = 0; i < count; i++) {
		struct file *file = file_hold(open, found->fds[i]);

		if (!file)
			continue;
		capture_socket(capture, file, found->fds[i], at + i * stride);
		file_release(open, file);
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
	struct found found COMPAT_UNINITIALIZED;
	struct open_files open;

	if (!current->files) {
		exec_missing(exec, PROCMON_FIELD_FDS, PROCMON_REASON_FAULT);
		exec_missing(exec, PROCMON_FIELD_SOCKETS, PROCMON_REASON_FAULT);
		exec_missing(exec, PROCMON_FIELD_FD_COUNT,
			     PROCMON_REASON_FAULT);
		return;
	}
	open_files_look(&open);
	find_sockets(&found, &open);
	exec->fd_count = found.count;
	capture_standard(capture, &open);
	capture_inherited(capture, &open, &found);
}
