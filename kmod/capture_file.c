// SPDX-License-Identifier: GPL-2.0-only
/*
 * capture_file.c - what file it is that runs: identity, times, owner, mount,
 * capabilities, digests that the kernel has already.
 */
#include <linux/auxvec.h>
#include <linux/compat.h>
#include <linux/dcache.h>
#include <linux/fs.h>
#include <linux/magic.h>
#include <linux/mm.h>
#include <linux/mount.h>
#include <linux/stat.h>
#include <linux/xattr.h>
#include <uapi/linux/capability.h>

#include "capture.h"
#include "compat.h"
#include "path.h"

/**
 * capture_file_is_memfd() - Was a file made by memfd_create()?
 * @file: the file.
 *
 * Context: Any.
 * Return: true if it was.
 */
bool capture_file_is_memfd(struct file *file)
{
	const struct super_block *sb = file_inode(file)->i_sb;

	/* mm/memfd.c: on the kernel's own mount, which nobody else can see. */
	return (sb->s_magic == TMPFS_MAGIC || sb->s_magic == HUGETLBFS_MAGIC) &&
	       sb->s_flags & SB_NOUSER &&
	       !strncmp(file->f_path.dentry->d_name.name, "memfd:", 6);
}

static u32 file_flags(struct file *file)
{
	const struct inode *inode = file_inode(file);
	unsigned long magic = inode->i_sb->s_magic;
	u32 flags = 0;

	if (capture_file_is_memfd(file))
		flags |= PROCMON_FILE_MEMFD;
	if (d_unlinked(file->f_path.dentry))
		flags |= PROCMON_FILE_DELETED;
	if (magic == TMPFS_MAGIC || magic == RAMFS_MAGIC)
		flags |= PROCMON_FILE_TMPFS;
	if (inode->i_mode & S_ISUID)
		flags |= PROCMON_FILE_SUID;
	if (inode->i_mode & S_ISGID)
		flags |= PROCMON_FILE_SGID;
	return flags;
}

static u32 mount_flags(const struct file *file)
{
	int mnt_flags = file->f_path.mnt->mnt_flags;
	u32 flags = 0;

	if (mnt_flags & MNT_NOSUID)
		flags |= PROCMON_MOUNT_NOSUID;
	if (mnt_flags & MNT_NOEXEC)
		flags |= PROCMON_MOUNT_NOEXEC;
	if (mnt_flags & MNT_READONLY)
		flags |= PROCMON_MOUNT_RDONLY;
	if (mnt_flags & MNT_NODEV)
		flags |= PROCMON_MOUNT_NODEV;
	return flags;
}

/**
 * capture_file() - Facts about a file that need no sleep.
 * @ret_file: filled in; btime and mount id are left 0.
 * @file: the file.
 *
 * Context: Any.
 */
void capture_file(struct procmon_file *ret_file, struct file *file)
{
	const struct inode *inode = file_inode(file);

	ret_file->dev_major = MAJOR(inode->i_sb->s_dev);
	ret_file->dev_minor = MINOR(inode->i_sb->s_dev);
	ret_file->ino = inode->i_ino;
	ret_file->mtime = compat_inode_mtime_ns(inode);
	ret_file->ctime = compat_inode_ctime_ns(inode);
	ret_file->size = i_size_read(inode);
	ret_file->fs_magic = inode->i_sb->s_magic;
	ret_file->mode = inode->i_mode;
	compat_file_owner(file, &ret_file->uid, &ret_file->gid);
	ret_file->nlink = inode->i_nlink;
	ret_file->generation = inode->i_generation;
	ret_file->mount_flags = mount_flags(file);
	ret_file->flags = file_flags(file);
}

/**
 * capture_file_may_stall() - Can asking about a file take as long as somebody
 * likes?
 * @file: the file.
 *
 * A file system on a block device or in memory answers by itself. One in user
 * space, or over a network, need not answer at all.
 *
 * Context: Any.
 * Return: true if it can.
 */
