#!/bin/bash
# A CIB that does not parse or is not valid is refused with a sentence and Pacemaker's exit code, and nothing of it is
# applied: the document stays as it was, the service goes on.
#
# SPDX-License-Identifier: GPL-2.0-or-later
. "$(dirname "$0")/../words.sh"

cluster 2
usual_service n1
pid=$(service_pid svc n1)
configuration() { cib -Q -o configuration | cksum; }
before=$(configuration)

say "does not parse"
refused 78 "parse" n1 cibadmin -R -x /etc/hostname
refused 78 "parse" n1 cibadmin -R -x /no/such/file
refused 78 "parse" n1 sh -c 'printf "\001\002<cib" | cibadmin -R -p'
on_baton refused 78 "parse" n1 cibadmin -C -o resources -X '<primitive id="half"'
on_baton refused 78 "parse" n1 sh -c 'echo "<cib" | cibadmin -R -p'
refused 1 "parse" n1 crm_verify -x /etc/hostname

say "does not validate"
refused 78 "schema" n1 cibadmin -C -o resources -X '<primitive id="x" class="ocf" type="Dummy"><foo/></primitive>'
refused 78 "schema" n1 cibadmin -R -o resources -X '<resources><bogus/></resources>'
refused 78 "schema" n1 cibadmin -C -o constraints -X '<rsc_location id="x" rsc="svc" node="n1" score="many"/>'
refused 78 "schema" n1 cibadmin -C -o constraints -X '<rsc_location id="x" rsc="nosuch" node="n1" score="1"/>'

say "is not new, or not there"
refused 108 "exists" n1 cibadmin -C -o resources -X '<primitive id="svc" class="ocf" provider="rig" type="Service"/>'
refused 105 "no such" n1 cibadmin -Q --xpath '//nosuch'
refused 64 "option" n1 cibadmin --nosuch

say "nothing of it was applied"
[[ $(configuration) = "$before" ]]
expect_running svc n1
expect_same_process svc n1 "$pid"
expect_no_fencing
passed
