// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * decode.c - checks one record against the layout of its type. Allocates
 * nothing, trusts nothing, knows not where the bytes come from.
 */
#include <errno.h>
#include <string.h>

#include "internal.h"
#include "layout.h"

#define STRUCTURE_OFFSET	offsetof(struct procmon_record, exec)

/**
 * procmon_refuse() - Say what is wrong.
 * @ret_problem: returned: the problem; may be NULL.
 * @error: -errno to return.
 * @field: see struct procmon_problem.
 * @text: likewise.
 * @offset: likewise.
 *
 * Return: @error.
 */
int procmon_refuse(struct procmon_problem *ret_problem, int error,
		   const char *field, const char *text, uint64_t offset)
{
	if (ret_problem) {
		ret_problem->field = field;
		ret_problem->text = text;
		ret_problem->offset = offset;
	}
	return error;
}

/**
 * procmon_frame() - How long is the record that starts here?
 * @bytes: start of the record.
 * @len: bytes that are there; the record may be longer.
 * @ret_len: returned: its length.
 * @ret_problem: returned with -EBADMSG only; may be NULL.
 *
 * Return: 0; -EBADMSG: no record starts here.
 */
int procmon_frame(const void *bytes, size_t len, uint32_t *ret_len,
		  struct procmon_problem *ret_problem)
{
	struct procmon_header header;

	if (len < sizeof(header))
		return procmon_refuse(ret_problem, -EBADMSG, "header",
				      "the bytes end within it", len);
	memcpy(&header, bytes, sizeof(header));
	if (header.len < sizeof(header))
		return procmon_refuse(ret_problem, -EBADMSG, "header.len",
				      "less than the header itself", 0);
	if (header.len % 8)
		return procmon_refuse(ret_problem, -EBADMSG, "header.len",
				      "not a multiple of 8", 0);
	*ret_len = header.len;
	return 0;
}

static int check_header(const struct procmon_header *header, size_t len,
			struct procmon_problem *ret_problem)
{
	if (header->len > len)
		return procmon_refuse(ret_problem, -EBADMSG, "header.len",
				      "the bytes end within the record", len);
	if (!header->type || header->type >= PROCMON_TYPE_LIMIT)
		return procmon_refuse(ret_problem, -EBADMSG, "header.type",
				      "out of range",
				      offsetof(struct procmon_header, type));
	if (header->fixed_len < sizeof(*header))
		return procmon_refuse(ret_problem, -EBADMSG,
				      "header.fixed_len",
				      "less than the header itself",
				      offsetof(struct procmon_header,
					       fixed_len));
	if (header->fixed_len > header->len)
		return procmon_refuse(ret_problem, -EBADMSG,
				      "header.fixed_len",
				      "more than the record",
				      offsetof(struct procmon_header,
					       fixed_len));
	if (header->fixed_len % 8)
		return procmon_refuse(ret_problem, -EBADMSG,
				      "header.fixed_len",
				      "not a multiple of 8",
				      offsetof(struct procmon_header,
					       fixed_len));
	if (!header->seq)
		return procmon_refuse(ret_problem, -EBADMSG, "header.seq",
				      "0, but numbers start with 1",
				      offsetof(struct procmon_header, seq));
	return 0;
}

/* @position: where the struct procmon_string itself is. */
static int check_string(const struct procmon_header *header,
			const struct procmon_string *string,
			const char *field, uint64_t position,
			struct procmon_problem *ret_problem)
{
	const char *text = NULL;

	if (!string->off) {
		if (!string->len)
			return 0;
		text = "absent, but has a length";
	} else if (string->off < header->fixed_len) {
		text = "starts within the fixed part";
	} else if (string->off > header->len) {
		text = "starts behind the record";
	} else if (string->len > header->len - string->off) {
		text = "ends behind the record";
	} else if (string->head > string->len) {
		text = "head is more than there is";
	} else if (string->total < string->len) {
		text = "true length is less than there is";
	} else if (string->total == string->len &&
		   string->head != string->len) {
		text = "cut, but nothing was cut out";
	} else {
		return 0;
	}
	return procmon_refuse(ret_problem, -EBADMSG, field, text, position);
}