bool capture_file_may_stall(struct file *file)
{
	const struct super_block *sb = file_inode(file)->i_sb;

	if (sb->s_magic == TMPFS_MAGIC || sb->s_magic == RAMFS_MAGIC)
		return false;
	return !sb->s_bdev || sb->s_magic == FUSE_SUPER_MAGIC;
}

/**
 * capture_exe_stage1() - The file that runs, as far as no sleep is needed.
 * @record: the record.
 * @file: the file.
 * @witnessed: what the file witness saw of the same exec, or NULL. If it is
 *	the same file its path is known.
 *
 * A path that does not fit is left to stage 2.
 *
 * Context: Current task, stage 1.
 */
void capture_exe_stage1(struct record *record, struct file *file,
			const struct witnessed_file *witnessed)
{
	struct procmon_exec *exec = record_exec(record);
	bool deleted = false;
	u32 room;
	char *at = record_room(record, &room);
	int len;

	capture_file(&exec->exe_file, file);
	if (witnessed && witnessed->identity == file && witnessed->path_len &&
	    witnessed->path_len <= room) {
		len = witnessed->path_len;
		memcpy(at, witnessed->path, len);
		deleted = witnessed->file.flags & PROCMON_FILE_DELETED;
	} else {
		len = room ? path_text(&file->f_path, at, room, &deleted) :
			     -ENAMETOOLONG;
	}
	if (len < 0)
		return;
	record_claim(record, &exec->exe, len);
	if (deleted)
		exec->exe_file.flags |= PROCMON_FILE_DELETED;
}

/**
 * capture_path() - Add a path.
 * @capture: the capture.
 * @path: the path.
 * @string: offset of its string in the record.
 *
 * Context: Current task, stage 2.
 * Return: 0, -ENOMEM, -ENAMETOOLONG: it is longer than CAPTURE_PATH_MAX, or
 * -ESRCH: the task dies.
 */
int capture_path(struct capture *capture, const struct path *path, u32 string)
{
	static const u32 sizes[] = { 2, PATH_MAX, CAPTURE_PATH_MAX };
	struct record *record = &capture->record;
	bool deleted;
	size_t i;
	int len = 0;

	/* d_path() asks for the root of the task; one that dies has none. */
	if (!current->fs)
		return -ESRCH;
	for (i = 0; i < ARRAY_SIZE(sizes); i++) {
		u32 room;
		char *at;

		if (capture_room(capture, sizes[i]))
			return -ENOMEM;
		at = record_room(record, &room);
		len = path_text(path, at, min_t(u32, room, CAPTURE_PATH_MAX),
				&deleted);
		if (len != -ENAMETOOLONG)
			break;
	}
	if (len < 0)
		return len;
	record_claim(record, (void *)(record->bytes + string), len);
	return 0;
}

/**
 * capture_path_missing() - Say why a path is absent.
 * @exec: the record.
 * @field: its enum procmon_field.
 * @error: what capture_path() returned; 0: it is there.
 *
 * Context: Any.
 */
void capture_path_missing(struct procmon_exec *exec, u32 field, int error)
{
	if (error == -ENOMEM)
		exec_missing(exec, field, PROCMON_REASON_MEMORY);
	else if (error == -ENAMETOOLONG)
		exec_missing(exec, field, PROCMON_REASON_BOUND);
	else if (error)
		exec_missing(exec, field, PROCMON_REASON_FAULT);
}

/**
 * capture_path_field() - Add a path, or say why it is absent.
 * @capture: the capture.
 * @path: the path.
 * @string: offset of its string in the record.
 * @field: its enum procmon_field.
 *
 * Context: Current task, stage 2.
 */
void capture_path_field(struct capture *capture, const struct path *path,
			u32 string, u32 field)
{
	int ret = capture_path(capture, path, string);

	capture_path_missing(record_exec(&capture->record), field, ret);
}

