// SPDX-License-Identifier: GPL-2.0-only
/*
 * exec_call.c - calls of execve(2) and execveat(2) under way, by task.
 *
 * A task is in one call at a time, so its address is the key. What the caller
 * passed is read when the call begins: later it may have changed. Where nothing
 * may sleep, only what is in memory is read.
 */
#include <linux/atomic.h>
#include <linux/hash.h>
#include <linux/limits.h>
#include <linux/mm.h>
#include <linux/procmon.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/string.h>
#include <linux/uaccess.h>

#include <asm/word-at-a-time.h>

#include "exec_call.h"
#include "params.h"
#include "recycle.h"

#define CALLS_BITS	8
/* Room for text that is there at first; most calls need no more. */
#define TEXT_FIRST	320
/* Arguments that are read; each costs time in which nothing else may run. */
#define ARGC_MAX	1024

struct bucket {
	raw_spinlock_t lock;
	/* protected by lock */
	struct hlist_head calls;
};

static struct bucket buckets[1 << CALLS_BITS];
static atomic_t count = ATOMIC_INIT(0);

static struct bucket *bucket_of(const struct task_struct *task)
{
	return &buckets[hash_ptr(task, CALLS_BITS)];
}

static struct exec_call *bucket_find(const struct bucket *bucket,
				     const struct task_struct *task)
{
	struct exec_call *call;

	lockdep_assert_held(&bucket->lock);
	hlist_for_each_entry(call, &bucket->calls, hash) {
		if (call->task == task)
			return call;
	}
	return NULL;
}

static void bucket_remove(struct exec_call *call)
{
	hlist_del(&call->hash);
	atomic_dec(&count);
}

/**
 * struct reading - A call that is being read.
 * @call: it; moves when it grows.
 * @len: bytes of its text so far.
 * @gfp: how to get memory.
 */
struct reading {
	struct exec_call *call;
	u32 len;
	gfp_t gfp;
};

static int reading_room(struct reading *reading, u32 bytes)
{
	struct exec_call *larger;
	u32 capacity;

	if (reading->call->capacity - reading->len >= bytes)
		return 0;
	capacity = 4 * reading->call->capacity;
	larger = krealloc(reading->call, struct_size(larger, text, capacity),
			  reading->gfp);
	if (!larger)
		return -ENOMEM;
	larger->capacity = capacity;
	reading->call = larger;
	return 0;
}

/**
 * struct run - Part of a string, as far as it was read at once.
 * @len: bytes, without the NUL.
 * @error: -EFAULT: what follows cannot be read; else 0.
 * @is_end: the NUL follows.
 */
struct run {
	u32 len;
	int error;
	bool is_end;
};

static __always_inline void word_store(u8 *to, unsigned long word)
{
	memcpy(to, &word, sizeof(word));
}

/*
 * Copies @count words at most from @from on, which is aligned; the first @skip
 * bytes do not count. All are in one page.
 */
static void run_copy(struct run *ret_run, u8 *to,
		     const unsigned long __user *from, unsigned int skip,
		     u32 count)
{
	const struct word_at_a_time constants = WORD_AT_A_TIME_CONSTANTS;
	const unsigned long __user *end = from + count;
	u8 *at = to - skip;
	unsigned long mask;
	unsigned long word;

	*ret_run = (struct run){ .error = -EFAULT };
	if (!user_read_access_begin(from, count * sizeof(word)))
		return;
	unsafe_get_user(word, from, fault);
	/* What is in front of the string must not look like its end. */
	word |= ~(~0UL << 8 * skip);
	for (;;) {
		ret_run->is_end = has_zero(word, &mask, &constants);
		if (at < to)
			word_store(to, word >> 8 * skip);
		else
			word_store(at, word);
		if (ret_run->is_end)
			break;
		at += sizeof(word);
		if (++from == end)
			break;
		unsafe_get_user(word, from, fault);
	}
	ret_run->error = 0;
fault:
	user_read_access_end();
	if (ret_run->is_end) {
		mask = prep_zero_mask(word, mask, &constants);
		at += find_zero(create_zero_mask(mask));
	}
	ret_run->len = at > to ? at - to : 0;
}

