// SPDX-License-Identifier: GPL-2.0-only
/* get_file_rcu() takes where the file is kept: 6.7. */
#include <linux/fs.h>

struct file *probe(struct file __rcu **place);
struct file *probe(struct file __rcu **place)
{
	return get_file_rcu(place);
}
