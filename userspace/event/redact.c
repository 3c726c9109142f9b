// SPDX-License-Identifier: GPL-2.0-only
/*
 * redact.c - records without secrets: the blocks of arguments and variables
 * are made anew, and the record around them, so that whoever writes it has no
 * way to the old ones. It must not know what a secret looks like.
 */
#include "redact.h"

#include <stdlib.h>
#include <string.h>

#include "field.h"
#include "message.h"

/* Longer names of variables are listed by their number. */
#define LISTED_NAME_MAX	64

/**
 * struct redactor - Takes secrets out of one record after another.
 * @scan: the rules, and what the arguments before told.
 * @bytes: the record without them.
 * @block: the block that is made.
 * @list: what redact_list() returns.
 * @listed: last element that is in @list.
 * @record: refers to @bytes.
 */
struct redactor {
	struct redact_scan scan;
	struct buffer bytes;
	struct buffer block;
	struct buffer list;
	uint64_t listed;
	struct procmon_record record;
};

/**
 * struct block - Arguments or variables of a record.
 * @name: as it is listed.
 * @offset: of the string in struct procmon_exec.
 * @digest: of its digest, which is named @digest_name; 0: it has none.
 * @is_env: variables.
 */
static const struct block {
	const char *name;
	unsigned short offset;
	unsigned short digest;
	const char *digest_name;
	bool is_env;
} blocks[] = {
	{ "argv", offsetof(struct procmon_exec, argv),
	  offsetof(struct procmon_exec, argv_digest), "argv_digest", false },
	{ "envp", offsetof(struct procmon_exec, envp),
	  offsetof(struct procmon_exec, env_digest), "env_digest", true },
	{ "parent_argv", offsetof(struct procmon_exec, parent_argv), 0, NULL,
	  false },
};

static void *allocate(size_t count, size_t size)
{
	void *memory = calloc(count, size);

	if (!memory)
		memory_error();
	return memory;
}

struct redactor *redact_new(const struct redact_rules *rules)
{
	struct redactor *redactor = allocate(1, sizeof(*redactor));

	redactor->scan.rules = rules;
	redactor->scan.hints = allocate(rules->rule_count + 1,
					sizeof(struct redact_hint));
	redact_prepare(&redactor->scan);
	return redactor;
}

void redact_free(struct redactor *redactor)
{
	if (!redactor)
		return;
	free(redactor->scan.hints);
	buffer_free(&redactor->bytes);
	buffer_free(&redactor->block);
	buffer_free(&redactor->list);
	free(redactor);
}

const char *redact_list(const struct redactor *redactor)
{
	return redactor->list.len ? redactor->list.data : NULL;
}

/* Name of a variable, if the list can hold it and it is no number. */
static size_t listed_name(const unsigned char *bytes, size_t len)
{
	size_t i;

	for (i = 0; i < len && bytes[i] != '='; i++)
		if (!redact_is_name(bytes[i]) || bytes[i] == '-' ||
		    bytes[i] == '.' || i == LISTED_NAME_MAX)
			return 0;
	return i < len && i && (bytes[0] < '0' || bytes[0] > '9') ? i : 0;
}

/* The list ends with a NUL that the next entry takes the place of. */
static void list_add(struct redactor *redactor, const char *name,
		     const void *inside, size_t inside_len)
{
	struct buffer *list = &redactor->list;

	if (list->len)
		list->data[list->len - 1] = ',';
	buffer_text(list, name);
	if (inside_len) {
		buffer_char(list, '[');
		buffer_add(list, inside, inside_len);
		buffer_char(list, ']');
	}
	buffer_char(list, '\0');
}

static void list_element(struct redactor *redactor, const struct block *block,
			 uint64_t element, const struct procmon_arg *arg)
{
	size_t name_len = 0;
	char number[24];
	struct buffer text = { number, 0, sizeof(number) };

	if (redactor->listed == element)
		return;
	redactor->listed = element;
	if (block->is_env && arg->kind != PROCMON_ARG_TAIL)
		name_len = listed_name(arg->bytes, arg->len);
	if (name_len) {
		list_add(redactor, block->name, arg->bytes, name_len);
		return;
	}
	buffer_number(&text, element);
	list_add(redactor, block->name, number, text.len);
}

static bool is_allowed(const struct redact_rules *rules,
		       const unsigned char *name, size_t len)
{
	size_t i;

	for (i = 0; i < rules->env_allowed_count; i++)
		if (redact_glob(rules->env_allowed[i], name, len))
			return true;
	return false;
}

static bool redact_variable(struct redact_scan *scan,
			    const unsigned char *bytes, size_t len,
			    bool is_cut, struct buffer *out)
{
	const struct redact_rules *rules = scan->rules;
	const unsigned char *equals = memchr(bytes, '=', len);
	size_t name_len = equals ? (size_t)(equals - bytes) : len;
	size_t start = equals ? name_len + 1 : 0;

	if (equals && is_allowed(rules, bytes, name_len)) {
		buffer_add(out, bytes, start);
		return redact_argument(scan, true, bytes + start, len - start,
				       is_cut, out);
	}
	if (!rules->env_only_allowed)
		return redact_argument(scan, true, bytes, len, is_cut, out);
	buffer_add(out, bytes, start);
	/* a marker for nothing would make a large record many times larger */
	if (start == len)
		return false;
	buffer_text(out, REDACT_MARKER);
	return true;
}

/*
 * Behind a cut is the end of nobody knows what. If it could be the end of a
 * name, or of a name and its colon, the next argument could be its value.
 */
