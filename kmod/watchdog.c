// SPDX-License-Identifier: GPL-2.0-only
/*
 * watchdog.c - are the hooks still called? (See watchdog.h.)
 *
 * Twice a second it looks at each hook: does the kernel still call it, and did
 * another hook see execs that it did not see? All that is compared are counts,
 * never a rate: a look that comes late finds out late, but finds nothing that
 * is not there. What was seen up to the last good look is known to be whole.
 *
 * It knows what the witnesses count; it does not know how they work.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/kernel.h>
#include <linux/ktime.h>
#include <linux/printk.h>
#include <linux/spinlock.h>
#include <linux/workqueue.h>

#include "canary.h"
#include "exec_witness.h"
#include "file_witness.h"
#include "hook.h"
#include "stream.h"
#include "syscall_witness.h"
#include "watchdog.h"

#define PERIOD		(HZ / 2)
/* A hook that missed execs works again when none was missed for so long. */
#define QUIET_NS	(1 * NSEC_PER_SEC)

/**
 * struct sample - What there is to know of a hook at one time.
 * @broken: enum procmon_hook_cause: it is not called, whatever was counted.
 * @unseen: execs that it did not see, since load.
 * @overrun: calls that it had no room for, since load.
 * @seen: execs that it did see, since load.
 * @is_full: it has no room for a call that begins now.
 */
struct sample {
	u32 broken;
	u64 unseen;
	u64 overrun;
	u64 seen;
	bool is_full;
};

/**
 * struct watch - A hook that is watched.
 * @hook: enum procmon_hook.
 * @sample: looks at it.
 * @is_on: it is armed.
 * @state: what is thought of it; written under states_lock.
 * @good: the last good look.
 * @last: the last look.
 * @bad_time: when the last bad look was, ns, CLOCK_MONOTONIC.
 * @bad_seen: what @sample.seen was then.
 */
struct watch {
	u32 hook;
	void (*sample)(struct sample *ret_sample);
	bool is_on;
	struct watchdog_hook state;
	struct sample good;
	struct sample last;
	u64 bad_time;
	u64 bad_seen;
};

static void tick(struct work_struct *work);

/* Not shared: whoever fills up the others must not blind the watchdog. */
static struct workqueue_struct *queue;
static DECLARE_DELAYED_WORK(ticker, tick);
static DEFINE_SPINLOCK(states_lock);
/* Are kprobes called? enum procmon_hook_cause, as of this look. */
static u32 kprobes_broken;

/* What it did not see, the syscall witness did. */
static void sample_exec(struct sample *ret_sample)
{
	struct exec_witness_counters exec;
	struct syscall_witness_counters syscalls;

	syscall_witness_look(&syscalls);
	exec_witness_look(&exec);
	ret_sample->broken = PROCMON_HOOK_CAUSE_NONE;
	ret_sample->unseen = syscalls.unwitnessed;
	ret_sample->overrun = 0;
	ret_sample->seen = exec.seen;
	ret_sample->is_full = false;
}

static void sample_file(struct sample *ret_sample)
{
	struct exec_witness_counters exec;
	struct file_witness_counters file;

	exec_witness_look(&exec);
	file_witness_look(&file);
	ret_sample->broken = kprobes_broken;
	ret_sample->unseen = exec.file_unseen;
	ret_sample->overrun = file.missed + file.failed;
	ret_sample->seen = exec.seen - exec.file_unseen;
	ret_sample->is_full = false;
}

static bool uses_kprobes(u32 hook)
{
	return hook == PROCMON_HOOK_FILE ||
	       (hook == PROCMON_HOOK_SYSCALL &&
		syscall_witness_mechanism() == PROCMON_MECHANISM_KPROBE);
}

static void sample_syscall(struct sample *ret_sample)
{
	struct exec_witness_counters exec;
	struct syscall_witness_counters syscalls;

	syscall_witness_look(&syscalls);
	exec_witness_look(&exec);
	ret_sample->broken = syscall_witness_health();
	if (!ret_sample->broken && uses_kprobes(PROCMON_HOOK_SYSCALL))
		ret_sample->broken = kprobes_broken;
	ret_sample->unseen = exec.unseen;
	ret_sample->overrun = syscalls.missed + syscalls.unnoted;
	ret_sample->seen = exec.seen - exec.unseen;
	ret_sample->is_full = syscall_witness_is_full();
}

