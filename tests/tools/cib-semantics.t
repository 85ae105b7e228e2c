What each change does to a CIB: recorded from Pacemaker 2.1.5 (tests/tools/run --with /usr/sbin tests/tools/cib-semantics.t passes).

cib: strict.xml
  $ cibadmin -M -X '<nvpair id="o1" value="true"/>' -o crm_config 2>/dev/null
  $ diff $CASES/strict.xml $CIB_file | grep '^[<>]'; true
  < <cib crm_feature_set="3.16.1" validate-with="pacemaker-3.9" epoch="5" num_updates="3" admin_epoch="0" cib-last-written="Sat Nov 21 05:50:00 2026">
  > <cib crm_feature_set="3.16.1" validate-with="pacemaker-3.9" epoch="6" num_updates="0" admin_epoch="0" cib-last-written="Sat Nov 21 05:50:00 2026">
  <         <nvpair id="o1" name="stonith-enabled" value="false"/>
  >         <nvpair id="o1" name="stonith-enabled" value="true"/>

cib: strict.xml
  $ cibadmin -M -X '<nvpair id="o1" value="true"/>' 2>/dev/null
  $ diff $CASES/strict.xml $CIB_file | grep '^[<>]'; true
  < <cib crm_feature_set="3.16.1" validate-with="pacemaker-3.9" epoch="5" num_updates="3" admin_epoch="0" cib-last-written="Sat Nov 21 05:50:00 2026">
  > <cib crm_feature_set="3.16.1" validate-with="pacemaker-3.9" epoch="6" num_updates="0" admin_epoch="0" cib-last-written="Sat Nov 21 05:50:00 2026">
  <         <nvpair id="o1" name="stonith-enabled" value="false"/>
  >         <nvpair id="o1" name="stonith-enabled" value="true"/>

cib: strict.xml
  $ cibadmin -M -X '<primitive id="a" description="x"/>' 2>/dev/null
  $ diff $CASES/strict.xml $CIB_file | grep '^[<>]'; true
  < <cib crm_feature_set="3.16.1" validate-with="pacemaker-3.9" epoch="5" num_updates="3" admin_epoch="0" cib-last-written="Sat Nov 21 05:50:00 2026">
  > <cib crm_feature_set="3.16.1" validate-with="pacemaker-3.9" epoch="6" num_updates="0" admin_epoch="0" cib-last-written="Sat Nov 21 05:50:00 2026">
  <       <primitive id="a" class="ocf" provider="pacemaker" type="Dummy">
  >       <primitive id="a" class="ocf" provider="pacemaker" type="Dummy" description="x">

cib: strict.xml
  $ cibadmin -M -X '<primitive id="new" class="ocf" provider="pacemaker" type="Dummy"/>' -o resources 2>/dev/null
  [105]
  $ diff $CASES/strict.xml $CIB_file | grep '^[<>]'; true

cib: strict.xml
  $ cibadmin -M --allow-create -X '<primitive id="new" class="ocf" provider="pacemaker" type="Dummy"/>' 2>/dev/null
  [78]
  $ diff $CASES/strict.xml $CIB_file | grep '^[<>]'; true

cib: strict.xml
  $ cibadmin -M -X '<primitive id="a"><operations><op id="a-start" name="start" interval="0" timeout="5s"/></operations></primitive>' -o resources 2>/dev/null
  $ diff $CASES/strict.xml $CIB_file | grep '^[<>]'; true
  < <cib crm_feature_set="3.16.1" validate-with="pacemaker-3.9" epoch="5" num_updates="3" admin_epoch="0" cib-last-written="Sat Nov 21 05:50:00 2026">
  > <cib crm_feature_set="3.16.1" validate-with="pacemaker-3.9" epoch="6" num_updates="0" admin_epoch="0" cib-last-written="Sat Nov 21 05:50:00 2026">
  >           <op id="a-start" name="start" interval="0" timeout="5s"/>

cib: strict.xml
  $ cibadmin -C -X '<primitive id="a" class="ocf" provider="pacemaker" type="Dummy"/>' -o resources 2>/dev/null
  <failed>
    <failed_update id="a" object_type="primitive" operation="cib_create" reason="File exists">
      <primitive id="a" class="ocf" provider="pacemaker" type="Dummy"/>
    </failed_update>
  </failed>
  [108]
  $ diff $CASES/strict.xml $CIB_file | grep '^[<>]'; true

cib: strict.xml
  $ cibadmin -C -X '<primitive id="c" class="ocf" provider="pacemaker" type="Dummy"/>' -o resources 2>/dev/null
  $ diff $CASES/strict.xml $CIB_file | grep '^[<>]'; true
  < <cib crm_feature_set="3.16.1" validate-with="pacemaker-3.9" epoch="5" num_updates="3" admin_epoch="0" cib-last-written="Sat Nov 21 05:50:00 2026">
  > <cib crm_feature_set="3.16.1" validate-with="pacemaker-3.9" epoch="6" num_updates="0" admin_epoch="0" cib-last-written="Sat Nov 21 05:50:00 2026">
  >       <primitive id="c" class="ocf" provider="pacemaker" type="Dummy"/>

cib: strict.xml
  $ cibadmin -C -X '<primitive id="c" class="ocf" provider="pacemaker" type="Dummy"/>' 2>/dev/null
  [105]
  $ diff $CASES/strict.xml $CIB_file | grep '^[<>]'; true

cib: strict.xml
  $ cibadmin -R -X '<primitive id="a" class="ocf" provider="pacemaker" type="Stateful"/>' 2>/dev/null
  $ diff $CASES/strict.xml $CIB_file | grep '^[<>]'; true
  < <cib crm_feature_set="3.16.1" validate-with="pacemaker-3.9" epoch="5" num_updates="3" admin_epoch="0" cib-last-written="Sat Nov 21 05:50:00 2026">
  > <cib crm_feature_set="3.16.1" validate-with="pacemaker-3.9" epoch="6" num_updates="0" admin_epoch="0" cib-last-written="Sat Nov 21 05:50:00 2026">
  <       <primitive id="a" class="ocf" provider="pacemaker" type="Dummy">
  <         <meta_attributes id="a-meta">
  <           <nvpair id="a-meta-x" name="target-role" value="Started"/>
  <         </meta_attributes>
  <         <operations>
  <           <op id="a-mon" name="monitor" interval="10s"/>
  <         </operations>
  <       </primitive>
  >       <primitive id="a" class="ocf" provider="pacemaker" type="Stateful"/>

cib: strict.xml
  $ cibadmin -R -X '<primitive id="a" class="ocf" provider="pacemaker" type="Stateful"/>' -o resources 2>/dev/null
  $ diff $CASES/strict.xml $CIB_file | grep '^[<>]'; true
  < <cib crm_feature_set="3.16.1" validate-with="pacemaker-3.9" epoch="5" num_updates="3" admin_epoch="0" cib-last-written="Sat Nov 21 05:50:00 2026">
  > <cib crm_feature_set="3.16.1" validate-with="pacemaker-3.9" epoch="6" num_updates="0" admin_epoch="0" cib-last-written="Sat Nov 21 05:50:00 2026">
  <       <primitive id="a" class="ocf" provider="pacemaker" type="Dummy">
  <         <meta_attributes id="a-meta">
  <           <nvpair id="a-meta-x" name="target-role" value="Started"/>
  <         </meta_attributes>
  <         <operations>
  <           <op id="a-mon" name="monitor" interval="10s"/>
  <         </operations>
  <       </primitive>
  >       <primitive id="a" class="ocf" provider="pacemaker" type="Stateful"/>

cib: strict.xml
  $ cibadmin -R -X '<resources><primitive id="z" class="ocf" provider="pacemaker" type="Stateful"/></resources>' 2>/dev/null
  [78]
  $ diff $CASES/strict.xml $CIB_file | grep '^[<>]'; true

cib: strict.xml
  $ cibadmin -R -X '<resources><primitive id="a" class="ocf" provider="pacemaker" type="Stateful"/></resources>' 2>/dev/null
  $ diff $CASES/strict.xml $CIB_file | grep '^[<>]'; true
  < <cib crm_feature_set="3.16.1" validate-with="pacemaker-3.9" epoch="5" num_updates="3" admin_epoch="0" cib-last-written="Sat Nov 21 05:50:00 2026">
  > <cib crm_feature_set="3.16.1" validate-with="pacemaker-3.9" epoch="6" num_updates="0" admin_epoch="0" cib-last-written="Sat Nov 21 05:50:00 2026">
  <       <primitive id="a" class="ocf" provider="pacemaker" type="Dummy">
  <         <meta_attributes id="a-meta">
  <           <nvpair id="a-meta-x" name="target-role" value="Started"/>
  <         </meta_attributes>
  <         <operations>
  <           <op id="a-mon" name="monitor" interval="10s"/>
  <         </operations>
  <       </primitive>
  <       <primitive id="b" class="ocf" provider="pacemaker" type="Dummy"/>
  >       <primitive id="a" class="ocf" provider="pacemaker" type="Stateful"/>

cib: strict.xml
  $ cibadmin -R -X '<configuration><crm_config/><nodes/><resources/><constraints/></configuration>' 2>/dev/null
  $ diff $CASES/strict.xml $CIB_file | grep '^[<>]'; true
  < <cib crm_feature_set="3.16.1" validate-with="pacemaker-3.9" epoch="5" num_updates="3" admin_epoch="0" cib-last-written="Sat Nov 21 05:50:00 2026">
  > <cib crm_feature_set="3.16.1" validate-with="pacemaker-3.9" epoch="6" num_updates="0" admin_epoch="0" cib-last-written="Sat Nov 21 05:50:00 2026">
  <     <crm_config>
  <       <cluster_property_set id="cib-bootstrap-options">
  <         <nvpair id="o1" name="stonith-enabled" value="false"/>
  <       </cluster_property_set>
  <     </crm_config>
  <     <nodes>
  <       <node id="1" uname="n1"/>
  <       <node id="2" uname="n2"/>
  <     </nodes>
  <     <resources>
  <       <primitive id="a" class="ocf" provider="pacemaker" type="Dummy">
  <         <meta_attributes id="a-meta">
  <           <nvpair id="a-meta-x" name="target-role" value="Started"/>
  <         </meta_attributes>
  <         <operations>
  <           <op id="a-mon" name="monitor" interval="10s"/>
  <         </operations>
  <       </primitive>
  <       <primitive id="b" class="ocf" provider="pacemaker" type="Dummy"/>
  <     </resources>
  <     <constraints>
  <       <rsc_location id="l1" rsc="a" node="n1" score="100"/>
  <     </constraints>
  >     <crm_config/>
  >     <nodes/>
  >     <resources/>
  >     <constraints/>

