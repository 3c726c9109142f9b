// SPDX-License-Identifier: GPL-2.0-only
/*
 * escape_test.c - text made of bytes: is it UTF-8, is it safe, does it fit?
 * Whether it maps back: escape_back_test.c.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "escape.h"

#define ALL_STYLES	4

static void expect(enum procmon_escape escape, const void *bytes, size_t len,
		   const char *wanted)
{
	char *text = escape_len(escape, bytes, len);

	assert_string_equal(text, wanted);
	free(text);
}

#define EXPECT(escape, literal, wanted) \
	expect(PROCMON_ESCAPE_ ## escape, literal, sizeof(literal) - 1, wanted)

static void utf8_ends_at_the_first_bad_byte(void **state)
{
	static const struct {
		const char *bytes;
		size_t len;
		size_t valid;
	} cases[] = {
		{ "", 0, 0 },
		{ "plain", 5, 5 },
		{ "nul\0inside", 10, 10 },
		{ "\x7f", 1, 1 },
		{ "\x80", 1, 0 },
		{ "\xbf", 1, 0 },
		{ "a\xc0\x80", 3, 1 },
		{ "a\xc1\xbf", 3, 1 },
		{ "\xc2\x80", 2, 2 },
		{ "\xc2\x7f", 2, 0 },
		{ "\xc2", 1, 0 },
		{ "\xdf\xbf", 2, 2 },
		{ "\xe0\x9f\xbf", 3, 0 },
		{ "\xe0\xa0\x80", 3, 3 },
		{ "\xe2\x82", 2, 0 },
		{ "\xed\x9f\xbf", 3, 3 },
		{ "\xed\xa0\x80", 3, 0 },
		{ "\xee\x80\x80", 3, 3 },
		{ "\xef\xbf\xbf", 3, 3 },
		{ "\xf0\x8f\xbf\xbf", 4, 0 },
		{ "\xf0\x90\x80\x80", 4, 4 },
		{ "\xf0\x90\x80", 3, 0 },
		{ "\xf0\x90\x80\xc0", 4, 0 },
		{ "\xf4\x8f\xbf\xbf", 4, 4 },
		{ "\xf4\x90\x80\x80", 4, 0 },
		{ "\xf5\x80\x80\x80", 4, 0 },
		{ "\xff", 1, 0 },
		{ "\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80!", 10, 10 },
		{ "\xc3\xa9\xff\xc3\xa9", 5, 2 },
	};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(cases); i++)
		assert_int_equal(procmon_utf8_len(cases[i].bytes,
						  cases[i].len),
				 cases[i].valid);
}

static void terminal_text_shows_plain_text_as_it_is(void **state)
{
	(void)state;
	EXPECT(TERMINAL, "", "");
	EXPECT(TERMINAL, "ls -l \"x\" 'y' $z", "ls -l \"x\" 'y' $z");
	EXPECT(TERMINAL, "\xc3\xa9 \xe6\xbc\xa2 \xf0\x9f\x98\x80",
	       "\xc3\xa9 \xe6\xbc\xa2 \xf0\x9f\x98\x80");
}

static void terminal_text_escapes_what_a_terminal_obeys(void **state)
{
	(void)state;
	EXPECT(TERMINAL, "a\x1b[31mb\n", "a\\x1b[31mb\\x0a");
	EXPECT(TERMINAL, "\0\r\t\x7f", "\\x00\\x0d\\x09\\x7f");
	EXPECT(TERMINAL, "\xc2\x9b", "\\u{9b}");
	EXPECT(TERMINAL, "\xe2\x80\xae" "cod.exe", "\\u{202e}cod.exe");
	EXPECT(TERMINAL, "\xe2\x80\xa8\xef\xbb\xbf", "\\u{2028}\\u{feff}");
	EXPECT(TERMINAL, "\xc2\xa0\xe3\x80\x80", "\\u{a0}\\u{3000}");
	EXPECT(TERMINAL, "\xf3\xa0\x81\x81", "\\u{e0041}");
	EXPECT(TERMINAL, "\xff\xc3", "\\xff\\xc3");
	EXPECT(TERMINAL, "\xed\xa0\x80", "\\xed\\xa0\\x80");
	EXPECT(TERMINAL, "\xee\x80\x80\xf4\x8f\xbf\xbf",
	       "\\u{e000}\\u{10ffff}");
	EXPECT(TERMINAL, "\xf0\x9f\xbf\xbe", "\\u{1fffe}");
}

static void terminal_text_escapes_the_backslash(void **state)
{
	(void)state;
	EXPECT(TERMINAL, "\\x1b", "\\\\x1b");
	EXPECT(TERMINAL, "\\", "\\\\");
}

static void json_escapes_what_json_and_a_terminal_obey(void **state)
{
	(void)state;
	EXPECT(JSON, "a\"b\\c", "a\\\"b\\\\c");
	EXPECT(JSON, "\b\t\n\f\r\0\x1b\x7f",
	       "\\b\\t\\n\\f\\r\\u0000\\u001b\\u007f");
	EXPECT(JSON, "\xc2\x9b\xe2\x80\xae", "\\u009b\\u202e");
	EXPECT(JSON, "\xf3\xa0\x81\x81", "\\udb40\\udc41");
	EXPECT(JSON, "\xf4\x8f\xbf\xbf", "\\udbff\\udfff");
	EXPECT(JSON, "\xc3\xa9\xf0\x9f\x98\x80", "\xc3\xa9\xf0\x9f\x98\x80");
}

static void json_refuses_what_is_not_utf8(void **state)
{
	char text[16];

	(void)state;
	assert_int_equal(procmon_escape(PROCMON_ESCAPE_JSON, "a\xff", 2, text,
					sizeof(text)), -EILSEQ);
	assert_int_equal(procmon_escape(PROCMON_ESCAPE_JSON, "\xc3", 1, NULL,
					0), -EILSEQ);
}

static void json_bytes_doubles_its_backslashes(void **state)
{
	(void)state;
	EXPECT(JSON_BYTES, "\xff\\\"\n", "\\\\xff\\\\\\\\\\\"\\n");
	EXPECT(JSON_BYTES, "\xc3\xa9", "\xc3\xa9");
}

static void shell_leaves_safe_words_alone(void **state)
{
	(void)state;
	EXPECT(SHELL, "/usr/bin/ls", "/usr/bin/ls");
	EXPECT(SHELL, "--color=auto", "--color=auto");
	EXPECT(SHELL, "user@host:a,b+c_e", "user@host:a,b+c_e");
	EXPECT(SHELL, "./100%", "./100%");
}

static void shell_quotes_what_a_shell_reads_otherwise(void **state)
{
	(void)state;
	EXPECT(SHELL, "", "''");
	EXPECT(SHELL, "two words", "'two words'");
	EXPECT(SHELL, "it's", "'it'\\''s'");
	EXPECT(SHELL, "$HOME", "'$HOME'");
	EXPECT(SHELL, "~", "'~'");
	EXPECT(SHELL, "a\\b", "'a\\b'");
	EXPECT(SHELL, "NAME=value", "'NAME=value'");
	EXPECT(SHELL, "=ls", "'=ls'");
	EXPECT(SHELL, "%1", "'%1'");
	EXPECT(SHELL, "if", "'if'");
	EXPECT(SHELL, "\xc3\xa9", "'\xc3\xa9'");
	EXPECT(SHELL, "{a,b}", "'{a,b}'");
}

static void shell_escapes_what_a_terminal_obeys(void **state)
{
	(void)state;
	EXPECT(SHELL, "a\nb", "$'a\\x0ab'");
	EXPECT(SHELL, "it's\x1b\\", "$'it\\'s\\x1b\\\\'");
	EXPECT(SHELL, "\xff", "$'\\xff'");
	EXPECT(SHELL, "\xe2\x80\xae\xc3\xa9", "$'\\xe2\\x80\\xae\xc3\xa9'");
}

static void short_buffers_end_behind_a_whole_escape(void **state)
{
	static const char bytes[] = "ab\n\xc3\xa9" "c";
	static const char whole[] = "ab\\x0a\xc3\xa9" "c";
	/* how much of the whole fits, by size of the buffer */
	static const size_t fits[] = {
		0, 0, 1, 2, 2, 2, 2, 6, 6, 8, 9, 9,
	};
	char text[sizeof(whole) + 1];
	size_t size;
	ssize_t ret;

	(void)state;
	for (size = 0; size < ARRAY_SIZE(fits); size++) {
		memset(text, '#', sizeof(text));
		ret = procmon_escape(PROCMON_ESCAPE_TERMINAL, bytes,
				     sizeof(bytes) - 1, size ? text : NULL,
				     size);
		assert_int_equal(ret, sizeof(whole) - 1);
		if (!size)
			continue;
		assert_memory_equal(text, whole, fits[size]);
		assert_int_equal(text[fits[size]], '\0');
		if (size < sizeof(text))
			assert_int_equal(text[size], '#');
	}
}

