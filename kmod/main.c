// SPDX-License-Identifier: GPL-2.0-only
/*
 * main.c - loads and unloads the module.
 */
#include <linux/delay.h>
#include <linux/module.h>

#include "chardev.h"
#include "compat.h"
#include "config.h"
#include "exec_call.h"
#include "label.h"
#include "lock.h"
#include "params.h"
#include "process.h"
#include "rcu_batch.h"
#include "recycle.h"
#include "sensor.h"
#include "stages.h"
#include "stream.h"

/*
 * Who is inside a wrapped system call, or between the stages of an exec that
 * may stall, holds a reference to the module. Unloading waits for that, but a
 * load that fails frees the module whatever the count is (kernel/module,
 * do_init_module()). The load itself holds one.
 */
static void __init wait_for_references(void)
{
	while (module_refcount(THIS_MODULE) > 1)
		msleep(20);
	compat_synchronize_text();
}

static int __init procmon_init(void)
{
	int ret;

	ret = params_init();
	if (ret)
		return ret;
	ret = stream_init(params.ring_bytes);
	if (ret)
		return ret;
	exec_call_init();
	ret = recycle_init();
	if (ret)
		goto err_recycle;
	ret = rcu_batch_init();
	if (ret)
		goto err_rcu_batch;
	ret = label_init();
	if (ret)
		goto err_label;
	ret = stages_init();
	if (ret)
		goto err_stages;
	ret = process_init();
	if (ret)
		goto err_process;
	ret = sensor_init();
	if (ret)
		goto err_sensor;
	config_start();
	/* Last: once it is open nothing may fail any more. */
	ret = chardev_init();
	if (ret)
		goto err_chardev;
	return 0;

err_chardev:
	config_stop();
	sensor_exit();
err_sensor:
	wait_for_references();
	process_exit();
err_process:
	stages_exit();
err_stages:
	label_exit();
err_label:
	rcu_batch_exit();
err_rcu_batch:
	recycle_exit();
err_recycle:
	stream_exit();
	return ret;
}

static void __exit procmon_exit(void)
{
	lock_refuse_exit();
	chardev_exit();
	config_stop();
	sensor_exit();
	process_exit();
	stages_exit();
	label_exit();
	rcu_batch_exit();
	recycle_exit();
	stream_exit();
}

module_init(procmon_init);
module_exit(procmon_exit);

MODULE_DESCRIPTION("Process-execution sensor for host intrusion detection");
MODULE_AUTHOR("The procmon authors");
MODULE_LICENSE("GPL");
MODULE_VERSION(PROCMON_VERSION);
