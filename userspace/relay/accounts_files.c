// SPDX-License-Identifier: GPL-2.0-only
/*
 * accounts_files.c - names of users and groups as two files have them. It must
 * not know what they are for.
 *
 * Both are read whole, so that neither a name nor its absence is ever looked
 * for again; and once more when they changed.
 */
#include "accounts_files.h"

#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "buffer.h"
#include "message.h"

/* With its NUL. */
#define NAME_MAX_BYTES	256

/**
 * struct entry - A user, or a group.
 * @id: number.
 * @name: where in the table's names its name begins.
 */
struct entry {
	uint32_t id;
	uint32_t name;
};

/**
 * struct table - What a file has.
 * @path: the file.
 * @next: read its next entry; false: that was the last.
 * @stat: what it was when it was read.
 * @entries: by id; of the same id, in the order of the file.
 * @count: how many.
 * @room: for how many there is memory.
 * @names: names, each with its NUL.
 * @was_said: that it cannot be read was said.
 */
struct table {
	const char *path;
	bool (*next)(FILE *file, uint32_t *ret_id, const char **ret_name);
	struct stat stat;
	struct entry *entries;
	size_t count;
	size_t room;
	struct buffer names;
	bool was_said;
};

static struct table tables[ACCOUNT_KIND_COUNT];
static uint64_t look_at;

static bool next_user(FILE *file, uint32_t *ret_id, const char **ret_name)
{
	const struct passwd *user = fgetpwent(file);

	if (!user)
		return false;
	*ret_id = user->pw_uid;
	*ret_name = user->pw_name;
	return true;
}

static bool next_group(FILE *file, uint32_t *ret_id, const char **ret_name)
{
	const struct group *group = fgetgrent(file);

	if (!group)
		return false;
	*ret_id = group->gr_gid;
	*ret_name = group->gr_name;
	return true;
}

static void add(struct table *table, uint32_t id, const char *name)
{
	size_t size = strlen(name) + 1;

	/* a line with + or - stands for others than itself */
	if (!*name || *name == '+' || *name == '-' || size > NAME_MAX_BYTES)
		return;
	if (table->count == table->room) {
		table->room = table->room ? 2 * table->room : 64;
		table->entries = reallocarray(table->entries, table->room,
					      sizeof(*table->entries));
		if (!table->entries)
			memory_error();
	}
	table->entries[table->count++] = (struct entry) {
		.id = id, .name = (uint32_t)table->names.len,
	};
	buffer_add(&table->names, name, size);
}

static int compare(const void *left, const void *right)
{
	const struct entry *a = left;
	const struct entry *b = right;

	if (a->id != b->id)
		return a->id < b->id ? -1 : 1;
	return a->name < b->name ? -1 : a->name > b->name;
}

static void read_entries(struct table *table, FILE *file)
{
	const char *name;
	uint32_t id;

	table->count = 0;
	table->names.len = 0;
	while (table->next(file, &id, &name)) {
		if (table->count == ACCOUNTS_FILES_MAX) {
			message("%s: has more than %u entries; the rest is told by number only",
				table->path, ACCOUNTS_FILES_MAX);
			break;
		}
		add(table, id, name);
	}
	if (table->count)
		qsort(table->entries, table->count, sizeof(*table->entries),
		      compare);
}

static bool is_unchanged(const struct stat *a, const struct stat *b)
{
	return a->st_dev == b->st_dev && a->st_ino == b->st_ino &&
	       a->st_size == b->st_size &&
	       a->st_mtim.tv_sec == b->st_mtim.tv_sec &&
	       a->st_mtim.tv_nsec == b->st_mtim.tv_nsec &&
	       a->st_ctim.tv_sec == b->st_ctim.tv_sec &&
	       a->st_ctim.tv_nsec == b->st_ctim.tv_nsec;
}

/* Return: true: it was read anew. What was known is kept if it cannot be. */
static bool look(struct table *table)
{
	struct stat now;
	FILE *file;

	if (stat(table->path, &now) == 0 && is_unchanged(&now, &table->stat))
		return false;
	file = fopen(table->path, "re");
	if (!file || fstat(fileno(file), &now) < 0) {
		if (!table->was_said)
			message("%s: %s; names are not told, or old ones: make it readable, or set account_names = never",
				table->path, strerror(errno));
		table->was_said = true;
		if (file)
			fclose(file);
		return false;
	}
	table->was_said = false;
	table->stat = now;
	read_entries(table, file);
	fclose(file);
	return true;
}

static bool refresh(uint64_t now_ms)
{
	bool is_changed = false;
	unsigned int kind;

	if (now_ms < look_at)
		return false;
	look_at = now_ms + ACCOUNTS_FILES_AGE_MS;
	for (kind = 0; kind < ACCOUNT_KIND_COUNT; kind++)
		is_changed |= look(&tables[kind]);
	return is_changed;
}

static const char *find(enum account_kind kind, uint32_t id)
{
	const struct table *table = &tables[kind];
	size_t end = table->count;
	size_t first = 0;
	size_t middle;

	while (first < end) {
		middle = first + (end - first) / 2;
		if (table->entries[middle].id < id)
			first = middle + 1;
		else
			end = middle;
	}
	if (first == table->count || table->entries[first].id != id)
		return NULL;
	return table->names.data + table->entries[first].name;
}

static void close_files(void)
{
	unsigned int kind;

	for (kind = 0; kind < ACCOUNT_KIND_COUNT; kind++) {
		free(tables[kind].entries);
		buffer_free(&tables[kind].names);
		tables[kind] = (struct table) { .path = NULL };
	}
	look_at = 0;
}

void accounts_files_open(const char *users, const char *groups)
{
	tables[ACCOUNT_USER].path = users;
	tables[ACCOUNT_USER].next = next_user;
	tables[ACCOUNT_GROUP].path = groups;
	tables[ACCOUNT_GROUP].next = next_group;
}

const struct accounts accounts_files = { find, refresh, close_files };
