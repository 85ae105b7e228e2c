#!/bin/bash
# Levels of fence devices: the first has a device that fails, so the second is used, two power supplies that must both be off before one is on again. Where the
# first works, it alone is used. A configuration that changes 300 times meanwhile holds nothing up.
#
# SPDX-License-Identifier: GPL-2.0-or-later
. "$(dirname "$0")/../words.sh"
only_baton "it counts what Baton's fencer does"

# A device that notes what it is told; as "card" it fails while /run/rig/card is there. The last to be off takes the power, the first that is on gives it.
make_device() {
    # shellcheck disable=SC2016 # expanded in the node
    run_on "$1" sh -c 'cat >/usr/sbin/fence_psu; chmod 755 /usr/sbin/fence_psu; echo action=metadata | fence_rig | sed "s/fence_rig/fence_psu/; s/name=.delay./name=\"who\"/" >/usr/share/psu.xml' <<-'END'
	#!/bin/sh
	input=$(cat)
	who=$(echo "$input" | sed -n s/^who=//p)
	action=$(echo "$input" | sed -n s/^action=//p)
	case $action in
	metadata) exec cat /usr/share/psu.xml ;;
	reboot | off | on) ;;
	*) echo "$input" | fence_rig; exit ;;
	esac
	echo "$(date +%s.%N) $(hostname) psu $who $action" >>/run/rig/marks
	case $who$action in
	card*) [ ! -e /run/rig/card ] || { echo "the card does not answer" >&2; exit 1; } ;;
	left*) exit 0 ;;
	esac
	echo "$input" | exec fence_rig
	END
}
add_device() {
    cib -C -o resources -X "<primitive id='$1' class='stonith' type='fence_psu'><instance_attributes id='$1-i'><nvpair id='$1-w' name='who' value='$1'/></instance_attributes></primitive>"
}
psu() { marks '.* psu ' | sed 's/.* psu //' | paste -sd,; }
expect_psu() { [[ $(psu) = "$1" ]] || wrong "the devices were told '$(psu)', expected '$1'"; }
# shellcheck disable=SC2016 # expanded in the node
stream() { run_on n1 bash -c 'for ((i = 0; i < 300; i++)); do echo "<nvpair id=\"stream-v\" name=\"stream\" value=\"$i\"/>"; done | while read -r x; do cibadmin -M -c -o crm_config -X "<cluster_property_set id=\"stream\">$x</cluster_property_set>"; done' >/dev/null 2>&1; }

cluster 2
each_node make_device
for device in card left right; do add_device "$device"; done
cib -C -o configuration -X '<fencing-topology><fencing-level id="l1" target="n2" index="1" devices="card"/><fencing-level id="l2" target="n2" index="2" devices="left,right"/>
    <fencing-level id="l3" target="n1" index="1" devices="card"/></fencing-topology>'
add_service svc resource-stickiness=100
for device in card left right; do retry expect_running "$device"; done
place svc n2

say "the first level fails, also when tried again; the second is off, off, on, on"
touch "$state/shared/card"
power_off n2
FROM=n1 retry expect_running svc n1
retry expect_psu 'card reboot,card reboot,left off,right off,left on,right on'
FROM=n1 retry expect_online n2

say "the first level works, while the configuration changes 300 times"
rm "$state/shared/card"
place svc n2
stream &
power_off n2
FROM=n1 retry 20 expect_running svc n1
retry expect_psu 'card reboot,card reboot,left off,right off,left on,right on,card reboot'
wait
FROM=n1 retry expect_online n2
passed
