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