cib: strict.xml
  $ cibadmin -D -X '<primitive id="b"/>' -o resources 2>/dev/null
  $ diff $CASES/strict.xml $CIB_file | grep '^[<>]'; true
  < <cib crm_feature_set="3.16.1" validate-with="pacemaker-3.9" epoch="5" num_updates="3" admin_epoch="0" cib-last-written="Sat Nov 21 05:50:00 2026">
  > <cib crm_feature_set="3.16.1" validate-with="pacemaker-3.9" epoch="6" num_updates="0" admin_epoch="0" cib-last-written="Sat Nov 21 05:50:00 2026">
  <       <primitive id="b" class="ocf" provider="pacemaker" type="Dummy"/>

cib: strict.xml
  $ cibadmin -D -X '<primitive id="b"/>' 2>/dev/null
  $ diff $CASES/strict.xml $CIB_file | grep '^[<>]'; true
  < <cib crm_feature_set="3.16.1" validate-with="pacemaker-3.9" epoch="5" num_updates="3" admin_epoch="0" cib-last-written="Sat Nov 21 05:50:00 2026">
  > <cib crm_feature_set="3.16.1" validate-with="pacemaker-3.9" epoch="6" num_updates="0" admin_epoch="0" cib-last-written="Sat Nov 21 05:50:00 2026">
  <       <primitive id="b" class="ocf" provider="pacemaker" type="Dummy"/>

cib: strict.xml
  $ cibadmin -D -X '<primitive type="Dummy"/>' -o resources 2>/dev/null
  [78]
  $ diff $CASES/strict.xml $CIB_file | grep '^[<>]'; true

cib: strict.xml
  $ cibadmin -D -X '<nvpair name="target-role"/>' 2>/dev/null
  $ diff $CASES/strict.xml $CIB_file | grep '^[<>]'; true
  < <cib crm_feature_set="3.16.1" validate-with="pacemaker-3.9" epoch="5" num_updates="3" admin_epoch="0" cib-last-written="Sat Nov 21 05:50:00 2026">
  > <cib crm_feature_set="3.16.1" validate-with="pacemaker-3.9" epoch="6" num_updates="0" admin_epoch="0" cib-last-written="Sat Nov 21 05:50:00 2026">
  <         <meta_attributes id="a-meta">
  <           <nvpair id="a-meta-x" name="target-role" value="Started"/>
  <         </meta_attributes>
  >         <meta_attributes id="a-meta"/>

cib: strict.xml
  $ cibadmin -D --xpath "//primitive[@id='b']" 2>/dev/null
  $ diff $CASES/strict.xml $CIB_file | grep '^[<>]'; true
  < <cib crm_feature_set="3.16.1" validate-with="pacemaker-3.9" epoch="5" num_updates="3" admin_epoch="0" cib-last-written="Sat Nov 21 05:50:00 2026">
  > <cib crm_feature_set="3.16.1" validate-with="pacemaker-3.9" epoch="6" num_updates="0" admin_epoch="0" cib-last-written="Sat Nov 21 05:50:00 2026">
  <       <primitive id="b" class="ocf" provider="pacemaker" type="Dummy"/>

cib: strict.xml
  $ cibadmin -D --xpath "//primitive[@id='a']" 2>/dev/null
  [78]
  $ diff $CASES/strict.xml $CIB_file | grep '^[<>]'; true

cib: strict.xml
  $ cibadmin -d --xpath "//nvpair" --force 2>/dev/null
  $ diff $CASES/strict.xml $CIB_file | grep '^[<>]'; true
  < <cib crm_feature_set="3.16.1" validate-with="pacemaker-3.9" epoch="5" num_updates="3" admin_epoch="0" cib-last-written="Sat Nov 21 05:50:00 2026">
  > <cib crm_feature_set="3.16.1" validate-with="pacemaker-3.9" epoch="6" num_updates="0" admin_epoch="0" cib-last-written="Sat Nov 21 05:50:00 2026">
  <       <cluster_property_set id="cib-bootstrap-options">
  <         <nvpair id="o1" name="stonith-enabled" value="false"/>
  <       </cluster_property_set>
  >       <cluster_property_set id="cib-bootstrap-options"/>
  <         <meta_attributes id="a-meta">
  <           <nvpair id="a-meta-x" name="target-role" value="Started"/>
  <         </meta_attributes>
  >         <meta_attributes id="a-meta"/>

cib: strict.xml
  $ cibadmin -d --xpath "//nvpair" 2>/dev/null
  [107]
  $ diff $CASES/strict.xml $CIB_file | grep '^[<>]'; true

cib: strict.xml
  $ cibadmin -D -X '<nosuch id="x"/>' 2>/dev/null
  $ diff $CASES/strict.xml $CIB_file | grep '^[<>]'; true

cib: strict.xml
  $ cibadmin -D -o nodes -X '<node uname="n2"/>' 2>/dev/null
  $ diff $CASES/strict.xml $CIB_file | grep '^[<>]'; true
  < <cib crm_feature_set="3.16.1" validate-with="pacemaker-3.9" epoch="5" num_updates="3" admin_epoch="0" cib-last-written="Sat Nov 21 05:50:00 2026">
  > <cib crm_feature_set="3.16.1" validate-with="pacemaker-3.9" epoch="6" num_updates="0" admin_epoch="0" cib-last-written="Sat Nov 21 05:50:00 2026">
  <       <node id="2" uname="n2"/>

cib: strict.xml
  $ cibadmin -B 2>/dev/null
  $ diff $CASES/strict.xml $CIB_file | grep '^[<>]'; true
  < <cib crm_feature_set="3.16.1" validate-with="pacemaker-3.9" epoch="5" num_updates="3" admin_epoch="0" cib-last-written="Sat Nov 21 05:50:00 2026">
  > <cib crm_feature_set="3.16.1" validate-with="pacemaker-3.9" epoch="6" num_updates="4" admin_epoch="0" cib-last-written="Sat Nov 21 05:50:00 2026">

cib: strict.xml
  $ cibadmin -E --force 2>/dev/null
  $ diff $CASES/strict.xml $CIB_file | grep '^[<>]'; true
  < <cib crm_feature_set="3.16.1" validate-with="pacemaker-3.9" epoch="5" num_updates="3" admin_epoch="0" cib-last-written="Sat Nov 21 05:50:00 2026">
  > <cib crm_feature_set="3.16.1" validate-with="pacemaker-3.9" epoch="6" num_updates="0" admin_epoch="1" cib-last-written="Sat Nov 21 05:50:00 2026">
  <     <crm_config>
  <       <cluster_property_set id="cib-bootstrap-options">
  <         <nvpair id="o1" name="stonith-enabled" value="false"/>
  <       </cluster_property_set>
  <     </crm_config>
  <     <nodes>
  <       <node id="1" uname="n1"/>
  <       <node id="2" uname="n2"/>
  <     </nodes>
  <     <resources>
  <       <primitive id="a" class="ocf" provider="pacemaker" type="Dummy">
  <         <meta_attributes id="a-meta">
  <           <nvpair id="a-meta-x" name="target-role" value="Started"/>
  <         </meta_attributes>
  <         <operations>
  <           <op id="a-mon" name="monitor" interval="10s"/>
  <         </operations>
  <       </primitive>
  <       <primitive id="b" class="ocf" provider="pacemaker" type="Dummy"/>
  <     </resources>
  <     <constraints>
  <       <rsc_location id="l1" rsc="a" node="n1" score="100"/>
  <     </constraints>
  >     <crm_config/>
  >     <nodes/>
  >     <resources/>
  >     <constraints/>

cib: strict.xml
  $ cibadmin -E 2>/dev/null
  [107]
  $ diff $CASES/strict.xml $CIB_file | grep '^[<>]'; true

cib: strict.xml
  $ cibadmin -u --force 2>/dev/null
  $ diff $CASES/strict.xml $CIB_file | grep '^[<>]'; true

cib: free.xml
  $ cibadmin -C -X '<resources><primitive id="c" class="ocf"/><primitive id="d" class="ocf"/></resources>' -o resources 2>/dev/null
  $ diff $CASES/free.xml $CIB_file | grep '^[<>]'; true
  < <cib crm_feature_set="3.16.1" validate-with="none" epoch="5" num_updates="3" admin_epoch="0" cib-last-written="Sat Nov 21 05:50:00 2026">
  > <cib crm_feature_set="3.16.1" validate-with="none" epoch="6" num_updates="0" admin_epoch="0" cib-last-written="Sat Nov 21 05:50:00 2026">
  >       <primitive id="c" class="ocf"/>
  >       <primitive id="d" class="ocf"/>

cib: free.xml
  $ cibadmin -C -X '<resources><primitive id="c" class="ocf"/><primitive id="d" class="ocf"/></resources>' 2>/dev/null
  $ diff $CASES/free.xml $CIB_file | grep '^[<>]'; true
  < <cib crm_feature_set="3.16.1" validate-with="none" epoch="5" num_updates="3" admin_epoch="0" cib-last-written="Sat Nov 21 05:50:00 2026">
  > <cib crm_feature_set="3.16.1" validate-with="none" epoch="6" num_updates="0" admin_epoch="0" cib-last-written="Sat Nov 21 05:50:00 2026">
  >       <primitive id="c" class="ocf"/>
  >       <primitive id="d" class="ocf"/>

