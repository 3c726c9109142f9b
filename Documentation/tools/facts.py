# SPDX-License-Identifier: GPL-2.0-only
"""facts.py - what the code says about itself, for the documents to agree with.

Each function reads files below the top directory and returns plain data. It
must not know the documents.
"""

import json
import re
import subprocess
from pathlib import Path

UAPI = "kmod/include/uapi/linux/procmon.h"
# Macros that stand within formats.
MACROS = {
    "PROCMON_DEVICE": "/dev/procmon",
    "SYSFS_DIRECTORY": "/sys/class/misc/procmon",
    "MACHINE_ID_FILE": "/etc/machine-id",
    "PRIu64": "llu",
}


class Unreadable(Exception):
    """The code is not written in the way that is expected here."""


def found(what, items):
    """Nothing found means that this file needs a change, not that all is well."""
    if not items:
        raise Unreadable(f"{what}: none found")
    return items


def text_of(top, name):
    return (Path(top) / name).read_text(encoding="utf-8")


def unquote(literal):
    """The text of adjacent C string literals."""
    parts = re.findall(r'"((?:[^"\\]|\\.)*)"', literal)
    text = "".join(parts)
    return text.replace("\\n", "").replace('\\"', '"').replace("\\\\", "\\")


def default_value(text, name):
    """What a variable of params.c is at first; a member of an enum as a word."""
    found_one = re.search(
        rf"^static (?:unsigned int |bool |char \*){name}"
        r'(?: = "?(?:PROCMON_FULL_)?([\w,]+)"?)?;', text, re.MULTILINE)
    return found_one and (found_one.group(1) or "0").lower()


def number_setting(text, name):
    """Default and range of a number that can be changed at any time."""
    body = re.search(rf"^static struct number_setting {name} = \{{(.*?)^\}};",
                     text, re.DOTALL | re.MULTILINE)
    if not body:
        return None
    members = dict(re.findall(r"\.(\w+) = (\w+),", body.group(1)))
    whole = members["max"] == "UINT_MAX"
    return {
        "default": members.get("value", "0"),
        "range": None if whole else (int(members.get("min", "0")),
                                     int(members["max"])),
    }


def parameters(top):
    """Module parameters: name, type, mode, default, description, range."""
    text = text_of(top, "kmod/params.c")
    # With functions of its own a parameter tells its type by itself, or is
    # text.
    pattern = re.compile(
        r"module_param(?:_cb)?\((\w+),[^;]*?(\w+), (0\d+)\);\s*"
        r"(?:__MODULE_PARM_TYPE\(\1, \"(\w+)\"\);\s*)?"
        r"MODULE_PARM_DESC\(\1,\s*(\".*?\")\);", re.DOTALL)
    ranges = dict((name, (int(low), int(high))) for name, low, high in
                  re.findall(r'\{ "(\w+)", &\1, (\d+), (\d+) \}', text))
    result = []
    for name, word, mode, own_kind, description in pattern.findall(text):
        setting = number_setting(text, name)
        if setting:
            ranges[name] = setting["range"]
            default = setting["default"]
        else:
            default = default_value(text, name)
        if default is None:
            if word != "NULL":
                raise Unreadable(f"params.c: {name}: no definition")
            default = "none"
        result.append({
            "name": name,
            "type": {"uint": "number", "bool": "Y or N"}.get(
                own_kind or word, "text"),
            "writable": mode == "0644",
            "default": {"true": "Y", "false": "N"}.get(default, default),
            "description": unquote(description),
            "range": ranges.get(name),
        })
    return found("module parameters", result)


def attributes(top):
    """Attributes in sysfs, as paths below the device's directory."""
    text = text_of(top, "kmod/stats.c")
    arrays = dict(re.findall(
        r"static struct attribute \*(\w+)\[\] = \{(.*?)\};", text, re.DOTALL))
    result = set()
    for body in re.findall(
            r"static const struct attribute_group \w+ = \{(.*?)\};", text,
            re.DOTALL):
        group = re.search(r'\.name = "(\w+)"', body)
        members = arrays[re.search(r"\.attrs = (\w+)", body).group(1)]
        for name in re.findall(r"&(?:number|hook|mechanism|dev_attr)_(\w+)\.", members):
            result.add(f"{group.group(1)}/{name}" if group else name)
    return found("sysfs attributes", result)


