/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * accounts_system.h - names of users and groups as this machine's name service
 * knows them.
 */
#ifndef PROCMONCTL_ACCOUNTS_SYSTEM_H
#define PROCMONCTL_ACCOUNTS_SYSTEM_H

#include "event.h"

/**
 * accounts_system_use() - Let a stream have these names; forget old ones.
 * @stream: the stream.
 *
 * Whoever asks for a name then waits as long as the name service does, for
 * instance for a directory in the network. A static program knows no names.
 *
 * Context: At its begin, and with each batch of records.
 */
void accounts_system_use(struct stream *stream);

#endif /* PROCMONCTL_ACCOUNTS_SYSTEM_H */
