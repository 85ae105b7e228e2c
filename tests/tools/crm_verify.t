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
  (policy_engine) 	error: Resource start-up disabled since no STONITH resources have been defined
  (policy_engine) 	error: Either configure some or disable STONITH with the stonith-enabled option
  (policy_engine) 	error: NOTE: Clusters with shared data need STONITH to ensure data integrity
  (policy_engine) 	warning: node n1 is unclean, but can't be fenced: what runs there stays there
  (policy_engine) 	warning: node n2 is unclean, but can't be fenced: what runs there stays there
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
  (policy_engine) 	error: Operation a-m2 is duplicate of a-mon (do not use same name and interval combination more than once per resource)
  crm_verify: Errors found during check: config not valid
  [78]

What the policy engine finds: errors and warnings end with 78, notes do not

cib: strict.xml
  $ sed 's|"stonith-enabled" value="false"/>|&<nvpair id="nq" name="no-quorum-policy" value="suicide"/><nvpair id="cd" name="cluster-delay" value="soon"/>|' $CIB_file >f; crm_verify -V -x f
  (policy_engine) 	error: cluster option cluster-delay: 'soon' is not a valid value, using 60s
  (policy_engine) 	error: cluster option no-quorum-policy: 'suicide' needs stonith-enabled, using 'stop'
  crm_verify: Errors found during check: config not valid
  [78]
  $ sed 's|"stonith-enabled" value="false"/>|&<nvpair id="ro" name="remove-after-stop" value="true"/><nvpair id="sa" name="stonith-action" value="poweroff"/>|' $CIB_file >f; crm_verify -V -x f
  (policy_engine) 	warning: cluster option remove-after-stop: it is deprecated; remove it
  (policy_engine) 	warning: cluster option stonith-action: 'poweroff' is deprecated; use 'off'
  crm_verify: Warnings found during check: config may not be valid
  [78]
  $ sed 's|<op id="a-mon"[^>]*>|<op id="a-mon" name="monitor" interval="10s" on-fail="demote"/><op id="a-start" name="start" interval="5s" on-fail="fence"/>|' $CIB_file >f; crm_verify -V -x f
  (policy_engine) 	error: operation a-mon of a: on-fail=demote is not possible for monitor, using the default
  (policy_engine) 	error: operation a-start of a: on-fail=fence needs stonith-enabled, using stop
  (policy_engine) 	error: operation a-start of a: start can't be repeated; it is left out
  crm_verify: Errors found during check: config not valid
  [78]
  $ sed 's|<op id="a-mon"[^>]*>|<op id="a-mon" name="monitor" interval="1h" interval-origin="at dawn"/><op id="a-stop" name="stop" interval="0" on-fail="standby"/>|' $CIB_file >f; crm_verify -V -x f
  (policy_engine) 	error: operation a-mon of a: interval-origin 'at dawn' is not a date and time; it is ignored
  crm_verify: Errors found during check: config not valid
  [78]
  $ sed 's|<op id="a-mon"[^>]*>|<op id="a-mon" name="monitor" interval="often" timeout="-5" start-delay="PT1M"/><op id="a-m2" name="monitor" interval="20 seconds"/>|' $CIB_file >f; crm_verify -V -x f
  (policy_engine) 	note: operation a-mon of a: interval 'often' is no duration such as 10s; it is ignored, so that nothing is repeated
  (policy_engine) 	note: operation a-mon of a: timeout '-5' is no duration such as 10s; it is ignored
  $ sed 's|</constraints>|<rsc_order id="first" first="a" then="b" score="5"/><rsc_order id="then" first="b" then="a" kind="Serialize" symmetrical="true"/></constraints>|' $CIB_file >f; crm_verify -V -x f
  (policy_engine) 	warning: constraint first: score is deprecated for an ordering; use kind
  (policy_engine) 	warning: constraint then: symmetrical=true is not possible with kind=Serialize; it is ignored
  (policy_engine) 	note: orderings first and then go round in a circle: a and b would wait for each other for ever; remove one of them
  crm_verify: Warnings found during check: config may not be valid
  [78]
  $ sed 's|</resources>|<group id="g"><meta_attributes id="g-m"><nvpair id="g-o" name="ordered" value="false"/><nvpair id="g-r" name="target-role" value="Promoted"/><nvpair id="g-q" name="requires" value="fencing"/></meta_attributes><primitive id="c" class="ocf" provider="pacemaker" type="Dummy"/></group></resources>|' $CIB_file >f; crm_verify -V -x f
  (policy_engine) 	error: resource c is not part of a promotable clone: target-role 'Promoted' is ignored
  (policy_engine) 	error: resource g is not part of a promotable clone: target-role 'Promoted' is ignored
  (policy_engine) 	warning: resource g: requires=fencing, but stonith-enabled is off
  (policy_engine) 	warning: resource c: requires=fencing, but stonith-enabled is off
  (policy_engine) 	warning: group g: ordered=false is deprecated; use a resource set
  crm_verify: Errors found during check: config not valid
  [78]
  $ sed 's|</resources>|<clone id="cl"><meta_attributes id="cl-m"><nvpair id="cl-n" name="clone-node-max" value="2"/><nvpair id="cl-a" name="multiple-active" value="never"/></meta_attributes><primitive id="c" class="ocf" provider="pacemaker" type="Dummy"/></clone></resources>|; s|</constraints>|<rsc_order id="first" first="cl" then="b" require-all="false"/></constraints>|' $CIB_file >f; crm_verify -V -x f
  (policy_engine) 	error: clone cl: instances of an anonymous clone can't share a node, using clone-node-max=1
  (policy_engine) 	warning: constraint first: require-all is deprecated in an ordering; use the clone's meta attribute clone-min
  (policy_engine) 	warning: resource cl: 'never' is not a value for multiple-active, using stop_start
  (policy_engine) 	warning: resource c: 'never' is not a value for multiple-active, using stop_start
  crm_verify: Errors found during check: config not valid
  [78]
  $ sed 's|</resources>|<bundle id="bu"><docker image="i"/></bundle></resources>|; s|</constraints>|<rsc_location id="l9" rsc="bu" node="n1" score="5"/></constraints>|' $CIB_file >f; crm_verify -V -x f
  (policy_engine) 	note: bundle bu: bundles are not supported; it is left alone
  (policy_engine) 	note: constraint l9: bu is not supported; it is left out
  $ sed 's|<nodes>|&<node id="9" uname="n9" type="ping"/>|; s|</status>|<node_state id="8" uname="n8" in_ccm="true" crmd="online" join="member" expected="member"/></status>|; s|<status/>|<status><node_state id="8" uname="n8" in_ccm="true" crmd="online" join="member" expected="member"/></status>|' $CIB_file >f; crm_verify -V -x f
  (policy_engine) 	warning: node n9 is of type ping, which is deprecated; use a ping resource
  (policy_engine) 	warning: node n8 has a state but is not configured; it is left out
  crm_verify: Warnings found during check: config may not be valid
  [78]

What ran and what is lost

cib: two-nodes.xml
  $ crm_verify -V -x $CIB_file
  $ sed 's|<primitive id="vip"|<primitive id="other"|; s|rsc="vip"|rsc="other"|' $CIB_file >f; crm_verify -V -x f
  (policy_engine) 	warning: resource vip is active on n1, but not configured; it will be stopped
  crm_verify: Warnings found during check: config may not be valid
  [78]

cib: strict.xml
  $ sed 's/"stonith-enabled" value="false"/"stonith-enabled" value="true"/; s#<status/>##; s#<resources>#&<primitive id="f" class="stonith" type="fence_rig"/>#' $CIB_file >f; grep -c '<status' f; crm_verify -x f -V
  0
  $ sed 's#</cib>#<status/></cib>#' f >g; crm_verify -x g -V
  (policy_engine) 	warning: node n1 is unclean, but can't be fenced: what runs there stays there
  (policy_engine) 	warning: node n2 is unclean, but can't be fenced: what runs there stays there
  crm_verify: Warnings found during check: config may not be valid
  [78]
