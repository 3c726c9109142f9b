/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * names.h - names of the numbers that records hold. It must not know records.
 */
#ifndef PROCMON_NAMES_H
#define PROCMON_NAMES_H

#include <stddef.h>
#include <stdint.h>

#include "buffer.h"

/**
 * struct names - Names of numbers, or of bits by their number.
 * @name: by number; NULL: that number has no name.
 * @count: how many.
 */
struct names {
	const char *const *name;
	unsigned int count;
};

/**
 * names_find() - Name of a number.
 * @names: the names.
 * @number: the number.
 *
 * Return: the name, or NULL.
 */
const char *names_find(const struct names *names, uint64_t number);

/**
 * names_write() - Append the name of a number, or the number.
 * @buffer: the buffer.
 * @names: the names.
 * @number: the number.
 */
void names_write(struct buffer *buffer, const struct names *names,
		 uint64_t number);

/**
 * names_list() - All names, as text.
 * @names: the names.
 * @text: returned: the names with a comma and a space between them.
 * @size: size of @text; what does not fit is left out.
 */
void names_list(const struct names *names, char *text, size_t size);

extern const struct names type_names;
extern const struct names field_names;
extern const struct names reason_names;
extern const struct names origin_names;
extern const struct names seccomp_names;
extern const struct names hook_names;
extern const struct names mechanism_names;
extern const struct names hook_cause_names;
extern const struct names setting_names;
extern const struct names full_names;
extern const struct names stop_names;
extern const struct names cause_names;
extern const struct names reader_action_names;
extern const struct names ptrace_names;
extern const struct names snapshot_reason_names;
extern const struct names changed_names;
extern const struct names events_flag_names;
extern const struct names clone_names;
extern const struct names fd_kind_names;
extern const struct names family_names;
extern const struct names socket_type_names;
extern const struct names file_flag_names;
extern const struct names mount_flag_names;
extern const struct names late_names;
extern const struct names execveat_names;
extern const struct names errno_names;
extern const struct names signal_names;
extern const struct names capability_names;
extern const struct names securebit_names;
extern const struct names hash_names;
extern const struct names file_type_names;

/* What ECS calls the record types: by enum procmon_type. */
extern const struct names ecs_kind_names;
extern const struct names ecs_category_names;
extern const struct names ecs_type_names;
extern const struct names ecs_outcome_names;
extern const struct names ecs_version_names;

#endif /* PROCMON_NAMES_H */
