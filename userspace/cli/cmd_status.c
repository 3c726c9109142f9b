// SPDX-License-Identifier: GPL-2.0-only
/*
 * cmd_status.c - show what the sensor does and how it fares. It must not open
 * the device: that would be an event.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <linux/procmon.h>

#include "columns.h"
#include "command.h"
#include "message.h"
#include "output.h"
#include "report_options.h"
#include "sysfs.h"
#include "text.h"

#define ATTRIBUTES_MAX	96

/**
 * struct entry - A value that was read.
 * @attribute: of which attribute; NULL: the kernel's release.
 * @value: the value.
 */
struct entry {
	const struct attribute *attribute;
	char value[SYSFS_VALUE_MAX];
};

/**
 * struct status - All values.
 * @entries: values.
 * @count: how many.
 * @printed: how many of them were printed.
 * @cells: texts of the line that is being printed.
 */
struct status {
	struct entry entries[ATTRIBUTES_MAX];
	size_t count;
	size_t printed;
	struct buffer cells;
};

static const struct attribute kernel_attribute = {
	"", "kernel", false, false, false
};

static const struct option_table options = {
	OPTION_ROWS(report_option_rows), .print_help = cmd_status_help
};

void cmd_status_help(void)
{
	buffer_text(output_buffer(),
		    "Usage: procmonctl status [OPTION]...\n\n"
		    "Show the module, which events it records, its hooks, the ring, the counters and\n"
		    "the readers. The device is not opened, so nobody notices.\n\n"
		    "Options:\n");
	option_table_help(&options);
}

/* Return: enum exit_status. */
static int read_all(struct status *status)
{
	const struct attribute *attribute;
	int result = EXIT_STATUS_OK;
	char path[SYSFS_PATH_MAX];
	struct utsname name;
	int ret;

	for (attribute = sysfs_attributes; attribute->name; attribute++) {
		struct entry *entry = &status->entries[status->count];

		ret = sysfs_read(attribute, entry->value);
		if (ret == -EACCES && attribute->is_private)
			continue;
		if (ret < 0) {
			sysfs_path(attribute, path);
			message("%s: not readable: %s; %s", path, strerror(-ret),
				ret == -EACCES ? "be root" :
				"install procmonctl and module of the same version");
			result = ret == -EACCES ? EXIT_STATUS_PERMISSION :
						  EXIT_STATUS_ERROR;
			continue;
		}
		entry->attribute = attribute;
		status->count++;
	}
	if (uname(&name) == 0) {
		struct entry *entry = &status->entries[status->count++];

		entry->attribute = &kernel_attribute;
		snprintf(entry->value, sizeof(entry->value), "%s",
			 name.release);
	}
	return result;
}

static int check_abi(const struct status *status)
{
	size_t i;

	for (i = 0; i < status->count; i++) {
		const struct entry *entry = &status->entries[i];

		if (strcmp(entry->attribute->name, "abi_version") != 0 ||
		    strtoul(entry->value, NULL, 10) == PROCMON_ABI_VERSION)
			continue;
		message("procmon: the module speaks version %s of the protocol, procmonctl version %d; install procmonctl and module of the same version",
			entry->value, PROCMON_ABI_VERSION);
		return EXIT_STATUS_ABI;
	}
	return EXIT_STATUS_OK;
}

static bool next_entry(void *state, const char **ret_texts)
{
	struct status *status = state;
	const struct entry *entry;

	if (status->printed == status->count)
		return false;
	entry = &status->entries[status->printed++];
	status->cells.len = 0;
	text_screen(&status->cells, entry->value, strlen(entry->value));
	buffer_char(&status->cells, '\0');
	ret_texts[0] = *entry->attribute->group ? entry->attribute->group :
						  "sensor";
	ret_texts[1] = entry->attribute->name;
	ret_texts[2] = status->cells.data;
	return true;
}

static void print_table(struct status *status, bool no_headings)
{
	static const char *const headings[] = {
		"GROUP", "NAME", "VALUE", NULL
	};

	print_rows(headings, next_entry, status, no_headings);
}

static void print_json(const struct status *status)
{
	struct buffer *out = output_buffer();
	const char *group = "";
	size_t i;

	buffer_char(out, '{');
	for (i = 0; i < status->count; i++) {
		const struct entry *entry = &status->entries[i];
		const char *value = entry->value;
		size_t len = strlen(value);
		bool is_new = strcmp(entry->attribute->group, group) != 0;

		if (is_new && *group)
			buffer_char(out, '}');
		if (i)
			buffer_char(out, ',');
		group = entry->attribute->group;
		if (is_new && *group) {
			json_name(out, group);
			buffer_text(out, ":{");
		}
		json_name(out, entry->attribute->name);
		buffer_char(out, ':');
		if (entry->attribute->is_number) {
			json_number(out, strtoull(value, NULL, 10));
			continue;
		}
		buffer_char(out, '"');
		json_raw_text(out, value, len,
			      procmon_utf8_len(value, len) != len);
		buffer_char(out, '"');
	}
	buffer_text(out, *group ? "}}\n" : "}\n");
}

static int show(const struct report_options *asked)
{
	static struct status status;
	int result;
	int abi;

	if (access(SYSFS_DIRECTORY, F_OK) < 0) {
		message(SYSFS_DIRECTORY ": %s; %s", strerror(errno),
			errno == EACCES ? "be root" :
			"load the module: 'modprobe procmon'");
		return errno == EACCES ? EXIT_STATUS_PERMISSION :
					 EXIT_STATUS_ABSENT;
	}
	result = read_all(&status);
	if (asked->is_json)
		print_json(&status);
	else
		print_table(&status, asked->no_headings);
	buffer_free(&status.cells);
	abi = check_abi(&status);
	return abi == EXIT_STATUS_OK ? result : abi;
}

int cmd_status(int argc, char **argv)
{
	struct report_options asked = { 0 };
	int status;

	if (!option_table_parse_only(&options, argc, argv, &asked, &status))
		return status;
	return show(&asked);
}
