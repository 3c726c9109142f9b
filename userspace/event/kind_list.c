// SPDX-License-Identifier: GPL-2.0-only
/*
 * kind_list.c - arrays of structures: groups, ancestors, descriptors. It must
 * not know which fields there are.
 */
#include <arpa/inet.h>
#include <string.h>
#include <sys/socket.h>

#include "kind.h"
#include "text.h"

static bool get_array(const struct field *field, const struct event *event,
		      struct value *ret_value)
{
	const struct procmon_array *array = member(field, event);

	if (!get_member(field, event, ret_value))
		return false;
	ret_value->number = array->count;
	return array->off != 0;
}

/* Of arrays whose elements refer to nothing. */
static bool same_array(const struct field *field, const struct event *event,
		       const struct event *before)
{
	const struct procmon_array *array = member(field, event);
	const struct procmon_array *array_before = member(field, before);

	return !array->off == !array_before->off &&
	       array->count == array_before->count &&
	       array->stride == array_before->stride &&
	       memcmp(event->record->bytes + array->off,
		      before->record->bytes + array_before->off,
		      (size_t)array->count * array->stride) == 0;
}

/* Of the others, before the elements are looked at. */
static bool same_count(const struct field *field, const struct event *event,
		       const struct event *before)
{
	const struct procmon_array *array = member(field, event);
	const struct procmon_array *array_before = member(field, before);

	return !array->off == !array_before->off &&
	       array->count == array_before->count;
}

static bool next_element(const struct field *field, const struct event *event,
			 uint32_t *idx, void *ret_element, size_t size)
{
	return procmon_record_element(event->record, member(field, event),
				      (*idx)++, ret_element, size);
}

static void comma(struct buffer *buffer, uint32_t idx)
{
	if (idx > 1)
		buffer_char(buffer, ',');
}

/* Members of objects, behind the first: ,"key":"value" */
static void json_member(struct buffer *buffer, const char *key)
{
	buffer_text(buffer, ",\"");
	buffer_text(buffer, key);
	buffer_text(buffer, "\":");
}

static void json_id(struct buffer *buffer, const char *key, uint64_t number)
{
	json_member(buffer, key);
	buffer_char(buffer, '"');
	buffer_number(buffer, number);
	buffer_char(buffer, '"');
}

static void json_device(struct buffer *buffer, const char *key,
			uint32_t major_number, uint32_t minor_number)
{
	json_member(buffer, key);
	buffer_char(buffer, '"');
	buffer_number(buffer, major_number);
	buffer_char(buffer, ':');
	buffer_number(buffer, minor_number);
	buffer_char(buffer, '"');
}

static void json_named(struct buffer *buffer, const char *key,
		       const struct names *names, uint64_t number)
{
	json_member(buffer, key);
	buffer_char(buffer, '"');
	names_write(buffer, names, number);
	buffer_char(buffer, '"');
}

static void groups_text(const struct field *field, const struct event *event,
			const struct value *value, struct buffer *buffer)
{
	uint32_t idx = 0;
	uint32_t gid;

	(void)value;
	while (next_element(field, event, &idx, &gid, sizeof(gid))) {
		comma(buffer, idx);
		buffer_number(buffer, gid);
	}
}

static void groups_json(const struct field *field, const struct event *event,
			const struct value *value, struct buffer *buffer,
			bool *is_escaped)
{
	uint32_t idx = 0;
	uint32_t gid;

	(void)value;
	(void)is_escaped;
	buffer_char(buffer, '[');
	while (next_element(field, event, &idx, &gid, sizeof(gid))) {
		comma(buffer, idx);
		buffer_text(buffer, "{\"id\":\"");
		buffer_number(buffer, gid);
		buffer_text(buffer, "\"}");
	}
	buffer_char(buffer, ']');
}

const struct kind kind_groups = {
	"array of objects", 12, false, true, get_array, groups_json,
	groups_text,
	SOURCE_CONTENT, same_array
};

