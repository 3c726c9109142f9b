/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * entry.h - a record in each of the forms that sinks take, made when the first
 * sink asks for it. It must not know any sink.
 */
#ifndef PROCMON_RELAY_ENTRY_H
#define PROCMON_RELAY_ENTRY_H

#include "event.h"
#include "format.h"

/**
 * enum form - What a sink takes.
 * @FORM_JSON: a line of JSON.
 * @FORM_RAW: the record as it was read.
 * @FORM_JOURNAL: an entry in the journal's own protocol.
 * @FORM_SYSLOG: a message of RFC 5424, without its priority.
 */
enum form {
	FORM_JSON,
	FORM_RAW,
	FORM_JOURNAL,
	FORM_SYSLOG,
	FORM_COUNT,
};

/**
 * entry_open() - Begin.
 * @schema: keys of JSON.
 * @wants_names: names of users and groups too.
 */
void entry_open(enum json_schema schema, bool wants_names);

/**
 * entry_close() - Free what entry_open() and the forms took.
 */
void entry_close(void);

/**
 * entry_begin() - The next record.
 * @event: must stay until the next call.
 */
void entry_begin(const struct event *event);

/**
 * entry_event() - What entry_begin() was given.
 */
const struct event *entry_event(void);

/**
 * entry_form() - The record in a form.
 * @form: which.
 * @ret_len: returned: bytes.
 *
 * Return: the bytes, good until the next entry_begin().
 */
const char *entry_form(enum form form, size_t *ret_len);

#endif /* PROCMON_RELAY_ENTRY_H */
