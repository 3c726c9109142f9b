// SPDX-License-Identifier: GPL-2.0-only
/*
 * hostile.c - random bytes that are hard on whoever makes text of them: what
 * drives a terminal, ends a string, forges a line, looks like an escape or is
 * no UTF-8. Knows no record.
 */
#include "hostile.h"

#include <string.h>

#define ARRAY_SIZE(array)	(sizeof(array) / sizeof((array)[0]))

/* Seldom is anything longer than this. */
#define USUAL_LEN	24

static const char * const harmless[] = {
	"usr", "bin", "ls", "-la", "--color=auto", "echo", "hello", "/etc",
	"passwd", "two words", "tmp", "x", "0", "conf.d", ".so", "python3",
	"\xc3\xa9", "\xe6\xbc\xa2\xe5\xad\x97", "\xf0\x9f\x98\x80",
};

static const char * const pieces[] = {
	/* terminals and lines */
	"\x1b[2J", "\x1b]0;title\x07", "\n", "\r\n", "\t", "\b", "\f", "\v",
	"\x01", "\x1f", "\x7f", "\xc2\x80", "\xc2\x9b" "31m", "\xc2\xad",
	/* what ends a string, or begins an object */
	"\"", "\\", "\\\\", "\\\"", "'", "\",\"seq\":1,\"x\":\"", "\"}\n{\"",
	"{", "}", "[", "]", ",", ":", "</script>", "\"event\":{\"sequence\":7}",
	/* what looks like an escape, or like what stands for a cut */
	"\\x41", "\\xff", "\\u0041", "\\u{202e}", "\\ud800", "\\n", "%s", "%n",
	"[...7 bytes cut...]", "[...cut...]",
	/* what is not seen, or seen elsewhere */
	"\xe2\x80\xae" "gpj.exe", "\xe2\x80\xa8", "\xe2\x80\xa9", "\xe2\x80\x8b",
	"\xef\xbb\xbf", "\xef\xbf\xbd", "\xef\xbf\xbf", "\xf3\xa0\x80\x81",
	"\xee\x80\x80", "\xf4\x8f\xbf\xbf", "e\xcc\x81",
	/* no UTF-8: alone, cut, too long, surrogates, too large */
	"\xff", "\xfe", "\x80", "\xbf", "\xc3", "\xe2\x80", "\xf0\x9f\x98",
	"\xc0\x80", "\xc1\xbf", "\xe0\x80\xaf", "\xf0\x80\x80\xaf",
	"\xed\xa0\x80", "\xed\xbf\xbf", "\xf4\x90\x80\x80", "\xf8\x88\x80\x80",
	"\xe2\x28\xa1", "\xf0\x28\x8c\xbc",
	/* shells */
	"$(reboot)", "`", "$IFS", "|", "&", ";", "<", ">", "*", "~", "!", "#",
	"=", "if", "--", "-", " ", "  ",
};

static size_t put(unsigned char *bytes, size_t len, size_t size,
		  const char *piece)
{
	size_t more = strlen(piece);

	if (more > size - len)
		more = size - len;
	memcpy(bytes + len, piece, more);
	return len + more;
}

/* Short, but for one in 64; this may be as long as there is room. */
static size_t wanted_len(uint64_t *state, size_t size)
{
	size_t limit = below(state, 64) ? USUAL_LEN : size;

	if (limit > size)
		limit = size;
	return below(state, (uint32_t)limit + 1);
}

size_t hostile_text(uint64_t *state, unsigned char *bytes, size_t size)
{
	int is_harmless = below(state, 4) == 0;
	size_t wanted = wanted_len(state, size);
	size_t len = 0;

	while (len < wanted) {
		if (is_harmless || below(state, 2))
			len = put(bytes, len, size,
				  harmless[below(state, ARRAY_SIZE(harmless))]);
		else if (below(state, 8))
			len = put(bytes, len, size,
				  pieces[below(state, ARRAY_SIZE(pieces))]);
		else
			bytes[len++] = 1 + below(state, 255);
	}
	return len;
}

size_t hostile_path(uint64_t *state, unsigned char *bytes, size_t size)
{
	unsigned int parts = 1 + below(state, 4);
	size_t len = 0;

	while (parts-- && len < size) {
		bytes[len++] = '/';
		len += hostile_text(state, bytes + len, size - len);
	}
	return len;
}

size_t hostile_words(uint64_t *state, unsigned char *bytes, size_t size,
		     int is_env)
{
	unsigned int count = below(state, 8);
	size_t len = 0;

	while (count-- && len < size) {
		if (is_env && below(state, 8)) {
			len += hostile_text(state, bytes + len,
					    (size - len) / 2);
			if (len < size - 1)
				bytes[len++] = '=';
		}
		len += hostile_text(state, bytes + len, size - len - 1);
		bytes[len++] = '\0';
	}
	return len;
}
