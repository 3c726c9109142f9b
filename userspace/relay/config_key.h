/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * config_key.h - the keys of the configuration, as a table. Reading, help, the
 * manual's test and the example's test go by it. It must not know how a file
 * is read.
 */
#ifndef PROCMON_RELAY_CONFIG_KEY_H
#define PROCMON_RELAY_CONFIG_KEY_H

#include "config.h"
#include "names.h"

/**
 * enum key_kind - What a value is.
 * @KEY_NUMBER: a number.
 * @KEY_OCTAL: permissions, in octal digits.
 * @KEY_CHOICE: one of some names.
 * @KEY_TEXT: text.
 * @KEY_PATH: an absolute path.
 * @KEY_PATTERNS: patterns with blanks between them. The key may stand there
 *	again, and adds to them.
 */
enum key_kind {
	KEY_NUMBER,
	KEY_OCTAL,
	KEY_CHOICE,
	KEY_TEXT,
	KEY_PATH,
	KEY_PATTERNS,
};

/**
 * struct config_key - A key.
 * @name: its name.
 * @kind: what its value is.
 * @offset: of the member of the section's structure: struct config, struct
 *	redact_config or struct sink_config.
 * @normal: its value unless given, as it would be written; NULL: none.
 * @min: of a number.
 * @max: likewise.
 * @choices: of a choice.
 * @sinks: bits of enum sink_kind that have it; of a key of no sink 0.
 * @required: such a sink needs it.
 * @takes_restart: what is there at the start holds until the end.
 * @help: what it means, in a line.
 */
struct config_key {
	const char *name;
	enum key_kind kind;
	size_t offset;
	const char *normal;
	uint64_t min;
	uint64_t max;
	const struct names *choices;
	unsigned int sinks;
	unsigned int required;
	bool takes_restart;
	const char *help;
};

/**
 * struct config_section - The keys of a kind of section.
 * @name: of the section.
 * @keys: the keys.
 * @count: how many.
 */
struct config_section {
	const char *name;
	const struct config_key *keys;
	size_t count;
};

extern const struct config_section config_relay_section;
extern const struct config_section config_redact_section;
extern const struct config_section config_sink_section;
extern const struct names sink_kind_names;
extern const struct names policy_names;

/**
 * config_key_find() - Key by name.
 * @section: where it may stand.
 * @name: its name.
 *
 * Return: the key, or NULL.
 */
const struct config_key *config_key_find(const struct config_section *section,
					 const char *name);

/**
 * config_key_set() - Set the member of a key, or add to it.
 * @key: the key.
 * @section: the section's structure.
 * @value: as it was written.
 *
 * Return: true; false: config_key_range() says what it may be.
 */
bool config_key_set(const struct config_key *key, void *section,
		    const char *value);

/**
 * config_key_same() - Has a key, which has no patterns, the same value?
 * @key: the key.
 * @section: the section's structure.
 * @other: another one.
 */
bool config_key_same(const struct config_key *key, const void *section,
		     const void *other);

/**
 * config_key_copy() - Copy the value of a key that has no patterns.
 * @key: the key.
 * @from: the section's structure.
 * @to: another one.
 */
void config_key_copy(const struct config_key *key, const void *from,
		     void *to);

/**
 * config_key_range() - What the value of a key may be, for people.
 * @key: the key.
 * @text: returned: for instance "16 to 65536".
 * @size: size of @text.
 */
void config_key_range(const struct config_key *key, char *text, size_t size);

/**
 * config_key_defaults() - Set the members of all keys that have a default.
 * @section: the keys.
 * @members: the section's structure.
 */
void config_key_defaults(const struct config_section *section, void *members);

#endif /* PROCMON_RELAY_CONFIG_KEY_H */
