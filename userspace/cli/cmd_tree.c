// SPDX-License-Identifier: GPL-2.0-only
/*
 * cmd_tree.c - show the tree of the processes that run, and what changes in it.
 * It must not know how a process is shown.
 */
#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "accounts_system.h"
#include "capture_file.h"
#include "command.h"
#include "events.h"
#include "lineage.h"
#include "message.h"
#include "output.h"
#include "sensor.h"
#include "signals.h"
#include "tree_options.h"

/* Processes take half a kilobyte each, and their arguments. */
#define MODEL_BYTES_MAX	(512U * 1024 * 1024)

/* So often a tree that is shown once is asked for, when records are lost. */
#define SNAPSHOTS_MAX	5

/**
 * struct show - The tree, on its way to standard output.
 * @command: what was asked for.
 * @tree: the tree.
 * @state: of the model, after the last record.
 * @snapshots: how many were asked for.
 * @is_shown: the tree was shown: what changes follows.
 * @is_missing: the process that was asked for is not there.
 * @has_no_room: the model is as large as it may be, and that was said.
 */
struct show {
	const struct tree_command *command;
	struct tree tree;
	unsigned int state;
	unsigned int snapshots;
	bool is_shown;
	bool is_missing;
	bool has_no_room;
};

void cmd_tree_help(void)
{
	buffer_text(output_buffer(),
		    "Usage: procmonctl tree [OPTION]... [FILE]\n\n"
		    "Show the processes that run: who started what, when, as whom, in which\n"
		    "container. With FILE, a capture, or - for standard input: those at its end.\n\n"
		    "Options:\n");
	option_table_help(&tree_options_table);
}

static bool is_settled(const struct show *show)
{
	return show->state == PROCMON_PROCESSES_WHOLE ||
	       show->state == PROCMON_PROCESSES_PARTIAL;
}

/* Nothing that follows is of interest. */
static bool is_done(const struct show *show)
{
	if (show->command->follow)
		return show->is_missing;
	return !show->command->file && is_settled(show);
}

static void write_tree(struct show *show)
{
	const struct tree_options *options = &show->command->tree;
	size_t count = tree_write(&show->tree, output_buffer());

	show->is_shown = true;
	show->is_missing = !count && (options->tgid || options->exec_id);
}

static void on_change(enum procmon_change change,
		      const struct procmon_live *process,
		      const struct procmon_record *record, void *context)
{
	struct show *show = context;

	if (show->is_shown && tree_selects(&show->tree, process))
		tree_write_change(&show->tree, change, process, record,
				  output_buffer());
}

/* Say when the tree is not to be trusted, and when it is again. */
static void note_state(struct show *show, unsigned int before)
{
	bool was_settled = before == PROCMON_PROCESSES_WHOLE ||
			   before == PROCMON_PROCESSES_PARTIAL;

	if (!show->is_shown || was_settled == is_settled(show))
		return;
	if (is_settled(show))
		tree_write_remark(&show->tree, "whole",
				  "all processes are known again",
				  output_buffer());
	else if (show->state == PROCMON_PROCESSES_STOPPED)
		tree_write_remark(&show->tree, "stopped",
				  "the sensor stopped: what happens from now on is not seen",
				  output_buffer());
	else
		tree_write_remark(&show->tree, "lost",
				  "records were lost: processes may have started and ended unseen",
				  output_buffer());
}

static void feed(struct show *show, const struct procmon_record *record)
{
	struct procmon_processes_status status;
	unsigned int before = show->state;
	int ret;

	stream_learn(&show->tree.stream, record);
	ret = procmon_processes_feed(show->tree.processes, record);
	if (ret < 0 && !show->has_no_room) {
		message("tree: more processes than there is memory for: %s; free some, the tree is not whole",
			strerror(-ret));
		show->has_no_room = true;
	}
	procmon_processes_get_status(show->tree.processes, &status);
	show->state = status.state;
	note_state(show, before);
	if (show->command->follow && !show->is_shown && is_settled(show))
		write_tree(show);
}

/* What the tree may lack. Return: enum exit_status. */
static int end(struct show *show, int status)
{
	const struct tree_options *options = &show->command->tree;

	if (!show->is_shown && status == EXIT_STATUS_OK)
		write_tree(show);
	if (!show->is_shown)
		return status;
	/* what was shown comes first, also where both go to one terminal */
	output_flush();
	if (show->state != PROCMON_PROCESSES_WHOLE &&
	    !show->command->is_quiet)
		message("tree: %s: processes may be missing, or have ended",
			show->state == PROCMON_PROCESSES_PARTIAL ?
			"there was no memory for all of them" :
			show->state == PROCMON_PROCESSES_STOPPED ?
			"the sensor stopped" :
			"no snapshot is whole, or records were lost behind it");
	if (show->is_missing && options->tgid)
		message("process %u: not there; see 'procmonctl tree' for those that are",
			options->tgid);
	else if (show->is_missing)
		message("image %" PRIu64 ": no process runs it; see 'procmonctl tree --json' for those that are there",
			options->exec_id);
	if (status != EXIT_STATUS_OK)
		return status;
	if (show->is_missing)
		return EXIT_STATUS_ERROR;
	if (show->state != PROCMON_PROCESSES_WHOLE && show->command->is_strict)
		return EXIT_STATUS_LOSS;
	return EXIT_STATUS_OK;
}