cib: free.xml
  $ cibadmin -C -X '<resources><primitive id="c" class="ocf"/><primitive id="a" class="ocf"/></resources>' 2>/dev/null
  $ diff $CASES/free.xml $CIB_file | grep '^[<>]'; true
  < <cib crm_feature_set="3.16.1" validate-with="none" epoch="5" num_updates="3" admin_epoch="0" cib-last-written="Sat Nov 21 05:50:00 2026">
  > <cib crm_feature_set="3.16.1" validate-with="none" epoch="6" num_updates="0" admin_epoch="0" cib-last-written="Sat Nov 21 05:50:00 2026">
  >       <primitive id="c" class="ocf"/>

cib: free.xml
  $ cibadmin -C -X '<cib><configuration><resources><primitive id="c" class="ocf"/></resources></configuration></cib>' -o resources 2>/dev/null
  $ diff $CASES/free.xml $CIB_file | grep '^[<>]'; true
  < <cib crm_feature_set="3.16.1" validate-with="none" epoch="5" num_updates="3" admin_epoch="0" cib-last-written="Sat Nov 21 05:50:00 2026">
  > <cib crm_feature_set="3.16.1" validate-with="none" epoch="6" num_updates="0" admin_epoch="0" cib-last-written="Sat Nov 21 05:50:00 2026">
  >       <primitive id="c" class="ocf"/>

cib: free.xml
  $ cibadmin -C -X '<configuration><resources><primitive id="c" class="ocf"/></resources></configuration>' 2>/dev/null
  $ diff $CASES/free.xml $CIB_file | grep '^[<>]'; true
  < <cib crm_feature_set="3.16.1" validate-with="none" epoch="5" num_updates="3" admin_epoch="0" cib-last-written="Sat Nov 21 05:50:00 2026">
  > <cib crm_feature_set="3.16.1" validate-with="none" epoch="6" num_updates="0" admin_epoch="0" cib-last-written="Sat Nov 21 05:50:00 2026">
  >       <primitive id="c" class="ocf"/>

cib: free.xml
  $ cibadmin -C -X '<tags><tag id="t"/></tags>' 2>/dev/null
  [105]
  $ diff $CASES/free.xml $CIB_file | grep '^[<>]'; true

cib: free.xml
  $ cibadmin -C -X '<rsc_location id="l2" rsc="b" node="n1" score="100"/>' -o constraints 2>/dev/null
  $ diff $CASES/free.xml $CIB_file | grep '^[<>]'; true
  < <cib crm_feature_set="3.16.1" validate-with="none" epoch="5" num_updates="3" admin_epoch="0" cib-last-written="Sat Nov 21 05:50:00 2026">
  > <cib crm_feature_set="3.16.1" validate-with="none" epoch="6" num_updates="0" admin_epoch="0" cib-last-written="Sat Nov 21 05:50:00 2026">
  >       <rsc_location id="l2" rsc="b" node="n1" score="100"/>

cib: free.xml
  $ cibadmin -C -X '<group id="g"><primitive id="a" class="ocf"/></group>' -o resources 2>/dev/null
  $ diff $CASES/free.xml $CIB_file | grep '^[<>]'; true
  < <cib crm_feature_set="3.16.1" validate-with="none" epoch="5" num_updates="3" admin_epoch="0" cib-last-written="Sat Nov 21 05:50:00 2026">
  > <cib crm_feature_set="3.16.1" validate-with="none" epoch="6" num_updates="0" admin_epoch="0" cib-last-written="Sat Nov 21 05:50:00 2026">
  >       <group id="g">
  >         <primitive id="a" class="ocf"/>
  >       </group>

cib: free.xml
  $ cibadmin -C -X '<primitive class="ocf"/>' -o resources 2>/dev/null
  <failed>
    <failed_update object_type="primitive" operation="cib_create" reason="File exists">
      <primitive class="ocf"/>
    </failed_update>
  </failed>
  [108]
  $ diff $CASES/free.xml $CIB_file | grep '^[<>]'; true

cib: free.xml
  $ cibadmin -C -X '<node_state id="1" uname="n1"/>' -o status 2>/dev/null
  $ diff $CASES/free.xml $CIB_file | grep '^[<>]'; true
  < <cib crm_feature_set="3.16.1" validate-with="none" epoch="5" num_updates="3" admin_epoch="0" cib-last-written="Sat Nov 21 05:50:00 2026">
  > <cib crm_feature_set="3.16.1" validate-with="none" epoch="5" num_updates="4" admin_epoch="0" cib-last-written="Sat Nov 21 05:50:00 2026">
  <   <status/>
  >   <status>
  >     <node_state id="1" uname="n1"/>
  >   </status>

cib: free.xml
  $ cibadmin -M -X '<node_state id="1" uname="n1"/>' -o status 2>/dev/null
  [105]
  $ diff $CASES/free.xml $CIB_file | grep '^[<>]'; true

cib: free.xml
  $ cibadmin -M -c -X '<node_state id="1" uname="n1"/>' -o status 2>/dev/null
  $ diff $CASES/free.xml $CIB_file | grep '^[<>]'; true
  < <cib crm_feature_set="3.16.1" validate-with="none" epoch="5" num_updates="3" admin_epoch="0" cib-last-written="Sat Nov 21 05:50:00 2026">
  > <cib crm_feature_set="3.16.1" validate-with="none" epoch="5" num_updates="4" admin_epoch="0" cib-last-written="Sat Nov 21 05:50:00 2026">
  <   <status/>
  >   <status>
  >     <node_state id="1" uname="n1"/>
  >   </status>

cib: free.xml
  $ cibadmin -M -X '<cib admin_epoch="admin_epoch++"/>' 2>/dev/null
  $ diff $CASES/free.xml $CIB_file | grep '^[<>]'; true
  < <cib crm_feature_set="3.16.1" validate-with="none" epoch="5" num_updates="3" admin_epoch="0" cib-last-written="Sat Nov 21 05:50:00 2026">
  > <cib crm_feature_set="3.16.1" validate-with="none" epoch="5" num_updates="4" admin_epoch="1" cib-last-written="Sat Nov 21 05:50:00 2026">

cib: free.xml
  $ cibadmin -M -X '<cib epoch="epoch++"/>' 2>/dev/null
  $ diff $CASES/free.xml $CIB_file | grep '^[<>]'; true
  < <cib crm_feature_set="3.16.1" validate-with="none" epoch="5" num_updates="3" admin_epoch="0" cib-last-written="Sat Nov 21 05:50:00 2026">
  > <cib crm_feature_set="3.16.1" validate-with="none" epoch="6" num_updates="4" admin_epoch="0" cib-last-written="Sat Nov 21 05:50:00 2026">

cib: free.xml
  $ cibadmin -M -X '<cib epoch="100"/>' 2>/dev/null
  $ diff $CASES/free.xml $CIB_file | grep '^[<>]'; true
  < <cib crm_feature_set="3.16.1" validate-with="none" epoch="5" num_updates="3" admin_epoch="0" cib-last-written="Sat Nov 21 05:50:00 2026">
  > <cib crm_feature_set="3.16.1" validate-with="none" epoch="100" num_updates="4" admin_epoch="0" cib-last-written="Sat Nov 21 05:50:00 2026">

cib: free.xml
  $ cibadmin -M -X '<cib epoch="1"/>' 2>/dev/null
  [103]
  $ diff $CASES/free.xml $CIB_file | grep '^[<>]'; true

cib: free.xml
  $ cibadmin -M -X '<cib foo="1"/>' 2>/dev/null
  $ diff $CASES/free.xml $CIB_file | grep '^[<>]'; true
  < <cib crm_feature_set="3.16.1" validate-with="none" epoch="5" num_updates="3" admin_epoch="0" cib-last-written="Sat Nov 21 05:50:00 2026">
  > <cib crm_feature_set="3.16.1" validate-with="none" epoch="5" num_updates="4" admin_epoch="0" cib-last-written="Sat Nov 21 05:50:00 2026" foo="1">

cib: free.xml
  $ cibadmin -M -X '<cib validate-with="pacemaker-3.8"/>' 2>/dev/null
  $ diff $CASES/free.xml $CIB_file | grep '^[<>]'; true
  < <cib crm_feature_set="3.16.1" validate-with="none" epoch="5" num_updates="3" admin_epoch="0" cib-last-written="Sat Nov 21 05:50:00 2026">
  > <cib crm_feature_set="3.16.1" validate-with="pacemaker-3.8" epoch="5" num_updates="4" admin_epoch="0" cib-last-written="Sat Nov 21 05:50:00 2026">

cib: free.xml
  $ cibadmin -M -X '<nvpair id="a-meta-x" value="value++"/>' 2>/dev/null
  $ diff $CASES/free.xml $CIB_file | grep '^[<>]'; true
  < <cib crm_feature_set="3.16.1" validate-with="none" epoch="5" num_updates="3" admin_epoch="0" cib-last-written="Sat Nov 21 05:50:00 2026">
  > <cib crm_feature_set="3.16.1" validate-with="none" epoch="6" num_updates="0" admin_epoch="0" cib-last-written="Sat Nov 21 05:50:00 2026">
  <           <nvpair id="a-meta-x" name="target-role" value="Started"/>
  >           <nvpair id="a-meta-x" name="target-role" value="1"/>

cib: free.xml
  $ cibadmin -M -X '<nvpair id="a-meta-x" value="value+=5"/>' 2>/dev/null
  $ diff $CASES/free.xml $CIB_file | grep '^[<>]'; true
  < <cib crm_feature_set="3.16.1" validate-with="none" epoch="5" num_updates="3" admin_epoch="0" cib-last-written="Sat Nov 21 05:50:00 2026">
  > <cib crm_feature_set="3.16.1" validate-with="none" epoch="6" num_updates="0" admin_epoch="0" cib-last-written="Sat Nov 21 05:50:00 2026">
  <           <nvpair id="a-meta-x" name="target-role" value="Started"/>
  >           <nvpair id="a-meta-x" name="target-role" value="5"/>

