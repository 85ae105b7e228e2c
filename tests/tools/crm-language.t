The configuration language: each form in, XML and words out

cib: two-empty-nodes.xml
  $ crm -F configure load replace "$CASES/language.crm" >/dev/null 2>&1
  $ crm configure show
  node 1: node1 \
  	attributes mem=16G
  node 2: node2 \
  	utilization cpu=4
  rsc_template tmpl Dummy \
  	params fake=1 \
  	op monitor interval=5s
  primitive d0 Dummy
  primitive d1 ocf:pacemaker:Dummy \
  	operations $id=d1-ops \
  	op monitor interval=60m \
  	op monitor interval=120m \
  	op_params OCF_CHECK_LEVEL=10 \
  	op monitor interval=60s timeout=30s
  primitive d2 Delay \
  	params mondelay=60 \
  	op start timeout=60s interval=0 \
  	op stop timeout=60s interval=0 \
  	op monitor role=Started interval=60s timeout=30s
  primitive d3 ocf:pacemaker:Dummy \
  	description="hello world"
  primitive d4 ocf:pacemaker:Dummy
  primitive d7 Dummy \
  	params rule #uname eq node1 fake=1 \
  	params rule #uname eq node2 fake=2 \
  	op start interval=0 timeout=60s \
  	op_params 2: rule #uname eq node1 op_param=dummy \
  	op_params 1: op_param=smart \
  	op_meta 2: rule #ra-version version:gt 1.0 start-delay=120m \
  	op_meta 1: start-delay=60m
  primitive d8 ocf:pacemaker:Dummy
  primitive fence1 stonith:fence_dummy \
  	params devices="a b"
  primitive fence2 stonith:fence_dummy
  primitive fromt @tmpl \
  	params fake=2
  primitive nref Dummy \
  	params $state=1
  primitive nref2 Dummy \
  	params @state
  primitive quoted Dummy \
  	params fake="a b" state="say \"hi\""
  primitive s5 ocf:pacemaker:Stateful
  primitive s6 ocf:pacemaker:Stateful
  primitive util Dummy \
  	utilization cpu=2 memory=4
  primitive vip IPaddr2 \
  	params ip=10.0.0.1 cidr_netmask=24 \
  	op monitor interval=10s
  group g1 d1 d2
  ms m d4
  ms m5 s5
  ms m6 s6 \
  	meta notify=true
  clone c d3 \
  	meta clone-max=1
  clone m7 d8 \
  	meta promotable=true \
  	meta promoted-max=1 \
  	meta promoted-node-max=1
  tag t1 m5 m6
  colocation c1 inf: m6 m5
  colocation c2 inf: m5:Master d1:Started
  colocation c3 inf: ( c m ) ( vip d0 )
  colocation c4 inf: vip d0 node-attribute=rack
  colocation c5 100: vip d0 m5
  location l1 g1 100: node1
  location l10 /^d.*/ 20: node1
  location l11 m5 \
  	rule $role=Master 100: pingd number:lt 3
  location l12 vip \
  	rule pingd: defined pingd
  location l2 c \
  	rule 100: #uname eq node1
  location l3 m5 \
  	rule #uname eq node1 and pingd gt 0
  location l4 m5 \
  	rule -inf: not_defined pingd or pingd lte 0
  location l5 m5 \
  	rule -inf: not_defined pingd or pingd lte 0 \
  	rule #uname eq node1 and pingd gt 0 \
  	rule date lt 2009-05-26 and date in start=2009-05-26 end=2009-07-26 and date in start=2009-05-26 years=2009 and date spec years=2009 hours=09-17
  location l8 vip role=Started resource-discovery=never -inf: node2
  location l9 { vip d0 } 100: node1
  order o1 Mandatory: m5 m6
  order o2 Optional: d1:start m5:promote
  order o3 Serialize: m5 m6
  order o4 Mandatory: m5 m6 symmetrical=false
  order o5 Mandatory: vip [ d0 d1 ] m5
  order o6 vip d0
  order o7 Mandatory: vip ( d0 d1 )
  order o8 Optional: vip d0
  fencing_topology fence1 fence2
  rsc_ticket ticket-A_m6 ticket-A: m6
  rsc_ticket ticket-B_m6_m5 ticket-B: m6 m5 loss-policy=fence
  rsc_ticket ticket-C_master ticket-C: m6 m5:Master loss-policy=fence
  property cib-bootstrap-options: \
  	stonith-enabled=true
  property cpset2: \
  	maintenance-mode=true
  property foo: \
  	rule date spec years=2014 \
  	stonith-enabled=false
  rsc_defaults rsc-options: \
  	failure-timeout=10m
  op_defaults opsdef2: \
  	rule 100: #uname eq node1 \
  	record-pending=true
  role r1 \
  	write meta:vip:target-role \
  	read status \
  	deny xpath:"//nodes"
  acl_target joe \
  	r1
  alert a1 "/bin/true" \
  	to "/tmp/x"
  $ cibadmin -Q -o constraints | grep -c '<rsc_'
  26
