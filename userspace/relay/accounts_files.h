/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * accounts_files.h - names of users and groups as two files have them.
 */
#ifndef PROCMON_RELAY_ACCOUNTS_FILES_H
#define PROCMON_RELAY_ACCOUNTS_FILES_H

#include "accounts.h"

/* So many users, and so many groups, have names at most. */
#define ACCOUNTS_FILES_MAX	65536U
/* How often it is looked whether the files changed. */
#define ACCOUNTS_FILES_AGE_MS	10000U

/**
 * accounts_files_open() - Say which files they are.
 * @users: as passwd(5); must stay.
 * @groups: as group(5); must stay.
 *
 * They are read at the first accounts_files.refresh().
 */
void accounts_files_open(const char *users, const char *groups);

/* Waits for nothing but these files. */
extern const struct accounts accounts_files;

#endif /* PROCMON_RELAY_ACCOUNTS_FILES_H */
