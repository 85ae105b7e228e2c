Resources: where they run, parameters, moves and bans, agents

cib: many-states.xml
  $ crm_resource -W -r um1
  resource um1 is running on: n1
  $ crm_resource -W -r g1
  resource g1 is running on: n1
  $ crm_resource -W -r off1
  resource off1 is NOT running
  $ crm_resource -W -r nope
  crm_resource: Resource 'nope' not found
  Error performing operation: No such object
  [105]
  $ crm_resource -q -r off1
  off1	(ocf:heartbeat:Dummy):	 Stopped (disabled)
  Resource XML:
  <primitive id="off1" class="ocf" provider="heartbeat" type="Dummy">
    <meta_attributes id="off1-meta">
      <nvpair id="off1-meta-target-role" name="target-role" value="Stopped"/>
    </meta_attributes>
    <operations>
      <op id="off1-mon" name="monitor" interval="10s"/>
    </operations>
  </primitive>
  $ crm_resource -q -r cl1
  Started: [ n1 n2 ]
  Resource XML:
  <clone id="cl1">
    <meta_attributes id="cl1-meta"/>
    <primitive id="c1" class="ocf" provider="heartbeat" type="Dummy">
      <operations>
        <op id="c1-mon" name="monitor" interval="10s"/>
      </operations>
    </primitive>
  </clone>
  $ crm_resource -m -g target-role -r off1
  Stopped
  $ crm_resource --meta --get-parameter promotable --resource p1
  true
  $ crm_resource --meta --get-parameter notify --resource um1
  Attribute 'notify' not found for 'um1'
  $ crm_resource -g nope -r off1
  Attribute 'nope' not found for 'off1'

cib: many-states.xml
  $ crm_resource -p fake -v 1 -r off1
  Set 'off1' option: id=off1-instance_attributes-fake set=off1-instance_attributes name=fake value=1
  $ cibadmin -Q -A "//primitive[@id='off1']"
  <primitive id="off1" class="ocf" provider="heartbeat" type="Dummy">
    <meta_attributes id="off1-meta">
      <nvpair id="off1-meta-target-role" name="target-role" value="Stopped"/>
    </meta_attributes>
    <operations>
      <op id="off1-mon" name="monitor" interval="10s"/>
    </operations>
    <instance_attributes id="off1-instance_attributes">
      <nvpair id="off1-instance_attributes-fake" name="fake" value="1"/>
    </instance_attributes>
  </primitive>

cib: many-states.xml
  $ crm_resource -m -p is-managed -v false -r g1
  Set 'g1' option: id=g1-meta_attributes-is-managed set=g1-meta_attributes name=is-managed value=false
  $ crm_resource -m -d is-managed -r g1
  Deleted 'g1' option: id=g1-meta_attributes-is-managed name=is-managed
  $ crm_resource -m -d is-managed -r g1

cib: many-states.xml
  $ crm_resource -m -p is-managed -v false -r c1
  Performing update of 'is-managed' on 'cl1', the parent of 'c1'
  Set 'cl1' option: id=cl1-meta_attributes-is-managed set=cl1-meta_attributes name=is-managed value=false
  $ cibadmin -Q -A "//clone[@id='cl1']"
  <clone id="cl1">
    <meta_attributes id="cl1-meta"/>
    <primitive id="c1" class="ocf" provider="heartbeat" type="Dummy">
      <operations>
        <op id="c1-mon" name="monitor" interval="10s"/>
      </operations>
    </primitive>
    <meta_attributes id="cl1-meta_attributes">
      <nvpair id="cl1-meta_attributes-is-managed" name="is-managed" value="false"/>
    </meta_attributes>
  </clone>

cib: many-states.xml
  $ crm_resource -z -p cpu -v 2 -r um1
  Set 'um1' option: id=um1-utilization-cpu set=um1-utilization name=cpu value=2
  $ crm_resource -z -g cpu -r um1
  2

