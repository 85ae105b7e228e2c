#!/bin/bash
# Words for scenarios in which crm sets clusters up: nodes as machines that know nothing of each other. ssh, scp and systemctl are pretended, as a node of the rig has neither keys
# nor systemd; corosync, its quorum device and all else is real. Sourced after words.sh.
#
# SPDX-License-Identifier: GPL-2.0-or-later

# In the nodes: ssh and scp leave a request in the shared folder, and wait for what serve_ssh() answers; a unit is its daemon.
pretend() {
    run_on "$1" mkdir -p /var/tmp/bin
    run_on "$1" sh -c 'cat >/var/tmp/bin/ssh; chmod +x /var/tmp/bin/ssh; cp -p /var/tmp/bin/ssh /var/tmp/bin/scp' <<-'END'
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
    run_on "$1" sh -c 'cat >/var/tmp/bin/systemctl; chmod +x /var/tmp/bin/systemctl' <<-'END'
	#!/bin/bash
	daemon() { [[ $1 = baton ]] && echo batond || echo "$1"; }
	runs() { pgrep -o -x "$(daemon "$1" | cut -c 1-15)"; }
	begin() {
	    ! runs "$1" >/dev/null || return 0
	    case $1 in
	    baton) set -a; [[ ! -r /etc/default/pacemaker ]] || . /etc/default/pacemaker; setsid batond -f </dev/null >>/var/log/pacemaker/batond.out 2>&1 & ;;
	    # As their units do: corosync is up when it serves.
	    *) mkdir -p "/run/$1" && "$1" >"/var/log/corosync/$1.start" 2>&1 &&
	        { [[ $1 != corosync ]] || timeout 20 sh -c 'until corosync-cmapctl -g totem.version; do sleep 0.05; done' >/dev/null 2>&1; } ;;
	    esac
	}
	end() { pid=$(runs "$1") || return 0; kill -TERM "$pid"; timeout 60 tail -s 0.02 --pid="$pid" -f /dev/null; }
	what=$1
	shift
	[[ $1 != --now ]] || { what=$what-now; shift; }
	for unit in "$@"; do
	    case $what in
	    enable-now | start) begin "$unit" ;;
	    disable-now | stop) end "$unit" ;;
	    restart) end "$unit"; begin "$unit" ;;
	    enable | disable) ;;
	    *) exit 1 ;;
	    esac || exit 1
	done
	END
}

in_node() { local node=$1; shift; run_on "$node" env PATH=/var/tmp/bin:/usr/sbin:/usr/bin:/sbin:/bin "$@"; }
# "n1:/a/b" is a file of another node; what has no colon is the caller's.
node_of() { case $1 in 10.*:*) echo "n${1%%:*}" | sed 's/^n.*\./n/' ;; *:*) echo "${1%%:*}" ;; *) echo "$2" ;; esac; }
serve_one() {
    local job=${1%.ask} words rc=0
    mapfile -t words <"$job.ask"
    rm -f "$job.ask"
    case ${words[1]} in
    # As ssh does it: all in one line for the shell there.
    ssh) in_node "$(node_of "${words[2]}:" '')" sh -c "${words[*]:3}" </dev/null >"$job.out" 2>&1 || rc=$? ;;
    scp)
        local to=${words[-1]} from name
        for from in "${words[@]:3:${#words[@]}-4}"; do
            name=${to#*:}
            [[ $to != */ ]] || name=${name%/}/${from##*/}
            run_on "$(node_of "$from" "${words[0]}")" tar -C "$(dirname "${from#*:}")" -c "$(basename "${from#*:}")" |
                run_on "$(node_of "$to" "${words[0]}")" tar -C "$(dirname "$name")" -x --transform "s,^$(basename "${from#*:}"),$(basename "$name")," || rc=$?
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

# Fresh machines that can reach each other; a file of fence devices for n1 and n2 on n1.
machines() {
    cluster "$1" stopped
    each_node pretend
    each_node forget_corosync
    run_on n1 sh -c 'umask 077; printf "n1 fence_rig\nn2 fence_rig\n" >/root/fencing'
    serve_ssh &
    ssh_server=$!
    trap 'ended $?' EXIT
}
# What ended the scenario is what it ends with.
ended() {
    kill "$ssh_server" 2>/dev/null || true
    finish "$1"
}
forget_corosync() { run_on "$1" rm -f /etc/corosync/corosync.conf /etc/corosync/authkey; }

# What a command prints has this in it. (A pipe that grep -q leaves would break the command.)
prints() { local what=$1 all; shift; all=$("$@" 2>&1) || true; grep -q "$what" <<<"$all"; }
mentions() { prints "$2" in_node "$1" cat /etc/corosync/corosync.conf; }
expect_said() { prints "$2" in_node "$1" crm cluster health || wrong "crm cluster health on $1 does not say: $2"; }

# ---- with a quorum device -----------------------------------------------------------------------------------------------

# n1 and n2 are a cluster, and n3, which is no node of it, is its quorum device. More words go to crm cluster init.
cluster_with_device() {
    machines 3
    in_node n1 crm cluster init -n web --profile fast --qnetd-hostname n3 "$@"
    in_node n2 crm cluster join -c n1
    together n1
    retry expect_votes n1 3
}
# Both, as the named one sees it.
together() { local node; for node in n1 n2; do FROM=$1 retry expect_online "$node"; done; FROM=$1 retry expect_dc; }
votes() { run_on "$1" corosync-quorumtool -s | sed -n 's/^Total votes: *//p' || true; }
expect_votes() { local now; now=$(votes "$1"); [[ $now = "$2" ]] || wrong "$1 counts '$now' votes, expected $2"; }
device_on() { RIG_AUTOSTART=no rig start n3; in_node n3 systemctl start corosync-qnetd; }
expect_moved() { local on; on=$(where "$1"); [[ -n $on && $on != "$2" ]] || wrong "$1 runs on '$on'"; }
