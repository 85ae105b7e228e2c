Schemas: what a change may bring, what older versions have, upgrades

cib: strict.xml
  $ cibadmin -M -X '<op id="a-mon" role="Bos"/>'
  Call failed: Update does not conform to the configured schema
  op 'a-mon' has role="Bos", but what is wanted is Stopped, Started, Promoted, Unpromoted, Master or Slave
  [78]
  $ cibadmin -C -o resources -X '<primitve id="c" class="ocf" provider="pacemaker" type="Dummy"/>'
  Call failed: Update does not conform to the configured schema
  primitve 'c' may not stand below resources: is primitive meant?
  [78]
  $ cibadmin -C -o resources -X '<primitive id="c" class="ocf" type="Dummy"/>'
  Call failed: Update does not conform to the configured schema
  primitive 'c' needs provider beside class="ocf"
  [78]
  $ cibadmin -M -X '<op id="a-mon" role="Started"/>' && crm_verify -L
  $ sed 's/pacemaker-3.9/pacemaker-3.6/; s/role="Started"/role="Promoted"/' $CIB_file >f; crm_verify -x f
  f:18: element op: Relax-NG validity error : op 'a-mon' has role="Promoted", but what is wanted is Stopped, Started, Master or Slave
  f:1: element cib: Relax-NG validity error : the schema pacemaker-3.9 would take it: cibadmin --upgrade
  crm_verify: Errors found during check: config not valid
  -V may provide more details
  [78]
  $ crm_verify -p <f
  Entity: line 18: element op: Relax-NG validity error : op 'a-mon' has role="Promoted", but what is wanted is Stopped, Started, Master or Slave
  Entity: line 1: element cib: Relax-NG validity error : the schema pacemaker-3.9 would take it: cibadmin --upgrade
  crm_verify: Errors found during check: config not valid
  -V may provide more details
  [78]
  $ sed 's/pacemaker-3.9/pacemaker-4.0/' $CIB_file >f; crm_verify -x f
  f:1: element cib: Relax-NG validity error : the CIB is to be checked with the schema pacemaker-4.0 (validate-with), and there is none of that name: the newest is pacemaker-3.9, and 'none' checks nothing
  crm_verify: Errors found during check: config not valid
  -V may provide more details
  [78]
  $ sed 's/pacemaker-3.9/pacemaker-3.0/' $CIB_file >f; CIB_file=f cibadmin --upgrade --force; head -1 f
  <cib crm_feature_set="3.16.1" validate-with="pacemaker-3.9" epoch="6" num_updates="1" admin_epoch="1" cib-last-written="Sat Nov 21 05:50:00 2026">
  $ sed 's/pacemaker-3.9/pacemaker-0.6/' $CIB_file >f; CIB_file=f cibadmin --upgrade --force; head -1 f
  Call failed: Update does not conform to the configured schema
  documents of the schema pacemaker-0.6 can't be upgraded: only those of pacemaker-1.0 and later
  <cib crm_feature_set="3.16.1" validate-with="pacemaker-0.6" epoch="6" num_updates="0" admin_epoch="0" cib-last-written="Sat Nov 21 05:50:00 2026">
  $ sed 's/pacemaker-3.9/pacemaker-2.10/; s/"stonith-enabled"/"stonith_enabled"/' $CIB_file >f; crm_verify -V -x f; CIB_file=f cibadmin --upgrade --force; grep stonith f
          <nvpair id="o1" name="stonith-enabled" value="false"/>
  $ sed 's/"stonith-enabled"/"stonith_enabled"/' $CIB_file >f; crm_verify -x f
  f:5: element nvpair: Relax-NG validity error : nvpair 'o1' has name="stonith_enabled", which the schema pacemaker-3.9 does not have any more
  crm_verify: Errors found during check: config not valid
  -V may provide more details
  [78]
  $ sed 's/<resources>/<resources>text/' $CIB_file >f; crm_verify -x f
  f:12: element resources: Relax-NG validity error : there is text in resources ("text"): only elements may stand there
  crm_verify: Errors found during check: config not valid
  -V may provide more details
  [78]
