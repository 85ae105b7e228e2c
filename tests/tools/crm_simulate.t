crm_simulate: events, the transition and the status afterwards, as text and as XML

A node goes, and what ran there moves

cib: two-nodes.xml
  $ crm_simulate -x cib.xml -S -t 2026-11-21T06:00:00Z -d n1 -g t1 -b t1
  Setting effective cluster time: 2026-11-21T06:00:00Z
  Current cluster status:
    * Node List:
      * Node n2: standby
      * Online: [ n1 ]
  
    * Full List of Resources:
      * vip	(ocf:heartbeat:IPaddr2):	 Started n1
  
  Performing Requested Modifications:
    * Taking node n1 offline
    * Granting ticket t1
    * Making ticket t1 standby
  Setting effective cluster time: 2026-11-21T06:00:00Z
  
  Transition Summary:
  
  Executing Cluster Transition:
    * Resource action: vip             monitor on n2
  Setting effective cluster time: 2026-11-21T06:00:00Z
  
  Revised Cluster Status:
    * Node List:
      * Node n2: standby
      * OFFLINE: [ n1 ]
  
    * Full List of Resources:
      * vip	(ocf:heartbeat:IPaddr2):	 Stopped

The same as XML

  $ crm_simulate -x cib.xml -S -t 2026-11-21T06:00:00Z --output-as=xml -d n1 -g t1 -b t1 -q true
  <pacemaker-result api-version="2.25" request="crm_simulate -x cib.xml -S -t 2026-11-21T06:00:00Z --output-as=xml -d n1 -g t1 -b t1 -q true">
    <cluster_status>
      <nodes>
        <node name="n1" id="1" online="true" standby="false" standby_onfail="false" maintenance="false" pending="false" unclean="false" health="green" feature_set="&lt;3.15.1" shutdown="false" expected_up="true" is_dc="true" resources_running="1" type="member"/>
        <node name="n2" id="2" online="true" standby="true" standby_onfail="false" maintenance="false" pending="false" unclean="false" health="green" feature_set="&lt;3.15.1" shutdown="false" expected_up="true" is_dc="false" resources_running="0" type="member"/>
      </nodes>
      <resources>
        <resource id="vip" resource_agent="ocf:heartbeat:IPaddr2" role="Started" active="true" orphaned="false" blocked="false" managed="true" failed="false" failure_ignored="false" nodes_running_on="1">
          <node name="n1" id="1" cached="true"/>
        </resource>
      </resources>
    </cluster_status>
    <modifications quorum="true">
      <modify_node action="Offline" node="n1"/>
      <modify_ticket action="Granting" ticket="t1"/>
      <modify_ticket action="Standby" ticket="t1"/>
    </modifications>
    <actions/>
    <transition>
      <rsc_action resource="vip" op="monitor" node="n2"/>
    </transition>
    <revised_cluster_status>
      <nodes>
        <node name="n1" id="1" online="false" standby="false" standby_onfail="false" maintenance="false" pending="false" unclean="false" health="green" shutdown="false" expected_up="false" is_dc="true" resources_running="0" type="member"/>
        <node name="n2" id="2" online="true" standby="true" standby_onfail="false" maintenance="false" pending="false" unclean="false" health="green" feature_set="&lt;3.15.1" shutdown="false" expected_up="true" is_dc="false" resources_running="0" type="member"/>
      </nodes>
      <resources>
        <resource id="vip" resource_agent="ocf:heartbeat:IPaddr2" role="Stopped" active="false" orphaned="false" blocked="false" managed="true" failed="false" failure_ignored="false" nodes_running_on="0"/>
      </resources>
    </revised_cluster_status>
    <status code="0" message="OK"/>
  </pacemaker-result>

