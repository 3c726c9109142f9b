// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * process_table.c - the processes that a model holds: found by number, hanging
 * together as a tree, within a bound of memory. Knows no record.
 *
 * Numbers are hostile: chains are told apart by a seed that nobody outside
 * knows, and no parent is taken that is below its child.
 */
#include "processes.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>

#define SIZE_MIN	64

/* What the allocator adds, near enough. */
#define ALLOCATION_BYTES	16

#define container_of(pointer, type, member) \
	((type *)((char *)(pointer) - offsetof(type, member)))

/* Chains by what they are for. */
enum chain_kind {
	CHAIN_TGID,
	CHAIN_EXEC_ID,
	CHAIN_WAITING,
	CHAIN_KINDS,
};

static void link_add(struct link **head, struct link *link)
{
	link->next = *head;
	link->place = head;
	if (link->next)
		link->next->place = &link->next;
	*head = link;
}

static void link_remove(struct link *link)
{
	if (!link->place)
		return;
	*link->place = link->next;
	if (link->next)
		link->next->place = link->place;
	link->place = NULL;
}

struct entry *entry_of_all(struct link *link)
{
	return container_of(link, struct entry, all);
}

struct entry *entry_of_sibling(struct link *link)
{
	return container_of(link, struct entry, sibling);
}

/* splitmix64 of the number and the seed */
static size_t hash(const struct table *table, uint64_t number)
{
	uint64_t z = number + table->seed;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9ULL;
	z = (z ^ z >> 27) * 0x94d049bb133111ebULL;
	return (z ^ z >> 31) & (table->size - 1);
}

static struct link **chain(const struct table *table, enum chain_kind kind,
			   uint64_t number)
{
	return &table->chains[kind * table->size + hash(table, number)];
}

/* Return: zeroed memory within the bound; NULL: *@ret_error says why not. */
static void *allocate(struct table *table, size_t bytes, int *ret_error)
{
	void *memory;

	*ret_error = -ENOSPC;
	bytes += ALLOCATION_BYTES;
	if (bytes > table->bytes_max - table->bytes)
		return NULL;
	*ret_error = -ENOMEM;
	memory = calloc(1, bytes - ALLOCATION_BYTES);
	if (memory)
		table->bytes += bytes;
	return memory;
}

static void release(struct table *table, void *memory, size_t bytes)
{
	free(memory);
	table->bytes -= bytes + ALLOCATION_BYTES;
}

static size_t chains_bytes(size_t size)
{
	return CHAIN_KINDS * size * sizeof(struct link *);
}

static void enter(struct table *table, struct entry *entry)
{
	const struct procmon_identity *identity = &entry->live.identity;

	link_add(chain(table, CHAIN_TGID, identity->tgid), &entry->by_tgid);
	if (entry->by_exec_id.place)
		link_add(chain(table, CHAIN_EXEC_ID, identity->exec_id),
			 &entry->by_exec_id);
	if (entry->waiting.place)
		link_add(chain(table, CHAIN_WAITING, identity->ppid),
			 &entry->waiting);
}

/* Without memory the chains get longer, that is all. */
static void grow(struct table *table)
{
	struct link **old = table->chains;
	size_t old_bytes = chains_bytes(table->size);
	struct link *link;
	void *chains;
	int error;

	chains = allocate(table, 2 * old_bytes, &error);
	if (!chains)
		return;
	table->chains = chains;
	table->size *= 2;
	for (link = table->all; link; link = link->next)
		enter(table, entry_of_all(link));
	release(table, old, old_bytes);
}

/**
 * table_init() - Make an empty table.
 * @table: is filled.
 * @bytes_max: memory that it may use.
 *
 * Return: 0; -EINVAL: too little; -ENOMEM.
 */
int table_init(struct table *table, size_t bytes_max)
{
	struct timespec now = { 0 };
	int ret;

	*table = (struct table) { .bytes_max = bytes_max, .size = SIZE_MIN };
	if (getrandom(&table->seed, sizeof(table->seed), GRND_NONBLOCK) < 0) {
		clock_gettime(CLOCK_MONOTONIC, &now);
		table->seed = (uint64_t)now.tv_nsec * 0x9e3779b97f4a7c15ULL ^
			      (uintptr_t)table;
	}
	table->chains = allocate(table, chains_bytes(SIZE_MIN), &ret);
	if (table->chains)
		return 0;
	return ret == -ENOSPC ? -EINVAL : ret;
}

/**
 * table_clear() - Forget all processes.
 * @table: the table.
 */
void table_clear(struct table *table)
{
	while (table->all)
		table_remove(table, entry_of_all(table->all));
}

/**
 * table_exit() - Free all.
 * @table: the table.
 */
