#!/bin/bash
# A cluster out of two machines that know nothing of each other: init on one, join on the other, health, leave. ssh, scp and systemctl are pretended, as a
# node of the rig has neither keys nor systemd; corosync and all else is real.
#
# SPDX-License-Identifier: GPL-2.0-or-later
. "$(dirname "$0")/../words.sh"
only_baton "it is our own crm that makes a cluster"

# In the nodes: ssh and scp leave a request in the shared folder, and wait for what serve_ssh() answers.
pretend() {
    run_on "$1" mkdir -p /run/bin
    run_on "$1" sh -c 'cat >/run/bin/ssh; chmod +x /run/bin/ssh; cp -p /run/bin/ssh /run/bin/scp' <<-'END'
	#!/bin/bash
	job=/run/rig/job.$$.$RANDOM
	printf '%s\n' "$(hostname)" "${0##*/}" "$@" >"$job.tmp"
	mv "$job.tmp" "$job.ask"
	for ((tries = 600; tries > 0; tries--)); do
	    [[ -e $job.rc ]] && { cat "$job.out"; exit "$(<"$job.rc")"; }
	    sleep 0.1
	done
	exit 255
	END
    run_on "$1" sh -c 'cat >/run/bin/systemctl; chmod +x /run/bin/systemctl' <<-'END'
	#!/bin/bash
	end() { pid=$(pgrep -o -x "$1") || return 0; kill -TERM "$pid"; timeout 60 tail -s 0.02 --pid="$pid" -f /dev/null; }
	case $1 in
	enable)
	    pgrep -x corosync >/dev/null || corosync || exit 1
	    pgrep -x batond >/dev/null || { setsid batond -f </dev/null >>/var/log/pacemaker/batond.out 2>&1 & } ;;
	disable) end batond; end corosync ;;
	esac
	END
}

in_node() { local node=$1; shift; run_on "$node" env PATH=/run/bin:/usr/sbin:/usr/bin:/sbin:/bin "$@"; }
# "n1:/a/b" is a file of another node; what has no colon is the caller's.
node_of() { case $1 in 10.*:*) echo "n${1%%:*}" | sed 's/^n.*\./n/' ;; *:*) echo "${1%%:*}" ;; *) echo "$2" ;; esac; }
serve_one() {
    local job=${1%.ask} words rc=0
    mapfile -t words <"$job.ask"
    rm -f "$job.ask"
    case ${words[1]} in
    ssh) in_node "$(node_of "${words[2]}:" '')" "${words[@]:3}" </dev/null >"$job.out" 2>&1 || rc=$? ;;
    scp)
        local to=${words[-1]} from
        for from in "${words[@]:3:${#words[@]}-4}"; do
            run_on "$(node_of "$from" "${words[0]}")" cat "${from#*:}" |
                run_on "$(node_of "$to" "${words[0]}")" sh -c "umask 077; cat >'${to#*:}$([[ $to = */ ]] && basename "$from")'" || rc=$?
        done >"$job.out" 2>&1 ;;
    esac
    echo "$rc" >"$job.rc.tmp"
    mv "$job.rc.tmp" "$job.rc"
}
serve_ssh() {
    local ask
    while [[ -d $state/shared ]]; do
        for ask in "$state"/shared/job.*.ask; do [[ ! -e $ask ]] || serve_one "$ask" & done
        sleep 0.1
    done
}

mentions() { in_node "$1" cat /etc/corosync/corosync.conf 2>/dev/null | grep -q "name: $2\$"; }
expect_said() { in_node "$1" crm cluster health 2>&1 | grep -q "$2" || wrong "crm cluster health on $1 does not say: $2"; }

cluster 2 stopped
each_node pretend
for node in n1 n2; do run_on "$node" rm -f /etc/corosync/corosync.conf /etc/corosync/authkey; done
serve_ssh &
trap 'kill %1 2>/dev/null; finish' EXIT

say "init on n1; shown first, then done, then found done"
run_on n1 sh -c 'umask 077; printf "n1 fence_rig\nn2 fence_rig\n" >/root/fencing'
in_node n1 crm cluster init --dry-run -n web --profile fast -f /root/fencing | grep -q "cluster_name: web" || wrong "the dry run does not show corosync.conf"
if run_on n1 test -e /etc/corosync/corosync.conf; then wrong "the dry run wrote corosync.conf"; fi
in_node n1 crm cluster init -n web --profile fast -f /root/fencing
FROM=n1 retry expect_online n1
in_node n1 crm cluster init -n web --profile fast -f /root/fencing
[[ $(run_on n1 stat -c %a /etc/corosync/authkey) = 400 ]] || wrong "the key may be read by others"
mentions n1 n1 || wrong "corosync.conf does not name n1"

say "join on n2"
in_node n2 crm cluster join -c n1
wait_online
mentions n1 n2 || wrong "n1 does not know n2"
retry expect_quorum 1
expect_said n1 "All 2 nodes are online"
expect_said n1 "Fencing is on, with 2 device"

say "a service; n2 leaves in order, nobody is fenced"
add_service svc
retry expect_running svc "$(where svc)"
in_node n2 crm cluster leave
FROM=n1 retry expect_running svc n1
if mentions n1 n2; then wrong "n1 still knows n2"; fi
if run_on n2 test -e /etc/corosync/corosync.conf; then wrong "n2 still has a corosync.conf"; fi
FROM=n1 expect_no_fencing

say "and joins again"
in_node n2 crm cluster join -c n1
wait_online
expect_never_twice
passed