static void nothing_follows_what_did_not_fit(void **state)
{
	char text[4];

	(void)state;
	/* the escape does not fit, the letter behind it would */
	assert_int_equal(procmon_escape(PROCMON_ESCAPE_TERMINAL, "a\nb", 3,
					text, sizeof(text)), 6);
	assert_string_equal(text, "a");
	assert_int_equal(procmon_escape(PROCMON_ESCAPE_SHELL, "a \n", 3,
					text, sizeof(text)), 9);
	assert_string_equal(text, "$'a");
}

static void absurd_lengths_are_refused(void **state)
{
	(void)state;
	assert_int_equal(procmon_escape(PROCMON_ESCAPE_TERMINAL, "",
					SIZE_MAX / 2, NULL, 0), -EOVERFLOW);
}

static void every_unsafe_character_is_escaped_everywhere(void **state)
{
	/* one of each range that is easy to get wrong at its ends */
	static const uint32_t unsafe[] = {
		0x00, 0x1f, 0x7f, 0x80, 0x9f, 0xa0, 0xad, 0x61c, 0x115f,
		0x180e, 0x2000, 0x200b, 0x200f, 0x2028, 0x202a, 0x202e, 0x202f,
		0x205f, 0x2066, 0x206f, 0x2800, 0x3000, 0x3164, 0xe000, 0xf8ff,
		0xfdd0, 0xfe0f, 0xfeff, 0xffa0, 0xfff9, 0xfffe, 0xffff,
		0x1fffe, 0x1d173, 0xe0001, 0xe0fff, 0xf0000, 0x10ffff,
	};
	static const uint32_t safe[] = {
		0x20, 0x7e, 0xa1, 0xac, 0xae, 0x2010, 0x2027, 0x2030, 0x205e,
		0x2070, 0x27ff, 0x2801, 0x2fff, 0x3001, 0xd7ff, 0xf900,
		0xfdcf, 0xfdf0, 0xfe10, 0xfffd, 0x10000, 0x1f600, 0x1fffd,
	};
	unsigned char bytes[4];
	size_t len;
	char *text;
	size_t i;
	int escape;

	(void)state;
	for (escape = 0; escape < ALL_STYLES; escape++) {
		for (i = 0; i < ARRAY_SIZE(unsafe); i++) {
			len = put_utf8(bytes, unsafe[i]);
			text = escape_len(escape, bytes, len);
			assert_printable(text);
			if (len > 1)
				assert_null(memmem(text, strlen(text), bytes,
						   len));
			free(text);
		}
		for (i = 0; i < ARRAY_SIZE(safe); i++) {
			len = put_utf8(bytes, safe[i]);
			text = escape_len(escape, bytes, len);
			assert_non_null(memmem(text, strlen(text), bytes,
					       len));
			free(text);
		}
	}
}

