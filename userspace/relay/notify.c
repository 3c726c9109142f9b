// SPDX-License-Identifier: GPL-2.0-only
/*
 * notify.c - what systemd is told, where the relay runs as its service. It
 * must not know why.
 *
 * Nobody listens where systemd did not start it; that is no error.
 */
#include "notify.h"

#include <inttypes.h>
#include <systemd/sd-daemon.h>
#include <time.h>

static uint64_t monotonic_us(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000000 + (uint64_t)now.tv_nsec / 1000;
}

void notify_ready(void)
{
	sd_notify(0, "READY=1");
}

void notify_reloading(void)
{
	sd_notifyf(0, "RELOADING=1\nMONOTONIC_USEC=%" PRIu64, monotonic_us());
}

void notify_stopping(uint64_t drain_ms)
{
	sd_notifyf(0, "STOPPING=1\nEXTEND_TIMEOUT_USEC=%" PRIu64,
		   (drain_ms + 5000) * 1000);
}

void notify_status(const char *text)
{
	sd_notifyf(0, "STATUS=%s", text);
}

uint64_t notify_watchdog(void)
{
	uint64_t us;

	if (sd_watchdog_enabled(0, &us) <= 0)
		return 0;
	sd_notify(0, "WATCHDOG=1");
	return us / 1000 / 3 + 1;
}
