// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * record.c - access to what a decoded record holds. Checks again that it
 * stays within the record: a caller may hand in a reference of another one.
 */
#include <string.h>

#include "internal.h"
#include "layout.h"

bool procmon_record_string(const struct procmon_record *record,
			   const struct procmon_string *string,
			   struct procmon_bytes *ret_bytes)
{
	if (!string->off || string->off > record->header.len ||
	    string->len > record->header.len - string->off)
		return false;
	ret_bytes->bytes = record->bytes + string->off;
	ret_bytes->len = string->len;
	ret_bytes->head = string->head;
	ret_bytes->total = string->total;
	return true;
}

bool procmon_record_element(const struct procmon_record *record,
			    const struct procmon_array *array, uint32_t idx,
			    void *ret_element, size_t size)
{
	size_t copied = size < array->stride ? size : array->stride;
	uint64_t position = array->off + (uint64_t)idx * array->stride;

	if (!array->off || idx >= array->count ||
	    position + array->stride > record->header.len)
		return false;
	memcpy(ret_element, record->bytes + position, copied);
	memset((char *)ret_element + copied, 0, size - copied);
	return true;
}

static bool has_field(const struct procmon_fieldset *set, unsigned int field)
{
	if (field >= 64 * PROCMON_FIELDSET_WORDS)
		return false;
	return set->bits[field / 64] >> field % 64 & 1;
}

static bool is_missing(const struct procmon_fieldset *missing,
		       unsigned int field, unsigned int *ret_reason)
{
	unsigned int reason;
	uint64_t bit;

	if (field >= 64 * PROCMON_FIELDSET_WORDS)
		return false;
	bit = UINT64_C(1) << field % 64;
	for (reason = 0; reason < PROCMON_REASON_COUNT; reason++) {
		if (!(missing[reason].bits[field / 64] & bit))
			continue;
		if (ret_reason)
			*ret_reason = reason;
		return true;
	}
	return false;
}

bool procmon_field_missing(const struct procmon_exec *exec,
			   unsigned int field, unsigned int *ret_reason)
{
	return is_missing(exec->missing, field, ret_reason);
}

bool procmon_record_missing(const struct procmon_record *record,
			    unsigned int field, unsigned int *ret_reason)
{
	const struct layout *layout;

	if (!record->is_known)
		return false;
	layout = procmon_layout(record->header.type);
	if (!layout->missing)
		return false;
	return is_missing((const void *)((const unsigned char *)&record->exec +
					 layout->missing),
			  field, ret_reason);
}

const struct procmon_process *
procmon_record_process(const struct procmon_record *record)
{
	if (!record->is_known)
		return NULL;
	switch (record->header.type) {
	case PROCMON_TYPE_FORK:
	case PROCMON_TYPE_EXIT:
	case PROCMON_TYPE_UID:
	case PROCMON_TYPE_GID:
	case PROCMON_TYPE_SID:
	case PROCMON_TYPE_PTRACE:
	case PROCMON_TYPE_COMM:
	case PROCMON_TYPE_COREDUMP:
	case PROCMON_TYPE_CRED:
		return &record->life.process;
	default:
		return NULL;
	}
}

bool procmon_field_truncated(const struct procmon_exec *exec,
			     unsigned int field)
{
	return has_field(&exec->truncated, field);
}

bool procmon_args_next(const struct procmon_bytes *block, uint64_t *position,
		       struct procmon_arg *ret_arg)
{
	uint32_t cut = block->total > block->len ?
		       block->total - block->len : 0;
	uint32_t head = cut && block->head < block->len ? block->head :
							  block->len;
	uint64_t cut_end = (uint64_t)head + cut;
	const unsigned char *start;
	const unsigned char *end;
	uint32_t idx;
	uint32_t left;

	if (*position >= (uint64_t)block->len + cut)
		return false;
	if (*position >= head && *position < cut_end) {
		ret_arg->kind = PROCMON_ARG_CUT;
		ret_arg->bytes = NULL;
		ret_arg->len = cut_end - *position;
		*position = cut_end;
		return true;
	}
	if (*position < head) {
		idx = *position;
		left = head - idx;
		ret_arg->kind = PROCMON_ARG_WHOLE;
	} else {
		idx = *position - cut;
		left = block->len - idx;
		ret_arg->kind = cut && idx == head ? PROCMON_ARG_TAIL :
						     PROCMON_ARG_WHOLE;
	}
	start = block->bytes + idx;
	end = memchr(start, '\0', left);
	ret_arg->bytes = start;
	if (end) {
		ret_arg->len = end - start;
		*position += ret_arg->len + 1U;
		return true;
	}
	ret_arg->kind = cut && *position < head ? PROCMON_ARG_HEAD :
						  PROCMON_ARG_UNTERMINATED;
	ret_arg->len = left;
	*position += left;
	return true;
}
