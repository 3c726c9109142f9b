// SPDX-License-Identifier: GPL-2.0-only
/*
 * chardev.c - /dev/procmon: from system calls to readers and back. What they
 * mean is said in <linux/procmon.h>. Everything that comes from user space is
 * checked here.
 */
#include <linux/capability.h>
#include <linux/fs.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/poll.h>
#include <linux/uaccess.h>

#include "capture.h"
#include "chardev.h"
#include "events.h"
#include "hold.h"
#include "hook.h"
#include "reader.h"
#include "sensor.h"
#include "snapshot.h"
#include "stats.h"
#include "stream.h"

#define TIMEOUT_MAX_MS	60000
#define GRACE_MAX_MS	3600000

static int chardev_open(struct inode *inode, struct file *file)
{
	struct reader *reader = reader_new();

	if (!reader)
		return -ENOMEM;
	file->private_data = reader;
	return 0;
}

static int chardev_release(struct inode *inode, struct file *file)
{
	struct reader *reader = file->private_data;

	snapshot_reader_gone(reader);
	hold_leave(reader);
	sensor_forget_events(&reader->choice);
	reader_tell(reader, PROCMON_READER_CLOSE);
	reader_free(reader);
	return 0;
}

static ssize_t chardev_read(struct file *file, char __user *to, size_t size,
			    loff_t *pos)
{
	struct reader *reader = file->private_data;
	struct stream_waiter *waiter = &reader->waiter;
	ssize_t ret;

	do {
		if (mutex_lock_interruptible(&reader->lock))
			return -ERESTARTSYS;
		ret = reader_read(reader, to, size);
		mutex_unlock(&reader->lock);
		if (ret != -EAGAIN || file->f_flags & O_NONBLOCK)
			return ret;
		stream_wait_begin(waiter);
		ret = wait_event_interruptible(waiter->queue,
					       !READ_ONCE(waiter->waiting) ||
					       reader_has_records(reader));
	} while (!ret);
	return ret;
}

static __poll_t chardev_poll(struct file *file, poll_table *table)
{
	struct reader *reader = file->private_data;

	poll_wait(file, &reader->waiter.queue, table);
	/* Always: edge-triggered, epoll does not ask again before it is woken. */
	stream_wait_begin(&reader->waiter);
	return reader_has_records(reader) ? EPOLLIN | EPOLLRDNORM : 0;
}

static loff_t chardev_llseek(struct file *file, loff_t offset, int whence)
{
	struct reader *reader = file->private_data;
	struct ring_cursor cursor;

	if (offset || (whence != SEEK_SET && whence != SEEK_END))
		return -EINVAL;
	if (mutex_lock_interruptible(&reader->lock))
		return -EINTR;
	reader->lapped = false;
	ring_seek_oldest(stream_ring(), &cursor);
	if (whence == SEEK_END)
		ring_seek_newest(stream_ring(), &cursor);
	reader_move(reader, &cursor);
	mutex_unlock(&reader->lock);
	return 0;
}

static long get_info(struct reader *reader, void __user *argument)
{
	struct procmon_info info = { };
	struct hook_states hooks;
	struct ring_state state;

	ring_look(stream_ring(), &state);
	hook_states(&hooks);
	info.abi_version = PROCMON_ABI_VERSION;
	info.record_max = stream_record_max();
	info.ring_bytes = stream_ring()->size;
	info.oldest_seq = state.oldest_seq;
	info.next_seq = state.next_seq;
	info.position_seq = reader->cursor.next_seq;
	info.hooks_armed = hooks.armed;
	info.hooks_off = hooks.off;
	info.hooks_failed = hooks.failed;
	info.reader = reader->number;
	info.acked_seq = state.acked_seq;
	memcpy(info.boot_id, sensor_boot_id(), sizeof(info.boot_id));
	capture_unsupported(&info.unsupported);
	strscpy(info.version, PROCMON_VERSION, sizeof(info.version));
	return copy_to_user(argument, &info, sizeof(info)) ? -EFAULT : 0;
}

static long set_wakeup(struct reader *reader, void __user *argument)
{
	struct procmon_wakeup wakeup;

	if (copy_from_user(&wakeup, argument, sizeof(wakeup)))
		return -EFAULT;
	if (wakeup.reserved || wakeup.timeout_ms > TIMEOUT_MAX_MS ||
	    wakeup.bytes > stream_ring()->size / 2 ||
	    (wakeup.bytes > 1 && !wakeup.timeout_ms))
		return -EINVAL;
	stream_wait_terms(&reader->waiter, wakeup.bytes, wakeup.timeout_ms);
	return 0;
}

static int release(struct reader *reader)
{
	int ret = hold_give_back(reader);

	if (!ret)
		reader_tell(reader, PROCMON_READER_RELEASE);
	return ret;
}

