// SPDX-License-Identifier: GPL-2.0-only
/*
 * config.c - reads the configuration and says what is wrong with it. It must
 * not know any key by name.
 *
 * libinih splits lines; it knows no line numbers, cuts what is too long and
 * joins indented lines to those before. So it is given one line after the
 * other by a reader that counts them and refuses what it would mistake.
 */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <ini.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "config_key.h"
#include "exit_status.h"
#include "message.h"

/* libinih's own bound, less line end and NUL, is 197 or more. */
#define LINE_MAX_BYTES	197
#define FILE_MAX_BYTES	(256U * 1024)

/**
 * struct reading - A configuration while it is read.
 * @config: what was read so far.
 * @name: of the file.
 * @at: the next line.
 * @end: end of the text.
 * @line: number of the line that was given last.
 * @keys: keys of the section that it is in; NULL: in none that is known.
 * @members: the section's structure.
 * @lines: its member of that name.
 * @faults: mistakes so far.
 */
struct reading {
	struct config *config;
	const char *name;
	const char *at;
	const char *end;
	unsigned int line;
	const struct config_section *keys;
	void *members;
	unsigned int *lines;
	unsigned int faults;
};

static void fault(struct reading *reading, unsigned int line,
		  const char *format, ...) __attribute__((format(printf, 3, 4)));

static void fault(struct reading *reading, unsigned int line,
		  const char *format, ...)
{
	char text[1024];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(text, sizeof(text), format, arguments);
	va_end(arguments);
	reading->faults++;
	message("%s:%u: %s", reading->name, line, text);
}

static bool is_name(const char *name)
{
	size_t len = strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_-");

	return len && !name[len] && len <= CONFIG_NAME_MAX;
}

static void begin_sink(struct reading *reading, const char *name)
{
	struct config *config = reading->config;
	struct sink_config *sink;
	unsigned int i;

	reading->keys = NULL;
	if (!is_name(name)) {
		fault(reading, reading->line,
		      "sink '%s': not a name; take up to %u of a-z, 0-9, _ and -",
		      name, CONFIG_NAME_MAX);
		return;
	}
	for (i = 0; i < config->sink_count; i++) {
		if (strcmp(config->sinks[i].name, name) != 0)
			continue;
		fault(reading, reading->line,
		      "sink '%s': is there already, line %u; give it another name",
		      name, config->sinks[i].line);
		return;
	}
	if (config->sink_count == CONFIG_SINKS_MAX) {
		fault(reading, reading->line,
		      "sink '%s': there are %u already; take one away", name,
		      CONFIG_SINKS_MAX);
		return;
	}
	sink = &config->sinks[config->sink_count++];
	memset(sink, 0, sizeof(*sink));
	memcpy(sink->name, name, strlen(name) + 1);
	sink->line = reading->line;
	sink->kind = SINK_KIND_COUNT;
	config_key_defaults(&config_sink_section, sink);
	reading->keys = &config_sink_section;
	reading->members = sink;
	reading->lines = sink->lines;
}

static void begin_only(struct reading *reading,
		       const struct config_section *section, void *members,
		       unsigned int *line, unsigned int *lines)
{
	reading->keys = NULL;
	if (*line) {
		fault(reading, reading->line,
		      "section '%s': is there already, line %u; put both together",
		      section->name, *line);
		return;
	}
	*line = reading->line;
	reading->keys = section;
	reading->members = members;
	reading->lines = lines;
}

static void begin_section(struct reading *reading, const char *title)
{
	struct config *config = reading->config;

	if (strncmp(title, "sink ", 5) == 0) {
		begin_sink(reading, title + 5 + strspn(title + 5, " "));
		return;
	}
	if (strcmp(title, config_relay_section.name) == 0) {
		begin_only(reading, &config_relay_section, config,
			   &config->line, config->lines);
		return;
	}
	if (strcmp(title, config_redact_section.name) == 0) {
		begin_only(reading, &config_redact_section, &config->redact,
			   &config->redact.line, config->redact.lines);
		return;
	}
	reading->keys = NULL;
	fault(reading, reading->line,
	      "section '%s': unknown; there are [relay], [redact] and [sink NAME]",
	      title);
}

/* A section may have no key, so it is not libinih's handler that begins it. */
static void look_for_section(struct reading *reading, const char *line)
{
	char title[LINE_MAX_BYTES + 1];
	size_t len;

	if (*line != '[')
		return;
	len = strcspn(line + 1, "]");
	if (line[1 + len] != ']')
		return;
	memcpy(title, line + 1, len);
	title[len] = '\0';
	begin_section(reading, title);
}