static bool redact_tail(struct redactor *redactor,
			const struct procmon_arg *arg, struct buffer *out)
{
	size_t start = out->len;
	uint32_t i = 0;

	redact_argument(&redactor->scan, false, arg->bytes, arg->len, false,
			out);
	out->len = start;
	while (i < arg->len && redact_is_name(arg->bytes[i]))
		i++;
	while (i < arg->len && strchr(" \t\"'\\])", arg->bytes[i]))
		i++;
	if (i == arg->len || (arg->bytes[i] == ':' && i + 1 == arg->len))
		redactor->scan.is_value = true;
	if (!arg->len)
		return false;
	buffer_text(out, REDACT_MARKER);
	return true;
}

static bool redact_piece(struct redactor *redactor, const struct block *block,
			 const struct procmon_arg *arg, bool is_behind_cut)
{
	bool is_cut = arg->kind == PROCMON_ARG_HEAD;

	if (is_behind_cut)
		return redact_tail(redactor, arg, &redactor->block);
	if (block->is_env)
		return redact_variable(&redactor->scan, arg->bytes, arg->len,
				       is_cut, &redactor->block);
	return redact_argument(&redactor->scan, false, arg->bytes, arg->len,
			       is_cut, &redactor->block);
}

/* Return: true: @redactor->block is the block without its secrets. */
static bool redact_block(struct redactor *redactor, const struct block *block,
			 const struct procmon_bytes *bytes, size_t *ret_head)
{
	bool is_changed = false;
	bool is_behind_cut = false;
	bool is_open = false;
	struct procmon_arg arg;
	uint64_t position = 0;
	uint64_t element = 0;
	size_t head = SIZE_MAX;
	bool is_piece;

	redactor->block.len = 0;
	redactor->listed = UINT64_MAX;
	redact_forget(&redactor->scan);
	while (procmon_args_next(bytes, &position, &arg)) {
		is_piece = arg.kind == PROCMON_ARG_HEAD ||
			   arg.kind == PROCMON_ARG_CUT;
		if (is_open && !is_piece && arg.kind != PROCMON_ARG_TAIL)
			element++;
		if (arg.kind == PROCMON_ARG_CUT) {
			head = redactor->block.len;
		} else if (redact_piece(redactor, block, &arg,
					is_behind_cut)) {
			list_element(redactor, block, element, &arg);
			is_changed = true;
		}
		if (arg.kind == PROCMON_ARG_WHOLE ||
		    arg.kind == PROCMON_ARG_TAIL)
			buffer_char(&redactor->block, '\0');
		is_behind_cut = arg.kind == PROCMON_ARG_CUT;
		is_open = is_piece;
		element += !is_open;
	}
	*ret_head = head < redactor->block.len ? head : redactor->block.len;
	return is_changed;
}

/* Appends at a multiple of 8, which is what a record's length must be. */
static void append_block(struct redactor *redactor,
			 struct procmon_string *string, size_t head)
{
	struct buffer *bytes = &redactor->bytes;
	size_t len = redactor->block.len;
	uint64_t total = (uint64_t)string->total - string->len + len;

	/* other fields of a record that was made up may lie there as well */
	memset(bytes->data + string->off, 0, string->len);
	string->off = (uint32_t)bytes->len;
	/* which of a record that was made up is as large as can be */
	string->total = total < UINT32_MAX ? (uint32_t)total : UINT32_MAX;
	string->len = (uint32_t)len;
	string->head = (uint32_t)head;
	buffer_add(bytes, redactor->block.data, len);
	while (bytes->len % 8)
		buffer_char(bytes, '\0');
}

static struct procmon_string *string_at(struct redactor *redactor,
					unsigned short offset)
{
	return (void *)((unsigned char *)&redactor->record.exec + offset);
}

static void begin_record(struct redactor *redactor,
			 const struct procmon_record *record)
{
	redactor->record = *record;
	redactor->bytes.len = 0;
	buffer_add(&redactor->bytes, record->bytes, record->header.len);
}

static void drop_digest(struct redactor *redactor, const struct block *block)
{
	struct procmon_string *digest;

	if (!block->digest)
		return;
	digest = string_at(redactor, block->digest);
	if (!digest->off)
		return;
	memset(redactor->bytes.data + digest->off, 0, digest->len);
	*digest = (struct procmon_string) { 0 };
	list_add(redactor, block->digest_name, NULL, 0);
}

/* The structure of the record, and its copy that is decoded, say the same. */
static const struct procmon_record *end_record(struct redactor *redactor)
{
	struct procmon_record *record = &redactor->record;
	uint32_t fixed_len = record->header.fixed_len;

	record->header.len = (uint32_t)redactor->bytes.len;
	record->exec.header = record->header;
	if (fixed_len > sizeof(record->exec))
		fixed_len = sizeof(record->exec);
	memcpy(redactor->bytes.data, &record->exec, fixed_len);
	record->bytes = (unsigned char *)redactor->bytes.data;
	return record;
}

const struct procmon_record *
redact_record(struct redactor *redactor, const struct procmon_record *record)
{
	struct procmon_bytes bytes;
	bool is_begun = false;
	size_t head;
	size_t i;

	redactor->list.len = 0;
	if (!structure_is_exec(field_structure_of(record)))
		return record;
	for (i = 0; i < sizeof(blocks) / sizeof(blocks[0]); i++) {
		const struct block *block = &blocks[i];
		const struct procmon_string *string =
			(const void *)((const unsigned char *)&record->exec +
				       block->offset);

		if (!procmon_record_string(record, string, &bytes) ||
		    !redact_block(redactor, block, &bytes, &head))
			continue;
		if (!is_begun)
			begin_record(redactor, record);
		is_begun = true;
		append_block(redactor, string_at(redactor, block->offset),
			     head);
		drop_digest(redactor, block);
	}
	return is_begun ? end_record(redactor) : record;
}
