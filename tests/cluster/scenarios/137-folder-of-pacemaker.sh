#!/bin/bash
# A folder in which Debian's Pacemaker kept its CIB is picked up in place at the first start. That Debian's takes it back is shown by tests/tools/compare-folder.
#
# SPDX-License-Identifier: GPL-2.0-or-later
. "$(dirname "$0")/../words.sh"
only_baton "it is about taking over from it"

folder=/var/lib/pacemaker/cib
given=$cluster_dir/../unit/pacemaker-folder

take_over() {
    tar cf - -C "$given" . | run_on "$1" sh -c "mkdir -p $folder && tar xf - -C $folder && chown -R hacluster:haclient $folder && chmod 750 $folder"
}
value_of() { cib -Q | xmllint --xpath "string(//nvpair[@id='$1']/@value)" -; }

cluster 2 stopped
each_node take_over
rig start-daemons
wait_online

say "the configuration is the one that was there"
[[ $(value_of odd) = '<a> & "b" '\''c'\'' größe line tab' ]] || wrong "the value is $(value_of odd)"
retry expect_running d n1
for node in n1 n2; do
    [[ $(run_on $node sh -c "ls $folder/cib.auto.* 2>/dev/null | wc -l") = 0 ]]
    run_on $node cmp -s $folder/cib-7.raw - <"$given/cib-7.raw"
done

say "it is changed; after a restart of both nodes the change is there, and the earlier version is a backup"
property colour 'blue & <green>'
rig stop-daemons
for node in n1 n2; do run_on $node grep -q '&lt;green&gt;' $folder/cib.xml; done
rig start-daemons
wait_online
[[ $(run_on n1 crm_attribute -t crm_config -n colour -q -G) = 'blue & <green>' ]]
retry expect_running d n1
run_on n1 grep -q 'epoch="10"' $folder/cib-9.raw
passed
