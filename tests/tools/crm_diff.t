Differences of CIBs, patches, and exit codes: 0 equal, 1 different (recorded from Pacemaker 2.1.5, but for the patches' own text)

cib: strict.xml
  $ crm_diff -o $CASES/strict.xml -n $CASES/strict.xml
  $ crm_diff -o $CASES/strict.xml -n $CASES/strict-new.xml >p
  [1]
  $ crm_diff -o $CASES/strict.xml -p p | diff - $CASES/strict-new.xml
  $ crm_diff -u -o $CASES/strict.xml -n $CASES/strict-new.xml >nv
  [1]
  $ grep -c version nv
  0
  [1]
  $ crm_diff -o $CASES/strict.xml -p nv | diff - $CASES/strict-new.xml
  1c1
  < <cib crm_feature_set="3.16.1" validate-with="pacemaker-3.9" epoch="5" num_updates="3" admin_epoch="0" cib-last-written="Sat Nov 21 05:50:00 2026">
  ---
  > <cib crm_feature_set="3.16.1" validate-with="pacemaker-3.9" epoch="6" num_updates="0" admin_epoch="0" cib-last-written="Sat Nov 21 05:50:00 2026">
  [1]
  $ crm_diff -c -o $CASES/strict.xml -n $CASES/strict-new.xml | head -5
  <diff format="2" digest="baa7ad5942ed2b395c7b058caf0860c7">
    <version>
      <source admin_epoch="0" epoch="5" num_updates="3"/>
      <target admin_epoch="0" epoch="6" num_updates="0"/>
    </version>
  $ crm_diff -o $CASES/strict.xml -n - <$CASES/strict.xml
  $ crm_diff -O '<cib epoch="1" num_updates="1" admin_epoch="0" crm_feature_set="3.16.1"/>' -N '<cib epoch="2" num_updates="1" admin_epoch="0" crm_feature_set="3.16.1"/>'
  <diff format="2">
    <version>
      <source admin_epoch="0" epoch="1" num_updates="1"/>
      <target admin_epoch="0" epoch="2" num_updates="1"/>
    </version>
    <change operation="modify" path="/cib">
      <change-list>
        <change-attr name="epoch" operation="set" value="2"/>
      </change-list>
      <change-result>
        <cib epoch="2" num_updates="1" admin_epoch="0" crm_feature_set="3.16.1"/>
      </change-result>
    </change>
  </diff>
  [1]
  $ crm_diff -u -O '<cib epoch="1" num_updates="1" admin_epoch="0" crm_feature_set="3.16.1"/>' -N '<cib epoch="2" num_updates="1" admin_epoch="0" crm_feature_set="3.16.1"/>'
  $ crm_diff -O '<cib epoch="1" num_updates="1" admin_epoch="0" crm_feature_set="3.16.1"><a><b id="1"/><b id="2"/><b id="3"/></a></cib>' -N '<cib epoch="1" num_updates="1" admin_epoch="0" crm_feature_set="3.16.1"><a><b id="2"/><b id="3"/><c/></a></cib>' | grep -c 'operation='
  2

What cannot be read, or does not fit

  $ crm_diff -u -c -o $CASES/strict.xml -n $CASES/strict-new.xml
  error: -u/--no-version incompatible with -c/--cib
  [64]
  $ crm_diff 2>/dev/null
  [65]
  $ crm_diff -o $CASES/strict.xml 2>/dev/null
  [65]
  $ crm_diff -o /nonexistent -n $CASES/strict.xml 2>/dev/null
  [65]
  $ echo '<diff format="2"><change operation="modify" path="/cib/zz"><change-result><zz/></change-result></change></diff>' >p
  $ crm_diff -o $CASES/strict.xml -p p 2>/dev/null
  [1]
  $ crm_diff --bogus 2>/dev/null
  [64]

A patch that Pacemaker made is applied, in a file and as a change

cib: strict.xml
  $ crm_diff -o $CASES/strict.xml -p $CASES/strict.patch | diff - $CASES/strict-new.xml
  $ cibadmin -P -x $CASES/strict.patch 2>/dev/null
  $ cibadmin -P -x $CASES/strict.patch 2>/dev/null
  [103]
  $ cibadmin -Q -A /cib -n
  <cib crm_feature_set="3.16.1" validate-with="pacemaker-3.9" epoch="7" num_updates="0" admin_epoch="0" cib-last-written="Sat Nov 21 05:50:00 2026"/>
  $ cibadmin -P -x $CASES/strict.patch 2>/dev/null
  [103]

As CIBs, a patch is applied only to the version it was made for, and only if it leads to a newer one

cib: strict.xml
  $ crm_diff -o $CASES/strict.xml -n $CASES/strict-new.xml >p; crm_diff -c -o $CASES/strict.xml -p p | head -1
  <cib crm_feature_set="3.16.1" validate-with="pacemaker-3.9" epoch="6" num_updates="0" admin_epoch="0" cib-last-written="Sat Nov 21 05:50:00 2026">
  $ crm_diff -c -o $CASES/strict-new.xml -p p
  Could not apply patch: the patch is for version 0.5.3, and the CIB is newer, at 0.6.0
  [103]
  $ sed 's/epoch="5" num_updates="3"/epoch="9" num_updates="9"/' p >newer; crm_diff -c -o $CASES/strict.xml -p newer
  Could not apply patch: the patch is for version 0.9.9, and the CIB is older, at 0.5.3
  [1]
  $ crm_diff -o $CASES/strict-new.xml -p newer | head -1
  <cib crm_feature_set="3.16.1" validate-with="pacemaker-3.9" epoch="6" num_updates="0" admin_epoch="0" cib-last-written="Sat Nov 21 05:50:00 2026">
  $ echo '<a x="1"/>' | crm_diff -O '<a/>' -s; true
  <diff format="2">
    <version>
      <source admin_epoch="0" epoch="0" num_updates="0"/>
      <target admin_epoch="0" epoch="0" num_updates="0"/>
    </version>
    <change operation="modify" path="/a">
      <change-list>
        <change-attr name="x" operation="set" value="1"/>
      </change-list>
      <change-result>
        <a x="1"/>
      </change-result>
    </change>
  </diff>
