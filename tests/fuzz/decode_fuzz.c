// SPDX-License-Identifier: GPL-2.0-only
/*
 * decode_fuzz.c - libFuzzer target: bytes as a capture, as a record, as a
 * batch and as text, through the library and what procmonctl makes of it. Not
 * only must nothing break; what comes out must keep what libprocmon.h and the
 * JSON format promise.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <json-c/json.h>

#include "event.h"
#include "formats.h"
#include "libprocmon.h"
#include "redact.h"
#include "text.h"

#define ARRAY_SIZE(array)	(sizeof(array) / sizeof((array)[0]))

#define STYLES		4
#define ELEMENT_MAX	128
#define TEXT_MAX	200

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max_size);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size,
			       unsigned int seed);

/*
 * Text costs a hundred times what decoding does: of eight inputs one is
 * written as JSON, one as a table, of one each string is escaped.
 */
enum {
	WORK_JSON,
	WORK_TABLE,
	WORK_TEXT,
};

static const struct procmon_capture no_capture;
static unsigned int work;
static struct stream stream;
static struct buffer json;
static struct buffer table;
static struct redactor *redactor;
static int capture_fd = -1;

static void require(bool is_true)
{
	if (!is_true)
		abort();
}

/* Nothing but printable ASCII, well-formed UTF-8 and, if asked for, lines. */
static void require_safe(const char *text, size_t len, bool may_have_lines)
{
	size_t i;

	require(procmon_utf8_len(text, len) == len);
	for (i = 0; i < len; i++) {
		if (text[i] == '\n' && may_have_lines)
			continue;
		require((unsigned char)text[i] >= 0x20 && text[i] != 0x7f);
		/* C1: 0xc2 0x80 to 0xc2 0x9f */
		require((unsigned char)text[i] != 0xc2 || i + 1 == len ||
			(unsigned char)text[i + 1] >= 0xa0);
	}
}

static void use_text(const unsigned char *bytes, size_t len)
{
	size_t size = 6 * len + 5;
	char *text = malloc(size);
	char *part = malloc(size / 2 + 1);
	ssize_t whole;
	int style;

	require(text && part);
	for (style = 0; style < STYLES; style++) {
		whole = procmon_escape(style, bytes, len, text, size);
		if (whole < 0) {
			require(style == PROCMON_ESCAPE_JSON &&
				whole == -EILSEQ &&
				procmon_utf8_len(bytes, len) < len);
			continue;
		}
		require((size_t)whole < size &&
			strlen(text) == (size_t)whole);
		require_safe(text, whole, false);
		/* a buffer that is too small gets the start of it */
		require(procmon_escape(style, bytes, len, part,
				       size / 2 + 1) == whole);
		require(strlen(part) <= size / 2 &&
			!strncmp(text, part, strlen(part)));
		require_safe(part, strlen(part), false);
	}
	free(part);
	free(text);
}

static void use_string(const struct procmon_record *record,
		       const struct procmon_string *string)
{
	struct procmon_bytes bytes;
	struct procmon_arg arg;
	uint64_t position = 0;
	uint64_t last = 0;

	if (!procmon_record_string(record, string, &bytes)) {
		/* what was checked is within the record, or absent */
		require(!string->off);
		return;
	}
	require(bytes.bytes >= record->bytes + record->header.fixed_len);
	require(bytes.bytes + bytes.len <= record->bytes + record->header.len);
	require(bytes.head <= bytes.len && bytes.len <= bytes.total);
	if (work == WORK_TEXT)
		use_text(bytes.bytes, bytes.len);
	while (procmon_args_next(&bytes, &position, &arg)) {
		require(position > last);
		last = position;
		if (arg.kind == PROCMON_ARG_CUT)
			continue;
		require(arg.bytes >= bytes.bytes &&
			arg.bytes + arg.len <= bytes.bytes + bytes.len);
	}
	require(position == bytes.total);
}

static void use_array(const struct procmon_record *record,
		      const struct procmon_array *array, size_t size)
{
	unsigned char element[ELEMENT_MAX];
	uint32_t i;

	for (i = 0; i < array->count; i++)
		require(procmon_record_element(record, array, i, element,
					       size));
	require(!procmon_record_element(record, array, i, element, size));
}

static void use_exec(const struct procmon_record *record)
{
	const struct procmon_exec *exec = &record->exec;
	const struct procmon_string *string;
	struct procmon_fd fd;
	unsigned int reason;
	unsigned int field;
	uint32_t i;

	/* the strings follow one another, then the arrays */
	for (string = &exec->filename; string <= &exec->ima_digest; string++)
		use_string(record, string);
	use_array(record, &exec->groups, sizeof(__u32));
	use_array(record, &exec->ancestors, sizeof(struct procmon_ancestor));
	use_array(record, &exec->sockets, sizeof(struct procmon_socket));
	for (i = 0; i < exec->fds.count; i++) {
		require(procmon_record_element(record, &exec->fds, i, &fd,
					       sizeof(fd)));
		use_string(record, &fd.path);
	}
	for (field = 0; field < 130; field++)
		if (procmon_field_missing(exec, field, &reason))
			require(reason < PROCMON_REASON_COUNT && field < 128);
}

