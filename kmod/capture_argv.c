// SPDX-License-Identifier: GPL-2.0-only
/*
 * capture_argv.c - argv and envp, from the memory of a program.
 *
 * Of a new program the kernel has just written them there, and nobody else has
 * run in that memory, so what stage 1 reads is what the program gets. A block
 * that is larger than its bound keeps its head and its tail; the digest over the
 * whole shows what padding would hide.
 */
#include <linux/mm.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#include "capture.h"
#include "compat.h"

#define DIGEST_CHUNK	4096
/* So much is read word by word; more is read faster by other means. */
#define WORDS_MAX	256
/* No kernel lets argv and envp together be larger (fs/exec.c, 6 MiB). */
#define DIGEST_MAX	(16 * 1024 * 1024)

static struct procmon_string *block_string(const struct record *record,
					   const struct capture_block *block)
{
	return (struct procmon_string *)(record->bytes + block->string);
}

/**
 * capture_block_plan() - Decide what is kept of a block.
 * @block: filled in.
 * @field: PROCMON_FIELD_ARGV or PROCMON_FIELD_ENVP.
 * @start: user address of the block.
 * @end: user address behind it.
 * @max: bytes to keep at most.
 *
 * Context: Any.
 */
void capture_block_plan(struct capture_block *block, u32 field,
			unsigned long start, unsigned long end, u32 max)
{
	memset(block, 0, sizeof(*block));
	block->field = field;
	if (field == PROCMON_FIELD_ARGV) {
		block->late = PROCMON_EXEC_ARGV_LATE;
		block->string = offsetof(struct procmon_exec, argv);
	} else {
		block->late = PROCMON_EXEC_ENVP_LATE;
		block->string = offsetof(struct procmon_exec, envp);
	}
	block->start = start;
	block->total = end > start ? min_t(unsigned long, end - start,
					   U32_MAX) : 0;
	block->keep = min_t(u32, block->total, max);
	block->head = block->keep;
	if (block->keep < block->total)
		block->head = block->keep - block->keep / 4;
}

/* User address of byte @at of what is kept, and how many bytes follow it. */
static unsigned long block_address(const struct capture_block *block, u32 at,
				   u32 *ret_len)
{
	if (at < block->head) {
		*ret_len = block->head - at;
		return block->start + at;
	}
	*ret_len = block->keep - at;
	return block->start + block->total - block->keep + at;
}

/* Reads one word after the other; the last one may overlap the one before. */
static bool read_words(u8 *to, unsigned long from, u32 len)
{
	const u32 last = len - sizeof(unsigned long);
	unsigned long word;
	u32 at;

	if (!user_read_access_begin((const void __user *)from, len))
		return false;
	for (at = 0; at < last; at += sizeof(word)) {
		unsafe_get_user(word,
				(const unsigned long __user *)(from + at),
				fault);
		memcpy(to + at, &word, sizeof(word));
	}
	unsafe_get_user(word, (const unsigned long __user *)(from + last),
			fault);
	memcpy(to + last, &word, sizeof(word));
	user_read_access_end();
	return true;

fault:
	user_read_access_end();
	return false;
}

/*
 * As copy_from_user_nofault(), which spends four times as much on looking at
 * its arguments as on copying what most programs are given.
 */
static bool read_nofault(u8 *to, unsigned long from, u32 len)
{
	bool ret;

	if (len < sizeof(unsigned long) || len > WORDS_MAX)
		return !copy_from_user_nofault(to, (const void __user *)from,
					       len);
	pagefault_disable();
	ret = read_words(to, from, len);
	pagefault_enable();
	return ret;
}

/*
 * Reads part of a page of another process that is resident. The processor may
 * have to note an access there before it allows one, by a fault: arm64 without
 * its own access flag, pages that NUMA balancing watches. So if the memory
 * cannot be read as the process would, the page is looked up.
 */
static bool read_resident(u8 *to, unsigned long from, u32 len)
{
	struct page *page;

	if (read_nofault(to, from, len))
		return true;
	if (!get_user_page_fast_only(from & PAGE_MASK, 0, &page))
		return false;
	memcpy(to, page_address(page) + offset_in_page(from), len);
	put_page(page);
	return true;
}

