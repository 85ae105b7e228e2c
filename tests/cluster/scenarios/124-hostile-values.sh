#!/bin/bash
# Parameters of any value and name reach the agent as they are written, and nothing else: newlines, quotes, letters of several bytes, names of the system's own
# variables. An agent that is replaced while its resource runs, one that leaves children with open outputs, and one that kills who runs it.
#
# SPDX-License-Identifier: GPL-2.0-or-later
. "$(dirname "$0")/../words.sh"

install_agent() {
    # shellcheck disable=SC2016 # expanded in the node
    run_on "$1" sh -c 'mkdir -p /usr/lib/ocf/resource.d/test && cat >/usr/lib/ocf/resource.d/test/.new && chmod 755 /usr/lib/ocf/resource.d/test/.new &&
        mv /usr/lib/ocf/resource.d/test/.new "/usr/lib/ocf/resource.d/test/$1"' - "$2"
}
# An agent that writes its environment down; $1 becomes part of what it writes.
agent() {
    cat <<-END
	#!/bin/sh
	case \$1 in
	start) env -0 >/run/told.env; echo $1 >/run/told.version; exit 0 ;;
	stop) rm -f /run/told.env /run/told.version; exit 0 ;;
	monitor) echo $1 >/run/told.monitor; [ -e /run/told.env ] && exit 0; exit 7 ;;
	meta-data) echo '<resource-agent name="Told" version="1.0"><version>1.0</version><longdesc lang="en">x</longdesc><shortdesc lang="en">x</shortdesc>
	    <parameters/><actions><action name="start" timeout="5s"/></actions></resource-agent>'; exit 0 ;;
	esac
	exit 3
	END
}
# The value of a variable as the agent on n1 got it.
told() { run_on n1 sh -c 'tr "\n\0" "\1\n" </run/told.env' | sed -n "s/^$1=//p" | tr '\1' '\n'; }
expect_told() { [[ $(told "$1") = "$2" ]] || wrong "$1 is '$(told "$1")', expected '$2'"; }
monitored_by() { [[ $(run_on n1 cat /run/told.monitor) = "$1" ]] || wrong "the monitor is $(run_on n1 cat /run/told.monitor)'s, expected $1"; }

cluster 2
add_fencing
cib -M -o rsc_defaults --allow-create -X '<rsc_defaults><meta_attributes id="defaults"><nvpair id="sticky" name="resource-stickiness" value="100"/></meta_attributes></rsc_defaults>'
for node in $(nodes); do agent one | install_agent "$node" Told; done

say "values and names that ask for trouble"
cib -C -o resources -X '<primitive id="told" class="ocf" provider="test" type="Told"><instance_attributes id="told-params">
    <nvpair id="told-1" name="lines" value="first&#10;second"/><nvpair id="told-2" name="quotes" value="&quot;double&quot; &apos;single&apos; `id` $(id) \"/>
    <nvpair id="told-3" name="letters" value="äöü 漢字 🙂"/><nvpair id="told-4" name="PATH" value="/nowhere"/><nvpair id="told-5" name="LD_PRELOAD" value="/nowhere/lib.so"/>
    <nvpair id="told-6" name="IFS" value="x"/><nvpair id="told-7" name="empty" value=""/></instance_attributes><operations>
    <op id="told-monitor" name="monitor" interval="1s" timeout="5s"/></operations></primitive>'
place told n1
expect_told OCF_RESKEY_lines $'first\nsecond'
# shellcheck disable=SC2016 # as it is
expect_told OCF_RESKEY_quotes '"double" '\''single'\'' `id` $(id) \'
expect_told OCF_RESKEY_letters 'äöü 漢字 🙂'
expect_told OCF_RESKEY_PATH /nowhere
expect_told OCF_RESKEY_LD_PRELOAD /nowhere/lib.so
expect_told LD_PRELOAD ""
[[ $(told PATH) = */usr/bin* ]] || wrong "PATH is '$(told PATH)'"

say "the agent is replaced while its resource runs: the next monitor is the new one's, nothing restarts"
agent two | install_agent n1 Told
retry monitored_by two
[[ $(run_on n1 cat /run/told.version) = one ]] || wrong "it was restarted"

say "children that hold the output open hold nobody up; one agent kills who runs it"
for node in $(nodes); do run_on "$node" mkdir -p /run/resource-agents/baton-faults; done
cib -C -o resources -X '<primitive id="leaves" class="ocf" provider="baton" type="Dummy"><instance_attributes id="leaves-params">
    <nvpair id="leaves-1" name="faults" value="start:orphan=600 monitor:leave=600x3"/></instance_attributes><operations>
    <op id="leaves-monitor" name="monitor" interval="1s" timeout="5s"/></operations></primitive>'
retry 10 expect_running leaves
pid=$(daemon_pid n1 lrmd)
run_on n1 sh -c 'echo monitor:parentx1 >/run/resource-agents/baton-faults/killer'
cib -C -o resources -X '<primitive id="killer" class="ocf" provider="baton" type="Dummy"><operations>
    <op id="killer-monitor" name="monitor" interval="1s" timeout="5s"/></operations></primitive>'
place killer n1
retry expect_new_daemon n1 lrmd "$pid"
retry expect_running killer n1
retry expect_running told n1
[[ $(run_on n1 cat /run/told.version) = one ]] || wrong "told was restarted by the end of lrmd"
expect_no_fencing
passed
