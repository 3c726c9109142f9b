// SPDX-License-Identifier: GPL-2.0-only
/* inode_get_ctime(): 6.6, and 6.1.y. */
#include <linux/fs.h>

struct timespec64 probe(const struct inode *inode);
struct timespec64 probe(const struct inode *inode)
{
	return inode_get_ctime(inode);
}
