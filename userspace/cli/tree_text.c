// SPDX-License-Identifier: GPL-2.0-only
/*
 * tree_text.c - what is said of one process of the tree: as whom, since when, in
 * which container, running what. It must not know the tree's shape.
 */
#include "tree.h"

#include <string.h>
#include <time.h>

#include "kind.h"
#include "text.h"

/* So many digits of a container's id tell it. */
#define CONTAINER_SHOWN		12

/* An exec's fields: what was cut of them is known. */
static const struct field any_field = { .structure = STRUCTURE_EXEC };

static void write_user(const struct tree *tree, uint32_t uid,
		       struct buffer *buffer)
{
	const struct event event = { .stream = &tree->stream };
	struct value value = { .number = uid };

	kind_user.text(&any_field, &event, &value, buffer);
}

void tree_text_user(const struct tree *tree, const struct procmon_live *process,
		    struct buffer *buffer)
{
	write_user(tree, process->creds.uid, buffer);
	if (process->creds.euid == process->creds.uid)
		return;
	buffer_char(buffer, '/');
	write_user(tree, process->creds.euid, buffer);
}

/* Local time, to the second. */
void tree_text_start(const struct tree *tree,
		     const struct procmon_live *process, struct buffer *buffer)
{
	time_t seconds;
	struct tm tm = { 0 };

	if (!tree->stream.has_boot) {
		buffer_char(buffer, '-');
		return;
	}
	seconds = (time_t)((int64_t)(process->identity.start_boottime +
				     tree->stream.real_minus_boot) /
			   1000000000);
	localtime_r(&seconds, &tm);
	buffer_printf(buffer, "%04d-%02d-%02d %02d:%02d:%02d",
		      tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday, tm.tm_hour,
		      tm.tm_min, tm.tm_sec);
}

bool tree_find_container(const struct procmon_bytes *path,
			 struct container *ret_container)
{
	return path->bytes && path->total <= path->len &&
	       container_find(path->bytes, path->len, ret_container) &&
	       ret_container->id[0];
}

/* A machine is told by its whole name. */
static void write_container(const struct container *container,
			    struct buffer *buffer)
{
	size_t len = strlen(container->id);

	buffer_add(buffer, container->id,
		   len == CONTAINER_DIGITS ? CONTAINER_SHOWN : len);
}

/* Else its last part: the unit or session of a service manager. */
static bool write_cgroup(const struct procmon_bytes *path,
			 struct buffer *buffer)
{
	struct container container;
	size_t start;

	if (!path->bytes || path->total > path->len)
		return false;
	if (tree_find_container(path, &container)) {
		write_container(&container, buffer);
		return true;
	}
	for (start = path->len; start && path->bytes[start - 1] != '/';)
		start--;
	text_screen(buffer, path->bytes + start, path->len - start);
	return start < path->len;
}

/* Namespaces that are not those of the first process. */
static bool write_namespaces(const struct procmon_namespaces *first,
			     const struct procmon_namespaces *own, char before,
			     struct buffer *buffer)
{
	const struct {
		const char *name;
		uint32_t first;
		uint32_t own;
	} rows[] = {
		{ "pid", first->pid, own->pid },
		{ "mnt", first->mnt, own->mnt },
		{ "net", first->net, own->net },
		{ "user", first->user, own->user },
		{ "uts", first->uts, own->uts },
		{ "ipc", first->ipc, own->ipc },
		{ "cgroup", first->cgroup, own->cgroup },
		{ "time", first->time, own->time },
	};
	bool is_any = false;
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if (!rows[i].own || !rows[i].first ||
		    rows[i].own == rows[i].first)
			continue;
		if (is_any || before)
			buffer_char(buffer, is_any ? ',' : before);
		buffer_text(buffer, rows[i].name);
		is_any = true;
	}
	return is_any;
}

bool tree_text_container(const struct tree *tree,
			 const struct procmon_live *process,
			 struct buffer *buffer)
{
	const struct procmon_live *first =
		procmon_processes_find(tree->processes, 1, 0);
	bool is_any = write_cgroup(&process->cgroup, buffer);

	if (first && write_namespaces(&first->namespaces, &process->namespaces,
				      is_any ? '+' : '\0', buffer))
		is_any = true;
	return is_any;
}

void tree_text_command(const struct procmon_live *process,
		       struct buffer *buffer)
{
	bool is_kernel = process->flags & PROCMON_LIVE_KERNEL;
	struct value value = { .bytes = process->argv };

	if (process->argv.bytes && process->argv.total) {
		kind_args.text(&any_field, NULL, &value, buffer);
		return;
	}
	if (process->exe.bytes && !is_kernel) {
		text_word(buffer, process->exe.bytes, process->exe.len);
		return;
	}
	buffer_char(buffer, is_kernel ? '[' : '(');
	text_screen(buffer, process->comm,
		    strnlen(process->comm, sizeof(process->comm)));
	buffer_char(buffer, is_kernel ? ']' : ')');
}