def ioctls(top):
    return found("ioctls", set(re.findall(
        r"^#define (PROCMON_IOC_\w+)\s+(?:\\\n\s+)?_IO", text_of(top, UAPI),
        re.MULTILINE)))


def enum(top, name):
    """Members of an enum of the UAPI header, without their common prefix."""
    body = re.search(rf"^enum procmon_{name} \{{(.*?)^\}};", text_of(top, UAPI),
                     re.DOTALL | re.MULTILINE)
    if not body:
        raise Unreadable(f"{UAPI}: enum procmon_{name}: not found")
    prefix = f"PROCMON_{name.upper()}_"
    return found(f"enum procmon_{name}", [
        member.lower() for member in
        re.findall(rf"^\t{prefix}(\w+)\s*=", body.group(1), re.MULTILINE)])


def field_macros(top):
    """The sets of fields that several of these sets consist of."""
    macros = dict(re.findall(
        r"^#define (CAPTURE_\w+_FIELDS)\s((?:.*\\\n)*.*)\n",
        text_of(top, "kmod/capture.h"), re.MULTILINE))
    return found("CAPTURE_*_FIELDS", macros)


def fields_of(macros, text):
    """The fields that text names, itself or by macros."""
    fields = {field.lower() for field in
              re.findall(r"PROCMON_FIELD_(\w+)", text)}
    for macro in re.findall(r"CAPTURE_\w+_FIELDS", text):
        fields |= fields_of(macros, macros[macro])
    return fields


def stage_arrays(top):
    """The sets of fields that the capture treats alike."""
    macros = field_macros(top)
    result = {}
    for name, file in (("never_fields", "kmod/capture_common.c"),
                       ("stage2_fields", "kmod/capture.c"),
                       ("inapplicable_fields", "kmod/capture_fail.c"),
                       ("inside_fields", "kmod/capture_process.c"),
                       ("program_fields", "kmod/capture_process.c"),
                       ("place_fields", "kmod/capture_process.c")):
        body = re.search(rf"^static const u64 {name} =(.*?);",
                         text_of(top, file), re.DOTALL | re.MULTILINE)
        if not body:
            raise Unreadable(f"{file}: {name}: not found")
        result[name] = found(name, fields_of(macros, body.group(1)))
    return result


def reasons_of(text):
    return {reason.lower() for reason in
            re.findall(r"PROCMON_REASON_(?!COUNT)(\w+)", text)}


def body_of(top, file, function):
    body = re.search(rf"^[\w *]+\b{function}\([^;{{]*\)\n\{{(.*?)^\}}",
                     text_of(top, file), re.DOTALL | re.MULTILINE)
    if not body:
        raise Unreadable(f"{file}: {function}(): not found")
    return body.group(1)


def absences(top):
    """Why a process is without an image, an id or a line: by the member of its
    structure that says so."""
    code = "".join(path.read_text(encoding="utf-8") for path in
                   [Path(top) / "kmod/capture_lineage.c",
                    *sorted((Path(top) / "kmod").glob("process*.c"))])
    adopted = found("reasons of adoption", reasons_of(
        body_of(top, "kmod/process_adopt.c", "process_adopt_reason")))
    not_kept = found("reasons in image.c", reasons_of(" ".join(
        re.findall(r"\*ret_reason = ([^;]+);",
                   text_of(top, "kmod/image.c")))))
    result = {}
    for member in ("exec_absent", "image_absent", "lineage_absent"):
        values = re.findall(rf"[.>]{member} =\s+([^;,]+)[;,]", code)
        reasons = set()
        for value in found(member, values):
            real = reasons_of(value)
            if "process_adopt_reason()" in value:
                real |= adopted
            # What is copied from another process was set there.
            if not real and not re.search(r"\b\w+_absent\b", value):
                raise Unreadable(f"{member}: {value}: not understood")
            reasons |= real
        if f"->{member})" in re.sub(r"\s", "", " ".join(
                re.findall(r"image_(?:make|unknown)\([^;]*;", code))):
            reasons |= not_kept
        result[member] = reasons
    return result