static struct watch watches[] = {
	{ .hook = PROCMON_HOOK_EXEC, .sample = sample_exec },
	{ .hook = PROCMON_HOOK_FILE, .sample = sample_file },
	{ .hook = PROCMON_HOOK_SYSCALL, .sample = sample_syscall },
};

#ifdef CONFIG_KPROBES_ON_FTRACE
#define FTRACE_REMEDY	", sysctl kernel.ftrace_enabled=1"
#else
#define FTRACE_REMEDY	""
#endif

/**
 * struct complaint - What to tell people.
 * @what: is wrong.
 * @remedy: what to do about it.
 */
struct complaint {
	const char *what;
	const char *remedy;
};

static const struct complaint ftrace_complaint = {
	"ftrace is switched off", "sysctl kernel.ftrace_enabled=1",
};

/* By cause. */
static const struct complaint complaints[] = {
	[PROCMON_HOOK_CAUSE_DISABLED] = {
		"the kernel's kprobes are switched off",
		"echo 1 >/sys/kernel/debug/kprobes/enabled" FTRACE_REMEDY,
	},
	[PROCMON_HOOK_CAUSE_REPLACED] = {
		"somebody else's code stands in its place",
		"find the module that was loaded since, and restart the host",
	},
	[PROCMON_HOOK_CAUSE_UNSEEN] = {
		"it did not see execs that another hook saw",
		"if it stays so, disarm and arm: /sys/class/misc/procmon/armed",
	},
	[PROCMON_HOOK_CAUSE_OVERRUN] = {
		"it has no room for all the execs that are under way",
		"see to memory, and to the parameter kretprobe_max",
	},
};

static void tell(const struct watch *watch, u16 type)
{
	struct procmon_hook_event event;
	struct record record;

	record_start(&record, &event, sizeof(event), type, sizeof(event));
	event.header.cpu = raw_smp_processor_id();
	event.header.time_mono = ktime_get_ns();
	event.time_real = ktime_get_real_ns();
	event.hook = watch->hook;
	event.cause = watch->state.cause;
	if (watch->hook == PROCMON_HOOK_SYSCALL)
		event.mechanism = syscall_witness_mechanism();
	event.since_seq = watch->state.since_seq;
	event.missed = watch->state.missed;
	stream_publish(&record);
}

static void set_state(struct watch *watch, u32 cause, u64 since_seq,
		      u64 missed)
{
	spin_lock(&states_lock);
	watch->state.cause = cause;
	watch->state.since_seq = since_seq;
	watch->state.missed = missed;
	spin_unlock(&states_lock);
}

static const struct complaint *complaint_of(const struct watch *watch)
{
	if (watch->state.cause == PROCMON_HOOK_CAUSE_DISABLED &&
	    !uses_kprobes(watch->hook))
		return &ftrace_complaint;
	return &complaints[watch->state.cause];
}

static void lost(struct watch *watch, u32 cause)
{
	const struct complaint *complaint;

	set_state(watch, cause, watch->state.since_seq, watch->state.missed);
	tell(watch, PROCMON_TYPE_HOOK_LOST);
	complaint = complaint_of(watch);
	pr_warn("%s: %s: %s\n", hook_name(watch->hook), complaint->what,
		complaint->remedy);
}

static void back(struct watch *watch)
{
	tell(watch, PROCMON_TYPE_HOOK_BACK);
	pr_info("%s: works again, was silent (%s), execs missed: %llu\n",
		hook_name(watch->hook), hook_cause_name(watch->state.cause),
		watch->state.missed);
}

/* What is wrong with it now, or has been since the last look. */
static u32 find_cause(const struct watch *watch, const struct sample *now)
{
	if (now->broken)
		return now->broken;
	if (now->overrun != watch->last.overrun)
		return PROCMON_HOOK_CAUSE_OVERRUN;
	if (now->unseen != watch->last.unseen)
		return PROCMON_HOOK_CAUSE_UNSEEN;
	return PROCMON_HOOK_CAUSE_NONE;
}

/* A good look after a bad one: is that enough to trust it again? */
static bool has_recovered(const struct watch *watch, const struct sample *now)
{
	if (watch->state.cause == PROCMON_HOOK_CAUSE_DISABLED ||
	    watch->state.cause == PROCMON_HOOK_CAUSE_REPLACED)
		return true;
	/* That none was missed since may only be since none began. */
	if (now->is_full)
		return false;
	return now->seen > watch->bad_seen ||
	       ktime_get_ns() - watch->bad_time >= QUIET_NS;
}

