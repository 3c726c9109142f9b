# SPDX-License-Identifier: GPL-2.0-only
# unique.jq - each record once, in order, of a file that may have some twice
#   jq --compact-output --raw-input --null-input --from-file unique.jq FILE
# A part of a line, which rsyslog may leave when it ends, is no JSON.
[inputs | fromjson?] | unique_by([.host.id, .host.boot.id, .event.sequence])[]
