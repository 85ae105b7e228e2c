Rules that time alone decides

cib: rules.xml
  $ crm_rule -c -r r-past
  Rule r-past is expired
  [110]

cib: rules.xml
  $ crm_rule -c -r r-future
  Rule r-future has not yet taken effect
  [111]

cib: rules.xml
  $ crm_rule -c -r r-now
  Rule r-now is still in effect

cib: rules.xml
  $ crm_rule -c -r r-attr
  Could not determine whether rule r-attr is in effect: Rule does not have a date expression
  [3]

cib: rules.xml
  $ crm_rule -c -r r-two
  Could not determine whether rule r-two is in effect: Rule has more than one date expression
  [3]

cib: rules.xml
  $ crm_rule -c -r r-spec
  Rule r-spec is expired
  [110]

cib: rules.xml
  $ crm_rule -c -r r-spec2
  Could not determine whether rule r-spec2 is in effect: Rule must either not use date_spec, or use date_spec with years= but not moon=
  [3]

cib: rules.xml
  $ crm_rule -c -r nope
  Could not determine whether rule nope is in effect: Rule not found
  [105]

cib: rules.xml
  $ crm_rule -c
  crm_rule: --check requires use of --rule=
  [64]

cib: rules.xml
  $ crm_rule
  crm_rule: No mode operation given
  [64]

cib: rules.xml
  $ crm_rule -c -r r-now -r r-past
  Rule r-now is still in effect
  Rule r-past is expired
  [110]

cib: rules.xml
  $ crm_rule -c -r r-now --output-as=xml
  <pacemaker-result api-version="2.25" request="crm_rule -c -r r-now --output-as=xml">
    <rule-check rule-id="r-now" rc="0"/>
    <status code="0" message="OK"/>
  </pacemaker-result>
