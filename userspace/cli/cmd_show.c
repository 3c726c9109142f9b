// SPDX-License-Identifier: GPL-2.0-only
/*
 * cmd_show.c - show all that is known of one process: what it is now, and the
 * exec that made it so. It must not know any field by name.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "accounts_system.h"
#include "capture_file.h"
#include "columns.h"
#include "command.h"
#include "format.h"
#include "kind.h"
#include "message.h"
#include "names.h"
#include "number.h"
#include "option_table.h"
#include "output.h"
#include "sensor.h"
#include "signals.h"

/**
 * struct copy - A record that outlives the place it was read to.
 * @bytes: the record, or NULL.
 * @record: decoded.
 */
struct copy {
	unsigned char *bytes;
	struct procmon_record record;
};

/**
 * struct search - A process that is looked for.
 * @tgid: its number.
 * @is_json: write an object a record; else a table.
 * @no_headings: no headings.
 * @stream: what is known of the clocks and the boot.
 * @process: its PROC record.
 * @exec: the EXEC record of the image that it runs.
 */
struct search {
	uint32_t tgid;
	bool is_json;
	bool no_headings;
	struct stream stream;
	struct copy process;
	struct copy exec;
};

static const struct option_row option_rows[] = {
	{ "format", 0, " FORMAT", "table, or json (one object a record)",
	  OPTION_JSON(struct search, is_json) },
	{ "json", 'J', NULL, "the same as --format json",
	  OPTION_JSON(struct search, is_json), .value = "json" },
	{ "noheadings", 'n', NULL, "no headings",
	  OPTION_FLAG(struct search, no_headings) },
	OPTION_HELP,
};

static const struct option_table options = {
	OPTION_ROWS(option_rows), .print_help = cmd_show_help
};

void cmd_show_help(void)
{
	buffer_text(output_buffer(),
		    "Usage: procmonctl show [OPTION]... PID [FILE]\n\n"
		    "Show all that is known of a process that runs, and the exec that started what\n"
		    "it runs, if the ring still has that. With FILE, a capture: of the last time that\n"
		    "a snapshot in it told of the process.\n\n"
		    "Options:\n");
	option_table_help(&options);
}

static void copy_record(struct copy *copy, const struct procmon_record *record)
{
	unsigned char *bytes = malloc(record->header.len);

	if (!bytes)
		memory_error();
	memcpy(bytes, record->bytes, record->header.len);
	free(copy->bytes);
	copy->bytes = bytes;
	copy->record = *record;
	copy->record.bytes = bytes;
}

static bool is_process(const struct search *search,
		       const struct procmon_record *record)
{
	return record->is_known && record->header.type == PROCMON_TYPE_PROC &&
	       record->exec.identity.tgid == search->tgid;
}

/* 0: it was running already, or nobody knows. */
static uint64_t exec_seq(const struct search *search)
{
	const struct procmon_exec *exec = &search->process.record.exec;

	return exec->identity.exec_id < exec->header.seq ?
	       exec->identity.exec_id : 0;
}

/* Return: true: it came, or came by. */
static bool take_exec(struct search *search,
		      const struct procmon_record *record)
{
	if (record->is_known && record->header.type == PROCMON_TYPE_EXEC &&
	    record->header.seq == exec_seq(search))
		copy_record(&search->exec, record);
	return record->header.seq >= exec_seq(search);
}

/**
 * struct rows - Fields of a record, on their way into a table.
 * @event: the record.
 * @structure: its structure.
 * @field: the last field.
 * @text: its value.
 */
struct rows {
	struct event event;
	enum structure structure;
	const struct field *field;
	struct buffer text;
};

/* Bits are numbers of fields and 1. */
static bool is_missing(const struct procmon_record *record, unsigned int bit,
		       unsigned int *ret_reason)
{
	return bit && procmon_record_missing(record, bit - 1, ret_reason) &&
	       *ret_reason != PROCMON_REASON_INAPPLICABLE;
}