static int check_elements(const unsigned char *bytes,
			  const struct procmon_header *header,
			  const struct procmon_array *array,
			  const struct array_member *member,
			  struct procmon_problem *ret_problem)
{
	struct procmon_string string;
	uint64_t position;
	uint32_t i;
	size_t s;
	int ret;

	if (!member->string_count)
		return 0;
	for (i = 0; i < array->count; i++) {
		for (s = 0; s < member->string_count; s++) {
			position = array->off + (uint64_t)i * array->stride +
				   member->strings[s].offset;
			memcpy(&string, bytes + position, sizeof(string));
			ret = check_string(header, &string,
					   member->strings[s].field, position,
					   ret_problem);
			if (ret)
				return ret;
		}
	}
	return 0;
}

static int check_array(const unsigned char *bytes,
		       const struct procmon_header *header,
		       const struct array_member *member,
		       struct procmon_problem *ret_problem)
{
	struct procmon_array array;
	const char *text;

	memcpy(&array, bytes + member->offset, sizeof(array));
	if (!array.off) {
		if (!array.count)
			return 0;
		text = "absent, but has elements";
	} else if (array.off % 8) {
		text = "start is not a multiple of 8";
	} else if (array.off < header->fixed_len) {
		text = "starts within the fixed part";
	} else if (array.off > header->len) {
		text = "starts behind the record";
	} else if (array.stride < member->element_size) {
		text = "stride is less than an element";
	} else if (array.stride % member->element_align) {
		text = "stride is not aligned";
	} else if ((uint64_t)array.count * array.stride >
		   header->len - array.off) {
		text = "ends behind the record";
	} else if (array.total < array.count) {
		text = "true count is less than there is";
	} else {
		return check_elements(bytes, header, &array, member,
				      ret_problem);
	}
	return procmon_refuse(ret_problem, -EBADMSG, member->field, text,
			      member->offset);
}

/* Members that the sensor did not send, or sent a part of, are left out. */
static int check_members(const unsigned char *bytes,
			 const struct procmon_header *header,
			 const struct layout *layout,
			 struct procmon_problem *ret_problem)
{
	const struct string_member *member;
	const struct name_member *name;
	struct procmon_string string;
	size_t i;
	int ret;

	for (i = 0; i < layout->name_count; i++) {
		name = &layout->names[i];
		if (name->offset + name->size > header->fixed_len)
			continue;
		if (!memchr(bytes + name->offset, '\0', name->size))
			return procmon_refuse(ret_problem, -EBADMSG,
					      name->field,
					      "not NUL-terminated",
					      name->offset);
	}
	for (i = 0; i < layout->string_count; i++) {
		member = &layout->strings[i];
		if (member->offset + sizeof(string) > header->fixed_len)
			continue;
		memcpy(&string, bytes + member->offset, sizeof(string));
		ret = check_string(header, &string, member->field,
				   member->offset, ret_problem);
		if (ret)
			return ret;
	}
	for (i = 0; i < layout->array_count; i++) {
		if (layout->arrays[i].offset + sizeof(struct procmon_array) >
		    header->fixed_len)
			continue;
		ret = check_array(bytes, header, &layout->arrays[i],
				  ret_problem);
		if (ret)
			return ret;
	}
	return 0;
}

/* Both numbers lie before the least that a record of this type has. */
static int check_lost(const unsigned char *bytes, uint64_t seq,
		      struct procmon_problem *ret_problem)
{
	uint64_t first_seq;
	uint64_t last_seq;

