// SPDX-License-Identifier: GPL-2.0-only
/*
 * image.c - what a process was last executed as (see image.h).
 *
 * There are at most as many as the parameter images_max says, whatever the
 * processes of the host do; what is beyond is counted.
 */
#include <linux/atomic.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "image.h"
#include "params.h"
#include "rcu_batch.h"
#include "recycle.h"

static atomic_t images = ATOMIC_INIT(0);
static atomic64_t dropped = ATOMIC64_INIT(0);

static struct image *image_alloc(u32 bytes, u32 *ret_reason)
{
	struct image *image = NULL;

	bytes += sizeof(*image);
	*ret_reason = PROCMON_REASON_BOUND;
	if ((u32)atomic_inc_return(&images) <= params.images_max) {
		*ret_reason = PROCMON_REASON_MEMORY;
		if (!params_fail_allocation())
			image = recycle_get(RECYCLED_IMAGE, &bytes,
					    GFP_ATOMIC | __GFP_NOWARN);
	}
	if (!image) {
		atomic_dec(&images);
		atomic64_inc(&dropped);
		return NULL;
	}
	memset(image, 0, sizeof(*image));
	image->memory_bytes = bytes;
	refcount_set(&image->users, 1);
	return image;
}

static u32 why_absent(const struct procmon_exec *exec, u32 field)
{
	u32 reason;

	for (reason = 0; reason < PROCMON_REASON_COUNT; reason++) {
		if (fieldset_has(&exec->missing[reason], field))
			return reason;
	}
	return PROCMON_REASON_FAULT;
}

/* Decides what is kept of a string, which may have been cut already. */
static void text_plan(struct image_text *text,
		      const struct procmon_exec *exec,
		      const struct procmon_string *string, u32 field)
{
	u32 tail = string->len - string->head;

	text->total = string->total;
	if (!string->off) {
		text->absent = why_absent(exec, field);
		return;
	}
	text->absent = IMAGE_TEXT_THERE;
	if (string->len <= IMAGE_TEXT_MAX) {
		text->len = string->len;
		text->head = string->head;
		return;
	}
	/* What is whole ends with its own tail. */
	if (string->len == string->total)
		tail = string->len;
	tail = min_t(u32, tail, IMAGE_TAIL);
	text->head = min_t(u32, string->head, IMAGE_TEXT_MAX - tail);
	text->len = text->head + tail;
}

static void text_copy(struct image *image, const struct image_text *text,
		      const struct record *record,
		      const struct procmon_string *string)
{
	const u8 *from = record->bytes + string->off;
	u32 tail = text->len - text->head;

	memcpy(image->bytes + text->off, from, text->head);
	if (tail)
		memcpy(image->bytes + text->off + text->head,
		       from + string->len - tail, tail);
}

/**
 * image_make() - Make the image that a record tells of.
 * @record: EXEC or PROC, complete, not published yet.
 * @ret_reason: if there is none: why, enum procmon_reason.
 *
 * The caller sets @exec_id before anybody else can see it.
 *
 * Context: Any. Does not sleep.
 * Return: The image, with one reference; NULL: it cannot be kept.
 */
struct image *image_make(const struct record *record, u32 *ret_reason)
{
	const struct procmon_exec *exec = record_exec(record);
	struct image_text argv = { };
	struct image_text exe = { };
	struct image *image;

	text_plan(&exe, exec, &exec->exe, PROCMON_FIELD_EXE);
	text_plan(&argv, exec, &exec->argv, PROCMON_FIELD_ARGV);
	argv.off = exe.len;
	image = image_alloc(exe.len + argv.len, ret_reason);
	if (!image)
		return NULL;
	image->start_boottime = exec->identity.start_boottime;
	image->tgid = exec->identity.tgid;
	image->exe_dev_major = exec->exe_file.dev_major;
	image->exe_dev_minor = exec->exe_file.dev_minor;
	image->exe_ino = exec->exe_file.ino;
	image->exe = exe;
	image->argv = argv;
	text_copy(image, &exe, record, &exec->exe);
	text_copy(image, &argv, record, &exec->argv);
	return image;
}

/**
 * image_unknown() - Make an image that stands for one that is to come.
 * @tgid: process that runs it.
 * @start_boottime: likewise.
 * @ret_reason: if there is none: why, enum procmon_reason.
 *
 * The process was there before the sensor. It shares this with those that it
 * creates; when its PROC record is told, image_resolve() gives all of them what
 * the record says.
 *
 * Context: Any. Does not sleep.
 * Return: The image, with one reference; NULL: it cannot be kept.
 */
struct image *image_unknown(u32 tgid, u64 start_boottime, u32 *ret_reason)
{
	struct image *image = image_alloc(0, ret_reason);

	if (!image)
		return NULL;
	image->start_boottime = start_boottime;
	image->tgid = tgid;
	image->exe.absent = PROCMON_REASON_UNARMED;
	image->argv.absent = PROCMON_REASON_UNARMED;
	return image;
}

/**
 * image_get() - Take a reference.
 * @image: the image; the caller has one.
 *
 * Context: Any.
 * Return: @image.
 */
struct image *image_get(struct image *image)
{
	refcount_inc(&image->users);
	return image;
}

/**
 * image_tryget() - Take a reference to an image found under RCU.
 * @image: the image.
 *
 * Context: RCU.
 * Return: true; false: it is just going away.
 */
bool image_tryget(struct image *image)
{
	return refcount_inc_not_zero(&image->users);
}

static void free_image(struct rcu_head *head)
{
	struct image *image = container_of(head, struct image, rcu);

	recycle_put(RECYCLED_IMAGE, image, image->memory_bytes);
}

/**
 * image_put() - Give a reference back.
 * @image: the image; NULL: nothing.
 *
 * Context: Any.
 */
void image_put(struct image *image)
{
	/* A successor has none itself. */
	while (image && refcount_dec_and_test(&image->users)) {
		struct image *successor =
			rcu_dereference_protected(image->successor, true);

		rcu_batch_call(&image->rcu, free_image);
		atomic_dec(&images);
		image = successor;
	}
}

/**
 * image_resolve() - From now on another image stands for this one.
 * @image: from image_unknown(), not resolved yet.
 * @successor: the other, complete.
 *
 * Context: Any; the caller sees to it that nobody else does the same.
 */
void image_resolve(struct image *image, struct image *successor)
{
	rcu_assign_pointer(image->successor, image_get(successor));
}

/**
 * image_text_add() - Add a string of an image to a record.
 * @record: the record, of an exec or of a process.
 * @string: where it belongs, inside @record.
 * @field: its enum procmon_field.
 * @image: the image.
 * @text: @image->exe or @image->argv.
 *
 * Context: Any; RCU, or the caller has a reference.
 */
void image_text_add(struct record *record, struct procmon_string *string,
		    u32 field, const struct image *image,
		    const struct image_text *text)
{
	struct procmon_exec *exec = record_exec(record);

	string->total = text->total;
	if (text->absent != IMAGE_TEXT_THERE) {
		exec_missing(exec, field, text->absent);
		return;
	}
	if (record_string(record, string, image->bytes + text->off,
			  text->len)) {
		exec_missing(exec, field, PROCMON_REASON_MEMORY);
		return;
	}
	string->head = text->head;
	string->total = text->total;
	if (text->len < text->total)
		fieldset_add(&exec->truncated, field);
}

/**
 * image_look() - Read the counters.
 * @ret_counters: filled in.
 *
 * Context: Any.
 */
void image_look(struct image_counters *ret_counters)
{
	ret_counters->images = atomic_read(&images);
	ret_counters->dropped = atomic64_read(&dropped);
}
