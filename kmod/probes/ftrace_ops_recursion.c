// SPDX-License-Identifier: GPL-2.0-only
/* A callback asks to be protected from recursion, instead of not to be: 5.11 */
#include <linux/ftrace.h>

unsigned long probe(void);
unsigned long probe(void)
{
	return FTRACE_OPS_FL_RECURSION;
}
