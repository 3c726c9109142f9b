// SPDX-License-Identifier: GPL-2.0-only
/*
 * cmd_schema.c - describe every field, from the field table. It must not know
 * any field by name.
 */
#include <string.h>

#include "columns.h"
#include "command.h"
#include "container.h"
#include "format.h"
#include "kind.h"
#include "message.h"
#include "option_table.h"
#include "output.h"
#include "text.h"

static const char *const structure_names[STRUCTURE_COUNT] = {
	[STRUCTURE_ANY]		= "any",
	[STRUCTURE_PROCESS]	= "process",
	[STRUCTURE_EXEC]	= "exec",
	[STRUCTURE_FAIL]	= "exec_fail",
	[STRUCTURE_PROC]	= "proc",
	[STRUCTURE_LIFE]	= "life",
	[STRUCTURE_FORK]	= "fork",
	[STRUCTURE_EXIT]	= "exit",
	[STRUCTURE_CREDS]	= "creds",
	[STRUCTURE_PTRACE]	= "ptrace",
	[STRUCTURE_COMM]	= "comm",
	[STRUCTURE_COREDUMP]	= "coredump",
	[STRUCTURE_SNAPSHOT]	= "snapshot",
	[STRUCTURE_SENSOR]	= "sensor",
	[STRUCTURE_HEARTBEAT]	= "heartbeat",
	[STRUCTURE_LOST]	= "lost",
	[STRUCTURE_READER]	= "reader",
	[STRUCTURE_HOOK]	= "hook",
	[STRUCTURE_CONFIG]	= "config",
};

static const char *const structure_titles[STRUCTURE_COUNT] = {
	[STRUCTURE_ANY]		= "Every record",
	[STRUCTURE_PROCESS]	= "Every record about a process: all but the last sections",
	[STRUCTURE_EXEC]	= "A program was executed: exec; or is running: proc",
	[STRUCTURE_FAIL]	= "An exec failed: exec_fail",
	[STRUCTURE_PROC]	= "A process that is running: proc",
	[STRUCTURE_LIFE]	= "Something happened to a process: sid, and the next sections",
	[STRUCTURE_FORK]	= "A process was created: fork",
	[STRUCTURE_EXIT]	= "A process ended: exit",
	[STRUCTURE_CREDS]	= "Rights changed: uid, gid, cred",
	[STRUCTURE_PTRACE]	= "Tracing started or ended: ptrace",
	[STRUCTURE_COMM]	= "A thread was renamed: comm",
	[STRUCTURE_COREDUMP]	= "A process dumps core: coredump",
	[STRUCTURE_SNAPSHOT]	= "A snapshot begins or ends: snapshot_begin, snapshot_end",
	[STRUCTURE_SENSOR]	= "The sensor itself: sensor_start, sensor_stop",
	[STRUCTURE_HEARTBEAT]	= "The sensor is alive: heartbeat",
	[STRUCTURE_LOST]	= "Records are missing: lost",
	[STRUCTURE_READER]	= "Readers of the device: reader",
	[STRUCTURE_HOOK]	= "Hooks that went silent, or are back: hook_lost, hook_back",
	[STRUCTURE_CONFIG]	= "The configuration was changed: config",
};

/**
 * struct asked - What was asked for.
 * @format: name of the format.
 * @no_headings: no headings.
 */
struct asked {
	const char *format;
	bool no_headings;
};

/* Return: enum exit_status. */
static int check(void)
{
	return field_check() ? EXIT_STATUS_ERROR : EXIT_STATUS_OK;
}

static const struct option_row option_rows[] = {
	{ "format", 'f', " FORMAT",
	  "table (default), json (one object a line) or rst",
	  OPTION_TEXT(struct asked, format) },
	{ "json", 'J', NULL, "the same as --format json",
	  OPTION_TEXT(struct asked, format), .value = "json" },
	{ "noheadings", 'n', NULL, "no headings",
	  OPTION_FLAG(struct asked, no_headings) },
	{ "check", .help = "check the table of fields itself; print nothing",
	  .run = check },
	OPTION_HELP,
};

static const struct option_table options = {
	OPTION_ROWS(option_rows), .print_help = cmd_schema_help
};

void cmd_schema_help(void)
{
	buffer_text(output_buffer(),
		    "Usage: procmonctl schema [OPTION]...\n\n"
		    "Describe every field: its column, its key in JSON, its type and what it means.\n\n"
		    "Options:\n");
	option_table_help(&options);
}

static const char *or_dash(const char *text)
{
	return text ? text : "-";
}

static const char *column_name(const struct field *field)
{
	return field->flags & FIELD_OCSF ? NULL : field->name;
}

/*
 * Key of OCSF where it is not made of the column, or NULL. What another row
 * tells has a key there.
 */
