// SPDX-License-Identifier: GPL-2.0-only
/*
 * accounts_choice.c - whether the users and groups of a stream have names, and
 * whose these are. It must not know how a name is found.
 */
#include "accounts_choice.h"

#include "accounts_files.h"

#define USERS_FILE	"/etc/passwd"
#define GROUPS_FILE	"/etc/group"

/* The names of another host, or of another time, would be wrong. */
void accounts_learn(const struct config *config, bool is_device,
		    struct stream *stream)
{
	if (config->account_names == NAMES_NEVER ||
	    (config->account_names == NAMES_DEVICE && !is_device))
		return;
	accounts_files_open(USERS_FILE, GROUPS_FILE);
	stream->accounts = &accounts_files;
}

void accounts_forget(struct stream *stream)
{
	if (stream->accounts)
		stream->accounts->close();
	stream->accounts = NULL;
}
