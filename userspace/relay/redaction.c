// SPDX-License-Identifier: GPL-2.0-only
/*
 * redaction.c - what the configuration wants taken out of records, as rules. It
 * must not know how secrets are found, nor who gets the records.
 */
#include "redaction.h"

#include <stdlib.h>
#include <string.h>

#include "message.h"

static void *allocate(size_t count, size_t size)
{
	void *memory = calloc(count, size);

	if (!memory)
		memory_error();
	return memory;
}

static size_t add_rules(struct redact_rule *rules, size_t count,
			enum redact_kind kind,
			const struct config_patterns *patterns)
{
	unsigned int i;

	for (i = 0; i < patterns->count; i++)
		rules[count++] = (struct redact_rule) {
			.kind = kind, .pattern = patterns->text[i],
		};
	return count;
}

static void make_rules(struct redact_rules *rules,
		       const struct redact_config *config)
{
	const struct redact_rules *known = &redact_rules_default;
	struct redact_rule *all;

	all = allocate(known->rule_count + config->names.count +
		       config->values.count + 1, sizeof(*all));
	if (config->well_known) {
		memcpy(all, known->rules, known->rule_count * sizeof(*all));
		rules->rule_count = known->rule_count;
	}
	rules->rule_count = add_rules(all, rules->rule_count, REDACT_NAME,
				      &config->names);
	rules->rule_count = add_rules(all, rules->rule_count, REDACT_VALUE,
				      &config->values);
	rules->rules = all;
}

/* Who names a variable as a secret knows better than what is well known. */
static bool is_named(const struct config_patterns *patterns, const char *name)
{
	unsigned int i;

	for (i = 0; i < patterns->count; i++)
		if (redact_glob(patterns->text[i], (const unsigned char *)name,
				strlen(name)))
			return true;
	return false;
}

static void make_allowed(struct redact_rules *rules,
			 const struct redact_config *config)
{
	const struct config_patterns *own = &config->env_allow;
	const struct redact_rules *known = &redact_rules_default;
	const char **all;
	size_t i;

	all = allocate(known->env_allowed_count + own->count + 1,
		       sizeof(*all));
	rules->env_only_allowed = own->count;
	for (i = 0; i < own->count; i++)
		all[rules->env_allowed_count++] = own->text[i];
	for (i = 0; !own->count && i < known->env_allowed_count; i++)
		if (!is_named(&config->names, known->env_allowed[i]))
			all[rules->env_allowed_count++] =
				known->env_allowed[i];
	rules->env_allowed = all;
}

void redaction_open(struct redaction *redaction,
		    const struct redact_config *config)
{
	*redaction = (struct redaction) { 0 };
	make_rules(&redaction->rules, config);
	make_allowed(&redaction->rules, config);
	if (redaction->rules.rule_count || redaction->rules.env_only_allowed)
		redaction->redactor = redact_new(&redaction->rules);
}

void redaction_close(struct redaction *redaction)
{
	redact_free(redaction->redactor);
	free((void *)redaction->rules.rules);
	free((void *)redaction->rules.env_allowed);
	*redaction = (struct redaction) { 0 };
}

bool redaction_apply(struct redaction *redaction, struct event *event)
{
	if (!redaction->redactor)
		return false;
	event->record = redact_record(redaction->redactor, event->record);
	event->redacted = redact_list(redaction->redactor);
	return event->redacted;
}
