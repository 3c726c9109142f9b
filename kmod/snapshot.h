/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * snapshot.h - tells all processes that there are, or one, in the stream. Knows
 * readers as far as it must not overrun the one that asked; does not know how
 * a process is captured, nor how it is told once.
 */
#ifndef PROCMON_SNAPSHOT_H
#define PROCMON_SNAPSHOT_H

#include <linux/procmon.h>

struct reader;

void snapshot_arm(void);
void snapshot_stop(void);
int snapshot_request(struct reader *reader,
		     struct procmon_snapshot_request *request);
void snapshot_reader_gone(const struct reader *reader);

#endif /* PROCMON_SNAPSHOT_H */
