// SPDX-License-Identifier: GPL-2.0-only
/*
 * kind_account.c - names of users and groups. It must not know which fields
 * there are, nor who knows the names.
 */
#include <string.h>

#include "kind.h"
#include "text.h"

static const char *find(const struct event *event, enum account_kind kind,
			uint64_t id)
{
	const struct accounts *accounts = event->stream->accounts;

	return accounts ? accounts->find(kind, (uint32_t)id) : NULL;
}

/* Who has no name has no such field. */
static bool get_name(const struct field *field, const struct event *event,
		     enum account_kind kind, struct value *ret_value)
{
	return get_number(field, event, ret_value) &&
	       value_of_text(find(event, kind, ret_value->number), ret_value);
}

static bool get_user_name(const struct field *field, const struct event *event,
			  struct value *ret_value)
{
	return get_name(field, event, ACCOUNT_USER, ret_value);
}

static bool get_group_name(const struct field *field, const struct event *event,
			   struct value *ret_value)
{
	return get_name(field, event, ACCOUNT_GROUP, ret_value);
}

/* The same number, and nobody has learnt other names since. */
static bool same_account(const struct field *field, const struct event *event,
			 const struct event *before)
{
	return event->stream->accounts == before->stream->accounts &&
	       event->stream->accounts_version ==
	       before->stream->accounts_version &&
	       memcmp(member(field, event), member(field, before),
		      field->size) == 0;
}

/* The name, or else the number. */
static void user_text(const struct field *field, const struct event *event,
		      const struct value *value, struct buffer *buffer)
{
	const char *name = find(event, ACCOUNT_USER, value->number);

	(void)field;
	if (name)
		text_screen(buffer, name, strlen(name));
	else
		buffer_number(buffer, value->number);
}

const struct kind kind_user = {
	"none", 8, false, true, get_number, NULL, user_text,
	SOURCE_UNKNOWN, NULL
};

const struct kind kind_user_name = {
	"string", 8, false, true, get_user_name, text_json, text_text,
	SOURCE_MORE, same_account
};

const struct kind kind_group_name = {
	"string", 8, false, true, get_group_name, text_json, text_text,
	SOURCE_MORE, same_account
};
