/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * image.h - what a process was last executed as. Made of a finished record,
 * shared by all processes that were forked since, never changed once others
 * can see it. Knows the layout of <linux/procmon.h>; knows no task.
 */
#ifndef PROCMON_IMAGE_H
#define PROCMON_IMAGE_H

#include <linux/rcupdate.h>
#include <linux/refcount.h>
#include <linux/types.h>

#include "record.h"

/* Of a path and of argv as many bytes are kept, of their start and end. */
#define IMAGE_HEAD	768
#define IMAGE_TAIL	256
#define IMAGE_TEXT_MAX	(IMAGE_HEAD + IMAGE_TAIL)

/* image_text.absent: it is there. */
#define IMAGE_TEXT_THERE	0xff

/**
 * struct image_text - A string of an image, as struct procmon_string.
 * @off: where it starts in image.bytes.
 * @len: how many bytes are kept.
 * @head: of these, from the start.
 * @absent: IMAGE_TEXT_THERE; else why not, enum procmon_reason.
 * @total: true length.
 */
struct image_text {
	u16 off;
	u16 len;
	u16 head;
	u16 absent;
	u32 total;
};

/**
 * struct image - What a process was last executed as.
 * @users: references; the memory stays for a grace period of RCU after the
 *	last.
 * @rcu: to free it.
 * @exec_id: names it; 0: not known yet (a process that was there before the
 *	sensor, until its PROC record), see @successor.
 * @successor: the image with the id and the texts, once they are known.
 * @start_boottime: of the process that executed it, ns, CLOCK_BOOTTIME.
 * @tgid: likewise.
 * @memory_bytes: bytes that this is in.
 * @exe_dev_major: device of the executable, major number.
 * @exe_dev_minor: likewise, minor number.
 * @exe_ino: inode of the executable.
 * @exe: path of the executable.
 * @argv: arguments.
 * @bytes: of both.
 *
 * What a reader has, under RCU or with a reference, it takes from
 * image_known() of it.
 */
struct image {
	refcount_t users;
	struct rcu_head rcu;
	u64 exec_id;
	struct image __rcu *successor;
	u64 start_boottime;
	u32 tgid;
	u32 memory_bytes;
	u32 exe_dev_major;
	u32 exe_dev_minor;
	u64 exe_ino;
	struct image_text exe;
	struct image_text argv;
	u8 bytes[];
};

/**
 * struct image_counters - What there is and was.
 * @images: images in memory.
 * @dropped: images that were not kept, for want of memory or because there
 *	were images_max already.
 */
struct image_counters {
	u64 images;
	u64 dropped;
};

struct image *image_make(const struct record *record, u32 *ret_reason);
struct image *image_unknown(u32 tgid, u64 start_boottime, u32 *ret_reason);
struct image *image_get(struct image *image);
bool image_tryget(struct image *image);
void image_put(struct image *image);
void image_resolve(struct image *image, struct image *successor);
void image_text_add(struct record *record, struct procmon_string *string,
		    u32 field, const struct image *image,
		    const struct image_text *text);
void image_look(struct image_counters *ret_counters);

/**
 * image_known() - The image that stands for this one now.
 * @image: the image.
 *
 * Context: RCU, or a reference to @image is held.
 * Return: Its successor if there is one, else itself; lives as long as @image.
 */
static inline const struct image *image_known(const struct image *image)
{
	const struct image *successor =
		rcu_dereference_check(image->successor, true);

	return successor ?: image;
}

#endif /* PROCMON_IMAGE_H */
