// SPDX-License-Identifier: GPL-2.0-only
/*
 * device32.c - /dev/procmon as a program of 32 bits sees it: the compat path
 * of ioctl(), the same structures, the same errors. Ends with 0, or says the
 * line of the first check that failed and ends with 1. Built without any
 * library: int $0x80 is all that it needs.
 */
#include <linux/errno.h>
#include <linux/fcntl.h>

#include <linux/procmon.h>

#define SYS_exit	1
#define SYS_read	3
#define SYS_write	4
#define SYS_open	5
#define SYS_close	6
#define SYS_lseek	19
#define SYS_ioctl	54

#define TO_END	2

#define CHECK(condition) do { \
	if (!(condition)) \
		fail(__LINE__); \
} while (0)

void _start(void);

static unsigned char buffer[1 << 20] __attribute__((aligned(8)));

static long call(long number, long first, const void *second, long third)
{
	long result;

	__asm__ volatile("int $0x80"
			 : "=a"(result)
			 : "a"(number), "b"(first), "c"(second), "d"(third)
			 : "memory");
	return result;
}

static void fail(int line)
{
	static char text[] = "# device32: check at line 0000 failed\n";
	int at;

	for (at = 29; line && at > 25; at--, line /= 10)
		text[at] = '0' + line % 10;
	call(SYS_write, 2, text, sizeof(text) - 1);
	call(SYS_exit, 1, 0, 0);
	__builtin_unreachable();
}

static long ioctl(long fd, unsigned long request, void *argument)
{
	return call(SYS_ioctl, fd, (const void *)request, (long)argument);
}

static void check_info(long fd)
{
	struct procmon_info info;
	unsigned int i;

	for (i = 0; i < sizeof(info); i++)
		((unsigned char *)&info)[i] = 0xff;
	CHECK(ioctl(fd, PROCMON_IOC_GET_INFO, &info) == 0);
	CHECK(info.abi_version == PROCMON_ABI_VERSION);
	CHECK(info.record_max >= sizeof(struct procmon_exec));
	CHECK(info.ring_bytes >= 65536 && info.ring_bytes <= 1ULL << 30);
	CHECK(info.oldest_seq && info.oldest_seq <= info.next_seq);
	CHECK(info.position_seq == info.oldest_seq);
	CHECK(info.reader && info.reader != 0xffffffffU);
	CHECK(ioctl(fd, PROCMON_IOC_GET_INFO, 0) == -EFAULT);
	CHECK(ioctl(fd, PROCMON_IOC_GET_INFO, (void *)-4096L) == -EFAULT);
}

static void check_wakeup(long fd)
{
	struct procmon_wakeup wakeup = { .bytes = 4096, .timeout_ms = 10 };

	CHECK(ioctl(fd, PROCMON_IOC_SET_WAKEUP, &wakeup) == 0);
	wakeup.timeout_ms = 60001;
	CHECK(ioctl(fd, PROCMON_IOC_SET_WAKEUP, &wakeup) == -EINVAL);
	wakeup.timeout_ms = 10;
	wakeup.reserved = 1ULL << 40;
	CHECK(ioctl(fd, PROCMON_IOC_SET_WAKEUP, &wakeup) == -EINVAL);
	CHECK(ioctl(fd, PROCMON_IOC_SET_WAKEUP, 0) == -EFAULT);
}

static void check_read(long fd)
{
	const struct procmon_header *header = (const void *)buffer;
	const struct procmon_exec *exec = (const void *)buffer;
	long got, at;
	int execs = 0;

	CHECK(call(SYS_read, fd, buffer, 8) == -EINVAL);
	CHECK(call(SYS_read, fd, (void *)1, sizeof(buffer)) == -EFAULT);
	while ((got = call(SYS_read, fd, buffer, sizeof(buffer))) > 0) {
		for (at = 0; at < got; at += header->len) {
			header = (const void *)(buffer + at);
			CHECK(got - at >= (long)sizeof(*header));
			CHECK(header->len >= header->fixed_len);
			CHECK((long)header->len <= got - at);
			if (header->type != PROCMON_TYPE_EXEC)
				continue;
			exec = (const void *)header;
			CHECK(exec->identity.exec_id == header->seq);
			execs++;
		}
	}
	CHECK(got == -EAGAIN);
	/* At least the exec of this program. */
	CHECK(execs);
}

static void check_hold(long fd)
{
	struct procmon_hold hold = { .grace_ms = 1000, .reserved = 1 };
	struct procmon_ack ack = { .reserved = 0 };
	struct procmon_info info;

	CHECK(ioctl(fd, PROCMON_IOC_RELEASE, 0) == -EPERM);
	CHECK(ioctl(fd, PROCMON_IOC_ACK, &ack) == -EPERM);
	CHECK(ioctl(fd, PROCMON_IOC_HOLD, &hold) == -EINVAL);
	CHECK(ioctl(fd, PROCMON_IOC_HOLD, 0) == -EFAULT);
	hold.reserved = 0;
	CHECK(ioctl(fd, PROCMON_IOC_HOLD, &hold) == 0);
	CHECK(hold.resume_seq);
	CHECK(ioctl(fd, PROCMON_IOC_GET_INFO, &info) == 0);
	CHECK(info.position_seq == hold.resume_seq);
	ack.seq = ~0ULL;
	CHECK(ioctl(fd, PROCMON_IOC_ACK, &ack) == -EINVAL);
	ack.seq = info.acked_seq;
	ack.reserved = 1;
	CHECK(ioctl(fd, PROCMON_IOC_ACK, &ack) == -EINVAL);
	ack.reserved = 0;
	CHECK(ioctl(fd, PROCMON_IOC_ACK, &ack) == 0);
	CHECK(ioctl(fd, PROCMON_IOC_ACK, 0) == -EFAULT);
	CHECK(ioctl(fd, PROCMON_IOC_RELEASE, 0) == 0);
}

void __attribute__((force_align_arg_pointer)) _start(void)
{
	long fd = call(SYS_open, (long)PROCMON_DEVICE, (const void *)O_NONBLOCK,
		       0);

	CHECK(fd >= 0);
	check_info(fd);
	check_wakeup(fd);
	CHECK(ioctl(fd, _IO(PROCMON_IOC_MAGIC, 255), 0) == -ENOTTY);
	CHECK(ioctl(fd, _IOR(PROCMON_IOC_MAGIC, 1, int), 0) == -ENOTTY);
	check_read(fd);
	check_hold(fd);
	CHECK(call(SYS_lseek, fd, (const void *)0, TO_END) >= 0);
	CHECK(call(SYS_lseek, fd, (const void *)1, TO_END) == -EINVAL);
	CHECK(call(SYS_read, fd, buffer, sizeof(buffer)) == -EAGAIN);
	call(SYS_close, fd, 0, 0);
	call(SYS_exit, 0, 0, 0);
	__builtin_unreachable();
}
