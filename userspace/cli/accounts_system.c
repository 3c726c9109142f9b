// SPDX-License-Identifier: GPL-2.0-only
/*
 * accounts_system.c - names of users and groups as this machine's name service
 * knows them. It must not know what they are for.
 */
#include "accounts_system.h"

#include <grp.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* That there is no name is remembered too. */
#define NAMES_MAX	64
#define AGE_MAX_MS	60000

static struct names_of {
	struct {
		uint32_t id;
		char *name;
	} names[NAMES_MAX];
	unsigned int count;
	unsigned int oldest;
} known[ACCOUNT_KIND_COUNT];

static uint64_t forget_at;

static char *ask(enum account_kind kind, uint32_t id)
{
	const struct passwd *user;
	const struct group *group;

	if (kind == ACCOUNT_USER) {
		user = getpwuid(id);
		return user ? strdup(user->pw_name) : NULL;
	}
	group = getgrgid(id);
	return group ? strdup(group->gr_name) : NULL;
}

static const char *find(enum account_kind kind, uint32_t id)
{
	struct names_of *of = &known[kind];
	unsigned int i;

	for (i = 0; i < of->count; i++)
		if (of->names[i].id == id)
			return of->names[i].name;
	if (of->count < NAMES_MAX) {
		i = of->count++;
	} else {
		i = of->oldest;
		of->oldest = (of->oldest + 1) % NAMES_MAX;
		free(of->names[i].name);
	}
	of->names[i].id = id;
	of->names[i].name = ask(kind, id);
	return of->names[i].name;
}

static void forget(void)
{
	unsigned int kind;
	unsigned int i;

	for (kind = 0; kind < ACCOUNT_KIND_COUNT; kind++) {
		for (i = 0; i < known[kind].count; i++)
			free(known[kind].names[i].name);
		known[kind] = (struct names_of) { .count = 0 };
	}
}

static bool refresh(uint64_t now_ms)
{
	if (now_ms < forget_at)
		return false;
	forget_at = now_ms + AGE_MAX_MS;
	forget();
	return true;
}

void accounts_system_use(struct stream *stream)
{
	static const struct accounts accounts = { find, refresh, forget };
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	stream->accounts = &accounts;
	stream_refresh(stream, (uint64_t)now.tv_sec * 1000 +
		       (uint64_t)now.tv_nsec / 1000000);
}
