// SPDX-License-Identifier: GPL-2.0-only
/* Mounts map owners by a user namespace: 5.12 to 6.2. */
#include <linux/fs.h>

int probe(struct file *file);
int probe(struct file *file)
{
	return inode_permission(file_mnt_user_ns(file), file_inode(file), 0);
}
