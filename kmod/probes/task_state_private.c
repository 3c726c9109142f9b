// SPDX-License-Identifier: GPL-2.0-only
/* task_struct.__state, not .state: 5.14. */
#include <linux/sched.h>

int probe(void);
int probe(void)
{
	return READ_ONCE(current->__state);
}
