/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * compat/uninitialized.h - variables that somebody else fills in.
 */
#ifndef PROCMON_COMPAT_UNINITIALIZED_H
#define PROCMON_COMPAT_UNINITIALIZED_H

/*
 * CONFIG_INIT_STACK_ALL_ZERO has the compiler zero all of the stack. Of what is
 * zeroed again at once, as a record is, that costs as much as its capture.
 */
#if defined(__has_attribute)
#if __has_attribute(__uninitialized__)
#define COMPAT_UNINITIALIZED	__attribute__((__uninitialized__))
#endif
#endif
#ifndef COMPAT_UNINITIALIZED
#define COMPAT_UNINITIALIZED
#endif

#endif /* PROCMON_COMPAT_UNINITIALIZED_H */
