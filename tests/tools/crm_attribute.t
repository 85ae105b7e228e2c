Cluster options, node attributes, promotion scores: query, set, delete

cib: two-nodes.xml
  $ crm_attribute -t crm_config -n stonith-enabled -G
  scope=crm_config  name=stonith-enabled value=false

cib: two-nodes.xml
  $ crm_attribute -t crm_config -n stonith-enabled -G -q
  false

cib: two-nodes.xml
  $ crm_attribute -n stonith-enabled --query --quiet
  false

cib: two-nodes.xml
  $ crm_attribute -n nope -G
  crm_attribute: Error performing operation: No such device or address
  [105]

cib: two-nodes.xml
  $ crm_attribute -n nope -G -q
  crm_attribute: Error performing operation: No such device or address
  [105]

cib: two-nodes.xml
  $ crm_attribute -n nope -G -d 20s -q
  20s

cib: two-nodes.xml
  $ crm_attribute -n nope -G -d 20s
  scope=crm_config  name=nope value=20s

cib: two-nodes.xml
  $ crm_attribute -n nope -G --default "" -q
  

cib: two-nodes.xml
  $ crm_attribute -n foo -v bar
  $ cibadmin -Q -o crm_config
  <crm_config>
    <cluster_property_set id="cib-bootstrap-options">
      <nvpair id="cib-bootstrap-options-stonith-enabled" name="stonith-enabled" value="false"/>
      <nvpair id="cib-bootstrap-options-cluster-name" name="cluster-name" value="demo"/>
      <nvpair id="cib-bootstrap-options-foo" name="foo" value="bar"/>
    </cluster_property_set>
  </crm_config>

cib: two-nodes.xml
  $ crm_attribute -n foo -v bar -s myset
  $ cibadmin -Q -o crm_config
  <crm_config>
    <cluster_property_set id="cib-bootstrap-options">
      <nvpair id="cib-bootstrap-options-stonith-enabled" name="stonith-enabled" value="false"/>
      <nvpair id="cib-bootstrap-options-cluster-name" name="cluster-name" value="demo"/>
    </cluster_property_set>
    <cluster_property_set id="myset">
      <nvpair id="myset-foo" name="foo" value="bar"/>
    </cluster_property_set>
  </crm_config>
  $ crm_attribute -n foo -D
  Deleted crm_config option: id=myset-foo name=foo
  $ crm_attribute -n foo -D

cib: two-nodes.xml
  $ crm_attribute -n stonith-enabled -D -s x

cib: two-nodes.xml
  $ crm_attribute -N n1 -n a -v 1
  $ cibadmin -Q -o nodes
  <nodes>
    <node id="1" uname="n1">
      <instance_attributes id="nodes-1">
        <nvpair id="nodes-1-a" name="a" value="1"/>
      </instance_attributes>
    </node>
    <node id="2" uname="n2">
      <instance_attributes id="nodes-2">
        <nvpair id="nodes-2-standby" name="standby" value="on"/>
      </instance_attributes>
    </node>
  </nodes>
  $ crm_attribute -N n1 -n a -G
  scope=nodes  name=a value=1
  $ crm_attribute -N n1 -n a -G -q
  1
  $ crm_attribute -N n1 -n a -D
  Deleted nodes attribute: id=nodes-1-a name=a
  $ crm_attribute -N n1 -n a -D
  $ crm_attribute -N n1 -n a -G
  crm_attribute: Error performing operation: No such device or address
  [105]

cib: two-nodes.xml
  $ crm_attribute -N nope -n a -v 1
  crm_attribute: Could not map name=nope to a UUID
  [105]

cib: two-nodes.xml
  $ crm_attribute -N n1 -n a -v 1 -l reboot
  $ cibadmin -Q -A //transient_attributes
  <transient_attributes id="1">
    <instance_attributes id="status-1">
      <nvpair id="status-1-a" name="a" value="1"/>
    </instance_attributes>
  </transient_attributes>
  $ crm_attribute -N n1 -n a -G -l reboot
  scope=status  name=a value=1
  $ crm_attribute -N n1 -n a --query --name a -t status
  scope=status  name=a value=1
  $ crm_attribute -N n1 -D --name a -t status
  Deleted status attribute: id=status-1-a name=a

