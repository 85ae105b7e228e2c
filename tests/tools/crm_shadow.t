Shadows: made, shown, worked on, deleted

cib: two-nodes.xml
  $ unset CIB_file; crm_shadow -w
  No active shadow configuration defined
  [105]
  $ unset CIB_file; export CIB_shadow_dir=.; crm_shadow -e new --batch
  Created new pacemaker-3.9 configuration
  Setting up shadow instance
  A new shadow instance was created.  To begin using it paste the following into your shell:
    CIB_shadow=new ; export CIB_shadow
  $ unset CIB_file; export CIB_shadow_dir=. CIB_shadow=new; crm_shadow -w; crm_shadow -F; crm_attribute -n a -v 1 && cibadmin -Q -o crm_config
  new
  ./shadow.new
  <crm_config>
    <cluster_property_set id="cib-bootstrap-options">
      <nvpair id="cib-bootstrap-options-a" name="a" value="1"/>
    </cluster_property_set>
  </crm_config>
  $ unset CIB_file; export CIB_shadow_dir=.; crm_shadow -e new --batch
  A shadow instance 'new' already exists.
    To prevent accidental destruction of the cluster, the --force flag is required in order to proceed.
  [73]
  $ unset CIB_file; export CIB_shadow_dir=.; crm_shadow -D new; crm_shadow -D new --force; ls shadow.new
  The supplied command is considered dangerous.  To prevent accidental destruction of the cluster, the --force flag is required in order to proceed.
  Please remember to unset the CIB_shadow variable by pasting the following into your shell:
    unset CIB_shadow
  ls: cannot access 'shadow.new': No such file or directory
  [2]
  $ unset CIB_file; export CIB_shadow_dir=.; crm_shadow -c x --batch
  Could not connect to CIB: Transport endpoint is not connected
  [102]
  $ unset CIB_file; crm_shadow -e ../x
  crm_shadow: '../x' can't be the name of a shadow
  [64]

What daemons say of their options

  $ pacemaker-schedulerd metadata | grep -c '<parameter '
  30
  $ pacemaker-controld version | cut -c1-18
  CRM Version: 2.1.5
  $ pacemaker-based frob
  pacemaker-based: Only 'metadata' and 'version' are answered here; the cluster is started with batond
  [64]

A shadow is of CIB_file, if that is set, and comes before it; it is compared, switched to, reset and committed

cib: two-nodes.xml
  $ export CIB_shadow_dir=.; crm_shadow -c try --batch && CIB_shadow=try crm_attribute -n a -v 1 && crm_attribute -n a -G
  Setting up shadow instance
  A new shadow instance was created.  To begin using it paste the following into your shell:
    CIB_shadow=try ; export CIB_shadow
  crm_attribute: Error performing operation: No such device or address
  [105]
  $ export CIB_shadow_dir=. CIB_shadow=try; crm_attribute -n a -G; crm_standby -v on -N n1; cibadmin -D -A '//*[@id="vip-monitor-10s"]'; cibadmin -C -o resources -X '<group id="g"><primitive id="p" class="ocf" provider="heartbeat" type="Dummy"/></group>'; crm_shadow -d
  scope=crm_config  name=a value=1
  Diff: --- 0.7.3 2
  Diff: +++ 0.11.0 (null)
  -- /cib/configuration/resources/primitive[@id='vip']/operations/op[@id='vip-monitor-10s']
  +  /cib:  @epoch=11, @num_updates=0
  ++ /cib/configuration/crm_config/cluster_property_set[@id='cib-bootstrap-options']:  <nvpair id="cib-bootstrap-options-a" name="a" value="1"/>
  ++ /cib/configuration/nodes/node[@id='1']:  <instance_attributes id="nodes-1">
  ++                                            <nvpair id="nodes-1-standby" name="standby" value="on"/>
  ++                                          </instance_attributes>
  ++ /cib/configuration/resources:  <group id="g">
  ++                                  <primitive id="p" class="ocf" provider="heartbeat" type="Dummy"/>
  ++                                </group>
  [1]
  $ export CIB_shadow_dir=.; crm_shadow -s try --batch; crm_shadow -s other --batch
  Setting up shadow instance
  To switch to the named shadow instance, paste the following into your shell:
    CIB_shadow=try ; export CIB_shadow
  Could not access shadow instance 'other': No such file or directory
  [105]
  $ export CIB_shadow_dir=. CIB_shadow=other; crm_shadow -r try --batch; crm_shadow -e another --batch
  The supplied shadow instance (try) is not the same as the active one (other).
    To prevent accidental destruction of the cluster, the --force flag is required in order to proceed.
  The supplied shadow instance (another) is not the same as the active one (other).
    To prevent accidental destruction of the cluster, the --force flag is required in order to proceed.
  [64]
  $ export CIB_shadow_dir=.; crm_shadow -C try; crm_shadow -C try --force && crm_attribute -n a -G
  The supplied command is considered dangerous.  To prevent accidental destruction of the cluster, the --force flag is required in order to proceed.
  Please remember to unset the CIB_shadow variable by pasting the following into your shell:
    unset CIB_shadow
  scope=crm_config  name=a value=1
  $ export CIB_shadow_dir=. CIB_shadow=try; crm_shadow -r try --batch >/dev/null && crm_shadow -d