/**
 * capture_exe_stat() - What stat(2) would show of the file that runs.
 * @exec: the record.
 * @file: the file.
 *
 * Context: May sleep, in the file system.
 */
void capture_exe_stat(struct procmon_exec *exec, struct file *file)
{
	struct procmon_file *facts = &exec->exe_file;
	struct kstat stat;

	if (vfs_getattr_nosec(&file->f_path, &stat,
			      STATX_BASIC_STATS | STATX_BTIME,
			      AT_STATX_DONT_SYNC)) {
		exec_missing(exec, PROCMON_FIELD_EXE_BTIME,
			     PROCMON_REASON_FAULT);
		return;
	}
	/* What stat(2) shows can differ from the inode's own: overlayfs. */
	facts->dev_major = MAJOR(stat.dev);
	facts->dev_minor = MINOR(stat.dev);
	facts->ino = stat.ino;
	facts->uid = __kuid_val(stat.uid);
	facts->gid = __kgid_val(stat.gid);
	if (stat.result_mask & STATX_BTIME)
		facts->btime = stat.btime.tv_sec * (s64)NSEC_PER_SEC +
			       stat.btime.tv_nsec;
	else
		exec_missing(exec, PROCMON_FIELD_EXE_BTIME,
			     PROCMON_REASON_UNSUPPORTED);
}

static void exe_writable(struct procmon_exec *exec, struct file *file)
{
	if (exec->exe_file.mount_flags & PROCMON_MOUNT_RDONLY)
		return;
	if (!compat_file_permission(file, MAY_WRITE))
		exec->exe_file.flags |= PROCMON_FILE_WRITABLE;
}

static void exe_caps(struct procmon_exec *exec, struct file *file)
{
	struct procmon_file_caps *caps = &exec->exe_caps;
	struct vfs_ns_cap_data data = { };
	u32 magic;
	int len;

	/* Nothing of what can give rights is on it (include/linux/fs.h). */
	if (IS_NOSEC(file_inode(file)))
		return;
	len = __vfs_getxattr(file->f_path.dentry, file_inode(file),
			     XATTR_NAME_CAPS, &data, sizeof(data));
	if (len == -ENODATA)
		return;
	if (len == -EOPNOTSUPP) {
		exec_missing(exec, PROCMON_FIELD_EXE_CAPS,
			     PROCMON_REASON_UNSUPPORTED);
		return;
	}
	magic = le32_to_cpu(data.magic_etc);
	if (len < (int)XATTR_CAPS_SZ_2 ||
	    ((magic & VFS_CAP_REVISION_MASK) != VFS_CAP_REVISION_2 &&
	     (magic & VFS_CAP_REVISION_MASK) != VFS_CAP_REVISION_3)) {
		exec_missing(exec, PROCMON_FIELD_EXE_CAPS,
			     PROCMON_REASON_FAULT);
		return;
	}
	caps->permitted = le32_to_cpu(data.data[0].permitted) |
			  (u64)le32_to_cpu(data.data[1].permitted) << 32;
	caps->inheritable = le32_to_cpu(data.data[0].inheritable) |
			    (u64)le32_to_cpu(data.data[1].inheritable) << 32;
	caps->effective = !!(magic & VFS_CAP_FLAGS_EFFECTIVE);
	if ((magic & VFS_CAP_REVISION_MASK) == VFS_CAP_REVISION_3)
		caps->rootid = le32_to_cpu(data.rootid);
	exec->exe_file.flags |= PROCMON_FILE_CAPS;
}

/*
 * Where the kernel told the program that its dynamic loader is; 0: nowhere. A
 * 32-bit program was given a vector of 32-bit words (fs/compat_binfmt_elf.c).
 */
static unsigned long compat_auxv_base(const u32 *words)
{
	int i;

	for (i = 0; i + 1 < AT_VECTOR_SIZE && words[i] != AT_NULL; i += 2) {
		if (words[i] == AT_BASE)
			return words[i + 1];
	}
	return 0;
}