cib: two-nodes.xml
  $ crm_attribute -N n1 -z -n cpu -v 4
  $ cibadmin -Q -o nodes
  <nodes>
    <node id="1" uname="n1">
      <utilization id="nodes-1-utilization">
        <nvpair id="nodes-1-utilization-cpu" name="cpu" value="4"/>
      </utilization>
    </node>
    <node id="2" uname="n2">
      <instance_attributes id="nodes-2">
        <nvpair id="nodes-2-standby" name="standby" value="on"/>
      </instance_attributes>
    </node>
  </nodes>
  $ crm_attribute -N n1 -z -n cpu -G
  scope=nodes  name=cpu value=4
  $ crm_attribute -N n1 -z -n cpu -D
  Deleted nodes attribute: id=nodes-1-utilization-cpu name=cpu

cib: two-nodes.xml
  $ crm_attribute -t nodes -N n2 -n standby -G
  scope=nodes  name=standby value=on

cib: two-nodes.xml
  $ crm_attribute -p vip -N n1 -v 5
  $ crm_attribute -p vip -N n1 -G
  scope=status  name=master-vip value=5
  $ crm_attribute -p vip -N n1 -D
  Deleted status attribute: id=status-1-master-vip name=master-vip

cib: two-nodes.xml
  $ crm_attribute -G -N n2
  scope=nodes  name=standby value=on

cib: two-nodes.xml
  $ crm_attribute -G -t crm_config
  scope=crm_config  name=stonith-enabled value=false
  scope=crm_config  name=cluster-name value=demo

cib: two-nodes.xml
  $ crm_attribute -G -n foo --output-as=xml
  <pacemaker-result api-version="2.25" request="crm_attribute -G -n foo --output-as=xml">
    <status code="105" message="No such object">
      <errors>
        <error>crm_attribute: Error performing operation: No such device or address</error>
      </errors>
    </status>
  </pacemaker-result>
  [105]

cib: two-nodes.xml
  $ crm_attribute -G -n stonith-enabled --output-as=xml
  <pacemaker-result api-version="2.25" request="crm_attribute -G -n stonith-enabled --output-as=xml">
    <attribute name="stonith-enabled" value="false" scope="crm_config"/>
    <status code="0" message="OK"/>
  </pacemaker-result>

cib: two-nodes.xml
  $ crm_attribute -v x -n stonith-enabled --output-as=xml
  <pacemaker-result api-version="2.25" request="crm_attribute -v x -n stonith-enabled --output-as=xml">
    <status code="0" message="OK"/>
  </pacemaker-result>

cib: two-nodes.xml
  $ crm_attribute -D -n stonith-enabled --output-as=xml
  <pacemaker-result api-version="2.25" request="crm_attribute -D -n stonith-enabled --output-as=xml">
    <status code="0" message="OK"/>
  </pacemaker-result>

cib: two-nodes.xml
  $ crm_attribute -G -P 'ston.*' 
  scope=crm_config  name=stonith-enabled value=false

cib: two-nodes.xml
  $ crm_attribute -N n1 -n standby -v on -i foo
  $ cibadmin -Q -o nodes
  <nodes>
    <node id="1" uname="n1">
      <instance_attributes id="nodes-1">
        <nvpair id="foo" name="standby" value="on"/>
      </instance_attributes>
    </node>
    <node id="2" uname="n2">
      <instance_attributes id="nodes-2">
        <nvpair id="nodes-2-standby" name="standby" value="on"/>
      </instance_attributes>
    </node>
  </nodes>

cib: two-nodes.xml
  $ crm_attribute -n a -v 1 -i cib-bootstrap-options-stonith-enabled
  $ cibadmin -Q -o crm_config
  <crm_config>
    <cluster_property_set id="cib-bootstrap-options">
      <nvpair id="cib-bootstrap-options-stonith-enabled" name="a" value="1"/>
      <nvpair id="cib-bootstrap-options-cluster-name" name="cluster-name" value="demo"/>
    </cluster_property_set>
  </crm_config>

