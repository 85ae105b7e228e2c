#!/bin/bash
# Without fencing, both sides of a cut network take changes. When they meet, one configuration holds on both; the other is kept aside on both nodes, said, compared,
# taken over, and dropped.
#
# SPDX-License-Identifier: GPL-2.0-or-later
. "$(dirname "$0")/../words.sh"
only_baton "Pacemaker drops what gives way"

conflicts() { run_on "$1" crm cib conflicts "${@:2}"; }
name_of() { conflicts "$1" | sed -n 's/^\([0-9]*-n[12]-[0-9]*\): version .*/\1/p' | tail -1; }
loser() { local name; name=$(name_of n1); [[ -n $name ]] || wrong "nothing gave way: $(conflicts n1)"; name=${name#*-}; echo "${name%-*}"; }
has_option() { run_on "$1" crm_attribute -t crm_config -n "$2" -G -q >/dev/null 2>&1; }
expect_option() { has_option "$1" "$2" || wrong "$1 has no $2"; }
expect_alone() { [[ $(FROM=$1 online) = "$1" ]] || wrong "$1 still sees another"; }
expect_none() { [[ $(conflicts "$1") = "No configuration gave way"* ]] || wrong "$1 still keeps one"; }
expect_both() { FROM=$1 expect_online n1 && FROM=$1 expect_online n2; }

cluster 2
property stonith-enabled false
expect_none n1

say "cut, and changes on both sides"
rig cut n1 n2
retry expect_alone n1
retry expect_alone n2
run_on n1 crm_attribute -t crm_config -n from-n1 -v yes
run_on n2 crm_attribute -t crm_config -n from-n2 -v yes

say "they meet"
rig heal
retry expect_both n1
retry expect_both n2
retry loser >/dev/null
loser=$(retry loser) winner=$(other "$loser")
retry expect_option "$loser" "from-$winner"
if has_option "$winner" "from-$loser"; then wrong "both configurations hold at once"; fi
run_on "$loser" crm cib history | grep "brought up to date from $winner" >/dev/null

say "both kept that of $loser aside: compare, take over, drop"
name=$(name_of "$loser")
[[ $(name_of "$winner") = "$name" ]]
conflicts "$winner" show "$name" | grep "from-$loser=yes" >/dev/null
conflicts "$loser" | grep "gives way to" >/dev/null
conflicts "$loser" show "$name" | grep "from-$loser=yes" >/dev/null
conflicts "$loser" diff "$name" | grep "+ from-$loser=yes" >/dev/null
conflicts "$loser" take "$name" --dry-run | grep "Executing Cluster Transition" >/dev/null
if has_option "$winner" "from-$loser"; then wrong "a dry run changed something"; fi
conflicts "$loser" take "$name"
retry expect_option "$winner" "from-$loser"
conflicts "$winner" drop "$name"
retry expect_none "$loser"
refused 105 "There is no configuration" "$loser" crm cib conflicts show "$name"
expect_no_fencing
passed
