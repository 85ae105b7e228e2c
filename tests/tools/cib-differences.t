Where we differ from Pacemaker 2.1.5 on purpose: every change of the configuration raises epoch, no version goes back, an optional
section is made when something is created in it, what is replaced by XPath keeps its place, the four main sections stay, and a bad
XPath or patch is an error.

cib: strict.xml
  $ cibadmin -M --allow-create -X '<primitive id="new" class="ocf" provider="pacemaker" type="Dummy"/>' -o resources 2>/dev/null
  $ diff $CASES/strict.xml $CIB_file | grep '^[<>]'; true
  < <cib crm_feature_set="3.16.1" validate-with="pacemaker-3.9" epoch="5" num_updates="3" admin_epoch="0" cib-last-written="Sat Nov 21 05:50:00 2026">
  > <cib crm_feature_set="3.16.1" validate-with="pacemaker-3.9" epoch="6" num_updates="0" admin_epoch="0" cib-last-written="Sat Nov 21 05:50:00 2026">
  >       <primitive id="new" class="ocf" provider="pacemaker" type="Dummy"/>

cib: free.xml
  $ cibadmin -C -X '<tag id="t"/>' -o tags 2>/dev/null
  $ diff $CASES/free.xml $CIB_file | grep '^[<>]'; true
  < <cib crm_feature_set="3.16.1" validate-with="none" epoch="5" num_updates="3" admin_epoch="0" cib-last-written="Sat Nov 21 05:50:00 2026">
  > <cib crm_feature_set="3.16.1" validate-with="none" epoch="6" num_updates="0" admin_epoch="0" cib-last-written="Sat Nov 21 05:50:00 2026">
  >     <tags>
  >       <tag id="t"/>
  >     </tags>

cib: free.xml
  $ cibadmin -M -X '<cib num_updates="1"/>' 2>/dev/null
  [103]
  $ diff $CASES/free.xml $CIB_file | grep '^[<>]'; true

cib: free.xml
  $ cibadmin -R --xpath "//primitive" -X '<primitive description="x"/>' 2>/dev/null
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
  >       <primitive description="x"/>

cib: free.xml
  $ cibadmin -R -c -X '<primitive id="zz"/>' -o resources 2>/dev/null
  $ diff $CASES/free.xml $CIB_file | grep '^[<>]'; true
  < <cib crm_feature_set="3.16.1" validate-with="none" epoch="5" num_updates="3" admin_epoch="0" cib-last-written="Sat Nov 21 05:50:00 2026">
  > <cib crm_feature_set="3.16.1" validate-with="none" epoch="6" num_updates="0" admin_epoch="0" cib-last-written="Sat Nov 21 05:50:00 2026">
  >       <primitive id="zz"/>

cib: free.xml
  $ cibadmin -R -X '<primitive type="Dummy"/>' -o resources 2>/dev/null
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
  >       <primitive type="Dummy"/>

cib: free.xml
  $ cibadmin -Q --xpath "count(//node)" 2>/dev/null
  [65]

cib: free.xml
  $ cibadmin -P -X '<foo/>' 2>/dev/null
  [65]
  $ diff $CASES/free.xml $CIB_file | grep '^[<>]'; true

cib: free.xml
  $ cibadmin -R --xpath "//primitive[@id='a']" -X '<primitive id="a" description="x"/>' 2>/dev/null
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
  $ cibadmin -R --xpath "//primitive[@id='a']" -X '<primitive id="z" description="x"/>' 2>/dev/null
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
  >       <primitive id="z" description="x"/>

cib: free.xml
  $ cibadmin -M -c -o configuration -X '<tags><tag id="x"><obj_ref id="a"/></tag></tags>' 2>/dev/null
  $ diff $CASES/free.xml $CIB_file | grep '^[<>]'; true
  < <cib crm_feature_set="3.16.1" validate-with="none" epoch="5" num_updates="3" admin_epoch="0" cib-last-written="Sat Nov 21 05:50:00 2026">
  > <cib crm_feature_set="3.16.1" validate-with="none" epoch="6" num_updates="0" admin_epoch="0" cib-last-written="Sat Nov 21 05:50:00 2026">
  >     <tags>
  >       <tag id="x">
  >         <obj_ref id="a"/>
  >       </tag>
  >     </tags>

cib: free.xml
  $ cibadmin -D -o configuration -X '<constraints/>' 2>/dev/null
  [78]
  $ diff $CASES/free.xml $CIB_file | grep '^[<>]'; true

cib: free.xml
  $ cibadmin -C -A "//group" -X '<primitive id="x"/>' 2>/dev/null
  [105]
  $ diff $CASES/free.xml $CIB_file | grep '^[<>]'; true

cib: free.xml
  $ cibadmin -M -X '<rsc_location id="l1" score="score+++"/>' 2>/dev/null
  $ diff $CASES/free.xml $CIB_file | grep '^[<>]'; true
  < <cib crm_feature_set="3.16.1" validate-with="none" epoch="5" num_updates="3" admin_epoch="0" cib-last-written="Sat Nov 21 05:50:00 2026">
  > <cib crm_feature_set="3.16.1" validate-with="none" epoch="6" num_updates="0" admin_epoch="0" cib-last-written="Sat Nov 21 05:50:00 2026">
  <       <rsc_location id="l1" rsc="a" node="n1" score="100"/>
  >       <rsc_location id="l1" rsc="a" node="n1" score="score+++"/>