Nothing to do is said by empty elements

  $ crm_simulate -x cib.xml -S --output-as=xml -t 2026-11-21T06:00:00Z
  <pacemaker-result api-version="2.25" request="crm_simulate -x cib.xml -S --output-as=xml -t 2026-11-21T06:00:00Z">
    <cluster_status>
      <nodes>
        <node name="n1" id="1" online="true" standby="false" standby_onfail="false" maintenance="false" pending="false" unclean="false" health="green" feature_set="&lt;3.15.1" shutdown="false" expected_up="true" is_dc="true" resources_running="1" type="member"/>
        <node name="n2" id="2" online="true" standby="true" standby_onfail="false" maintenance="false" pending="false" unclean="false" health="green" feature_set="&lt;3.15.1" shutdown="false" expected_up="true" is_dc="false" resources_running="0" type="member"/>
      </nodes>
      <resources>
        <resource id="vip" resource_agent="ocf:heartbeat:IPaddr2" role="Started" active="true" orphaned="false" blocked="false" managed="true" failed="false" failure_ignored="false" nodes_running_on="1">
          <node name="n1" id="1" cached="true"/>
        </resource>
      </resources>
    </cluster_status>
    <actions>
      <rsc_action action="restart" resource="vip" source="n1" reason="resource definition change"/>
    </actions>
    <transition>
      <rsc_action resource="vip" op="stop" node="n1"/>
      <rsc_action resource="vip" op="monitor" node="n2"/>
      <rsc_action resource="vip" op="start" node="n1"/>
      <rsc_action resource="vip" op="monitor" node="n1" interval="10000"/>
    </transition>
    <revised_cluster_status>
      <nodes>
        <node name="n1" id="1" online="true" standby="false" standby_onfail="false" maintenance="false" pending="false" unclean="false" health="green" feature_set="&lt;3.15.1" shutdown="false" expected_up="true" is_dc="true" resources_running="1" type="member"/>
        <node name="n2" id="2" online="true" standby="true" standby_onfail="false" maintenance="false" pending="false" unclean="false" health="green" feature_set="&lt;3.15.1" shutdown="false" expected_up="true" is_dc="false" resources_running="0" type="member"/>
      </nodes>
      <resources>
        <resource id="vip" resource_agent="ocf:heartbeat:IPaddr2" role="Started" active="true" orphaned="false" blocked="false" managed="true" failed="false" failure_ignored="false" nodes_running_on="1">
          <node name="n1" id="1" cached="true"/>
        </resource>
      </resources>
    </revised_cluster_status>
    <status code="0" message="OK"/>
  </pacemaker-result>

Attributes of nodes that are there, but not what is told elsewhere

  $ crm_simulate -x cib.xml -A
  Current cluster status:
    * Node List:
      * Node n2: standby
      * Online: [ n1 ]
  
    * Full List of Resources:
      * vip	(ocf:heartbeat:IPaddr2):	 Started n1

Scores and capacities make the text plain: no headings, no bullets

cib: two-nodes.xml
  $ crm_simulate -x cib.xml -sUAc -S -t 2026-11-21T06:00:00Z
  Setting effective cluster time: 2026-11-21T06:00:00Z
  Node n2: standby
  [ n1 ]
  
  vip	(ocf:heartbeat:IPaddr2):	 Started n1
  
  
  Original: n1 capacity:
  Original: n2 capacity:
  pcmk__primitive_assign: vip allocation score on n1: 100
  pcmk__primitive_assign: vip allocation score on n2: 0
  pcmk__finalize_assignment: vip utilization on n1:
  Remaining: n1 capacity:
  Remaining: n2 capacity:
  
  Restart    vip     (    n1 )  due to resource definition change
  
  Resource action: vip             stop on n1
  Resource action: vip             monitor on n2
  Resource action: vip             start on n1
  Resource action: vip             monitor=10000 on n1
  Setting effective cluster time: 2026-11-21T06:00:00Z
  
  Node n2: standby
  [ n1 ]
  
  vip	(ocf:heartbeat:IPaddr2):	 Started n1
  
  $ crm_simulate -x cib.xml -QsU
  Original: n1 capacity:
  Original: n2 capacity:
  pcmk__primitive_assign: vip allocation score on n1: 100
  pcmk__primitive_assign: vip allocation score on n2: 0
  pcmk__finalize_assignment: vip utilization on n1:
  Remaining: n1 capacity:
  Remaining: n2 capacity:
  $ crm_simulate -x cib.xml -sU --output-as=xml
  <pacemaker-result api-version="2.25" request="crm_simulate -x cib.xml -sU --output-as=xml">
    <cluster_status>
      <nodes>
        <node name="n1" id="1" online="true" standby="false" standby_onfail="false" maintenance="false" pending="false" unclean="false" health="green" feature_set="&lt;3.15.1" shutdown="false" expected_up="true" is_dc="true" resources_running="1" type="member"/>
        <node name="n2" id="2" online="true" standby="true" standby_onfail="false" maintenance="false" pending="false" unclean="false" health="green" feature_set="&lt;3.15.1" shutdown="false" expected_up="true" is_dc="false" resources_running="0" type="member"/>
      </nodes>
      <resources>
        <resource id="vip" resource_agent="ocf:heartbeat:IPaddr2" role="Started" active="true" orphaned="false" blocked="false" managed="true" failed="false" failure_ignored="false" nodes_running_on="1">
          <node name="n1" id="1" cached="true"/>
        </resource>
      </resources>
    </cluster_status>
    <allocations_utilizations>
      <capacity node="n1" comment="Original"/>
      <capacity node="n2" comment="Original"/>
      <node_weight function="pcmk__primitive_assign" node="n1" score="100" id="vip"/>
      <node_weight function="pcmk__primitive_assign" node="n2" score="0" id="vip"/>
      <utilization resource="vip" node="n1" function="pcmk__finalize_assignment"/>
      <capacity node="n1" comment="Remaining"/>
      <capacity node="n2" comment="Remaining"/>
    </allocations_utilizations>
    <actions>
      <rsc_action action="restart" resource="vip" source="n1" reason="resource definition change"/>
    </actions>
    <status code="0" message="OK"/>
  </pacemaker-result>

