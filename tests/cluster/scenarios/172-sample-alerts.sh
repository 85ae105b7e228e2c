#!/bin/bash
# The sample alert agents that Pacemaker comes with, unmodified: a log file, mail and SNMP traps tell of starts and failures, of attributes, lost nodes and fencings, each
# as its parameters want it.
#
# SPDX-License-Identifier: GPL-2.0-or-later
. "$(dirname "$0")/../words.sh"

samples=/usr/share/pacemaker/alerts
# The agents, and programs in the place of sendmail and snmptrap that note what they were to send. Agents run as hacluster.
add_agents() {
    local agent
    for agent in file smtp snmp; do
        run_on "$1" sh -c "cat >/usr/sbin/alert_$agent && chmod 755 /usr/sbin/alert_$agent" <"$samples/alert_$agent.sh.sample"
    done
    run_on "$1" sh -c 'cat >/usr/sbin/sendmail && chmod 755 /usr/sbin/sendmail' <<-'END'
	#!/bin/sh
	grep -E '^(From|To|Subject): |^CRM_alert_(rsc|kind)=' | paste -sd'|' >>/tmp/mail
	END
    run_on "$1" sh -c 'cat >/usr/sbin/trap && chmod 755 /usr/sbin/trap' <<-'END'
	#!/bin/sh
	echo "$@" | sed 's/PACEMAKER-MIB::pacemakerNotification//g' >>/tmp/traps
	END
    run_on "$1" install -o hacluster -m 644 /dev/null /tmp/alerts
}
told() { run_on "$1" grep -Eq -- "$3" "/tmp/$2" || wrong "/tmp/$2 of $1 does not say: $3; it ends with: $(run_on "$1" tail -n 3 "/tmp/$2" 2>&1)"; }
untold() { if run_on "$1" grep -E -- "$3" "/tmp/$2"; then wrong "it is said in /tmp/$2 of $1"; fi; }

for file in "$samples"/alert_{file,smtp,snmp}.sh.sample; do [[ -r $file ]] || wrong "$file is missing (package pacemaker-common)"; done
cluster 2
each_node add_agents
selects='<select><select_nodes/><select_fencing/><select_resources/><select_attributes/></select>' # without it attributes are left out
cib -M -c -o alerts -X "<alerts>
    <alert id='log' path='/usr/sbin/alert_file'>$selects<meta_attributes id='log-meta'><nvpair id='log-format' name='timestamp-format' value='%H:%M:%S.%06N'/></meta_attributes>
        <recipient id='log-file' value='/tmp/alerts'/></alert>
    <alert id='mail' path='/usr/sbin/alert_smtp'>$selects<instance_attributes id='mail-params'><nvpair id='mail-from' name='email_sender' value='cluster@example.org'/></instance_attributes>
        <recipient id='mail-one' value='one@example.org'/><recipient id='mail-two' value='two'/></alert>
    <alert id='snmp' path='/usr/sbin/alert_snmp'>$selects<instance_attributes id='snmp-params'><nvpair id='snmp-binary' name='trap_binary' value='/usr/sbin/trap'/>
        <nvpair id='snmp-states' name='trap_node_states' value='lost'/><nvpair id='snmp-tasks' name='trap_resource_tasks' value='start,stop,monitor'/></instance_attributes>
        <recipient id='snmp-server' value='192.0.2.1'/></alert></alerts>"
usual_service n1

say "a start"
retry told n1 alerts "^[0-9:]{8}\.[0-9]{6}: Resource operation 'start' for 'svc' on 'n1': ok$"
retry told n1 mail "^From: cluster@example.org\|To: one@example.org\|Subject: .* rig$RIG: Resource operation 'start' for 'svc' on 'n1': ok\|.*CRM_alert_rsc=svc"
retry told n1 mail "To: two@n1\|Subject: .* 'start' for 'svc'"
retry told n1 traps "^-v 2c -c public 192\.0\.2\.1 +Trap Node s n1 Resource s svc Operation s start Description s ok Status i 0 ReturnCode i 0 TargetReturnCode i 0 "

say "a failure"
crash_service svc n1
retry told n1 alerts "Resource operation 'monitor \((1000|1s)\)' for 'svc' on 'n1': not running$"
retry told n1 traps "Resource s svc Operation s monitor Description s not running Status i 0 ReturnCode i 7 TargetReturnCode i 0 "
retry expect_running svc n1

say "an attribute"
run_on n1 attrd_updater -n colour -U green
DC=$(dc)
retry told "$DC" alerts "Attribute 'colour' on node 'n1' was updated to 'green'$"
retry told "$DC" mail "Subject: .* rig$RIG: The 'colour' attribute of the 'n1' node was updated in 'green'"
retry told "$DC" traps "AttributeName s colour AttributeValue s green"

say "power-off of n1, and its return"
power_off n1
retry expect_running svc n2
retry told n2 alerts "Node 'n1' is now 'lost'$"
retry told n2 alerts "Fencing Operation reboot of n1 by n2 for .*: OK$"
retry told n2 traps "Trap Node s n1 .* Description s lost "
retry told n2 mail "Subject: .* rig$RIG: Fencing Operation reboot of n1 by n2"
retry expect_online n1
retry told n2 alerts "Node 'n1' is now 'member'$"
retry told n2 mail "Subject: .* rig$RIG: Node 'n1' is now 'member'"
untold n2 traps "Trap Node s n1 .* Description s member"
passed