static void look_at(struct watch *watch, u64 seq)
{
	struct sample now;
	u32 cause;
	u64 missed;

	watch->sample(&now);
	cause = find_cause(watch, &now);
	watch->last = now;
	/* What had no room is unseen too, if it succeeded: not counted twice */
	missed = max(now.unseen - watch->good.unseen,
		     now.overrun - watch->good.overrun);
	if (cause) {
		watch->bad_time = ktime_get_ns();
		watch->bad_seen = now.seen;
		set_state(watch, watch->state.cause, watch->state.since_seq,
			  missed);
		/* It gets worse: that is told, too. */
		if (!watch->state.cause ||
		    (now.broken && now.broken != watch->state.cause))
			lost(watch, cause);
		return;
	}
	if (watch->state.cause) {
		if (!has_recovered(watch, &now))
			return;
		back(watch);
	}
	watch->good = now;
	set_state(watch, PROCMON_HOOK_CAUSE_NONE, seq, 0);
}

/*
 * The number comes first: what a hook did not see is counted before the record
 * that lacks it is published, so all up to this number is covered by the look.
 */
static u64 newest_seq(void)
{
	struct ring_state state;

	ring_look(stream_ring(), &state);
	return state.next_seq - 1;
}

static void look(void)
{
	u64 seq = newest_seq();
	size_t i;

	kprobes_broken = canary_is_armed() && !canary_sings() ?
		PROCMON_HOOK_CAUSE_DISABLED : PROCMON_HOOK_CAUSE_NONE;
	for (i = 0; i < ARRAY_SIZE(watches); i++) {
		if (watches[i].is_on)
			look_at(&watches[i], seq);
	}
}

static void tick(struct work_struct *work)
{
	look();
	queue_delayed_work(queue, &ticker, PERIOD);
}

/**
 * watchdog_start() - Watch from now on.
 * @hooks_armed: which, bit mask of enum procmon_hook.
 *
 * Context: May sleep. The hooks are armed; is followed by watchdog_stop()
 *	before they are disarmed.
 */
void watchdog_start(u32 hooks_armed)
{
	u64 seq = newest_seq();
	size_t i;

	for (i = 0; i < ARRAY_SIZE(watches); i++) {
		struct watch *watch = &watches[i];

		watch->is_on = hooks_armed & BIT(watch->hook);
		if (!watch->is_on)
			continue;
		watch->sample(&watch->last);
		watch->good = watch->last;
		watch->bad_time = 0;
		watch->bad_seen = 0;
		set_state(watch, PROCMON_HOOK_CAUSE_NONE, seq, 0);
	}
	/* At once: they may have been switched off before they were armed. */
	queue_delayed_work(queue, &ticker, 0);
}

/**
 * watchdog_stop() - Watch no more. Looks once more, so that what happened
 * since the last look is told before the stream says that the sensor stopped.
 *
 * Context: May sleep.
 */
void watchdog_stop(void)
{
	size_t i;

	cancel_delayed_work_sync(&ticker);
	look();
	for (i = 0; i < ARRAY_SIZE(watches); i++) {
		watches[i].is_on = false;
		set_state(&watches[i], PROCMON_HOOK_CAUSE_NONE, 0, 0);
	}
}

/**
 * watchdog_look() - What the watchdog thinks of a hook.
 * @hook: enum procmon_hook.
 * @ret_hook: filled in; of a hook that is not watched, all 0.
 *
 * Context: Task context.
 */
void watchdog_look(u32 hook, struct watchdog_hook *ret_hook)
{
	struct watchdog_hook state = { };
	size_t i;

	spin_lock(&states_lock);
	for (i = 0; i < ARRAY_SIZE(watches); i++) {
		if (watches[i].hook == hook)
			state = watches[i].state;
	}
	spin_unlock(&states_lock);
	*ret_hook = state;
}

/**
 * watchdog_init() - Prepare to watch.
 *
 * Context: Module load.
 * Return: 0 or -ENOMEM.
 */
int watchdog_init(void)
{
	queue = alloc_workqueue("procmon_watchdog",
				WQ_UNBOUND | WQ_HIGHPRI | WQ_MEM_RECLAIM, 1);
	return queue ? 0 : -ENOMEM;
}

/**
 * watchdog_exit() - Undo watchdog_init(). It does not watch.
 *
 * Context: Module unload.
 */
void watchdog_exit(void)
{
	destroy_workqueue(queue);
}
