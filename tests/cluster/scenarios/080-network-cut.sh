#!/bin/bash
# The network between the nodes is cut, and both can fence: exactly one side survives, and the service is never up
# twice. The fenced node comes back alone, and without its peer it starts nothing; healed, it joins.
#
# SPDX-License-Identifier: GPL-2.0-or-later
. "$(dirname "$0")/../words.sh"

fenced_one() { marks '.* fences ' | tail -1 | awk '{ print $4 }'; }
expect_one_fencing() { expect_marks "$1" '.* fences '; }

# cut_and_heal HOW_OFTEN NODE: the service runs on NODE when the cut comes
cut_and_heal() {
    local loser winner
    place svc "$2"
    say "cut; the service is on $2"
    rig cut n1 n2
    retry expect_one_fencing "$1"
    loser=$(fenced_one)
    winner=$(other "$loser")
    say "$winner has fenced $loser"
    FROM=$winner retry expect_running svc "$winner"

    say "$loser boots behind the cut: no quorum, nothing starts"
    retry expect_power "$loser" on
    FROM=$loser retry expect_quorum 0
    if service_pid svc "$loser" 2>/dev/null; then wrong "the service runs on $loser"; fi

    say "healed"
    rig heal
    FROM=$winner retry expect_online "$loser"
    FROM=$loser retry expect_online "$winner"
    FROM=$loser retry expect_running svc "$winner"
    expect_one_fencing "$1"
}

cluster 2
usual_service n1
cut_and_heal 1 n1
cut_and_heal 2 n2
passed
