// SPDX-License-Identifier: GPL-2.0-only
/*
 * config_key.c - the keys of the configuration, as a table. It must not know
 * how a file is read.
 */
#include "config_key.h"

#include <stdio.h>
#include <string.h>
#include <syslog.h>

#include "format.h"
#include "number.h"
#include "redact.h"

#define ARRAY_SIZE(array)	(sizeof(array) / sizeof((array)[0]))

#define NAMES(list, ...)							\
	static const char *const list##_of[] = { __VA_ARGS__ };	\
	const struct names list = { list##_of, ARRAY_SIZE(list##_of) }

NAMES(sink_kind_names,
	[SINK_STDOUT]	= "stdout",
	[SINK_FILE]	= "file",
	[SINK_RAW]	= "raw",
	[SINK_JOURNAL]	= "journal",
	[SINK_SYSLOG]	= "syslog",
	[SINK_UNIX]	= "unix");

NAMES(policy_names,
	[POLICY_DURABLE]	= "durable",
	[POLICY_BEST_EFFORT]	= "best-effort");

static const char *const sync_name[] = {
	[SYNC_INTERVAL]	= "interval",
	[SYNC_ALWAYS]	= "always",
	[SYNC_NEVER]	= "never",
};

static const struct names sync_names = { sync_name, ARRAY_SIZE(sync_name) };

static const char *const names_choice_name[] = {
	[NAMES_DEVICE]	= "device",
	[NAMES_ALWAYS]	= "always",
	[NAMES_NEVER]	= "never",
};

static const struct names names_choices = {
	names_choice_name, ARRAY_SIZE(names_choice_name)
};

static const char *const switch_name[] = { "off", "on" };

static const struct names switch_names = {
	switch_name, ARRAY_SIZE(switch_name)
};

/* By the number that RFC 5424 gives them. */
static const char *const facility_name[] = {
	[LOG_FAC(LOG_USER)]	= "user",
	[LOG_FAC(LOG_DAEMON)]	= "daemon",
	[LOG_FAC(LOG_AUTHPRIV)]	= "authpriv",
	[LOG_FAC(LOG_LOCAL0)]	= "local0",
	[LOG_FAC(LOG_LOCAL1)]	= "local1",
	[LOG_FAC(LOG_LOCAL2)]	= "local2",
	[LOG_FAC(LOG_LOCAL3)]	= "local3",
	[LOG_FAC(LOG_LOCAL4)]	= "local4",
	[LOG_FAC(LOG_LOCAL5)]	= "local5",
	[LOG_FAC(LOG_LOCAL6)]	= "local6",
	[LOG_FAC(LOG_LOCAL7)]	= "local7",
};

static const struct names facility_names = {
	facility_name, ARRAY_SIZE(facility_name)
};

/* A member, if it has the type that the kind of key sets. */
#define NUMBER_OF(type, member)						\
	_Generic(((type *)0)->member, uint64_t: offsetof(type, member))
#define TEXT_OF(type, member)						\
	(offsetof(type, member) + 0 * sizeof(char[			\
		sizeof(((type *)0)->member) == CONFIG_TEXT_MAX ? 1 : -1]))

#define PATTERNS_OF(type, member)					\
	_Generic(((type *)0)->member,					\
		 struct config_patterns: offsetof(type, member))

#define RELAY_NUMBER(member)	KEY_NUMBER, NUMBER_OF(struct config, member)
#define RELAY_CHOICE(member)	KEY_CHOICE, NUMBER_OF(struct config, member)
#define RELAY_TEXT(member)	KEY_TEXT, TEXT_OF(struct config, member)
#define RELAY_PATH(member)	KEY_PATH, TEXT_OF(struct config, member)

static const struct config_key relay_keys[] = {
	{ "schema", RELAY_CHOICE(schema), "ecs", .choices = &json_schema_names,
	  .help = "keys of JSON, of all sinks that write it" },
	{ "user", RELAY_TEXT(user), "procmon", .takes_restart = true,
	  .help = "user to become when started as root; empty: stay" },
	{ "grace_ms", RELAY_NUMBER(grace_ms), "60000", 0, 3600000,
	  .takes_restart = true,
	  .help = "how long the ring holds records when the relay is gone; 0: as the module says" },
	{ "latency_ms", RELAY_NUMBER(latency_ms), "200", 1, 60000,
	  .takes_restart = true,
	  .help = "how long a record may wait for company before it is read" },
	{ "drain_ms", RELAY_NUMBER(drain_ms), "10000", 0, 600000,
	  .help = "how long sinks may take for what is left when the relay ends" },
	{ "report_s", RELAY_NUMBER(report_s), "3600", 0, 604800,
	  .help = "time between two reports of the counters; 0: none" },
	{ "metrics", RELAY_PATH(metrics), "",
	  .help = "file for metrics, as node_exporter reads them; empty: none" },
	{ "metrics_s", RELAY_NUMBER(metrics_s), "15", 1, 3600,
	  .help = "time between two writes of that file" },
	{ "host_id", RELAY_TEXT(host_id), "",
	  .help = "id of this host; empty: that of /etc/machine-id" },
	{ "host_name", RELAY_TEXT(host_name), "",
	  .help = "name of this host; empty: that which it has at the start" },
	{ "account_names", RELAY_CHOICE(account_names), "device", .choices = &names_choices,
	  .help = "names of users and groups, as /etc/passwd and /etc/group have them; always: of a capture too" },
};

#define REDACT_PATTERNS(member)						\
	KEY_PATTERNS, PATTERNS_OF(struct redact_config, member)

static const struct config_key redact_keys[] = {
	{ "well_known", KEY_CHOICE,
	  NUMBER_OF(struct redact_config, well_known), "on",
	  .choices = &switch_names,
	  .help = "take out what is a secret by its well-known name or looks" },
	{ "names", REDACT_PATTERNS(names), "",
	  .help = "further names whose value is a secret, in arguments and variables" },
	{ "values", REDACT_PATTERNS(values), "",
	  .help = "further words that are a secret, whatever their name" },
	{ "env_allow", REDACT_PATTERNS(env_allow), "",
	  .help = "variables that are shown, those of no other name are; empty: all" },
};

#define SINK_NUMBER(member)	KEY_NUMBER, NUMBER_OF(struct sink_config, member)
#define SINK_CHOICE(member)	KEY_CHOICE, NUMBER_OF(struct sink_config, member)

#define ALL		((1U << SINK_KIND_COUNT) - 1)
#define FILES		(1U << SINK_FILE | 1U << SINK_RAW)
#define SOCKETS		(1U << SINK_JOURNAL | 1U << SINK_SYSLOG | \
			 1U << SINK_UNIX)

