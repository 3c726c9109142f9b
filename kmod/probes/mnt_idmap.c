// SPDX-License-Identifier: GPL-2.0-only
/* Mounts map owners by struct mnt_idmap: 6.3. */
#include <linux/fs.h>

kuid_t probe(struct file *file);
kuid_t probe(struct file *file)
{
	return vfsuid_into_kuid(i_uid_into_vfsuid(file_mnt_idmap(file),
						  file_inode(file)));
}
