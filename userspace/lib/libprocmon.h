/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * libprocmon.h - public interface of libprocmon: read /dev/procmon and files
 * of raw records, decode what is in them, make text of it safe.
 *
 * Functions that can fail return 0 or a positive number for success and
 * -errno for failure; errno itself is not set. Parameters named ret_* are
 * written on success only, unless their description says otherwise. The
 * library never prints, never ends the program and keeps nothing between
 * calls but what the caller holds a pointer to. An object may be used by one
 * thread at a time; different objects are independent.
 *
 * Nothing that is read is trusted: neither the bytes of a capture nor those
 * of the device.
 */
#ifndef LIBPROCMON_H
#define LIBPROCMON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include <linux/procmon.h>

#ifdef __cplusplus
extern "C" {
#endif

#ifndef PROCMON_API
#define PROCMON_API __attribute__((visibility("default")))
#endif

/*
 * What is wrong
 * =============
 */

/**
 * struct procmon_problem - Why bytes were refused with -EBADMSG or -EPROTO.
 * @field: member of the record, for instance "exe" or "fds[].path", or
 *	"header.len"; "capture" for the start of a file.
 * @text: what is wrong with it: "ends behind the record".
 * @offset: byte that is meant, from the start of what was given: the bytes
 *	for procmon_decode(), the batch for procmon_batch_next(), the file for
 *	the procmon_capture functions.
 *
 * The strings are constant; they need no escaping and are never freed.
 */
struct procmon_problem {
	const char *field;
	const char *text;
	uint64_t offset;
};

/*
 * Records
 * =======
 */

/**
 * struct procmon_record - A record whose every reference has been checked.
 * @bytes: the record as it was sent, @header.len bytes. They belong to
 *	whoever gave them: the caller, the batch's buffer, the capture reader.
 * @header: copy of its header.
 * @is_known: the type is one of those below; if not, only @bytes and
 *	@header are set.
 * @exec: PROCMON_TYPE_EXEC, PROCMON_TYPE_EXEC_FAIL and PROCMON_TYPE_PROC.
 * @life: PROCMON_TYPE_SID, and the start of the six that follow.
 * @fork: PROCMON_TYPE_FORK.
 * @exit: PROCMON_TYPE_EXIT.
 * @creds: PROCMON_TYPE_UID, PROCMON_TYPE_GID and PROCMON_TYPE_CRED.
 * @ptrace: PROCMON_TYPE_PTRACE.
 * @comm: PROCMON_TYPE_COMM.
 * @coredump: PROCMON_TYPE_COREDUMP.
 * @snapshot: PROCMON_TYPE_SNAPSHOT_BEGIN and PROCMON_TYPE_SNAPSHOT_END.
 * @sensor: PROCMON_TYPE_SENSOR_START and PROCMON_TYPE_SENSOR_STOP.
 * @heartbeat: PROCMON_TYPE_HEARTBEAT.
 * @lost: PROCMON_TYPE_LOST.
 * @reader: PROCMON_TYPE_READER.
 * @hook: PROCMON_TYPE_HOOK_LOST and PROCMON_TYPE_HOOK_BACK.
 * @config: PROCMON_TYPE_CONFIG.
 *
 * The structure of the type is a copy. What the sensor did not send, because
 * it is older than this library, is zero in it: PROCMON_RECORD_HAS() tells,
 * and a field that has a number (enum procmon_field) is also in
 * exec.missing[PROCMON_REASON_UNSUPPORTED], or life.missing.
 */
struct procmon_record {
	const unsigned char *bytes;
	struct procmon_header header;
	bool is_known;
	union {
		struct procmon_exec exec;
		struct procmon_life life;
		struct procmon_fork fork;
		struct procmon_exit exit;
		struct procmon_creds_event creds;
		struct procmon_ptrace_event ptrace;
		struct procmon_comm_event comm;
		struct procmon_coredump coredump;
		struct procmon_snapshot snapshot;
		struct procmon_sensor sensor;
		struct procmon_heartbeat heartbeat;
		struct procmon_lost lost;
		struct procmon_reader_event reader;
		struct procmon_hook_event hook;
		struct procmon_config_event config;
	};
};

/**
 * PROCMON_RECORD_HAS() - Did the sensor send this member?
 * @record: a decoded record.
 * @structure: structure of its type, for instance procmon_exec.
 * @member: member of that structure.
 */
#define PROCMON_RECORD_HAS(record, structure, member) \
	((record)->header.fixed_len >= offsetof(struct structure, member) + \
	 sizeof(((struct structure *)0)->member))

/**
 * struct procmon_bytes - Bytes of a string of a record.
 * @bytes: they are not NUL-terminated and may hold any byte.
 * @len: how many.
 * @head: bytes before the place where some were cut out; @len: none were cut,
 *	or the end was.
 * @total: true length; @total - @len bytes were cut out behind @head.
 */
struct procmon_bytes {
	const unsigned char *bytes;
	uint32_t len;
	uint32_t head;
	uint32_t total;
};

/**
 * procmon_decode() - Check one record and give access to it.
 * @bytes: start of the record; no alignment is needed.
 * @len: bytes that are there; may be more than the record has.
 * @ret_record: returned: the record. It refers to @bytes.
 * @ret_problem: returned with -EBADMSG only; may be NULL.
 *
 * Every string and array of a known type is checked: inside the record,
 * behind the fixed part, aligned, lengths and counts in accord, names
 * NUL-terminated. A record of an unknown type is checked for its length.
 *
 * Return: 0; -EBADMSG: the record is malformed or not whole.
 */
PROCMON_API int procmon_decode(const void *bytes, size_t len,
			       struct procmon_record *ret_record,
			       struct procmon_problem *ret_problem);

/**
 * procmon_record_string() - Bytes of a string.
 * @record: a decoded record.
 * @string: a string of it or of one of its array elements.
 * @ret_bytes: returned: the bytes; @ret_bytes->bytes is not NULL, also for
 *	an empty string.
 *
 * Return: true; false: the string is absent.
 */
PROCMON_API bool procmon_record_string(const struct procmon_record *record,
				       const struct procmon_string *string,
				       struct procmon_bytes *ret_bytes);

/**
 * procmon_record_element() - Copy an element of an array.
 * @record: a decoded record.
 * @array: an array of it.
 * @idx: which element, from 0.
 * @ret_element: returned: the element.
 * @size: size of *@ret_element: sizeof(__u32) for groups, else that of the
 *	structure. What the sensor did not send is zero.
 *
 * Return: true; false: the array has no such element.
 */
PROCMON_API bool procmon_record_element(const struct procmon_record *record,
					const struct procmon_array *array,
					uint32_t idx, void *ret_element,
					size_t size);

/**
 * procmon_record_process() - Process that something happened to.
 * @record: a decoded record.
 *
 * Return: the process of a record that starts with struct procmon_life; NULL:
 * it does not.
 */
PROCMON_API const struct procmon_process *
procmon_record_process(const struct procmon_record *record);

/**
 * procmon_record_missing() - Is a field absent, and does the record say why?
 * @record: a decoded record of any type; most types lack no field.
 * @field: enum procmon_field.
 * @ret_reason: returned if true: enum procmon_reason, or a number that this
 *	version has no name for; may be NULL.
 *
 * Return: as procmon_field_missing().
 */
PROCMON_API bool procmon_record_missing(const struct procmon_record *record,
					unsigned int field,
					unsigned int *ret_reason);

/**
 * procmon_field_missing() - The same, of struct procmon_exec.
 * @exec: the record.
 * @field: enum procmon_field.
 * @ret_reason: returned if true: enum procmon_reason, or a number that this
 *	version has no name for; may be NULL.
 *
 * A field that does not apply may be told so (PROCMON_REASON_INAPPLICABLE), or
 * be absent with no reason at all.
 *
 * Return: true: it is absent; false: it has its value, or does not apply.
 */
PROCMON_API bool procmon_field_missing(const struct procmon_exec *exec,
				       unsigned int field,
				       unsigned int *ret_reason);

/**
 * procmon_field_truncated() - Is a field there, but not whole?
 * @exec: the record.
 * @field: enum procmon_field.
 */
PROCMON_API bool procmon_field_truncated(const struct procmon_exec *exec,
					 unsigned int field);

/**
 * enum procmon_arg_kind - What a piece of an argument block is.
 * @PROCMON_ARG_WHOLE: a whole string.
 * @PROCMON_ARG_HEAD: the start of a string whose end was cut.
 * @PROCMON_ARG_CUT: the place of the bytes that were cut. They may hold the
 *	end of a string, whole strings, the start of one.
 * @PROCMON_ARG_TAIL: the end of a string. Its start was cut, unless the cut
 *	ended exactly in front of it, which cannot be told.
 * @PROCMON_ARG_UNTERMINATED: the last string, and no NUL ends it.
 */
enum procmon_arg_kind {
	PROCMON_ARG_WHOLE,
	PROCMON_ARG_HEAD,
	PROCMON_ARG_CUT,
	PROCMON_ARG_TAIL,
	PROCMON_ARG_UNTERMINATED,
};

/**
 * struct procmon_arg - A piece of an argument block.
 * @kind: what it is.
 * @bytes: without the NUL; NULL for PROCMON_ARG_CUT.
 * @len: how many; for PROCMON_ARG_CUT how many bytes were cut.
 */
struct procmon_arg {
	enum procmon_arg_kind kind;
	const unsigned char *bytes;
	uint32_t len;
};

/**
 * procmon_args_next() - Next piece of argv, envp or parent_argv.
 * @block: the block, from procmon_record_string().
 * @position: where to go on, in the true block; 0 at first; moved on.
 * @ret_arg: returned: the piece.
 *
 * An argument that is empty is a piece of length 0: no byte of the block is
 * left out and no boundary guessed.
 *
 * Return: true; false: the end.
 */
PROCMON_API bool procmon_args_next(const struct procmon_bytes *block,
				   uint64_t *position,
				   struct procmon_arg *ret_arg);

/*
 * The device
 * ==========
 */

/* An open device: a reader of its own, with its own position. */
struct procmon_device;

/* procmon_device_open(): procmon_device_read() does not wait. */
#define PROCMON_OPEN_NONBLOCK	(1U << 0)

/**
 * procmon_device_open() - Open the sensor's device.
 * @path: device; NULL: PROCMON_DEVICE.
 * @flags: PROCMON_OPEN_*.
 * @ret_device: returned: the device; procmon_device_close() frees it.
 *
 * Return: 0; -EPROTO: the sensor speaks another version of the protocol than
 * PROCMON_ABI_VERSION; -ENOTTY: @path is not the device of a sensor;
 * -ENOENT, -ENXIO, -ENODEV: there is none; -EACCES, -EPERM: not permitted;
 * -EINVAL: unknown flags; any other error of open(2).
 */
PROCMON_API int procmon_device_open(const char *path, unsigned int flags,
				    struct procmon_device **ret_device);

/**
 * procmon_device_close() - Close a device.
 * @device: may be NULL. Batches in its own buffer are gone with it.
 */
PROCMON_API void procmon_device_close(struct procmon_device *device);

/**
 * procmon_device_fd() - File descriptor, to wait for POLLIN.
 * @device: stays the owner of it.
 *
 * Return: the descriptor.
 */
PROCMON_API int procmon_device_fd(const struct procmon_device *device);

/**
 * procmon_device_get_info() - What the sensor can do and where it stands.
 * @device: the device.
 * @ret_info: returned: hooks in use, fields that this kernel does not offer,
 *	sequence numbers, sizes.
 *
 * Return: 0 or -errno.
 */
PROCMON_API int procmon_device_get_info(struct procmon_device *device,
					struct procmon_info *ret_info);

/**
 * procmon_device_set_wakeup() - Be woken for batches, not for each record.
 * @device: the device.
 * @bytes: see struct procmon_wakeup.
 * @timeout_ms: likewise.
 *
 * Return: 0; -EINVAL: out of range.
 */
PROCMON_API int procmon_device_set_wakeup(struct procmon_device *device,
					  uint32_t bytes, uint32_t timeout_ms);

/**
 * procmon_device_hold() - Become the holder.
 * @device: the device.
 * @grace_ms: see struct procmon_hold.
 * @ret_resume_seq: returned: next record that this reader gets; may be NULL.
 *
 * Return: 0; -EBUSY: there is a holder; -EPERM: needs CAP_SYS_ADMIN;
 * -EINVAL: out of range.
 */
PROCMON_API int procmon_device_hold(struct procmon_device *device,
				    uint32_t grace_ms,
				    uint64_t *ret_resume_seq);

/**
 * procmon_device_ack() - As the holder: records are stored.
 * @device: the device.
 * @seq: all up to this one.
 *
 * Return: 0; -EPERM: not the holder; -EINVAL: out of range.
 */
PROCMON_API int procmon_device_ack(struct procmon_device *device,
				   uint64_t seq);

/**
 * procmon_device_release() - As the holder: give the hold back at once.
 * @device: the device.
 *
 * Return: 0; -EPERM: not the holder.
 */
PROCMON_API int procmon_device_release(struct procmon_device *device);

/**
 * procmon_device_lock() - Until reboot, nobody changes or unloads the sensor.
 * @device: the device.
 *
 * Once more is no error.
 *
 * Return: 0; -EPERM: needs CAP_SYS_ADMIN; -EINVAL: the sensor is disarmed;
 * -ENOTTY: it is older than this function.
 */
PROCMON_API int procmon_device_lock(struct procmon_device *device);

/**
 * procmon_device_set_events() - Choose events, for as long as it is open.
 * @device: the device.
 * @types: bit t: records of enum procmon_type t are wanted. They come beside
 *	those that the sensor records anyway; the last call counts.
 * @flags: PROCMON_EVENTS_*.
 *
 * Return: 0; -EPERM: needs CAP_SYS_ADMIN, or the sensor is locked; -EINVAL: a
 * type that cannot be chosen; -EIO: a hook that they need did not arm, nothing
 * is changed; -ENOTTY: the sensor is older than this function.
 */
PROCMON_API int procmon_device_set_events(struct procmon_device *device,
					  uint32_t types, uint32_t flags);

/**
 * procmon_device_snapshot() - Ask for the processes that are running.
 * @device: the device.
 * @tgid: this process only; 0: all.
 * @ret_begin_seq: returned: number of the PROCMON_TYPE_SNAPSHOT_BEGIN record;
 *	may be NULL.
 *
 * Waits for a snapshot that is under way, and returns when its own has begun.
 * The records come with all others; somebody must read meanwhile.
 *
 * Return: 0; -EPERM: needs CAP_SYS_ADMIN; -ESRCH: no such process; -ENODEV:
 * the hooks are not armed; -EINTR: a signal came; -ENOTTY: the sensor is older
 * than this function.
 */
PROCMON_API int procmon_device_snapshot(struct procmon_device *device,
					uint32_t tgid,
					uint64_t *ret_begin_seq);

/**
 * procmon_device_seek_start() - Go on with the oldest record in the ring.
 * @device: the device.
 *
 * Return: 0 or -errno.
 */
PROCMON_API int procmon_device_seek_start(struct procmon_device *device);

/**
 * procmon_device_seek_end() - Go on behind the newest record in the ring.
 * @device: the device.
 *
 * Return: 0 or -errno.
 */
PROCMON_API int procmon_device_seek_end(struct procmon_device *device);

/**
 * struct procmon_batch - Records that were read at once.
 * @bytes: start of the first.
 * @len: bytes in all.
 * @offset: where procmon_batch_next() goes on.
 * @lapped: before these the ring overwrote records that this reader had not
 *	read; a PROCMON_TYPE_LOST record in front names them.
 */
struct procmon_batch {
	const unsigned char *bytes;
	size_t len;
	size_t offset;
	bool lapped;
};

/**
 * procmon_device_read() - Read as many records as are there and fit.
 * @device: the device.
 * @buffer: where to; NULL: a buffer of the device that takes every record
 *	and is good until the next call or procmon_device_close().
 * @size: size of @buffer, from procmon_info.record_max on; ignored if
 *	@buffer is NULL.
 * @ret_batch: returned: the records.
 *
 * Waits for the first record, unless the device is PROCMON_OPEN_NONBLOCK.
 *
 * Return: 0; -EAGAIN: nothing there (PROCMON_OPEN_NONBLOCK); -EINTR: a signal
 * came; -EINVAL: @size is less than the next record, which is not lost;
 * -ENOMEM; -ENODEV: the sensor is gone; -EPROTO: the device does not keep to
 * the protocol. That the reader was lapped is no error: @ret_batch->lapped
 * says so, if need be at a later call that succeeds.
 */
PROCMON_API int procmon_device_read(struct procmon_device *device,
				    void *buffer, size_t size,
				    struct procmon_batch *ret_batch);

/**
 * procmon_batch_next() - Next record of a batch.
 * @batch: the batch.
 * @ret_record: returned: the record; refers to the batch's bytes.
 * @ret_problem: returned with -EBADMSG only; may be NULL.
 *
 * Return: 1: a record; 0: the end; -EBADMSG: a malformed record. The next
 * call goes on behind it, or returns 0 if its length cannot be trusted.
 */
PROCMON_API int procmon_batch_next(struct procmon_batch *batch,
				   struct procmon_record *ret_record,
				   struct procmon_problem *ret_problem);

/*
 * Captures: files of raw records
 * ==============================
 */

/* An open capture. */
struct procmon_capture_reader;

/* Records larger than this are not read from a file, bytes. */
#define PROCMON_CAPTURE_RECORD_MAX	(4U * 1024 * 1024)

/**
 * procmon_capture_open() - Start to read a capture.
 * @fd: file, pipe or terminal at the first byte; stays the caller's.
 * @ret_capture: returned: the start of the file; may be NULL.
 * @ret_reader: returned: the reader; procmon_capture_close() frees it.
 * @ret_problem: returned with -EBADMSG and -EPROTO only; may be NULL.
 *
 * Return: 0; -EBADMSG: not a capture, or it ends within its first bytes;
 * -EPROTO: of another version of the protocol or another byte order;
 * -ENOMEM; any error of read(2).
 */
PROCMON_API int procmon_capture_open(int fd,
				     struct procmon_capture *ret_capture,
				     struct procmon_capture_reader **ret_reader,
				     struct procmon_problem *ret_problem);

/**
 * procmon_capture_next() - Next record of a capture.
 * @reader: the reader.
 * @ret_record: returned: the record; good until the next call.
 * @ret_problem: returned with -EBADMSG only; may be NULL. The offset is that
 *	in the file.
 *
 * Return: 1: a record; 0: the end; -EBADMSG: a malformed record, or the file
 * ends in the middle of one. The next call goes on behind it, or returns 0 if
 * its length cannot be trusted; -ENOMEM; any error of read(2).
 */
PROCMON_API int procmon_capture_next(struct procmon_capture_reader *reader,
				     struct procmon_record *ret_record,
				     struct procmon_problem *ret_problem);

/**
 * procmon_capture_close() - Free a reader.
 * @reader: may be NULL.
 */
PROCMON_API void procmon_capture_close(struct procmon_capture_reader *reader);

/**
 * procmon_capture_init() - Fill in the start of a capture.
 * @info: of the device that the records come from.
 * @ret_capture: returned: what stands before the first record.
 */
PROCMON_API void procmon_capture_init(const struct procmon_info *info,
				      struct procmon_capture *ret_capture);

/**
 * procmon_capture_start() - Write the start of a capture.
 * @fd: file or pipe.
 * @info: of the device that the records come from.
 *
 * Then write records as they were read with procmon_capture_write().
 *
 * Return: 0 or -errno of write(2).
 */
PROCMON_API int procmon_capture_start(int fd, const struct procmon_info *info);

/**
 * procmon_capture_write() - Write all of some bytes.
 * @fd: file or pipe; one that does not block, or a signal that arrives
 *	halfway, cannot leave a part behind without an error.
 * @bytes: whole records.
 * @len: how many bytes.
 *
 * Return: 0 or -errno of write(2); a part may then have been written.
 */
PROCMON_API int procmon_capture_write(int fd, const void *bytes, size_t len);

/*
 * Is a stream complete?
 * =====================
 *
 * Every event has a number, one more than the one before, and what was lost is
 * told in its place. So a stream proves by itself that nothing is missing in it,
 * or where something is. Records are fed in the order of the file; what is found
 * is given to a function.
 *
 * A file may hold several streams: a boot, or a load of the module, begins a new
 * one. It may have the same records twice, where a program that was killed had
 * stored more than it had acknowledged.
 */

/**
 * enum procmon_finding_kind - What was found.
 * @PROCMON_FINDING_STREAM: all of a stream, when it ends: no fault.
 * @PROCMON_FINDING_HOLE: numbers that neither a record nor LOST accounts for.
 * @PROCMON_FINDING_LOSS: numbers that LOST accounts for.
 * @PROCMON_FINDING_REPEAT: numbers that come once more: no fault.
 * @PROCMON_FINDING_CONTRADICTION: a record tells what cannot be, or what others
 *	disprove.
 */
enum procmon_finding_kind {
	PROCMON_FINDING_STREAM,
	PROCMON_FINDING_HOLE,
	PROCMON_FINDING_LOSS,
	PROCMON_FINDING_REPEAT,
	PROCMON_FINDING_CONTRADICTION,
};

#define PROCMON_FINDING_COUNT	5

/* procmon_finding.flags, of a stream */
#define PROCMON_STREAM_STARTS	(1U << 0)	/* it begins with SENSOR_START */
#define PROCMON_STREAM_STOPS	(1U << 1)	/* the sensor stopped in it */

/**
 * struct procmon_finding - Something that was found.
 * @kind: enum procmon_finding_kind.
 * @flags: PROCMON_STREAM_*; 0 for all but a stream.
 * @first_seq: first number that is meant.
 * @last_seq: last one.
 * @count: how many of these are meant: of LOST, those that nothing had accounted
 *	for before; of a repeat, those that had been there.
 * @after_mono: time of the record before a hole or a loss, ns, CLOCK_MONOTONIC;
 *	of the first record that is meant; 0: not known.
 * @before_mono: likewise of the record behind a hole, of the last one, or when
 *	the loss was told.
 * @text: of a contradiction, what is wrong; else NULL. It is constant, and needs
 *	no escaping.
 * @by_cause: of a loss, as LOST has it.
 * @by_type: likewise.
 */
struct procmon_finding {
	uint32_t kind;
	uint32_t flags;
	uint64_t first_seq;
	uint64_t last_seq;
	uint64_t count;
	uint64_t after_mono;
	uint64_t before_mono;
	const char *text;
	uint64_t by_cause[PROCMON_CAUSE_COUNT];
	uint64_t by_type[PROCMON_TYPE_LIMIT];
};

/**
 * struct procmon_verify_status - What was found in all. A number too large for
 * its member is UINT64_MAX.
 * @records: records that were fed.
 * @events: numbers that have a record.
 * @tombstones: records that have only the bare fact.
 * @findings: how many there are of each kind.
 * @missing: numbers in holes.
 * @lost: numbers that only LOST accounts for.
 * @repeated: numbers that came once more.
 * @heartbeats: HEARTBEAT records.
 * @heartbeats_unjudged: those whose count of losses could not be compared, as
 *	something is missing between them and the one before.
 */
struct procmon_verify_status {
	uint64_t records;
	uint64_t events;
	uint64_t tombstones;
	uint64_t findings[PROCMON_FINDING_COUNT];
	uint64_t missing;
	uint64_t lost;
	uint64_t repeated;
	uint64_t heartbeats;
	uint64_t heartbeats_unjudged;
};

/* A judge of a sequence of records. */
struct procmon_verify;

/**
 * procmon_verify_new() - Begin to judge.
 * @capture: start of the file, which names the boot; NULL: there is none.
 * @found: called for each finding, in the order of the records as far as that
 *	is possible: a hole is held back for a while, as records that come again
 *	may fill it. It must not feed or free the judge. NULL: nobody is told.
 * @context: given to @found.
 * @ret_verify: returned: the judge; procmon_verify_free() frees it.
 *
 * This takes all the memory that it ever needs, less than 1 MiB.
 *
 * Return: 0; -ENOMEM.
 */
PROCMON_API int
procmon_verify_new(const struct procmon_capture *capture,
		   void (*found)(const struct procmon_finding *finding,
				 void *context),
		   void *context, struct procmon_verify **ret_verify);

/**
 * procmon_verify_free() - Free a judge.
 * @verify: may be NULL.
 */
PROCMON_API void procmon_verify_free(struct procmon_verify *verify);

/**
 * procmon_verify_feed() - The next record.
 * @verify: the judge.
 * @record: a decoded record of any type. One that could not be decoded is left
 *	out: it leaves a hole.
 */
PROCMON_API void procmon_verify_feed(struct procmon_verify *verify,
				     const struct procmon_record *record);

/**
 * procmon_verify_end() - There are no more records: tell what was held back.
 * @verify: the judge. It can be fed again, with a new stream.
 */
PROCMON_API void procmon_verify_end(struct procmon_verify *verify);

/**
 * procmon_verify_get_status() - What was found in all?
 * @verify: the judge, after procmon_verify_end().
 * @ret_status: returned: the counts.
 */
PROCMON_API void
procmon_verify_get_status(const struct procmon_verify *verify,
			  struct procmon_verify_status *ret_status);

/*
 * The processes now
 * =================
 *
 * A model of the processes of the host, made of the stream: it is fed with
 * every record in order, whatever its type, from a reader that has
 * PROCMON_TYPE_FORK and PROCMON_TYPE_EXIT chosen. It is whole from the end of a
 * snapshot (struct procmon_snapshot) until records are lost that may have told
 * of a process; then it says that it needs another snapshot, keeps what it has,
 * and at the end of that snapshot forgets the processes that it did not tell of.
 *
 * The stream does not tell when a process gets another parent because its own
 * ended. Then the process is shown below the parent of the one that ended, its
 * nearest ancestor that lives (PROCMON_LIVE_MOVED), until a record about the
 * process itself says who its parent is.
 */

/* Bytes of a text of a process that are kept; of a longer one its start. */
#define PROCMON_LIVE_TEXT_MAX	4096

/* procmon_live.flags */
#define PROCMON_LIVE_KERNEL	(1U << 0)	/* a kernel thread */
#define PROCMON_LIVE_MOVED	(1U << 1)	/* its parent is not known */

/**
 * struct procmon_live - A process that lives, as far as records told.
 * @identity: who, as the last record about it says; tid is tgid. exec_id 0:
 *	not known, or a kernel thread. See procmon_processes_parent() for the
 *	parent.
 * @creds: with which rights its first thread runs.
 * @namespaces: inode numbers; 0: not known.
 * @cgroup_id: id of the cgroup, version 2.
 * @loginuid: audit login uid; 4294967295: not set.
 * @audit_session: audit session; 4294967295: not set.
 * @flags: PROCMON_LIVE_*.
 * @seq: the last record about it.
 * @absent: fields that this record lacked.
 * @comm: name of its first thread, NUL-terminated.
 * @exe: path of what it runs; @exe.bytes is NULL: not known.
 * @argv: arguments that it was started with, as for procmon_args_next();
 *	likewise. Of a process that was running before the sensor saw an exec of
 *	it: what its memory held, which it may have changed.
 * @cgroup: path of its cgroup; likewise.
 */
struct procmon_live {
	struct procmon_identity identity;
	struct procmon_creds creds;
	struct procmon_namespaces namespaces;
	uint64_t cgroup_id;
	uint32_t loginuid;
	uint32_t audit_session;
	uint32_t flags;
	uint64_t seq;
	struct procmon_fieldset absent;
	char comm[PROCMON_COMM_LEN];
	struct procmon_bytes exe;
	struct procmon_bytes argv;
	struct procmon_bytes cgroup;
};

/**
 * enum procmon_change - What a record changed.
 * @PROCMON_CHANGE_STARTED: a process was created.
 * @PROCMON_CHANGE_FOUND: a process that was running already.
 * @PROCMON_CHANGE_EXECUTED: it runs another program.
 * @PROCMON_CHANGE_RIGHTS: it has other rights.
 * @PROCMON_CHANGE_SESSION: it started a session.
 * @PROCMON_CHANGE_NAME: its first thread has another name.
 * @PROCMON_CHANGE_ENDED: it ended; it is in the model for the last time.
 * @PROCMON_CHANGE_GONE: likewise, but its end was not told: a snapshot does not
 *	have it, or another process has its number.
 */
enum procmon_change {
	PROCMON_CHANGE_STARTED,
	PROCMON_CHANGE_FOUND,
	PROCMON_CHANGE_EXECUTED,
	PROCMON_CHANGE_RIGHTS,
	PROCMON_CHANGE_SESSION,
	PROCMON_CHANGE_NAME,
	PROCMON_CHANGE_ENDED,
	PROCMON_CHANGE_GONE,
};

/**
 * enum procmon_processes_state - How far a model can be trusted.
 * @PROCMON_PROCESSES_NEED: it needs a snapshot: ask for one, with
 *	procmon_device_snapshot() of all processes, then call
 *	procmon_processes_requested(). Read all that is there first: the call
 *	waits for a snapshot that is under way, which may wait for the reader.
 * @PROCMON_PROCESSES_SNAPSHOT: a snapshot was asked for, or is under way. Go on.
 * @PROCMON_PROCESSES_WHOLE: it has every process.
 * @PROCMON_PROCESSES_PARTIAL: the snapshot is complete, but the sensor had no
 *	memory to tell of each process, or the model had not (see
 *	procmon_processes_new()). Another snapshot may help, later.
 * @PROCMON_PROCESSES_STOPPED: the sensor stopped: nothing is known from then on.
 */
enum procmon_processes_state {
	PROCMON_PROCESSES_NEED,
	PROCMON_PROCESSES_SNAPSHOT,
	PROCMON_PROCESSES_WHOLE,
	PROCMON_PROCESSES_PARTIAL,
	PROCMON_PROCESSES_STOPPED,
};

/**
 * struct procmon_processes_status - How a model fares.
 * @state: enum procmon_processes_state.
 * @reserved: 0.
 * @count: processes in it.
 * @bytes: memory that it uses.
 * @bytes_max: memory that it may use.
 * @no_room: processes, or texts of them, that found no room in it.
 * @losses: how often records were missing that may have told of a process.
 * @repeated: records that were not newer than one before, and were ignored.
 */
struct procmon_processes_status {
	uint32_t state;
	uint32_t reserved;
	uint64_t count;
	uint64_t bytes;
	uint64_t bytes_max;
	uint64_t no_room;
	uint64_t losses;
	uint64_t repeated;
};

/* A model of the processes of one host in one boot. */
struct procmon_processes;

/**
 * procmon_processes_new() - Make an empty model.
 * @bytes_max: memory that it may use in all; a process takes about 500 bytes
 *	and its texts, which a process shares with the one that created it.
 * @ret_processes: returned: the model; procmon_processes_free() frees it.
 *
 * Return: 0; -EINVAL: too little for anything; -ENOMEM.
 */
PROCMON_API int procmon_processes_new(size_t bytes_max,
				      struct procmon_processes **ret_processes);

/**
 * procmon_processes_free() - Free a model and all that it gave.
 * @processes: may be NULL.
 */
PROCMON_API void procmon_processes_free(struct procmon_processes *processes);

/**
 * procmon_processes_on_change() - Be told of each change.
 * @processes: the model.
 * @changed: called by procmon_processes_feed(), more than once for some
 *	records; NULL: nobody is told. @process is as it is now; @record is the
 *	one that was fed. It must not feed or free the model.
 * @context: given to @changed.
 */
PROCMON_API void
procmon_processes_on_change(struct procmon_processes *processes,
			    void (*changed)(enum procmon_change change,
					    const struct procmon_live *process,
					    const struct procmon_record *record,
					    void *context),
			    void *context);

/**
 * procmon_processes_feed() - The next record of the stream.
 * @processes: the model.
 * @record: a decoded record, of any type. Numbers that are left out are loss.
 *
 * Every process that the model gave before may be gone after this.
 *
 * Return: 0; -ENOSPC: the limit of its memory is reached; -ENOMEM: there is
 * none. Then a process, or a text of it, is missing, and the model is not whole
 * until a snapshot has found room for all; it goes on.
 */
PROCMON_API int procmon_processes_feed(struct procmon_processes *processes,
				       const struct procmon_record *record);

/**
 * procmon_processes_requested() - A snapshot was asked for.
 * @processes: the model.
 * @begin_seq: seq of its SNAPSHOT_BEGIN.
 */
PROCMON_API void
procmon_processes_requested(struct procmon_processes *processes,
			    uint64_t begin_seq);

/**
 * procmon_processes_get_status() - How does the model fare?
 * @processes: the model.
 * @ret_status: returned: what it can be trusted with, and what it takes.
 */
PROCMON_API void
procmon_processes_get_status(const struct procmon_processes *processes,
			     struct procmon_processes_status *ret_status);

/**
 * procmon_processes_find() - The process that has a number.
 * @processes: the model.
 * @tgid: process id.
 * @start_boottime: when it started; 0: whichever has @tgid now.
 *
 * Return: the process, good until the next record is fed; NULL: not there.
 */
PROCMON_API const struct procmon_live *
procmon_processes_find(const struct procmon_processes *processes, uint32_t tgid,
		       uint64_t start_boottime);

/**
 * procmon_processes_find_exec_id() - Processes that run an image.
 * @processes: the model.
 * @exec_id: the image; 0: none.
 * @after: the last one that was found; NULL: begin.
 *
 * Return: as procmon_processes_find().
 */
PROCMON_API const struct procmon_live *
procmon_processes_find_exec_id(const struct procmon_processes *processes,
			       uint64_t exec_id,
			       const struct procmon_live *after);

/**
 * procmon_processes_parent() - The process above.
 * @process: a process.
 *
 * Following it always ends, whatever the records said.
 *
 * Return: the process; NULL: it has no parent, or none that lives is known.
 */
PROCMON_API const struct procmon_live *
procmon_processes_parent(const struct procmon_live *process);

/**
 * procmon_processes_child() - The processes below one, in no order.
 * @processes: the model.
 * @parent: the process; NULL: those that have none above.
 * @after: the last one; NULL: begin.
 *
 * Return: the next; NULL: the end.
 */
PROCMON_API const struct procmon_live *
procmon_processes_child(const struct procmon_processes *processes,
			const struct procmon_live *parent,
			const struct procmon_live *after);

/**
 * procmon_processes_next() - All processes, in no order.
 * @processes: the model.
 * @after: the last one; NULL: begin.
 *
 * Return: the next; NULL: the end.
 */
PROCMON_API const struct procmon_live *
procmon_processes_next(const struct procmon_processes *processes,
		       const struct procmon_live *after);

/*
 * Text
 * ====
 */

/**
 * procmon_utf8_len() - How far are bytes well-formed UTF-8?
 * @bytes: may hold NUL bytes.
 * @len: how many.
 *
 * Return: bytes up to the first that is part of no well-formed character;
 * @len: all are well-formed.
 */
PROCMON_API size_t procmon_utf8_len(const void *bytes, size_t len);

/**
 * enum procmon_escape - For whom to escape.
 *
 * "Unsafe" are control characters (C0, DEL, C1), characters that are
 * invisible or change the direction of text, blanks other than the space,
 * line separators, private use and what is no character.
 *
 * @PROCMON_ESCAPE_TERMINAL: for a terminal or a line of a log. Bytes below
 *	0x20, DEL and bytes that are not UTF-8 become \xNN, other unsafe
 *	characters \u{N}, the backslash \\. Maps back byte for byte.
 * @PROCMON_ESCAPE_JSON: the inside of a JSON string, without the quotation
 *	marks; a parser gets the same bytes back. Unsafe characters become
 *	\uNNNN, so it is also safe on a terminal. Bytes that are not UTF-8
 *	are refused with -EILSEQ: use the next, and mark it in the object.
 * @PROCMON_ESCAPE_JSON_BYTES: likewise, for bytes that need not be UTF-8.
 *	What a parser gets is text with \xNN for a byte that is not UTF-8 and
 *	\\ for a backslash; all else stands for itself. Maps back byte for
 *	byte. (In the JSON itself both backslashes are doubled again.)
 * @PROCMON_ESCAPE_SHELL: one word for a shell (bash, zsh, ksh, POSIX 2024):
 *	as it is if that is safe, else in '...', or in $'...' if something
 *	must be escaped. Safe on a terminal.
 */
enum procmon_escape {
	PROCMON_ESCAPE_TERMINAL,
	PROCMON_ESCAPE_JSON,
	PROCMON_ESCAPE_JSON_BYTES,
	PROCMON_ESCAPE_SHELL,
};

/**
 * procmon_escape() - Make text of bytes.
 * @escape: for whom.
 * @bytes: any bytes.
 * @len: how many.
 * @buffer: returned: the text, NUL-terminated if @size is not 0; may be NULL
 *	if @size is 0.
 * @size: size of @buffer. Six times @len and 4 more bytes are always enough.
 *
 * Text that does not fit ends behind the last character or escape that does:
 * never within one, though a word for a shell then lacks its end.
 *
 * Return: length of the whole text, without the NUL; from @size on: it did
 * not fit. -EILSEQ: see PROCMON_ESCAPE_JSON; *@buffer is then not defined.
 * -EOVERFLOW: @len is absurd.
 */
PROCMON_API ssize_t procmon_escape(enum procmon_escape escape,
				   const void *bytes, size_t len,
				   char *buffer, size_t size);

#ifdef __cplusplus
}
#endif

#endif /* LIBPROCMON_H */