static unsigned long auxv_base(const struct mm_struct *mm)
{
	const unsigned long *words = mm->saved_auxv;
	int i;

	if (in_compat_syscall())
		return compat_auxv_base((const u32 *)words);
	for (i = 0; i + 1 < AT_VECTOR_SIZE && words[i] != AT_NULL; i += 2) {
		if (words[i] == AT_BASE)
			return words[i + 1];
	}
	return 0;
}

static void exe_elf_interp(struct procmon_exec *exec)
{
	struct mm_struct *mm = current->mm;
	struct vm_area_struct *vma;
	unsigned long base;

	if (!mm) {
		exec_missing(exec, PROCMON_FIELD_ELF_INTERP,
			     PROCMON_REASON_FAULT);
		return;
	}
	base = auxv_base(mm);
	if (!base)
		return;
	mmap_read_lock(mm);
	vma = find_vma(mm, base);
	if (vma && vma->vm_start <= base && vma->vm_file) {
		const struct inode *inode = file_inode(vma->vm_file);

		exec->elf_interp_dev_major = MAJOR(inode->i_sb->s_dev);
		exec->elf_interp_dev_minor = MINOR(inode->i_sb->s_dev);
		exec->elf_interp_ino = inode->i_ino;
	} else {
		exec_missing(exec, PROCMON_FIELD_ELF_INTERP,
			     PROCMON_REASON_FAULT);
	}
	mmap_read_unlock(mm);
}

/* A digest that the kernel has already; nothing is computed for it. */
static void exe_digest(struct capture *capture, u32 string, u32 field,
		       const u8 *digest, int len)
{
	struct record *record = &capture->record;

	if (len == -ENODATA)
		return;
	if (len < 0) {
		exec_missing(record_exec(record), field,
			     PROCMON_REASON_UNSUPPORTED);
		return;
	}
	if (capture_room(capture, len)) {
		exec_missing(record_exec(record), field,
			     PROCMON_REASON_MEMORY);
		return;
	}
	capture_text(record, (void *)(record->bytes + string), field, digest,
		     len);
}

static void exe_digests(struct capture *capture)
{
	u8 digest[COMPAT_DIGEST_MAX];
	u16 algorithm = 0;
	int len;

	len = compat_verity_digest(file_inode(capture->exe), digest,
				   &algorithm);
	record_exec(&capture->record)->verity_algorithm = algorithm;
	exe_digest(capture, offsetof(struct procmon_exec, verity_digest),
		   PROCMON_FIELD_VERITY_DIGEST, digest, len);

	algorithm = 0;
	len = compat_ima_digest(capture->exe, digest, &algorithm);
	record_exec(&capture->record)->ima_algorithm = algorithm;
	exe_digest(capture, offsetof(struct procmon_exec, ima_digest),
		   PROCMON_FIELD_IMA_DIGEST, digest, len);
}

/**
 * capture_exe_place() - Where the file that runs is, by name and by inode.
 * @capture: the capture.
 *
 * Context: Current task, stage 2.
 */
void capture_exe_place(struct capture *capture)
{
	struct record *record = &capture->record;
	struct file *file = capture->exe;

	if (!record_exec(record)->exe.off) {
		record_exec(record)->flags |= PROCMON_EXEC_EXE_LATE;
		capture_path_field(capture, &file->f_path,
				   offsetof(struct procmon_exec, exe),
				   PROCMON_FIELD_EXE);
	}
	capture_exe_stat(record_exec(record), file);
}

/**
 * capture_exe_stage2() - The rest about the file that runs.
 * @capture: the capture.
 *
 * Context: Current task, stage 2.
 */
void capture_exe_stage2(struct capture *capture)
{
	struct record *record = &capture->record;
	struct file *file = capture->exe;

	capture_exe_place(capture);
	exe_writable(record_exec(record), file);
	exe_caps(record_exec(record), file);
	exe_elf_interp(record_exec(record));
	exe_digests(capture);
}
