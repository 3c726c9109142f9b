// SPDX-License-Identifier: GPL-2.0-only
/*
 * main.c - procmon-relay: command line, then what needs privileges, then the
 * relay without any. It must not know what a relay does.
 */
#include <sys/stat.h>

#include "config.h"
#include "config_key.h"
#include "exit_status.h"
#include "message.h"
#include "option_table.h"
#include "output.h"
#include "privileges.h"
#include "relay.h"
#include "requests.h"
#include "source.h"

/**
 * struct request - What was asked for.
 * @config: name of the configuration.
 * @replay: name of a capture to read instead of the device; NULL: none.
 * @metrics: file for metrics, instead of the configuration's; NULL: that one.
 * @only_checks: read the configuration and end.
 */
struct request {
	const char *config;
	const char *replay;
	const char *metrics;
	bool only_checks;
};

static struct request request = { .config = CONFIG_FILE };

static void print_help(void);

static int print_version(void)
{
	buffer_text(output_buffer(),
		    "procmon-relay " PROCMON_RELAY_VERSION "\n");
	return EXIT_STATUS_OK;
}

static int print_keys(void)
{
	config_keys(output_buffer());
	return EXIT_STATUS_OK;
}

static const struct option_row rows[] = {
	{ "config", 'c', " FILE", "configuration; default " CONFIG_FILE,
	  OPTION_TEXT(struct request, config) },
	{ "check-config", 0, NULL, "read the configuration, say what is wrong",
	  OPTION_FLAG(struct request, only_checks) },
	{ "replay", 0, " FILE", "read a capture in place of the device",
	  OPTION_TEXT(struct request, replay) },
	{ "metrics", 0, " FILE", "write metrics there, as the key of that name",
	  OPTION_TEXT(struct request, metrics) },
	{ "list-keys", 0, NULL, "print the keys of the configuration as a table",
	  .run = print_keys },
	{ "version", 'V', NULL, "print the version", .run = print_version },
	OPTION_HELP,
};

static const struct option_table options = {
	OPTION_ROWS(rows), .print_help = print_help
};

static void print_help(void)
{
	buffer_text(output_buffer(),
		    "Usage: procmon-relay [OPTION]...\n\n"
		    "Hold the procmon sensor's ring, write what it records to sinks, and\n"
		    "acknowledge what they have stored.\n\n"
		    "Options:\n");
	option_table_help(&options);
	buffer_text(output_buffer(), "\nKeys of the configuration:\n");
	config_help(output_buffer());
	buffer_text(output_buffer(),
		    "\nExit status:\n"
		    "  0  all went well\n"
		    "  1  error while running\n"
		    "  2  wrong command line\n"
		    "  3  no sensor: the module is not loaded\n"
		    "  4  not permitted\n"
		    "  5  the module or the capture is of another version or byte order\n"
		    "  6  wrong configuration\n");
}

/* What the command line says goes before the file, at each time it is read. */
static int load(struct config *ret_config)
{
	int status = config_load(request.config, ret_config);

	if (status != EXIT_STATUS_OK || !request.metrics)
		return status;
	if (!config_key_set(config_key_find(&config_relay_section, "metrics"),
			    ret_config, request.metrics))
		return usage_error("--metrics: '%s': give an absolute path",
				   request.metrics);
	return EXIT_STATUS_OK;
}

static int run(struct reload *reload)
{
	const struct source_type *source = request.replay ? &source_replay :
							    &source_device;
	struct procmon_capture capture;
	int requests_fd;
	int status;

	requests_fd = requests_open();
	if (requests_fd < 0)
		return EXIT_STATUS_ERROR;
	/* Each file has the permissions that are told with it. */
	umask(0);
	status = source->open(request.replay, reload->config, &capture);
	if (status != EXIT_STATUS_OK)
		return status;
	status = EXIT_STATUS_PERMISSION;
	if (privileges_drop(reload->config->user))
		status = relay_run(reload, source, &capture, requests_fd);
	source->close();
	return status;
}

static int start(int argc, char **argv)
{
	static struct config configs[2];
	struct reload reload = {
		.load = load, .config = &configs[0], .spare = &configs[1],
	};
	int status;

	if (!option_table_parse_only(&options, argc, argv, &request, &status))
		return status;
	status = load(reload.config);
	if (status != EXIT_STATUS_OK || request.only_checks)
		return status;
	reload.name = request.config;
	return run(&reload);
}

int main(int argc, char **argv)
{
	if (!output_open())
		return EXIT_STATUS_ERROR;
	return output_close(start(argc, argv));
}