static long take_hold(struct reader *reader, void __user *argument)
{
	struct procmon_hold hold;
	int ret;

	if (!capable(CAP_SYS_ADMIN))
		return -EPERM;
	if (copy_from_user(&hold, argument, sizeof(hold)))
		return -EFAULT;
	if (hold.reserved || hold.grace_ms > GRACE_MAX_MS)
		return -EINVAL;
	/* An answer that cannot be given must not end somebody's grace. */
	if (copy_to_user(argument, &hold, sizeof(hold)))
		return -EFAULT;
	ret = hold_take(reader, hold.grace_ms, &hold.resume_seq);
	if (ret)
		return ret;
	if (copy_to_user(argument, &hold, sizeof(hold))) {
		release(reader);
		return -EFAULT;
	}
	return 0;
}

static long acknowledge(struct reader *reader, void __user *argument)
{
	struct procmon_ack ack;

	if (copy_from_user(&ack, argument, sizeof(ack)))
		return -EFAULT;
	if (ack.reserved)
		return -EINVAL;
	return hold_ack(reader, ack.seq);
}

static long give_back(struct reader *reader, void __user *argument)
{
	return argument ? -EINVAL : release(reader);
}

static long set_lock(struct reader *reader, void __user *argument)
{
	if (argument)
		return -EINVAL;
	if (!capable(CAP_SYS_ADMIN))
		return -EPERM;
	return sensor_lock();
}

static long set_events(struct reader *reader, void __user *argument)
{
	struct procmon_events events;
	int ret;

	if (!capable(CAP_SYS_ADMIN))
		return -EPERM;
	if (copy_from_user(&events, argument, sizeof(events)))
		return -EFAULT;
	ret = events_check(&events);
	if (ret)
		return ret;
	return sensor_choose_events(&reader->choice, &events);
}

static long make_snapshot(struct reader *reader, void __user *argument)
{
	struct procmon_snapshot_request request;
	int ret;

	if (!capable(CAP_SYS_ADMIN))
		return -EPERM;
	if (copy_from_user(&request, argument, sizeof(request)))
		return -EFAULT;
	if (request.reserved)
		return -EINVAL;
	/* An answer that cannot be given is no reason to make all that noise. */
	if (copy_to_user(argument, &request, sizeof(request)))
		return -EFAULT;
	ret = snapshot_request(reader, &request);
	if (ret)
		return ret;
	return copy_to_user(argument, &request, sizeof(request)) ? -EFAULT : 0;
}

/* One that waits does so without the reader's lock, so that others may read. */
static const struct {
	unsigned int number;
	long (*call)(struct reader *reader, void __user *argument);
	bool waits;
} ioctls[] = {
	{ PROCMON_IOC_GET_INFO, get_info },
	{ PROCMON_IOC_SET_WAKEUP, set_wakeup },
	{ PROCMON_IOC_HOLD, take_hold },
	{ PROCMON_IOC_ACK, acknowledge },
	{ PROCMON_IOC_RELEASE, give_back },
	{ PROCMON_IOC_LOCK, set_lock },
	{ PROCMON_IOC_SNAPSHOT, make_snapshot, true },
	{ PROCMON_IOC_SET_EVENTS, set_events },
};

static long chardev_ioctl(struct file *file, unsigned int number,
			  unsigned long argument)
{
	struct reader *reader = file->private_data;
	size_t i;
	long ret;

	for (i = 0; i < ARRAY_SIZE(ioctls); i++) {
		if (ioctls[i].number != number)
			continue;
		if (ioctls[i].waits)
			return ioctls[i].call(reader, (void __user *)argument);
		if (mutex_lock_interruptible(&reader->lock))
			return -ERESTARTSYS;
		ret = ioctls[i].call(reader, (void __user *)argument);
		mutex_unlock(&reader->lock);
		return ret;
	}
	return -ENOTTY;
}

static const struct file_operations chardev_operations = {
	.owner = THIS_MODULE,
	.open = chardev_open,
	.release = chardev_release,
	.read = chardev_read,
	.poll = chardev_poll,
	.llseek = chardev_llseek,
	.unlocked_ioctl = chardev_ioctl,
	.compat_ioctl = compat_ptr_ioctl,
};

static struct miscdevice chardev = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "procmon",
	.mode = 0640,
	.fops = &chardev_operations,
	.groups = stats_groups,
};

/**
 * chardev_init() - Make the device.
 *
 * Context: Module load.
 * Return: 0 or -errno.
 */
int chardev_init(void)
{
	return misc_register(&chardev);
}

/**
 * chardev_exit() - Take the device away. No file is open any more: each keeps
 * the module.
 *
 * Context: Module unload.
 */
void chardev_exit(void)
{
	misc_deregister(&chardev);
	hold_exit();
}