/* Groups of OCSF have another key. */
static void ocsf_groups_json(const struct field *field,
			     const struct event *event,
			     const struct value *value, struct buffer *buffer,
			     bool *is_escaped)
{
	uint32_t idx = 0;
	uint32_t gid;

	(void)value;
	(void)is_escaped;
	buffer_char(buffer, '[');
	while (next_element(field, event, &idx, &gid, sizeof(gid))) {
		comma(buffer, idx);
		buffer_text(buffer, "{\"uid\":\"");
		buffer_number(buffer, gid);
		buffer_text(buffer, "\"}");
	}
	buffer_char(buffer, ']');
}

const struct kind kind_ocsf_groups = {
	.json_type = "array of objects", .get = get_array,
	.json = ocsf_groups_json,
	.source = SOURCE_CONTENT, .same = same_array,
};

/* A process of OCSF is named as ENTITY_ID does. */
static void ocsf_ancestors_json(const struct field *field,
				const struct event *event,
				const struct value *value,
				struct buffer *buffer, bool *is_escaped)
{
	struct procmon_ancestor ancestor;
	uint32_t idx = 0;

	(void)value;
	(void)is_escaped;
	buffer_char(buffer, '[');
	while (next_element(field, event, &idx, &ancestor, sizeof(ancestor))) {
		comma(buffer, idx);
		buffer_text(buffer, "{\"pid\":");
		buffer_number(buffer, ancestor.tgid);
		if (stream_has_boot_id(event->stream)) {
			json_member(buffer, "uid");
			buffer_char(buffer, '"');
			entity_write(event, ancestor.tgid,
				     ancestor.start_boottime, buffer);
			buffer_char(buffer, '"');
		}
		buffer_char(buffer, '}');
	}
	buffer_char(buffer, ']');
}

/* The boot is in what names a process. */
static bool same_named_array(const struct field *field,
			     const struct event *event,
			     const struct event *before)
{
	return same_boot_id(field, event, before) &&
	       same_array(field, event, before);
}

const struct kind kind_ocsf_ancestors = {
	.json_type = "array of objects", .get = get_array,
	.json = ocsf_ancestors_json,
	.source = SOURCE_MORE, .same = same_named_array,
};

static void ancestors_text(const struct field *field,
			   const struct event *event,
			   const struct value *value, struct buffer *buffer)
{
	struct procmon_ancestor ancestor;
	uint32_t idx = 0;

	(void)value;
	while (next_element(field, event, &idx, &ancestor, sizeof(ancestor))) {
		comma(buffer, idx);
		buffer_number(buffer, ancestor.tgid);
	}
}

static void ancestors_json(const struct field *field,
			   const struct event *event,
			   const struct value *value, struct buffer *buffer,
			   bool *is_escaped)
{
	struct procmon_ancestor ancestor;
	uint32_t idx = 0;

	(void)value;
	(void)is_escaped;
	buffer_char(buffer, '[');
	while (next_element(field, event, &idx, &ancestor, sizeof(ancestor))) {
		comma(buffer, idx);
		buffer_text(buffer, "{\"pid\":");
		buffer_number(buffer, ancestor.tgid);
		json_id(buffer, "uid", ancestor.uid);
		json_id(buffer, "start_boottime", ancestor.start_boottime);
		buffer_text(buffer, ",\"exec_id\":");
		json_number(buffer, ancestor.exec_id);
		json_device(buffer, "exe_device", ancestor.exe_dev_major,
			    ancestor.exe_dev_minor);
		json_id(buffer, "exe_inode", ancestor.exe_ino);
		buffer_char(buffer, '}');
	}
	buffer_char(buffer, ']');
}

const struct kind kind_ancestors = {
	"array of objects", 16, false, true, get_array, ancestors_json,
	ancestors_text,
	SOURCE_CONTENT, same_array
};

static void fds_text(const struct field *field, const struct event *event,
		     const struct value *value, struct buffer *buffer)
{
	struct procmon_bytes path;
	struct procmon_fd fd;
	uint32_t idx = 0;

	(void)value;
	while (next_element(field, event, &idx, &fd, sizeof(fd))) {
		comma(buffer, idx);
		buffer_signed(buffer, fd.fd);
		buffer_char(buffer, ':');
		names_write(buffer, &fd_kind_names, fd.kind);
		if (!procmon_record_string(event->record, &fd.path, &path))
			continue;
		buffer_char(buffer, ':');
		text_screen(buffer, path.bytes, path.len);
	}
}