/* Like fgets(3), which libinih expects. */
static char *next_line(char *line, int size, void *context)
{
	struct reading *reading = context;
	const char *start = reading->at;
	const char *newline;
	size_t len;

	if (start == reading->end)
		return NULL;
	newline = memchr(start, '\n', (size_t)(reading->end - start));
	len = (size_t)((newline ? newline : reading->end) - start);
	reading->at = newline ? newline + 1 : reading->end;
	reading->line++;
	if (reading->line == 1 && len >= 3 &&
	    memcmp(start, "\xef\xbb\xbf", 3) == 0) {
		start += 3;
		len -= 3;
	}
	while (len && (*start == ' ' || *start == '\t')) {
		start++;
		len--;
	}
	if (len > LINE_MAX_BYTES || len + 2 > (size_t)size) {
		fault(reading, reading->line,
		      "line of %zu bytes; %u are possible, shorten it", len,
		      LINE_MAX_BYTES);
		len = 0;
	} else if (memchr(start, '\0', len)) {
		fault(reading, reading->line,
		      "a NUL byte; take it away, this is a text file");
		len = 0;
	}
	memcpy(line, start, len);
	line[len] = '\0';
	look_for_section(reading, line);
	memcpy(line + len, "\n", 2);
	return line;
}

static void key_names(const struct config_section *section, char *text,
		      size_t size)
{
	size_t len = 0;
	size_t i;

	for (i = 0; i < section->count && len < size; i++)
		len += (size_t)snprintf(text + len, size - len, "%s%s",
					i ? ", " : "", section->keys[i].name);
}

/* What libinih calls for each key. Return: 1: go on. */
static int set_key(void *context, const char *title, const char *name,
		   const char *value)
{
	struct reading *reading = context;
	const struct config_section *section = reading->keys;
	const struct config_key *key;
	char text[512];
	size_t number;

	(void)title;
	if (!section) {
		/* of a wrong section that is said already */
		if (!*title)
			fault(reading, reading->line,
			      "key '%s': stands in no section; begin with [relay], [redact] or [sink NAME]",
			      name);
		return 1;
	}
	key = config_key_find(section, name);
	if (!key) {
		key_names(section, text, sizeof(text));
		fault(reading, reading->line, "key '%s': unknown; there are %s",
		      name, text);
		return 1;
	}
	number = (size_t)(key - section->keys);
	if (reading->lines[number] && key->kind != KEY_PATTERNS) {
		fault(reading, reading->line,
		      "key '%s': is there already, line %u; take one away",
		      name, reading->lines[number]);
		return 1;
	}
	if (!reading->lines[number])
		reading->lines[number] = reading->line;
	if (!config_key_set(key, reading->members, value)) {
		config_key_range(key, text, sizeof(text));
		fault(reading, reading->line, "%s = '%s': give %s", name,
		      value, text);
	}
	return 1;
}

/* Keys that the sink does not have, or lacks. */
static void check_sink_keys(struct reading *reading,
			    const struct sink_config *sink)
{
	const char *kind = names_find(&sink_kind_names, sink->kind);
	const struct config_key *key;
	const char *text;
	size_t i;

	for (i = 0; i < config_sink_section.count; i++) {
		key = &config_sink_section.keys[i];
		if (sink->lines[i] && !(key->sinks >> sink->kind & 1))
			fault(reading, sink->lines[i],
			      "key '%s': a sink of type %s has none; take it away",
			      key->name, kind);
		text = (const char *)sink + key->offset;
		if (key->required >> sink->kind & 1 &&
		    key->kind == KEY_PATH && !*text)
			fault(reading, sink->line,
			      "sink '%s': needs the key '%s'; add it",
			      sink->name, key->name);
	}
}

/* Two sinks that would write over each other. */
static void check_places(struct reading *reading, unsigned int idx)
{
	const struct config *config = reading->config;
	const struct sink_config *sink = &config->sinks[idx];
	const struct sink_config *other;
	unsigned int i;

	for (i = 0; i < idx; i++) {
		other = &config->sinks[i];
		if (strcmp(sink->path, other->path) != 0 ||
		    (!*sink->path && sink->kind != other->kind))
			continue;
		fault(reading, sink->line,
		      "sink '%s': writes where sink '%s' does, line %u; give each its own",
		      sink->name, other->name, other->line);
	}
}

