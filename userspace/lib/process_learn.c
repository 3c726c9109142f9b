// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * process_learn.c - what a record about a process tells the model of it: its
 * place, its rights, its texts. Knows not what may be missing.
 */
#include "processes.h"

#include <string.h>

static void tell(struct procmon_processes *processes,
		 enum procmon_change change, const struct entry *entry,
		 const struct procmon_record *record)
{
	if (processes->changed)
		processes->changed(change, &entry->live, record,
				   processes->context);
}

/**
 * processes_end() - A process is no more.
 * @processes: the model.
 * @change: how that is known.
 * @entry: the process; is freed.
 * @record: the record that told.
 */
void processes_end(struct procmon_processes *processes,
		   enum procmon_change change, struct entry *entry,
		   const struct procmon_record *record)
{
	tell(processes, change, entry, record);
	table_remove(&processes->table, entry);
}

/* Something found no room. */
static void note_lack(struct procmon_processes *processes, int error)
{
	if (!error)
		return;
	processes->error = error;
	processes->no_room++;
	processes->lacks = true;
	processes->lacks_since_begin = true;
}

/* Its entry, made if need be; one of another process of its number goes. */
static struct entry *get_entry(struct procmon_processes *processes,
			       const struct procmon_identity *identity,
			       const struct procmon_record *record,
			       bool *ret_is_new)
{
	struct table *table = &processes->table;
	struct entry *entry = table_find(table, identity->tgid);
	int ret;

	*ret_is_new = false;
	/* what a processor does when it has nothing to do is no process */
	if (!identity->tgid)
		return NULL;
	if (entry &&
	    entry->live.identity.start_boottime == identity->start_boottime)
		return entry;
	if (entry)
		processes_end(processes, PROCMON_CHANGE_GONE, entry, record);
	ret = table_add(table, identity->tgid, identity->start_boottime,
			&entry);
	if (ret) {
		note_lack(processes, ret);
		return NULL;
	}
	*ret_is_new = true;
	return entry;
}

/* The nearest of those who created it that lives. */
static struct entry *find_creator(const struct table *table,
				  const struct procmon_record *record)
{
	const struct procmon_peer *creator = &record->fork.creator;
	struct procmon_ancestor ancestor;
	struct entry *entry;
	uint32_t i;

	switch (record->header.type) {
	case PROCMON_TYPE_FORK:
		return table_find_exact(table, creator->tgid,
					creator->start_boottime);
	case PROCMON_TYPE_EXEC:
	case PROCMON_TYPE_EXEC_FAIL:
	case PROCMON_TYPE_PROC:
		break;
	default:
		return NULL;
	}
	for (i = 0; i < PROCMON_ANCESTORS_MAX; i++) {
		if (!procmon_record_element(record, &record->exec.ancestors, i,
					    &ancestor, sizeof(ancestor)))
			break;
		entry = table_find_exact(table, ancestor.tgid,
					 ancestor.start_boottime);
		if (entry)
			return entry;
	}
	return NULL;
}

/*
 * Put it below its parent. One that is not known either was not told of yet, and
 * will be, or it has ended while the record was made: where the process stood
 * before is then better than nowhere.
 */
static void place(struct table *table, struct entry *entry,
		  const struct procmon_record *record)
{
	const struct procmon_identity *identity = &entry->live.identity;
	struct entry *parent = NULL;

	entry->live.flags &= ~PROCMON_LIVE_MOVED;
	if (identity->ppid)
		parent = table_find_exact(table, identity->ppid,
					  identity->parent_start_boottime);
	if (identity->ppid && !parent) {
		table_wait(table, entry);
		entry->live.flags |= PROCMON_LIVE_MOVED;
		parent = entry->parent;
		if (!parent)
			parent = find_creator(table, record);
	}
	table_set_parent(table, entry, parent);
}

static bool has_bit(const struct procmon_fieldset *set, unsigned int field)
{
	return set->bits[field / 64] >> field % 64 & 1;
}

static struct procmon_fieldset
union_of(const struct procmon_fieldset sets[PROCMON_REASON_COUNT])
{
	struct procmon_fieldset all = { 0 };
	unsigned int reason;
	unsigned int word;

	for (reason = 0; reason < PROCMON_REASON_COUNT; reason++)
		for (word = 0; word < PROCMON_FIELDSET_WORDS; word++)
			all.bits[word] |= sets[reason].bits[word];
	return all;
}

/* Return: true: it runs another image than was known. */
static bool set_identity(struct table *table, struct entry *entry,
			 const struct procmon_identity *identity)
{
	struct procmon_live *live = &entry->live;
	uint64_t old_exec_id = live->identity.exec_id;
	uint64_t exec_id = identity->exec_id;

	/* absent: it is what it was */
	if (has_bit(&live->absent, PROCMON_FIELD_EXEC_ID))
		exec_id = old_exec_id;
	table_stop_waiting(entry);
	table_set_exec_id(table, entry, 0);
	live->identity = *identity;
	live->identity.tid = identity->tgid;
	live->identity.ns_tid = identity->ns_tgid;
	table_set_exec_id(table, entry, exec_id);
	return exec_id != old_exec_id;
}

