// SPDX-License-Identifier: GPL-2.0-only
/*
 * cmd_watch.c - show what processes do as they do it. It must not know how
 * records are shown.
 */
#include <errno.h>
#include <inttypes.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "command.h"
#include "filter.h"
#include "message.h"
#include "names.h"
#include "options.h"
#include "output.h"
#include "sensor.h"
#include "sysfs.h"
#include "view.h"

/* How long records may wait for company before they are fetched. */
#define TERMINAL_WAKEUP_MS	50
#define FILE_WAKEUP_MS		200
#define WAKEUP_BYTES		(64 * 1024)

/* Signals: what came, and a descriptor that ends a poll(2). */
static struct {
	volatile sig_atomic_t stop;
	volatile sig_atomic_t window;
	int event;
} signals = { .event = -1 };

static void on_signal(int number)
{
	uint64_t one = 1;
	int saved = errno;

	if (number == SIGWINCH) {
		signals.window = 1;
	} else {
		/* Somebody insists: perhaps standard output is stuck. */
		if (signals.stop)
			_exit(128 + number);
		signals.stop = 1;
	}
	if (write(signals.event, &one, sizeof(one)) < 0)
		errno = saved;
	errno = saved;
}

static bool catch_signals(void)
{
	struct sigaction action = { .sa_handler = on_signal };

	signals.event = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (signals.event < 0) {
		message("eventfd: %s; close other programs", strerror(errno));
		return false;
	}
	sigemptyset(&action.sa_mask);
	sigaction(SIGINT, &action, NULL);
	sigaction(SIGTERM, &action, NULL);
	sigaction(SIGWINCH, &action, NULL);
	return true;
}

void cmd_watch_help(void)
{
	buffer_text(output_buffer(),
		    "Usage: procmonctl watch [OPTION]...\n\n"
		    "Show every program that is started, every attempt that fails and whatever else\n"
		    "the sensor records of processes, as it happens, until interrupted.\n\n"
		    "Options:\n");
	options_help(OPTIONS_WATCH);
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

/* Wait for records or a signal. Return: 0 or -errno. */
static int wait_for_more(struct procmon_device *device)
{
	struct pollfd pollfds[] = {
		{ .fd = procmon_device_fd(device), .events = POLLIN },
		{ .fd = signals.event, .events = POLLIN },
	};
	uint64_t count;

	if (poll(pollfds, 2, -1) < 0)
		return errno == EINTR ? 0 : -errno;
	if (pollfds[1].revents && read(signals.event, &count,
				       sizeof(count)) < 0 && errno != EAGAIN)
		return -errno;
	if (pollfds[0].revents & (POLLERR | POLLHUP | POLLNVAL))
		return -ENODEV;
	return 0;
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
			message(PROCMON_DEVICE ": byte %" PRIu64
				" of a batch: %s: %s; the record was skipped, install procmonctl and module of the same version",
				problem.offset, problem.field, problem.text);
			*status = EXIT_STATUS_ERROR;
			continue;
		}
		goes_on = view_record(view, &record) &&
			  record.header.seq < last_seq;
	}
	return view_batch(view) && goes_on;
}

static int watch(struct procmon_device *device, struct view *view)
{
	uint64_t last_seq = UINT64_MAX;
	int status = EXIT_STATUS_OK;
	struct procmon_batch batch;
	struct procmon_info info;
	int ret;

	for (;;) {
		if (signals.window) {
			signals.window = 0;
			table_window_changed();
		}
		/* What has happened by now is still shown. */
		if (signals.stop && last_seq == UINT64_MAX) {
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
			if (signals.stop)
				return status;
			ret = wait_for_more(device);
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

/* Return: true: the sensor says that it records them. */
static bool are_recorded(uint32_t types, uint32_t flags)
{
	static const struct attribute attribute = {
		"", "events", false, false
	};
	char text[SYSFS_VALUE_MAX];
	const char *name;
	char *word;

	if (sysfs_read(&attribute, text) < 0)
		return false;
	for (word = strtok(text, ","); word; word = strtok(NULL, ",")) {
		uint32_t type;

		for (type = 0; type < type_names.count; type++) {
			name = names_find(&type_names, type);
			if (name && strcmp(name, word) == 0)
				types &= ~(1U << type);
		}
		if (strcmp(word, "threads") == 0)
			flags &= ~PROCMON_EVENTS_THREADS;
	}
	return !types && !flags;
}

/* Return: enum exit_status. */
static int choose_error(int error, uint32_t types, uint32_t flags)
{
	switch (error) {
	case -EPERM:
		if (are_recorded(types, flags))
			return EXIT_STATUS_OK;
		message("--type: not all of it is recorded, and to choose it: %s; be root, with CAP_SYS_ADMIN, and the sensor not locked, or name it in the module's parameter events",
			strerror(-error));
		return EXIT_STATUS_PERMISSION;
	case -EIO:
		message("--type: a hook that it needs did not arm; 'procmonctl status' says which, the kernel log why");
		return EXIT_STATUS_ERROR;
	case -EINVAL:
	case -ENOTTY:
		message("--type: the module cannot record all of it; install procmonctl and module of the same version");
		return EXIT_STATUS_ABI;
	default:
		return sensor_error("events", error);
	}
}

/* What was asked for by name is recorded at least while this runs. */
static int choose_events(struct procmon_device *device,
			 const struct options *options)
{
	uint32_t types = filter_types() & CHOOSABLE;
	uint32_t flags = options->wants_threads ? PROCMON_EVENTS_THREADS : 0;
	int ret;

	/* these always are, and cannot be left out of a choice */
	types |= 1U << PROCMON_TYPE_EXEC;
	if (types == 1U << PROCMON_TYPE_EXEC && !flags)
		return EXIT_STATUS_OK;
	ret = procmon_device_set_events(device, types, flags);
	return ret < 0 ? choose_error(ret, types, flags) : EXIT_STATUS_OK;
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

	if (!options_parse(OPTIONS_WATCH, argc, argv, &options, &status))
		return status;
	if (options.operand_count) {
		status = usage_error("'%s': watch takes no operand",
				     options.operands[0]);
		goto out;
	}
	status = EXIT_STATUS_ERROR;
	if (!catch_signals())
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
