#!/bin/bash
# The other examples in a real cluster: a promotable agent whose leader is the node with the score, a migratable one that moves without a stop, an init
# script, and (Baton alone can) a classic script with its parameters by position.
#
# SPDX-License-Identifier: GPL-2.0-or-later
. "$(dirname "$0")/../words.sh"

examples=$cluster_dir/../../doc/examples

# FOLDER FILE [NAME]
install_everywhere() {
    local node
    for node in $(nodes); do
        # shellcheck disable=SC2016 # expanded in the node
        run_on "$node" sh -c 'mkdir -p "$1" && cat >"$1/$2" && chmod 755 "$1/$2"' - "$1" "${3:-$2}" <"$examples/$2"
    done
}
promoted() { ask "//resource[@id='leader' and @role='Promoted']/node/@name" | xargs; }
has_leader() { [[ -n $(promoted) ]] || wrong "nobody leads"; }
expect_leader() { [[ $(promoted) = "$1" ]] || wrong "the leader is '$(promoted)', expected $1"; }

cluster 2
add_fencing
install_everywhere /usr/lib/ocf/resource.d/example leader
install_everywhere /usr/lib/ocf/resource.d/example parcel
install_everywhere /etc/init.d init-script example
install_everywhere /etc/ha.d/resource.d classic

say "promotable: it has a leader, and another one when that goes"
cib -C -o resources -X '<clone id="leaders"><meta_attributes id="leaders-meta"><nvpair id="leaders-promotable" name="promotable" value="true"/>
    <nvpair id="leaders-notify" name="notify" value="true"/></meta_attributes><primitive id="leader" class="ocf" provider="example" type="leader"><operations>
    <op id="leader-1" name="monitor" interval="3s" role="Promoted"/><op id="leader-2" name="monitor" interval="4s" role="Unpromoted"/></operations></primitive></clone>'
retry has_leader
first=$(promoted)
standby "$first" true
retry expect_leader "$(other "$first")"
standby "$first" false
expect_leader "$(other "$first")"

say "migratable: it goes to the other node without a stop there and a start here"
cib -C -o resources -X '<primitive id="parcel" class="ocf" provider="example" type="parcel"><meta_attributes id="parcel-meta"><nvpair id="parcel-allow" name="allow-migrate"
    value="true"/><nvpair id="parcel-stays" name="resource-stickiness" value="100"/></meta_attributes><instance_attributes id="parcel-params"><nvpair id="parcel-shared" name="shared" value="/run/rig"/></instance_attributes></primitive>'
retry expect_running parcel
here=$(where parcel)
place parcel "$(other "$here")"
[[ $(run_on "$(other "$here")" cat /run/resource-agents/parcel-parcel) = 1 ]] || wrong "the parcel was not migrated once"

say "an init script"
cib -C -o resources -X '<primitive id="init" class="lsb" type="example"><operations><op id="init-monitor" name="monitor" interval="3s"/></operations></primitive>'
retry expect_running init
run_on "$(where init)" test -e /run/example.running

if [[ $RIG_FLAVOUR = baton ]]; then
    say "a classic script"
    cib -C -o resources -X '<primitive id="old" class="heartbeat" type="classic"><instance_attributes id="old-params"><nvpair id="old-1" name="1" value="/run/old file"/>
        </instance_attributes><operations><op id="old-monitor" name="monitor" interval="1s"/></operations></primitive>'
    retry expect_running old
    run_on "$(where old)" test -e "/run/old file"
    run_on "$(where old)" rm "/run/old file"
    old_is_back() { [[ $(failcount old "$(where old)") = 1 ]] && run_on "$(where old)" test -e "/run/old file"; }
    retry old_is_back
fi
expect_no_fencing
passed
