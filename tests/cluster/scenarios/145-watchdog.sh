#!/bin/bash
# Nodes that reset themselves: three with a watchdog each and no fence device. Who loses quorum, whose daemons hang, or who has to be fenced is reset by its own watchdog, and the others take over
# stonith-watchdog-timeout later.
#
# SPDX-License-Identifier: GPL-2.0-or-later
. "$(dirname "$0")/../words.sh"
. "$cluster_dir/watchdog.sh"
only_baton "Pacemaker needs sbd for it"
time=3

expect_said() { rig logs "$1" | grep "$2" >/dev/null || wrong "$1 has not said: $2"; }
expect_moved() { local on; on=$(where svc); [[ -n $on && $on != "$1" ]] || wrong "the service runs on '$on'"; }
settled() { for node in n1 n2 n3; do FROM=$1 retry expect_online "$node"; done; FROM=$1 retry expect_dc; }

cluster 3 stopped
each_node guard
rig start-daemons
wait_online
property stonith-watchdog-timeout 6s
cib -C -o resources -X '<primitive id="watchdog" class="stonith" type="fence_watchdog"><instance_attributes id="w-i"><nvpair id="w-l" name="pcmk_host_list" value="n1 n2 n3"/></instance_attributes></primitive>'
retry expect_running watchdog
add_service svc resource-stickiness=100
place svc n3
[[ $(run_on n1 crm_attribute -t crm_config -n have-watchdog -G -q) = true ]] || wrong "have-watchdog is not true"
run_on n1 stonith_admin -l n3 | grep -qx watchdog || wrong "stonith_admin does not list the watchdog for n3"
run_on n1 stonith_admin -L | grep -qx watchdog || wrong "stonith_admin does not list the watchdog"

say "n3, which has the service, is cut off: it is reset, the service is taken over after that"
rig cut n3 n1
rig cut n3 n2
retry expect_bitten n3 1
FROM=n1 retry expect_moved n3
expect_counted n3 n1 1
rig heal
settled n1

say "the supervisor dies, and is back: nobody is reset"
at=$(where svc)
service=$(service_pid svc "$at")
run_on "$at" kill -9 "$(daemon_pid "$at" batond)"
RIG_ONLY=manager rig start-daemons "$at"
settled n1
expect_same_process svc "$at" "$service"

say "a stop that fails: the node is a member, and is told to reset itself"
bites=$(bitten "$at")
provoke svc stop "$at" 1
run_on n1 crm_resource --ban -r svc -N "$at" >/dev/null
retry expect_bitten "$at" $((bites + 1))
other=$(other "$at")
FROM=$other retry expect_moved "$at"
expect_counted "$at" "$other" 1
settled "$other"
run_on "$other" crm_resource --clear -r svc >/dev/null

say "the controller hangs"
at=$(where svc)
bites=$(bitten "$at")
other=$(other "$at")
run_on "$at" kill -STOP "$(daemon_pid "$at" crmd)"
retry expect_bitten "$at" $((bites + 1))
FROM=$other retry expect_moved "$at"
settled "$other"

say "an orderly end stops the watchdog"
all=$(count_marks '.* bitten')
at=$(FROM=n1 where svc)
rig stop-daemons "$at"
other=$(other "$at")
FROM=$other retry expect_moved "$at"
run_on "$at" test ! -e /run/baton/watchdog || wrong "the watchdog of $at is still held"
rig start-daemons "$at"
settled "$other"
[[ $(count_marks '.* bitten') = "$all" ]] || wrong "a node was reset that left in order"

say "two lose their power: the last has no quorum, and is reset too; they come together again"
bites=$(bitten n3)
power_off n1
power_off n2
retry expect_bitten n3 $((bites + 1))
power_on n1
power_on n2
settled n1
retry expect_running svc
say "two nodes, each of which has quorum alone: refused, with the reason"
dogs=$(jobs -p)
rig down
# shellcheck disable=SC2086 # several
wait $dogs || true
cluster 2 stopped
each_node guard
rig start-daemons
wait_online
property stonith-watchdog-timeout 6s
retry expect_said n1 "stonith-watchdog-timeout=6s is refused: corosync's two_node gives both halves of a split quorum"
[[ $(run_on n1 crm_attribute -t crm_config -n have-watchdog -G -q) = false ]] || wrong "have-watchdog is not false"
run_on n1 stonith_admin -l n2 | grep -qx '0 fence devices found' || wrong "there is a device for n2"
passed
