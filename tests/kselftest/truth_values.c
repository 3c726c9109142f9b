// SPDX-License-Identifier: GPL-2.0-only
/*
 * truth_values.c - names and values that sources told. It must not know what
 * any of them means.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "truth.h"

static struct truth_value *value_of(struct truth *truth, const char *name)
{
	struct truth_value *value = NULL;
	size_t i;

	for (i = 0; i < truth->count; i++)
		if (!strcmp(truth->values[i].name, name))
			value = &truth->values[i];
	if (!value) {
		if (truth->count == TRUTH_VALUES_MAX)
			abort();
		value = &truth->values[truth->count++];
	}
	free(value->bytes);
	memset(value, 0, sizeof(*value));
	snprintf(value->name, sizeof(value->name), "%s", name);
	return value;
}

void truth_range(struct truth *truth, const char *name, uint64_t low,
		 uint64_t high)
{
	struct truth_value *value = value_of(truth, name);

	value->kind = TRUTH_NUMBER;
	value->low = low;
	value->high = high;
}

void truth_number(struct truth *truth, const char *name, uint64_t number)
{
	truth_range(truth, name, number, number);
}

void truth_bytes(struct truth *truth, const char *name, const void *bytes,
		 size_t len)
{
	struct truth_value *value = value_of(truth, name);

	value->kind = TRUTH_BYTES;
	value->len = len;
	value->bytes = malloc(len + 1);
	if (!value->bytes)
		abort();
	memcpy(value->bytes, bytes, len);
	value->bytes[len] = '\0';
}

void truth_text(struct truth *truth, const char *name, const char *text)
{
	truth_bytes(truth, name, text, strlen(text));
}

void truth_absent(struct truth *truth, const char *name)
{
	value_of(truth, name)->kind = TRUTH_ABSENT;
}

void truth_forget(struct truth *truth, const char *name)
{
	struct truth_value *value = value_of(truth, name);

	*value = truth->values[--truth->count];
	memset(&truth->values[truth->count], 0, sizeof(*value));
}

void truth_clear(struct truth *truth)
{
	while (truth->count)
		free(truth->values[--truth->count].bytes);
	memset(truth->values, 0, sizeof(truth->values));
}

const struct truth_value *truth_find(const struct truth *truth,
				     const char *name)
{
	size_t i;

	for (i = 0; i < truth->count; i++)
		if (!strcmp(truth->values[i].name, name))
			return &truth->values[i];
	return NULL;
}

/* parse_hex() - Bytes as two digits each. */
static bool parse_hex(struct truth *truth, const char *name, const char *hex)
{
	size_t len = strlen(hex), i;
	unsigned char *bytes = malloc(len / 2 + 1);
	unsigned int byte;
	bool good = bytes && !(len % 2);

	for (i = 0; good && i < len / 2; i++) {
		good = sscanf(hex + 2 * i, "%2x", &byte) == 1;
		if (good)
			bytes[i] = byte;
	}
	if (good)
		truth_bytes(truth, name, bytes, len / 2);
	free(bytes);
	return good;
}

/*
 * Lines: "N NAME LOW HIGH", "B NAME HEX" (the digits may be none), "A NAME";
 * the last is "end".
 */
bool truth_parse(struct truth *truth, char *report)
{
	char *rest = report, *line, name[48];
	uint64_t low, high;
	int used;

	while ((line = strsep(&rest, "\n")) != NULL) {
		used = 0;
		if (!strcmp(line, "end"))
			return true;
		if (sscanf(line, "N %47s %" SCNu64 " %" SCNu64, name, &low,
			   &high) == 3) {
			truth_range(truth, name, low, high);
		} else if (sscanf(line, "B %47s %n", name, &used) == 1) {
			if (!parse_hex(truth, name, line + used))
				return false;
		} else if (sscanf(line, "A %47s", name) == 1) {
			truth_absent(truth, name);
		} else {
			return false;
		}
	}
	return false;
}
