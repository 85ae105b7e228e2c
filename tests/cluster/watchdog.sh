#!/bin/bash
# Words for scenarios in which nodes reset themselves: here a watchdog is a pipe, and who reads it cuts the power. Sourced after words.sh; time is SBD_WATCHDOG_TIMEOUT in seconds.
#
# SPDX-License-Identifier: GPL-2.0-or-later

# The other end of a node's watchdog: from the first byte until a "V" it wants one within the time, else the node loses its power, and gets it again. Ends with the rig.
bite() {
    local node=$1 byte armed=
    exec 7<>"$state/shared/watchdog.$node"
    # As long as it is this one: the next rig's has the same name.
    while [[ $state/shared/watchdog.$node -ef /proc/$BASHPID/fd/7 ]]; do
        if IFS= read -r -n 1 -t "$time" -u 7 byte; then
            [[ $byte = V ]] && armed= || armed=yes
        elif [[ ! $state/shared/watchdog.$node -ef /proc/$BASHPID/fd/7 ]]; then
            break
        elif [[ -n $armed && $(rig power "$node") = off ]]; then
            armed= # it has lost its power by other means, and its watchdog too
        elif [[ -n $armed ]]; then
            echo "$EPOCHREALTIME $node bitten" >>"$state/shared/marks"
            rig kill "$node"
            while read -r -n 1 -t 0.01 -u 7 byte; do :; done
            armed=
            rig start "$node" >/dev/null 2>&1 &
        fi
    done
}
bitten() { count_marks "$1 bitten"; }
expect_bitten() { [[ $(bitten "$1") = "$2" ]] || wrong "$1 was reset $(bitten "$1") times by its watchdog, expected $2"; }
expect_counted() { [[ $(run_on "$2" stonith_admin -H "$1" -V | grep -c "of $1 successful: delegate=$1") -ge $3 ]] || wrong "$1 does not count as fenced on $2: $(run_on "$2" stonith_admin -H "$1" -V)"; }
guard() {
    mkfifo -m 600 "$state/shared/watchdog.$1"
    run_on "$1" sh -c "printf 'SBD_WATCHDOG_DEV=/run/rig/watchdog.%s\nSBD_WATCHDOG_TIMEOUT=%s\n' $1 $time >/etc/default/pacemaker"
    bite "$1" >/dev/null 2>&1 &
}
