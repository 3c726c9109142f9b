// SPDX-License-Identifier: GPL-2.0-only
/*
 * reload.c - a configuration that follows another one while the relay runs. It
 * must not know any key by name.
 *
 * What was done once, with privileges that are gone or with records that are
 * already under way, cannot be done again: it takes a restart.
 */
#include "reload.h"

#include <string.h>

#include "config_key.h"
#include "exit_status.h"
#include "message.h"

static void keep_relay_keys(const struct reload *reload, struct config *next)
{
	const struct config_key *key;
	size_t i;

	for (i = 0; i < config_relay_section.count; i++) {
		key = &config_relay_section.keys[i];
		if (!key->takes_restart ||
		    config_key_same(key, reload->config, next))
			continue;
		config_key_copy(key, reload->config, next);
		message("%s: %s: stays as it was; restart the relay for that, it loses nothing",
			reload->name, key->name);
	}
}

static bool is_same_sink(const struct sink_config *sink,
			 const struct sink_config *other)
{
	const struct config_key *key;
	size_t i;

	for (i = 0; i < config_sink_section.count; i++) {
		key = &config_sink_section.keys[i];
		if (key->takes_restart && !config_key_same(key, sink, other))
			return false;
	}
	return true;
}

static const struct sink_config *find_sink(const struct config *config,
					   const char *name)
{
	unsigned int i;

	for (i = 0; i < config->sink_count; i++)
		if (strcmp(config->sinks[i].name, name) == 0)
			return &config->sinks[i];
	return NULL;
}

/* What is to become of a sink that is there. */
static const struct sink_config *follow(const struct reload *reload,
					const struct sink_config *sink,
					const struct config *next)
{
	const struct sink_config *other = find_sink(next, sink->name);

	if (other && is_same_sink(sink, other))
		return other;
	if (other)
		message("%s:%u: sink '%s': has another type or path, and stays as it was; restart the relay for that, it loses nothing",
			reload->name, other->line, sink->name);
	else
		message("%s: sink '%s': is gone, but goes on; restart the relay for that, it loses nothing",
			reload->name, sink->name);
	return sink;
}

static void keep_sinks(const struct reload *reload, struct config *next)
{
	static struct sink_config sinks[CONFIG_SINKS_MAX];
	const struct config *config = reload->config;
	unsigned int i;

	for (i = 0; i < next->sink_count; i++)
		if (!find_sink(config, next->sinks[i].name))
			message("%s:%u: sink '%s': is new, and does not begin; restart the relay for that, it loses nothing",
				reload->name, next->sinks[i].line,
				next->sinks[i].name);
	for (i = 0; i < config->sink_count; i++)
		sinks[i] = *follow(reload, &config->sinks[i], next);
	memcpy(next->sinks, sinks, sizeof(sinks));
	next->sink_count = config->sink_count;
}

bool reload_read(struct reload *reload)
{
	struct config *next = reload->spare;

	if (reload->load(next) != EXIT_STATUS_OK) {
		message("%s: is not taken, the relay goes on as before; correct it and reload again",
			reload->name);
		return false;
	}
	keep_relay_keys(reload, next);
	keep_sinks(reload, next);
	reload->spare = reload->config;
	reload->config = next;
	message("%s: was read anew", reload->name);
	return true;
}