	memcpy(&first_seq, bytes + offsetof(struct procmon_lost, first_seq),
	       sizeof(first_seq));
	memcpy(&last_seq, bytes + offsetof(struct procmon_lost, last_seq),
	       sizeof(last_seq));
	if (!first_seq || first_seq > last_seq)
		return procmon_refuse(ret_problem, -EBADMSG, "first_seq",
				      "0, or behind last_seq",
				      offsetof(struct procmon_lost,
					       first_seq));
	if (last_seq != seq)
		return procmon_refuse(ret_problem, -EBADMSG, "last_seq",
				      "differs from header.seq",
				      offsetof(struct procmon_lost, last_seq));
	return 0;
}

static int check_structure(const unsigned char *bytes,
			   const struct procmon_header *header,
			   const struct layout *layout,
			   struct procmon_problem *ret_problem)
{
	int ret;

	if (header->fixed_len < layout->least)
		return procmon_refuse(ret_problem, -EBADMSG,
				      "header.fixed_len",
				      "too little for this type",
				      offsetof(struct procmon_header,
					       fixed_len));
	ret = check_members(bytes, header, layout, ret_problem);
	if (ret)
		return ret;
	if (header->type == PROCMON_TYPE_LOST)
		return check_lost(bytes, header->seq, ret_problem);
	return 0;
}

/* The end of a structure that the sensor did not send whole. */
static uint32_t copied_len(const struct procmon_header *header,
			   const struct layout *layout)
{
	uint32_t len = header->fixed_len;
	uint32_t offset;
	size_t i;

	if (len >= layout->size)
		return layout->size;
	/* half a name or reference is none */
	for (i = 0; i < layout->name_count; i++) {
		offset = layout->names[i].offset;
		if (len > offset && len < offset + layout->names[i].size)
			return offset;
	}
	for (i = 0; i < layout->string_count; i++) {
		offset = layout->strings[i].offset;
		if (len > offset && len < offset + sizeof(struct procmon_string))
			return offset;
	}
	for (i = 0; i < layout->array_count; i++) {
		offset = layout->arrays[i].offset;
		if (len > offset && len < offset + sizeof(struct procmon_array))
			return offset;
	}
	return len;
}

/* What the structure ends before is absent, as the sensor is too old for it. */
static void mark_missing(struct procmon_record *record,
			 const struct layout *layout)
{
	struct procmon_fieldset *set;
	unsigned int field;

	if (record->header.fixed_len >= layout->size)
		return;
	set = (void *)((unsigned char *)&record->exec + layout->missing);
	set += PROCMON_REASON_UNSUPPORTED;
	for (field = 0; field < PROCMON_FIELD_COUNT; field++) {
		if (layout->field_ends[field] <= record->header.fixed_len)
			continue;
		/* the sensor's own reason, if it gave one, stands */
		if (!procmon_record_missing(record, field, NULL))
			set->bits[field / 64] |= 1ULL << field % 64;
	}
}

/* All structures of the union start at its start. What is not sent is zero. */
static void copy_structure(struct procmon_record *record,
			   const struct layout *layout)
{
	uint32_t len = layout ? copied_len(&record->header, layout) : 0;

	memcpy(&record->exec, record->bytes, len);
	memset((unsigned char *)record + STRUCTURE_OFFSET + len, 0,
	       sizeof(*record) - STRUCTURE_OFFSET - len);
	if (layout && layout->field_ends)
		mark_missing(record, layout);
}

int procmon_decode(const void *bytes, size_t len,
		   struct procmon_record *ret_record,
		   struct procmon_problem *ret_problem)
{
	const struct layout *layout;
	struct procmon_header header;
	uint32_t record_len;
	int ret;

	ret = procmon_frame(bytes, len, &record_len, ret_problem);
	if (ret)
		return ret;
	memcpy(&header, bytes, sizeof(header));
	ret = check_header(&header, len, ret_problem);
	if (ret)
		return ret;
	layout = procmon_layout(header.type);
	if (layout) {
		ret = check_structure(bytes, &header, layout, ret_problem);
		if (ret)
			return ret;
	}
	/* nothing can fail any more: the record is made where it belongs */
	ret_record->bytes = bytes;
	ret_record->header = header;
	ret_record->is_known = layout;
	copy_structure(ret_record, layout);
	return 0;
}