void table_exit(struct table *table)
{
	table_clear(table);
	release(table, table->chains, chains_bytes(table->size));
}

/**
 * table_find() - Find the process that has a number.
 * @table: the table.
 * @tgid: the number.
 *
 * Return: the process, or NULL.
 */
struct entry *table_find(const struct table *table, uint32_t tgid)
{
	struct link *link = *chain(table, CHAIN_TGID, tgid);

	for (; link; link = link->next) {
		struct entry *entry = container_of(link, struct entry, by_tgid);

		if (entry->live.identity.tgid == tgid)
			return entry;
	}
	return NULL;
}

/**
 * table_find_exact() - Find a process.
 * @table: the table.
 * @tgid: its number.
 * @start_boottime: its start.
 *
 * Return: the process, or NULL.
 */
struct entry *table_find_exact(const struct table *table, uint32_t tgid,
			       uint64_t start_boottime)
{
	struct entry *entry = table_find(table, tgid);

	if (entry && entry->live.identity.start_boottime != start_boottime)
		return NULL;
	return entry;
}

/**
 * table_find_exec_id() - Find a process that runs an image.
 * @table: the table.
 * @exec_id: the image.
 * @after: the last one; NULL: begin.
 *
 * Return: the process, or NULL.
 */
struct entry *table_find_exec_id(const struct table *table, uint64_t exec_id,
				 const struct entry *after)
{
	struct link *link = after ? after->by_exec_id.next :
				    *chain(table, CHAIN_EXEC_ID, exec_id);

	if (after && !after->by_exec_id.place)
		return NULL;
	for (; link; link = link->next) {
		struct entry *entry = container_of(link, struct entry,
						   by_exec_id);

		if (entry->live.identity.exec_id == exec_id)
			return entry;
	}
	return NULL;
}

/**
 * table_add() - Add a process, which has no parent yet.
 * @table: the table; has none of this number.
 * @tgid: its number.
 * @start_boottime: its start.
 * @ret_entry: returned: the process.
 *
 * Return: 0; -ENOSPC: no more may be used; -ENOMEM: there is none.
 */
int table_add(struct table *table, uint32_t tgid, uint64_t start_boottime,
	      struct entry **ret_entry)
{
	struct entry *entry;
	int ret;

	if (table->count >= table->size)
		grow(table);
	entry = allocate(table, sizeof(*entry), &ret);
	if (!entry)
		return ret;
	entry->live.identity.tgid = tgid;
	entry->live.identity.tid = tgid;
	entry->live.identity.start_boottime = start_boottime;
	link_add(&table->all, &entry->all);
	link_add(&table->roots, &entry->sibling);
	link_add(chain(table, CHAIN_TGID, tgid), &entry->by_tgid);
	table->count++;
	*ret_entry = entry;
	return 0;
}

static void move(struct table *table, struct entry *entry,
		 struct entry *parent)
{
	link_remove(&entry->sibling);
	entry->parent = parent;
	link_add(parent ? &parent->children : &table->roots, &entry->sibling);
}

static void forget_text(struct table *table, struct text *text)
{
	if (text && --text->references == 0)
		release(table, text, sizeof(*text) + text->bytes.len);
}

/**
 * table_remove() - Remove a process; its children get its parent.
 * @table: the table.
 * @entry: the process; is freed.
 */
void table_remove(struct table *table, struct entry *entry)
{
	unsigned int kind;

	while (entry->children) {
		struct entry *child = entry_of_sibling(entry->children);

		child->live.flags |= PROCMON_LIVE_MOVED;
		move(table, child, entry->parent);
	}
	link_remove(&entry->sibling);
	link_remove(&entry->all);
	link_remove(&entry->by_tgid);
	link_remove(&entry->by_exec_id);
	link_remove(&entry->waiting);
	for (kind = 0; kind < TEXT_COUNT; kind++)
		forget_text(table, entry->texts[kind]);
	release(table, entry, sizeof(*entry));
	table->count--;
}

/**
 * table_set_exec_id() - It runs another image.
 * @table: the table.
 * @entry: the process.
 * @exec_id: the image; 0: not known.
 */
void table_set_exec_id(struct table *table, struct entry *entry,
		       uint64_t exec_id)
{
	link_remove(&entry->by_exec_id);
	entry->live.identity.exec_id = exec_id;
	if (exec_id)
		link_add(chain(table, CHAIN_EXEC_ID, exec_id),
			 &entry->by_exec_id);
}

/**
 * table_set_parent() - It is below another process.
 * @table: the table.
 * @entry: the process.
 * @parent: the other; one that is itself below @entry is no parent. NULL: none.
 */
void table_set_parent(struct table *table, struct entry *entry,
		      struct entry *parent)
{
	const struct entry *above;

