/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * actor.h - who does something to the sensor, as numbers for a record.
 */
#ifndef PROCMON_ACTOR_H
#define PROCMON_ACTOR_H

#include <linux/procmon.h>

void actor_current(struct procmon_actor *ret_actor, char *ret_comm);
void actor_nobody(struct procmon_actor *ret_actor);

#endif /* PROCMON_ACTOR_H */