/* Return: false: there is no such thing. */
static bool write_value(struct rows *rows)
{
	const struct procmon_record *record = rows->event.record;
	const struct field *field = rows->field;
	struct value value;
	unsigned int reason;

	rows->text.len = 0;
	if (value_get(field, &rows->event, &value)) {
		field->kind->text(field, &rows->event, &value, &rows->text);
	} else if ((!field->applies || field->applies(record)) &&
		   (is_missing(record, field->bit, &reason) ||
		    is_missing(record, field->group, &reason))) {
		buffer_text(&rows->text, "- (");
		names_write(&rows->text, &reason_names, reason);
		buffer_char(&rows->text, ')');
	} else {
		return false;
	}
	buffer_char(&rows->text, '\0');
	return true;
}

static bool next_row(void *state, const char **ret_texts)
{
	struct rows *rows = state;

	do {
		rows->field = field_next(rows->field);
	} while (rows->field &&
		 (!field_is_of(rows->field, rows->structure) ||
		  rows->field->flags &
		  (FIELD_LAST | FIELD_OCSF | FIELD_NAMES) ||
		  !write_value(rows)));
	if (!rows->field)
		return false;
	ret_texts[0] = rows->field->name;
	ret_texts[1] = rows->text.data;
	return true;
}

static void write_table(const struct search *search, const struct copy *copy)
{
	static const char *const headings[] = { "FIELD", "VALUE", NULL };
	struct rows rows = {
		.event = { .record = &copy->record, .stream = &search->stream },
		.structure = field_structure_of(&copy->record),
	};

	print_rows(headings, next_row, &rows, search->no_headings);
	buffer_free(&rows.text);
}

static void write_json(const struct search *search)
{
	const struct format_options details = { .schema = JSON_ECS };
	const struct copy *copies[] = { &search->process, &search->exec };
	struct event event = { .stream = &search->stream };
	size_t i;

	format_json.begin(&details, NULL, output_buffer());
	for (i = 0; i < 2; i++) {
		event.record = &copies[i]->record;
		if (copies[i]->bytes)
			format_json.record(&event, output_buffer());
	}
	format_json.end(output_buffer());
}

static void write_all(struct search *search, const char *where)
{
	uint64_t seq = exec_seq(search);

	accounts_system_use(&search->stream);
	if (search->is_json) {
		write_json(search);
		return;
	}
	write_table(search, &search->process);
	if (search->exec.bytes) {
		buffer_printf(output_buffer(),
			      "\nExecuted as (record %" PRIu64 "):\n\n", seq);
		write_table(search, &search->exec);
	} else if (seq) {
		buffer_printf(output_buffer(),
			      "\nThe record of its exec, %" PRIu64 ", is not in the %s any more.\n",
			      seq, where);
	}
}

/* Return: enum exit_status. */
static int search_file(struct search *search, const char *name)
{
	struct procmon_record record;
	struct capture_file file;
	int status;

	if (!capture_file_open(&file, name))
		return file.status;
	memcpy(search->stream.boot_id, file.capture.boot_id,
	       sizeof(search->stream.boot_id));
	while (capture_file_next(&file, &record)) {
		stream_learn(&search->stream, &record);
		if (is_process(search, &record))
			copy_record(&search->process, &record);
	}
	capture_file_close(&file);
	if (!search->process.bytes) {
		message("process %u: no snapshot in %s tells of it; see 'procmonctl tree' of that file",
			search->tgid, name);
		return EXIT_STATUS_ERROR;
	}
	status = file.status;
	/* what is damaged was said already */
	if (exec_seq(search) && status == EXIT_STATUS_OK &&
	    capture_file_open(&file, name)) {
		while (capture_file_next(&file, &record) &&
		       !take_exec(search, &record))
			;
		capture_file_close(&file);
	}
	write_all(search, "file");
	return status;
}

/**
 * struct reading - Records of the device, one after the other.
 * @device: the device.
 * @batch: those that were read.
 */
struct reading {
	struct procmon_device *device;
	struct procmon_batch batch;
};

/* Return: 1: a record; 0: none is there; -errno; malformed ones are skipped. */
static int next_record(struct reading *reading,
		       struct procmon_record *ret_record)
{
	struct procmon_problem problem;
	int ret;

	for (;;) {
		ret = procmon_batch_next(&reading->batch, ret_record, &problem);
		if (ret > 0)
			return ret;
		if (ret < 0) {
			sensor_record_error(&problem);
			continue;
		}
		ret = procmon_device_read(reading->device, NULL, 0,
					  &reading->batch);
		if (ret == -EAGAIN)
			return 0;
		if (ret < 0 && ret != -EINTR)
			return ret;
		if (ret == -EINTR && signals_stop())
			return ret;
	}
}

