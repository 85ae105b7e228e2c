The status as XML: the order of attributes is part of the contract

cib: two-nodes.xml
  $ crm_mon -1 --output-as=xml
  <pacemaker-result api-version="2.25" request="crm_mon -1 --output-as=xml">
    <summary>
      <stack type="unknown"/>
      <current_dc present="true" version="" name="n1" id="1" with_quorum="true" mixed_version="false"/>
      <last_update time="NOW"/>
      <last_change time="Sat Nov 21 05:50:00 2026" user="hacluster" client="crmd" origin="n1"/>
      <nodes_configured number="2"/>
      <resources_configured number="1" disabled="0" blocked="0"/>
      <cluster_options stonith-enabled="false" symmetric-cluster="true" no-quorum-policy="stop" maintenance-mode="false" stop-all-resources="false" stonith-timeout-ms="60000" priority-fencing-delay-ms="0"/>
    </summary>
    <nodes>
      <node name="n1" id="1" online="true" standby="false" standby_onfail="false" maintenance="false" pending="false" unclean="false" health="green" feature_set="&lt;3.15.1" shutdown="false" expected_up="true" is_dc="true" resources_running="1" type="member"/>
      <node name="n2" id="2" online="true" standby="true" standby_onfail="false" maintenance="false" pending="false" unclean="false" health="green" feature_set="&lt;3.15.1" shutdown="false" expected_up="true" is_dc="false" resources_running="0" type="member"/>
    </nodes>
    <resources>
      <resource id="vip" resource_agent="ocf:heartbeat:IPaddr2" role="Started" active="true" orphaned="false" blocked="false" managed="true" failed="false" failure_ignored="false" nodes_running_on="1">
        <node name="n1" id="1" cached="true"/>
      </resource>
    </resources>
    <node_history>
      <node name="n1">
        <resource_history id="vip" orphan="false" migration-threshold="1000000">
          <operation_history call="5" task="start" rc="0" rc_text="ok" last-rc-change="Wed Nov 18 11:06:40 2026" exec-time="20ms" queue-time="0ms"/>
          <operation_history call="6" task="monitor" rc="0" rc_text="ok" interval="10000ms" last-rc-change="Wed Nov 18 11:06:41 2026" exec-time="20ms" queue-time="0ms"/>
        </resource_history>
      </node>
    </node_history>
    <status code="0" message="OK"/>
  </pacemaker-result>
  $ crm_mon --output-as xml
  <pacemaker-result api-version="2.25" request="crm_mon --output-as xml">
    <summary>
      <stack type="unknown"/>
      <current_dc present="true" version="" name="n1" id="1" with_quorum="true" mixed_version="false"/>
      <last_update time="NOW"/>
      <last_change time="Sat Nov 21 05:50:00 2026" user="hacluster" client="crmd" origin="n1"/>
      <nodes_configured number="2"/>
      <resources_configured number="1" disabled="0" blocked="0"/>
      <cluster_options stonith-enabled="false" symmetric-cluster="true" no-quorum-policy="stop" maintenance-mode="false" stop-all-resources="false" stonith-timeout-ms="60000" priority-fencing-delay-ms="0"/>
    </summary>
    <nodes>
      <node name="n1" id="1" online="true" standby="false" standby_onfail="false" maintenance="false" pending="false" unclean="false" health="green" feature_set="&lt;3.15.1" shutdown="false" expected_up="true" is_dc="true" resources_running="1" type="member"/>
      <node name="n2" id="2" online="true" standby="true" standby_onfail="false" maintenance="false" pending="false" unclean="false" health="green" feature_set="&lt;3.15.1" shutdown="false" expected_up="true" is_dc="false" resources_running="0" type="member"/>
    </nodes>
    <resources>
      <resource id="vip" resource_agent="ocf:heartbeat:IPaddr2" role="Started" active="true" orphaned="false" blocked="false" managed="true" failed="false" failure_ignored="false" nodes_running_on="1">
        <node name="n1" id="1" cached="true"/>
      </resource>
    </resources>
    <node_history>
      <node name="n1">
        <resource_history id="vip" orphan="false" migration-threshold="1000000">
          <operation_history call="5" task="start" rc="0" rc_text="ok" last-rc-change="Wed Nov 18 11:06:40 2026" exec-time="20ms" queue-time="0ms"/>
          <operation_history call="6" task="monitor" rc="0" rc_text="ok" interval="10000ms" last-rc-change="Wed Nov 18 11:06:41 2026" exec-time="20ms" queue-time="0ms"/>
        </resource_history>
      </node>
    </node_history>
    <status code="0" message="OK"/>
  </pacemaker-result>
  $ crm_mon -1X
  <crm_mon version="2.1.5">
    <summary>
      <stack type="unknown"/>
      <current_dc present="true" version="" name="n1" id="1" with_quorum="true" mixed_version="false"/>
      <last_update time="NOW"/>
      <last_change time="Sat Nov 21 05:50:00 2026" user="hacluster" client="crmd" origin="n1"/>
      <nodes_configured number="2"/>
      <resources_configured number="1" disabled="0" blocked="0"/>
      <cluster_options stonith-enabled="false" symmetric-cluster="true" no-quorum-policy="stop" maintenance-mode="false" stop-all-resources="false" stonith-timeout-ms="60000" priority-fencing-delay-ms="0"/>
    </summary>
    <nodes>
      <node name="n1" id="1" online="true" standby="false" standby_onfail="false" maintenance="false" pending="false" unclean="false" health="green" feature_set="&lt;3.15.1" shutdown="false" expected_up="true" is_dc="true" resources_running="1" type="member"/>
      <node name="n2" id="2" online="true" standby="true" standby_onfail="false" maintenance="false" pending="false" unclean="false" health="green" feature_set="&lt;3.15.1" shutdown="false" expected_up="true" is_dc="false" resources_running="0" type="member"/>
    </nodes>
    <resources>
      <resource id="vip" resource_agent="ocf:heartbeat:IPaddr2" role="Started" active="true" orphaned="false" blocked="false" managed="true" failed="false" failure_ignored="false" nodes_running_on="1">
        <node name="n1" id="1" cached="true"/>
      </resource>
    </resources>
    <node_history>
      <node name="n1">
        <resource_history id="vip" orphan="false" migration-threshold="1000000">
          <operation_history call="5" task="start" rc="0" rc_text="ok" last-rc-change="Wed Nov 18 11:06:40 2026" exec-time="20ms" queue-time="0ms"/>
          <operation_history call="6" task="monitor" rc="0" rc_text="ok" interval="10000ms" last-rc-change="Wed Nov 18 11:06:41 2026" exec-time="20ms" queue-time="0ms"/>
        </resource_history>
      </node>
    </node_history>
  </crm_mon>
  $ crm_mon -X --inactive
  <crm_mon version="2.1.5">
    <summary>
      <stack type="unknown"/>
      <current_dc present="true" version="" name="n1" id="1" with_quorum="true" mixed_version="false"/>
      <last_update time="NOW"/>
      <last_change time="Sat Nov 21 05:50:00 2026" user="hacluster" client="crmd" origin="n1"/>
      <nodes_configured number="2"/>
      <resources_configured number="1" disabled="0" blocked="0"/>
      <cluster_options stonith-enabled="false" symmetric-cluster="true" no-quorum-policy="stop" maintenance-mode="false" stop-all-resources="false" stonith-timeout-ms="60000" priority-fencing-delay-ms="0"/>
    </summary>
    <nodes>
      <node name="n1" id="1" online="true" standby="false" standby_onfail="false" maintenance="false" pending="false" unclean="false" health="green" feature_set="&lt;3.15.1" shutdown="false" expected_up="true" is_dc="true" resources_running="1" type="member"/>
      <node name="n2" id="2" online="true" standby="true" standby_onfail="false" maintenance="false" pending="false" unclean="false" health="green" feature_set="&lt;3.15.1" shutdown="false" expected_up="true" is_dc="false" resources_running="0" type="member"/>
    </nodes>
    <resources>
      <resource id="vip" resource_agent="ocf:heartbeat:IPaddr2" role="Started" active="true" orphaned="false" blocked="false" managed="true" failed="false" failure_ignored="false" nodes_running_on="1">
        <node name="n1" id="1" cached="true"/>
      </resource>
    </resources>
    <node_history>
      <node name="n1">
        <resource_history id="vip" orphan="false" migration-threshold="1000000">
          <operation_history call="5" task="start" rc="0" rc_text="ok" last-rc-change="Wed Nov 18 11:06:40 2026" exec-time="20ms" queue-time="0ms"/>
          <operation_history call="6" task="monitor" rc="0" rc_text="ok" interval="10000ms" last-rc-change="Wed Nov 18 11:06:41 2026" exec-time="20ms" queue-time="0ms"/>
        </resource_history>
      </node>
    </node_history>
  </crm_mon>
  $ crm_mon -1 --output-as=xml --include=none,resources --resource vip
  <pacemaker-result api-version="2.25" request="crm_mon -1 --output-as=xml --include=none,resources --resource vip">
    <resources>
      <resource id="vip" resource_agent="ocf:heartbeat:IPaddr2" role="Started" active="true" orphaned="false" blocked="false" managed="true" failed="false" failure_ignored="false" nodes_running_on="1">
        <node name="n1" id="1" cached="true"/>
      </resource>
    </resources>
    <status code="0" message="OK"/>
  </pacemaker-result>
