#!/bin/bash
# The whole network stands still: the nodes can't reach each other, and neither can reach the fence devices. Both try to fence all that time; when it is over, what
# both had asked for is carried out: at most one node loses its power, the service is up once.
#
#   FREEZE_S=90 tests/cluster/run 157     so long; by default 20
#
# SPDX-License-Identifier: GPL-2.0-or-later
. "$(dirname "$0")/../words.sh"
freeze_s=${FREEZE_S:-20}

# Waits until the network is there again: what was sent arrives then.
make_remote() {
    # shellcheck disable=SC2016 # expanded in the node
    run_on "$1" sh -c 'cat >/usr/sbin/fence_remote; chmod 755 /usr/sbin/fence_remote; echo action=metadata | fence_rig | sed s/fence_rig/fence_remote/ >/usr/share/remote.xml' <<-'END'
	#!/bin/sh
	input=$(cat)
	case $input in
	*action=metadata*) exec cat /usr/share/remote.xml ;;
	*action=reboot* | *action=off*) echo "$(date +%s.%N) $(hostname) asks" >>/run/rig/marks ;;
	esac
	while [ -e /run/rig/frozen ]; do sleep 0.1; done
	echo "$input" | exec fence_rig
	END
}
expect_over() { [[ $(($(date +%s) - begun)) -ge $freeze_s ]] || wrong "the freeze lasts $freeze_s s"; }

cluster 2
each_node make_remote
cib -C -o resources -X '<primitive id="fencing" class="stonith" type="fence_remote"><instance_attributes id="fencing-i">
    <nvpair id="fencing-t" name="pcmk_reboot_timeout" value="15s"/><nvpair id="fencing-h" name="pcmk_host_list" value="n1 n2"/></instance_attributes></primitive>'
add_service svc resource-stickiness=100
place svc n1

say "the network freezes"
touch "$state/shared/frozen"
rig cut n1 n2
begun=$(date +%s)
for node in n1 n2; do retry expect_marks 1 "$node asks" || [[ $(count_marks "$node asks") -gt 0 ]]; done
retry $((freeze_s + 5)) expect_over
expect_no_fencing

say "it is back after $freeze_s s"
rig heal
rm "$state/shared/frozen"
wait_online
retry expect_running svc
count=$(count_marks '.* fences ')
[[ $count -le 1 ]] || wrong "$count nodes lost their power"
say "$count node lost its power; the service is on $(where svc)"
passed
