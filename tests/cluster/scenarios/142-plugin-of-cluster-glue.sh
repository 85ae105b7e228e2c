#!/bin/bash
# Fencing by a plugin of cluster-glue, configured as ever: stonith:external/NAME with its parameters.
#
# SPDX-License-Identifier: GPL-2.0-or-later
. "$(dirname "$0")/../words.sh"

plugin='#!/bin/sh
case $1 in
    gethosts) echo $hostlist ;;
    on|off) printf "action=%s\nplug=%s\n" "$1" "$2" | fence_rig ;;
    reset) printf "action=reboot\nplug=%s\n" "$2" | fence_rig ;;
    status) echo action=monitor | fence_rig ;;
    getconfignames) echo hostlist ;;
    getinfo-devid|getinfo-devname|getinfo-devdescr) echo "switch of the rig" ;;
    getinfo-devurl) echo https://example.org/baton ;;
    getinfo-xml) echo "<parameters><parameter name=\"hostlist\" unique=\"1\" required=\"1\"><content type=\"string\"/></parameter></parameters>" ;;
esac'

cluster 2
for node in n1 n2; do
    # shellcheck disable=SC2016 # expanded in the node
    run_on "$node" sh -c 'printf "%s\n" "$1" >/usr/lib/stonith/plugins/external/rig && chmod 755 /usr/lib/stonith/plugins/external/rig' - "$plugin"
done
cib -C -o resources -X '<primitive id="switch" class="stonith" type="external/rig"><instance_attributes id="switch-i">
    <nvpair id="switch-h" name="hostlist" value="n1 n2"/></instance_attributes>
    <operations><op id="switch-monitor" name="monitor" interval="60s" timeout="20s"/></operations></primitive>'
retry expect_running switch
add_service svc
place svc n2

say "n2 loses its power: fenced by the plugin, and the service goes on"
power_off n2
retry expect_running svc n1
expect_fenced n2
retry expect_online n2

say "and by hand"
run_on n2 stonith_admin -B n1
expect_fenced n1
retry expect_online n1
passed
