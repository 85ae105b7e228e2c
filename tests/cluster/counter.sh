#!/bin/bash
# The words of the scenarios of live migration beside those of words.sh: a resource `counter` that counts for its clients and that moves without a stop,
# a client outside that asks it all along (ask-counter), and what may never happen. A scenario says how a phase of a migration is held:
#
#   hold PHASE SOURCE TARGET    PHASE (migrate_to, migrate_from), once begun, is not done with before let_go
#   expect_held PHASE AT        it has begun on AT
#   let_go NODE                 and goes on
#
# SPDX-License-Identifier: GPL-2.0-or-later
. "$(dirname "${BASH_SOURCE[0]}")/words.sh"

answers=$state/answers
address_of() { echo "10.77.$RIG.${1#n}"; }
clean() { run_on n1 crm_resource --cleanup -r counter >/dev/null; }

# Wants it on NODE, and waits for nothing.
wish() { cib -M -c -o constraints -X "<rsc_location id='wish' rsc='counter' node='$1' score='1000'/>"; }

# ---- the client's side -----------------------------------------------------------------------------------------------

# start_asking PORT: asks each node from here on; stop_asking looks at what it was told.
start_asking() {
    run_on outside "$cluster_dir/ask-counter" "$answers" "$1" "$(address_of n1)" "$(address_of n2)" &
    client=$!
}
answered_by() { tail -n 1 "$answers" | cut -d' ' -f2; }
expect_answer() { [[ $(answered_by) = "$(address_of "$1")" ]] || wrong "the client is answered by $(answered_by), expected $1"; }
run_now() { tail -n 1 "$answers" | cut -d' ' -f3; }
count_answers() { wc -l <"$answers"; }
# Longest time without an answer, from the line number FROM on.
longest_pause() { awk -v from="$1" 'NR > from && last && $1 - last > gap { gap = $1 - last } { last = $1 } END { printf "%.2f", gap }' "$answers"; }

# It counts on NODE: the client hears it there.
counts_on() {
    retry expect_answer "$1"
    retry expect_running counter "$1"
}
# moves_live NODE TEXT: to NODE, without a stop: the run that RUN names goes on; at: the client's line before.
moved_live() {
    counts_on "$1"
    [[ $(run_now) = "$run" ]] || wrong "it was started anew"
    say "$2: on $1 without a stop; longest pause $(longest_pause "$at") s"
}
before_a_move() { run=$(run_now) at=$(count_answers); }

# Numbers of a run rise by one in time, and a run that another one followed is never heard again.
stop_asking() {
    : >"$answers.stop"
    wait "$client"
    awk '{ if ($3 == run && $4 <= number) { print "told twice or late: " $0; exit 1 }
           if ($3 != run && $3 in over) { print "heard again: " $0; exit 1 }
           if (run != "" && $3 != run) over[run] = 1
           run = $3; number = $4 }' "$answers" || wrong "there were two counters"
    say "$(count_answers) answers of $(cut -d' ' -f3 "$answers" | sort -u | wc -l) runs"
}

# ---- the middle of a migration -----------------------------------------------------------------------------------------

# dies PHASE WHO: in the middle of PHASE the power of the source or target goes off; it runs on the other one.
dies() {
    local phase=$1 who=$2 source target victim at fenced
    fenced=$(count_marks ".* fences ")
    source=$(where counter)
    target=$(other "$source")
    victim=$source
    [[ $who = source ]] || victim=$target
    at=$source
    [[ $phase = migrate_to ]] || at=$target
    say "the $who, $victim, loses its power in $phase (the coordinator is $(dc))"
    hold "$phase" "$source" "$target"
    wish "$target"
    FROM=$at retry expect_held "$phase" "$at"
    power_off "$victim"
    let_go "$(other "$victim")"
    FROM=$(other "$victim") retry expect_marks "$((fenced + 1))" ".* fences "
    FROM=$(other "$victim") counts_on "$(other "$victim")"
    FROM=$(other "$victim") retry expect_online "$victim"
    wish "$(where counter)"
    settle
}
# Failures are forgotten, and nothing is left to do.
settle() {
    retry expect_idle
    clean
    retry expect_idle
}
