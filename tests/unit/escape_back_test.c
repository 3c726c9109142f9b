// SPDX-License-Identifier: GPL-2.0-only
/*
 * escape_back_test.c - text made of bytes maps back: JSON is read back by
 * json-c, shell words by bash, terminal text by a reader that is written here
 * from the description in libprocmon.h.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <json-c/json.h>

#include "escape.h"

#define RANDOM_STRINGS	20000
#define RANDOM_LEN	24

/* Bytes that are hard on every style, in random order. */
static size_t random_bytes(uint64_t *state, unsigned char *bytes)
{
	static const char * const pieces[] = {
		"\\", "\\x41", "\\u{41}", "\"", "'", "$", "`", " ", "\n", "\t",
		"\x1b[2J", "\x7f", "\xc2\x9b", "\xe2\x80\xae", "\xef\xbb\xbf",
		"\xf3\xa0\x80\x81", "\xf0\x9f\x98\x80", "\xc3\xa9", "\xff",
		"\xc3", "\xe2\x80", "\xed\xa0\x80", "\xc0\x80", "a", "x4", "=",
		"~", "!", "#", "if", "-",
	};
	size_t wanted = next_random(state) % (RANDOM_LEN / 2);
	const char *piece;
	size_t len = 0;

	while (len < wanted) {
		if (next_random(state) % 4 == 0) {
			bytes[len++] = next_random(state);
			continue;
		}
		piece = pieces[next_random(state) % ARRAY_SIZE(pieces)];
		memcpy(bytes + len, piece, strlen(piece));
		len += strlen(piece);
	}
	return len;
}

/* Reads terminal text back; returns how many bytes. */
static size_t read_terminal(const char *text, unsigned char *bytes)
{
	unsigned int value;
	size_t len = 0;
	char *end;

	while (*text) {
		if (*text != '\\') {
			bytes[len++] = *text++;
		} else if (text[1] == '\\') {
			bytes[len++] = '\\';
			text += 2;
		} else if (text[1] == 'x') {
			assert_int_equal(sscanf(text + 2, "%2x", &value), 1);
			bytes[len++] = value;
			text += 4;
		} else {
			assert_memory_equal(text, "\\u{", 3);
			value = strtoul(text + 3, &end, 16);
			assert_int_equal(*end, '}');
			text = end + 1;
			len += put_utf8(bytes + len, value);
		}
	}
	return len;
}

static void terminal_text_maps_back_byte_for_byte(void **state)
{
	unsigned char bytes[2 * RANDOM_LEN];
	unsigned char back[2 * RANDOM_LEN];
	uint64_t seed = 1;
	size_t len;
	char *text;
	int i;

	(void)state;
	for (i = 0; i < RANDOM_STRINGS; i++) {
		len = random_bytes(&seed, bytes);
		text = escape_len(PROCMON_ESCAPE_TERMINAL, bytes, len);
		assert_printable(text);
		assert_int_equal(procmon_utf8_len(text, strlen(text)),
				 strlen(text));
		assert_int_equal(read_terminal(text, back), len);
		assert_memory_equal(back, bytes, len);
		free(text);
	}
}

/* What json-c makes of the inside of a string. */
static struct json_object *read_json(const char *inside)
{
	struct json_tokener *tokener = json_tokener_new();
	size_t size = strlen(inside) + 3;
	struct json_object *object;
	char *text = malloc(size);

	assert_non_null(tokener);
	assert_non_null(text);
	snprintf(text, size, "\"%s\"", inside);
	json_tokener_set_flags(tokener, JSON_TOKENER_STRICT |
			       JSON_TOKENER_VALIDATE_UTF8);
	object = json_tokener_parse_ex(tokener, text, size);
	assert_int_equal(json_tokener_get_error(tokener),
			 json_tokener_success);
	assert_true(json_object_is_type(object, json_type_string));
	json_tokener_free(tokener);
	free(text);
	return object;
}

/* Reads back what PROCMON_ESCAPE_JSON_BYTES made, behind the parser. */
static size_t read_json_bytes(const char *text, size_t text_len,
			      unsigned char *bytes)
{
	unsigned int value;
	size_t len = 0;
	size_t i = 0;

	while (i < text_len) {
		if (text[i] != '\\') {
			bytes[len++] = text[i++];
		} else if (text[i + 1] == '\\') {
			bytes[len++] = '\\';
			i += 2;
		} else {
			assert_int_equal(text[i + 1], 'x');
			assert_int_equal(sscanf(text + i + 2, "%2x", &value),
					 1);
			bytes[len++] = value;
			i += 4;
		}
	}
	return len;
}