cib: free.xml
  $ cibadmin -M -X '<nvpair id="a-meta-x" value="Started"/>' 2>/dev/null
  $ diff $CASES/free.xml $CIB_file | grep '^[<>]'; true

cib: free.xml
  $ cibadmin -M -X '<resources><primitive id="a" class="lsb"/><primitive id="q" class="lsb"/></resources>' 2>/dev/null
  $ diff $CASES/free.xml $CIB_file | grep '^[<>]'; true
  < <cib crm_feature_set="3.16.1" validate-with="none" epoch="5" num_updates="3" admin_epoch="0" cib-last-written="Sat Nov 21 05:50:00 2026">
  > <cib crm_feature_set="3.16.1" validate-with="none" epoch="6" num_updates="0" admin_epoch="0" cib-last-written="Sat Nov 21 05:50:00 2026">
  <       <primitive id="a" class="ocf" provider="pacemaker" type="Dummy">
  >       <primitive id="a" class="lsb" provider="pacemaker" type="Dummy">
  >       <primitive id="q" class="lsb"/>

cib: free.xml
  $ cibadmin -M -X '<primitive id="a"><instance_attributes id="ia"/><meta_attributes id="a-meta"><nvpair id="foo" name="x"/></meta_attributes></primitive>' 2>/dev/null
  $ diff $CASES/free.xml $CIB_file | grep '^[<>]'; true
  < <cib crm_feature_set="3.16.1" validate-with="none" epoch="5" num_updates="3" admin_epoch="0" cib-last-written="Sat Nov 21 05:50:00 2026">
  > <cib crm_feature_set="3.16.1" validate-with="none" epoch="6" num_updates="0" admin_epoch="0" cib-last-written="Sat Nov 21 05:50:00 2026">
  >           <nvpair id="foo" name="x"/>
  >         <instance_attributes id="ia"/>

cib: free.xml
  $ cibadmin -M -X '<primitive id="a"><instance_attributes/><instance_attributes id="x"/></primitive>' 2>/dev/null
  $ diff $CASES/free.xml $CIB_file | grep '^[<>]'; true
  < <cib crm_feature_set="3.16.1" validate-with="none" epoch="5" num_updates="3" admin_epoch="0" cib-last-written="Sat Nov 21 05:50:00 2026">
  > <cib crm_feature_set="3.16.1" validate-with="none" epoch="6" num_updates="0" admin_epoch="0" cib-last-written="Sat Nov 21 05:50:00 2026">
  >         <instance_attributes/>
  >         <instance_attributes id="x"/>

cib: free.xml
  $ cibadmin -M -X '<configuration foo="bar"><resources><primitive id="a" class="bla"/></resources><constraints/></configuration>' 2>/dev/null
  $ diff $CASES/free.xml $CIB_file | grep '^[<>]'; true
  < <cib crm_feature_set="3.16.1" validate-with="none" epoch="5" num_updates="3" admin_epoch="0" cib-last-written="Sat Nov 21 05:50:00 2026">
  <   <configuration>
  > <cib crm_feature_set="3.16.1" validate-with="none" epoch="6" num_updates="0" admin_epoch="0" cib-last-written="Sat Nov 21 05:50:00 2026">
  >   <configuration foo="bar">
  <       <primitive id="a" class="ocf" provider="pacemaker" type="Dummy">
  >       <primitive id="a" class="bla" provider="pacemaker" type="Dummy">

cib: free.xml
  $ cibadmin -M --xpath "//primitive[@id='b']" -X '<primitive description="x"/>' 2>/dev/null
  [105]
  $ diff $CASES/free.xml $CIB_file | grep '^[<>]'; true

cib: free.xml
  $ cibadmin -M --xpath "//primitive[@id='b']" -X '<primitive id="b" description="x"/>' 2>/dev/null
  $ diff $CASES/free.xml $CIB_file | grep '^[<>]'; true
  < <cib crm_feature_set="3.16.1" validate-with="none" epoch="5" num_updates="3" admin_epoch="0" cib-last-written="Sat Nov 21 05:50:00 2026">
  > <cib crm_feature_set="3.16.1" validate-with="none" epoch="6" num_updates="0" admin_epoch="0" cib-last-written="Sat Nov 21 05:50:00 2026">
  <       <primitive id="b" class="ocf" provider="pacemaker" type="Dummy"/>
  >       <primitive id="b" class="ocf" provider="pacemaker" type="Dummy" description="x"/>

cib: free.xml
  $ cibadmin -M --xpath "//primitive[@id='a']" -X '<op id="a-mon" description="x"/>' 2>/dev/null
  $ diff $CASES/free.xml $CIB_file | grep '^[<>]'; true
  < <cib crm_feature_set="3.16.1" validate-with="none" epoch="5" num_updates="3" admin_epoch="0" cib-last-written="Sat Nov 21 05:50:00 2026">
  > <cib crm_feature_set="3.16.1" validate-with="none" epoch="6" num_updates="0" admin_epoch="0" cib-last-written="Sat Nov 21 05:50:00 2026">
  <           <op id="a-mon" name="monitor" interval="10s"/>
  >           <op id="a-mon" name="monitor" interval="10s" description="x"/>

cib: free.xml
  $ cibadmin -M --xpath "//primitive" -X '<primitive id="b" description="x"/>' 2>/dev/null
  [105]
  $ diff $CASES/free.xml $CIB_file | grep '^[<>]'; true

cib: free.xml
  $ cibadmin -M --xpath "//primitive[@id='zz']" -X '<primitive description="x"/>' 2>/dev/null
  [105]
  $ diff $CASES/free.xml $CIB_file | grep '^[<>]'; true

cib: free.xml
  $ cibadmin -R --xpath "//primitive[@id='b']" -X '<primitive description="x"/>' 2>/dev/null
  $ diff $CASES/free.xml $CIB_file | grep '^[<>]'; true
  < <cib crm_feature_set="3.16.1" validate-with="none" epoch="5" num_updates="3" admin_epoch="0" cib-last-written="Sat Nov 21 05:50:00 2026">
  > <cib crm_feature_set="3.16.1" validate-with="none" epoch="6" num_updates="0" admin_epoch="0" cib-last-written="Sat Nov 21 05:50:00 2026">
  <       <primitive id="b" class="ocf" provider="pacemaker" type="Dummy"/>
  >       <primitive description="x"/>

cib: free.xml
  $ cibadmin -R --xpath "//primitive[@id='b']" -X '<group description="x"/>' 2>/dev/null
  $ diff $CASES/free.xml $CIB_file | grep '^[<>]'; true
  < <cib crm_feature_set="3.16.1" validate-with="none" epoch="5" num_updates="3" admin_epoch="0" cib-last-written="Sat Nov 21 05:50:00 2026">
  > <cib crm_feature_set="3.16.1" validate-with="none" epoch="6" num_updates="0" admin_epoch="0" cib-last-written="Sat Nov 21 05:50:00 2026">
  <       <primitive id="b" class="ocf" provider="pacemaker" type="Dummy"/>
  >       <group description="x"/>

cib: free.xml
  $ cibadmin -R --xpath "//primitive[@id='zz']" -X '<primitive description="x"/>' 2>/dev/null
  [105]
  $ diff $CASES/free.xml $CIB_file | grep '^[<>]'; true

cib: free.xml
  $ cibadmin -R -X '<primitive id="zz"/>' 2>/dev/null
  [105]
  $ diff $CASES/free.xml $CIB_file | grep '^[<>]'; true

cib: free.xml
  $ cibadmin -R -X '<tags/>' 2>/dev/null
  [105]
  $ diff $CASES/free.xml $CIB_file | grep '^[<>]'; true

cib: free.xml
  $ cibadmin -R -X '<status><node_state id="1"/></status>' 2>/dev/null
  $ diff $CASES/free.xml $CIB_file | grep '^[<>]'; true
  < <cib crm_feature_set="3.16.1" validate-with="none" epoch="5" num_updates="3" admin_epoch="0" cib-last-written="Sat Nov 21 05:50:00 2026">
  > <cib crm_feature_set="3.16.1" validate-with="none" epoch="5" num_updates="4" admin_epoch="0" cib-last-written="Sat Nov 21 05:50:00 2026">
  <   <status/>
  >   <status>
  >     <node_state id="1"/>
  >   </status>

cib: free.xml
  $ cibadmin -R -X '<status/>' 2>/dev/null
  $ diff $CASES/free.xml $CIB_file | grep '^[<>]'; true

cib: free.xml
  $ cibadmin -R -X '<cib epoch="4" num_updates="0" admin_epoch="0"><configuration><crm_config/><nodes/><resources/><constraints/></configuration><status/></cib>' 2>/dev/null
  [103]
  $ diff $CASES/free.xml $CIB_file | grep '^[<>]'; true

cib: free.xml
  $ cibadmin -R -X '<cib epoch="5" num_updates="3" admin_epoch="0" validate-with="none"><configuration><crm_config/><nodes/><resources/><constraints/></configuration><status/></cib>' 2>/dev/null
  $ diff $CASES/free.xml $CIB_file | grep '^[<>]'; true
  < <cib crm_feature_set="3.16.1" validate-with="none" epoch="5" num_updates="3" admin_epoch="0" cib-last-written="Sat Nov 21 05:50:00 2026">
  > <cib epoch="6" num_updates="0" admin_epoch="0" validate-with="none">
  <     <crm_config>
  <       <cluster_property_set id="cib-bootstrap-options">
  <         <nvpair id="o1" name="stonith-enabled" value="false"/>
  <       </cluster_property_set>
  <     </crm_config>
  <     <nodes>
  <       <node id="1" uname="n1"/>
  <       <node id="2" uname="n2"/>
  <     </nodes>
  <     <resources>
  <       <primitive id="a" class="ocf" provider="pacemaker" type="Dummy">
  <         <meta_attributes id="a-meta">
  <           <nvpair id="a-meta-x" name="target-role" value="Started"/>
  <         </meta_attributes>
  <         <operations>
  <           <op id="a-mon" name="monitor" interval="10s"/>
  <         </operations>
  <       </primitive>
  <       <primitive id="b" class="ocf" provider="pacemaker" type="Dummy"/>
  <     </resources>
  <     <constraints>
  <       <rsc_location id="l1" rsc="a" node="n1" score="100"/>
  <     </constraints>
  >     <crm_config/>
  >     <nodes/>
  >     <resources/>
  >     <constraints/>