def lineage_reasons(top):
    """The fields of a lineage, each with the reasons that it lacks for."""
    code = text_of(top, "kmod/capture_lineage.c")
    by_member = absences(top)
    image = text_of(top, "kmod/image.c")
    texts = reasons_of(" ".join(re.findall(r"\.absent = ([^;]+);", image)) +
                       body_of(top, "kmod/image.c", "why_absent"))
    result = {}
    for field, value in re.findall(
            r"exec_missing\(exec, PROCMON_FIELD_(\w+),\s*([^;]+)\);", code):
        member = value.split(">")[-1].split(".")[-1].strip()
        reasons = reasons_of(value) or by_member[member]
        result.setdefault(field.lower(), set()).update(reasons)
    for field in re.findall(r"set_id\([^;]*?PROCMON_FIELD_(\w+)", code):
        result.setdefault(field.lower(), set()).update(
            by_member["exec_absent"])
    for field in re.findall(r"image_text_add\([^;]*?PROCMON_FIELD_(\w+)",
                            code):
        result.setdefault(field.lower(), set()).update(texts)
    return found("fields of a lineage", result)


def library_symbols(top):
    text = text_of(top, "userspace/lib/libprocmon.map")
    return found("library symbols", set(re.findall(r"^\t(procmon_\w+);", text,
                                                   re.MULTILINE)))


def squeeze(prototype):
    prototype = re.sub(r"\s+", " ", prototype).strip()
    prototype = prototype.replace("* procmon_", "*procmon_")
    return re.sub(r"\( | \)", lambda match: match.group(0).strip(), prototype)


def library_prototypes(top):
    text = text_of(top, "userspace/lib/libprocmon.h")
    return found("prototypes", {
        squeeze(prototype) for prototype in
        re.findall(r"^PROCMON_API ([^;]+;)", text, re.MULTILINE)})


def format_of(code, start):
    """The text of a C format that starts at code[start]; None: no literal."""
    token = re.compile(r'\s*("(?:[^"\\]|\\.)*"|\w+)')
    position = start
    text = ""
    while True:
        match = token.match(code, position)
        if not match:
            break
        word = match.group(1)
        if word.startswith('"'):
            text += unquote(word)
        elif word in MACROS:
            text += MACROS[word]
        else:
            return None
        position = match.end()
    return text


def canonical(format_text):
    """A message with <> for whatever varies."""
    text = re.sub(r"%(?:[-0-9.*]*)(?:ll|z|l|h)?(?:p[A-Z]|[a-zA-Z])", "<>",
                  format_text)
    return re.sub(r"(<>)+", "<>", text)


def messages(top, pattern, function):
    """Formats that function() is called with in the files of pattern."""
    result = set()
    for file in sorted(Path(top).glob(pattern)):
        code = file.read_text(encoding="utf-8")
        for match in re.finditer(rf"\b(?:{function})\(", code):
            text = format_of(code, match.end())
            if text:
                result.add(canonical(text))
    return found(f"messages in {pattern}", result)


def kernel_messages(top):
    return messages(top, "kmod/*.c", "pr_(?:alert|err|warn|info)")


def kernel_literals(top):
    """Every text in the module's code, adjacent literals joined."""
    result = set()
    for file in sorted(Path(top).glob("kmod/*.c")):
        for literals in re.findall(r'"(?:[^"\\]|\\.)*"(?:\s*"(?:[^"\\]|\\.)*")*',
                                   file.read_text(encoding="utf-8")):
            result.add(canonical(unquote(literals)))
    return result


