Queries of the CIB by section, XPath and path

cib: two-nodes.xml
  $ cibadmin -Q
  <cib crm_feature_set="3.16.1" validate-with="pacemaker-3.9" epoch="7" num_updates="3" admin_epoch="0" cib-last-written="Sat Nov 21 05:50:00 2026" have-quorum="1" dc-uuid="1" update-origin="n1" update-client="crmd" update-user="hacluster">
    <configuration>
      <crm_config>
        <cluster_property_set id="cib-bootstrap-options">
          <nvpair id="cib-bootstrap-options-stonith-enabled" name="stonith-enabled" value="false"/>
          <nvpair id="cib-bootstrap-options-cluster-name" name="cluster-name" value="demo"/>
        </cluster_property_set>
      </crm_config>
      <nodes>
        <node id="1" uname="n1"/>
        <node id="2" uname="n2">
          <instance_attributes id="nodes-2">
            <nvpair id="nodes-2-standby" name="standby" value="on"/>
          </instance_attributes>
        </node>
      </nodes>
      <resources>
        <primitive id="vip" class="ocf" provider="heartbeat" type="IPaddr2">
          <instance_attributes id="vip-instance_attributes">
            <nvpair id="vip-instance_attributes-ip" name="ip" value="10.0.0.1"/>
          </instance_attributes>
          <operations>
            <op id="vip-monitor-10s" name="monitor" interval="10s"/>
          </operations>
        </primitive>
      </resources>
      <constraints>
        <rsc_location id="l1" rsc="vip" node="n1" score="100"/>
      </constraints>
    </configuration>
    <status>
      <node_state id="1" uname="n1" in_ccm="true" crmd="online" crm-debug-origin="x" join="member" expected="member">
        <lrm id="1">
          <lrm_resources>
            <lrm_resource id="vip" type="IPaddr2" class="ocf" provider="heartbeat">
              <lrm_rsc_op id="vip_last_0" operation_key="vip_start_0" operation="start" crm-debug-origin="x" crm_feature_set="3.16.1" transition-key="3:1:0:aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee" transition-magic="0:0;3:1:0:aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee" exit-reason="" on_node="n1" call-id="5" rc-code="0" op-status="0" interval="0" last-rc-change="1795000000" last-run="1795000000" exec-time="20" queue-time="0" op-digest="abc"/>
              <lrm_rsc_op id="vip_monitor_10000" operation_key="vip_monitor_10000" operation="monitor" crm-debug-origin="x" crm_feature_set="3.16.1" transition-key="4:1:0:aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee" transition-magic="0:0;4:1:0:aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee" exit-reason="" on_node="n1" call-id="6" rc-code="0" op-status="0" interval="10000" last-rc-change="1795000001" exec-time="20" queue-time="0" op-digest="abc"/>
            </lrm_resource>
          </lrm_resources>
        </lrm>
      </node_state>
      <node_state id="2" uname="n2" in_ccm="true" crmd="online" crm-debug-origin="x" join="member" expected="member"/>
    </status>
  </cib>
  $ cibadmin -Q -o crm_config
  <crm_config>
    <cluster_property_set id="cib-bootstrap-options">
      <nvpair id="cib-bootstrap-options-stonith-enabled" name="stonith-enabled" value="false"/>
      <nvpair id="cib-bootstrap-options-cluster-name" name="cluster-name" value="demo"/>
    </cluster_property_set>
  </crm_config>
  $ cibadmin -Ql -o nodes -n
  <nodes/>
  $ cibadmin -Q -o bogus | head -3
  <cib crm_feature_set="3.16.1" validate-with="pacemaker-3.9" epoch="7" num_updates="3" admin_epoch="0" cib-last-written="Sat Nov 21 05:50:00 2026" have-quorum="1" dc-uuid="1" update-origin="n1" update-client="crmd" update-user="hacluster">
    <configuration>
      <crm_config>
  $ cibadmin -Q -o tags
  Call failed: No such device or address
  [105]
  $ cibadmin -Q -A //nvpair
  <xpath-query>
    <nvpair id="cib-bootstrap-options-stonith-enabled" name="stonith-enabled" value="false"/>
    <nvpair id="cib-bootstrap-options-cluster-name" name="cluster-name" value="demo"/>
    <nvpair id="nodes-2-standby" name="standby" value="on"/>
    <nvpair id="vip-instance_attributes-ip" name="ip" value="10.0.0.1"/>
  </xpath-query>
  $ cibadmin -Q -A '//node/@uname'
  <xpath-query>
    <node id="1" uname="n1"/>
    <node id="2" uname="n2">
      <instance_attributes id="nodes-2">
        <nvpair id="nodes-2-standby" name="standby" value="on"/>
      </instance_attributes>
    </node>
  </xpath-query>
  $ cibadmin -Q -A '//foo'
  Call failed: No such device or address
  [105]
  $ cibadmin -Q -A '//node' -e
  /cib/configuration/nodes/node[@id='1']
  /cib/configuration/nodes/node[@id='2']
  $ cibadmin -Q -A '//primitive' -n
  <primitive id="vip" class="ocf" provider="heartbeat" type="IPaddr2"/>
  $ cibadmin -Q -A "//nvpair[starts-with(@name,'stonith')]"
  <nvpair id="cib-bootstrap-options-stonith-enabled" name="stonith-enabled" value="false"/>

