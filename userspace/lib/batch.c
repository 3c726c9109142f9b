// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * batch.c - goes through records that stand one behind the other in memory.
 * Knows not where they come from.
 */
#include <errno.h>

#include "internal.h"

int procmon_batch_next(struct procmon_batch *batch,
		       struct procmon_record *ret_record,
		       struct procmon_problem *ret_problem)
{
	size_t start = batch->offset;
	uint32_t len;
	int ret;

	if (start >= batch->len)
		return 0;
	ret = procmon_frame(batch->bytes + start, batch->len - start, &len,
			    ret_problem);
	if (ret || len > batch->len - start)
		batch->offset = batch->len;
	else
		batch->offset += len;
	if (!ret)
		ret = procmon_decode(batch->bytes + start, batch->len - start,
				     ret_record, ret_problem);
	if (ret) {
		if (ret_problem)
			ret_problem->offset += start;
		return ret;
	}
	return 1;
}
