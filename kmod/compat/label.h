/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * compat/label.h - the security label of the current task.
 */
#ifndef PROCMON_COMPAT_LABEL_H
#define PROCMON_COMPAT_LABEL_H

#include <linux/cred.h>
#include <linux/key.h>
#include <linux/notifier.h>
#include <linux/security.h>
#include <linux/string.h>

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
 * struct compat_label_id - What names a label.
 * @prop: of all security modules that have labels.
 * @secid: of the one that has.
 */
struct compat_label_id {
#ifdef COMPAT_LABEL_PROP
	struct lsm_prop prop;
#else
	u32 secid;
#endif
};

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
 * compat_label_id_get() - Which label has the current task?
 * @ret_id: names it.
 *
 * 5.13 renamed security_task_getsecid() (4ebd7651bfc8), 6.13 replaced secids by
 * struct lsm_prop and later made the context a struct and asked for the id of a
 * module. The kernels in between give no label.
 *
 * Context: Any.
 * Return: 0, or -EOPNOTSUPP: none.
 */
static inline int compat_label_id_get(struct compat_label_id *ret_id)
{
#ifdef COMPAT_LABEL_PROP
	/* Two of them are compared byte by byte. */
	memset(ret_id, 0, sizeof(*ret_id));
	security_current_getlsmprop_subj(&ret_id->prop);
	return 0;
#else
	ret_id->secid = 0;
#ifdef EXPORTED_SECURITY_CURRENT_GETSECID_SUBJ
	security_current_getsecid_subj(&ret_id->secid);
#else
	security_task_getsecid(current, &ret_id->secid);
#endif
	return ret_id->secid ? 0 : -EOPNOTSUPP;
#endif
}

/**
 * compat_label_id_equal() - Do two name the same label?
 * @a: one.
 * @b: the other.
 *
 * Return: true if they do.
 */
static inline bool compat_label_id_equal(const struct compat_label_id *a,
					 const struct compat_label_id *b)
{
	return !memcmp(a, b, sizeof(*a));
}

/**
 * compat_label_get() - Print a label.
 * @label: the label; compat_label_put() it.
 * @id: names it.
 *
 * Context: May sleep.
 * Return: 0, or -errno: the security modules of this kernel give no label.
 */
static inline int compat_label_get(struct compat_label *label,
				   const struct compat_label_id *id)
{
#ifdef COMPAT_LABEL_PROP
	struct lsm_prop prop = id->prop;
	int ret;

	ret = security_lsmprop_to_secctx(&prop, &label->context,
					 LSM_ID_UNDEF);
	if (ret < 0)
		return ret;
	label->text = label->context.context;
	label->len = label->context.len;
	return 0;
#else
	return security_secid_to_secctx(id->secid, &label->text, &label->len);
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

/**
 * compat_label_cred() - Credentials with the label of the current task, and
 * without its keys.
 *
 * Whoever keeps them for long is not to keep keys that their owner gave up.
 *
 * Context: May sleep.
 * Return: They, with a reference for put_cred(); NULL: there is no memory.
 */
static inline struct cred *compat_label_cred(void)
{
	struct cred *cred = prepare_creds();

#ifdef CONFIG_KEYS
	if (cred) {
		key_put(cred->session_keyring);
		key_put(cred->process_keyring);
		key_put(cred->thread_keyring);
		key_put(cred->request_key_auth);
		cred->session_keyring = NULL;
		cred->process_keyring = NULL;
		cred->thread_keyring = NULL;
		cred->request_key_auth = NULL;
	}
#endif
	return cred;
}

/**
 * compat_label_notify() - Be told when labels may be printed differently.
 * @notifier: who.
 *
 * Context: May sleep.
 * Return: 0, or -errno: this kernel tells nobody.
 */
static inline int compat_label_notify(struct notifier_block *notifier)
{
#ifdef EXPORTED_REGISTER_BLOCKING_LSM_NOTIFIER
	return register_blocking_lsm_notifier(notifier);
#else
	return -EOPNOTSUPP;
#endif
}

/**
 * compat_label_notify_stop() - Be told no more.
 * @notifier: who.
 *
 * Context: May sleep.
 */
static inline void compat_label_notify_stop(struct notifier_block *notifier)
{
#ifdef EXPORTED_REGISTER_BLOCKING_LSM_NOTIFIER
	unregister_blocking_lsm_notifier(notifier);
#endif
}

#endif /* COMPAT_HAS_LABEL */
#endif /* PROCMON_COMPAT_LABEL_H */
