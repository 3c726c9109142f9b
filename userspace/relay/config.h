/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * config.h - the configuration of procmon-relay: one section for the relay,
 * one for redaction, one for each sink. It must not know what is done with
 * their keys.
 */
#ifndef PROCMON_RELAY_CONFIG_H
#define PROCMON_RELAY_CONFIG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "buffer.h"

/* Where the configuration is, unless --config says otherwise. */
#ifndef CONFIG_FILE
#define CONFIG_FILE		"/etc/procmon/relay.conf"
#endif

/* What procmon-relay returns when the configuration is wrong. */
#define EXIT_STATUS_CONFIG	6

#define CONFIG_SINKS_MAX	16
#define CONFIG_TEXT_MAX		256
#define CONFIG_KEYS_MAX		32
#define CONFIG_NAME_MAX		32
#define CONFIG_PATTERNS_MAX	64
#define CONFIG_PATTERN_MAX	64

/**
 * enum sink_kind - Where a sink writes to.
 * @SINK_STDOUT: standard output.
 * @SINK_FILE: a file, which is rotated.
 * @SINK_RAW: likewise, a capture.
 * @SINK_JOURNAL: the journal of systemd.
 * @SINK_SYSLOG: the local syslog socket.
 * @SINK_UNIX: a stream socket that somebody listens on.
 */
enum sink_kind {
	SINK_STDOUT,
	SINK_FILE,
	SINK_RAW,
	SINK_JOURNAL,
	SINK_SYSLOG,
	SINK_UNIX,
	SINK_KIND_COUNT,
};

/**
 * enum sink_policy - What happens while a sink is behind.
 * @POLICY_DURABLE: the relay stops reading; the ring holds the records.
 * @POLICY_BEST_EFFORT: records are dropped, counted, and the gap is told.
 */
enum sink_policy {
	POLICY_DURABLE,
	POLICY_BEST_EFFORT,
};

/**
 * enum sync_policy - When what was written counts as stored.
 * @SYNC_INTERVAL: at the next fsync(2), each sync_ms.
 * @SYNC_ALWAYS: at the fsync(2) that follows each write.
 * @SYNC_NEVER: when it was written.
 */
enum sync_policy {
	SYNC_INTERVAL,
	SYNC_ALWAYS,
	SYNC_NEVER,
};

/**
 * enum names_choice - Whose users and groups are told by name.
 * @NAMES_DEVICE: those of records of the device.
 * @NAMES_ALWAYS: those of a capture too.
 * @NAMES_NEVER: nobody's.
 */
enum names_choice {
	NAMES_DEVICE,
	NAMES_ALWAYS,
	NAMES_NEVER,
};

/**
 * struct config_patterns - Patterns, as redact_pattern() makes them.
 * @count: how many.
 * @text: each.
 */
struct config_patterns {
	unsigned int count;
	char text[CONFIG_PATTERNS_MAX][CONFIG_PATTERN_MAX + 1];
};

/**
 * struct redact_config - Section [redact].
 * @line: where it begins; 0: it was not given.
 * @lines: where each of its keys stands, first; 0: it was not given.
 * @well_known: 1: what redact_rules_default says is secret.
 * @names: names whose value is secret.
 * @values: words that are secret.
 * @env_allow: variables whose value is shown; if there are any, that of no
 *	other is.
 */
struct redact_config {
	unsigned int line;
	unsigned int lines[CONFIG_KEYS_MAX];
	uint64_t well_known;
	struct config_patterns names;
	struct config_patterns values;
	struct config_patterns env_allow;
};

/**
 * struct sink_config - A section [sink NAME].
 * @name: its name.
 * @line: where the section begins.
 * @lines: where each key stands; 0: it was not given.
 * @kind: enum sink_kind; SINK_KIND_COUNT: not given.
 * @policy: enum sink_policy.
 * @queue_kib: bound of its queue.
 * @path: of the file, or of the socket; "": that of the kind.
 * @mode: permissions of a new file.
 * @sync: enum sync_policy.
 * @sync_ms: time between two fsync(2).
 * @size_mib: rotate at this size; 0: never.
 * @age_hours: rotate at this age; 0: never.
 * @keep: rotated files that are kept.
 * @facility: of syslog.
 * @retry_ms: time between two attempts while it is suspended.
 */
struct sink_config {
	char name[CONFIG_NAME_MAX + 1];
	unsigned int line;
	unsigned int lines[CONFIG_KEYS_MAX];
	uint64_t kind;
	uint64_t policy;
	uint64_t queue_kib;
	char path[CONFIG_TEXT_MAX];
	uint64_t mode;
	uint64_t sync;
	uint64_t sync_ms;
	uint64_t size_mib;
	uint64_t age_hours;
	uint64_t keep;
	uint64_t facility;
	uint64_t retry_ms;
};

/**
 * struct config - The whole.
 * @line: where section [relay] begins; 0: it was not given.
 * @lines: where each of its keys stands; 0: it was not given.
 * @schema: enum json_schema, of all sinks that write JSON.
 * @user: whom to become when started as root; "": nobody else.
 * @grace_ms: see struct procmon_hold.
 * @latency_ms: how long a record may wait for company.
 * @drain_ms: how long sinks may take at the end.
 * @report_s: time between two lines about the counters; 0: none.
 * @metrics: file for the metrics; "": none.
 * @metrics_s: time between two writes of it.
 * @host_id: "": that of /etc/machine-id.
 * @host_name: "": what gethostname(2) says.
 * @account_names: enum names_choice.
 * @redact: what is taken out of records.
 * @sinks: the sinks.
 * @sink_count: how many.
 */
struct config {
	unsigned int line;
	unsigned int lines[CONFIG_KEYS_MAX];
	uint64_t schema;
	char user[CONFIG_TEXT_MAX];
	uint64_t grace_ms;
	uint64_t latency_ms;
	uint64_t drain_ms;
	uint64_t report_s;
	char metrics[CONFIG_TEXT_MAX];
	uint64_t metrics_s;
	char host_id[CONFIG_TEXT_MAX];
	char host_name[CONFIG_TEXT_MAX];
	uint64_t account_names;
	struct redact_config redact;
	struct sink_config sinks[CONFIG_SINKS_MAX];
	unsigned int sink_count;
};

/**
 * config_read() - Read a configuration.
 * @text: the bytes of the file.
 * @len: how many.
 * @name: of the file, for messages.
 * @ret_config: returned, also if it is wrong: what could be read.
 *
 * Says each mistake with its line and what to do.
 *
 * Return: number of mistakes.
 */
unsigned int config_read(const char *text, size_t len, const char *name,
			 struct config *ret_config);

/**
 * config_load() - Read a configuration file.
 * @name: the file.
 * @ret_config: returned, also if it is wrong: what could be read.
 *
 * Return: EXIT_STATUS_OK or EXIT_STATUS_CONFIG, which was said.
 */
int config_load(const char *name, struct config *ret_config);

/**
 * config_help() - Append a line for each key.
 * @buffer: the buffer.
 */
void config_help(struct buffer *buffer);

/**
 * config_keys() - Append all that is to be known of each key, for programs.
 * @buffer: the buffer; a line for each key, its parts separated by tabs:
 *	section, key, default, range, kinds of sinks, "restart" if a change
 *	takes one, help.
 */
void config_keys(struct buffer *buffer);

#endif /* PROCMON_RELAY_CONFIG_H */