static bool read_part_of_page(const struct capture_block *block, u8 *to,
			      unsigned long from, u32 len)
{
	if (block->resident_only)
		return read_resident(to, from, len);
	return read_nofault(to, from, len);
}

/* Reads up to the first page that is not there. */
static void block_read_atomic(struct capture_block *block, u8 *to, u32 limit)
{
	while (block->done < limit) {
		unsigned long from;
		u32 len;

		from = block_address(block, block->done, &len);
		len = min_t(u32, len, limit - block->done);
		if (read_nofault(to + block->done, from, len)) {
			block->done += len;
			continue;
		}
		len = min_t(unsigned long, len,
			    PAGE_SIZE - offset_in_page(from));
		if (!read_part_of_page(block, to + block->done, from, len))
			return;
		block->done += len;
	}
}

/* Reads the rest. */
static void block_read(struct capture_block *block, u8 *to)
{
	while (block->done < block->keep && current->mm) {
		unsigned long from;
		unsigned long left;
		u32 len;

		from = block_address(block, block->done, &len);
		left = copy_from_user(to + block->done,
				      (const void __user *)from, len);
		block->done += len - left;
		if (left)
			return;
	}
}

static void block_claim(struct record *record,
			const struct capture_block *block)
{
	struct procmon_string *string = block_string(record, block);

	record_claim(record, string, block->keep);
	string->head = block->head;
	string->total = block->total;
	if (block->keep < block->total)
		fieldset_add(&record_exec(record)->truncated, block->field);
}

/**
 * capture_block_absent() - Say that a block could not be kept.
 * @record: the record.
 * @block: the block.
 * @reason: enum procmon_reason.
 *
 * Context: Any.
 */
void capture_block_absent(struct record *record, struct capture_block *block,
			  u32 reason)
{
	exec_missing(record_exec(record), block->field, reason);
	block_string(record, block)->total = block->total;
	block->keep = 0;
	block->done = 0;
}

/**
 * capture_block_stage1() - Read a block without sleeping.
 * @record: the record.
 * @block: the block, planned. If @block->spill is set, only as much as fits
 *	there is read, CAPTURE_SPILL bytes; stage 2 does the rest.
 *
 * Context: Any, in the memory that the block is in.
 */
void capture_block_stage1(struct record *record, struct capture_block *block)
{
	u32 room;
	u8 *at;

	if (block->spill) {
		block_read_atomic(block, block->spill,
				  min_t(u32, block->keep, CAPTURE_SPILL));
		return;
	}
	at = record_room(record, &room);
	if (block->keep > room) {
		capture_block_absent(record, block, PROCMON_REASON_MEMORY);
		return;
	}
	block_read_atomic(block, at, block->keep);
	block_claim(record, block);
}

/**
 * capture_blocks_stage1() - Read both blocks without sleeping.
 * @record: the record.
 * @first: as for capture_block_stage1().
 * @second: likewise. Mostly it lies right behind @first, and both are read as
 *	one.
 *
 * Context: Any, in the memory that the blocks are in.
 */
void capture_blocks_stage1(struct record *record, struct capture_block *first,
			   struct capture_block *second)
{
	u32 len = first->keep + second->keep;
	u32 room;
	u8 *at = record_room(record, &room);

	if (!first->spill && !second->spill && len <= room &&
	    first->keep == first->total && second->keep == second->total &&
	    first->start + first->total == second->start &&
	    read_nofault(at, first->start, len)) {
		first->done = first->keep;
		second->done = second->keep;
		block_claim(record, first);
		block_claim(record, second);
		return;
	}
	capture_block_stage1(record, first);
	capture_block_stage1(record, second);
}

/* Some of a block cannot be read: keep what was, leak nothing else. */
static void block_cut(struct record *record, const struct capture_block *block)
{
	struct procmon_exec *exec = record_exec(record);
	struct procmon_string *string = block_string(record, block);

	memset(record->bytes + string->off + block->done, 0,
	       block->keep - block->done);
	string->len = block->done;
	string->head = min_t(u32, block->done, block->head);
	fieldset_add(&exec->truncated, block->field);
	if (!block->done) {
		string->off = 0;
		exec_missing(exec, block->field, PROCMON_REASON_FAULT);
	}
}

/**
 * capture_block_stage2() - Read what stage 1 could not.
 * @capture: the capture.
 * @block: one of its two blocks.
 *
 * Context: Current task, stage 2.
 */
