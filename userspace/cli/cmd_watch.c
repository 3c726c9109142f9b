// SPDX-License-Identifier: GPL-2.0-only
/*
 * cmd_watch.c - show what processes do as they do it. It must not know how
 * records are shown.
 */
#include <errno.h>

#include "command.h"
#include "events.h"
#include "filter.h"
#include "formats.h"
#include "lineage.h"
#include "message.h"
#include "options.h"
#include "output.h"
#include "sensor.h"
#include "signals.h"
#include "view.h"

/*
 * How long records may wait for company before they are fetched, and how much
 * of it they wait for: as much as one read() of libprocmon takes.
 */
#define TERMINAL_WAKEUP_MS	50
#define FILE_WAKEUP_MS		200
#define WAKEUP_BYTES		(256 * 1024)

void cmd_watch_help(void)
{
	buffer_text(output_buffer(),
		    "Usage: procmonctl watch [OPTION]...\n\n"
		    "Show every program that is started, every attempt that fails and whatever else\n"
		    "the sensor records of processes, as it happens, until interrupted.\n\n"
		    "Options:\n");
	option_table_help(&options_watch);
	buffer_text(output_buffer(),
		    "\nValues of one option are alternatives; different options must all match.\n"
		    "A record whose field is absent or cut is shown, as nobody can tell that it is\n"
		    "not meant. Lost records, hooks that went silent, and the sensor's start and stop\n"
		    "are always shown.\n\n"
		    "What --type names and the sensor does not record is recorded while this runs,\n"
		    "for all readers; that needs CAP_SYS_ADMIN, and a sensor that is not locked.\n");
	options_types_help();
}

/* Batches: not one wake-up for each record. */
static int set_wakeup(struct procmon_device *device,
		      const struct procmon_info *info,
		      const struct options *options)
{
	uint32_t bytes = WAKEUP_BYTES;
	uint32_t ms = options->format_options.is_terminal ?
		      TERMINAL_WAKEUP_MS : FILE_WAKEUP_MS;

	if (bytes > info->ring_bytes / 2)
		bytes = (uint32_t)(info->ring_bytes / 2);
	return procmon_device_set_wakeup(device, bytes, ms);
}

/* Return: true: go on; false: as many as were asked for, or it failed. */
static bool show_batch(struct view *view, struct procmon_batch *batch,
		       uint64_t last_seq, int *status)
{
	struct procmon_problem problem;
	struct procmon_record record;
	bool goes_on = true;
	int ret;

	while (goes_on) {
		ret = procmon_batch_next(batch, &record, &problem);
		if (!ret)
			break;
		if (ret < 0) {
			sensor_record_error(&problem);
			*status = EXIT_STATUS_ERROR;
			continue;
		}
		goes_on = view_record(view, &record) &&
			  record.header.seq < last_seq;
	}
	return view_batch(view) && goes_on;
}

/* Return: enum exit_status. */
static int ask_snapshot(struct procmon_device *device, struct view *view)
{
	uint64_t begin_seq;
	int ret;

	if (!view->lineage || !lineage_needs_snapshot(view->lineage))
		return EXIT_STATUS_OK;
	ret = procmon_device_snapshot(device, 0, &begin_seq);
	if (ret == -EINTR)
		return EXIT_STATUS_OK;
	if (ret < 0)
		return sensor_snapshot_error(0, ret);
	lineage_requested(view->lineage, begin_seq);
	return EXIT_STATUS_OK;
}

static int watch(struct procmon_device *device, struct view *view)
{
	uint64_t last_seq = UINT64_MAX;
	int status = EXIT_STATUS_OK;
	struct procmon_batch batch;
	struct procmon_info info;
	int ret;

	for (;;) {
		if (signals_window())
			table_window_changed();
		/* What has happened by now is still shown. */
		if (signals_stop() && last_seq == UINT64_MAX) {
			ret = procmon_device_get_info(device, &info);
			if (ret < 0)
				return sensor_error("information", ret);
			if (info.position_seq >= info.next_seq)
				return status;
			last_seq = info.next_seq - 1;
		}
		ret = procmon_device_read(device, NULL, 0, &batch);
		if (ret == -EINTR)
			continue;
		if (ret == -EAGAIN) {
			if (signals_stop())
				return status;
			ret = ask_snapshot(device, view);
			if (ret != EXIT_STATUS_OK)
				return ret;
			ret = signals_wait(device);
			if (ret < 0)
				return sensor_error("wait", ret);
			continue;
		}
		if (ret < 0)
			return sensor_error("read", ret);
		if (!show_batch(view, &batch, last_seq, &status))
			return status;
	}
}

static int start(struct procmon_device *device, const struct options *options,
		 struct procmon_info *ret_info)
{
	int ret;

	ret = procmon_device_get_info(device, ret_info);
	if (ret < 0)
		return sensor_error("information", ret);
	ret = set_wakeup(device, ret_info, options);
	if (ret < 0)
		return sensor_error("wake-up", ret);
	if (!options->since_start) {
		ret = procmon_device_seek_end(device);
		if (ret < 0)
			return sensor_error("seek", ret);
	}
	if (options->is_verbose)
		message("reader %u of procmon %.*s, from record %llu on",
			ret_info->reader, (int)sizeof(ret_info->version),
			ret_info->version, (unsigned long long)
			(options->since_start ? ret_info->oldest_seq :
						ret_info->next_seq));
	return EXIT_STATUS_OK;
}

/* Which of the types can be chosen at all. */
#define CHOOSABLE (((2U << PROCMON_TYPE_CRED) - 1) & \
		   ~(1U | 1U << PROCMON_TYPE_PROC))

/* What was asked for by name, or lineage needs, is recorded while this runs. */
static int choose_events(struct procmon_device *device,
			 const struct options *options)
{
	uint32_t types = filter_types() & CHOOSABLE;
	uint32_t flags = options->wants_threads ? PROCMON_EVENTS_THREADS : 0;
	const char *what = types || flags ? "--type" : "--tree";

	if (options->format_options.is_tree)
		types |= LINEAGE_TYPES;
	return events_choose(device, what, types, flags);
}

static int run(struct procmon_device *device, const struct options *options)
{
	struct procmon_capture capture;
	struct procmon_info info;
	struct view view;
	int status;

	status = start(device, options, &info);
	if (status == EXIT_STATUS_OK)
		status = choose_events(device, options);
	if (status != EXIT_STATUS_OK)
		return status;
	procmon_capture_init(&info, &capture);
	view_begin(&view, options, &capture);
	stream_set_clocks(&view.stream);
	if (view_batch(&view))
		status = watch(device, &view);
	return view_end(&view, status);
}

int cmd_watch(int argc, char **argv)
{
	struct procmon_device *device;
	struct options options;
	int status;

	if (!options_parse(&options_watch, argc, argv, &options, &status))
		return status;
	if (options.operand_count) {
		status = usage_error("'%s': watch takes no operand",
				     options.operands[0]);
		goto out;
	}
	status = EXIT_STATUS_ERROR;
	if (!signals_catch())
		goto out;
	status = sensor_open(&device);
	if (status != EXIT_STATUS_OK)
		goto out;
	status = run(device, &options);
	procmon_device_close(device);
out:
	options_free(&options);
	return status;
}
