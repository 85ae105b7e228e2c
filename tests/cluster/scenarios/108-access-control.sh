#!/bin/bash
# Users of the machines and what they may do: nothing outside group haclient, everything inside it until access control lists are
# enabled, then what their roles and groups allow; the same through both nodes.
#
# SPDX-License-Identifier: GPL-2.0-or-later
. "$(dirname "$0")/../words.sh"
only_baton "2.1.5 has no acl_group"

as() { local node=$1 user=$2; shift 2; run_on "$node" runuser -u "$user" -- "$@"; }
# as_refused CODE TEXT NODE USER CMD...
as_refused() { local code=$1 text=$2 node=$3 user=$4; shift 4; refused "$code" "$text" "$node" runuser -u "$user" -- "$@"; }

# speaks NODE USER DAEMON DOCUMENT: past the tools.
speaks() {
    run_on "$1" runuser -u "$2" -- python3 - "$3" "$4" <<'END'
import ctypes, struct, sys
qb = ctypes.CDLL("libqb.so.100")
qb.qb_ipcc_connect.restype = ctypes.c_void_p
qb.qb_ipcc_send.argtypes = (ctypes.c_void_p, ctypes.c_char_p, ctypes.c_size_t)
qb.qb_ipcc_event_recv.argtypes = (ctypes.c_void_p, ctypes.c_char_p, ctypes.c_size_t, ctypes.c_int)
connection = qb.qb_ipcc_connect(("baton-" + sys.argv[1]).encode(), 131072)
text = sys.argv[2].encode()
frame = struct.pack("<i4xi4xi4xQQ", 0, 40 + len(text), 0, len(text), 0) + text  # lib/ipc_common_io.h
qb.qb_ipcc_send(connection, frame, len(frame))
qb.qb_ipcc_event_recv(connection, ctypes.create_string_buffer(65536), 65536, 1000)  # an answer, or the end
END
}
expect_logged() { rig logs | grep "$1" >/dev/null || wrong "no log says '$1'"; }

cluster 2
usual_service n1
for node in n1 n2; do
    run_on "$node" groupadd keepers
    run_on "$node" useradd -M -G haclient reader
    run_on "$node" useradd -M -G haclient,keepers keeper
    run_on "$node" useradd -M stranger
done

say "outside the group: nothing"
as_refused 4 "haclient" n1 stranger cibadmin -Q
as_refused 4 "haclient" n1 stranger crm cib history
as_refused 4 "haclient" n1 stranger stonith_admin -C n2

say "in the group, without lists: everything"
as n1 reader crm_attribute -t crm_config -n batch-limit -v 7
as n1 reader stonith_admin -C n3

say "but for what only root may: nor does it help to speak to the daemons past the tools"
speaks n1 reader lrmd '<lrm_exec><rsc_op operation="start"><primitive id="evil" class="ocf" provider="heartbeat" type="Dummy"/><attributes state="/root/evil"/></rsc_op></lrm_exec>'
speaks n1 reader pengine '<pe_request id="1"><cib/></pe_request>'
speaks n1 reader stonithd '<fence_peer from="n2"><fence_done id="1" target="n2" action="off" rc="0"/></fence_peer>'
for kind in lrm_exec pe_request fence_peer; do retry expect_logged "reader.*<$kind>.*only root and hacluster"; done
run_on n1 test ! -e /root/evil
as n1 reader crm resource log svc >/dev/null
as_refused 4 "only root and hacluster" n1 reader stonith_admin -R mine -a fence_dummy

say "with lists: what they say"
cib -M -X "<cib><configuration><acls>
    <acl_target id='reader'><role id='read'/></acl_target><acl_group id='keepers'><role id='operate'/></acl_group>
    <acl_role id='read'><acl_permission id='read-1' kind='read' xpath='/cib'/>
        <acl_permission id='read-2' kind='deny' xpath=\"//nvpair[@name='passwd']\"/></acl_role>
    <acl_role id='operate'><acl_permission id='operate-1' kind='read' xpath='/cib'/>
        <acl_permission id='operate-2' kind='write' xpath=\"//nvpair[@name='target-role']\"/>
        <acl_permission id='operate-3' kind='write' xpath='/cib/status'/></acl_role></acls></configuration></cib>"
property enable-acl true
for node in n1 n2; do
    as "$node" reader crm_mon -1 >/dev/null
    as_refused 4 "reader" "$node" reader crm_attribute -t crm_config -n batch-limit -v 8
    as_refused 4 "reader" "$node" reader crm_resource --meta -r svc -p target-role -v Stopped
    as_refused 4 "reader" "$node" reader crm_resource --cleanup -r svc
    as_refused 4 "keeper" "$node" keeper crm_attribute -t crm_config -n batch-limit -v 8
    as "$node" keeper crm_resource --meta -r svc -p target-role -v Stopped
    retry expect_stopped svc
    as "$node" keeper crm_resource --meta -r svc -p target-role -v Started
    retry expect_running svc
    as "$node" keeper crm_resource --cleanup -r svc
done

say "fencing is theirs who may write the status, devices by hand nobody's"
for node in n1 n2; do
    as "$node" reader stonith_admin -H '*' >/dev/null
    as_refused 4 "write <status>" "$node" reader stonith_admin -F n1
    as_refused 4 "write <status>" "$node" reader stonith_admin -C n3
    as_refused 4 "write <status>" "$node" reader stonith_admin -H n3 --cleanup
    as "$node" keeper stonith_admin -C n3
    as_refused 4 "only root and hacluster" "$node" keeper stonith_admin -R mine -a fence_dummy
done
expect_no_fencing

say "what holds the CIB's secrets can't be read outside the group"
open=$(run_on n1 find /var/lib/pacemaker/cib /var/lib/pacemaker/pengine /run/baton/lrmd.state -perm /o=rwx)
[[ -z $open ]] || wrong "open to everybody: $open"

say "root may act for one of them, they not for root"
as_refused 4 "reader" n1 reader env CIB_user=root cibadmin -B
refused 4 "reader" n1 env CIB_user=reader cibadmin -B
run_on n1 cibadmin -B

expect_running svc
passed
