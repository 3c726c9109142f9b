/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * redact.h - take secrets out of the arguments and the environment of records
 * before anybody writes them. It must not know how records are written, nor
 * where rules are from.
 */
#ifndef PROCMON_REDACT_H
#define PROCMON_REDACT_H

#include <stdbool.h>
#include <stddef.h>

#include <libprocmon.h>

#include "buffer.h"

/* What stands in place of a secret. */
#define REDACT_MARKER	"[redacted]"

/**
 * enum redact_kind - What a rule finds.
 * @REDACT_NAME: a name whose value is secret: "NAME=value" and "NAME: value"
 *	anywhere in an argument or in the environment, "--NAME value" in one
 *	argument or in two.
 * @REDACT_VALUE: a word that is secret by its looks, whatever it is called.
 * @REDACT_URL: what stands between ":" and "@" in the authority of a URL. It
 *	has no pattern.
 * @REDACT_LETTER: the value of an option of one letter, in arguments behind
 *	the name of a program: "-pvalue", "-p value".
 */
enum redact_kind {
	REDACT_NAME,
	REDACT_VALUE,
	REDACT_URL,
	REDACT_LETTER,
};

/**
 * struct redact_rule - How to find secrets.
 * @kind: what it finds.
 * @pattern: glob with * and ?, in lower case, with _ also for - and a dot; of a
 *	name, a word or a program.
 * @letter: the option.
 */
struct redact_rule {
	enum redact_kind kind;
	const char *pattern;
	char letter;
};

/**
 * struct redact_rules - What is secret.
 * @rules: how to find secrets.
 * @rule_count: how many.
 * @env_allowed: names of variables that are no secret whatever @rules say of
 *	names; globs as of struct redact_rule. Their values are looked at as an
 *	argument is.
 * @env_allowed_count: how many.
 * @env_only_allowed: the value of any other variable is secret, unless it is
 *	empty.
 */
struct redact_rules {
	const struct redact_rule *rules;
	size_t rule_count;
	const char *const *env_allowed;
	size_t env_allowed_count;
	bool env_only_allowed;
};

/* Well-known secrets. */
extern const struct redact_rules redact_rules_default;

/**
 * struct redact_hint - What is to be known of a rule without its pattern.
 * @kind: enum redact_kind.
 * @first: the byte that a match begins with; 0: any.
 * @last: the byte that it ends with; 0: any.
 * @is_program: its program was named.
 */
struct redact_hint {
	unsigned char kind;
	unsigned char first;
	unsigned char last;
	bool is_program;
};

/**
 * struct redact_scan - The rules, and what the arguments before tell of the
 * next.
 * @rules: what is secret.
 * @hints: by number of the rule.
 * @first_kinds: by byte: bits of enum redact_kind of which a match may begin
 *	with it.
 * @last_kinds: likewise, may end with it.
 * @wants_urls: there is a rule for URLs.
 * @is_value: the next argument is a secret.
 */
struct redact_scan {
	const struct redact_rules *rules;
	struct redact_hint *hints;
	unsigned char first_kinds[256];
	unsigned char last_kinds[256];
	bool wants_urls;
	bool is_value;
};

/**
 * redact_glob() - Does text match a pattern?
 * @pattern: as of struct redact_rule.
 * @text: any bytes.
 * @len: how many. The time it takes is at most their product.
 */
bool redact_glob(const char *pattern, const unsigned char *text, size_t len);

/**
 * redact_pattern() - Bring a pattern into the form that rules have.
 * @text: as a person writes it; not NUL-terminated.
 * @len: how many bytes.
 * @ret_pattern: returned: the pattern, in @len + 1 bytes.
 *
 * Return: true; false: it is empty, or has a byte that is neither a name's nor
 * an asterisk or a question mark.
 */
bool redact_pattern(const char *text, size_t len, char *ret_pattern);

/**
 * redact_is_name() - Can it be part of a name?
 * @byte: the byte.
 */
bool redact_is_name(unsigned char byte);

/**
 * redact_prepare() - Learn what speeds up the search.
 * @scan: its @rules and @hints are there, as many as rules; the rest is set.
 */
void redact_prepare(struct redact_scan *scan);

/**
 * redact_forget() - The next argument is the first.
 * @scan: the scan.
 */
void redact_forget(struct redact_scan *scan);

/**
 * redact_argument() - Append an argument or variable without its secrets.
 * @scan: what the ones before told; updated.
 * @is_alone: it has nothing to do with those before and behind it.
 * @bytes: the argument.
 * @len: how many bytes.
 * @is_cut: there was more behind them.
 * @out: where to.
 *
 * Return: true: there was one.
 */
bool redact_argument(struct redact_scan *scan, bool is_alone,
		     const unsigned char *bytes, size_t len, bool is_cut,
		     struct buffer *out);

struct redactor;

/**
 * redact_new() - Make a redactor.
 * @rules: what is secret; must stay.
 *
 * Ends the program when there is no memory.
 *
 * Return: what redact_free() frees.
 */
struct redactor *redact_new(const struct redact_rules *rules);

/**
 * redact_free() - Free a redactor and the record that it gave.
 * @redactor: may be NULL.
 */
void redact_free(struct redactor *redactor);

/**
 * redact_record() - Take the secrets out of a record.
 * @redactor: the redactor.
 * @record: any record.
 *
 * Of arguments, the parent's arguments and the environment every boundary
 * stays. Where bytes were cut out, nobody can tell what the rest belongs to:
 * the end of the argument behind the cut is taken for a secret. A digest over
 * what held a secret would let a guess be checked, and is left out.
 *
 * Return: @record if it holds no secret; else another one, whole, with all that
 * belongs to it, good until the next call.
 */
const struct procmon_record *
redact_record(struct redactor *redactor, const struct procmon_record *record);

/**
 * redact_list() - What was taken out of the last record?
 * @redactor: the redactor.
 *
 * Return: "argv[2],envp[NAME]", letters, digits and "[]_," only; elements are
 * counted from 0 as they are shown. NULL: nothing was.
 */
const char *redact_list(const struct redactor *redactor);

#endif /* PROCMON_REDACT_H */
