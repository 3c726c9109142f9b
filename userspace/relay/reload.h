/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * reload.h - the configuration that is in force, and the one that is to follow
 * it. It must not know what anybody does with it.
 */
#ifndef PROCMON_RELAY_RELOAD_H
#define PROCMON_RELAY_RELOAD_H

#include "config.h"

/**
 * struct reload - What is in force, and how to read it anew.
 * @name: of the file, for messages.
 * @load: reads it; returns EXIT_STATUS_OK, or says what is wrong.
 * @config: what is in force.
 * @spare: room for what follows.
 */
struct reload {
	const char *name;
	int (*load)(struct config *ret_config);
	struct config *config;
	struct config *spare;
};

/**
 * reload_read() - Read the configuration anew.
 * @reload: its @config and @spare change places, if nothing is wrong; sinks
 *	have the places that they had.
 *
 * What takes a restart stays as it was, which is said.
 *
 * Return: true; false: there are mistakes, and what was in force is; which was
 * said.
 */
bool reload_read(struct reload *reload);

#endif /* PROCMON_RELAY_RELOAD_H */
