crm configure load and save: nothing is taken over when one line is wrong

cib: two-empty-nodes.xml
  $ printf 'property stonith-enabled=false\nprimitive a Dummy\nprimitive b Dummy op monitor \\\n interval=10s\n' > good; crm configure load replace good
  $ crm configure show
  node 1: node1
  node 2: node2
  primitive a Dummy
  primitive b Dummy \
  	op monitor interval=10s
  property cib-bootstrap-options: \
  	stonith-enabled=false
  $ printf 'primitive c Dummy\nprimitive d\n' | crm configure load update - ; crm configure show c
  ERROR: 2: syntax in primitive: Expected at least 2 arguments near <primitive> parsing 'primitive d'
  ERROR: object c does not exist
  [1]
  $ printf 'primitive a Dummy params fake=1\n' | crm configure load update -; crm configure show a
  primitive a Dummy \
  	params fake=1
  $ printf 'property stonith-enabled=false\nprimitive a Dummy params state=/x\n' | crm configure load push -; crm configure show
  node 1: node1
  node 2: node2
  primitive a Dummy \
  	params state="/x"
  property cib-bootstrap-options: \
  	stonith-enabled=false
  $ crm configure save saved && cat saved
  node 1: node1
  node 2: node2
  primitive a Dummy \
  	params state="/x"
  property cib-bootstrap-options: \
  	stonith-enabled=false
  $ crm configure save xml - | grep -c primitive
  2
  $ crm configure load replace nosuchfile
  ERROR: nosuchfile can't be opened (No such file or directory)
  [1]
  $ crm configure load turn good
  ERROR: configure.load: Unknown method turn: replace, update and push are known
  [1]

A file of commands, and commands on stdin, go through the levels

  $ printf 'configure\nprimitive n Dummy\ngroup g a n\ncommit\nshow g\nup\nnode\nshow node1\nquit\nfrob\n' | crm
  group g a n
  node1(1): member
  $ printf 'configure show g\n' > cmds; crm -f cmds
  group g a n
