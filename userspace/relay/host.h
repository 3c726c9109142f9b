/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * host.h - which host this is, and whom it knows. It must not know who asks.
 */
#ifndef PROCMON_RELAY_HOST_H
#define PROCMON_RELAY_HOST_H

#include "config.h"
#include "event.h"

/**
 * host_learn() - Say in a stream which host it is from.
 * @config: may name the host; must stay.
 * @stream: its host_id and host_name are set, if they are known.
 */
void host_learn(const struct config *config, struct stream *stream);

/**
 * names_learn() - Say in a stream what its users and groups are called.
 * @config: whether that is wanted.
 * @is_device: it is of this host, and of now.
 * @stream: its accounts are set, if names are wanted.
 */
void names_learn(const struct config *config, bool is_device,
		 struct stream *stream);

/**
 * names_forget() - Free what names_learn() took.
 * @stream: has no names any more.
 */
void names_forget(struct stream *stream);

#endif /* PROCMON_RELAY_HOST_H */
