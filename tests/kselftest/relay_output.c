// SPDX-License-Identifier: GPL-2.0-only
/*
 * relay_output.c - which records an output of procmon-relay has; see
 * relay_output.h.
 */
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "libprocmon.h"
#include "relay_output.h"

/* One object, from the first byte to the last. */
static bool is_object(const char *bytes, size_t len)
{
	bool in_string = false;
	size_t depth = 0;
	size_t i;

	for (i = 0; i < len; i++) {
		if (in_string) {
			if (bytes[i] == '\\')
				i++;
			else if (bytes[i] == '"')
				in_string = false;
			continue;
		}
		if (bytes[i] == '"')
			in_string = true;
		else if (bytes[i] == '{')
			depth++;
		else if (bytes[i] == '}' && !--depth)
			return i + 1 == len;
		if (!depth)
			return false;
	}
	return false;
}

/* Return: the number behind these words; 0: there is none. */
static uint64_t number_behind(const char *bytes, size_t len, const char *words)
{
	const char *at = memmem(bytes, len, words, strlen(words));

	return at ? strtoull(at + strlen(words), NULL, 10) : 0;
}

/* A record too, but of records that are not there. */
static bool tells_loss(const char *bytes, size_t len)
{
	static const char *const words[] = {
		"\"lost\":{", "PROCMON_LOST_FIRST_SEQ",
	};
	size_t i;

	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (memmem(bytes, len, words[i], strlen(words[i])))
			return true;
	return false;
}

static uint64_t object_number(const char *bytes, size_t len)
{
	uint64_t number;

	if (!is_object(bytes, len))
		return 0;
	number = number_behind(bytes, len, "\"sequence\":");
	return number ? number : number_behind(bytes, len,
					       "\"PROCMON_SEQ\":\"");
}

uint64_t message_number(const char *bytes, size_t len)
{
	static const char cookie[] = "@cee: ";
	const char *object;

	if (!len || tells_loss(bytes, len))
		return 0;
	if (bytes[0] == '{')
		return object_number(bytes, len);
	if (bytes[0] != '<')
		return number_behind(bytes, len, "\nPROCMON_SEQ=");
	object = memmem(bytes, len, cookie, strlen(cookie));
	if (!object)
		return 0;
	object += strlen(cookie);
	return object_number(object, len - (size_t)(object - bytes));
}

/* A run begins behind what was acknowledged when one before it was killed. */
static bool begins_a_run(struct relay_output *output, uint64_t number)
{
	unsigned int i;

	for (i = output->kill; i < output->kills; i++) {
		if (output->acked[i] + 1 == number) {
			output->kill = i + 1;
			return true;
		}
	}
	return false;
}

void output_add(struct relay_output *output, uint64_t number)
{
	if (!number) {
		output->damaged++;
		return;
	}
	if (output->at && number != output->at + 1) {
		if (number <= output->last)
			output->back++;
		if (!begins_a_run(output, number))
			output->astray++;
	}
	if (number > output->last + 1)
		output->missing += number - output->last - 1;
	if (number > output->last)
		output->last = number;
	output->at = number;
}

int output_add_lines(struct relay_output *output, const char *path)
{
	FILE *file = fopen(path, "r");
	char *line = NULL;
	size_t size = 0;
	ssize_t len;

	if (!file)
		return -1;
	while ((len = getline(&line, &size, file)) > 0)
		output_add(output, line[len - 1] == '\n' ?
			   message_number(line, (size_t)len - 1) : 0);
	free(line);
	fclose(file);
	return 0;
}

int output_add_capture(struct relay_output *output, const char *path)
{
	struct procmon_capture_reader *reader;
	struct procmon_record record;
	int ret;
	int fd;

	fd = open(path, O_RDONLY);
	if (fd < 0)
		return -1;
	if (procmon_capture_open(fd, NULL, &reader, NULL)) {
		close(fd);
		return -1;
	}
	while ((ret = procmon_capture_next(reader, &record, NULL)) == 1)
		output_add(output, record.header.type == PROCMON_TYPE_LOST ?
			   0 : record.header.seq);
	procmon_capture_close(reader);
	close(fd);
	return ret ? -1 : 0;
}
