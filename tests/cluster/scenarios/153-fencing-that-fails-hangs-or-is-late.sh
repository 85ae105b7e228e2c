#!/bin/bash
# A fence device that fails, hangs or is late: nothing is recovered before it has succeeded, it is tried again, and it is loudly shown. (One that lies: 141.)
#
# SPDX-License-Identifier: GPL-2.0-or-later
. "$(dirname "$0")/../words.sh"

# fence_frail does as /run/rig/frail says, which all nodes share.
frail() { echo "$1" >"$state/shared/frail"; }
make_frail() {
    # shellcheck disable=SC2016 # expanded in the node
    run_on "$1" sh -c 'cat >/usr/sbin/fence_frail; chmod 755 /usr/sbin/fence_frail; echo action=metadata | fence_rig | sed s/fence_rig/fence_frail/ >/usr/share/frail.xml' <<-'END'
	#!/bin/sh
	input=$(cat)
	case $input in
	*action=metadata*) exec cat /usr/share/frail.xml ;;
	*action=reboot* | *action=off*) ;;
	*) echo "$input" | fence_rig; exit ;;
	esac
	echo "$(date +%s.%N) $(hostname) frail $(cat /run/rig/frail)" >>/run/rig/marks
	case $(cat /run/rig/frail) in
	fail) echo "the card does not answer" >&2; exit 1 ;;
	hang) exec sleep 1000 ;;
	late) sleep 4 ;;
	esac
	echo "$input" | exec fence_rig
	END
}
expect_at_least() { [[ $(count_marks "$2") -ge $1 ]] || wrong "$(count_marks "$2") times: $2"; }
expect_shown() { run_on n1 crm_mon -1 2>/dev/null | grep -q "$1" || wrong "crm_mon does not show: $1"; }
# Loses n2 while the device is as it is told; the service is not recovered until it works.
lose() {
    starts=$(count_marks 'n1 start svc')
    place svc n2
    frail "$1"
    power_off n2
}
expect_not_recovered() { expect_marks "$starts" 'n1 start svc'; }
back() {
    frail works
    FROM=n1 retry expect_running svc n1
    FROM=n1 retry expect_online n2
    starts=$(count_marks 'n1 start svc')
}

cluster 2
each_node make_frail
frail works
cib -C -o resources -X '<primitive id="fencing" class="stonith" type="fence_frail"><instance_attributes id="fencing-i">
    <nvpair id="fencing-t" name="pcmk_reboot_timeout" value="6s"/><nvpair id="fencing-h" name="pcmk_host_list" value="n1 n2"/></instance_attributes></primitive>'
add_service svc resource-stickiness=100
retry expect_running fencing

say "it fails: it is tried again and again, and shown"
lose fail
retry expect_at_least 4 'n1 frail fail'
expect_not_recovered
FROM=n1 retry expect_shown 'Failed Fencing Actions'
FROM=n1 retry expect_shown 'reboot of n2 .*failed'
said=$(run_on n1 stonith_admin -H n2 -V)
grep -q 'the card does not answer' <<<"$said" || wrong "the history says: $said"
back

say "it hangs: it is killed after its timeout, and tried again"
lose hang
retry expect_at_least 2 'n1 frail hang'
expect_not_recovered
back

say "it is late: what it guards waits"
fenced=$(count_marks 'n1 fences n2 ')
lose late
retry expect_at_least 1 'n1 frail late'
expect_not_recovered
retry expect_marks $((fenced + 1)) 'n1 fences n2 '
back
passed
