/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * compat/inode.h - times, owners and permissions of an inode.
 */
#ifndef PROCMON_COMPAT_INODE_H
#define PROCMON_COMPAT_INODE_H

#include <linux/cred.h>
#include <linux/fs.h>
#include <linux/magic.h>
#include <linux/uidgid.h>

/* 5.15 took it into <linux/magic.h>. */
#ifndef FUSE_SUPER_MAGIC
#define FUSE_SUPER_MAGIC	0x65735546
#endif

/* 6.6 put ctime behind accessors (9b6304c1d537), 6.7 mtime (077c212f0344). */
static inline s64 compat_inode_ctime_ns(const struct inode *inode)
{
#ifdef HAVE_INODE_GET_CTIME
	struct timespec64 time = inode_get_ctime(inode);
#else
	struct timespec64 time = inode->i_ctime;
#endif

	return time.tv_sec * (s64)NSEC_PER_SEC + time.tv_nsec;
}

static inline s64 compat_inode_mtime_ns(const struct inode *inode)
{
#ifdef HAVE_INODE_GET_MTIME
	struct timespec64 time = inode_get_mtime(inode);
#else
	struct timespec64 time = inode->i_mtime;
#endif

	return time.tv_sec * (s64)NSEC_PER_SEC + time.tv_nsec;
}

/**
 * compat_file_owner() - Owner of a file as its mount shows it.
 * @file: the file.
 * @ret_uid: user id in the initial user namespace.
 * @ret_gid: group id in the initial user namespace.
 *
 * Mounts map owners since 5.12 (a6435940b62f), by struct mnt_idmap since 6.3.
 * Where the kernel does not export the mapping the inode's own
 * owner is given; vfs_getattr_nosec() gives the mapped one later.
 *
 * Context: Any.
 */
static inline void compat_file_owner(struct file *file, u32 *ret_uid,
				     u32 *ret_gid)
{
	struct inode *inode = file_inode(file);
#if defined(HAVE_MNT_IDMAP) && defined(EXPORTED_MAKE_VFSUID)
	struct mnt_idmap *idmap = file_mnt_idmap(file);
	kuid_t uid = vfsuid_into_kuid(i_uid_into_vfsuid(idmap, inode));
	kgid_t gid = vfsgid_into_kgid(i_gid_into_vfsgid(idmap, inode));
#else
	kuid_t uid = inode->i_uid;
	kgid_t gid = inode->i_gid;
#endif

	*ret_uid = __kuid_val(uid);
	*ret_gid = __kgid_val(gid);
}

/**
 * compat_file_permission() - May the task access the inode of a file?
 * @file: the file.
 * @mask: MAY_*.
 *
 * Context: May sleep.
 * Return: 0 or -errno.
 */
static inline int compat_file_permission(struct file *file, int mask)
{
#if defined(HAVE_MNT_IDMAP)
	return inode_permission(file_mnt_idmap(file), file_inode(file), mask);
#elif defined(HAVE_FILE_MNT_USER_NS)
	return inode_permission(file_mnt_user_ns(file), file_inode(file), mask);
#else
	return inode_permission(file_inode(file), mask);
#endif
}

#endif /* PROCMON_COMPAT_INODE_H */
