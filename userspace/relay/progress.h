/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * progress.h - up to where records may be acknowledged. It must not know the
 * source.
 */
#ifndef PROCMON_RELAY_PROGRESS_H
#define PROCMON_RELAY_PROGRESS_H

#include "sink.h"

/**
 * progress_seq() - Up to where has every durable sink stored all?
 * @sinks: the sinks; each was offered every record.
 * @count: how many.
 * @offered_seq: the last record that they were offered; 0: none.
 *
 * Without a durable sink nobody is to wait for: it is the last record.
 *
 * Return: number of the record; 0: there is none yet.
 */
uint64_t progress_seq(const struct sink *sinks, unsigned int count,
		      uint64_t offered_seq);

#endif /* PROCMON_RELAY_PROGRESS_H */
