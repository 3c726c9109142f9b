// SPDX-License-Identifier: GPL-2.0-only
/* struct fs_struct has a seqlock_t in place of a lock and a count. */
#include <linux/fs_struct.h>
#include <linux/seqlock.h>

seqlock_t *probe(struct fs_struct *fs);
seqlock_t *probe(struct fs_struct *fs)
{
	return &fs->seq;
}