/*
 * Appends the string at @from, without its NUL, @max bytes at most. Reads
 * whole words where they are aligned: they do not reach into another page,
 * which may be absent.
 */
static int reading_string(struct reading *reading, unsigned long from, u32 max)
{
	unsigned int skip = from % sizeof(unsigned long);
	u32 left = max;
	struct run run;

	from -= skip;
	do {
		u32 bytes = PAGE_SIZE - offset_in_page(from);

		if (reading_room(reading, sizeof(unsigned long)))
			return -ENOMEM;
		bytes = min(bytes, reading->call->capacity - reading->len);
		run_copy(&run, reading->call->text + reading->len,
			 (const unsigned long __user *)from, skip,
			 bytes / sizeof(unsigned long));
		reading->len += min(run.len, left);
		if (run.len > left)
			return -E2BIG;
		left -= run.len;
		from += skip + run.len;
		skip = 0;
	} while (!run.error && !run.is_end);
	return run.error;
}

static int read_pointer(const struct exec_arguments *arguments, u32 i,
			unsigned long *ret_pointer)
{
	const u32 __user *compat = (const u32 __user *)arguments->argv;
	const unsigned long __user *native =
		(const unsigned long __user *)arguments->argv;
	u32 narrow;
	int ret;

	if (!arguments->is_compat)
		return get_user(*ret_pointer, native + i);
	ret = get_user(narrow, compat + i);
	*ret_pointer = narrow;
	return ret;
}

static int reading_argv(struct reading *reading)
{
	u32 end = reading->len + PROCMON_FAIL_ARGV_MAX;
	u32 i;

	/* fs/exec.c count(): as if it were empty. */
	if (!reading->call->arguments.argv)
		return 0;
	for (i = 0;; i++) {
		unsigned long from;
		int ret;

		if (read_pointer(&reading->call->arguments, i, &from))
			return -EFAULT;
		if (!from)
			return 0;
		if (i >= ARGC_MAX || reading->len >= end)
			return -E2BIG;
		reading->call->argc = i + 1;
		ret = reading_string(reading, from, end - reading->len - 1);
		if (ret)
			return ret;
		if (reading_room(reading, 1))
			return -ENOMEM;
		reading->call->text[reading->len++] = 0;
	}
}

static void reading_all(struct reading *reading)
{
	unsigned long filename = reading->call->arguments.filename;
	int error;

	/* The call may move while it is read. */
	error = reading_string(reading, filename, PATH_MAX - 1);
	reading->call->filename_error = error;
	reading->call->filename_len = reading->len;
	error = reading_argv(reading);
	reading->call->argv_error = error;
	reading->call->argv_len = reading->len - reading->call->filename_len;
}

static struct exec_call *call_read(const struct exec_arguments *arguments,
				   bool may_sleep)
{
	struct reading reading = {
		.gfp = (may_sleep ? GFP_KERNEL : GFP_ATOMIC) | __GFP_NOWARN,
	};
	u32 bytes = sizeof(struct exec_call) + TEXT_FIRST;
	struct exec_call *call;

	if (params_fail_allocation())
		return NULL;
	call = recycle_get(RECYCLED_CALL, &bytes, reading.gfp);
	if (!call)
		return NULL;
	memset(call, 0, sizeof(*call));
	call->capacity = bytes - sizeof(*call);
	call->task = current;
	call->mm = current->mm;
	call->waited = may_sleep;
	call->arguments = *arguments;
	reading.call = call;
	if (!may_sleep)
		pagefault_disable();
	reading_all(&reading);
	if (!may_sleep)
		pagefault_enable();
	return reading.call;
}

/**
 * exec_call_init() - Make the table of calls.
 *
 * Context: Module load.
 */
void exec_call_init(void)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(buckets); i++)
		raw_spin_lock_init(&buckets[i].lock);
}