static void a_json_parser_gets_the_same_bytes(void **state)
{
	unsigned char bytes[2 * RANDOM_LEN];
	struct json_object *object;
	uint64_t seed = 2;
	int compared = 0;
	size_t len;
	char *text;
	int i;

	(void)state;
	for (i = 0; i < RANDOM_STRINGS; i++) {
		len = random_bytes(&seed, bytes);
		if (procmon_utf8_len(bytes, len) < len)
			continue;
		text = escape_len(PROCMON_ESCAPE_JSON, bytes, len);
		assert_printable(text);
		object = read_json(text);
		assert_int_equal(json_object_get_string_len(object), len);
		assert_memory_equal(json_object_get_string(object), bytes,
				    len);
		json_object_put(object);
		free(text);
		compared++;
	}
	assert_true(compared > RANDOM_STRINGS / 10);
}

static void json_bytes_map_back_byte_for_byte(void **state)
{
	unsigned char bytes[2 * RANDOM_LEN];
	unsigned char back[2 * RANDOM_LEN];
	struct json_object *object;
	uint64_t seed = 3;
	size_t len;
	char *text;
	int i;

	(void)state;
	for (i = 0; i < RANDOM_STRINGS; i++) {
		len = random_bytes(&seed, bytes);
		text = escape_len(PROCMON_ESCAPE_JSON_BYTES, bytes, len);
		assert_printable(text);
		object = read_json(text);
		assert_int_equal(read_json_bytes(json_object_get_string(object),
						 json_object_get_string_len(object),
						 back), len);
		assert_memory_equal(back, bytes, len);
		json_object_put(object);
		free(text);
	}
}

#define SHELL_WORDS	2000

static void bash_reads_each_word_as_it_was(void **state)
{
	static unsigned char words[SHELL_WORDS][2 * RANDOM_LEN];
	static size_t lens[SHELL_WORDS];
	char path[] = "/tmp/procmon-text-XXXXXX";
	char command[sizeof(path) + sizeof("bash ")];
	unsigned char back[2 * RANDOM_LEN];
	uint64_t seed = 4;
	FILE *script;
	FILE *output;
	char *text;
	int i;

	(void)state;
	script = fdopen(mkstemp(path), "w");
	assert_non_null(script);
	for (i = 0; i < SHELL_WORDS; i++) {
		/* no argument can hold a NUL byte, and %s prints none */
		do {
			lens[i] = random_bytes(&seed, words[i]);
		} while (memchr(words[i], '\0', lens[i]));
		text = escape_len(PROCMON_ESCAPE_SHELL, words[i], lens[i]);
		assert_printable(text);
		fprintf(script, "printf '%%s\\0' %s\n", text);
		free(text);
	}
	assert_int_equal(fclose(script), 0);
	snprintf(command, sizeof(command), "bash %s", path);
	output = popen(command, "r");
	assert_non_null(output);
	for (i = 0; i < SHELL_WORDS; i++) {
		assert_int_equal(fread(back, 1, lens[i] + 1, output),
				 lens[i] + 1);
		assert_memory_equal(back, words[i], lens[i]);
		assert_int_equal(back[lens[i]], '\0');
	}
	assert_int_equal(fgetc(output), EOF);
	assert_int_equal(pclose(output), 0);
	assert_int_equal(unlink(path), 0);
}

/* Each word is a command, so that bash would notice one that it knows. */
static void bash_takes_no_word_for_its_own(void **state)
{
	static const char * const words[] = {
		"if", "time", "coproc", "select", "function", "!", "{", "}",
		"[[", "in", "A=b", "#", "while",
	};
	char command[256];
	char *text;
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(words); i++) {
		text = escape_len(PROCMON_ESCAPE_SHELL, words[i],
				  strlen(words[i]));
		/* 127: bash looked for a program of that name */
		snprintf(command, sizeof(command),
			 "PATH=/nowhere /bin/bash -c \"%s\" 2>/dev/null",
			 text);
		assert_int_equal(system(command), 127 << 8);
		free(text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(terminal_text_maps_back_byte_for_byte),
		cmocka_unit_test(a_json_parser_gets_the_same_bytes),
		cmocka_unit_test(json_bytes_map_back_byte_for_byte),
		cmocka_unit_test(bash_reads_each_word_as_it_was),
		cmocka_unit_test(bash_takes_no_word_for_its_own),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