cib: many-states.xml
  $ crm_resource -M -r um1
  WARNING: Creating rsc_location constraint 'cli-ban-um1-on-n1' with a score of -INFINITY for resource um1 on n1.
  	This will prevent um1 from running on n1 until the constraint is removed using the clear option or by editing the CIB with an appropriate tool
  	This will be the case even if n1 is the last node in the cluster
  $ crm_resource -M -r um1 -N n2
  $ crm_resource -M -r um1 -N n3
  $ cibadmin -Q -o constraints
  <constraints>
    <rsc_location id="cli-ban-g1-on-n2" rsc="g1" role="Started" node="n2" score="-INFINITY"/>
    <rsc_location id="no-master" rsc="ms1" role="Promoted" node="n2" score="-INFINITY"/>
    <rsc_location id="l1" rsc="g1" node="n1" score="50"/>
    <rsc_ticket id="t1" ticket="ticketA" rsc="off1"/>
    <rsc_location id="cli-ban-um1-on-n1" rsc="um1" role="Started" node="n1" score="-INFINITY"/>
    <rsc_location id="cli-prefer-um1" rsc="um1" role="Started" node="n3" score="INFINITY"/>
  </constraints>
  $ crm_resource -U -r um1
  Removing constraint: cli-ban-um1-on-n1
  Removing constraint: cli-prefer-um1
  $ cibadmin -Q -o constraints
  <constraints>
    <rsc_location id="cli-ban-g1-on-n2" rsc="g1" role="Started" node="n2" score="-INFINITY"/>
    <rsc_location id="no-master" rsc="ms1" role="Promoted" node="n2" score="-INFINITY"/>
    <rsc_location id="l1" rsc="g1" node="n1" score="50"/>
    <rsc_ticket id="t1" ticket="ticketA" rsc="off1"/>
  </constraints>

cib: many-states.xml
  $ crm_resource -M -r um1 -N n1
  crm_resource: Error performing operation: Requested item already exists
  [108]
  $ crm_resource -M -r um1 -N nope
  crm_resource: Node 'nope' not found
  Error performing operation: No such object
  [105]
  $ crm_resource -M -r fail1 -N n2
  crm_resource: Error performing operation: Multiple items match request
  [109]

cib: many-states.xml
  $ crm_resource -B -r um1
  WARNING: Creating rsc_location constraint 'cli-ban-um1-on-n1' with a score of -INFINITY for resource um1 on n1.
  	This will prevent um1 from running on n1 until the constraint is removed using the clear option or by editing the CIB with an appropriate tool
  	This will be the case even if n1 is the last node in the cluster
  $ crm_resource -B -r um1 -N n2 -Q
  $ crm_resource -U -r um1 -N n2
  Removing constraint: cli-ban-um1-on-n2
  $ cibadmin -Q -o constraints
  <constraints>
    <rsc_location id="cli-ban-g1-on-n2" rsc="g1" role="Started" node="n2" score="-INFINITY"/>
    <rsc_location id="no-master" rsc="ms1" role="Promoted" node="n2" score="-INFINITY"/>
    <rsc_location id="l1" rsc="g1" node="n1" score="50"/>
    <rsc_ticket id="t1" ticket="ticketA" rsc="off1"/>
    <rsc_location id="cli-ban-um1-on-n1" rsc="um1" role="Started" node="n1" score="-INFINITY"/>
  </constraints>

