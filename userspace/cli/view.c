// SPDX-License-Identifier: GPL-2.0-only
/*
 * view.c - the way of a record from decoded to written. It must not know where
 * records are from.
 */
#include "view.h"

#include <inttypes.h>
#include <string.h>

#include "accounts_system.h"
#include "command.h"
#include "filter.h"
#include "message.h"
#include "output.h"

/* Do not collect more than this before it is written. */
#define PENDING_MAX_BYTES	(1024 * 1024)

void view_begin(struct view *view, const struct options *options,
		const struct procmon_capture *capture)
{
	*view = (struct view) { .options = options };
	memcpy(view->stream.boot_id, capture->boot_id,
	       sizeof(view->stream.boot_id));
	accounts_system_use(&view->stream);
	if (options->format_options.is_tree)
		view->lineage = lineage_new();
	if (options->redacts)
		view->redactor = redact_new(&redact_rules_default);
	options->format->begin(&options->format_options, capture,
			       output_buffer());
}

/* What --count counts. */
static bool is_counted(unsigned int type)
{
	uint32_t types = filter_types();

	if (types)
		return types >> type & 1;
	return type == PROCMON_TYPE_EXEC || type == PROCMON_TYPE_EXEC_FAIL;
}

/* A snapshot that only tells who is above whom. */
static bool is_for_lineage(const struct view *view,
			   const struct procmon_record *record)
{
	uint32_t types = 1U << PROCMON_TYPE_PROC |
			 1U << PROCMON_TYPE_SNAPSHOT_BEGIN |
			 1U << PROCMON_TYPE_SNAPSHOT_END;

	return view->lineage &&
	       (types & ~filter_types()) >> record->header.type & 1;
}

bool view_record(struct view *view, const struct procmon_record *record)
{
	const struct options *options = view->options;
	struct event event = { .record = record, .stream = &view->stream };

	stream_learn(&view->stream, record);
	if (record->header.type == PROCMON_TYPE_LOST && record->is_known)
		view->lost += record->lost.last_seq - record->lost.first_seq +
			      1;
	if (view->lineage)
		event.depth = lineage_depth(view->lineage, record);
	if (!filter_matches(record) || is_for_lineage(view, record))
		return true;
	if (view->redactor) {
		event.record = redact_record(view->redactor, record);
		event.redacted = redact_list(view->redactor);
	}
	options->format->record(&event, output_buffer());
	if (output_buffer()->len >= PENDING_MAX_BYTES)
		output_flush();
	if (!options->count_max || !is_counted(record->header.type))
		return true;
	view->shown++;
	return view->shown < options->count_max;
}

bool view_batch(struct view *view)
{
	accounts_system_use(&view->stream);
	view->options->format->batch(output_buffer());
	return output_flush();
}

int view_end(struct view *view, int status)
{
	const struct options *options = view->options;

	options->format->end(output_buffer());
	redact_free(view->redactor);
	lineage_free(view->lineage);
	if (output_flush() && view->lost && !options->is_quiet)
		message("%" PRIu64 " records were lost; the stream says where",
			view->lost);
	if (view->lost && options->is_strict && status == EXIT_STATUS_OK)
		return EXIT_STATUS_LOSS;
	return status;
}