cib: free.xml
  $ cibadmin -R -X '<cib epoch="7" num_updates="9" admin_epoch="0" validate-with="none"><configuration><crm_config/><nodes/><resources/><constraints/></configuration></cib>' 2>/dev/null
  $ diff $CASES/free.xml $CIB_file | grep '^[<>]'; true
  < <cib crm_feature_set="3.16.1" validate-with="none" epoch="5" num_updates="3" admin_epoch="0" cib-last-written="Sat Nov 21 05:50:00 2026">
  > <cib epoch="8" num_updates="0" admin_epoch="0" validate-with="none">
  <     <crm_config>
  <       <cluster_property_set id="cib-bootstrap-options">
  <         <nvpair id="o1" name="stonith-enabled" value="false"/>
  <       </cluster_property_set>
  <     </crm_config>
  <     <nodes>
  <       <node id="1" uname="n1"/>
  <       <node id="2" uname="n2"/>
  <     </nodes>
  <     <resources>
  <       <primitive id="a" class="ocf" provider="pacemaker" type="Dummy">
  <         <meta_attributes id="a-meta">
  <           <nvpair id="a-meta-x" name="target-role" value="Started"/>
  <         </meta_attributes>
  <         <operations>
  <           <op id="a-mon" name="monitor" interval="10s"/>
  <         </operations>
  <       </primitive>
  <       <primitive id="b" class="ocf" provider="pacemaker" type="Dummy"/>
  <     </resources>
  <     <constraints>
  <       <rsc_location id="l1" rsc="a" node="n1" score="100"/>
  <     </constraints>
  >     <crm_config/>
  >     <nodes/>
  >     <resources/>
  >     <constraints/>

cib: free.xml
  $ cibadmin -R -X '<cib validate-with="none"/>' 2>/dev/null
  [103]
  $ diff $CASES/free.xml $CIB_file | grep '^[<>]'; true

cib: free.xml
  $ cibadmin -R -X '<cib epoch="7" num_updates="9" admin_epoch="0" validate-with="none"><configuration><crm_config/><nodes/><resources/><constraints/></configuration><status/></cib>' -o resources 2>/dev/null
  $ diff $CASES/free.xml $CIB_file | grep '^[<>]'; true
  < <cib crm_feature_set="3.16.1" validate-with="none" epoch="5" num_updates="3" admin_epoch="0" cib-last-written="Sat Nov 21 05:50:00 2026">
  > <cib crm_feature_set="3.16.1" validate-with="none" epoch="6" num_updates="0" admin_epoch="0" cib-last-written="Sat Nov 21 05:50:00 2026">
  <     <resources>
  <       <primitive id="a" class="ocf" provider="pacemaker" type="Dummy">
  <         <meta_attributes id="a-meta">
  <           <nvpair id="a-meta-x" name="target-role" value="Started"/>
  <         </meta_attributes>
  <         <operations>
  <           <op id="a-mon" name="monitor" interval="10s"/>
  <         </operations>
  <       </primitive>
  <       <primitive id="b" class="ocf" provider="pacemaker" type="Dummy"/>
  <     </resources>
  >     <resources/>

cib: free.xml
  $ cibadmin -D -X '<resources/>' -o resources 2>/dev/null
  $ diff $CASES/free.xml $CIB_file | grep '^[<>]'; true

cib: free.xml
  $ cibadmin -D -X '<resources><primitive id="b"/></resources>' -o resources 2>/dev/null
  $ diff $CASES/free.xml $CIB_file | grep '^[<>]'; true
  < <cib crm_feature_set="3.16.1" validate-with="none" epoch="5" num_updates="3" admin_epoch="0" cib-last-written="Sat Nov 21 05:50:00 2026">
  > <cib crm_feature_set="3.16.1" validate-with="none" epoch="6" num_updates="0" admin_epoch="0" cib-last-written="Sat Nov 21 05:50:00 2026">
  <       <primitive id="b" class="ocf" provider="pacemaker" type="Dummy"/>

cib: free.xml
  $ cibadmin -D -X '<configuration><resources><primitive id="b"/></resources></configuration>' -o resources 2>/dev/null
  $ diff $CASES/free.xml $CIB_file | grep '^[<>]'; true

cib: free.xml
  $ cibadmin -D -X '<primitive id="a"><operations/></primitive>' -o resources 2>/dev/null
  $ diff $CASES/free.xml $CIB_file | grep '^[<>]'; true
  < <cib crm_feature_set="3.16.1" validate-with="none" epoch="5" num_updates="3" admin_epoch="0" cib-last-written="Sat Nov 21 05:50:00 2026">
  > <cib crm_feature_set="3.16.1" validate-with="none" epoch="6" num_updates="0" admin_epoch="0" cib-last-written="Sat Nov 21 05:50:00 2026">
  <       <primitive id="a" class="ocf" provider="pacemaker" type="Dummy">
  <         <meta_attributes id="a-meta">
  <           <nvpair id="a-meta-x" name="target-role" value="Started"/>
  <         </meta_attributes>
  <         <operations>
  <           <op id="a-mon" name="monitor" interval="10s"/>
  <         </operations>
  <       </primitive>

cib: free.xml
  $ cibadmin -D -X '<primitive id="a" class="lsb"/>' -o resources 2>/dev/null
  $ diff $CASES/free.xml $CIB_file | grep '^[<>]'; true

cib: free.xml
  $ cibadmin -D -X '<primitive id="a"/>' -o constraints 2>/dev/null
  $ diff $CASES/free.xml $CIB_file | grep '^[<>]'; true

cib: free.xml
  $ cibadmin -D -X '<primitive/>' 2>/dev/null
  $ diff $CASES/free.xml $CIB_file | grep '^[<>]'; true
  < <cib crm_feature_set="3.16.1" validate-with="none" epoch="5" num_updates="3" admin_epoch="0" cib-last-written="Sat Nov 21 05:50:00 2026">
  > <cib crm_feature_set="3.16.1" validate-with="none" epoch="6" num_updates="0" admin_epoch="0" cib-last-written="Sat Nov 21 05:50:00 2026">
  <       <primitive id="a" class="ocf" provider="pacemaker" type="Dummy">
  <         <meta_attributes id="a-meta">
  <           <nvpair id="a-meta-x" name="target-role" value="Started"/>
  <         </meta_attributes>
  <         <operations>
  <           <op id="a-mon" name="monitor" interval="10s"/>
  <         </operations>
  <       </primitive>

cib: free.xml
  $ cibadmin -D --xpath "//zz" 2>/dev/null
  $ diff $CASES/free.xml $CIB_file | grep '^[<>]'; true

cib: free.xml
  $ cibadmin -d --xpath "//zz" --force 2>/dev/null
  $ diff $CASES/free.xml $CIB_file | grep '^[<>]'; true

cib: free.xml
  $ cibadmin -Q --xpath "//zz" 2>/dev/null
  [105]

cib: free.xml
  $ cibadmin -Q --xpath "//primitive" 2>/dev/null
  <xpath-query>
    <primitive id="a" class="ocf" provider="pacemaker" type="Dummy">
      <meta_attributes id="a-meta">
        <nvpair id="a-meta-x" name="target-role" value="Started"/>
      </meta_attributes>
      <operations>
        <op id="a-mon" name="monitor" interval="10s"/>
      </operations>
    </primitive>
    <primitive id="b" class="ocf" provider="pacemaker" type="Dummy"/>
  </xpath-query>

cib: free.xml
  $ cibadmin -Q --xpath "//primitive" -n 2>/dev/null
  <xpath-query>
    <primitive id="a" class="ocf" provider="pacemaker" type="Dummy"/>
    <primitive id="b" class="ocf" provider="pacemaker" type="Dummy"/>
  </xpath-query>

cib: free.xml
  $ cibadmin -Q --xpath "//primitive" -e 2>/dev/null
  /cib/configuration/resources/primitive[@id='a']
  /cib/configuration/resources/primitive[@id='b']

cib: free.xml
  $ cibadmin -Q -o tags 2>/dev/null
  [105]

cib: free.xml
  $ cibadmin -Q -o nosuch 2>/dev/null
  <cib crm_feature_set="3.16.1" validate-with="none" epoch="5" num_updates="3" admin_epoch="0" cib-last-written="Sat Nov 21 05:50:00 2026">
    <configuration>
      <crm_config>
        <cluster_property_set id="cib-bootstrap-options">
          <nvpair id="o1" name="stonith-enabled" value="false"/>
        </cluster_property_set>
      </crm_config>
      <nodes>
        <node id="1" uname="n1"/>
        <node id="2" uname="n2"/>
      </nodes>
      <resources>
        <primitive id="a" class="ocf" provider="pacemaker" type="Dummy">
          <meta_attributes id="a-meta">
            <nvpair id="a-meta-x" name="target-role" value="Started"/>
          </meta_attributes>
          <operations>
            <op id="a-mon" name="monitor" interval="10s"/>
          </operations>
        </primitive>
        <primitive id="b" class="ocf" provider="pacemaker" type="Dummy"/>
      </resources>
      <constraints>
        <rsc_location id="l1" rsc="a" node="n1" score="100"/>
      </constraints>
    </configuration>
    <status/>
  </cib>

cib: free.xml
  $ cibadmin -Q -o status 2>/dev/null
  <status/>

cib: free.xml
  $ cibadmin -Q -n 2>/dev/null
  <cib crm_feature_set="3.16.1" validate-with="none" epoch="5" num_updates="3" admin_epoch="0" cib-last-written="Sat Nov 21 05:50:00 2026"/>

