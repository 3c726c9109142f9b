/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * compat/label.h - the security label of the current task.
 */
#ifndef PROCMON_COMPAT_LABEL_H
#define PROCMON_COMPAT_LABEL_H

#include <linux/cred.h>
#include <linux/security.h>

#ifdef CONFIG_SECURITY

#if defined(HAVE_LSMPROP_TO_SECCTX_ID) && \
	defined(EXPORTED_SECURITY_CURRENT_GETLSMPROP_SUBJ) && \
	defined(EXPORTED_SECURITY_LSMPROP_TO_SECCTX)
#define COMPAT_HAS_LABEL
#define COMPAT_LABEL_PROP
#elif defined(EXPORTED_SECURITY_SECID_TO_SECCTX) && \
	(defined(EXPORTED_SECURITY_CURRENT_GETSECID_SUBJ) || \
	 defined(EXPORTED_SECURITY_TASK_GETSECID))
#define COMPAT_HAS_LABEL
#endif

#endif /* CONFIG_SECURITY */

#ifdef COMPAT_HAS_LABEL

/**
 * struct compat_label - A label.
 * @text: not NUL-terminated.
 * @len: its length.
 */
struct compat_label {
	char *text;
	u32 len;
#ifdef COMPAT_LABEL_PROP
	struct lsm_context context;
#endif
};

/**
 * compat_label_get() - Read the label of the current task.
 * @label: the label; compat_label_put() it.
 *
 * 5.13 renamed security_task_getsecid() (4ebd7651bfc8), 6.13 replaced secids by
 * struct lsm_prop and later made the context a struct and asked for the id of a
 * module. The kernels in between give no label.
 *
 * Context: May sleep.
 * Return: 0, or -errno: the security modules of this kernel give no label.
 */
static inline int compat_label_get(struct compat_label *label)
{
#ifdef COMPAT_LABEL_PROP
	struct lsm_prop prop = { };
	int ret;

	security_current_getlsmprop_subj(&prop);
	ret = security_lsmprop_to_secctx(&prop, &label->context,
					 LSM_ID_UNDEF);
	if (ret < 0)
		return ret;
	label->text = label->context.context;
	label->len = label->context.len;
	return 0;
#else
	u32 secid = 0;

#ifdef EXPORTED_SECURITY_CURRENT_GETSECID_SUBJ
	security_current_getsecid_subj(&secid);
#else
	security_task_getsecid(current, &secid);
#endif
	if (!secid)
		return -EOPNOTSUPP;
	return security_secid_to_secctx(secid, &label->text, &label->len);
#endif
}

/**
 * compat_label_put() - Free a label.
 * @label: from compat_label_get().
 */
static inline void compat_label_put(struct compat_label *label)
{
#ifdef COMPAT_LABEL_PROP
	security_release_secctx(&label->context);
#else
	security_release_secctx(label->text, label->len);
#endif
}

#endif /* COMPAT_HAS_LABEL */
#endif /* PROCMON_COMPAT_LABEL_H */
