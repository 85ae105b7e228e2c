crm configure: definitions, deletions, renames, selections

cib: many-states.xml
  $ crm configure show type:group
  group g1 g1a g1b
  group gcg gca
  $ crm configure show g1 cl1 l1
  group g1 g1a g1b
  clone cl1 c1 \
  	meta
  location l1 g1 50: n1
  $ crm configure show related:g1
  group g1 g1a g1b
  location cli-ban-g1-on-n2 g1 role=Started -inf: n2
  location l1 g1 50: n1
  $ crm configure show nope
  ERROR: object nope does not exist
  [1]
  $ crm configure show xml um1
  <?xml version="1.0" ?>
  <cib crm_feature_set="3.16.1" validate-with="pacemaker-3.9" epoch="7" num_updates="3" admin_epoch="0" cib-last-written="Sun Nov  1 05:50:00 2026" have-quorum="1" dc-uuid="1" update-origin="n1" update-client="cibadmin" update-user="root">
    <configuration>
      <crm_config/>
      <nodes/>
      <resources>
        <primitive id="um1" class="ocf" provider="heartbeat" type="Dummy">
          <meta_attributes id="um1-meta">
            <nvpair id="um1-meta-is-managed" name="is-managed" value="false"/>
          </meta_attributes>
          <operations>
            <op id="um1-mon" name="monitor" interval="10s"/>
          </operations>
        </primitive>
      </resources>
      <constraints/>
    </configuration>
  </cib>
  
  $ crm configure get_property stonith-enabled
  false
  $ crm configure schema
  pacemaker-3.9

An object that exists is not defined twice; a child belongs to one group; ids must be there

  $ crm configure primitive um1 Dummy
  ERROR: Cannot create primitive with ID 'um1': Found existing primitive with same ID.
  [1]
  $ crm configure group g2 g1a
  ERROR: Cannot create group:g2: Child primitive:g1a already in group:g1
  [1]
  $ crm configure delete nope
  ERROR: object nope does not exist
  [1]
  $ crm configure rename nope other
  ERROR: object nope does not exist
  [1]

Syntax errors say what is wrong, near what, in which line

  $ crm configure primitive x
  ERROR: syntax in primitive: Expected at least 2 arguments near <primitive> parsing 'primitive x'
  [1]
  $ crm configure property foo
  ERROR: syntax in property: Unknown arguments: foo near <foo> parsing 'property foo'
  [1]
  $ crm configure colocation
  ERROR: syntax in colocation: Expected at least 2 arguments near <colocation> parsing 'colocation'
  [1]
  $ crm configure frob
  ERROR: configure.frob: No such command
  [1]
  $ crm frob
  ERROR: frob: No such command
  [1]

Deleting a container frees what is in it; what was said of it holds for its first resource

  $ crm configure delete g1
  INFO: modified location:cli-ban-g1-on-n2 from g1 to g1a
  INFO: modified location:l1 from g1 to g1a
  $ crm configure show g1a g1b l1
  primitive g1a Dummy \
  	op monitor interval=10s
  primitive g1b Dummy \
  	op monitor interval=10s
  location l1 g1a 50: n1
  $ crm configure delete um1
  $ crm configure show um1
  ERROR: object um1 does not exist
  [1]

cib: many-states.xml
  $ crm configure modgroup g1 add um1
  $ crm configure show g1
  group g1 g1a g1b um1
  $ crm configure rename g1 web
  INFO: modified location:cli-ban-g1-on-n2 from g1 to web
  INFO: modified location:l1 from g1 to web
  $ crm configure show web l1
  group web g1a g1b um1
  location l1 web 50: n1

Agents are asked what they know before anything is committed; -F overrides, an edit in the editor repairs

cib: two-empty-nodes.xml
  $ crm configure property stonith-enabled=false
  $ crm configure primitive ip IPaddr2
  ERROR: ip: required parameter "ip" not defined
  [1]
  $ crm configure primitive ip IPaddr2 params ip=1.2.3.4 nicc=x
  ERROR: ip: parameter "nicc" is not known
  [1]
  $ crm configure primitive ip Nope
  ERROR: ocf:heartbeat:Nope: no such resource agent
  [1]
  $ crm -F configure primitive ip IPaddr2 params ip=1.2.3.4 nicc=x
  ERROR: ip: parameter "nicc" is not known
  INFO: commit forced
  $ crm configure verify
  ERROR: ip: parameter "nicc" is not known
  [1]
  $ EDITOR='sed -i s/.nicc=x//' crm configure edit ip
  $ crm configure verify
  $ EDITOR=false crm configure edit ip
  ERROR: the editor failed: nothing was changed
  [1]
  $ crm configure show ip
  primitive ip IPaddr2 \
  	params ip=1.2.3.4
