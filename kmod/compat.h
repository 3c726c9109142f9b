/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * compat.h - what differs between kernels, behind one name each. The rest of
 * the module reads like mainline.
 *
 * HAVE_* come from probes/: small files that compile, or do not, against the
 * kernel that the module is built for. EXPORTED_* come from the kernel's list
 * of exported symbols. A version number is the last resort, for what neither
 * can tell: distributions take changes back to older kernels.
 */
#ifndef PROCMON_COMPAT_H
#define PROCMON_COMPAT_H

#include <linux/version.h>

#include "probes.h"

#if LINUX_VERSION_CODE < KERNEL_VERSION(5, 10, 0)
#error "procmon needs Linux 5.10 or newer"
#endif
#if !defined(CONFIG_X86_64) && !defined(CONFIG_ARM64)
#error "procmon runs on x86-64 and arm64"
#endif
#ifdef CONFIG_PREEMPT_RT
#error "procmon does not run on PREEMPT_RT: locks that its hooks take sleep there"
#endif
#ifndef CONFIG_TRACEPOINTS
#error "procmon needs CONFIG_TRACEPOINTS"
#endif

#include "compat/cred.h"
#include "compat/crypto.h"
#include "compat/digest.h"
#include "compat/dumpable.h"
#include "compat/inode.h"
#include "compat/label.h"
#include "compat/rcu.h"
#include "compat/socket.h"

#endif /* PROCMON_COMPAT_H */
