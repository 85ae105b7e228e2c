#!/bin/bash
# A drill fences for real and measures; a device that says off and does nothing is found out.
#
# SPDX-License-Identifier: GPL-2.0-or-later
. "$(dirname "$0")/../words.sh"
only_baton "the drill is Baton's own"

cluster 3
echo 4 >"$state/shared/boot-time" # longer than corosync takes to notice: three nodes, one of which is back sooner, may not find to one ring again for half a minute (corosync 3.1.7)
add_fencing
retry expect_running fencing

say "without a word of agreement nothing happens"
if run_on n1 crm fencing drill n2 </dev/null; then wrong "it did it without asking"; fi
expect_no_fencing

say "n2 is fenced, and corosync sees it go"
run_on n1 crm -F fencing drill n2 | tee /dev/stderr | grep -q 'corosync has lost n2: the fencing is real'
expect_fenced n2
retry expect_online n2
run_on n2 crm fencing show | grep -q 'n1 -> n2 by fencing: fenced'

say "a device that lies; that another node is lost meanwhile is no excuse"
# shellcheck disable=SC2016 # expanded in the node
for node in n1 n2 n3; do
    run_on "$node" sh -c 'printf "#!/bin/sh\ninput=\$(cat)\ncase \$input in *metadata*) exec sed s/fence_rig/fence_liar/ /usr/share/liar.xml ;; *reboot*) echo 0 \$(hostname) begins >>/run/rig/marks ;; esac\nexit 0\n" >/usr/sbin/fence_liar
        echo action=metadata | fence_rig >/usr/share/liar.xml && chmod 755 /usr/sbin/fence_liar'
done
cib -D -o resources -X '<primitive id="fencing"/>'
cib -C -o resources -X '<primitive id="liar" class="stonith" type="fence_liar"><instance_attributes id="liar-i">
    <nvpair id="liar-h" name="pcmk_host_list" value="n1 n2 n3"/></instance_attributes></primitive>'
retry expect_running liar
run_on n1 crm -F fencing drill n2 >/dev/null 2>"$state/said" &
drill=$!
retry expect_begun 1
power_off n3
if wait "$drill"; then wrong "it believed the liar"; fi
grep -q 'corosync never lost it: the device does not do what it says' "$state/said" || wrong "it said: $(cat "$state/said")"

say "n2, which has left as it was told that it was fenced, is back; from now on such a node resets itself, which a drill would take for the device's work"
RIG_ONLY=manager rig start-daemons n2
FROM=n1 retry expect_online n2
FROM=n1 property fence-reaction panic
refused 78 'can.t tell whether the device did it' n1 crm -F fencing drill n2
run_on n1 stonith_admin -B n2
retry expect_power n2 off
passed
