// SPDX-License-Identifier: GPL-2.0-only
/* The tracepoint sched_process_exit has group_dead: 6.16. */
/* The next one does not bring all that it needs. */
#include <linux/mm_types.h>

#include <trace/events/sched.h>

void probe(void (*callback)(void *data, struct task_struct *task,
			    bool group_dead));
void probe(void (*callback)(void *data, struct task_struct *task,
			    bool group_dead))
{
	check_trace_callback_type_sched_process_exit(callback);
}
