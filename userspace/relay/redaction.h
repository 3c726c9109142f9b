/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * redaction.h - what the configuration wants taken out of records. It must not
 * know how secrets are found, nor who gets the records.
 */
#ifndef PROCMON_RELAY_REDACTION_H
#define PROCMON_RELAY_REDACTION_H

#include "config.h"
#include "event.h"
#include "redact.h"

/**
 * struct redaction - What is taken out.
 * @rules: what is secret.
 * @redactor: takes it out; NULL: nothing is secret.
 */
struct redaction {
	struct redact_rules rules;
	struct redactor *redactor;
};

/**
 * redaction_open() - Begin.
 * @redaction: is filled.
 * @config: what was configured; must stay.
 *
 * Ends the program when there is no memory.
 */
void redaction_open(struct redaction *redaction,
		    const struct redact_config *config);

/**
 * redaction_close() - Free what redaction_open() took, and the last record.
 * @redaction: what it filled.
 */
void redaction_close(struct redaction *redaction);

/**
 * redaction_apply() - Take the secrets out of an event.
 * @redaction: what is taken out.
 * @event: its record is replaced, if it holds any, and what was taken out is
 *	noted; both are good until the next call.
 *
 * Return: true: it held some.
 */
bool redaction_apply(struct redaction *redaction, struct event *event);

#endif /* PROCMON_RELAY_REDACTION_H */
