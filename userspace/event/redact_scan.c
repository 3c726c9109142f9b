// SPDX-License-Identifier: GPL-2.0-only
/*
 * redact_scan.c - find secrets in one argument. It must not know records.
 *
 * An argument is any bytes, and as long as its sender likes: each is looked at
 * a few times at most, and a pattern meets no more of a name than NAME_MAX_LEN.
 * What is secret ends where the argument does, since nobody knows what a
 * password looks like. To hide too much is the lesser fault.
 */
#include <ctype.h>
#include <string.h>

#include "redact.h"

#define NAME_MAX_LEN	128
/* Quotation marks, brackets and backslashes between a name and its "=". */
#define CLOSERS_MAX	8
/* Letters of options in front of the one that has a value. */
#define CLUSTER_MAX	8
/* A user's name and password in a URL. */
#define URL_MAX		1024

/* In a name - and a dot are as good as _, and case does not count. */
static unsigned char fold(unsigned char byte)
{
	if (byte == '-' || byte == '.')
		return '_';
	return byte >= 'A' && byte <= 'Z' ? byte - 'A' + 'a' : byte;
}

/* The last * takes one more byte when what follows it does not match. */
bool redact_glob(const char *pattern, const unsigned char *text, size_t len)
{
	const char *star = NULL;
	size_t retry = 0;
	size_t i = 0;

	while (i < len) {
		if (*pattern == '*') {
			star = ++pattern;
			retry = i;
		} else if (*pattern == '?' ||
			   (*pattern &&
			    (unsigned char)*pattern == fold(text[i]))) {
			pattern++;
			i++;
		} else if (star) {
			pattern = star;
			i = ++retry;
		} else {
			return false;
		}
	}
	while (*pattern == '*')
		pattern++;
	return !*pattern;
}

bool redact_is_name(unsigned char byte)
{
	return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
	       (byte >= '0' && byte <= '9') || byte == '_' || byte == '-' ||
	       byte == '.';
}

bool redact_pattern(const char *text, size_t len, char *ret_pattern)
{
	size_t i;

	for (i = 0; i < len; i++)
		if (text[i] != '*' && text[i] != '?' &&
		    !redact_is_name((unsigned char)text[i]))
			return false;
	for (i = 0; i < len; i++)
		ret_pattern[i] = (char)fold((unsigned char)text[i]);
	ret_pattern[len] = '\0';
	return len;
}

static bool is_blank(unsigned char byte)
{
	return byte == ' ' || (byte >= '\t' && byte <= '\r');
}

static bool is_closer(unsigned char byte)
{
	return byte == '"' || byte == '\'' || byte == '\\' || byte == ']' ||
	       byte == ')';
}

/* Bytes of text of which @hint is the fold; any if there is none. */
static void allow_byte(unsigned char *kinds, unsigned char hint,
		       enum redact_kind kind)
{
	unsigned int byte;

	for (byte = 0; byte < 256; byte++)
		if (!hint || hint == fold((unsigned char)byte))
			kinds[byte] |= 1U << kind;
}

void redact_prepare(struct redact_scan *scan)
{
	const struct redact_rule *rule;
	struct redact_hint *hint;
	const char *end;
	size_t i;

	memset(scan->first_kinds, 0, sizeof(scan->first_kinds));
	memset(scan->last_kinds, 0, sizeof(scan->last_kinds));
	scan->wants_urls = false;
	for (i = 0; i < scan->rules->rule_count; i++) {
		rule = &scan->rules->rules[i];
		hint = &scan->hints[i];
		hint->kind = (unsigned char)rule->kind;
		end = strchr(rule->pattern, '\0');
		if (!strchr("*?", *rule->pattern))
			hint->first = (unsigned char)*rule->pattern;
		if (*rule->pattern && !strchr("*?", end[-1]))
			hint->last = (unsigned char)end[-1];
		allow_byte(scan->first_kinds, hint->first, rule->kind);
		allow_byte(scan->last_kinds, hint->last, rule->kind);
		scan->wants_urls |= rule->kind == REDACT_URL;
	}
	redact_forget(scan);
}

