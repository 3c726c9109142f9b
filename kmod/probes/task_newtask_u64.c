// SPDX-License-Identifier: GPL-2.0-only
/* The tracepoint task_newtask has clone_flags as u64: 6.18. */
#include <trace/events/task.h>

void probe(void (*callback)(void *data, struct task_struct *task,
			    u64 clone_flags));
void probe(void (*callback)(void *data, struct task_struct *task,
			    u64 clone_flags))
{
	check_trace_callback_type_task_newtask(callback);
}