def tool_messages(top):
    return messages(top, "userspace/*/*.c", "message|usage_error")


def build_errors(top):
    """What the module says when a kernel is not the right one."""
    return found("#error", set(re.findall(
        r'^#error "(.*)"', text_of(top, "kmod/compat.h"), re.MULTILINE)))


def make_targets(top):
    text = text_of(top, "Makefile")
    return found("targets", set(re.findall(r"^([a-z][\w-]*):", text,
                                           re.MULTILINE)))


def help_of(build, *command):
    return subprocess.run([f"{build}/procmonctl", *command, "--help"],
                          check=True, capture_output=True, text=True).stdout


def commands(build):
    """The commands of procmonctl and the options of each, from its help."""
    main = help_of(build)
    section = re.search(r"^Commands:\n(.*?)\n\n", main,
                        re.DOTALL | re.MULTILINE)
    if not section:
        raise Unreadable("procmonctl --help: no commands")
    names = re.findall(r"^  (\w+) ", section.group(1), re.MULTILINE)
    result = {"": options(main)}
    for name in found("commands", names):
        result[name] = set() if name == "help" else \
            found(f"options of {name}", options(help_of(build, name)))
    return result


def options(text):
    """Option names of a help, one "-x, --name" for each."""
    result = set()
    for short, name in re.findall(r"^  (?:-(\w),|   ) --([\w-]+)", text,
                                  re.MULTILINE):
        result.add(f"-{short}, --{name}" if short else f"--{name}")
    return result


def relay_help(build, option="--help"):
    return subprocess.run([f"{build}/procmon-relay", option], check=True,
                          capture_output=True, text=True).stdout


def relay_options(build):
    return found("options of procmon-relay", options(relay_help(build)))


def relay_statuses(build):
    text = relay_help(build)
    section = text[text.index("Exit status:"):]
    return found("exit statuses", set(re.findall(r"^  (\d+)  ", section,
                                                 re.MULTILINE)))


def relay_keys(build):
    """Keys of the configuration as the manual names them, by section."""
    rows = [line.split("\t") for line in
            relay_help(build, "--list-keys").splitlines()]
    every = max(len(row[4].split(",")) for row in rows)
    result = {}
    for section, key, default, values, sinks, restart, _ in rows:
        parts = [values]
        if default != "-":
            parts.append(f"default {default or 'empty'}")
        sinks = sinks.split(",")
        if section.startswith("sink ") and len(sinks) < every:
            parts.append(", ".join(sinks))
        if restart:
            parts.append("takes a restart")
        result.setdefault(section, set()).add(f"{key} ({'; '.join(parts)})")
    return found("keys", result)


def relay_sinks(build):
    """Types of sinks."""
    rows = [line.split("\t") for line in
            relay_help(build, "--list-keys").splitlines()]
    values, = [row[3] for row in rows if row[1] == "type"]
    return found("sinks", set(values.split(", ")))


def relay_counters(top, name):
    return found("counters", set(re.findall(
        rf"\{{ {name}\((\w+)\),",
        text_of(top, "userspace/relay/counters.c"))))


def json_keys(build):
    """All keys of the default JSON, with dots between nested objects."""
    lines = subprocess.run([f"{build}/procmonctl", "schema", "--json"],
                           check=True, capture_output=True,
                           text=True).stdout.splitlines()
    return found("keys of JSON", {row["ecs"].replace("[]", "") for row in
                                  map(json.loads, lines) if row.get("ecs")})


def exit_statuses(top):
    """What procmonctl can return."""
    return found("exit statuses", set(re.findall(
        r"^\tEXIT_STATUS_\w+\s*= (\d+),",
        text_of(top, "userspace/event/exit_status.h"), re.MULTILINE)))


def help_statuses(build):
    text = help_of(build)
    section = text[text.index("Exit status:"):]
    return found("exit statuses", set(re.findall(r"^  (\d+)  ", section,
                                                 re.MULTILINE)))
