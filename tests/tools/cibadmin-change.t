Changes of the CIB: create, modify, replace, delete, patch, versions

cib: two-nodes.xml
  $ cibadmin -C -o resources -X '<primitive id="d" class="ocf" provider="heartbeat" type="Dummy"/>'
  $ cibadmin -Q -A "//primitive[@id='d']"
  <primitive id="d" class="ocf" provider="heartbeat" type="Dummy"/>
  $ cibadmin -Q -A /cib -n
  <cib crm_feature_set="3.16.1" validate-with="pacemaker-3.9" epoch="8" num_updates="0" admin_epoch="0" cib-last-written="Sat Nov 21 05:50:00 2026" have-quorum="1" dc-uuid="1" update-origin="n1" update-client="crmd" update-user="hacluster"/>

cib: two-nodes.xml
  $ cibadmin -M -c -o resources -X '<primitive id="zz" class="ocf" provider="heartbeat" type="Dummy"/>'
  $ cibadmin -Q -o resources
  <resources>
    <primitive id="vip" class="ocf" provider="heartbeat" type="IPaddr2">
      <instance_attributes id="vip-instance_attributes">
        <nvpair id="vip-instance_attributes-ip" name="ip" value="10.0.0.1"/>
      </instance_attributes>
      <operations>
        <op id="vip-monitor-10s" name="monitor" interval="10s"/>
      </operations>
    </primitive>
    <primitive id="zz" class="ocf" provider="heartbeat" type="Dummy"/>
  </resources>

cib: two-nodes.xml
  $ cibadmin -M -X '<nvpair id="vip-instance_attributes-ip" value="1.2.3.4"/>'
  $ cibadmin -Q -o resources
  <resources>
    <primitive id="vip" class="ocf" provider="heartbeat" type="IPaddr2">
      <instance_attributes id="vip-instance_attributes">
        <nvpair id="vip-instance_attributes-ip" name="ip" value="1.2.3.4"/>
      </instance_attributes>
      <operations>
        <op id="vip-monitor-10s" name="monitor" interval="10s"/>
      </operations>
    </primitive>
  </resources>

cib: two-nodes.xml
  $ cibadmin -M -A "//nvpair[@name='ip']" -X '<nvpair id="vip-instance_attributes-ip" value="1.2.3.4"/>'
  $ cibadmin -Q -o resources
  <resources>
    <primitive id="vip" class="ocf" provider="heartbeat" type="IPaddr2">
      <instance_attributes id="vip-instance_attributes">
        <nvpair id="vip-instance_attributes-ip" name="ip" value="1.2.3.4"/>
      </instance_attributes>
      <operations>
        <op id="vip-monitor-10s" name="monitor" interval="10s"/>
      </operations>
    </primitive>
  </resources>

cib: two-nodes.xml
  $ cibadmin -D -X '<primitive id="nope"/>'
  $ cibadmin -D -A '//nope'
  $ cibadmin -D -o nodes -X '<node uname="n2"/>'
  $ cibadmin -Q -o nodes
  <nodes>
    <node id="1" uname="n1"/>
  </nodes>

cib: two-nodes.xml
  $ cibadmin --delete-all -A '//nvpair' --force
  $ cibadmin -Q -o crm_config
  <crm_config>
    <cluster_property_set id="cib-bootstrap-options"/>
  </crm_config>

cib: two-nodes.xml
  $ cibadmin -E
  The supplied command is considered dangerous.  To prevent accidental destruction of the cluster, the --force flag is required in order to proceed.
  [107]
  $ cibadmin -E -f
  $ cibadmin -Q | sed 1d
    <configuration>
      <crm_config/>
      <nodes/>
      <resources/>
      <constraints/>
    </configuration>
    <status/>
  </cib>

cib: two-nodes.xml
  $ cibadmin -M -X '<cib admin_epoch="admin_epoch++"/>'
  $ cibadmin -Q -A /cib -n
  <cib crm_feature_set="3.16.1" validate-with="pacemaker-3.9" epoch="7" num_updates="4" admin_epoch="1" cib-last-written="Sat Nov 21 05:50:00 2026" have-quorum="1" dc-uuid="1" update-origin="n1" update-client="crmd" update-user="hacluster"/>

cib: two-nodes.xml
  $ cibadmin -R -X '<configuration><crm_config/><nodes/><resources/><constraints/></configuration>'
  $ cibadmin -Q -o configuration
  <configuration>
    <crm_config/>
    <nodes/>
    <resources/>
    <constraints/>
  </configuration>

cib: two-nodes.xml
  $ cibadmin -M -o nodes -X '<node id="1" type="member"/>'
  $ cibadmin -Q -o nodes
  <nodes>
    <node id="1" uname="n1" type="member"/>
    <node id="2" uname="n2">
      <instance_attributes id="nodes-2">
        <nvpair id="nodes-2-standby" name="standby" value="on"/>
      </instance_attributes>
    </node>
  </nodes>

A patch must lead to a newer version, so that none can be applied twice

cib: two-nodes.xml
  $ crm_diff -o $CIB_file -N '<cib crm_feature_set="3.16.1" validate-with="pacemaker-3.9" epoch="7" num_updates="3" admin_epoch="0"><configuration><crm_config/><nodes/><resources/><constraints/></configuration><status/></cib>' >same; cibadmin -P -x same
  Call failed: Update was older than existing configuration
  the patch does not lead to a newer version than 0.7.3: make it with crm_diff --no-version, then the version is raised here
  [103]
  $ crm_diff -o $CIB_file -N '<cib crm_feature_set="3.16.1" validate-with="pacemaker-3.9" epoch="8" num_updates="0" admin_epoch="0"><configuration><crm_config/><nodes/><resources/><constraints/></configuration><status/></cib>' >newer; cibadmin -P -x newer
  $ cibadmin -P -x newer
  Call failed: Update was older than existing configuration
  the patch is for version 0.7.3, and the CIB is newer, at 0.9.0
  [103]

Attributes of a patch have names that attributes can have

cib: two-nodes.xml
  $ cibadmin -P -X '<diff format="2"><change operation="modify" path="/cib"><change-list><change-attr name="a b" operation="set" value="1"/></change-list></change></diff>'
  Call failed: Error occurred
  the patch does not fit this document: cannot modify /cib: a change-attr has no value, or no name that an attribute can have, or is the id
  [1]

Deleting from a section that is not there is no error; one command is needed

cib: two-nodes.xml
  $ cibadmin -D -o alerts -X '<alert id="a"/>'
  $ cibadmin 2>/dev/null
  [64]
  $ cibadmin -R -o tags -X '<cib/>'
  Call failed: Invalid argument
  the XML has no section tags
  [70]