static const struct config_key sink_keys[] = {
	{ "type", SINK_CHOICE(kind), .choices = &sink_kind_names,
	  .sinks = ALL, .required = ALL, .takes_restart = true,
	  .help = "where it writes to" },
	{ "policy", SINK_CHOICE(policy), "durable", .choices = &policy_names,
	  .sinks = ALL,
	  .help = "durable: when it is behind, the ring holds the records; best-effort: they are dropped and counted" },
	{ "queue_kib", SINK_NUMBER(queue_kib), "1024", 16, 65536,
	  .sinks = ALL,
	  .help = "bound of its queue; one line more may be in it" },
	{ "path", KEY_PATH, TEXT_OF(struct sink_config, path), "",
	  .sinks = FILES | SOCKETS, .required = FILES | 1U << SINK_UNIX,
	  .takes_restart = true,
	  .help = "the file, or the socket; of journal and syslog that of the system" },
	{ "mode", KEY_OCTAL, NUMBER_OF(struct sink_config, mode), "0640",
	  0400, 0777, .sinks = FILES,
	  .help = "permissions of a new file" },
	{ "sync", SINK_CHOICE(sync), "interval", .choices = &sync_names,
	  .sinks = FILES,
	  .help = "when records are made safe with fsync(2), and count as stored" },
	{ "sync_ms", SINK_NUMBER(sync_ms), "1000", 10, 60000,
	  .sinks = FILES,
	  .help = "time between two fsync(2), for sync = interval" },
	{ "size_mib", SINK_NUMBER(size_mib), "64", 0, 1048576,
	  .sinks = FILES,
	  .help = "rotate before the file is larger; 0: never" },
	{ "age_hours", SINK_NUMBER(age_hours), "0", 0, 8760,
	  .sinks = FILES,
	  .help = "rotate when the file is older; 0: never" },
	{ "keep", SINK_NUMBER(keep), "10", 1, 1000,
	  .sinks = FILES,
	  .help = "rotated files that are kept" },
	{ "facility", SINK_CHOICE(facility), "local0",
	  .choices = &facility_names, .sinks = 1U << SINK_SYSLOG,
	  .help = "facility of syslog" },
	{ "retry_ms", SINK_NUMBER(retry_ms), "1000", 10, 60000,
	  .sinks = FILES | SOCKETS,
	  .help = "time between two attempts while it is suspended" },
};

_Static_assert(ARRAY_SIZE(relay_keys) <= CONFIG_KEYS_MAX &&
	       ARRAY_SIZE(redact_keys) <= CONFIG_KEYS_MAX &&
	       ARRAY_SIZE(sink_keys) <= CONFIG_KEYS_MAX,
	       "CONFIG_KEYS_MAX is too small");

