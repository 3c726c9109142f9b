/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * compat/exe_file.h - the program that a task runs, as a file.
 */
#ifndef PROCMON_COMPAT_EXE_FILE_H
#define PROCMON_COMPAT_EXE_FILE_H

#include <linux/fs.h>
#include <linux/mm_types.h>
#include <linux/rcupdate.h>

/**
 * compat_exe_file_get() - The file that a task runs.
 * @mm: memory of the task; NULL: it has none.
 *
 * As get_mm_exe_file(), which is not exported. Another thread may exchange the
 * file meanwhile: prctl(2) PR_SET_MM_EXE_FILE. 6.7 made files reusable within
 * a grace period and get_file_rcu() a function that sees to it (0ede61d8589c).
 *
 * Context: Any task context.
 * Return: The file, for fput(); NULL if there is none.
 */
static inline struct file *compat_exe_file_get(struct mm_struct *mm)
{
	struct file *file;

	if (!mm)
		return NULL;
	rcu_read_lock();
#ifdef HAVE_GET_FILE_RCU_POINTER
	file = get_file_rcu(&mm->exe_file);
#else
	file = rcu_dereference(mm->exe_file);
	if (file && !get_file_rcu(file))
		file = NULL;
#endif
	rcu_read_unlock();
	return file;
}

#endif /* PROCMON_COMPAT_EXE_FILE_H */