void capture_block_stage2(struct capture *capture,
			  struct capture_block *block)
{
	struct record *record = &capture->record;
	u32 room;
	u8 *at;

	if (block->done == block->keep && !block->spill)
		return;
	if (block->done < block->keep)
		record_exec(record)->flags |= block->late;
	if (block->spill) {
		if (capture_room(capture, block->keep)) {
			capture_block_absent(record, block,
					     PROCMON_REASON_MEMORY);
			return;
		}
		at = record_room(record, &room);
		memcpy(at, block->spill, block->done);
		block_claim(record, block);
	}
	block_read(block, record->bytes + block_string(record, block)->off);
	if (block->done < block->keep)
		block_cut(record, block);
}

/**
 * capture_block_settle() - Close a block that stage 2 will not see.
 * @record: the record.
 * @block: the block. What is in its spill is kept as far as there is room.
 *
 * Context: Any.
 */
void capture_block_settle(struct record *record, struct capture_block *block)
{
	u32 room;
	u8 *at;

	if (block->done == block->keep && !block->spill)
		return;
	if (block->spill) {
		at = record_room(record, &room);
		block->done = min(block->done, room);
		memcpy(at, block->spill, block->done);
		block->keep = block->done;
		block->head = block->done;
		block_claim(record, block);
		return;
	}
	block_cut(record, block);
}

#ifdef COMPAT_HAS_SHA256
static bool digest_read(const struct capture_block *block, u8 *to, u32 at,
			u32 len)
{
	unsigned long from = block->start + at;

	if (!block->resident_only)
		return current->mm &&
		       !copy_from_user(to, (const void __user *)from, len);
	while (len) {
		u32 part = min_t(unsigned long, len,
				 PAGE_SIZE - offset_in_page(from));

		if (!read_resident(to, from, part))
			return false;
		to += part;
		from += part;
		len -= part;
	}
	return true;
}

static int block_digest(const struct capture_block *block, u8 *ret_digest)
{
	struct compat_sha256_state state;
	u32 at = 0;
	u8 *chunk;
	int ret = 0;

	chunk = kmalloc(DIGEST_CHUNK, GFP_KERNEL | __GFP_NOWARN);
	if (!chunk)
		return -ENOMEM;
	sha256_init(&state);
	while (at < block->total) {
		u32 len = min_t(u32, block->total - at, DIGEST_CHUNK);

		if (fatal_signal_pending(current) ||
		    !digest_read(block, chunk, at, len)) {
			ret = -EFAULT;
			break;
		}
		sha256_update(&state, chunk, len);
		at += len;
		cond_resched();
	}
	sha256_final(&state, ret_digest);
	kfree(chunk);
	return ret;
}

static void digest_add(struct capture *capture,
		       const struct capture_block *block, u32 string,
		       u32 field)
{
	struct procmon_exec *exec = record_exec(&capture->record);
	u8 digest[SHA256_DIGEST_SIZE];
	int ret;

	if (block->total > DIGEST_MAX) {
		exec_missing(exec, field, PROCMON_REASON_BOUND);
		return;
	}
	ret = block_digest(block, digest);
	if (!ret)
		ret = capture_room(capture, sizeof(digest));
	exec = record_exec(&capture->record);
	if (ret)
		exec_missing(exec, field, ret == -EFAULT ?
			     PROCMON_REASON_FAULT : PROCMON_REASON_MEMORY);
	else
		capture_text(&capture->record,
			     (void *)(capture->record.bytes + string), field,
			     digest, sizeof(digest));
}
#endif

/**
 * capture_digest() - Add the digest of a block that was cut.
 * @capture: the capture.
 * @block: one of its two blocks.
 * @string: offset of the digest in struct procmon_exec.
 * @field: its enum procmon_field.
 *
 * Context: May sleep, in the memory that the block is in.
 */
void capture_digest(struct capture *capture, const struct capture_block *block,
		    u32 string, u32 field)
{
	struct procmon_exec *exec = record_exec(&capture->record);

	if (!fieldset_has(&exec->truncated, block->field))
		return;
#ifdef COMPAT_HAS_SHA256
	digest_add(capture, block, string, field);
#else
	exec_missing(exec, field, PROCMON_REASON_UNSUPPORTED);
#endif
}