/* Its PROC record. Return: enum exit_status. */
static int find_process(struct search *search, struct reading *reading,
			uint64_t begin_seq)
{
	struct procmon_record record;
	int ret;

	for (;;) {
		ret = next_record(reading, &record);
		if (ret == 0 && !signals_stop())
			ret = signals_wait(reading->device);
		else if (ret > 0 && is_process(search, &record) &&
			 record.header.seq > begin_seq)
			copy_record(&search->process, &record);
		if (ret < 0)
			return sensor_error("read", ret);
		if (search->process.bytes || signals_stop())
			return EXIT_STATUS_OK;
		/* it was lost, or there was no memory for it */
		if (ret > 0 && record.is_known &&
		    record.header.seq > begin_seq &&
		    (record.header.type == PROCMON_TYPE_LOST ||
		     (record.header.type == PROCMON_TYPE_SNAPSHOT_END &&
		      record.snapshot.begin_seq == begin_seq))) {
			message("process %u: the record of it was lost; try again",
				search->tgid);
			return EXIT_STATUS_ERROR;
		}
	}
}

/* The record of its exec, if it is still there. Return: enum exit_status. */
static int find_exec(struct search *search, struct reading *reading)
{
	struct procmon_record record;
	int ret;

	reading->batch = (struct procmon_batch) { 0 };
	ret = procmon_device_seek_start(reading->device);
	while (ret == 0) {
		ret = next_record(reading, &record);
		if (ret == 0)
			return EXIT_STATUS_OK;
		if (ret > 0) {
			if (take_exec(search, &record))
				return EXIT_STATUS_OK;
			ret = 0;
		}
	}
	return sensor_error("read", ret);
}

static int search_device(struct search *search)
{
	struct reading reading = { 0 };
	struct procmon_info info;
	uint64_t begin_seq;
	int status;
	int ret;

	status = sensor_open(&reading.device);
	if (status != EXIT_STATUS_OK)
		return status;
	ret = procmon_device_get_info(reading.device, &info);
	if (ret == 0)
		ret = procmon_device_seek_end(reading.device);
	if (ret < 0) {
		status = sensor_error("seek", ret);
		goto out;
	}
	memcpy(search->stream.boot_id, info.boot_id, sizeof(info.boot_id));
	stream_set_clocks(&search->stream);
	ret = procmon_device_snapshot(reading.device, search->tgid, &begin_seq);
	if (ret < 0) {
		status = sensor_snapshot_error(search->tgid, ret);
		goto out;
	}
	status = find_process(search, &reading, begin_seq);
	if (status == EXIT_STATUS_OK && search->process.bytes &&
	    exec_seq(search))
		status = find_exec(search, &reading);
	if (search->process.bytes)
		write_all(search, "ring");
out:
	procmon_device_close(reading.device);
	return status;
}

/* Return: true: go on; false: end with *@ret_status. */
static bool parse(int argc, char **argv, struct search *search,
		  const char **ret_file, int *ret_status)
{
	int first;

	first = option_table_parse(&options, argc, argv, search, ret_status);
	if (!first)
		return false;
	if (first == argc)
		*ret_status = usage_error("show: of which process? Give its PID");
	else if (!number_parse_tgid(argv[first], &search->tgid))
		*ret_status = usage_error("'%s': not a process id",
					  argv[first]);
	else if (first + 2 < argc)
		*ret_status = usage_error("'%s': show takes one PID and one FILE",
					  argv[first + 2]);
	else if (first + 2 == argc && strcmp(argv[first + 1], "-") == 0)
		*ret_status = usage_error("'-': show reads a FILE twice; give its name");
	else if (first + 2 == argc)
		*ret_file = argv[first + 1];
	return *ret_status == EXIT_STATUS_OK;
}

int cmd_show(int argc, char **argv)
{
	struct search search = { 0 };
	const char *file = NULL;
	int status;

	if (!parse(argc, argv, &search, &file, &status))
		return status;
	status = EXIT_STATUS_ERROR;
	if (file)
		status = search_file(&search, file);
	else if (signals_catch())
		status = search_device(&search);
	free(search.process.bytes);
	free(search.exec.bytes);
	return status;
}