	if (parent && parent == entry->parent)
		return;
	for (above = entry->children ? parent : NULL; above;
	     above = above->parent)
		if (above == entry)
			parent = NULL;
	if (parent == entry)
		parent = NULL;
	move(table, entry, parent);
}

/**
 * table_wait() - Its parent is not known: it gets it when that comes.
 * @table: the table.
 * @entry: the process; its identity names the parent.
 */
void table_wait(struct table *table, struct entry *entry)
{
	link_remove(&entry->waiting);
	link_add(chain(table, CHAIN_WAITING, entry->live.identity.ppid),
		 &entry->waiting);
}

/**
 * table_stop_waiting() - Its identity will name another parent.
 * @entry: the process.
 */
void table_stop_waiting(struct entry *entry)
{
	link_remove(&entry->waiting);
}

/**
 * table_adopt() - Give a new process the children that wait for it.
 * @table: the table.
 * @entry: the process.
 */
void table_adopt(struct table *table, struct entry *entry)
{
	const struct procmon_identity *identity = &entry->live.identity;
	struct link *link = *chain(table, CHAIN_WAITING, identity->tgid);
	struct link *next;

	for (; link; link = next) {
		struct entry *child = container_of(link, struct entry, waiting);

		next = link->next;
		if (child->live.identity.ppid != identity->tgid ||
		    child->live.identity.parent_start_boottime !=
		    identity->start_boottime)
			continue;
		link_remove(&child->waiting);
		child->live.flags &= ~PROCMON_LIVE_MOVED;
		table_set_parent(table, child, entry);
	}
}

static struct procmon_bytes *text_bytes(struct entry *entry,
					enum text_kind kind)
{
	switch (kind) {
	case TEXT_EXE:
		return &entry->live.exe;
	case TEXT_ARGV:
		return &entry->live.argv;
	default:
		return &entry->live.cgroup;
	}
}

/* Takes over a reference of @text, which may be NULL. */
static void replace_text(struct table *table, struct entry *entry,
			 enum text_kind kind, struct text *text)
{
	forget_text(table, entry->texts[kind]);
	entry->texts[kind] = text;
	if (text)
		*text_bytes(entry, kind) = text->bytes;
	else
		*text_bytes(entry, kind) = (struct procmon_bytes) { 0 };
}

/**
 * table_share_text() - It has the same text as another process.
 * @table: the table.
 * @entry: the process.
 * @kind: which text.
 * @from: the other; NULL: it has none.
 */
void table_share_text(struct table *table, struct entry *entry,
		      enum text_kind kind, struct entry *from)
{
	struct text *text = from ? from->texts[kind] : NULL;

	if (text)
		text->references++;
	replace_text(table, entry, kind, text);
}

/* As much of it as is kept: its start, so that the rest counts as cut. */
static struct procmon_bytes kept_part(const struct procmon_bytes *bytes)
{
	struct procmon_bytes kept = *bytes;

	if (kept.len <= PROCMON_LIVE_TEXT_MAX)
		return kept;
	kept.len = PROCMON_LIVE_TEXT_MAX;
	if (bytes->total > bytes->len && bytes->head < kept.len)
		kept.len = bytes->head;
	kept.head = kept.len;
	return kept;
}

static bool is_text(const struct text *text, const struct procmon_bytes *bytes)
{
	return text && text->bytes.len == bytes->len &&
	       text->bytes.head == bytes->head &&
	       text->bytes.total == bytes->total &&
	       memcmp(text->data, bytes->bytes, bytes->len) == 0;
}

/**
 * table_set_text() - It has a text.
 * @table: the table.
 * @entry: the process; often its parent has the same text.
 * @kind: which text.
 * @bytes: the text; NULL: it has none.
 *
 * Return: 0; -ENOSPC or -ENOMEM: then it has none.
 */
int table_set_text(struct table *table, struct entry *entry,
		   enum text_kind kind, const struct procmon_bytes *bytes)
{
	struct procmon_bytes kept;
	struct text *text;
	int ret;

	if (!bytes) {
		replace_text(table, entry, kind, NULL);
		return 0;
	}
	kept = kept_part(bytes);
	if (is_text(entry->texts[kind], &kept))
		return 0;
	if (entry->parent && is_text(entry->parent->texts[kind], &kept)) {
		table_share_text(table, entry, kind, entry->parent);
		return 0;
	}
	text = allocate(table, sizeof(*text) + kept.len, &ret);
	if (!text) {
		replace_text(table, entry, kind, NULL);
		return ret;
	}
	text->references = 1;
	text->bytes = kept;
	text->bytes.bytes = text->data;
	memcpy(text->data, kept.bytes, kept.len);
	replace_text(table, entry, kind, text);
	return 0;
}