A move by force leaves the place where it is; of what is promotable that is where it is promoted, and only that can be moved in this role
cib: many-states.xml
  $ crm_resource -M -r ms1 -N n1
  crm_resource: Error performing operation: Requested item already exists
  [108]
  $ crm_resource -M -r ms1 -N n1 --promoted
  crm_resource: Error performing operation: Requested item already exists
  [108]
  $ crm_resource -M -r ms1 -N n2 --force
  WARNING: Creating rsc_location constraint 'cli-ban-ms1-on-n1' with a score of -INFINITY for resource ms1 on n1.
  	This will prevent ms1 from running on n1 until the constraint is removed using the clear option or by editing the CIB with an appropriate tool
  	This will be the case even if n1 is the last node in the cluster
  $ crm_resource -M -r st1 -N n2 --promoted
  Ignoring --promoted option: st1 is not promotable
  $ crm_resource -M -r st1 -N n1 --promoted --quiet
  crm_resource: Error performing operation: Requested item already exists
  [108]
  $ crm_resource -M -r cl1 -N n3 --force
  Resource 'cl1' is currently active in 2 locations. One may now move to n3
  To prevent 'cl1' from being active at a specific location, specify a node.
  $ crm_resource -M -r fail1 -N n2 --force
  crm_resource: Error performing operation: Multiple items match request
  [109]
  $ cibadmin -Q -o constraints | grep cli-
    <rsc_location id="cli-ban-g1-on-n2" rsc="g1" role="Started" node="n2" score="-INFINITY"/>
    <rsc_location id="cli-prefer-ms1" rsc="ms1" role="Started" node="n2" score="INFINITY"/>
    <rsc_location id="cli-ban-ms1-on-n1" rsc="ms1" role="Started" node="n1" score="-INFINITY"/>
    <rsc_location id="cli-prefer-st1" rsc="st1" role="Started" node="n2" score="INFINITY"/>
    <rsc_location id="cli-prefer-cl1" rsc="cl1" role="Started" node="n3" score="INFINITY"/>
  $ sed -i '/"p1_start_0".*on_node="n2"/s/start/promote/g' cib.xml; crm_resource -M -r ms1 -N n3 --force
  crm_resource: Error performing operation: Multiple items match request
  [109]
  $ crm_resource -M -r ms1
  crm_resource: Resource 'ms1' not moved: active in 2 locations (promoted in 2).
  To prevent 'ms1' from running on a specific location, specify a node.
  To prevent it from being promoted at a specific location, specify a node and the --promoted option.
  [64]

cib: many-states.xml
  $ crm_resource -B -r ms1 --promoted
  WARNING: Creating rsc_location constraint 'cli-ban-ms1-on-n1' with a score of -INFINITY for resource ms1 on n1.
  	This will prevent ms1 from being promoted on n1 until the constraint is removed using the clear option or by editing the CIB with an appropriate tool
  	This will be the case even if n1 is the last node in the cluster
  $ crm_resource -B -r cl1
  crm_resource: Resource 'cl1' not moved: active in 2 locations.
  To prevent 'cl1' from running on a specific location, specify a node.
  [64]
  $ crm_resource -M -r ms1 -N n2 --promoted
  $ cibadmin -Q -o constraints
  <constraints>
    <rsc_location id="cli-ban-g1-on-n2" rsc="g1" role="Started" node="n2" score="-INFINITY"/>
    <rsc_location id="no-master" rsc="ms1" role="Promoted" node="n2" score="-INFINITY"/>
    <rsc_location id="l1" rsc="g1" node="n1" score="50"/>
    <rsc_ticket id="t1" ticket="ticketA" rsc="off1"/>
    <rsc_location id="cli-ban-ms1-on-n1" rsc="ms1" role="Promoted" node="n1" score="-INFINITY"/>
    <rsc_location id="cli-prefer-ms1" rsc="ms1" role="Promoted" node="n2" score="INFINITY"/>
  </constraints>

