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
  Created new pacemaker-3.9 configuration
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
