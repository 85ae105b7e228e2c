#!/bin/bash
# A start that hangs and has left processes everywhere - in other sessions, with another environment - is ended with all of them, at its timeout and also when lrmd dies
# meanwhile. A service that was started well keeps running under its start's cgroup, through a monitor that hangs and through lrmd's death.
#
# SPDX-License-Identifier: GPL-2.0-or-later
. "$(dirname "$0")/../words.sh"
only_baton "2.1.5 ends the process group only"

install_agent() {
    # shellcheck disable=SC2016 # expanded in the node
    run_on "$1" sh -c 'mkdir -p /usr/lib/ocf/resource.d/test && cat >/usr/lib/ocf/resource.d/test/Escapes && chmod 755 /usr/lib/ocf/resource.d/test/Escapes' <<-'END'
	#!/bin/sh
	case $1 in
	start) [ -e /run/escape ] || exit 1; setsid sleep 4711 & env -i setsid sleep 4712 & sleep 4713; exit 0 ;;
	stop) exit 0 ;;
	monitor) exit 7 ;;
	meta-data) echo '<resource-agent name="Escapes" version="1.0"><version>1.0</version><longdesc lang="en">x</longdesc><shortdesc lang="en">x</shortdesc>
	    <parameters/><actions><action name="start" timeout="5s"/></actions></resource-agent>'; exit 0 ;;
	esac
	exit 3
	END
}
escaped() { run_on n1 pgrep -fc '^sleep 471[123]$' || true; }
expect_escaped() { [[ $(escaped) = "$1" ]] || wrong "$(escaped) processes of the start live on n1, expected $1"; }
start_escapes() {
    cib -C -o resources -X "<primitive id='$1' class='ocf' provider='test' type='Escapes'><operations>
        <op id='$1-start' name='start' interval='0' timeout='$2'/></operations></primitive>"
}
cgroups() { run_on n1 sh -c 'ls /sys/fs/cgroup/operations 2>/dev/null' | grep -c "^$1-" || true; }
expect_cgroups() { [[ $(cgroups "$1") = "$2" ]] || wrong "$1 has $(cgroups "$1") cgroups, expected $2"; }

cluster 2
add_fencing
install_agent n1
run_on n1 touch /run/escape
cib -C -o constraints -X '<rsc_location id="n1-only" rsc-pattern="^escapes" node="n2" score="-INFINITY"/>'
add_service svc resource-stickiness=100
place svc n1
process=$(service_pid svc n1)
retry expect_cgroups svc 1

say "a start that hangs, to its timeout"
start_escapes escapes1 4s
retry expect_escaped 3
retry expect_result escapes1 "error"
retry expect_escaped 0
retry expect_cgroups escapes1 0

say "lrmd dies while such a start is under way"
start_escapes escapes2 60s
retry expect_escaped 3
pid=$(daemon_pid n1 lrmd)
run_on n1 rm /run/escape # asked for again, it fails
run_on n1 kill -9 "$pid"
retry expect_new_daemon n1 lrmd "$pid"
retry expect_escaped 0
retry expect_cgroups escapes2 0

say "a monitor that hangs does not touch the service, nor did all this"
expect_same_process svc n1 "$process"
provoke svc monitor n1 hang
retry expect_marks 1 'n1 monitor provoked hang svc'
unprovoke svc monitor n1
retry expect_marks 1 'n1 stop svc' # the monitor has failed: only now, and in order
retry expect_running svc n1
expect_no_fencing

say "stopped, it leaves no cgroup behind"
run_on n1 crm_resource -r svc --meta --set-parameter target-role --parameter-value Stopped >/dev/null
retry expect_stopped svc
retry expect_cgroups svc 0
passed
