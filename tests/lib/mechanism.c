// SPDX-License-Identifier: GPL-2.0-only
/*
 * mechanism.c - the ways to stand around execve(2); see mechanism.h.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "load.h"
#include "mechanism.h"
#include "sensor.h"

#ifdef __x86_64__
#define EXECVE_FUNCTION	"__x64_sys_execve"
#else
#define EXECVE_FUNCTION	"__arm64_sys_execve"
#endif

static const char *const names[PROCMON_MECHANISM_COUNT] = {
	"none", "kprobe", "ftrace", "table",
};

const char *mechanism_name(unsigned int mechanism)
{
	return names[mechanism];
}

/* word_in_lines() - Is it a word of its own in a line of the file? */
static bool word_in_lines(const char *path, const char *word)
{
	size_t len = strlen(word);
	bool found = false;
	char line[1024];
	const char *at;
	FILE *file;

	file = fopen(path, "re");
	if (!file)
		return false;
	while (!found && fgets(line, sizeof(line), file)) {
		at = strstr(line, word);
		found = at && (at == line || at[-1] == ' ') &&
			(at[len] == '\n' || at[len] == ' ' || !at[len]);
	}
	fclose(file);
	return found;
}

bool kernel_has_symbol(const char *name)
{
	return word_in_lines("/proc/kallsyms", name);
}

/* can_redirect() - Does ftrace know execve? */
static bool can_redirect(void)
{
	static const char *const lists[] = {
		"/sys/kernel/tracing/available_filter_functions",
		"/sys/kernel/debug/tracing/available_filter_functions",
	};

	return word_in_lines(lists[0], EXECVE_FUNCTION) ||
		word_in_lines(lists[1], EXECVE_FUNCTION);
}

const char *mechanism_absent(unsigned int mechanism)
{
	switch (mechanism) {
	case PROCMON_MECHANISM_KPROBE:
		return kernel_has_symbol("register_kretprobe") ? NULL :
			"this kernel has no kretprobes";
	case PROCMON_MECHANISM_FTRACE:
		return can_redirect() ? NULL :
			"ftrace of this kernel does not know execve";
	case PROCMON_MECHANISM_TABLE:
		return !kernel_has_symbol("x64_sys_call") ? NULL :
			"this kernel does not call through the system call table";
	}
	return "there is no such mechanism";
}

int mechanism_load(unsigned int mechanism, const char *more)
{
	char parameters[512];
	int result;

	snprintf(parameters, sizeof(parameters), "hook=%s %s",
		 mechanism_name(mechanism), more);
	result = sensor_load(parameters);
	if (result)
		return result;
	snprintf(parameters, sizeof(parameters), "armed: %s",
		 mechanism_name(mechanism));
	return strcmp(hook_state("syscall"), parameters) ? -ENODEV : 0;
}

const char *hook_state(const char *hook)
{
	static char text[256];
	char path[128];

	snprintf(path, sizeof(path), SENSOR_SYSFS "/hooks/%s", hook);
	if (file_read(path, text, sizeof(text)))
		snprintf(text, sizeof(text), "no file hooks/%s", hook);
	return text;
}

const char *mechanism_state(unsigned int mechanism)
{
	char hook[32];

	snprintf(hook, sizeof(hook), "syscall_%s", mechanism_name(mechanism));
	return hook_state(hook);
}

bool hook_wait(const char *hook, const char *state, unsigned int ms)
{
	uint64_t end = now_ns() + ms * 1000000ULL;

	while (strncmp(hook_state(hook), state, strlen(state))) {
		if (now_ns() > end)
			return false;
		usleep(10000);
	}
	return true;
}

int unload_soon(unsigned int ms)
{
	uint64_t end = now_ns() + ms * 1000000ULL;
	int result;

	for (;;) {
		result = sensor_unload();
		if (result != -EWOULDBLOCK || now_ns() > end)
			return result;
		usleep(1000);
	}
}

int unload_disarmed(unsigned int ms)
{
	int result = sensor_unload();

	if (!result || result == -ENOENT)
		return result;
	/* Through the table it holds itself. */
	file_write(SENSOR_SYSFS "/armed", "0");
	return unload_soon(ms);
}