A failure in the middle ends the transition; what it left can be looked at with -A and -c

  $ crm_simulate -x cib.xml -Q -S -t 2026-11-21T06:00:00Z -F vip_stop_0@n1=1 -O after.xml; crm_simulate -x after.xml -Ac -t 2026-11-21T06:00:01Z
  Setting effective cluster time: 2026-11-21T06:00:01Z
  0 of 1 resource instances DISABLED and 1 BLOCKED from further action due to failure
  
  Current cluster status:
    * Node List:
      * Node n2: standby
      * Online: [ n1 ]
  
    * Full List of Resources:
      * vip	(ocf:heartbeat:IPaddr2):	 FAILED n1 (blocked)
  
    * Migration Summary:
      * Node: n1:
        * vip: migration-threshold=1000000 fail-count=1 last-failure='Sat Nov 21 06:00:00 2026'
  
    * Failed Resource Actions:
      * vip_stop_0 on n1 'error' (1): call=7, status='complete', exitreason='User-injected result', last-rc-change='Sat Nov 21 06:00:00 2026', queued=0ms, exec=0ms
  $ crm_simulate -x after.xml -Ac -t 2026-11-21T06:00:01Z --output-as=xml
  <pacemaker-result api-version="2.25" request="crm_simulate -x after.xml -Ac -t 2026-11-21T06:00:01Z --output-as=xml">
    <cluster_status>
      <nodes>
        <node name="n1" id="1" online="true" standby="false" standby_onfail="false" maintenance="false" pending="false" unclean="false" health="green" feature_set="&lt;3.15.1" shutdown="false" expected_up="true" is_dc="true" resources_running="1" type="member"/>
        <node name="n2" id="2" online="true" standby="true" standby_onfail="false" maintenance="false" pending="false" unclean="false" health="green" feature_set="&lt;3.15.1" shutdown="false" expected_up="true" is_dc="false" resources_running="0" type="member"/>
      </nodes>
      <resources>
        <resource id="vip" resource_agent="ocf:heartbeat:IPaddr2" role="Started" active="true" orphaned="false" blocked="true" managed="false" failed="true" failure_ignored="false" nodes_running_on="1">
          <node name="n1" id="1" cached="true"/>
        </resource>
      </resources>
      <node_history>
        <node name="n1">
          <resource_history id="vip" orphan="false" migration-threshold="1000000" fail-count="1" last-failure="Sat Nov 21 06:00:00 2026"/>
        </node>
      </node_history>
      <failures>
        <failure op_key="vip_stop_0" node="n1" exitstatus="error" exitreason="User-injected result" exitcode="1" call="7" status="complete" last-rc-change="2026-11-21 06:00:00Z" queued="0" exec="0" interval="0" task="stop"/>
      </failures>
    </cluster_status>
    <status code="0" message="OK"/>
  </pacemaker-result>

A node comes new, an operation ended as said, a watchdog is there; what was made of the input is written

  $ crm_simulate -x cib.xml -t 2026-11-21T06:00:00Z -u n3 -i vip_monitor_10000@n1=7 -w true -I in.xml; grep -c 'uname="n3"' in.xml; grep -o 'have-watchdog" value="[a-z]*"' in.xml; grep -o 'exit-reason="Sim[^"]*"' in.xml
  Setting effective cluster time: 2026-11-21T06:00:00Z
  Current cluster status:
    * Node List:
      * Node n2: standby
      * Online: [ n1 ]
  
    * Full List of Resources:
      * vip	(ocf:heartbeat:IPaddr2):	 Started n1
  
  Performing Requested Modifications:
    * Setting watchdog: true
    * Bringing node n3 online
    * Injecting vip_monitor_10000@n1=7 into the configuration
    * Injecting attribute fail-count-vip#monitor_10000=value++ into /node_state '1'
    * Injecting attribute last-failure-vip#monitor_10000=1795240800 into /node_state '1'
  Setting effective cluster time: 2026-11-21T06:00:00Z
  2
  have-watchdog" value="true"
  exit-reason="Simulated action result"
  $ crm_simulate -x cib.xml -t 2026-11-21T06:00:00Z -d n1 -O out.xml -Q; grep -o '<node_state id="1"[^>]*>' out.xml
  <node_state id="1" uname="n1" in_ccm="false" crmd="offline" crm-debug-origin="crm_simulate" join="down" expected="down"/>
  $ cp cib.xml place.xml; crm_simulate -Q -X -x place.xml -t 2026-11-21T06:00:00Z; crm_simulate -QR -x place.xml -t 2026-11-21T06:00:01Z; cmp -s cib.xml place.xml
  [1]