static const char *ocsf_key(const struct field *field)
{
	return field->ocsf && *field->ocsf ? field->ocsf : NULL;
}

static const char *json_type(const struct field *field)
{
	return json_has_key(field, JSON_ECS) ||
	       json_has_key(field, JSON_OCSF) ? field->kind->json_type : NULL;
}

/* Name of the bit that says that it is absent, or NULL. */
static const char *missing_name(const struct field *field)
{
	return field->bit ? names_find(&field_names, field->bit - 1u) : NULL;
}

static bool next_row(void *state, const char **ret_texts)
{
	const struct field **field = state;

	*field = field_next(*field);
	if (!*field)
		return false;
	ret_texts[0] = structure_names[(*field)->structure];
	ret_texts[1] = or_dash(column_name(*field));
	ret_texts[2] = or_dash((*field)->path);
	ret_texts[3] = or_dash(ocsf_key(*field));
	ret_texts[4] = or_dash(json_type(*field));
	ret_texts[5] = or_dash((*field)->unit);
	ret_texts[6] = or_dash(missing_name(*field));
	ret_texts[7] = (*field)->help;
	return true;
}

static void print_table(bool no_headings)
{
	static const char *const headings[] = {
		"RECORD", "COLUMN", "KEY", "OCSF", "TYPE", "UNIT", "MISSING",
		"MEANING", NULL
	};
	const struct field *field = NULL;

	print_rows(headings, next_row, &field, no_headings);
}

static void json_member(struct buffer *out, const char *key, const char *text)
{
	if (!text)
		return;
	buffer_char(out, ',');
	json_name(out, key);
	buffer_text(out, ":\"");
	json_raw_text(out, text, strlen(text), false);
	buffer_char(out, '"');
}

static void print_json(void)
{
	struct buffer *out = output_buffer();
	const struct field *field = NULL;
	struct buffer key = { 0 };
	unsigned int schema;

	while ((field = field_next(field)) != NULL) {
		buffer_text(out, "{\"record\":");
		json_name(out, structure_names[field->structure]);
		json_member(out, "column", column_name(field));
		for (schema = 0; schema < json_schema_names.count; schema++) {
			key.len = 0;
			if (!json_has_key(field, schema))
				continue;
			json_key(field, schema, &key);
			buffer_char(&key, '\0');
			json_member(out, names_find(&json_schema_names, schema),
				    key.data);
		}
		json_member(out, "type", json_type(field));
		json_member(out, "unit", field->unit);
		json_member(out, "missing", missing_name(field));
		json_member(out, "meaning", field->help);
		buffer_printf(out, ",\"default\":%s}\n",
			      field->flags & FIELD_DEFAULT ? "true" : "false");
	}
	buffer_free(&key);
}

/* A backslash means something to reStructuredText. */
static void rst_text(struct buffer *out, const char *text)
{
	for (; *text; text++) {
		if (strchr("\\*`|", *text) ||
		    (*text == '_' && !(text[1] >= 'A' && text[1] <= 'Z')))
			buffer_char(out, '\\');
		buffer_char(out, *text);
	}
}

/* The rest of a cell. */
static void rst_literal(struct buffer *out, const char *text)
{
	buffer_printf(out, text ? " ``%s``\n" : "\n", text);
}

static void rst_row(struct buffer *out, const struct field *field)
{
	const char *missing = missing_name(field);

	buffer_text(out, "   * -");
	rst_literal(out, column_name(field));
	buffer_text(out, "     -");
	if (json_type(field))
		rst_literal(out, field->path);
	else
		buffer_text(out, " only in tables\n");
	buffer_text(out, "     -");
	rst_literal(out, ocsf_key(field));
	buffer_printf(out, json_type(field) ? "     - %s\n" : "     -\n",
		      json_type(field));
	buffer_text(out, "     -");
	rst_literal(out, missing);
	buffer_text(out, "     - ");
	rst_text(out, field->help);
	if (field->unit)
		buffer_printf(out, " (%s)", field->unit);
	buffer_char(out, '\n');
}

static void rst_structure(struct buffer *out, enum structure structure)
{
	const char *title = structure_titles[structure];
	const struct field *field = NULL;
	size_t i;

	buffer_printf(out, "\n%s\n", title);
	for (i = 0; title[i]; i++)
		buffer_char(out, '-');
	buffer_text(out,
		    "\n\n.. list-table::\n   :header-rows: 1\n\n"
		    "   * - Column\n     - Key (ECS)\n     - Key (OCSF)\n"
		    "     - JSON type\n     - Missing as\n     - Meaning\n");
	while ((field = field_next(field)) != NULL)
		if (field->structure == structure)
			rst_row(out, field);
}