/**
 * exec_call_begin() - A call begins.
 * @arguments: of the call.
 * @may_sleep: memory that is not there may be waited for.
 *
 * Context: The task that calls, before anything was done.
 * Return: The call, until exec_call_end() or exec_call_forget_all(); NULL if
 * there is no memory for it.
 */
struct exec_call *exec_call_begin(const struct exec_arguments *arguments,
				  bool may_sleep)
{
	struct bucket *bucket = bucket_of(current);
	struct exec_call *call;
	struct exec_call *old;

	/* Reading may take as long as the caller's memory likes. */
	atomic_inc(&count);
	call = call_read(arguments, may_sleep);
	if (!call) {
		atomic_dec(&count);
		return NULL;
	}
	raw_spin_lock(&bucket->lock);
	/* Of a task that died inside and whose memory came to this one. */
	old = bucket_find(bucket, current);
	if (old)
		bucket_remove(old);
	hlist_add_head(&call->hash, &bucket->calls);
	raw_spin_unlock(&bucket->lock);
	exec_call_free(old);
	return call;
}

/**
 * exec_call_find() - The call that the current task is in.
 *
 * Context: Any task context. The call stays while the task does not leave it
 * and exec_call_forget_all() is not called.
 * Return: The call, or NULL.
 */
struct exec_call *exec_call_find(void)
{
	struct bucket *bucket = bucket_of(current);
	struct exec_call *call;

	raw_spin_lock(&bucket->lock);
	call = bucket_find(bucket, current);
	raw_spin_unlock(&bucket->lock);
	return call;
}

/**
 * exec_call_end() - The call ends.
 * @call: what exec_call_begin() gave; it may have been forgotten, and freed,
 *	since.
 *
 * Context: The task that called.
 * Return: true: @call is the caller's now, for exec_call_free(). false: it was
 * forgotten.
 */
bool exec_call_end(struct exec_call *call)
{
	struct bucket *bucket = bucket_of(current);
	bool found;

	raw_spin_lock(&bucket->lock);
	found = bucket_find(bucket, current) == call;
	if (found)
		bucket_remove(call);
	raw_spin_unlock(&bucket->lock);
	return found;
}

/**
 * exec_call_again() - Read once more what the caller passed.
 * @call: of the current task, ended.
 * @may_sleep: memory that is not there may be waited for.
 *
 * Context: The task that called.
 * Return: Another call, for exec_call_free(); NULL if there is no memory for
 * it, or the task has left the memory that the arguments are in.
 */
struct exec_call *exec_call_again(const struct exec_call *call, bool may_sleep)
{
	if (!current->mm || current->mm != call->mm)
		return NULL;
	return call_read(&call->arguments, may_sleep);
}

/**
 * exec_call_free() - Free a call that has ended.
 * @call: the call; may be NULL.
 *
 * Context: Any.
 */
void exec_call_free(struct exec_call *call)
{
	if (call)
		recycle_put(RECYCLED_CALL, call,
			    sizeof(*call) + call->capacity);
}

/**
 * exec_call_forget_all() - Forget all calls that are under way.
 *
 * Who is told of the end of one later finds it forgotten. Nobody may use what
 * exec_call_find() gave.
 *
 * Context: Task context.
 */
void exec_call_forget_all(void)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(buckets); i++) {
		struct bucket *bucket = &buckets[i];
		struct exec_call *call;
		struct hlist_node *next;
		HLIST_HEAD(old);

		raw_spin_lock(&bucket->lock);
		hlist_for_each_entry(call, &bucket->calls, hash)
			atomic_dec(&count);
		hlist_move_list(&bucket->calls, &old);
		raw_spin_unlock(&bucket->lock);
		hlist_for_each_entry_safe(call, next, &old, hash)
			exec_call_free(call);
	}
}

/**
 * exec_call_count() - How many calls are under way.
 *
 * Return: The number.
 */
u32 exec_call_count(void)
{
	return atomic_read(&count);
}
