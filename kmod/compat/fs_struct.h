/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * compat/fs_struct.h - where a task stands, without references.
 */
#ifndef PROCMON_COMPAT_FS_STRUCT_H
#define PROCMON_COMPAT_FS_STRUCT_H

#include <linux/fs_struct.h>
#include <linux/seqlock.h>

/**
 * compat_fs_look() - Read root and working directory as they were at one time.
 * @fs: of the task.
 * @ret_root: the root.
 * @ret_pwd: the working directory.
 *
 * As get_fs_root_and_pwd_rcu() of fs/d_path.c does. No reference is taken: the
 * memory of both is there until the caller leaves RCU.
 *
 * Context: RCU.
 */
static inline void compat_fs_look(struct fs_struct *fs, struct path *ret_root,
				  struct path *ret_pwd)
{
	unsigned int seq;

	do {
#ifdef HAVE_FS_STRUCT_SEQLOCK
		seq = read_seqbegin(&fs->seq);
#else
		seq = read_seqcount_begin(&fs->seq);
#endif
		*ret_root = fs->root;
		*ret_pwd = fs->pwd;
#ifdef HAVE_FS_STRUCT_SEQLOCK
	} while (read_seqretry(&fs->seq, seq));
#else
	} while (read_seqcount_retry(&fs->seq, seq));
#endif
}

#endif /* PROCMON_COMPAT_FS_STRUCT_H */