static int show_file(struct show *show)
{
	struct procmon_record record;
	struct capture_file file;

	if (!capture_file_open(&file, show->command->file))
		return file.status;
	accounts_system_use(&show->tree.stream);
	memcpy(show->tree.stream.boot_id, file.capture.boot_id,
	       sizeof(show->tree.stream.boot_id));
	while (!is_done(show) && capture_file_next(&file, &record))
		feed(show, &record);
	capture_file_close(&file);
	/* what could be read is shown */
	if (!show->is_shown)
		write_tree(show);
	return end(show, file.status);
}

/* Return: enum exit_status. */
static int ask(struct show *show, struct procmon_device *device)
{
	uint64_t begin_seq;
	int ret;

	ret = procmon_device_snapshot(device, 0, &begin_seq);
	if (ret == -EINTR)
		return EXIT_STATUS_OK;
	if (ret < 0)
		return sensor_snapshot_error(0, ret);
	procmon_processes_requested(show->tree.processes, begin_seq);
	show->state = PROCMON_PROCESSES_SNAPSHOT;
	show->snapshots++;
	return EXIT_STATUS_OK;
}

static void feed_batch(struct show *show, struct procmon_batch *batch,
		       int *status)
{
	struct procmon_problem problem;
	struct procmon_record record;
	int ret;

	while ((ret = procmon_batch_next(batch, &record, &problem)) != 0) {
		/* the model sees that a number is missing */
		if (ret < 0) {
			sensor_record_error(&problem);
			*status = EXIT_STATUS_ERROR;
			continue;
		}
		feed(show, &record);
		if (is_done(show))
			return;
	}
}

/* All that is there was read. Return: true: go on. */
static bool drained(struct show *show, struct procmon_device *device,
		    int *status)
{
	int ret;

	if (show->state == PROCMON_PROCESSES_NEED) {
		if (!show->command->follow && show->snapshots >= SNAPSHOTS_MAX)
			return false;
		*status = ask(show, device);
		return *status == EXIT_STATUS_OK;
	}
	ret = signals_wait(device);
	if (ret < 0)
		*status = sensor_error("wait", ret);
	return ret >= 0;
}

static int read_device(struct show *show, struct procmon_device *device)
{
	int status = EXIT_STATUS_OK;
	struct procmon_batch batch;
	int ret;

	while (!signals_stop()) {
		signals_window();
		ret = procmon_device_read(device, NULL, 0, &batch);
		if (ret == -EINTR)
			continue;
		if (ret == -EAGAIN) {
			if (!drained(show, device, &status))
				return status;
			continue;
		}
		if (ret < 0)
			return sensor_error("read", ret);
		accounts_system_use(&show->tree.stream);
		feed_batch(show, &batch, &status);
		if (is_done(show) || !output_flush())
			return status;
	}
	return status;
}

static int show_device(struct show *show)
{
	struct procmon_device *device;
	struct procmon_info info;
	int status;
	int ret;

	status = sensor_open(&device);
	if (status != EXIT_STATUS_OK)
		return status;
	ret = procmon_device_get_info(device, &info);
	if (ret < 0) {
		status = sensor_error("information", ret);
		goto out;
	}
	memcpy(show->tree.stream.boot_id, info.boot_id, sizeof(info.boot_id));
	stream_set_clocks(&show->tree.stream);
	status = events_choose(device, "tree", LINEAGE_TYPES, 0);
	if (status != EXIT_STATUS_OK)
		goto out;
	ret = procmon_device_seek_end(device);
	if (ret < 0) {
		status = sensor_error("seek", ret);
		goto out;
	}
	status = ask(show, device);
	if (status == EXIT_STATUS_OK)
		status = end(show, read_device(show, device));
out:
	procmon_device_close(device);
	return status;
}

int cmd_tree(int argc, char **argv)
{
	struct tree_command command;
	struct show show = { .command = &command };
	int status;
	int ret;

	if (!tree_options_parse(argc, argv, &command, &status))
		return status;
	ret = procmon_processes_new(MODEL_BYTES_MAX, &show.tree.processes);
	if (ret < 0)
		memory_error();
	show.tree.options = &command.tree;
	procmon_processes_on_change(show.tree.processes,
				    command.follow ? on_change : NULL, &show);
	status = EXIT_STATUS_ERROR;
	if (command.file)
		status = show_file(&show);
	else if (signals_catch())
		status = show_device(&show);
	procmon_processes_free(show.tree.processes);
	return status;
}