static void check_whole(struct reading *reading)
{
	const struct config *config = reading->config;
	unsigned int i;

	if (!config->sink_count)
		fault(reading, reading->line,
		      "no sink; add a section [sink NAME]");
	for (i = 0; i < config->sink_count; i++) {
		const struct sink_config *sink = &config->sinks[i];

		if (sink->kind == SINK_KIND_COUNT) {
			/* a type that is wrong was said already */
			if (!sink->lines[0])
				fault(reading, sink->line,
				      "sink '%s': needs the key 'type'; add it",
				      sink->name);
			continue;
		}
		check_sink_keys(reading, sink);
		check_places(reading, i);
	}
}

unsigned int config_read(const char *text, size_t len, const char *name,
			 struct config *ret_config)
{
	struct reading reading = {
		.config = ret_config, .name = name, .at = text,
		.end = text + len,
	};
	int ret;

	memset(ret_config, 0, sizeof(*ret_config));
	config_key_defaults(&config_relay_section, ret_config);
	config_key_defaults(&config_redact_section, &ret_config->redact);
	ret = ini_parse_stream(next_line, &reading, set_key, &reading);
	if (ret > 0)
		fault(&reading, (unsigned int)ret,
		      "neither [section], key = value nor a comment; correct it");
	else if (ret < 0)
		fault(&reading, 0, "no memory to read it; free some");
	/* What is missing may stand where the mistakes are. */
	if (!reading.faults)
		check_whole(&reading);
	return reading.faults;
}

/* Return: bytes that were read, or -errno, also when there are too many. */
static ssize_t read_file(const char *name, char *text, size_t size)
{
	size_t len = 0;
	ssize_t count;
	int error;
	int fd;

	fd = open(name, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	if (fd < 0)
		return -errno;
	do {
		count = read(fd, text + len, size - len);
		if (count > 0)
			len += (size_t)count;
	} while ((count > 0 && len < size) || (count < 0 && errno == EINTR));
	error = errno;
	close(fd);
	if (count < 0)
		return -error;
	return len < size ? (ssize_t)len : -EFBIG;
}

int config_load(const char *name, struct config *ret_config)
{
	static char text[FILE_MAX_BYTES];
	unsigned int faults;
	ssize_t len;

	len = read_file(name, text, sizeof(text));
	if (len < 0) {
		message("%s: %s; let the relay's user read it, or give another with --config", name,
			strerror((int)-len));
		return EXIT_STATUS_CONFIG;
	}
	faults = config_read(text, (size_t)len, name, ret_config);
	return faults ? EXIT_STATUS_CONFIG : EXIT_STATUS_OK;
}

/* Calls @show for each key of each section. */
static void each_key(struct buffer *buffer,
		     void (*show)(const struct config_section *section,
				  const struct config_key *key,
				  struct buffer *buffer))
{
	const struct config_section *const sections[] = {
		&config_relay_section, &config_redact_section,
		&config_sink_section,
	};
	size_t i;
	size_t j;

	for (i = 0; i < sizeof(sections) / sizeof(sections[0]); i++)
		for (j = 0; j < sections[i]->count; j++)
			show(sections[i], &sections[i]->keys[j], buffer);
}

static void show_help(const struct config_section *section,
		      const struct config_key *key, struct buffer *buffer)
{
	if (key == section->keys)
		buffer_printf(buffer, "\n[%s]\n", section->name);
	buffer_printf(buffer, "  %-12s %s\n", key->name, key->help);
}

void config_help(struct buffer *buffer)
{
	each_key(buffer, show_help);
}

static void show_key(const struct config_section *section,
		     const struct config_key *key, struct buffer *buffer)
{
	bool is_first = true;
	char range[512];
	unsigned int i;

	config_key_range(key, range, sizeof(range));
	buffer_printf(buffer, "%s\t%s\t%s\t%s\t", section->name, key->name,
		      key->normal ? key->normal : "-", range);
	for (i = 0; i < SINK_KIND_COUNT; i++) {
		if (!(key->sinks >> i & 1))
			continue;
		buffer_printf(buffer, "%s%s", is_first ? "" : ",",
			      names_find(&sink_kind_names, i));
		is_first = false;
	}
	buffer_printf(buffer, "\t%s\t%s\n",
		      key->takes_restart ? "restart" : "", key->help);
}

void config_keys(struct buffer *buffer)
{
	each_key(buffer, show_key);
}
