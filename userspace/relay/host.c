// SPDX-License-Identifier: GPL-2.0-only
/*
 * host.c - which host this is. It must not know who asks.
 */
#include "host.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "message.h"

#define MACHINE_ID_FILE	"/etc/machine-id"
#define MACHINE_ID_LEN	32

static bool is_machine_id(const char *text)
{
	return strspn(text, "0123456789abcdef") == MACHINE_ID_LEN &&
	       (text[MACHINE_ID_LEN] == '\n' || !text[MACHINE_ID_LEN]);
}

/* Return: NULL: it is not known, which was said. */
static const char *machine_id(void)
{
	static char text[MACHINE_ID_LEN + 2];
	FILE *file = fopen(MACHINE_ID_FILE, "re");

	if (!file || !fgets(text, sizeof(text), file))
		text[0] = '\0';
	if (file)
		fclose(file);
	if (!is_machine_id(text)) {
		message(MACHINE_ID_FILE ": has no id; run systemd-machine-id-setup, or set host_id");
		return NULL;
	}
	text[MACHINE_ID_LEN] = '\0';
	return text;
}

static const char *name_now(void)
{
	static char text[HOST_NAME_MAX + 1];

	if (gethostname(text, sizeof(text) - 1) < 0 || !text[0])
		return NULL;
	return text;
}

void host_learn(const struct config *config, struct stream *stream)
{
	stream->host_id = *config->host_id ? config->host_id : machine_id();
	stream->host_name = *config->host_name ? config->host_name : name_now();
}