/* Names end; what a record lacks has a reason; the process is within it. */
static void use_life(const struct procmon_record *record)
{
	const struct procmon_process *process = procmon_record_process(record);
	unsigned int reason;
	unsigned int field;

	for (field = 0; field < 130; field++)
		if (procmon_record_missing(record, field, &reason))
			require(record->is_known &&
				reason < PROCMON_REASON_COUNT && field < 128);
	if (!process)
		return;
	require(process == &record->life.process);
	require(memchr(process->comm, '\0', sizeof(process->comm)));
	if (record->header.type == PROCMON_TYPE_FORK)
		require(memchr(record->fork.creator.comm, '\0',
			       PROCMON_COMM_LEN));
	if (record->header.type == PROCMON_TYPE_PTRACE)
		require(memchr(record->ptrace.tracer.comm, '\0',
			       PROCMON_COMM_LEN));
	if (record->header.type == PROCMON_TYPE_COMM)
		require(memchr(record->comm.before, '\0', PROCMON_COMM_LEN) &&
			memchr(record->comm.actor.comm, '\0',
			       PROCMON_COMM_LEN));
}

static void require_json_line(void)
{
	struct json_tokener *tokener = json_tokener_new();
	struct json_object *object;

	require(tokener && json.len > 2 && json.data[json.len - 1] == '\n');
	require_safe(json.data, json.len - 1, false);
	json_tokener_set_flags(tokener, JSON_TOKENER_STRICT |
			       JSON_TOKENER_VALIDATE_UTF8);
	object = json_tokener_parse_ex(tokener, json.data, json.len);
	require(json_tokener_get_error(tokener) == json_tokener_success);
	require(json_object_is_type(object, json_type_object));
	json_object_put(object);
	json_tokener_free(tokener);
}

/* Without its secrets a record is as whole, and then there are no more. */
static void use_redacted(const struct procmon_record *record)
{
	const struct procmon_record *result = redact_record(redactor, record);
	struct procmon_record again;

	require((result == record) == !redact_list(redactor));
	if (result == record)
		return;
	require(!procmon_decode(result->bytes, result->header.len, &again,
				NULL));
	require(again.exec.argv.len == result->exec.argv.len &&
		again.exec.envp.off == result->exec.envp.off);
	use_string(&again, &again.exec.argv);
	use_string(&again, &again.exec.envp);
	use_string(&again, &again.exec.parent_argv);
}

static void use_record(const struct procmon_record *record)
{
	const struct event event = { .record = record, .stream = &stream };

	require(record->header.len >= record->header.fixed_len);
	if (record->is_known && (record->header.type == PROCMON_TYPE_EXEC ||
				 record->header.type ==
				 PROCMON_TYPE_EXEC_FAIL ||
				 record->header.type == PROCMON_TYPE_PROC))
		use_exec(record);
	use_life(record);
	use_redacted(record);
	stream_learn(&stream, record);
	if (work == WORK_JSON) {
		json.len = 0;
		format_json.record(&event, &json);
		require_json_line();
	}
	if (work == WORK_TABLE) {
		table.len = 0;
		format_table.record(&event, &table);
		format_table.batch(&table);
		require_safe(table.data, table.len, true);
	}
}

/* The same bytes always mean the same work. */
static void choose_work(const uint8_t *data, size_t size)
{
	uint32_t hash = 2166136261;
	size_t i;

	for (i = 0; i < size; i++)
		hash = (hash ^ data[i]) * 16777619;
	work = hash >> 16 & 7;
}

static void use_capture(const uint8_t *data, size_t size)
{
	struct procmon_problem problem = { NULL, NULL, UINT64_MAX };
	struct procmon_capture_reader *reader;
	struct procmon_record record;
	struct procmon_verify *verify;
	int ret;

	require(!ftruncate(capture_fd, 0));
	require(pwrite(capture_fd, data, size, 0) == (ssize_t)size);
	require(!lseek(capture_fd, 0, SEEK_SET));
	ret = procmon_capture_open(capture_fd, NULL, &reader, &problem);
	if (ret) {
		require((ret == -EBADMSG || ret == -EPROTO) &&
			problem.offset <= size);
		return;
	}
	require(!procmon_verify_new(NULL, NULL, NULL, &verify));
	do {
		problem.offset = UINT64_MAX;
		ret = procmon_capture_next(reader, &record, &problem);
		if (ret == 1) {
			use_record(&record);
			procmon_verify_feed(verify, &record);
		} else if (ret) {
			require(ret == -EBADMSG && problem.field &&
				problem.offset <= size);
		}
	} while (ret);
	procmon_verify_end(verify);
	procmon_verify_free(verify);
	procmon_capture_close(reader);
}