/* Where the changing part of a cgroup's name stands. */
static const char *rst_name(const struct container_form *form)
{
	if (container_form_is_pod(form))
		return "UID";
	return form->name == CONTAINER_ID ? "ID" : "NAME";
}

static void rst_form(struct buffer *out, const struct container_form *form)
{
	const char *runtime = form->runtime ? form->runtime : "";

	if (container_form_is_pod(form))
		runtime = "a pod";
	buffer_printf(out, "   * - %s\n     - %s\n     - ``/", runtime,
		      form->driver);
	if (form->above)
		buffer_printf(out, "%s/", form->above);
	if (form->in_pod)
		buffer_text(out, "podUID/");
	buffer_printf(out, "%s%s%s", form->prefix, rst_name(form),
		      form->suffix);
	if (form->below)
		buffer_printf(out, "/%s", form->below);
	buffer_text(out, "``\n");
}

static void rst_containers(struct buffer *out)
{
	const struct container_form *form = NULL;

	buffer_text(out,
		    "\nCgroups of containers\n---------------------\n\n"
		    "``CONTAINER_ID``, ``CONTAINER_RUNTIME`` and ``POD_UID`` are read from the path in\n"
		    "``CGROUP``, wherever in it one of these stands. An *ID* has 64 hexadecimal digits.\n"
		    "A *UID* is a UUID, with underscores in a name of systemd, or its 32 digits alone.\n"
		    "A *NAME* is that of a machine; in a scope ``\\x2d`` stands for a hyphen. The\n"
		    "outermost container counts, and the outermost pod around it: what is inside of a\n"
		    "container was named by whoever is in it. Where no runtime is given, the path does\n"
		    "not tell it. Who may create cgroups may call them so: see `Threat model\n"
		    "<../design/threat-model.rst>`__.\n\n"
		    ".. list-table::\n   :header-rows: 1\n\n"
		    "   * - Runtime\n     - Driver\n     - Cgroup\n");
	while ((form = container_form_next(form)) != NULL)
		rst_form(out, form);
}

static void print_rst(void)
{
	struct buffer *out = output_buffer();
	enum structure structure;

	buffer_text(out,
		    ".. SPDX-License-Identifier: GPL-2.0-only\n"
		    ".. Generated by 'procmonctl schema --format rst'; change the field table instead.\n\n"
		    "======\nFields\n======\n\n"
		    "What ``procmonctl watch`` and ``procmonctl decode`` show of each record. *Column*\n"
		    "is the name in a table, for ``--output``, and, in lower case, the key of flat\n"
		    "JSON (``--schema flat``). *Key (ECS)* is the key of the default JSON, that of\n"
		    "the `Elastic Common Schema`_, or under ``procmon`` where that has none; dots\n"
		    "stand for nested objects. *Key (OCSF)* is that of the `Open Cybersecurity Schema\n"
		    "Framework`_ (``--schema ocsf``), class 1007, Process\n"
		    "Activity, or Base Event of a record about no process; a field that has none\n"
		    "there is in ``unmapped``, under the key of flat JSON. A row without a column is\n"
		    "only for OCSF: what that asks for in each object, and fields that it wants in\n"
		    "another type, which are not in ``unmapped`` then. Keys whose field is absent are\n"
		    "left out: ``procmon.missing`` lists those that apply all the same, under the\n"
		    "reason and the name in *Missing as*; a field listed nowhere does not apply.\n\n"
		    "A number over 2\\ :sup:`53` is written as a string. Text that is not UTF-8 has\n"
		    "``\\xNN`` for each byte that is not, and ``\\\\`` for a backslash, and its key is\n"
		    "in ``procmon.escaped``. Where bytes were cut out, ``[...N bytes cut...]`` stands\n"
		    "in their place, and the field is in ``procmon.truncated``; of arguments, one\n"
		    "element then holds what is left of those at both sides of the cut.\n\n"
		    ".. _Elastic Common Schema: https://www.elastic.co/guide/en/ecs/current/\n"
		    ".. _Open Cybersecurity Schema Framework: https://schema.ocsf.io/1.7.0/classes/process_activity\n");
	for (structure = 0; structure < STRUCTURE_COUNT; structure++)
		rst_structure(out, structure);
	rst_containers(out);
}

static int print(const struct asked *asked)
{
	if (strcmp(asked->format, "table") == 0)
		print_table(asked->no_headings);
	else if (strcmp(asked->format, "json") == 0)
		print_json();
	else if (strcmp(asked->format, "rst") == 0)
		print_rst();
	else
		return usage_error("--format: '%s': unknown; it is table, json or rst",
				   asked->format);
	return EXIT_STATUS_OK;
}

int cmd_schema(int argc, char **argv)
{
	struct asked asked = { .format = "table" };
	int status;

	if (!option_table_parse_only(&options, argc, argv, &asked, &status))
		return status;
	return print(&asked);
}
