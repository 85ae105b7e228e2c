#!/bin/bash
# The DC loses its power while its fence agent is at a lost node: nobody hears the end of that call. Who leads then has both fenced, and only then recovers what ran on them.
#
# SPDX-License-Identifier: GPL-2.0-or-later
. "$(dirname "$0")/../words.sh"
only_baton "it counts what Baton's fencer does"

expect_moved() { local on; on=$(where "$1"); [[ -n $on && $on != "$2" && $on != "$3" ]] || wrong "$1 runs on '$on'"; }
# Of two marks the first one is older.
expect_before() { [[ $(marks "$1" | tail -1 | cut -d ' ' -f 1) < $(marks "$2" | tail -1 | cut -d ' ' -f 1) ]] || wrong "not in this order: $(marks "$1" | tail -1), $(marks "$2" | tail -1)"; }

cluster 5
each_node make_slow
cib -C -o resources -X '<primitive id="fencing" class="stonith" type="fence_slow"/>'
property concurrent-fencing true
add_service svc resource-stickiness=100
add_service own resource-stickiness=100
dc=$(dc)
lost=$(nodes | grep -vx "$dc" | tail -1)
witness=$(nodes | grep -vx "$dc" | head -1)
place svc "$lost"
place own "$dc"

say "$lost, with svc, loses its power; the DC $dc, with own, has begun to fence it"
calls=$(begins)
touch "$state/shared/slow"
power_off "$lost"
FROM=$witness retry expect_marks $((calls + 1)) "$dc begins"
power_off "$dc"
say "and loses its power, too"
FROM=$witness retry expect_offline "$dc"
expect_marks 0 ".* fences $lost "
starts=$(count_marks '.* start (svc|own)')
expect_marks "$starts" '.* start (svc|own)'
rm -f "$state/shared/slow"
for service in svc own; do FROM=$witness retry expect_moved "$service" "$lost" "$dc"; done
expect_before ".* fences $lost " '.* start svc'
expect_before ".* fences $dc " '.* start own'
expect_marks 0 "$dc fences .*"
for node in $(nodes); do FROM=$witness retry expect_online "$node"; done
expect_marks 2 '.* fences .*'
passed