static bool same_fds(const struct field *field, const struct event *event,
		     const struct event *before)
{
	struct procmon_fd fd_before;
	struct procmon_fd fd;
	uint32_t idx_before = 0;
	uint32_t idx = 0;

	if (!same_count(field, event, before))
		return false;
	while (next_element(field, event, &idx, &fd, sizeof(fd)) &&
	       next_element(field, before, &idx_before, &fd_before,
			    sizeof(fd_before))) {
		if (!string_is_same(event, &fd.path, before, &fd_before.path))
			return false;
		fd_before.path = fd.path;
		if (memcmp(&fd, &fd_before, sizeof(fd)) != 0)
			return false;
	}
	return true;
}

static bool fds_are_utf8(const struct field *field, const struct event *event)
{
	struct procmon_bytes path;
	struct procmon_fd fd;
	uint32_t idx = 0;

	while (next_element(field, event, &idx, &fd, sizeof(fd)))
		if (procmon_record_string(event->record, &fd.path, &path) &&
		    !bytes_are_utf8(&path))
			return false;
	return true;
}

static void open_fd_json(const struct procmon_fd *fd, struct buffer *buffer)
{
	json_member(buffer, "flags");
	buffer_char(buffer, '"');
	buffer_hex_number(buffer, fd->flags, 8);
	buffer_char(buffer, '"');
	json_member(buffer, "mode");
	buffer_char(buffer, '"');
	buffer_octal(buffer, fd->mode, 7);
	buffer_char(buffer, '"');
	json_device(buffer, "device", fd->dev_major, fd->dev_minor);
	json_id(buffer, "inode", fd->ino);
	if (fd->rdev_major || fd->rdev_minor)
		json_device(buffer, "node", fd->rdev_major, fd->rdev_minor);
}

static void fds_json(const struct field *field, const struct event *event,
		     const struct value *value, struct buffer *buffer,
		     bool *is_escaped)
{
	struct procmon_bytes path;
	struct procmon_fd fd;
	uint32_t idx = 0;

	(void)value;
	*is_escaped = !fds_are_utf8(field, event);
	buffer_char(buffer, '[');
	while (next_element(field, event, &idx, &fd, sizeof(fd))) {
		comma(buffer, idx);
		buffer_text(buffer, "{\"fd\":");
		buffer_signed(buffer, fd.fd);
		json_named(buffer, "kind", &fd_kind_names, fd.kind);
		if (fd.kind != PROCMON_FD_CLOSED)
			open_fd_json(&fd, buffer);
		if (procmon_record_string(event->record, &fd.path, &path)) {
			buffer_text(buffer, ",\"path\":");
			json_bytes(buffer, &path, *is_escaped);
		}
		buffer_char(buffer, '}');
	}
	buffer_char(buffer, ']');
}

const struct kind kind_fds = {
	"array of objects", 24, false, true, get_array, fds_json, fds_text,
	SOURCE_CONTENT, same_fds
};

/* Address of an end of a socket; empty if it has none. */
static void address(const struct procmon_socket *socket,
		    const unsigned char *bytes, uint32_t flag,
		    char ret_text[INET6_ADDRSTRLEN])
{
	ret_text[0] = '\0';
	if (socket->flags & flag &&
	    (socket->family == AF_INET || socket->family == AF_INET6))
		inet_ntop(socket->family, bytes, ret_text, INET6_ADDRSTRLEN);
}

static void end_text(struct buffer *buffer, const struct event *event,
		     const char *ip, uint16_t port,
		     const struct procmon_string *string)
{
	struct procmon_bytes path;

	if (*ip)
		buffer_printf(buffer, strchr(ip, ':') ? "[%s]:%u" : "%s:%u",
			      ip, port);
	if (procmon_record_string(event->record, string, &path))
		text_screen(buffer, path.bytes, path.len);
}