const struct config_section config_relay_section = {
	"relay", relay_keys, ARRAY_SIZE(relay_keys)
};

const struct config_section config_redact_section = {
	"redact", redact_keys, ARRAY_SIZE(redact_keys)
};

const struct config_section config_sink_section = {
	"sink NAME", sink_keys, ARRAY_SIZE(sink_keys)
};

const struct config_key *config_key_find(const struct config_section *section,
					 const char *name)
{
	size_t i;

	for (i = 0; i < section->count; i++)
		if (strcmp(section->keys[i].name, name) == 0)
			return &section->keys[i];
	return NULL;
}

static bool parse_octal(const char *value, uint64_t *ret_number)
{
	uint64_t number = 0;
	const char *at;

	for (at = value; *at >= '0' && *at <= '7' && at - value < 6; at++)
		number = number * 8 + (uint64_t)(*at - '0');
	*ret_number = number;
	return at > value && !*at;
}

static bool find_choice(const struct names *names, const char *value,
			uint64_t *ret_number)
{
	const char *name;
	unsigned int i;

	for (i = 0; i < names->count; i++) {
		name = names_find(names, i);
		if (name && strcmp(name, value) == 0) {
			*ret_number = i;
			return true;
		}
	}
	return false;
}

static bool add_patterns(struct config_patterns *patterns, const char *value)
{
	size_t len;

	for (; *value; value += len) {
		value += strspn(value, " \t");
		len = strcspn(value, " \t");
		if (!len)
			break;
		if (len > CONFIG_PATTERN_MAX ||
		    patterns->count == CONFIG_PATTERNS_MAX ||
		    !redact_pattern(value, len,
				    patterns->text[patterns->count]))
			return false;
		patterns->count++;
	}
	return true;
}

bool config_key_set(const struct config_key *key, void *section,
		    const char *value)
{
	char *member = (char *)section + key->offset;
	uint64_t number;

	switch (key->kind) {
	case KEY_NUMBER:
		if (!number_parse(value, key->min, key->max, &number))
			return false;
		break;
	case KEY_OCTAL:
		if (!parse_octal(value, &number) || number < key->min ||
		    number > key->max)
			return false;
		break;
	case KEY_CHOICE:
		if (!find_choice(key->choices, value, &number))
			return false;
		break;
	case KEY_PATTERNS:
		return add_patterns((struct config_patterns *)(void *)member,
				    value);
	case KEY_PATH:
		if (*value && *value != '/')
			return false;
		/* fall through */
	default:
		if (strlen(value) >= CONFIG_TEXT_MAX)
			return false;
		memcpy(member, value, strlen(value) + 1);
		return true;
	}
	memcpy(member, &number, sizeof(number));
	return true;
}

static bool is_text(const struct config_key *key)
{
	return key->kind == KEY_TEXT || key->kind == KEY_PATH;
}

bool config_key_same(const struct config_key *key, const void *section,
		     const void *other)
{
	const char *a = (const char *)section + key->offset;
	const char *b = (const char *)other + key->offset;

	return is_text(key) ? strcmp(a, b) == 0 :
			      memcmp(a, b, sizeof(uint64_t)) == 0;
}

void config_key_copy(const struct config_key *key, const void *from,
		     void *to)
{
	memcpy((char *)to + key->offset, (const char *)from + key->offset,
	       is_text(key) ? CONFIG_TEXT_MAX : sizeof(uint64_t));
}

void config_key_range(const struct config_key *key, char *text, size_t size)
{
	switch (key->kind) {
	case KEY_NUMBER:
		snprintf(text, size, "%llu to %llu",
			 (unsigned long long)key->min,
			 (unsigned long long)key->max);
		break;
	case KEY_OCTAL:
		snprintf(text, size, "%04llo to %04llo, octal",
			 (unsigned long long)key->min,
			 (unsigned long long)key->max);
		break;
	case KEY_CHOICE:
		names_list(key->choices, text, size);
		break;
	case KEY_PATTERNS:
		snprintf(text, size, "up to %u patterns of up to %u letters, digits, _, -, ., * and ?",
			 CONFIG_PATTERNS_MAX, CONFIG_PATTERN_MAX);
		break;
	case KEY_PATH:
		snprintf(text, size, "an absolute path, less than %u bytes",
			 CONFIG_TEXT_MAX);
		break;
	default:
		snprintf(text, size, "less than %u bytes", CONFIG_TEXT_MAX);
		break;
	}
}

void config_key_defaults(const struct config_section *section, void *members)
{
	size_t i;

	for (i = 0; i < section->count; i++)
		if (section->keys[i].normal)
			config_key_set(&section->keys[i], members,
				       section->keys[i].normal);
}