/* Rights and names are those of a thread; the process has its first one's. */
static bool is_first_thread(const struct procmon_identity *identity)
{
	return identity->tid == identity->tgid;
}

static void learn_exec(struct procmon_live *live,
		       const struct procmon_exec *exec)
{
	live->namespaces = exec->namespaces;
	live->cgroup_id = exec->cgroup_id;
	live->loginuid = exec->loginuid;
	live->audit_session = exec->audit_session;
	live->flags &= ~PROCMON_LIVE_KERNEL;
	if (exec->header.type == PROCMON_TYPE_PROC &&
	    exec->flags & PROCMON_EXEC_KTHREAD)
		live->flags |= PROCMON_LIVE_KERNEL;
	if (!is_first_thread(&exec->identity))
		return;
	live->creds = exec->creds;
	memcpy(live->comm, exec->comm, sizeof(live->comm));
}

static void learn_text(struct procmon_processes *processes, struct entry *entry,
		       enum text_kind kind, const struct procmon_record *record,
		       const struct procmon_string *string)
{
	struct procmon_bytes bytes;

	note_lack(processes,
		  table_set_text(&processes->table, entry, kind,
				 procmon_record_string(record, string, &bytes) ?
				 &bytes : NULL));
}

/*
 * What an exec said of the arguments stays, also when a snapshot finds others in
 * the memory of the process. An exec that failed has those of what it asked for.
 */
static void learn_texts(struct procmon_processes *processes,
			struct entry *entry, bool is_new_image,
			const struct procmon_record *record)
{
	const struct procmon_exec *exec = &record->exec;
	bool is_exec = record->header.type == PROCMON_TYPE_EXEC;
	bool is_fail = record->header.type == PROCMON_TYPE_EXEC_FAIL;

	learn_text(processes, entry, TEXT_CGROUP, record, &exec->cgroup);
	if (is_exec || is_new_image || !entry->texts[TEXT_EXE])
		learn_text(processes, entry, TEXT_EXE, record, &exec->exe);
	if (is_fail && is_new_image)
		table_set_text(&processes->table, entry, TEXT_ARGV, NULL);
	if (!is_fail && (is_exec || is_new_image || !entry->texts[TEXT_ARGV]))
		learn_text(processes, entry, TEXT_ARGV, record, &exec->argv);
}

/**
 * processes_feed_exec() - An exec, one that failed, or a process that runs.
 * @processes: the model.
 * @record: a record that is struct procmon_exec.
 */
void processes_feed_exec(struct procmon_processes *processes,
			    const struct procmon_record *record)
{
	const struct procmon_exec *exec = &record->exec;
	struct entry *entry;
	bool is_new_image;
	bool is_new;

	if (exec->header.type == PROCMON_TYPE_PROC)
		processes->told++;
	entry = get_entry(processes, &exec->identity, record, &is_new);
	if (!entry)
		return;
	entry->live.absent = union_of(exec->missing);
	entry->live.seq = exec->header.seq;
	is_new_image = set_identity(&processes->table, entry, &exec->identity);
	learn_exec(&entry->live, exec);
	place(&processes->table, entry, record);
	if (is_new)
		table_adopt(&processes->table, entry);
	learn_texts(processes, entry, is_new_image, record);
	if (exec->header.type == PROCMON_TYPE_EXEC)
		tell(processes, PROCMON_CHANGE_EXECUTED, entry, record);
	else if (is_new)
		tell(processes, PROCMON_CHANGE_FOUND, entry, record);
	else if (is_new_image)
		tell(processes, PROCMON_CHANGE_EXECUTED, entry, record);
}

/* Fields of struct procmon_life; others are as they were. */
static void learn_absent(struct procmon_live *live,
			 const struct procmon_life *life)
{
	static const unsigned char fields[] = {
		PROCMON_FIELD_EXEC_ID, PROCMON_FIELD_PARENT_EXEC_ID,
		PROCMON_FIELD_LOGINUID, PROCMON_FIELD_CGROUP,
		PROCMON_FIELD_NAMESPACES, PROCMON_FIELD_NS_MNT,
		PROCMON_FIELD_NS_NET, PROCMON_FIELD_NS_UTS,
		PROCMON_FIELD_NS_IPC, PROCMON_FIELD_NS_CGROUP,
		PROCMON_FIELD_NS_TIME,
	};
	struct procmon_fieldset missing = union_of(life->missing);
	size_t i;

	for (i = 0; i < ARRAY_SIZE(fields); i++) {
		__u64 bit = 1ULL << fields[i] % 64;
		__u64 *word = &live->absent.bits[fields[i] / 64];

		*word &= ~bit;
		*word |= missing.bits[fields[i] / 64] & bit;
	}
}