void redact_forget(struct redact_scan *scan)
{
	size_t i;

	scan->is_value = false;
	for (i = 0; i < scan->rules->rule_count; i++)
		scan->hints[i].is_program = false;
}

/* Most texts cannot match any pattern, which two bytes of them tell. */
static bool may_match_any(const struct redact_scan *scan,
			  enum redact_kind kind, const unsigned char *text,
			  size_t len)
{
	return len && scan->first_kinds[text[0]] &
		      scan->last_kinds[text[len - 1]] & 1U << kind;
}

/* Number of the next rule from @number on that matches; their count: none. */
static size_t next_match(const struct redact_scan *scan, size_t number,
			 enum redact_kind kind, const unsigned char *text,
			 size_t len)
{
	const struct redact_rules *rules = scan->rules;
	const struct redact_hint *hint;
	unsigned char first;
	unsigned char last;

	if (!may_match_any(scan, kind, text, len))
		return rules->rule_count;
	first = fold(text[0]);
	last = fold(text[len - 1]);
	for (; number < rules->rule_count; number++) {
		hint = &scan->hints[number];
		if (hint->kind == kind &&
		    (!hint->first || hint->first == first) &&
		    (!hint->last || hint->last == last) &&
		    redact_glob(rules->rules[number].pattern, text, len))
			break;
	}
	return number;
}

static bool matches(const struct redact_scan *scan, enum redact_kind kind,
		    const unsigned char *text, size_t len)
{
	return next_match(scan, 0, kind, text, len) < scan->rules->rule_count;
}

/* A name's end tells what it is: "--db-password", "my.api.key". */
static bool is_secret_name(const struct redact_scan *scan,
			   const unsigned char *name, size_t len)
{
	while (len && *name == '-') {
		name++;
		len--;
	}
	/* an option not to ask for it */
	if (len > 3 && redact_glob("no_*", name, 3))
		return false;
	if (len > NAME_MAX_LEN) {
		name += len - NAME_MAX_LEN;
		len = NAME_MAX_LEN;
	}
	return matches(scan, REDACT_NAME, name, len);
}

static size_t skip_blanks(const unsigned char *bytes, size_t at, size_t len)
{
	while (at < len && is_blank(bytes[at]))
		at++;
	return at;
}

/*
 * Where the value of the name at @start to @end begins, if it is secret; @len:
 * it is none, or the next argument, which @ret_is_next says.
 */
static size_t value_of(const struct redact_scan *scan,
		       const unsigned char *bytes, size_t start, size_t end,
		       size_t len, bool *ret_is_next)
{
	bool is_option = bytes[start] == '-';
	size_t closed = end;
	size_t at;

	while (closed < len && closed - end < CLOSERS_MAX &&
	       is_closer(bytes[closed]))
		closed++;
	at = skip_blanks(bytes, closed, len);
	if (at < len && (bytes[at] == '=' || bytes[at] == ':')) {
		if (!is_secret_name(scan, bytes + start, end - start))
			return len;
		/* an empty header may go on in the next argument */
		if (bytes[at] == ':' && skip_blanks(bytes, at + 1, len) == len)
			*ret_is_next = true;
		return at + 1;
	}
	if (!is_option || (at < len && at == closed) ||
	    !is_secret_name(scan, bytes + start, end - start))
		return len;
	if (at == len)
		*ret_is_next = true;
	return at;
}

static bool is_port(const unsigned char *bytes, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++)
		if (bytes[i] < '0' || bytes[i] > '9')
			return false;
	return true;
}

/*
 * The password in the authority of a URL whose "://" is at @at. Return: its
 * end, also that of what is left of it; @at: there is none.
 */
