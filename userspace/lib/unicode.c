// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * unicode.c - what the bytes of a character are, and which characters must
 * not reach a terminal as they are. Knows nothing about escaping.
 */
#include "internal.h"
#include "unicode.h"

struct range {
	uint32_t first;
	uint32_t last;
};

/*
 * In order. What changes the direction of text, is not seen, ends a line,
 * looks like a space without being one, or has no agreed form: with these a
 * name can look like another, or like two.
 */
static const struct range unsafe[] = {
	{ 0x0000, 0x001F },	/* C0 controls */
	{ 0x007F, 0x00A0 },	/* DEL, C1 controls, no-break space */
	{ 0x00AD, 0x00AD },	/* soft hyphen */
	{ 0x034F, 0x034F },	/* combining grapheme joiner */
	{ 0x0600, 0x0605 },	/* Arabic number signs */
	{ 0x061C, 0x061C },	/* Arabic letter mark */
	{ 0x06DD, 0x06DD },	/* Arabic end of ayah */
	{ 0x070F, 0x070F },	/* Syriac abbreviation mark */
	{ 0x0890, 0x0891 },	/* Arabic pound and piastre marks */
	{ 0x08E2, 0x08E2 },	/* Arabic disputed end of ayah */
	{ 0x115F, 0x1160 },	/* Hangul fillers */
	{ 0x1680, 0x1680 },	/* Ogham space */
	{ 0x17B4, 0x17B5 },	/* Khmer inherent vowels */
	{ 0x180B, 0x180F },	/* Mongolian selectors, vowel separator */
	{ 0x2000, 0x200F },	/* spaces, zero width, direction marks */
	{ 0x2028, 0x202F },	/* line ends, direction, narrow space */
	{ 0x205F, 0x206F },	/* space, joiners, direction isolates */
	{ 0x2800, 0x2800 },	/* blank Braille pattern */
	{ 0x3000, 0x3000 },	/* ideographic space */
	{ 0x3164, 0x3164 },	/* Hangul filler */
	{ 0xE000, 0xF8FF },	/* private use */
	{ 0xFDD0, 0xFDEF },	/* no characters */
	{ 0xFE00, 0xFE0F },	/* variation selectors */
	{ 0xFEFF, 0xFEFF },	/* byte order mark */
	{ 0xFFA0, 0xFFA0 },	/* halfwidth Hangul filler */
	{ 0xFFF0, 0xFFFB },	/* annotations */
	{ 0xFFFE, 0xFFFF },	/* no characters */
	{ 0x110BD, 0x110BD },	/* Kaithi number sign */
	{ 0x110CD, 0x110CD },	/* Kaithi number sign above */
	{ 0x13430, 0x1343F },	/* hieroglyph format controls */
	{ 0x1BCA0, 0x1BCA3 },	/* shorthand format controls */
	{ 0x1D173, 0x1D17A },	/* musical format controls */
	{ 0xE0000, 0xE0FFF },	/* tags, variation selectors */
	{ 0xF0000, 0x10FFFF },	/* private use */
};

/**
 * procmon_utf8_decode() - First character of some bytes.
 * @bytes: the bytes.
 * @len: how many, at least 1.
 * @ret_code_point: returned: the character.
 *
 * Well-formed as in table 3-7 of the Unicode standard: no overlong forms, no
 * surrogates, nothing above U+10FFFF.
 *
 * Return: bytes that it takes; 0: no well-formed character starts here.
 */
size_t procmon_utf8_decode(const unsigned char *bytes, size_t len,
			   uint32_t *ret_code_point)
{
	/* what the second byte may be; all later ones are 80 to BF */
	unsigned char low = 0x80;
	unsigned char high = 0xBF;
	unsigned char first = bytes[0];
	uint32_t code_point;
	size_t need;
	size_t i;

	if (first < 0x80) {
		*ret_code_point = first;
		return 1;
	}
	if (first >= 0xC2 && first <= 0xDF) {
		need = 2;
		code_point = first & 0x1F;
	} else if (first >= 0xE0 && first <= 0xEF) {
		need = 3;
		code_point = first & 0x0F;
		if (first == 0xE0)
			low = 0xA0;
		if (first == 0xED)
			high = 0x9F;
	} else if (first >= 0xF0 && first <= 0xF4) {
		need = 4;
		code_point = first & 0x07;
		if (first == 0xF0)
			low = 0x90;
		if (first == 0xF4)
			high = 0x8F;
	} else {
		return 0;
	}
	if (len < need)
		return 0;
	for (i = 1; i < need; i++) {
		if (bytes[i] < low || bytes[i] > high)
			return 0;
		code_point = code_point << 6 | (bytes[i] & 0x3F);
		low = 0x80;
		high = 0xBF;
	}
	*ret_code_point = code_point;
	return need;
}

/**
 * procmon_unicode_is_unsafe() - Must a character be escaped?
 * @code_point: the character.
 */
bool procmon_unicode_is_unsafe(uint32_t code_point)
{
	size_t low = 0;
	size_t high = ARRAY_SIZE(unsafe);
	size_t middle;

	/* the last two of each plane are no characters */
	if ((code_point & 0xFFFE) == 0xFFFE)
		return true;
	while (low < high) {
		middle = (low + high) / 2;
		if (code_point > unsafe[middle].last)
			low = middle + 1;
		else if (code_point < unsafe[middle].first)
			high = middle;
		else
			return true;
	}
	return false;
}