/*
 * Plain bytes are taken eight at a time. Whatever stands among them, and
 * wherever, becomes what it becomes alone; a shell's quotes are about the word.
 */
static void every_byte_is_escaped_in_every_place(void **state)
{
	static const int styles[] = {
		PROCMON_ESCAPE_TERMINAL, PROCMON_ESCAPE_JSON_BYTES,
	};
	unsigned char bytes[20];
	char wanted[64];
	unsigned int byte;
	size_t place;
	char *alone;
	size_t i;

	(void)state;
	for (byte = 0; byte < 256; byte++) {
		for (place = 0; place < sizeof(bytes); place++) {
			memset(bytes, 'a', sizeof(bytes));
			bytes[place] = byte;
			assert_int_equal(procmon_utf8_len(bytes, sizeof(bytes)),
					 byte < 0x80 ? sizeof(bytes) : place);
			for (i = 0; i < ARRAY_SIZE(styles); i++) {
				alone = escape_len(styles[i], bytes + place, 1);
				snprintf(wanted, sizeof(wanted), "%.*s%s%.*s",
					 (int)place, (char *)bytes, alone,
					 (int)(sizeof(bytes) - place - 1),
					 (char *)bytes + place + 1);
				expect(styles[i], bytes, sizeof(bytes), wanted);
				free(alone);
			}
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(utf8_ends_at_the_first_bad_byte),
		cmocka_unit_test(terminal_text_shows_plain_text_as_it_is),
		cmocka_unit_test(terminal_text_escapes_what_a_terminal_obeys),
		cmocka_unit_test(terminal_text_escapes_the_backslash),
		cmocka_unit_test(json_escapes_what_json_and_a_terminal_obey),
		cmocka_unit_test(json_refuses_what_is_not_utf8),
		cmocka_unit_test(json_bytes_doubles_its_backslashes),
		cmocka_unit_test(shell_leaves_safe_words_alone),
		cmocka_unit_test(shell_quotes_what_a_shell_reads_otherwise),
		cmocka_unit_test(shell_escapes_what_a_terminal_obeys),
		cmocka_unit_test(short_buffers_end_behind_a_whole_escape),
		cmocka_unit_test(nothing_follows_what_did_not_fit),
		cmocka_unit_test(absurd_lengths_are_refused),
		cmocka_unit_test(every_unsafe_character_is_escaped_everywhere),
		cmocka_unit_test(every_byte_is_escaped_in_every_place),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
