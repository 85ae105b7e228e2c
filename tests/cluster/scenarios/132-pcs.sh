#!/bin/bash
# Debian's pcs, unmodified: it makes, moves, changes and deletes resources, through files as well (pcs -f, and pcs resource move, which tries
# each move on a copy), reads the status, and finds the cluster's versions alike.
#
# SPDX-License-Identifier: GPL-2.0-or-later
. "$(dirname "$0")/../words.sh"

cluster 2
add_fencing
pcs() { run_on n1 pcs "$@"; }
says() { # WORDS COMMAND...: the command succeeds and tells the words
    local words=$1 said
    shift
    said=$("$@" 2>&1) || wrong "$* failed: $said"
    grep -qF -- "$words" <<<"$said" || wrong "$* does not tell \"$words\": $said"
}

say "resources, a group, a promotable clone, each waited for"
says "is running on node" pcs resource create a ocf:pacemaker:Dummy op monitor interval=10s --wait=30
pcs resource create b ocf:pacemaker:Dummy --group g --wait=30 >/dev/null
pcs resource create s ocf:pacemaker:Stateful promotable --wait=30 >/dev/null
retry expect_running b
says "* Promoted: [ n" pcs resource status

say "moved on a copy first, then in the cluster"
from=$(where b)
to=$(other "$from")
says "is running on node '$to'" pcs resource move g "$to" --wait=30
[[ $(where b) = "$to" ]]
[[ -z $(cib -Q -A "//rsc_location" 2>/dev/null) ]] || wrong "the move left a constraint"
says "is running on node '$from'" pcs resource ban g "$to" --wait=30
pcs resource clear g >/dev/null

say "a file: changed aside, pushed as a whole"
pcs cluster cib /tmp/aside.xml
pcs -f /tmp/aside.xml resource create z ocf:pacemaker:Dummy
pcs -f /tmp/aside.xml constraint order g then z >/dev/null
[[ -z $(where z) ]]
says "CIB updated" pcs cluster cib-push /tmp/aside.xml --config
retry expect_running z
says "start g then start z" pcs constraint

say "status: no mixed versions, nothing that pcs would complain of"
says "Status of pacemakerd: 'Pacemaker is running'" pcs status
says "online, feature set 3." pcs status --full
says 'mixed_version="false"' pcs status xml
! pcs status --full | grep -E '<3\.15|MIXED' || wrong "pcs finds mixed versions"

say "updates, standby, deletion"
pcs resource update b fake=changed
says "fake=changed" pcs resource config b
pcs node standby "$from" --wait=30 >/dev/null
[[ $(where b) = "$to" ]]
pcs node unstandby "$from" --wait=30 >/dev/null
pcs resource delete z >/dev/null
[[ -z $(where z) ]]
expect_no_fencing
passed
