Without a cluster every tool ends at once with 102 and says why; help and versions need none

  $ unset CIB_file; crm_mon -1
  error: Could not connect to launcher: Connection refused
  crm_mon: Connection to cluster failed: Connection refused
  [102]
  $ unset CIB_file; crm_mon --output-as=xml
  <pacemaker-result api-version="2.25" request="crm_mon --output-as=xml">
    <status code="102" message="Not connected">
      <errors>
        <error>error: Could not connect to launcher: Connection refused</error>
        <error>crm_mon: Connection to cluster failed: Connection refused</error>
      </errors>
    </status>
  </pacemaker-result>
  [102]
  $ unset CIB_file; crm_mon -1X
  Not connected
  error: Could not connect to launcher: Connection refused
  crm_mon: Connection to cluster failed: Connection refused
  <crm_mon version="2.1.5"/>
  [102]
  $ unset CIB_file; cibadmin -Q
  Could not connect to the CIB: Transport endpoint is not connected
  Init failed, could not perform requested operations
  [102]
  $ unset CIB_file; crm_node -n
  error: Could not connect to controller: Connection refused
  [102]
  $ unset CIB_file; crm_node -l
  error: Could not connect to controller: Connection refused
  [102]
  $ unset CIB_file; crm_attribute -G -n x -l reboot
  crm_attribute: Could not connect to the CIB: Transport endpoint is not connected
  [102]
  $ unset CIB_file; crm_attribute -n a -v 1 --output-as=xml
  <pacemaker-result api-version="2.25" request="crm_attribute -n a -v 1 --output-as=xml">
    <status code="102" message="Not connected">
      <errors>
        <error>crm_attribute: Could not connect to the CIB: Transport endpoint is not connected</error>
      </errors>
    </status>
  </pacemaker-result>
  [102]
  $ unset CIB_file; crm_resource -L
  crm_resource: Could not connect to the CIB: Transport endpoint is not connected
  Error performing operation: Not connected
  [102]
  $ unset CIB_file; crm_resource -L --output-as=xml
  <pacemaker-result api-version="2.25" request="crm_resource -L --output-as=xml">
    <status code="102" message="Not connected">
      <errors>
        <error>crm_resource: Could not connect to the CIB: Transport endpoint is not connected
  Error performing operation: Not connected</error>
      </errors>
    </status>
  </pacemaker-result>
  [102]
  $ unset CIB_file; attrd_updater -n x -Q
  attrd_updater: Could not connect to attrd: Connection refused
  [102]
  $ unset CIB_file; crmadmin -D
  error: Could not connect to controller: Connection refused
  error: Command failed: Connection refused
  [102]
  $ unset CIB_file; crm configure show
  ERROR: The cluster does not run on this node: could not connect to the CIB
  [102]
  $ unset CIB_file; crm status
  error: Could not connect to launcher: Connection refused
  crm_mon: Connection to cluster failed: Connection refused
  [102]
  $ OCF_RESKEY_CRM_meta_on_node=n7 crm_node -n
  n7
  $ crm_node -R x
  The supplied command is considered dangerous.  To prevent accidental destruction of the cluster, the --force flag is required in order to proceed.
  [64]
  $ crm_node --foo
  crm_node: Unknown option --foo
  [64]
  $ crm_node -N
  crm_node: Missing argument for -N
  [64]
  $ crm_attribute -p -v 1
  crm_attribute: -p/--promotion must be called from an OCF resource agent or with a resource ID specified
  [64]
  $ attrd_updater -v 1
  attrd_updater: Command requires --name argument
  [64]

What pcs looks for in the help

  $ crm_mon --help-all | grep -c -e '--output-as=' -e '--fence-history'
  10
  $ crm_resource --help-all | grep -c -e '--expired' -e '--digests'
  3

Attributes as agents set them

  $ attrd_updater -n x -U 1 -S status -l reboot -d 5s
  attrd_updater: Could not update x=1: Connection refused (111)
  [102]
  $ attrd_updater -R
  attrd_updater: Could not update =: Connection refused (111)
  [102]

Records and drills of fencing need it too

  $ crm fencing show
  ERROR: stonithd can't be reached (Connection refused); is the cluster running on this node?
  [102]
  $ crm -F fencing drill n2
  ERROR: fencing.drill: corosync, which has to watch it, knows no node n2, or does not run
  [1]
