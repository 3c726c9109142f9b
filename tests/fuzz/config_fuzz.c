// SPDX-License-Identifier: GPL-2.0-only
/*
 * config_fuzz.c - bytes as the relay's configuration. Not only must nothing
 * break: what is accepted must be in range, and what is not must be said. It
 * must not know a key by name.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "config_key.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool is_right, const char *what)
{
	if (is_right)
		return;
	dprintf(STDOUT_FILENO, "config_fuzz: %s\n", what);
	abort();
}

static bool is_in_range(const struct config_key *key, const void *members)
{
	const char *member = (const char *)members + key->offset;
	const struct config_patterns *patterns = (const void *)member;
	uint64_t number;
	unsigned int i;

	memcpy(&number, member, sizeof(number));
	switch (key->kind) {
	case KEY_NUMBER:
	case KEY_OCTAL:
		return number >= key->min && number <= key->max;
	case KEY_CHOICE:
		return names_find(key->choices, number) != NULL;
	case KEY_PATTERNS:
		if (patterns->count > CONFIG_PATTERNS_MAX)
			return false;
		for (i = 0; i < patterns->count; i++)
			if (!memchr(patterns->text[i], '\0',
				    sizeof(patterns->text[i])) ||
			    !patterns->text[i][0])
				return false;
		return true;
	case KEY_PATH:
		if (*member && *member != '/')
			return false;
		/* fall through */
	default:
		return memchr(member, '\0', CONFIG_TEXT_MAX) != NULL;
	}
}

static void check_section(const struct config_section *section,
			  const void *members)
{
	size_t i;

	for (i = 0; i < section->count; i++)
		check(is_in_range(&section->keys[i], members),
		      section->keys[i].name);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct config config;
	static int said = -1;
	unsigned int faults;
	unsigned int i;
	int old;

	/* What is said goes to a file, to be sure that something is. */
	if (said < 0) {
		said = memfd_create("said", 0);
		check(said >= 0, "no file");
	}
	check(ftruncate(said, 0) == 0 && lseek(said, 0, SEEK_SET) == 0,
	      "file cannot be emptied");
	fflush(stderr);
	old = dup(STDERR_FILENO);
	dup2(said, STDERR_FILENO);
	faults = config_read((const char *)data, size, "fuzz", &config);
	fflush(stderr);
	dup2(old, STDERR_FILENO);
	close(old);
	check(!faults == !lseek(said, 0, SEEK_END),
	      "a mistake is not said, or something that is none");
	if (faults)
		return 0;
	check_section(&config_relay_section, &config);
	check_section(&config_redact_section, &config.redact);
	check(config.sink_count && config.sink_count <= CONFIG_SINKS_MAX,
	      "number of sinks");
	for (i = 0; i < config.sink_count; i++)
		check_section(&config_sink_section, &config.sinks[i]);
	return 0;
}
