Configurations that are right and wrong: exit codes as Pacemaker 2.1.5's, sentences ours

cib: strict.xml
  $ crm_verify -L
  $ crm_verify -x $CIB_file -V
  $ crm_verify -p <$CIB_file
  $ sed 's/validate-with="[^"]*"/validate-with="none"/' $CIB_file >f; crm_verify -x f
  Schema validation of configuration is disabled (enabling is encouraged and prevents common misconfigurations)
  $ crm_verify -X '<nodes/>'
  crm_verify: This tool can only check complete configurations (i.e. those starting with <cib>).
  [76]
  $ crm_verify
  crm_verify: No configuration source specified.  Use --help for usage information.
  [1]
  $ crm_verify -x /nonexistent
  crm_verify: Couldn't parse input file: /nonexistent
  /nonexistent can't be opened (No such file or directory)
  [1]
  $ echo '<cib' | crm_verify -p
  crm_verify: Couldn't parse input from STDIN.
  STDIN: line 2: Couldn't find end of Start Tag cib line 1
  [1]
  $ crm_verify -L -S saved; cmp $CIB_file saved
  $ sed '/primitive id="b"/s/class="ocf"//' $CIB_file >f; crm_verify -x f
  f:21: element primitive: Relax-NG validity error : primitive 'b' needs class
  crm_verify: Errors found during check: config not valid
  -V may provide more details
  [78]
  $ sed 's/rsc="a"/rsc="zz"/' $CIB_file >f; crm_verify -x f -V
  f:24: element rsc_location: Relax-NG validity error : rsc_location 'l1' refers (rsc) to 'zz', and there is no such element
  (crm_verify) 	error: CIB did not pass schema validation
  crm_verify: Errors found during check: config not valid
  [78]
  $ sed 's/ id="b"/ id="a"/' $CIB_file >f; crm_verify -x f
  f:13: element primitive: Relax-NG validity error : the id 'a' is used twice, by a primitive below resources and a primitive below resources: ids must be unique
  f:21: element primitive: Relax-NG validity error : the id 'a' is used twice, by a primitive below resources and a primitive below resources: ids must be unique
  crm_verify: Errors found during check: config not valid
  -V may provide more details
  [78]
  $ sed 's/<op id="a-mon"/<opp id="a-mon"/' $CIB_file >f; crm_verify -x f
  f:18: element opp: Relax-NG validity error : opp 'a-mon' may not stand below operations of primitive 'a': is op meant?
  crm_verify: Errors found during check: config not valid
  -V may provide more details
  [78]
  $ sed 's/score="100"/score="very much"/' $CIB_file >f; crm_verify -x f
  f:24: element rsc_location: Relax-NG validity error : rsc_location 'l1' has score="very much", but what is wanted is a whole number, INFINITY, +INFINITY or -INFINITY
  crm_verify: Errors found during check: config not valid
  -V may provide more details
  [78]
  $ sed 's/"stonith-enabled" value="false"/"stonith-enabled" value="true"/' $CIB_file >f; crm_verify -x f
  crm_verify: Errors found during check: config not valid
  -V may provide more details
  [78]
  $ crm_verify -x f -V
  (crm_verify) 	error: Resource start-up disabled since no STONITH resources have been defined
  (crm_verify) 	error: Either configure some or disable STONITH with the stonith-enabled option
  (crm_verify) 	error: NOTE: Clusters with shared data need STONITH to ensure data integrity
  crm_verify: Errors found during check: config not valid
  [78]
  $ crm_verify --output-as=xml -x f
  <pacemaker-result api-version="2.25" request="crm_verify --output-as=xml -x f">
    <status code="78" message="Invalid configuration">
      <errors>
        <error>crm_verify: Errors found during check: config not valid</error>
      </errors>
    </status>
  </pacemaker-result>
  [78]
  $ sed 's|<op id="a-mon"[^>]*>|<op id="a-mon" name="monitor" interval="10s"/><op id="a-m2" name="monitor" interval="10000ms" role="Stopped"/>|' $CIB_file >f; crm_verify -V -x f
  (crm_verify) 	error: Operation a-m2 is duplicate of a-mon (do not use same name and interval combination more than once per resource)
  crm_verify: Errors found during check: config not valid
  [78]
