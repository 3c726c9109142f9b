/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * host.h - which host this is. It must not know who asks.
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

#endif /* PROCMON_RELAY_HOST_H */