cib: many-states.xml
  $ crm_resource -O -r g1a -N n1
  g1a	(ocf:heartbeat:Dummy):	 Started: g1a_start_0 (node=n1, call=2, rc=0, last-rc-change='Wed Nov 18 11:06:40 2026', exec=20ms): complete
  g1a	(ocf:heartbeat:Dummy):	 Started: g1a_monitor_10000 (node=n1, call=3, rc=0, last-rc-change='Wed Nov 18 11:06:40 2026', exec=20ms): complete
  $ crm_resource -o -r off1
  off1	(ocf:heartbeat:Dummy):	 Stopped (disabled): off1_monitor_0 (node=n1, call=19, rc=7, last-rc-change='Wed Nov 18 11:06:40 2026', exec=20ms): complete
  $ crm_resource -Y -r off1
  Resource off1 is not running
  Configuration specifies 'off1' should remain stopped
  $ crm_resource -Y -r um1
  Resource um1 is running
  Configuration prevents cluster from stopping or starting unmanaged 'um1'
  $ crm_resource --list-ocf-alternatives Dummy
  heartbeat
  pacemaker
  $ crm_resource --list-agents ocf:nope
  crm_resource: No agents found for standard 'ocf' and provider 'nope'
  Error performing operation: Error occurred
  [1]
  $ crm_resource --show-metadata ocf:heartbeat:Nope
  crm_resource: Metadata query for ocf:heartbeat:Nope failed: No such device or address
  Error performing operation: No such object
  [105]
  $ crm_resource --show-metadata foo
  crm_resource: 'foo' is not a valid agent specification
  Error performing operation: No such object
  [105]
  $ crm_resource --digests -r g1a -N n1
  f2317cad3d54cec5d7d7aa7d0bf35cf8 (all parameters)
  f2317cad3d54cec5d7d7aa7d0bf35cf8 (non-private parameters)
  $ crm_resource --digests -r g1a -N n1 --output-as=xml
  <pacemaker-result api-version="2.25" request="crm_resource --digests -r g1a -N n1 --output-as=xml">
    <digests resource="g1a" node="n1" task="start" interval="0ms">
      <digest type="all" hash="f2317cad3d54cec5d7d7aa7d0bf35cf8">
        <parameters/>
      </digest>
      <digest type="nonprivate" hash="f2317cad3d54cec5d7d7aa7d0bf35cf8">
        <parameters/>
      </digest>
    </digests>
    <status code="0" message="OK"/>
  </pacemaker-result>
  $ crm_resource -W
  crm_resource: Must supply a resource id with -r
  [64]
  $ crm_resource -p x -r um1
  crm_resource: You need to supply a value with the -v option
  [64]
  $ crm_resource -m -g target-role -r off1 --output-as=xml
  <pacemaker-result api-version="2.25" request="crm_resource -m -g target-role -r off1 --output-as=xml">
    <list name="attributes" count="1">
      <item name="target-role">Stopped</item>
    </list>
    <status code="0" message="OK"/>
  </pacemaker-result>
  $ crm_resource -O -r g1a --output-as=xml
  <pacemaker-result api-version="2.25" request="crm_resource -O -r g1a --output-as=xml">
    <operations>
      <operation op="g1a_start_0" node="n1" call="2" rc="0" status="complete" rsc="g1a" agent="ocf:heartbeat:Dummy" last-rc-change="Wed Nov 18 11:06:40 2026" exec-time="20"/>
      <operation op="g1a_monitor_10000" node="n1" call="3" rc="0" status="complete" rsc="g1a" agent="ocf:heartbeat:Dummy" last-rc-change="Wed Nov 18 11:06:40 2026" exec-time="20"/>
    </operations>
    <status code="0" message="OK"/>
  </pacemaker-result>
  $ crm_resource -q -r off1 --output-as=xml
  <pacemaker-result api-version="2.25" request="crm_resource -q -r off1 --output-as=xml">
    <resource_config>
      <resource id="off1" resource_agent="ocf:heartbeat:Dummy" role="Stopped" target_role="Stopped" active="false" orphaned="false" blocked="false" managed="true" failed="false" failure_ignored="false" nodes_running_on="0"/>
      <xml><![CDATA[<primitive id="off1" class="ocf" provider="heartbeat" type="Dummy">
    <meta_attributes id="off1-meta">
      <nvpair id="off1-meta-target-role" name="target-role" value="Stopped"/>
    </meta_attributes>
    <operations>
      <op id="off1-mon" name="monitor" interval="10s"/>
    </operations>
  </primitive>
  ]]></xml>
    </resource_config>
    <status code="0" message="OK"/>
  </pacemaker-result>