cib: free.xml
  $ cibadmin -Q -o resources -n 2>/dev/null
  <resources/>

cib: free.xml
  $ cibadmin -Q --xpath "//node/@uname" 2>/dev/null
  <xpath-query>
    <node id="1" uname="n1"/>
    <node id="2" uname="n2"/>
  </xpath-query>

cib: free.xml
  $ cibadmin -Q 2>/dev/null
  <cib crm_feature_set="3.16.1" validate-with="none" epoch="5" num_updates="3" admin_epoch="0" cib-last-written="Sat Nov 21 05:50:00 2026">
    <configuration>
      <crm_config>
        <cluster_property_set id="cib-bootstrap-options">
          <nvpair id="o1" name="stonith-enabled" value="false"/>
        </cluster_property_set>
      </crm_config>
      <nodes>
        <node id="1" uname="n1"/>
        <node id="2" uname="n2"/>
      </nodes>
      <resources>
        <primitive id="a" class="ocf" provider="pacemaker" type="Dummy">
          <meta_attributes id="a-meta">
            <nvpair id="a-meta-x" name="target-role" value="Started"/>
          </meta_attributes>
          <operations>
            <op id="a-mon" name="monitor" interval="10s"/>
          </operations>
        </primitive>
        <primitive id="b" class="ocf" provider="pacemaker" type="Dummy"/>
      </resources>
      <constraints>
        <rsc_location id="l1" rsc="a" node="n1" score="100"/>
      </constraints>
    </configuration>
    <status/>
  </cib>

cib: free.xml
  $ cibadmin -P -X '<diff format="2"><change operation="delete" path="/cib/configuration/resources/primitive[@id=&apos;b&apos;]"/></diff>' 2>/dev/null
  $ diff $CASES/free.xml $CIB_file | grep '^[<>]'; true
  < <cib crm_feature_set="3.16.1" validate-with="none" epoch="5" num_updates="3" admin_epoch="0" cib-last-written="Sat Nov 21 05:50:00 2026">
  > <cib crm_feature_set="3.16.1" validate-with="none" epoch="6" num_updates="0" admin_epoch="0" cib-last-written="Sat Nov 21 05:50:00 2026">
  <       <primitive id="b" class="ocf" provider="pacemaker" type="Dummy"/>

cib: free.xml
  $ cibadmin -P -X '<diff format="2"><change operation="move" path="/cib/configuration/resources/primitive[@id=&apos;a&apos;]" position="1"/></diff>' 2>/dev/null
  $ diff $CASES/free.xml $CIB_file | grep '^[<>]'; true
  < <cib crm_feature_set="3.16.1" validate-with="none" epoch="5" num_updates="3" admin_epoch="0" cib-last-written="Sat Nov 21 05:50:00 2026">
  > <cib crm_feature_set="3.16.1" validate-with="none" epoch="6" num_updates="0" admin_epoch="0" cib-last-written="Sat Nov 21 05:50:00 2026">
  >       <primitive id="b" class="ocf" provider="pacemaker" type="Dummy"/>
  <       <primitive id="b" class="ocf" provider="pacemaker" type="Dummy"/>

cib: free.xml
  $ cibadmin -P -X '<diff format="2"><change operation="move" path="/cib/configuration/resources/primitive[@id=&apos;a&apos;]" position="9"/></diff>' 2>/dev/null
  [1]
  $ diff $CASES/free.xml $CIB_file | grep '^[<>]'; true

cib: free.xml
  $ cibadmin -P -X '<diff format="2"><change operation="modify" path="/cib/configuration/resources/primitive[@id=&apos;b&apos;]"><change-result><primitive/></change-result></change></diff>' 2>/dev/null
  $ diff $CASES/free.xml $CIB_file | grep '^[<>]'; true
  < <cib crm_feature_set="3.16.1" validate-with="none" epoch="5" num_updates="3" admin_epoch="0" cib-last-written="Sat Nov 21 05:50:00 2026">
  > <cib crm_feature_set="3.16.1" validate-with="none" epoch="6" num_updates="0" admin_epoch="0" cib-last-written="Sat Nov 21 05:50:00 2026">
  <       <primitive id="b" class="ocf" provider="pacemaker" type="Dummy"/>
  >       <primitive/>

cib: free.xml
  $ cibadmin -P -X '<diff format="2"><change operation="create" path="/cib/configuration/resources" position="99"><primitive id="z"/></change></diff>' 2>/dev/null
  $ diff $CASES/free.xml $CIB_file | grep '^[<>]'; true
  < <cib crm_feature_set="3.16.1" validate-with="none" epoch="5" num_updates="3" admin_epoch="0" cib-last-written="Sat Nov 21 05:50:00 2026">
  > <cib crm_feature_set="3.16.1" validate-with="none" epoch="6" num_updates="0" admin_epoch="0" cib-last-written="Sat Nov 21 05:50:00 2026">
  >       <primitive id="z"/>

cib: free.xml
  $ cibadmin -P -X '<diff format="2"><change operation="create" path="/cib/configuration/resources"><primitive id="z"/></change></diff>' 2>/dev/null
  $ diff $CASES/free.xml $CIB_file | grep '^[<>]'; true
  < <cib crm_feature_set="3.16.1" validate-with="none" epoch="5" num_updates="3" admin_epoch="0" cib-last-written="Sat Nov 21 05:50:00 2026">
  > <cib crm_feature_set="3.16.1" validate-with="none" epoch="6" num_updates="0" admin_epoch="0" cib-last-written="Sat Nov 21 05:50:00 2026">
  >       <primitive id="z"/>

cib: free.xml
  $ cibadmin -P -X '<diff format="2"><change operation="create" path="/cib/configuration/nosuch" position="0"><primitive id="z"/></change></diff>' 2>/dev/null
  [1]
  $ diff $CASES/free.xml $CIB_file | grep '^[<>]'; true

cib: free.xml
  $ cibadmin -P -X '<diff format="2"><version><source admin_epoch="0" epoch="4" num_updates="3"/><target admin_epoch="0" epoch="5" num_updates="0"/></version><change operation="delete" path="/cib/configuration/resources/primitive[@id=&apos;b&apos;]"/></diff>' 2>/dev/null
  [103]
  $ diff $CASES/free.xml $CIB_file | grep '^[<>]'; true

cib: free.xml
  $ cibadmin -P -X '<diff format="2"><version><source admin_epoch="0" epoch="6" num_updates="3"/><target admin_epoch="0" epoch="7" num_updates="0"/></version><change operation="delete" path="/cib/configuration/resources/primitive[@id=&apos;b&apos;]"/></diff>' 2>/dev/null
  [1]
  $ diff $CASES/free.xml $CIB_file | grep '^[<>]'; true

cib: free.xml
  $ cibadmin -P -X '<diff format="2"><version><source admin_epoch="0" epoch="5" num_updates="3"/><target admin_epoch="0" epoch="9" num_updates="7"/></version><change operation="delete" path="/cib/configuration/resources/primitive[@id=&apos;b&apos;]"/></diff>' 2>/dev/null
  $ diff $CASES/free.xml $CIB_file | grep '^[<>]'; true
  < <cib crm_feature_set="3.16.1" validate-with="none" epoch="5" num_updates="3" admin_epoch="0" cib-last-written="Sat Nov 21 05:50:00 2026">
  > <cib crm_feature_set="3.16.1" validate-with="none" epoch="6" num_updates="0" admin_epoch="0" cib-last-written="Sat Nov 21 05:50:00 2026">
  <       <primitive id="b" class="ocf" provider="pacemaker" type="Dummy"/>

cib: free.xml
  $ cibadmin -R -X '<primitive id="a" description="x"/>' 2>/dev/null
  $ diff $CASES/free.xml $CIB_file | grep '^[<>]'; true
  < <cib crm_feature_set="3.16.1" validate-with="none" epoch="5" num_updates="3" admin_epoch="0" cib-last-written="Sat Nov 21 05:50:00 2026">
  > <cib crm_feature_set="3.16.1" validate-with="none" epoch="6" num_updates="0" admin_epoch="0" cib-last-written="Sat Nov 21 05:50:00 2026">
  <       <primitive id="a" class="ocf" provider="pacemaker" type="Dummy">
  <         <meta_attributes id="a-meta">
  <           <nvpair id="a-meta-x" name="target-role" value="Started"/>
  <         </meta_attributes>
  <         <operations>
  <           <op id="a-mon" name="monitor" interval="10s"/>
  <         </operations>
  <       </primitive>
  >       <primitive id="a" description="x"/>

cib: free.xml
  $ cibadmin -R -X '<primitive type="Dummy" id="a" class="lsb"/>' -o resources 2>/dev/null
  $ diff $CASES/free.xml $CIB_file | grep '^[<>]'; true
  < <cib crm_feature_set="3.16.1" validate-with="none" epoch="5" num_updates="3" admin_epoch="0" cib-last-written="Sat Nov 21 05:50:00 2026">
  > <cib crm_feature_set="3.16.1" validate-with="none" epoch="6" num_updates="0" admin_epoch="0" cib-last-written="Sat Nov 21 05:50:00 2026">
  <       <primitive id="a" class="ocf" provider="pacemaker" type="Dummy">
  <         <meta_attributes id="a-meta">
  <           <nvpair id="a-meta-x" name="target-role" value="Started"/>
  <         </meta_attributes>
  <         <operations>
  <           <op id="a-mon" name="monitor" interval="10s"/>
  <         </operations>
  <       </primitive>
  >       <primitive type="Dummy" id="a" class="lsb"/>