static void sockets_text(const struct field *field, const struct event *event,
			 const struct value *value, struct buffer *buffer)
{
	char local[INET6_ADDRSTRLEN];
	char peer[INET6_ADDRSTRLEN];
	struct procmon_socket socket;
	uint32_t idx = 0;

	(void)value;
	while (next_element(field, event, &idx, &socket, sizeof(socket))) {
		address(&socket, socket.local, PROCMON_SOCKET_HAS_LOCAL, local);
		address(&socket, socket.peer, PROCMON_SOCKET_HAS_PEER, peer);
		comma(buffer, idx);
		buffer_signed(buffer, socket.fd);
		buffer_char(buffer, ':');
		names_write(buffer, &family_names, socket.family);
		buffer_char(buffer, ':');
		end_text(buffer, event, local, socket.local_port,
			 &socket.local_path);
		buffer_char(buffer, '>');
		end_text(buffer, event, peer, socket.peer_port,
			 &socket.peer_path);
	}
}

static bool same_sockets(const struct field *field, const struct event *event,
			 const struct event *before)
{
	struct procmon_socket socket_before;
	struct procmon_socket socket;
	uint32_t idx_before = 0;
	uint32_t idx = 0;

	if (!same_count(field, event, before))
		return false;
	while (next_element(field, event, &idx, &socket, sizeof(socket)) &&
	       next_element(field, before, &idx_before, &socket_before,
			    sizeof(socket_before))) {
		if (!string_is_same(event, &socket.local_path, before,
				    &socket_before.local_path) ||
		    !string_is_same(event, &socket.peer_path, before,
				    &socket_before.peer_path))
			return false;
		socket_before.local_path = socket.local_path;
		socket_before.peer_path = socket.peer_path;
		if (memcmp(&socket, &socket_before, sizeof(socket)) != 0)
			return false;
	}
	return true;
}

static bool sockets_are_utf8(const struct field *field,
			     const struct event *event)
{
	struct procmon_bytes path;
	struct procmon_socket socket;
	uint32_t idx = 0;

	while (next_element(field, event, &idx, &socket, sizeof(socket))) {
		if (procmon_record_string(event->record, &socket.local_path,
					  &path) && !bytes_are_utf8(&path))
			return false;
		if (procmon_record_string(event->record, &socket.peer_path,
					  &path) && !bytes_are_utf8(&path))
			return false;
	}
	return true;
}

static void end_json(struct buffer *buffer, const struct event *event,
		     const char *key, const char *ip, uint16_t port,
		     const struct procmon_string *string, bool is_escaped)
{
	struct procmon_bytes path;

	if (*ip)
		buffer_printf(buffer,
			      ",\"%s\":{\"ip\":\"%s\",\"port\":%u}", key, ip,
			      port);
	if (!procmon_record_string(event->record, string, &path))
		return;
	buffer_printf(buffer, ",\"%s_path\":", key);
	json_bytes(buffer, &path, is_escaped);
}

static void sockets_json(const struct field *field, const struct event *event,
			 const struct value *value, struct buffer *buffer,
			 bool *is_escaped)
{
	char ip[INET6_ADDRSTRLEN];
	struct procmon_socket socket;
	uint32_t idx = 0;

	(void)value;
	*is_escaped = !sockets_are_utf8(field, event);
	buffer_char(buffer, '[');
	while (next_element(field, event, &idx, &socket, sizeof(socket))) {
		comma(buffer, idx);
		buffer_text(buffer, "{\"fd\":");
		buffer_signed(buffer, socket.fd);
		json_named(buffer, "family", &family_names, socket.family);
		json_named(buffer, "type", &socket_type_names, socket.type);
		json_member(buffer, "protocol");
		buffer_number(buffer, socket.protocol);
		json_member(buffer, "state");
		buffer_number(buffer, socket.state);
		json_id(buffer, "inode", socket.ino);
		if (socket.scope_id) {
			json_member(buffer, "scope_id");
			buffer_number(buffer, socket.scope_id);
		}
		address(&socket, socket.local, PROCMON_SOCKET_HAS_LOCAL, ip);
		end_json(buffer, event, "local", ip, socket.local_port,
			 &socket.local_path, *is_escaped);
		address(&socket, socket.peer, PROCMON_SOCKET_HAS_PEER, ip);
		end_json(buffer, event, "peer", ip, socket.peer_port,
			 &socket.peer_path, *is_escaped);
		buffer_char(buffer, '}');
	}
	buffer_char(buffer, ']');
}

const struct kind kind_sockets = {
	"array of objects", 24, false, true, get_array, sockets_json,
	sockets_text,
	SOURCE_CONTENT, same_sockets
};