cib: many-states.xml
  $ crm_resource --list-agents lsb --output-as=xml | sed -n '2p'
    <agents standard="lsb">
  $ crm_resource --list-ocf-providers --output-as=xml | sed -n '2p'
    <providers standard="ocf">
  $ crm_resource --list-agents ocf:
  crm_resource: No agents found for standard 'ocf' and provider ''
  Error performing operation: Error occurred
  [1]
  $ crm_resource --show-metadata ocf:Dummy
  crm_resource: 'ocf:Dummy' is not a valid agent specification
  Error performing operation: No such object
  [105]
  $ crm_resource --show-metadata lsb:nope
  crm_resource: Metadata query for lsb:nope failed: No such device or address
  Error performing operation: No such object
  [105]
  $ crm_resource --show-metadata ocf:heartbeat:Delay --output-as=xml | sed -n '2p'
    <metadata><![CDATA[<?xml version="1.0"?>
  $ crm_resource --show-metadata lsb:dbus | xmllint --xpath '//shortdesc/text()' -
  D-Bus systemwide message bus
  $ crm_resource --show-metadata stonith:fence_dummy | grep -A1 -n 'parameter name="action"\|action name="st'
  5:    <parameter name="action" unique="0" required="0">
  6-      <getopt mixed="-o, --action=[action]"/>
  --
  110:    <action name="status"/>
  111-    <action name="monitor"/>
  --
  115:    <action name="stop" timeout="20s"/>
  116:    <action name="start" timeout="20s"/>
  117-  </actions>

cib: many-states.xml
  $ crm_resource --validate --class ocf --provider heartbeat --agent IPaddr2
  Operation validate (ocf:heartbeat:IPaddr2) returned 6 (not configured: IP address (the ip parameter) is mandatory)
  ocf-exit-reason:IP address (the ip parameter) is mandatory
  
  crm_resource: Error performing operation: Not configured
  [6]
  $ crm_resource --validate --class ocf --provider heartbeat --agent IPaddr2 --output-as=xml
  <pacemaker-result api-version="2.25" request="crm_resource --validate --class ocf --provider heartbeat --agent IPaddr2 --output-as=xml">
    <resource-agent-action action="validate" class="ocf" type="IPaddr2" provider="heartbeat">
      <overrides/>
      <agent-status code="6" message="not configured" execution_code="0" execution_message="complete" reason="IP address (the ip parameter) is mandatory"/>
      <command code="6">
        <output source="stderr">ocf-exit-reason:IP address (the ip parameter) is mandatory
  </output>
      </command>
    </resource-agent-action>
    <status code="6" message="Not configured">
      <errors>
        <error>crm_resource: Error performing operation: Not configured</error>
      </errors>
    </status>
  </pacemaker-result>
  [6]
  $ crm_resource --validate --class ocf --provider heartbeat --agent nope
  crm_resource: ocf:heartbeat:nope is not a known resource
  [64]
  $ crm_resource --validate --class ocf --agent IPaddr2
  crm_resource: ocf::IPaddr2 is not a known resource
  [64]
  $ crm_resource --validate --class ocf --provider pacemaker --agent Dummy --option bad
  crm_resource: Error parsing option --option
  [64]
  $ crm_resource --validate --class stonith --agent fence_dummy
  Operation validate (stonith:fence_dummy) could not be executed (Error: Manual execution of the stonith standard is unsupported)
  crm_resource: Error performing operation: Unimplemented
  [3]
  $ crm_resource --validate -r g1
  Sorry, the validate option doesn't support group resources
  crm_resource: Error performing operation: Unimplemented
  [3]
  $ crm_resource --validate -r off1
  Operation validate for off1 (ocf:heartbeat:Dummy) returned 0 (ok)
  $ crm_resource --validate -r off1 --class ocf --provider heartbeat --agent Dummy
  crm_resource: --resource cannot be used with --class, --agent, and --provider
  [64]
  $ crm_resource --validate
  crm_resource: Must supply a resource id with -r
  [64]
  $ crm_resource --force-start -r off1 state=$HOME/state
  Operation force-start for off1 (ocf:heartbeat:Dummy) returned 0 (ok)
  $ crm_resource --force-check -r off1 state=$HOME/state
  Operation force-check for off1 (ocf:heartbeat:Dummy) returned 0 (ok)
  $ crm_resource --force-stop -r off1 state=$HOME/state
  Operation force-stop for off1 (ocf:heartbeat:Dummy) returned 0 (ok)
  $ crm_resource --force-check -r off1 state=$HOME/state --output-as=xml
  <pacemaker-result api-version="2.25" request="crm_resource --force-check -r off1 state=WORK/state --output-as=xml">
    <resource-agent-action action="force-check" class="ocf" type="Dummy" rsc="off1" provider="heartbeat">
      <overrides>
        <override name="state" value="WORK/state" rsc="off1"/>
      </overrides>
      <agent-status code="7" message="not running" execution_code="0" execution_message="complete"/>
    </resource-agent-action>
    <status code="7" message="Not running">
      <errors>
        <error>crm_resource: Error performing operation: Not running</error>
      </errors>
    </status>
  </pacemaker-result>
  [7]
  $ crm_resource --force-promote -r off1 state=$HOME/state
  Operation force-promote for off1 (ocf:heartbeat:Dummy) returned 3 (unimplemented feature)
  usage: /usr/lib/ocf/resource.d/heartbeat/Dummy {start|stop|monitor|reload|migrate_to|migrate_from|validate-all|meta-data}
  
  Expects to have a fully populated OCF RA-compliant environment set.
  
  crm_resource: Error performing operation: Unimplemented
  [3]
  $ crm_resource --force-start -r g1
  Sorry, the force-start option doesn't support group resources
  crm_resource: Error performing operation: Unimplemented
  [3]
  $ crm_resource --force-start -r cl1
  It is not safe to force-start cl1 here: the cluster claims it is already active
  Try setting target-role=Stopped first or specifying the force option
  crm_resource: Error performing operation: Operation not safe
  [107]
  $ crm_resource --force-start -r cl1 --force state=$HOME/state
  Operation force-start for cl1 (ocf:heartbeat:Dummy) returned 0 (ok)
  $ crm_resource --force-check -r c1:0 state=$HOME/state
  Operation force-check for c1:0 (ocf:heartbeat:Dummy) returned 0 (ok)

What is asked, as XML and where it is not plain

cib: many-states.xml
  $ crm_resource -L | tail -n 2
    * tmo	(ocf:heartbeat:Dummy):	 FAILED
    * orph	(ocf:heartbeat:Dummy):	 ORPHANED Started
  $ crm_resource -O -N n1 | grep -c fail1
  0
  [1]
  $ crm_resource -O --output-as=xml | sed -n 3p
      <operation op="st1_start_0" node="n1" call="1" rc="0" status="complete" rsc="st1" agent="stonith::fence_dummy" last-rc-change="Wed Nov 18 11:06:40 2026" exec-time="20"/>
  $ crm_resource -O -r st1 -N n3 --output-as=xml
  <pacemaker-result api-version="2.25" request="crm_resource -O -r st1 -N n3 --output-as=xml">
    <status code="0" message="OK"/>
  </pacemaker-result>
  $ crm_resource -W -r cl1
  resource cl1 is running on: n2
  resource cl1 is running on: n1
  $ crm_resource -W -r off1 2>/dev/null
  $ crm_resource -a -r g1
  Locations:
    * Node n1 (score=50, id=l1, rsc=g1)
    * Node n2 (score=-INFINITY, id=cli-ban-g1-on-n2, rsc=g1)
  $ crm_resource -Y -N n2 --output-as=xml
  <pacemaker-result api-version="2.25" request="crm_resource -Y -N n2 --output-as=xml">
    <reason>
      <resources>
        <resource id="c1:1" running="true" host="n2">
          <check id="cl1"/>
        </resource>
        <resource id="p1:1" running="true" host="n2">
          <check id="ms1"/>
        </resource>
        <resource id="blk" running="true" host="n2">
          <check id="blk"/>
        </resource>
        <resource id="fail1" running="true" host="n2">
          <check id="fail1"/>
        </resource>
        <resource id="u1:1" running="true" host="n2">
          <check id="uc"/>
        </resource>
      </resources>
    </reason>
    <status code="0" message="OK"/>
  </pacemaker-result>
  $ crm_resource -Y -r g1a --output-as=xml
  <pacemaker-result api-version="2.25" request="crm_resource -Y -r g1a --output-as=xml">
    <reason running="true">
      <check id="g1"/>
    </reason>
    <status code="0" message="OK"/>
  </pacemaker-result>
  $ crm_resource -Y -r um1 --output-as=xml
  <pacemaker-result api-version="2.25" request="crm_resource -Y -r um1 --output-as=xml">
    <reason running="true">
      <check id="um1" unmanaged="true"/>
    </reason>
    <status code="0" message="OK"/>
  </pacemaker-result>
  $ crm_resource -Y | grep -A1 'blk\|orph'
  Resource blk is running
  Resource pend is running
  --
  Resource orph is running
  $ crm_resource -g nope -r cl1 --output-as=xml
  <pacemaker-result api-version="2.25" request="crm_resource -g nope -r cl1 --output-as=xml">
    <status code="0" message="OK">
      <errors>
        <error>cl1 is active on more than one node, returning the default value for nope</error>
        <error>Attribute 'nope' not found for 'cl1'</error>
      </errors>
    </status>
  </pacemaker-result>
  $ crm_resource --digests -r c1 -N n1 --output-as=xml z=1 b=2 | sed -n '2,4p'
    <digests resource="c1:0" node="n1" task="start" interval="0ms">
      <digest type="all" hash="bc26e99a2472a5f371dcf374e808e4e2">
        <parameters b="2" z="1"/>
  $ crm_resource --digests -r fail1 -N n1 --output-as=xml | sed -n 2p
    <digests resource="fail1" node="n1" task="stop" interval="0ms">
  $ crm_resource --digests -r g1 -N n1
  crm_resource: Error performing operation: Unimplemented
  [3]

cib: many-states.xml
  $ crm_resource -M -r um1 -N n2 -u PT1H
  Migration will take effect until: THEN
  $ crm_resource -M -r p1 -N n2; crm_resource -B -r c1 -N n1 -Q
  $ cibadmin -Q -o constraints | sed 's/end="[^"]*"/end="T"/' | tail -n 10
    <rsc_ticket id="t1" ticket="ticketA" rsc="off1"/>
    <rsc_location id="cli-prefer-um1" rsc="um1" role="Started">
      <rule id="cli-prefer-rule-um1" score="INFINITY" boolean-op="and">
        <expression id="cli-prefer-expr-um1" attribute="#uname" operation="eq" value="n2" type="string"/>
        <date_expression id="cli-prefer-lifetime-end-um1" operation="lt" end="T"/>
      </rule>
    </rsc_location>
    <rsc_location id="cli-prefer-ms1" rsc="ms1" role="Started" node="n2" score="INFINITY"/>
    <rsc_location id="cli-ban-cl1-on-n1" rsc="cl1" role="Started" node="n1" score="-INFINITY"/>
  </constraints>
  $ crm_resource -U -r p1; crm_resource -U -r cl1
  Removing constraint: cli-prefer-ms1
  Removing constraint: cli-ban-cl1-on-n1

cib: stack.xml
  $ crm_resource -a -r b
  Locations:
    * Node n2 (score=2, id=lb2, rsc=b)
    * Node n1 (score=1, id=lb1, rsc=b)
  Resources colocated with b:
    * a (score=1, id=ab)
      * Locations:
        * Node n2 (score=2, id=la2, rsc=a)
        * Node n1 (score=1, id=la1, rsc=a)
    * d (score=5, id=db)
      * Locations:
        * Node n2 (score=2, id=ld2, rsc=d)
        * Node n1 (score=1, id=ld1, rsc=d)
  Resources b is colocated with:
    * c (score=3, id=bc)
      * Locations:
        * Node n2 (score=2, id=lc2, rsc=c)
        * Node n1 (score=1, id=lc1, rsc=c)
  $ crm_resource -A -r a
  Locations:
    * Node n2 (score=2, id=la2, rsc=a)
    * Node n1 (score=1, id=la1, rsc=a)
  Resources colocated with a:
    * c (score=4, id=ca)
      * Locations:
        * Node n2 (score=2, id=lc2, rsc=c)
        * Node n1 (score=1, id=lc1, rsc=c)
      * Resources colocated with c:
        * a (id=ac - loop)
        * b (score=3, id=bc)
          * Locations:
            * Node n2 (score=2, id=lb2, rsc=b)
            * Node n1 (score=1, id=lb1, rsc=b)
          * Resources colocated with b:
            * a (id=ab - loop)
            * d (score=5, id=db)
              * Locations:
                * Node n2 (score=2, id=ld2, rsc=d)
                * Node n1 (score=1, id=ld1, rsc=d)
  Resources a is colocated with:
    * b (score=1, id=ab)
      * Locations:
        * Node n2 (score=2, id=lb2, rsc=b)
        * Node n1 (score=1, id=lb1, rsc=b)
      * Resources b is colocated with:
        * c (score=3, id=bc)
          * Locations:
            * Node n2 (score=2, id=lc2, rsc=c)
            * Node n1 (score=1, id=lc1, rsc=c)
          * Resources c is colocated with:
            * a (id=ca - loop)
    * c (id=ac - loop)
  $ crm_resource -A -r d --output-as=xml | sed 1,2d
      <rsc_location node="n2" rsc="d" id="ld2" score="2"/>
      <rsc_location node="n1" rsc="d" id="ld1" score="1"/>
      <rsc_colocation id="db" rsc="d" with-rsc="b" score="5"/>
      <rsc_location node="n2" rsc="b" id="lb2" score="2"/>
      <rsc_location node="n1" rsc="b" id="lb1" score="1"/>
      <rsc_colocation id="bc" rsc="b" with-rsc="c" score="3"/>
      <rsc_location node="n2" rsc="c" id="lc2" score="2"/>
      <rsc_location node="n1" rsc="c" id="lc1" score="1"/>
      <rsc_colocation id="ca" rsc="c" with-rsc="a" score="4"/>
      <rsc_location node="n2" rsc="a" id="la2" score="2"/>
      <rsc_location node="n1" rsc="a" id="la1" score="1"/>
      <rsc_colocation id="ab" rsc="a" with-rsc="b" score="1"/>
      <rsc_colocation id="ac" rsc="a" with-rsc="c" score="2"/>
    </constraints>
    <status code="0" message="OK"/>
  </pacemaker-result>

cib: many-states.xml
  $ crm_resource -W -r u1
  resource u1 is running on: n2
  resource u1 is running on: n1
  $ crm_resource -W -r u1:0
  resource u1:0 is running on: n1
  $ crm_mon -1 --exclude=none | grep -c STONITH
  0
  [1]
  $ crm_resource --validate --class ocf --provider heartbeat --agent IPaddr2 --option ip=nonsense 2>&1 | grep -o 'ERROR: IP address .*'
  ERROR: IP address [nonsense] not valid.
