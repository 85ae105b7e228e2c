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

Rules within rules, all parts of a date_spec, and what can't be read

cib: rules.xml
  $ X='<cib><configuration><constraints><rsc_location id="l" rsc="a"><rule id="R" score="1">@</rule></rsc_location></constraints></configuration></cib>'; r() { crm_rule -c -r R -d 2024-03-01 -X "$(echo "$X" | sed "s|@|$1|")"; echo $?; }; r '<rule id="n"><date_expression id="e" operation="gt" start="2020-01-01"/></rule>'; r '<date_expression id="e" operation="date_spec"><date_spec id="s" years="2024" months="1"/></date_expression>'; r '<date_expression id="e" operation="date_spec"><date_spec id="s" years="-2025" weekdays="5"/></date_expression>'; r '<date_expression id="e" operation="date_spec"><date_spec id="s" years="2025-"/></date_expression>'; r '<date_expression id="e" operation="in_range"/>'; r '<date_expression id="e" operation="gt" end="2024-01-01"/>'; r '<date_expression id="e" operation="eq" start="2020-01-01"/>'
  Rule R is still in effect
  0
  Rule R is expired
  110
  Rule R satisfies conditions
  0
  Rule R has not yet taken effect
  111
  Could not determine whether rule R is in effect: Error parsing rule
  112
  Could not determine whether rule R is in effect: Error parsing rule
  112
  Could not determine whether rule R is in effect: Error parsing rule
  112
  $ crm_rule -c -r r-past -d nonsense
  crm_rule: Invalid date specified: 'nonsense'
  [65]
  $ crm_rule -c -r nope --output-as=xml | sed 1d
    <rule-check rule-id="nope" rc="105"/>
    <status code="105" message="No such object">
      <errors>
        <error>Could not determine whether rule nope is in effect: Rule not found</error>
      </errors>
    </status>
  </pacemaker-result>