static size_t url_password(const unsigned char *bytes, size_t at, size_t len,
			   bool is_cut, size_t *ret_start)
{
	size_t colon = 0;
	size_t sign = 0;
	size_t i;

	if (len - at < 3 || memcmp(bytes + at, "://", 3) != 0)
		return at;
	if (len - at > URL_MAX) {
		len = at + URL_MAX;
		is_cut = true;
	}
	for (i = at + 3; i < len && !is_blank(bytes[i]); i++) {
		if (bytes[i] == ':' && !colon)
			colon = i;
		if (bytes[i] == '@')
			sign = i;
		/* here it ends, unless somebody forgot to quote a password */
		if (memchr("/?#\"'", bytes[i], 5) &&
		    (!colon || sign ||
		     is_port(bytes + colon + 1, i - colon - 1)))
			break;
	}
	if (colon && !sign && is_cut && i == len)
		sign = len;
	if (!colon || sign < colon)
		return at;
	*ret_start = colon + 1;
	return sign;
}

/*
 * Options of one letter of programs that were named. Return: where the value
 * is; @len: there is none, or in the next argument.
 */
static size_t letter_value(const struct redact_scan *scan,
			   const unsigned char *bytes, size_t len,
			   bool *ret_is_next)
{
	const struct redact_rules *rules = scan->rules;
	size_t found = len;
	size_t i;
	size_t k;

	if (len < 2 || bytes[0] != '-' || bytes[1] == '-')
		return len;
	for (i = 0; i < rules->rule_count; i++) {
		if (!scan->hints[i].is_program)
			continue;
		for (k = 1; k < len && k <= CLUSTER_MAX; k++) {
			if (bytes[k] == (unsigned char)rules->rules[i].letter) {
				if (k + 1 == len)
					*ret_is_next = true;
				else if (k + 1 < found)
					found = k + 1;
				break;
			}
			if (!isalnum(bytes[k]))
				break;
		}
	}
	return found;
}

static void learn_program(struct redact_scan *scan,
			  const unsigned char *bytes, size_t len)
{
	size_t start = len;
	size_t i = 0;

	while (start && len - start <= NAME_MAX_LEN && bytes[start - 1] != '/')
		start--;
	while ((i = next_match(scan, i, REDACT_LETTER, bytes + start,
			       len - start)) < scan->rules->rule_count)
		scan->hints[i++].is_program = true;
}

/* Appends up to the first secret that lasts until the end. */
static bool scan_names(const struct redact_scan *scan,
		       const unsigned char *bytes, size_t len, size_t limit,
		       bool is_cut, struct buffer *out, bool *ret_is_next)
{
	bool is_changed = false;
	size_t copied = 0;
	size_t value = len;
	size_t start;
	size_t end;
	size_t i = 0;

	while (i < limit && value == len) {
		if (scan->wants_urls && bytes[i] == ':') {
			end = url_password(bytes, i, len, is_cut, &start);
			if (end != i) {
				buffer_add(out, bytes + copied,
					   start - copied);
				buffer_text(out, REDACT_MARKER);
				copied = end;
				i = end;
				is_changed = true;
				continue;
			}
		}
		if (!redact_is_name(bytes[i])) {
			i++;
			continue;
		}
		for (end = i; end < len && redact_is_name(bytes[end]);)
			end++;
		if (matches(scan, REDACT_VALUE, bytes + i,
			    end - i < NAME_MAX_LEN ? end - i : NAME_MAX_LEN))
			value = i;
		else
			value = value_of(scan, bytes, i, end, len,
					 ret_is_next);
		i = end;
	}
	if (limit < value)
		value = limit;
	if (value < copied)
		value = copied;
	buffer_add(out, bytes + copied, value - copied);
	if (value < len)
		buffer_text(out, REDACT_MARKER);
	return is_changed || value < len;
}

bool redact_argument(struct redact_scan *scan, bool is_alone,
		     const unsigned char *bytes, size_t len, bool is_cut,
		     struct buffer *out)
{
	bool is_value = !is_alone && scan->is_value;
	size_t start = out->len;
	size_t limit = len;
	bool is_next = false;
	bool is_changed;

	if (!is_alone)
		limit = letter_value(scan, bytes, len, &is_next);
	is_changed = scan_names(scan, bytes, len, limit, is_cut, out,
				&is_next);
	if (is_alone)
		return is_changed;
	learn_program(scan, bytes, len);
	/* what a secret looks like may announce another one */
	scan->is_value = is_next;
	if (!is_value)
		return is_changed;
	out->len = start;
	buffer_text(out, REDACT_MARKER);
	return true;
}
