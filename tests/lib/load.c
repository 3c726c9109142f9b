// SPDX-License-Identifier: GPL-2.0-only
/*
 * load.c - processes that execute a small program again and again; see
 * load.h.
 */
#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "load.h"
#include "stream.h"

/* "load", the id of the load, the index of the exec. */
#define LOAD_ARGUMENT	"load-%u-%u"

uint64_t now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000000000ULL + now.tv_nsec;
}

unsigned int number_from_environment(const char *name, unsigned int normal)
{
	const char *text = getenv(name);
	unsigned long number;
	char *end;

	if (!text)
		return normal;
	errno = 0;
	number = strtoul(text, &end, 10);
	if (errno || end == text || *end || !number || number > 10000000) {
		fprintf(stderr, "# %s=%s: not a number from 1 to 10000000\n",
			name, text);
		exit(1);
	}
	return number;
}

unsigned int scaled(unsigned int normal)
{
	unsigned int percent = number_from_environment("PROCMON_LOAD_PERCENT",
						       100);
	unsigned int number = (uint64_t)normal * percent / 100;

	return number ? number : 1;
}

const char *beside_us(const char *name, char *path, size_t size)
{
	ssize_t length = readlink("/proc/self/exe", path, size - 1);
	char *slash;

	if (length < 0)
		length = 0;
	path[length] = '\0';
	slash = strrchr(path, '/');
	length = slash ? slash + 1 - path : 0;
	snprintf(path + length, size - length, "%s", name);
	return path;
}

static pid_t start_program(const char *path, char *const argv[])
{
	char *const environment[] = { NULL };
	pid_t pid = vfork();

	if (!pid) {
		execve(path, argv, environment);
		_exit(127);
	}
	return pid;
}

int run_program(const char *path, char *const argv[], pid_t *pid)
{
	pid_t child = start_program(path, argv);
	int status;

	if (pid)
		*pid = child;
	if (child < 0 || waitpid(child, &status, 0) != child)
		return -1;
	return status;
}

pid_t run_tiny(const char *argument)
{
	char path[256];
	char *argv[] = { "tiny", (char *)argument, NULL };
	pid_t pid;

	if (run_program(beside_us("tiny", path, sizeof(path)), argv, &pid))
		return -1;
	return pid;
}

static void pin(int cpu)
{
	cpu_set_t cpus;

	CPU_ZERO(&cpus);
	CPU_SET(cpu, &cpus);
	if (sched_setaffinity(0, sizeof(cpus), &cpus)) {
		perror("# load: sched_setaffinity");
		_exit(1);
	}
}

static void work(const struct load *load, unsigned int process)
{
	char path[256], argument[40];
	char *argv[] = { "tiny", argument, NULL };
	struct load_exec *exec;
	unsigned int i, at;

	beside_us("tiny", path, sizeof(path));
	for (i = 0; i < load->each; i++) {
		if (__atomic_load_n(load->stop, __ATOMIC_RELAXED))
			break;
		at = process * load->each + i;
		exec = &load->execs[at];
		snprintf(argument, sizeof(argument), LOAD_ARGUMENT, load->id,
			 at);
		exec->started = now_ns();
		if (run_program(path, argv, &exec->pid)) {
			fprintf(stderr, "# load: %s did not run\n", path);
			_exit(1);
		}
		exec->ended = now_ns();
		__atomic_add_fetch(load->done, 1, __ATOMIC_RELAXED);
	}
	_exit(0);
}

static size_t load_bytes(const struct load *load)
{
	return sizeof(*load->execs) * load->processes * load->each + 64;
}