static void learn_life(struct procmon_processes *processes, struct entry *entry,
		       const struct procmon_life *life)
{
	const struct procmon_process *process = &life->process;
	struct procmon_live *live = &entry->live;

	if (process->cgroup_id != live->cgroup_id)
		table_set_text(&processes->table, entry, TEXT_CGROUP, NULL);
	live->namespaces = process->namespaces;
	live->cgroup_id = process->cgroup_id;
	live->loginuid = process->loginuid;
	live->audit_session = process->audit_session;
	if (!is_first_thread(&process->identity))
		return;
	live->creds = process->creds;
	memcpy(live->comm, process->comm, sizeof(live->comm));
}

/* A new process runs what its creator runs, where that runs. */
static void inherit(struct procmon_processes *processes, struct entry *entry,
		    const struct procmon_record *record)
{
	const struct procmon_peer *peer = &record->fork.creator;
	struct entry *creator = table_find_exact(&processes->table, peer->tgid,
						 peer->start_boottime);
	struct procmon_live *live = &entry->live;

	if (record->fork.flags & PROCMON_LIFE_KTHREAD)
		live->flags |= PROCMON_LIVE_KERNEL;
	if (!creator || creator == entry)
		return;
	if (live->identity.exec_id &&
	    creator->live.identity.exec_id == live->identity.exec_id) {
		table_share_text(&processes->table, entry, TEXT_EXE, creator);
		table_share_text(&processes->table, entry, TEXT_ARGV, creator);
	}
	if (creator->live.cgroup_id == live->cgroup_id)
		table_share_text(&processes->table, entry, TEXT_CGROUP,
				 creator);
}

static void tell_life(struct procmon_processes *processes, struct entry *entry,
		      const struct procmon_record *record, bool is_new,
		      bool is_new_image)
{
	bool is_first = is_first_thread(&record->life.process.identity);

	if (is_new) {
		tell(processes, record->header.type == PROCMON_TYPE_FORK ?
				PROCMON_CHANGE_STARTED : PROCMON_CHANGE_FOUND,
		     entry, record);
		return;
	}
	if (is_new_image)
		tell(processes, PROCMON_CHANGE_EXECUTED, entry, record);
	switch (record->header.type) {
	case PROCMON_TYPE_UID:
	case PROCMON_TYPE_GID:
	case PROCMON_TYPE_CRED:
		if (is_first)
			tell(processes, PROCMON_CHANGE_RIGHTS, entry, record);
		break;
	case PROCMON_TYPE_COMM:
		if (is_first)
			tell(processes, PROCMON_CHANGE_NAME, entry, record);
		break;
	case PROCMON_TYPE_SID:
		tell(processes, PROCMON_CHANGE_SESSION, entry, record);
		break;
	default:
		break;
	}
}

/**
 * processes_feed_life() - Something happened to a process that lives.
 * @processes: the model.
 * @record: a record that is struct procmon_life.
 */
void processes_feed_life(struct procmon_processes *processes,
			    const struct procmon_record *record)
{
	const struct procmon_life *life = &record->life;
	struct entry *entry;
	bool is_new_image;
	bool is_new;

	entry = get_entry(processes, &life->process.identity, record, &is_new);
	if (!entry)
		return;
	learn_absent(&entry->live, life);
	entry->live.seq = life->header.seq;
	is_new_image = set_identity(&processes->table, entry,
				    &life->process.identity);
	if (is_new_image) {
		table_set_text(&processes->table, entry, TEXT_EXE, NULL);
		table_set_text(&processes->table, entry, TEXT_ARGV, NULL);
	}
	learn_life(processes, entry, life);
	place(&processes->table, entry, record);
	if (is_new)
		table_adopt(&processes->table, entry);
	if (is_new && record->header.type == PROCMON_TYPE_FORK)
		inherit(processes, entry, record);
	tell_life(processes, entry, record, is_new, is_new_image);
}

/**
 * processes_feed_exit() - A process or a thread ended.
 * @processes: the model.
 * @record: a record that is struct procmon_exit.
 */
void processes_feed_exit(struct procmon_processes *processes,
			    const struct procmon_record *record)
{
	const struct procmon_identity *identity;
	struct entry *entry;

	if (record->exit.flags & PROCMON_LIFE_THREAD)
		return;
	identity = &record->life.process.identity;
	entry = table_find_exact(&processes->table, identity->tgid,
				 identity->start_boottime);
	if (entry)
		processes_end(processes, PROCMON_CHANGE_ENDED, entry, record);
}

