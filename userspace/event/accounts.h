/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * accounts.h - what users and groups are called on this host. It must not know
 * who says so, nor what it is asked for.
 *
 * Records have numbers. Their names belong to a host, and to a time.
 */
#ifndef PROCMON_ACCOUNTS_H
#define PROCMON_ACCOUNTS_H

#include <stdbool.h>
#include <stdint.h>

/**
 * enum account_kind - What has a name.
 * @ACCOUNT_USER: a user.
 * @ACCOUNT_GROUP: a group.
 */
enum account_kind {
	ACCOUNT_USER,
	ACCOUNT_GROUP,
	ACCOUNT_KIND_COUNT,
};

/**
 * struct accounts - Who knows names.
 * @find: name of a number in the initial user namespace, any bytes, good until
 *	the next call of any of these; NULL: it has none.
 * @refresh: forget what is too old, @now_ms by CLOCK_MONOTONIC; true: names may
 *	be others than before. Cheap, most of the time.
 * @close: free all that it holds.
 */
struct accounts {
	const char *(*find)(enum account_kind kind, uint32_t id);
	bool (*refresh)(uint64_t now_ms);
	void (*close)(void);
};

#endif /* PROCMON_ACCOUNTS_H */
