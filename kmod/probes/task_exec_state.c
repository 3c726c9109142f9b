// SPDX-License-Identifier: GPL-2.0-only
/* struct task_exec_state: 7.x. */
#include <linux/sched/exec_state.h>
#include <linux/sched.h>

int probe(void);
int probe(void)
{
	return rcu_dereference(current->exec_state)->dumpable;
}
