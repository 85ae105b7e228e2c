#!/bin/bash
# Who changed the configuration, when and by what: the same on both nodes, still there after a power-off; what a node missed is one entry; and
# the way back.
#
# SPDX-License-Identifier: GPL-2.0-or-later
. "$(dirname "$0")/../words.sh"
only_baton "Pacemaker keeps no history"

history() { run_on "$1" crm cib history; }
# What an entry says of itself; its columns are 8, 24, 10 and 20 wide.
entry() { history "$1" | grep -F -- "$2" | tail -1; }
expect_entry() { [[ $(entry "$1" "$2") =~ $3 ]] || wrong "the history of $1 has no '$2' that says $3: $(history "$1" | tail -4)"; }
version() { run_on "$1" cibadmin -Q --no-children | sed 's/.* epoch="\([0-9]*\)".*/\1/'; }
expect_same_history() {
    [[ $(history n1 | tail -n +"$1") = "$(history n2 | tail -n +"$1")" ]] || wrong "the histories differ: $(diff <(history n1) <(history n2))"
}

cluster 2
usual_service n1
for node in n1 n2; do run_on "$node" useradd -M -G haclient keeper; done

say "two users, two nodes, three tools"
run_on n1 cibadmin -M -o crm_config -X '<cluster_property_set id="cib-bootstrap-options"><nvpair id="o1" name="batch-limit" value="7"/></cluster_property_set>'
run_on n2 runuser -u keeper -- crm_attribute -t crm_config -n migration-limit -v 3
run_on n2 crm configure location here svc 10: n2
expect_entry n1 'batch-limit=7' ' root +cibadmin@n1 '
expect_entry n1 'migration-limit=3' ' keeper +crm_attribute@n2 '
expect_entry n1 '+location here' ' root +crm@n2 '
before=$(version n1)

say "the same on both, but for what came before the second one joined"
retry expect_same_history 12

say "what differs, and back again by one change"
run_on n1 crm configure property maintenance-mode=true
run_on n2 crm configure delete here
run_on n1 crm cib diff "$before" | grep -x 'removed: location here svc 10: n2' >/dev/null
run_on n2 crm cib diff "$before" | grep '+ maintenance-mode=true' >/dev/null
run_on n2 crm cib rollback "$before" --dry-run | grep '^added: location here' >/dev/null
[[ $(version n2) = $((before + 2)) ]]
run_on n2 crm cib rollback "$before"
[[ $(version n1) = $((before + 3)) ]]
[[ -z $(run_on n1 crm cib diff "$before") ]]
expect_entry n1 "0.$((before + 3))" 'crm-rollback@n2 .*location here'
refused 105 "is not kept on this node" n1 crm cib rollback 99999
[[ $(run_on n1 crm cib history 2 --output-as=xml | xmllint --xpath 'count(//cib-history/cib_record/diff)' -) = 2 ]]

say "power-off of n2; n1 is changed meanwhile; n2 has its own past and the gap as one entry"
kept=$(history n2)
power_off n2
FROM=n1 retry expect_running svc n1
run_on n1 crm configure property batch-limit=9
run_on n1 crm configure property batch-limit=10
FROM=n1 retry expect_online n2
FROM=n2 retry expect_online n1
retry expect_entry n2 "brought up to date from n1" 'batch-limit=10'
[[ $(history n2) = "$kept"* ]] || wrong "n2 has forgotten: $(diff <(echo "$kept") <(history n2))"
run_on n2 crm cib diff "$before" >/dev/null
[[ $(run_on n2 crm cib diff "$before") = "$(run_on n1 crm cib diff "$before")" ]]

say "the history is for those who may read all"
cib -M -X "<cib><configuration><acls><acl_target id='keeper'><role id='read'/></acl_target>
    <acl_role id='read'><acl_permission id='read-1' kind='read' xpath='/cib/configuration/resources'/></acl_role></acls></configuration></cib>"
property enable-acl true
refused 4 "needs an acl_permission to read" n1 runuser -u keeper -- crm cib history
expect_running svc n1
passed
