crm resource and crm node change the configuration as people mean it

cib: many-states.xml
  $ crm resource stop um1 off1
  $ crm configure show um1 off1
  primitive off1 Dummy \
  	meta target-role=Stopped \
  	op monitor interval=10s
  primitive um1 Dummy \
  	meta is-managed=false target-role=Stopped \
  	op monitor interval=10s
  $ crm resource start um1
  $ crm configure show um1
  primitive um1 Dummy \
  	meta is-managed=false target-role=Started \
  	op monitor interval=10s
  $ crm resource stop cl1
  $ crm configure show cl1
  clone cl1 c1 \
  	meta target-role=Stopped
  $ crm resource stop nope
  ERROR: Resource not found: nope
  [1]
  $ crm resource stop
  ERROR: resource.stop: Expected at least one resource as argument
  [1]
  $ crm resource manage um1
  $ crm resource maintenance um1 on
  $ crm configure show um1
  primitive um1 Dummy \
  	meta is-managed=true target-role=Started maintenance=true \
  	op monitor interval=10s
  $ crm resource promote um1
  ERROR: um1 is not a promotable resource
  [1]
  $ crm resource promote ms1
  $ crm configure show ms1
  clone ms1 p1 \
  	meta promotable=true target-role=Promoted
  $ crm resource move g1 n2
  INFO: Move constraint created for g1 to n2
  INFO: Use `crm resource clear g1` to remove this constraint
  $ crm resource move um1
  ERROR: resource.move: No target node: Move requires either a target node or 'force'
  [1]
  $ crm resource ban g1b n3 PT0S force
  Migration will take effect until: THEN
  INFO: Ban constraint created for g1b to n3
  INFO: Use `crm resource clear g1b` to remove this constraint
  $ crm configure show type:location | grep -v date
  location cli-ban-g1b-on-n3 g1b role=Started \
  location cli-prefer-g1 g1 role=Started inf: n2
  location l1 g1 50: n1
  location no-master ms1 role=Promoted -inf: n2
  $ crm resource clear g1
  INFO: Removed migration constraints for g1
  $ crm resource locate g1a off1
  resource g1a is running on: n1
  resource off1 is NOT running
  $ crm resource param off1 set fake 1
  Set 'off1' option: id=off1-instance_attributes-fake set=off1-instance_attributes name=fake value=1
  $ crm resource param off1 show fake
  1
  $ crm resource param off1 delete fake
  Deleted 'off1' option: id=off1-instance_attributes-fake name=fake
  $ crm resource meta um1 show is-managed
  true
  $ crm resource utilization um1 set cpu 2
  Set 'um1' option: id=um1-utilization-cpu set=um1-utilization name=cpu value=2
  $ crm resource failcount fail1 show n1
  scope=status  name=fail-count-fail1 value=2
  $ crm resource failcount c1 show n1
  scope=status  name=fail-count-c1 value=0

cib: many-states.xml
  $ crm node show
  n1(1): member
  	site=A
  n2(2): member
  n3(3): member(offline)
  n4(4): member
  	maintenance=true
  $ crm node standby n1
  $ crm node show n1
  n1(1): member
  	site=A
  	standby=on
  $ crm node online n1
  $ crm node maintenance n2
  $ crm node ready n2
  $ crm node attribute n1 set rack 7
  $ crm node attribute n1 show rack
  scope=nodes  name=rack value=7
  $ crm node utilization n1 set cpu 4
  $ cibadmin -Q -o nodes
  <nodes>
    <node id="1" uname="n1">
      <instance_attributes id="nodes-1">
        <nvpair id="nodes-1-site" name="site" value="A"/>
        <nvpair id="nodes-1-standby" name="standby" value="off"/>
        <nvpair id="nodes-1-rack" name="rack" value="7"/>
      </instance_attributes>
      <utilization id="nodes-1-utilization">
        <nvpair id="nodes-1-utilization-cpu" name="cpu" value="4"/>
      </utilization>
    </node>
    <node id="2" uname="n2">
      <instance_attributes id="nodes-2">
        <nvpair id="nodes-2-maintenance" name="maintenance" value="off"/>
      </instance_attributes>
    </node>
    <node id="3" uname="n3"/>
    <node id="4" uname="n4">
      <instance_attributes id="nodes-4">
        <nvpair id="nodes-4-m" name="maintenance" value="true"/>
      </instance_attributes>
    </node>
  </nodes>
  $ crm node standby nope
  ERROR: node.standby: Node "nope" is not a cluster node
  [1]
  $ crm node delete n3
  INFO: node n3 deleted
  $ crm node show n3
  ERROR: node.show: Node "n3" is not a cluster node
  [1]
