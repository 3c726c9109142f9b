/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * compat/task_work.h - calling back in a task before it returns to user mode.
 *
 * Mainline does not export task_work_add(); Debian and Ubuntu do. Where it is
 * not exported its address comes from a kprobe on it, which resolves any text
 * symbol, and is called as a static call: on x86 that is a direct call, which
 * needs no landing pad at its target and is not checked by kCFI, so it is
 * right also where the address is behind an ENDBR.
 */
#ifndef PROCMON_COMPAT_TASK_WORK_H
#define PROCMON_COMPAT_TASK_WORK_H

#include <linux/task_work.h>

#if defined(EXPORTED_TASK_WORK_ADD) && !defined(PROCMON_RESOLVE_TASK_WORK)

/**
 * compat_task_work_resolve() - Get ready to call task_work_add().
 *
 * Context: May sleep.
 * Return: 0 or -errno.
 */
static inline int compat_task_work_resolve(void)
{
	return 0;
}

#define compat_task_work_add(task, work) \
	task_work_add(task, work, TWA_RESUME)

#else

#include <linux/kprobes.h>
#include <linux/static_call.h>

DEFINE_STATIC_CALL_NULL(compat_task_work_call, task_work_add);

static inline int compat_task_work_resolve(void)
{
	/* It is never called, so that to take it away cannot fail. */
	struct kprobe probe = {
		.symbol_name = "task_work_add",
		.flags = KPROBE_FLAG_DISABLED,
	};
	int (*address)(struct task_struct *task, struct callback_head *work,
		       enum task_work_notify_mode mode);
	int ret = register_kprobe(&probe);

	if (ret)
		return ret;
	address = (void *)probe.addr;
	unregister_kprobe(&probe);
	static_call_update(compat_task_work_call, address);
	return 0;
}

#define compat_task_work_add(task, work) \
	static_call(compat_task_work_call)(task, work, TWA_RESUME)

#endif
#endif /* PROCMON_COMPAT_TASK_WORK_H */