The empty CIB; digests: of what no feature set or an old one is said, the versioned one is the other

cib: two-nodes.xml
  $ cibadmin -a none | head -1
  <cib crm_feature_set="3.16.1" validate-with="none" epoch="1" num_updates="0" admin_epoch="0">
  $ cibadmin -5 -X '<op id="e" name="monitor" interval="10s"/>'
  Digest: c258307a7904ac9d15c0d7ff04a9064d
  $ cibadmin -6 -X '<op id="e" name="monitor" interval="10s"/>'
  Versioned ((null)) digest: c258307a7904ac9d15c0d7ff04a9064d
  $ cibadmin -6 -X '<cib crm_feature_set="3.0.4" admin_epoch="1" epoch="2" num_updates="3" x="y"><configuration/></cib>'
  Versioned (3.0.4) digest: 98907a625ce81118fdeff5040f6ca653
  $ cibadmin -6 -X '<cib crm_feature_set="3.19.0" admin_epoch="1" epoch="2" num_updates="3" x="y"><configuration/></cib>'
  Versioned (3.19.0) digest: e1cf816e5fad671028f9e071525969f4

What a user may do with each element, as lines, colors or name spaces

cib: two-nodes.xml
  $ cibadmin -C -o acls -X '<acl_role id="r"><acl_permission id="p1" kind="read" xpath="/cib"/><acl_permission id="p2" kind="write" reference="vip-instance_attributes"/><acl_permission id="p3" kind="deny" object-type="op"/></acl_role>'; cibadmin -C -o acls -X '<acl_target id="nobody"><role id="r"/></acl_target>'
  $ cibadmin -Q -U nobody -S text -o resources
  <!-- ACLs as evaluated for user nobody -->
  vvv---[ READABLE ]---vvv
  <resources>
    <primitive id="vip" class="ocf" provider="heartbeat" type="IPaddr2">
      
      vvv---[ WRITABLE ]---vvv
      <instance_attributes id="vip-instance_attributes">
        <nvpair id="vip-instance_attributes-ip" name="ip" value="10.0.0.1"/>
      </instance_attributes>
      <operations>
        
        vvv---[ ~DENIED~ ]---vvv
        <op id="vip-monitor-10s" name="monitor" interval="10s"/>
      </operations>
    </primitive>
  </resources>
  $ cibadmin -Q -U nobody -Scolor -o resources | tr '\033' E
  <!-- ACLs as evaluated for user nobody -->
  E[34m<resources>
    E[34m<primitive id="vip" class="ocf" provider="heartbeat" type="IPaddr2">
      E[32m<instance_attributes id="vip-instance_attributes">
        E[32m<nvpair id="vip-instance_attributes-ip" name="ip" value="10.0.0.1"/>E[0m
      E[32m</instance_attributes>E[0m
      E[34m<operations>
        E[31m<op id="vip-monitor-10s" name="monitor" interval="10s"/>E[0m
      E[34m</operations>E[0m
    E[34m</primitive>E[0m
  E[34m</resources>E[0m
  $ cibadmin -Q -U nobody --show-access=namespace -o resources
  <!-- ACLs as evaluated for user nobody -->
  <pcmk-access-readable:resources xmlns:pcmk-access-writable="http://clusterlabs.org/ns/pacemaker/access/writable" xmlns:pcmk-access-readable="http://clusterlabs.org/ns/pacemaker/access/readable" xmlns:pcmk-access-denied="http://clusterlabs.org/ns/pacemaker/access/denied">
    <primitive id="vip" class="ocf" provider="heartbeat" type="IPaddr2">
      <pcmk-access-writable:instance_attributes id="vip-instance_attributes">
        <nvpair id="vip-instance_attributes-ip" name="ip" value="10.0.0.1"/>
      </pcmk-access-writable:instance_attributes>
      <operations>
        <pcmk-access-denied:op id="vip-monitor-10s" name="monitor" interval="10s"/>
      </operations>
    </primitive>
  </pcmk-access-readable:resources>
  $ cibadmin -Q -U nobody -S | head -3
  <!-- ACLs as evaluated for user nobody -->
  vvv---[ READABLE ]---vvv
  <cib crm_feature_set="3.16.1" validate-with="pacemaker-3.9" epoch="9" num_updates="0" admin_epoch="0" cib-last-written="Sat Nov 21 05:50:00 2026" have-quorum="1" dc-uuid="1" update-origin="n1" update-client="crmd" update-user="hacluster">
  $ cibadmin -Q -U root -S
  Could not evaluate access per request: access control lists never hold for root
  [78]
  $ cibadmin -Q -S text
  The option --show-access is for --query of the whole or of a section, and requires -U user specified.
  [64]
  $ cibadmin -Q -U nobody -Sloud
  Unrecognized value for --show-access: "loud"
  [64]
