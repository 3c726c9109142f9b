/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * accounts_choice.h - whether the users and groups of a stream have names, and
 * whose these are. It must not know how a name is found.
 */
#ifndef PROCMON_RELAY_ACCOUNTS_CHOICE_H
#define PROCMON_RELAY_ACCOUNTS_CHOICE_H

#include <stdbool.h>

#include "config.h"
#include "event.h"

/**
 * accounts_learn() - Say in a stream what its users and groups are called.
 * @config: whether that is wanted.
 * @is_device: it is of this host, and of now.
 * @stream: its accounts are set, if names are wanted.
 */
void accounts_learn(const struct config *config, bool is_device,
		    struct stream *stream);

/**
 * accounts_forget() - Free what accounts_learn() took.
 * @stream: has no names any more.
 */
void accounts_forget(struct stream *stream);

#endif /* PROCMON_RELAY_ACCOUNTS_CHOICE_H */