int load_start(struct load *load, unsigned int processes, unsigned int each,
	       int cpu)
{
	static unsigned int loads;
	unsigned int process;
	pid_t worker;
	char *shared;

	memset(load, 0, sizeof(*load));
	load->id = getpid() * 1000 + loads++;
	load->processes = processes;
	load->each = each;
	shared = mmap(NULL, load_bytes(load), PROT_READ | PROT_WRITE,
		      MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (shared == MAP_FAILED)
		return -1;
	load->done = (unsigned int *)shared;
	load->stop = (int *)(shared + 8);
	load->execs = (struct load_exec *)(shared + 64);
	for (process = 0; process < processes; process++) {
		worker = fork();
		if (worker < 0) {
			load_stop(load);
			load_finish(load);
			return -1;
		}
		if (!worker) {
			/* A test that fails leaves nobody behind. */
			prctl(PR_SET_PDEATHSIG, SIGKILL);
			if (cpu >= 0)
				pin(cpu);
			work(load, process);
		}
		load->workers[process] = worker;
	}
	return 0;
}

bool load_running(struct load *load)
{
	unsigned int process;
	siginfo_t info;

	for (process = 0; process < load->processes; process++) {
		if (load->workers[process] <= 0)
			continue;
		info.si_pid = 0;
		if (waitid(P_PID, load->workers[process], &info,
			   WEXITED | WNOHANG | WNOWAIT) || !info.si_pid)
			return true;
	}
	return false;
}

int load_finish(struct load *load)
{
	unsigned int process;
	int result = 0;
	int status;

	for (process = 0; process < load->processes; process++) {
		if (load->workers[process] <= 0)
			continue;
		if (waitpid(load->workers[process], &status, 0) < 0 || status)
			result = -1;
		load->workers[process] = 0;
	}
	return result;
}

void load_stop(struct load *load)
{
	__atomic_store_n(load->stop, 1, __ATOMIC_RELAXED);
}

void load_free(struct load *load)
{
	munmap(load->done, load_bytes(load));
	load->done = NULL;
}

int census_begin(struct census *census, const struct load *load)
{
	size_t count = (size_t)load->processes * load->each;

	memset(census, 0, sizeof(*census));
	census->load = load;
	census->seen = calloc(count, sizeof(*census->seen));
	census->times = calloc(count, sizeof(*census->times));
	census->tombstones = calloc(count, sizeof(*census->tombstones));
	return census->seen && census->times && census->tombstones ? 0 : -1;
}

static void census_tombstone(struct census *census,
			     const struct procmon_exec *exec)
{
	const struct load *load = census->load;

	if (census->tombstone_count == load->processes * load->each)
		return;
	census->tombstones[census->tombstone_count].tgid = exec->identity.tgid;
	census->tombstones[census->tombstone_count].time_mono =
		exec->header.time_mono;
	census->tombstone_count++;
}

void census_visit(const struct procmon_header *record, void *context)
{
	const struct procmon_exec *exec = as_exec(record);
	struct census *census = context;
	const struct load *load = census->load;
	unsigned int id, index;
	char argument[64];
	const char *argv;
	size_t length;

	if (!exec)
		return;
	argv = record_bytes(record, &exec->argv);
	if (!argv) {
		if (record->flags & PROCMON_RECORD_TOMBSTONE)
			census_tombstone(census, exec);
		return;
	}
	length = strnlen(argv, exec->argv.len) + 1;
	if (length >= exec->argv.len ||
	    exec->argv.len - length >= sizeof(argument))
		return;
	memcpy(argument, argv + length, exec->argv.len - length);
	argument[exec->argv.len - length] = '\0';
	if (sscanf(argument, LOAD_ARGUMENT, &id, &index) != 2 ||
	    id != load->id)
		return;
	if (index >= load->processes * load->each) {
		census->argument_wrong++;
		return;
	}
	census->seen[index]++;
	census->times[index] = record->time_mono;
}

unsigned int census_end(struct census *census)
{
	const struct load *load = census->load;
	unsigned int count = load->processes * load->each;
	unsigned int strangers = 0;
	unsigned int i, index;
	const struct load_exec *exec;
	uint64_t time_mono;

	for (i = 0; i < census->tombstone_count; i++) {
		time_mono = census->tombstones[i].time_mono;
		for (index = 0; index < count; index++) {
			exec = &load->execs[index];
			if (exec->pid == census->tombstones[i].tgid &&
			    exec->started <= time_mono &&
			    time_mono <= exec->ended)
				break;
		}
		if (index == count) {
			strangers++;
			continue;
		}
		census->seen[index]++;
		census->times[index] = time_mono;
	}
	census->tombstone_count = 0;
	return strangers;
}

unsigned int census_count(const struct census *census, unsigned int times)
{
	const struct load *load = census->load;
	unsigned int count = 0;
	unsigned int index;

	for (index = 0; index < load->processes * load->each; index++)
		if (load->execs[index].ended && census->seen[index] == times)
			count++;
	return count;
}

void census_free(struct census *census)
{
	free(census->seen);
	free(census->times);
	free(census->tombstones);
}