cib: free.xml
  $ cibadmin -P -X '<diff format="2"><change operation="move" path="/cib/configuration/resources/primitive[@id=&apos;b&apos;]"/></diff>' 2>/dev/null
  $ diff $CASES/free.xml $CIB_file | grep '^[<>]'; true
  < <cib crm_feature_set="3.16.1" validate-with="none" epoch="5" num_updates="3" admin_epoch="0" cib-last-written="Sat Nov 21 05:50:00 2026">
  > <cib crm_feature_set="3.16.1" validate-with="none" epoch="6" num_updates="0" admin_epoch="0" cib-last-written="Sat Nov 21 05:50:00 2026">
  >       <primitive id="b" class="ocf" provider="pacemaker" type="Dummy"/>
  <       <primitive id="b" class="ocf" provider="pacemaker" type="Dummy"/>

cib: free.xml
  $ cibadmin -P -X '<diff format="2"><change operation="create" path="/cib/configuration/resources" position="1"><primitive id="z"/></change><change operation="create" path="/cib/configuration/resources" position="1"><primitive id="y"/></change></diff>' 2>/dev/null
  $ diff $CASES/free.xml $CIB_file | grep '^[<>]'; true
  < <cib crm_feature_set="3.16.1" validate-with="none" epoch="5" num_updates="3" admin_epoch="0" cib-last-written="Sat Nov 21 05:50:00 2026">
  > <cib crm_feature_set="3.16.1" validate-with="none" epoch="6" num_updates="0" admin_epoch="0" cib-last-written="Sat Nov 21 05:50:00 2026">
  >       <primitive id="y"/>
  >       <primitive id="z"/>

cib: free.xml
  $ cibadmin -P -X '<diff format="2"><change operation="create" path="/cib/configuration/resources" position="0"><primitive id="z"/></change><change operation="create" path="/cib/configuration/resources/primitive[@id=&apos;z&apos;]" position="0"><op id="y"/></change></diff>' 2>/dev/null
  [1]
  $ diff $CASES/free.xml $CIB_file | grep '^[<>]'; true

cib: free.xml
  $ cibadmin -C -o configuration -X '<tags><tag id="x"><obj_ref id="a"/></tag></tags>' 2>/dev/null
  $ diff $CASES/free.xml $CIB_file | grep '^[<>]'; true
  < <cib crm_feature_set="3.16.1" validate-with="none" epoch="5" num_updates="3" admin_epoch="0" cib-last-written="Sat Nov 21 05:50:00 2026">
  > <cib crm_feature_set="3.16.1" validate-with="none" epoch="6" num_updates="0" admin_epoch="0" cib-last-written="Sat Nov 21 05:50:00 2026">
  >     <tags>
  >       <tag id="x">
  >         <obj_ref id="a"/>
  >       </tag>
  >     </tags>

cib: free.xml
  $ cibadmin -R -o configuration -X '<crm_config><cluster_property_set id="q"/></crm_config>' 2>/dev/null
  $ diff $CASES/free.xml $CIB_file | grep '^[<>]'; true
  < <cib crm_feature_set="3.16.1" validate-with="none" epoch="5" num_updates="3" admin_epoch="0" cib-last-written="Sat Nov 21 05:50:00 2026">
  > <cib crm_feature_set="3.16.1" validate-with="none" epoch="6" num_updates="0" admin_epoch="0" cib-last-written="Sat Nov 21 05:50:00 2026">
  <       <cluster_property_set id="cib-bootstrap-options">
  <         <nvpair id="o1" name="stonith-enabled" value="false"/>
  <       </cluster_property_set>
  >       <cluster_property_set id="q"/>

cib: free.xml
  $ cibadmin -R -o crm_config -X '<crm_config><cluster_property_set id="q"/></crm_config>' 2>/dev/null
  $ diff $CASES/free.xml $CIB_file | grep '^[<>]'; true
  < <cib crm_feature_set="3.16.1" validate-with="none" epoch="5" num_updates="3" admin_epoch="0" cib-last-written="Sat Nov 21 05:50:00 2026">
  > <cib crm_feature_set="3.16.1" validate-with="none" epoch="6" num_updates="0" admin_epoch="0" cib-last-written="Sat Nov 21 05:50:00 2026">
  <       <cluster_property_set id="cib-bootstrap-options">
  <         <nvpair id="o1" name="stonith-enabled" value="false"/>
  <       </cluster_property_set>
  >       <cluster_property_set id="q"/>

cib: free.xml
  $ cibadmin -M -o nodes -X '<nodes><node id="2" uname="zz"/></nodes>' 2>/dev/null
  $ diff $CASES/free.xml $CIB_file | grep '^[<>]'; true
  < <cib crm_feature_set="3.16.1" validate-with="none" epoch="5" num_updates="3" admin_epoch="0" cib-last-written="Sat Nov 21 05:50:00 2026">
  > <cib crm_feature_set="3.16.1" validate-with="none" epoch="6" num_updates="0" admin_epoch="0" cib-last-written="Sat Nov 21 05:50:00 2026">
  <       <node id="2" uname="n2"/>
  >       <node id="2" uname="zz"/>

cib: free.xml
  $ cibadmin -M -o nodes -X '<node id="2"><instance_attributes id="nodes-2"><nvpair id="nodes-2-standby" name="standby" value="on"/></instance_attributes></node>' 2>/dev/null
  $ diff $CASES/free.xml $CIB_file | grep '^[<>]'; true
  < <cib crm_feature_set="3.16.1" validate-with="none" epoch="5" num_updates="3" admin_epoch="0" cib-last-written="Sat Nov 21 05:50:00 2026">
  > <cib crm_feature_set="3.16.1" validate-with="none" epoch="6" num_updates="0" admin_epoch="0" cib-last-written="Sat Nov 21 05:50:00 2026">
  <       <node id="2" uname="n2"/>
  >       <node id="2" uname="n2">
  >         <instance_attributes id="nodes-2">
  >           <nvpair id="nodes-2-standby" name="standby" value="on"/>
  >         </instance_attributes>
  >       </node>

cib: free.xml
  $ cibadmin -D -o nodes -X '<instance_attributes id="nodes-2"/>' 2>/dev/null
  $ diff $CASES/free.xml $CIB_file | grep '^[<>]'; true

cib: free.xml
  $ cibadmin -M -c -o status -X '<status><node_state id="1" uname="n1"><transient_attributes id="1"><instance_attributes id="status-1"><nvpair id="status-1-x" name="x" value="1"/></instance_attributes></transient_attributes></node_state></status>' 2>/dev/null
  $ diff $CASES/free.xml $CIB_file | grep '^[<>]'; true
  < <cib crm_feature_set="3.16.1" validate-with="none" epoch="5" num_updates="3" admin_epoch="0" cib-last-written="Sat Nov 21 05:50:00 2026">
  > <cib crm_feature_set="3.16.1" validate-with="none" epoch="5" num_updates="4" admin_epoch="0" cib-last-written="Sat Nov 21 05:50:00 2026">
  <   <status/>
  >   <status>
  >     <node_state id="1" uname="n1">
  >       <transient_attributes id="1">
  >         <instance_attributes id="status-1">
  >           <nvpair id="status-1-x" name="x" value="1"/>
  >         </instance_attributes>
  >       </transient_attributes>
  >     </node_state>
  >   </status>

cib: free.xml
  $ cibadmin -Q -o all 2>/dev/null
  <cib crm_feature_set="3.16.1" validate-with="none" epoch="5" num_updates="3" admin_epoch="0" cib-last-written="Sat Nov 21 05:50:00 2026">
    <configuration>
      <crm_config>
        <cluster_property_set id="cib-bootstrap-options">
          <nvpair id="o1" name="stonith-enabled" value="false"/>
        </cluster_property_set>
      </crm_config>
      <nodes>
        <node id="1" uname="n1"/>
        <node id="2" uname="n2"/>
      </nodes>
      <resources>
        <primitive id="a" class="ocf" provider="pacemaker" type="Dummy">
          <meta_attributes id="a-meta">
            <nvpair id="a-meta-x" name="target-role" value="Started"/>
          </meta_attributes>
          <operations>
            <op id="a-mon" name="monitor" interval="10s"/>
          </operations>
        </primitive>
        <primitive id="b" class="ocf" provider="pacemaker" type="Dummy"/>
      </resources>
      <constraints>
        <rsc_location id="l1" rsc="a" node="n1" score="100"/>
      </constraints>
    </configuration>
    <status/>
  </cib>

cib: free.xml
  $ cibadmin -Q -o cib 2>/dev/null
  <cib crm_feature_set="3.16.1" validate-with="none" epoch="5" num_updates="3" admin_epoch="0" cib-last-written="Sat Nov 21 05:50:00 2026">
    <configuration>
      <crm_config>
        <cluster_property_set id="cib-bootstrap-options">
          <nvpair id="o1" name="stonith-enabled" value="false"/>
        </cluster_property_set>
      </crm_config>
      <nodes>
        <node id="1" uname="n1"/>
        <node id="2" uname="n2"/>
      </nodes>
      <resources>
        <primitive id="a" class="ocf" provider="pacemaker" type="Dummy">
          <meta_attributes id="a-meta">
            <nvpair id="a-meta-x" name="target-role" value="Started"/>
          </meta_attributes>
          <operations>
            <op id="a-mon" name="monitor" interval="10s"/>
          </operations>
        </primitive>
        <primitive id="b" class="ocf" provider="pacemaker" type="Dummy"/>
      </resources>
      <constraints>
        <rsc_location id="l1" rsc="a" node="n1" score="100"/>
      </constraints>
    </configuration>
    <status/>
  </cib>

cib: free.xml
  $ cibadmin -Q -A "/cib/@epoch" 2>/dev/null
  <cib crm_feature_set="3.16.1" validate-with="none" epoch="5" num_updates="3" admin_epoch="0" cib-last-written="Sat Nov 21 05:50:00 2026">
    <configuration>
      <crm_config>
        <cluster_property_set id="cib-bootstrap-options">
          <nvpair id="o1" name="stonith-enabled" value="false"/>
        </cluster_property_set>
      </crm_config>
      <nodes>
        <node id="1" uname="n1"/>
        <node id="2" uname="n2"/>
      </nodes>
      <resources>
        <primitive id="a" class="ocf" provider="pacemaker" type="Dummy">
          <meta_attributes id="a-meta">
            <nvpair id="a-meta-x" name="target-role" value="Started"/>
          </meta_attributes>
          <operations>
            <op id="a-mon" name="monitor" interval="10s"/>
          </operations>
        </primitive>
        <primitive id="b" class="ocf" provider="pacemaker" type="Dummy"/>
      </resources>
      <constraints>
        <rsc_location id="l1" rsc="a" node="n1" score="100"/>
      </constraints>
    </configuration>
    <status/>
  </cib>

