// SPDX-License-Identifier: GPL-2.0-only
/*
 * progress.c - up to where records may be acknowledged. It must not know the
 * source.
 */
#include "progress.h"

uint64_t progress_seq(const struct sink *sinks, unsigned int count,
		      uint64_t offered_seq)
{
	uint64_t seq = offered_seq;
	unsigned int i;

	for (i = 0; i < count; i++)
		if (sink_is_durable(&sinks[i]) && sinks[i].stored_seq < seq)
			seq = sinks[i].stored_seq;
	return seq;
}
