// SPDX-License-Identifier: GPL-2.0-only
/*
 * label.c - the security label of the current task, as text (see label.h).
 *
 * To print a label takes AppArmor 1,300 instructions, a tenth of what an exec
 * costs with this module, and nearly all tasks of a host have one of a few. So
 * each processor keeps the last few texts.
 *
 * A text is as good as new as long as its id cannot have come to mean something
 * else. AppArmor gives the id of a label that is gone to the next one; so each
 * text is kept with credentials that have its label, which then does not go.
 * SELinux gives an id only once, but a new policy may name it differently; the
 * module is told of that.
 *
 * Credentials hold more than a label, such as a user namespace; there are no
 * more than four of them for each processor, and no keys in them.
 */
#include <linux/cred.h>
#include <linux/jiffies.h>
#include <linux/notifier.h>
#include <linux/percpu.h>
#include <linux/preempt.h>
#include <linux/security.h>
#include <linux/string.h>

#include "compat.h"
#include "label.h"

#ifdef COMPAT_HAS_LABEL

/* Longer ones are not kept. */
#define TEXT_MAX	128
#define KEPT		4
/*
 * So long a text is kept: apparmor_display_secid_mode, a sysctl, changes what
 * AppArmor prints, and nobody is told.
 */
#define KEPT_FOR	(60 * HZ)

/**
 * struct kept_label - A label and its text.
 * @cred: has this label; NULL: there is none here.
 * @id: of the label.
 * @until: it is kept, jiffies.
 * @policies: how many policies there had been.
 * @len: length of @text.
 * @text: the text.
 */
struct kept_label {
	struct cred *cred;
	struct compat_label_id id;
	unsigned long until;
	unsigned int policies;
	u32 len;
	char text[TEXT_MAX];
};

/**
 * struct kept_labels - Those of one processor, which tasks on it use with
 * preemption off.
 * @labels: they.
 * @next: the one to be replaced next.
 */
struct kept_labels {
	struct kept_label labels[KEPT];
	unsigned int next;
};

/* NULL: nothing is kept. */
static struct kept_labels __percpu *kept;
static unsigned int policies;

static int policy_changed(struct notifier_block *notifier, unsigned long event,
			  void *data)
{
	WRITE_ONCE(policies, policies + 1);
	return NOTIFY_OK;
}

/* Called with a mutex held (security/security.c). */
static struct notifier_block policy_notifier = {
	.notifier_call = policy_changed,
};

/* Returns: length of the text, which is in @buf; 0: it is not kept. */
static u32 kept_text(const struct compat_label_id *id, char *buf, u32 size)
{
	struct kept_label *label;
	u32 len = 0;

	preempt_disable();
	for (label = this_cpu_ptr(kept)->labels;
	     label < this_cpu_ptr(kept)->labels + KEPT; label++) {
		if (!label->cred || !compat_label_id_equal(&label->id, id))
			continue;
		if (label->policies == READ_ONCE(policies) &&
		    time_before(jiffies, label->until) && label->len <= size) {
			len = label->len;
			memcpy(buf, label->text, len);
		}
		break;
	}
	preempt_enable();
	return len;
}

/* The one to be replaced: this label's own, else the oldest. */
static struct kept_label *slot_for(struct kept_labels *labels,
				   const struct compat_label_id *id)
{
	struct kept_label *label;

	for (label = labels->labels; label < labels->labels + KEPT; label++) {
		if (label->cred && compat_label_id_equal(&label->id, id))
			return label;
	}
	return &labels->labels[labels->next++ % KEPT];
}

/* Keeps a text that was asked for when there had been @policies_then. */
static void keep(const struct compat_label_id *id, unsigned int policies_then,
		 const char *text, u32 len)
{
	struct cred *cred = compat_label_cred();
	struct compat_label_id again;
	struct kept_label *slot;
	struct cred *old;

	if (!cred)
		return;
	/*
	 * A label that is replaced is never taken back: what it is before and
	 * behind, it was meanwhile.
	 */
	if (compat_label_id_get(&again) || !compat_label_id_equal(&again, id)) {
		put_cred(cred);
		return;
	}
	preempt_disable();
	slot = slot_for(this_cpu_ptr(kept), id);
	old = slot->cred;
	slot->cred = cred;
	slot->id = *id;
	slot->until = jiffies + KEPT_FOR;
	slot->policies = policies_then;
	slot->len = len;
	memcpy(slot->text, text, len);
	preempt_enable();
	put_cred(old);
}

/* Some security modules count the NUL behind it. */
static u32 text_len(const struct compat_label *label)
{
	u32 len = label->len;

	while (len && !label->text[len - 1])
		len--;
	return len;
}

/**
 * label_text() - Write the label of the current task.
 * @buf: where to.
 * @size: bytes of @buf.
 * @ret_len: length of the text, without a NUL.
 *
 * Context: May sleep.
 * Return: 0; -ENOSPC: @buf is too small, @ret_len says how long the text is; or
 * another -errno: the security modules of this kernel give no label.
 */
int label_text(char *buf, u32 size, u32 *ret_len)
{
	unsigned int policies_then = READ_ONCE(policies);
	struct compat_label label;
	struct compat_label_id id;
	int ret;

	ret = compat_label_id_get(&id);
	if (ret)
		return ret;
	*ret_len = kept ? kept_text(&id, buf, size) : 0;
	if (*ret_len)
		return 0;
	ret = compat_label_get(&label, &id);
	if (ret)
		return ret;
	*ret_len = text_len(&label);
	if (*ret_len <= size)
		memcpy(buf, label.text, *ret_len);
	else
		ret = -ENOSPC;
	if (kept && *ret_len <= TEXT_MAX)
		keep(&id, policies_then, label.text, *ret_len);
	compat_label_put(&label);
	return ret;
}

/**
 * label_init() - Get ready to keep texts.
 *
 * Context: Module load.
 * Return: 0 or -ENOMEM.
 */
int label_init(void)
{
	if (compat_label_notify(&policy_notifier))
		return 0;
	kept = alloc_percpu(struct kept_labels);
	if (kept)
		return 0;
	compat_label_notify_stop(&policy_notifier);
	return -ENOMEM;
}

/**
 * label_exit() - Let go of what is kept. Nobody asks any more.
 *
 * Context: Module unload; may sleep.
 */
void label_exit(void)
{
	int cpu;
	int i;

	if (!kept)
		return;
	compat_label_notify_stop(&policy_notifier);
	for_each_possible_cpu(cpu) {
		for (i = 0; i < KEPT; i++)
			put_cred(per_cpu_ptr(kept, cpu)->labels[i].cred);
	}
	free_percpu(kept);
}

#else

int label_init(void)
{
	return 0;
}

void label_exit(void)
{
}

int label_text(char *buf, u32 size, u32 *ret_len)
{
	return -EOPNOTSUPP;
}

#endif /* COMPAT_HAS_LABEL */