What can't be done is said before anything else is, and nothing is half done

  $ crm_simulate -x cib.xml -S -O /nonexistent/f
  crm_simulate: can't write /nonexistent/f: No such file or directory
  [105]
  $ crm_simulate -x cib.xml -Q -I /nonexistent/f
  crm_simulate: can't write /nonexistent/f: No such file or directory
  [105]
  $ crm_simulate -x cib.xml -Q -G /nonexistent/f
  crm_simulate: can't write /nonexistent/f: No such file or directory
  [74]
  $ crm_simulate -x cib.xml -Q -D /nonexistent/f --output-as=xml
  <pacemaker-result api-version="2.25" request="crm_simulate -x cib.xml -Q -D /nonexistent/f --output-as=xml">
    <cluster_status>
      <nodes>
        <node name="n1" id="1" online="true" standby="false" standby_onfail="false" maintenance="false" pending="false" unclean="false" health="green" feature_set="&lt;3.15.1" shutdown="false" expected_up="true" is_dc="true" resources_running="1" type="member"/>
        <node name="n2" id="2" online="true" standby="true" standby_onfail="false" maintenance="false" pending="false" unclean="false" health="green" feature_set="&lt;3.15.1" shutdown="false" expected_up="true" is_dc="false" resources_running="0" type="member"/>
      </nodes>
      <resources>
        <resource id="vip" resource_agent="ocf:heartbeat:IPaddr2" role="Started" active="true" orphaned="false" blocked="false" managed="true" failed="false" failure_ignored="false" nodes_running_on="1">
          <node name="n1" id="1" cached="true"/>
        </resource>
      </resources>
    </cluster_status>
    <status code="74" message="I/O error occurred">
      <errors>
        <error>crm_simulate: can't write /nonexistent/f: No such file or directory</error>
      </errors>
    </status>
  </pacemaker-result>
  [74]
  $ crm_simulate -x cib.xml -Q -d n7
  crm_simulate: there is no node n7 to be taken away
  [105]
  $ crm_simulate -x cib.xml -Q -i vip_monitor_0@n7=7
  crm_simulate: there is no node n7 to inject a result on
  [105]
  $ crm_simulate -x cib.xml -Q -i vop_monitor_0@n1=7
  crm_simulate: there is no resource vop to inject a result for
  [105]
  $ crm_simulate -x cib.xml -Q -i nonsense
  crm_simulate: 'nonsense' is not an operation: RESOURCE_TASK_INTERVAL@NODE=RC is needed
  [65]
  $ crm_simulate -x cib.xml -Q -q perhaps
  crm_simulate: --quorum is 'perhaps', but what is wanted is true or false
  [64]
  $ crm_simulate -x cib.xml -Q -t yesterday
  crm_simulate: 'yesterday' is not a date and time
  [64]

Measuring a folder of inputs

  $ mkdir many; cp cib.xml many/a.xml; cp cib.xml many/b.xml; echo '<cib' >many/c.xml; touch many/d; crm_simulate -P many -N 2 2>&1 | sed 's/[0-9.]* secs/TIME/'
  Timings:
    * Testing many/b.xml ... TIME
    * Testing many/a.xml ... TIME
  crm_simulate: many/c.xml: many/c.xml: line 2: Couldn't find end of Start Tag cib line 1
  $ rm many/c.xml; crm_simulate -P many --output-as=xml | sed 's/duration="[0-9.]*"/TIME/'
  <pacemaker-result api-version="2.25" request="crm_simulate -P many --output-as=xml">
    <timings>
      <timing file="many/b.xml" TIME/>
      <timing file="many/a.xml" TIME/>
    </timings>
    <status code="0" message="OK"/>
  </pacemaker-result>
  $ crm_simulate -P /nonexistent
  crm_simulate: the folder /nonexistent can't be read: No such file or directory
  [66]
  $ crm_simulate -P many -N some
  crm_simulate: --repeat is 'some', but what is wanted is how often: a number from 1
  [64]