cib: free.xml
  $ cibadmin -Q -A "//nvpair[@name='target-role']/@value" 2>/dev/null
  <nvpair id="a-meta-x" name="target-role" value="Started"/>

cib: free.xml
  $ cibadmin -Q -A "//primitive[starts-with(@id,'a')]|//node" 2>/dev/null
  <xpath-query>
    <node id="1" uname="n1"/>
    <node id="2" uname="n2"/>
    <primitive id="a" class="ocf" provider="pacemaker" type="Dummy">
      <meta_attributes id="a-meta">
        <nvpair id="a-meta-x" name="target-role" value="Started"/>
      </meta_attributes>
      <operations>
        <op id="a-mon" name="monitor" interval="10s"/>
      </operations>
    </primitive>
  </xpath-query>

cib: free.xml
  $ cibadmin -M -A "//nvpair[@name='target-role']" -X '<nvpair id="a-meta-x" value="Stopped"/>' 2>/dev/null
  $ diff $CASES/free.xml $CIB_file | grep '^[<>]'; true
  < <cib crm_feature_set="3.16.1" validate-with="none" epoch="5" num_updates="3" admin_epoch="0" cib-last-written="Sat Nov 21 05:50:00 2026">
  > <cib crm_feature_set="3.16.1" validate-with="none" epoch="6" num_updates="0" admin_epoch="0" cib-last-written="Sat Nov 21 05:50:00 2026">
  <           <nvpair id="a-meta-x" name="target-role" value="Started"/>
  >           <nvpair id="a-meta-x" name="target-role" value="Stopped"/>

cib: free.xml
  $ cibadmin -R -A "//nvpair[@name='target-role']" -X '<nvpair id="a-meta-x" name="target-role" value="Stopped"/>' 2>/dev/null
  $ diff $CASES/free.xml $CIB_file | grep '^[<>]'; true
  < <cib crm_feature_set="3.16.1" validate-with="none" epoch="5" num_updates="3" admin_epoch="0" cib-last-written="Sat Nov 21 05:50:00 2026">
  > <cib crm_feature_set="3.16.1" validate-with="none" epoch="6" num_updates="0" admin_epoch="0" cib-last-written="Sat Nov 21 05:50:00 2026">
  <           <nvpair id="a-meta-x" name="target-role" value="Started"/>
  >           <nvpair id="a-meta-x" name="target-role" value="Stopped"/>

cib: free.xml
  $ cibadmin -R -X '<node id="1" uname="zz"/>' 2>/dev/null
  $ diff $CASES/free.xml $CIB_file | grep '^[<>]'; true
  < <cib crm_feature_set="3.16.1" validate-with="none" epoch="5" num_updates="3" admin_epoch="0" cib-last-written="Sat Nov 21 05:50:00 2026">
  > <cib crm_feature_set="3.16.1" validate-with="none" epoch="6" num_updates="0" admin_epoch="0" cib-last-written="Sat Nov 21 05:50:00 2026">
  <       <node id="1" uname="n1"/>
  >       <node id="1" uname="zz"/>

cib: free.xml
  $ cibadmin -E -f 2>/dev/null
  $ diff $CASES/free.xml $CIB_file | grep '^[<>]'; true
  < <cib crm_feature_set="3.16.1" validate-with="none" epoch="5" num_updates="3" admin_epoch="0" cib-last-written="Sat Nov 21 05:50:00 2026">
  > <cib crm_feature_set="3.16.1" validate-with="none" epoch="6" num_updates="0" admin_epoch="1" cib-last-written="Sat Nov 21 05:50:00 2026">
  <     <crm_config>
  <       <cluster_property_set id="cib-bootstrap-options">
  <         <nvpair id="o1" name="stonith-enabled" value="false"/>
  <       </cluster_property_set>
  <     </crm_config>
  <     <nodes>
  <       <node id="1" uname="n1"/>
  <       <node id="2" uname="n2"/>
  <     </nodes>
  <     <resources>
  <       <primitive id="a" class="ocf" provider="pacemaker" type="Dummy">
  <         <meta_attributes id="a-meta">
  <           <nvpair id="a-meta-x" name="target-role" value="Started"/>
  <         </meta_attributes>
  <         <operations>
  <           <op id="a-mon" name="monitor" interval="10s"/>
  <         </operations>
  <       </primitive>
  <       <primitive id="b" class="ocf" provider="pacemaker" type="Dummy"/>
  <     </resources>
  <     <constraints>
  <       <rsc_location id="l1" rsc="a" node="n1" score="100"/>
  <     </constraints>
  >     <crm_config/>
  >     <nodes/>
  >     <resources/>
  >     <constraints/>

cib: free.xml
  $ cibadmin -u -f 2>/dev/null
  $ diff $CASES/free.xml $CIB_file | grep '^[<>]'; true

cib: free.xml
  $ cibadmin -B -f 2>/dev/null
  $ diff $CASES/free.xml $CIB_file | grep '^[<>]'; true
  < <cib crm_feature_set="3.16.1" validate-with="none" epoch="5" num_updates="3" admin_epoch="0" cib-last-written="Sat Nov 21 05:50:00 2026">
  > <cib crm_feature_set="3.16.1" validate-with="none" epoch="6" num_updates="4" admin_epoch="0" cib-last-written="Sat Nov 21 05:50:00 2026">

cib: free.xml
  $ cibadmin -M -X '<cib epoch="epoch+=5"/>' 2>/dev/null
  $ diff $CASES/free.xml $CIB_file | grep '^[<>]'; true
  < <cib crm_feature_set="3.16.1" validate-with="none" epoch="5" num_updates="3" admin_epoch="0" cib-last-written="Sat Nov 21 05:50:00 2026">
  > <cib crm_feature_set="3.16.1" validate-with="none" epoch="10" num_updates="4" admin_epoch="0" cib-last-written="Sat Nov 21 05:50:00 2026">

cib: free.xml
  $ cibadmin -M -X '<nvpair id="a-meta-x" value="value+=-5"/>' 2>/dev/null
  $ diff $CASES/free.xml $CIB_file | grep '^[<>]'; true
  < <cib crm_feature_set="3.16.1" validate-with="none" epoch="5" num_updates="3" admin_epoch="0" cib-last-written="Sat Nov 21 05:50:00 2026">
  > <cib crm_feature_set="3.16.1" validate-with="none" epoch="6" num_updates="0" admin_epoch="0" cib-last-written="Sat Nov 21 05:50:00 2026">
  <           <nvpair id="a-meta-x" name="target-role" value="Started"/>
  >           <nvpair id="a-meta-x" name="target-role" value="-5"/>

cib: free.xml
  $ cibadmin -M -X '<rsc_location id="l1" score="score+=-INFINITY"/>' 2>/dev/null
  $ diff $CASES/free.xml $CIB_file | grep '^[<>]'; true
  < <cib crm_feature_set="3.16.1" validate-with="none" epoch="5" num_updates="3" admin_epoch="0" cib-last-written="Sat Nov 21 05:50:00 2026">
  > <cib crm_feature_set="3.16.1" validate-with="none" epoch="6" num_updates="0" admin_epoch="0" cib-last-written="Sat Nov 21 05:50:00 2026">
  <       <rsc_location id="l1" rsc="a" node="n1" score="100"/>
  >       <rsc_location id="l1" rsc="a" node="n1" score="-999900"/>

cib: free.xml
  $ cibadmin -M -X '<rsc_location id="l1" score="score--"/>' 2>/dev/null
  $ diff $CASES/free.xml $CIB_file | grep '^[<>]'; true
  < <cib crm_feature_set="3.16.1" validate-with="none" epoch="5" num_updates="3" admin_epoch="0" cib-last-written="Sat Nov 21 05:50:00 2026">
  > <cib crm_feature_set="3.16.1" validate-with="none" epoch="6" num_updates="0" admin_epoch="0" cib-last-written="Sat Nov 21 05:50:00 2026">
  <       <rsc_location id="l1" rsc="a" node="n1" score="100"/>
  >       <rsc_location id="l1" rsc="a" node="n1" score="score--"/>

cib: free.xml
  $ cibadmin -M -X '<rsc_location id="l1" score="score-=5"/>' 2>/dev/null
  $ diff $CASES/free.xml $CIB_file | grep '^[<>]'; true
  < <cib crm_feature_set="3.16.1" validate-with="none" epoch="5" num_updates="3" admin_epoch="0" cib-last-written="Sat Nov 21 05:50:00 2026">
  > <cib crm_feature_set="3.16.1" validate-with="none" epoch="6" num_updates="0" admin_epoch="0" cib-last-written="Sat Nov 21 05:50:00 2026">
  <       <rsc_location id="l1" rsc="a" node="n1" score="100"/>
  >       <rsc_location id="l1" rsc="a" node="n1" score="score-=5"/>

cib: free.xml
  $ cibadmin -M -X '<primitive id="a"><utilization id="u"><nvpair id="u1" name="cpu" value="value++"/></utilization></primitive>' 2>/dev/null
  $ diff $CASES/free.xml $CIB_file | grep '^[<>]'; true
  < <cib crm_feature_set="3.16.1" validate-with="none" epoch="5" num_updates="3" admin_epoch="0" cib-last-written="Sat Nov 21 05:50:00 2026">
  > <cib crm_feature_set="3.16.1" validate-with="none" epoch="6" num_updates="0" admin_epoch="0" cib-last-written="Sat Nov 21 05:50:00 2026">
  >         <utilization id="u">
  >           <nvpair id="u1" name="cpu" value="1"/>
  >         </utilization>
