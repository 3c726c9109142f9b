# SPDX-License-Identifier: LGPL-2.1-or-later
# Sources of libprocmon, relative to userspace/lib; read by every Makefile
# that builds or tests them.
LIBPROCMON_SOURCES := batch.c capture.c decode.c device.c layout.c \
	process_learn.c process_table.c \
	processes.c record.c text.c unicode.c verify.c verify_counts.c
LIBPROCMON_HEADERS := libprocmon.h