From where the environment says

  $ crm_simulate -L -R -t 2026-11-21T06:00:00Z | tail -2
  Transition Summary:
    * Restart    vip     (    n1 )  due to resource definition change

An operation may be injected of a resource that has its class from a template, and of one that only a node's history knows

cib: two-nodes.xml
  $ sed -e '/<primitive/{h;s/primitive id="vip"/template id="address"/;s/>/\/>/;p;g;s/class.*"IPaddr2"/template="address"/}' cib.xml >templated.xml; crm_simulate -x templated.xml -QS -t 2026-11-21T06:00:00Z -i vip_monitor_0@n2=0 -O out.xml; grep -A1 'lrm_resource id="vip" class' out.xml | grep -o 'id="vip.*type="[^"]*"\|exit-reason="[^"]*"'
  id="vip" class="ocf" provider="heartbeat" type="IPaddr2"
  exit-reason=""
  $ sed -e '/<primitive/,/<\/primitive/d' -e /rsc_location/d cib.xml >orphan.xml; crm_simulate -x orphan.xml -R -t 2026-11-21T06:00:00Z -i vip_monitor_0@n2=0 | sed -n '/^Performing/,$p'
  Performing Requested Modifications:
    * Injecting vip_monitor_0@n2=0 into the configuration
  Setting effective cluster time: 2026-11-21T06:00:00Z
  
  Transition Summary:
    * Stop       vip     (    n1 )  due to node availability
    * Stop       vip     (    n2 )  due to node availability

The environment says which CIB -L means: the file, or before it the shadow; what is said is what -x says of it

cib: two-nodes.xml
  $ export CIB_shadow_dir=. t=2026-11-21T06:00:00Z; crm_shadow -c sim --batch >/dev/null; CIB_shadow=sim crm_attribute -n maintenance-mode -v true; for c in CIB_file=cib.xml CIB_shadow=sim; do env $c crm_simulate -LS -t $t >l; env $c cibadmin -Q >q.xml; crm_simulate -S -x q.xml -t $t | cmp - l; env $c crm_simulate -S -t $t | cmp - l; grep -c DISABLED l; done
  0
  1

After a failure no agent is called any more, and what waits for its success is not done: no start of the group

cib: two-nodes.xml
  $ sed -e 's/<primitive /<group id="g">&/' -e 's/<\/primitive>/&<\/group>/' -e 's/<resources>/&<primitive id="log" class="ocf" provider="pacemaker" type="Dummy"\/>/' -e '/<lrm /,/<\/lrm>/d' -e 's/<constraints>/&<rsc_order id="o" first="log" then="g"\/>/' cib.xml >group.xml; crm_simulate -x group.xml -S -t 2026-11-21T06:00:00Z -F log_start_0@n1=1 | sed -n '/^Executing/,/^$/p'
  Executing Cluster Transition:
    * Resource action: log             monitor on n2
    * Resource action: log             monitor on n1
    * Resource action: vip             monitor on n2
    * Resource action: vip             monitor on n1
    * Resource action: log             start on n1
  Pretending action 5 failed with rc=1
    * Injecting attribute fail-count-log#start_0=value++ into /node_state '1'
    * Injecting attribute last-failure-log#start_0=1795240800 into /node_state '1'
  Setting effective cluster time: 2026-11-21T06:00:00Z
  

A resource with very many operations on its node: each result in its place, with a call number of its own, once; what was under way is not any more

cib: two-nodes.xml
  $ seq 11 4010 | sed 's/.*/<op id="o&" name="monitor" interval="&s"\/>/' >ops; seq 11 3010 | sed 's/.*/<lrm_rsc_op id="vip_monitor_&000" operation="monitor" operation_key="vip_monitor_&000" call-id="&" interval="&000" rc-code="0" op-status="0"\/>/; /_77000"/s/op-status="0"/op-status="-1"/' >ran
  $ sed -e '/<operations>/r ops' -e '/id="vip_last_0"/r ran' cib.xml >many.xml; crm_simulate -x many.xml -S -t 2026-11-21T06:00:00Z -O after.xml | grep -c 'vip  *monitor=.* on n1'
  4001
  $ grep -c 'lrm_rsc_op id="vip_monitor' after.xml; grep -o 'id="vip_monitor_[0-9]*"' after.xml | sort -u | wc -l; grep -o 'call-id="[0-9]*"' after.xml | sort | uniq -d; grep -o 'id="vip_monitor_77000".* op-status="[-0-9]*"' after.xml | grep -o 'op-status.*'
  4001
  4001
  op-status="0"
