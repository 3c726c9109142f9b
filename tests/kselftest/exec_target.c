// SPDX-License-Identifier: GPL-2.0-only
/*
 * exec_target.c - the program that the tests execute: it ends at once, with a
 * status that no shell or kernel makes up. If PROCMON_ARGC_FD is set it first
 * writes its argc there. It must not know how it was started.
 */
#include <stdlib.h>
#include <unistd.h>

#include "exec_target.h"

int main(int argc, char **argv)
{
	const char *fd = getenv("PROCMON_ARGC_FD");

	(void)argv;
	if (fd && write(atoi(fd), &argc, sizeof(argc)) != sizeof(argc))
		return 1;
	return EXEC_TARGET_STATUS;
}
