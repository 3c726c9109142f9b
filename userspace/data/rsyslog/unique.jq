# SPDX-License-Identifier: GPL-2.0-only
# unique.jq - each record once, in order, of a file that may have some twice
#   jq --compact-output --slurp --from-file unique.jq FILE
unique_by([.host.id, .host.boot.id, .event.sequence])[]
