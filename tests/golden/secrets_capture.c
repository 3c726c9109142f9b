// SPDX-License-Identifier: GPL-2.0-only
/*
 * secrets_capture.c - a capture of execs that were given secrets. What is
 * secret by its well-known name or looks has "Zq9x" in it, what only an operator
 * knows of has "Yw8v". Knows no rule.
 */
#include "make_captures.h"

#define DIGEST	"0123456789abcdef0123456789ABCDEF"

void secrets(struct output *output)
{
	struct procmon_exec *exec;
	struct sample sample;

	put_start(output);
	exec = sample_exec_fixed(&sample, 1);
	exec->argc = 4;
	exec->envc = 6;
	add(&sample, &exec->argv,
	    LITERAL("deploy\0--password=Zq9x-1\0--badge\0Yw8v-1\0"));
	add(&sample, &exec->argv_digest, LITERAL(DIGEST));
	add(&sample, &exec->envp,
	    LITERAL("LANG=C\0PWD=/home/u\0DB_PASSWORD=Zq9x-2\0"
		    "STAFF_BADGE=Yw8v-2\0"
		    "PROXY=http://u:Zq9x-3@proxy:3128\0EMPTY=\0"));
	add(&sample, &exec->env_digest, LITERAL(DIGEST));
	add(&sample, &exec->parent_argv,
	    LITERAL("sh\0-c\0curl -H 'Authorization: Zq9x-4'\0"));
	put_sample(output, &sample);

	exec = sample_fail_fixed(&sample, 2, 2);
	exec->argc = 3;
	add(&sample, &exec->argv, LITERAL("login\0--token\0Zq9x-5\0"));
	put_sample(output, &sample);

	/* cut within the value: its end is as secret */
	exec = sample_exec_fixed(&sample, 3);
	exec->argc = 2;
	add_cut(&sample, &exec->argv, LITERAL("x\0--secret=Zq9x-6Zq9x\0"), 16,
		4000);
	fieldset_add(&exec->truncated, PROCMON_FIELD_ARGV);
	put_sample(output, &sample);

	/* nothing that is well known */
	exec = sample_exec_fixed(&sample, 4);
	exec->argc = 2;
	exec->envc = 1;
	add(&sample, &exec->argv, LITERAL("open\0badge-Yw8v-3\0"));
	add(&sample, &exec->envp, LITERAL("LANG=C\0"));
	put_sample(output, &sample);
}