/* Return: records that were good. */
static int use_batch(const uint8_t *data, size_t size)
{
	struct procmon_batch batch = { .bytes = data, .len = size };
	struct procmon_problem problem;
	struct procmon_record record;
	size_t last = 0;
	int count = 0;
	int ret;

	while ((ret = procmon_batch_next(&batch, &record, &problem))) {
		require(batch.offset > last && batch.offset <= size);
		last = batch.offset;
		require(ret == 1 || ret == -EBADMSG);
		if (ret == 1) {
			use_record(&record);
			count++;
		} else {
			require(problem.text && problem.offset <= size);
		}
	}
	require(batch.offset == size);
	return count;
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	static const struct format_options options;

	(void)argc;
	(void)argv;
	require(!setenv("LC_ALL", "C.UTF-8", 1) && !setenv("TZ", "UTC", 1));
	text_open();
	format_json.begin(&options, &no_capture, &json);
	format_table.begin(&options, &no_capture, &table);
	redactor = redact_new(&redact_rules_default);
	capture_fd = memfd_create("capture", MFD_CLOEXEC);
	require(capture_fd >= 0);
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	choose_work(data, size);
	if (size >= 8 && !memcmp(data, PROCMON_CAPTURE_MAGIC, 8)) {
		use_capture(data, size);
		return 0;
	}
	if (!use_batch(data, size))
		use_text(data, size < TEXT_MAX ? size : TEXT_MAX);
	return 0;
}

/*
 * Makes a reference of an EXEC record lead somewhere else: one of its words,
 * or all that must be in accord.
 */
static void mutate_reference(uint8_t *record, uint32_t len, unsigned int seed)
{
	const uint32_t fixed_len = sizeof(struct procmon_exec);
	const uint32_t values[] = {
		0, 1, 4, 8, 32, fixed_len, len - fixed_len, len - 8, len - 1,
		len, len + 1, len + 8, INT32_MAX, UINT32_MAX - 7, UINT32_MAX,
		0U - fixed_len, 0U - len,
	};
	const size_t first = offsetof(struct procmon_exec, filename);
	const size_t arrays = offsetof(struct procmon_exec, groups);
	const size_t count = (fixed_len - first) / 16;
	size_t offset = first + seed % count * 16;
	uint32_t words[4];
	uint32_t value;

	seed /= count;
	value = values[seed % ARRAY_SIZE(values)];
	seed /= ARRAY_SIZE(values);
	memcpy(words, record + offset, sizeof(words));
	switch (seed % 4) {
	case 0:
		words[seed / 4 % 4] = value;
		break;
	case 1:
		words[seed / 4 % 4] += value;
		break;
	default:
		words[1] = value - (seed % 4 == 2 ? words[0] : 0);
		words[3] = words[1];
		if (offset < arrays)
			words[2] = words[1];
		break;
	}
	memcpy(record + offset, words, sizeof(words));
}

/* The same bytes as a record of another type, or of an older sensor. */
static void mutate_type(uint8_t *record, unsigned int seed)
{
	struct procmon_header header;

	memcpy(&header, record, sizeof(header));
	if (seed % 2)
		header.type = seed / 2 % PROCMON_TYPE_LIMIT;
	else
		header.fixed_len = seed / 2 % 64 * 8;
	memcpy(record, &header, sizeof(header));
}

/*
 * Most mutations leave a record that is as long as it says; random bytes
 * alone would seldom get past that, and seldom make a reference that almost
 * fits.
 */
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size,
			       unsigned int seed)
{
	size_t start = 0;
	uint32_t len;

	if (size >= 8 && !memcmp(data, PROCMON_CAPTURE_MAGIC, 8))
		start = sizeof(struct procmon_capture);
	if (seed % 2 && size >= start + sizeof(struct procmon_exec)) {
		mutate_reference(data + start, size - start, seed / 2);
		return size;
	}
	if (seed % 16 == 2 && size >= start + sizeof(struct procmon_header)) {
		mutate_type(data + start, seed / 16);
		return size;
	}
	size = LLVMFuzzerMutate(data, size, max_size);
	if (seed % 16 == 0 || size < start + sizeof(struct procmon_header))
		return size;
	size -= (size - start) % 8;
	len = size - start;
	memcpy(data + start, &len, sizeof(len));
	return size;
}
