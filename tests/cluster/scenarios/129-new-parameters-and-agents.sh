#!/bin/bash
# A parameter that an agent can take while it runs is changed: agents of OCF 1.0 are asked for reload, those of 1.1 for reload-agent, and nothing is restarted. A
# parameter that they can't take so restarts them; so does any parameter of an agent that can't reload. What ran is stopped as it was started: with the old
# parameters, by the old agent.
#
# SPDX-License-Identifier: GPL-2.0-or-later
. "$(dirname "$0")/../words.sh"

dummy() {
    cib -C -o resources -X "<primitive id='$1' class='ocf' provider='$2' type='Dummy'><instance_attributes id='$1-params'><nvpair id='$1-fake' name='fake' value='1'/>
        <nvpair id='$1-state' name='state' value='/run/$1.state'/></instance_attributes><operations><op id='$1-monitor' name='monitor' interval='2s'/></operations></primitive>"
    retry expect_running "$1" n1
}
# What the last start or reload ran with.
digest() { cib -Q --xpath "//node_state[@uname='n1']//lrm_resource[@id='$1']/lrm_rsc_op[@operation='start']" | grep -o ' op-digest="[^"]*"'; }
began() { run_on n1 stat -c '%i %y' "/run/$1.state"; }
set_parameter() { run_on n1 crm_resource -r "$1" --set-parameter "$2" --parameter-value "$3" >/dev/null; }
expect_taken() { [[ $(digest "$1") != "$2" ]] || wrong "$1 still has the parameters that it had"; }
expect_began() { [[ $(began "$1") = "$2" ]] || wrong "$1 was restarted: it began $(began "$1"), expected $2"; }

cluster 2
add_fencing
cib -C -o constraints -X '<rsc_location id="on-n1" rsc-pattern="^(old|new|link)$" node="n2" score="-INFINITY"/>'
dummy old heartbeat
dummy new pacemaker
cib -C -o resources -X "<primitive id='link' class='ocf' provider='heartbeat' type='symlink'><instance_attributes id='link-params'><nvpair id='link-1' name='link' value='/run/link'/>
    <nvpair id='link-2' name='target' value='/usr'/></instance_attributes><operations><op id='link-monitor' name='monitor' interval='2s'/></operations></primitive>"
retry expect_running link n1

for rsc in old new; do
    say "$rsc takes another value of fake without a restart"
    before=$(digest "$rsc") begun=$(began "$rsc")
    set_parameter "$rsc" fake 2
    retry expect_taken "$rsc" "$before"
    expect_began "$rsc" "$begun"
    expect_running "$rsc" n1
    [[ -z $(failcount "$rsc" n1) ]] || wrong "the reload of $rsc failed"

    say "another state file restarts it"
    before=$(digest "$rsc")
    set_parameter "$rsc" state "/run/$rsc.other"
    retry expect_taken "$rsc" "$before"
    run_on n1 test -e "/run/$rsc.other" -a ! -e "/run/$rsc.state"
done

say "an agent that can't reload is restarted"
before=$(digest link)
set_parameter link target /etc
retry expect_taken link "$before"
[[ $(run_on n1 readlink /run/link) = /etc ]] || wrong "the link still leads to $(run_on n1 readlink /run/link)"

say "one that is replaced by another in the configuration is stopped by the one that started it"
cib -M -o resources -X '<primitive id="link" type="Dummy"/>'
retry run_on n1 test -e /run/resource-agents/Dummy-link.state
retry expect_running link n1
run_on n1 test ! -e /run/link
expect_no_fencing
passed
