#!/bin/bash
# Alert agents are run by the right node with what happened: a start, a failure, an attribute, a lost node, a fencing. One that hangs holds nobody up.
#
# SPDX-License-Identifier: GPL-2.0-or-later
. "$(dirname "$0")/../words.sh"

told() { run_on "$1" cat /run/told 2>/dev/null | grep -E "$2" || true; }
expect_told() { [[ -n $(told "$1" "$2") ]] || wrong "on $1 no alert says: $2"; }
expect_times() { [[ $(told "$1" "$2" | wc -l) = "$3" ]] || wrong "on $1 not $3 time(s): $2: $(told "$1" "$2")"; }

cluster 2
usual_service n1
for node in n1 n2; do
    run_on "$node" sh -c 'cat >/usr/sbin/tell; chmod 755 /usr/sbin/tell' <<-'END'
	#!/bin/sh
	echo "$(id -un) $CRM_alert_timestamp $CRM_alert_kind $CRM_alert_node $CRM_alert_rsc$CRM_alert_attribute_name $CRM_alert_task$CRM_alert_attribute_value $CRM_alert_rc '$CRM_alert_desc' for $CRM_alert_recipient ($color)" >>/run/told
	END
    run_on "$node" sh -c 'touch /run/told; chown hacluster /run/told'
    run_on "$node" sh -c 'printf "#!/bin/sh\nexec sleep 1000\n" >/usr/sbin/hang; chmod 755 /usr/sbin/hang'
done
cib -M -c -o alerts -X '<alerts>
    <alert id="tell" path="/usr/sbin/tell"><select><select_nodes/><select_fencing/><select_resources/><select_attributes><attribute id="tell-p" name="pingd"/></select_attributes></select>
        <meta_attributes id="tell-meta"><nvpair id="tell-format" name="timestamp-format" value="%Y-%%-%03N"/></meta_attributes>
        <instance_attributes id="tell-params"><nvpair id="tell-color" name="color" value="deep blue"/></instance_attributes>
        <recipient id="tell-root" value="root"/></alert>
    <alert id="hang" path="/usr/sbin/hang"><meta_attributes id="hang-meta"><nvpair id="hang-timeout" name="timeout" value="1s"/></meta_attributes></alert>
    <alert id="gone" path="/usr/sbin/there-is-none"/></alerts>'

say "a service fails and is recovered"
crash_service svc n1
retry expect_told n1 "^hacluster [0-9]{4}-%-[0-9]{3} resource n1 svc monitor 7 'not running' for root \(deep blue\)$"
retry expect_told n1 "resource n1 svc start 0 'ok'"
retry expect_running svc n1
expect_times n2 "resource n1" 0

say "an attribute"
run_on n1 attrd_updater -n pingd -U 1000
run_on n1 attrd_updater -n other -U 1
DC=$(dc)
retry expect_told "$DC" "attribute n1 pingd 1000"
expect_times "$DC" "attribute n1 other" 0
expect_times "$(other "$DC")" "attribute n1" 0

say "power-off of n1: the other node tells of it, once"
power_off n1
retry expect_running svc n2
retry expect_told n2 "node n1 .* 'lost'"
retry expect_told n2 "fencing n1 .* 0 'Operation reboot of n1 by n2 for n2: OK'"
expect_times n2 "node n1 .* 'lost'" 1
expect_times n2 "fencing n1" 1
retry 10 grep -q "Alert hang: /usr/sbin/hang did not end in time and was killed" "$state/nodes/n2/var/log/pacemaker/pacemaker.log"
grep -q "Alert gone: .*there-is-none.*No such file" "$state/nodes/n2/var/log/pacemaker/pacemaker.log" ||
    wrong "the missing agent is not named in the log"
passed