cib: two-nodes.xml
  $ OCF_RESOURCE_INSTANCE=r crm_master -N n1 -v 7
  $ OCF_RESOURCE_INSTANCE=r crm_master -N n1 -G
  scope=nodes  name=master-r value=7
  $ OCF_RESOURCE_INSTANCE=r crm_master -N n1 -G -q
  7
  $ OCF_RESOURCE_INSTANCE=r crm_master -l reboot -N n1 -v 8
  $ OCF_RESOURCE_INSTANCE=r crm_master -l reboot -N n1 -Q -G
  8
  $ OCF_RESOURCE_INSTANCE=r crm_master -l reboot -N n1 -D
  Deleted status attribute: id=status-1-master-r name=master-r

A name that stands for several: all are shown, none is changed before it is said which

cib: strict.xml
  $ crm_attribute -n stonith-enabled -s another -v true
  $ crm_attribute -n stonith-enabled -G
  scope=crm_config  name=stonith-enabled value=false
  scope=crm_config  name=stonith-enabled value=true
  $ crm_attribute -n stonith-enabled -v true
  Multiple attributes match name=stonith-enabled
    Value: false 	(id=o1)
    Value: true 	(id=another-stonith-enabled)
  crm_attribute: Please choose from one of the matches above and supply the 'id' with --id
  [109]
  $ crm_attribute -n stonith-enabled -D
  Multiple attributes match name=stonith-enabled
    Value: false 	(id=o1)
    Value: true 	(id=another-stonith-enabled)
  crm_attribute: Please choose from one of the matches above and supply the 'id' with --id
  [109]
  $ crm_attribute -n stonith-enabled -q -D
  crm_attribute: Please choose from one of the matches (see --query) and supply the 'id' with --id
  [109]
  $ crm_attribute -n stonith-enabled -i another-stonith-enabled -G
  scope=crm_config id=another-stonith-enabled name=stonith-enabled value=true
  $ crm_attribute -n stonith-enabled -i another-stonith-enabled -G --output-as=xml | sed -n 2p
    <attribute name="stonith-enabled" value="true" scope="crm_config" id="another-stonith-enabled"/>
  $ crm_attribute -n stonith-enabled -i another-stonith-enabled -D
  Deleted crm_config option: id=another-stonith-enabled name=stonith-enabled
  $ crm_attribute -n other -i o1 -D; crm_attribute -n other -i o1 -G
  crm_attribute: Error performing operation: No such device or address
  [105]

New sets of defaults and tickets; what is transient of a node that has no state yet

cib: strict.xml
  $ crm_attribute -t rsc_defaults -n x -v 1 && crm_attribute -t op_defaults -n x -v 1 && crm_attribute -t tickets -n x -v 1 && grep -E 'options"|status-tickets"' $CIB_file
        <cluster_property_set id="cib-bootstrap-options">
        <meta_attributes id="rsc_defaults-options">
        <meta_attributes id="op_defaults-options">
        <instance_attributes id="status-tickets">
  $ crm_attribute -N n1 -l reboot -n x -G -d 5
  scope=status  name=x value=5
  $ crm_attribute -N n1 -l reboot -n x -D
  $ crm_attribute -N n1 -l reboot -n x -v 1
  Error setting x=1 (section=status, set=status-1): No such device or address
  crm_attribute: Error performing operation: No such device or address
  [105]
  $ crm_attribute -N n1 -n x -G -d 5 --output-as=xml | sed -n 2p
    <attribute name="x" value="5" scope="nodes"/>
  $ crm_attribute -N n1 -t status -z -n cpu -v 4 && crm_attribute -N n1 -z -G
  scope=nodes  name=cpu value=4
  $ crm_attribute -P 's.*' -v 3
  crm_attribute: Error: pattern can only be used with query, or with till-reboot update or delete
  [64]
  $ crm_attribute -P 's.*' -n x -G
  scope=crm_config  name=stonith-enabled value=false
  $ crm_attribute -G --output-as=foo
  crm_attribute: Error creating output format foo: Unknown output format (known are text and xml)
  [1]
