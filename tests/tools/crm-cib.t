crm cib: shadows as crmsh has them, differences by object, what-if on the status

cib: two-empty-nodes.xml
  $ unset CIB_file; export CIB_shadow_dir=.; crm cib new a empty; crm cib new a empty; crm cib new a empty force; crm cib list
  INFO: cib.new: a shadow CIB created
  A shadow instance 'a' already exists.
    To prevent accidental destruction of the cluster, the --force flag is required in order to proceed.
  INFO: cib.new: a shadow CIB created
  a
  $ unset CIB_file; export CIB_shadow_dir=.; crm cib use nosuch; crm cib use ../cib.xml; crm cib diff
  ERROR: cib.use: nosuch: no such shadow CIB
  ERROR: cib.use: ../cib.xml: no such shadow CIB
  No active shadow configuration defined
  [105]
  $ unset CIB_file; export CIB_shadow_dir=.; crm cib reset a; crm cib commit; crm cib commit a; crm cib new b
  Could not connect to CIB: Transport endpoint is not connected
  ERROR: cib.reset: failed to copy live CIB to a
  ERROR: cib.commit: There is nothing to commit
  Could not connect to CIB: Transport endpoint is not connected
  ERROR: cib.commit: failed to commit the a shadow CIB
  Could not connect to CIB: Transport endpoint is not connected
  [1]
  $ unset CIB_file; export CIB_shadow_dir=.; crm cib import cib.xml; crm cib import cib.xml b; crm cib import nosuch; crm cib import cib.xml ../c; crm cib list
  ERROR: cib.import: no nosuch pe input file
  ERROR: cib.import: '../c' can't be the name of a shadow
  a
  b
  cib.xml
  $ unset CIB_file; export CIB_shadow_dir=.; printf 'cib use b\nconfigure primitive x Dummy\ncib delete b\ncib use\ncib delete b\ncib list\n' | crm -F -f -
  ERROR: 3: cib.delete: b shadow CIB is in use
  INFO: 5: cib.delete: b shadow CIB deleted
  a
  cib.xml
  [1]
  $ unset CIB_file; export CIB_shadow_dir=.; printf 'cib use a\nconfigure primitive x Dummy\nconfigure show x\n' | crm -f -; crm -c a configure show x
  primitive x Dummy
  primitive x Dummy
  $ cp cib.xml old.xml; printf 'primitive a Dummy op monitor interval=10s\nprimitive b Dummy\ngroup g a b\nlocation l g 10: node1\nproperty stonith-enabled=false\n' | crm configure load update -; cp cib.xml mid.xml; crm cib diff old.xml mid.xml
  added: primitive a Dummy \
  	op monitor interval=10s
  added: primitive b Dummy
  added: group g a b
  added: location l g 10: node1
  added: property cib-bootstrap-options: \
  	stonith-enabled=false
  $ printf 'primitive a Dummy op monitor interval=20s timeout=5s\nproperty maintenance-mode=true\n' | crm configure load update -; crm configure delete l; crm cib diff mid.xml
  WARNING: a: specified timeout 5s for monitor is smaller than the advised 20s
  removed: location l g 10: node1
  changed: primitive a
      + op monitor interval=20s timeout=5s
  changed: property cib-bootstrap-options
      + maintenance-mode=true
  $ crm cib diff mid.xml mid.xml; crm cib diff mid.xml mid.xml -x
  $ crm cib diff mid.xml -x | grep -c '<change '; crm cib diff mid.xml cib.xml -x > patch; crm_diff -p patch -o mid.xml | grep -c 'maintenance-mode'
  4
  1
  $ crm cib diff nosuch.xml; crm cib diff old.xml mid.xml cib.xml more; crm cib diff -y old.xml; echo '<x/>' > x.xml; crm cib diff x.xml
  ERROR: nosuch.xml can't be opened (No such file or directory)
  ERROR: cib.diff: 'more' is one word too many
  ERROR: cib.diff: Unknown option -y; known are -x --xml
  ERROR: x.xml is no CIB
  [1]
  $ crm cib rollback old.xml && crm configure show
  INFO: the configuration is as it was at old.xml
  node 1: node1
  node 2: node2
  $ crm cib rollback mid.xml --dry-run; crm configure show | grep -c primitive
  Changes of the configuration:
  added: primitive a Dummy \
  	op monitor interval=10s
  added: primitive b Dummy
  added: group g a b
  added: location l g 10: node1
  added: property cib-bootstrap-options: \
  	stonith-enabled=false
  
  What the cluster would do:
  Current cluster status:
    * Node List:
      * OFFLINE: [ node1 node2 ]
  
    * Full List of Resources:
      * Resource Group: g:
        * a	(ocf:heartbeat:Dummy):	 Stopped
        * b	(ocf:heartbeat:Dummy):	 Stopped
  
  Transition Summary:
  
  Executing Cluster Transition:
  
  Revised Cluster Status:
    * Node List:
      * OFFLINE: [ node1 node2 ]
  
    * Full List of Resources:
      * Resource Group: g:
        * a	(ocf:heartbeat:Dummy):	 Stopped
        * b	(ocf:heartbeat:Dummy):	 Stopped
  0
  [1]
  $ sed 's/type="Dummy"//' mid.xml > bad.xml; crm cib rollback bad.xml; crm cib rollback bad.xml --dry-run; crm configure show | grep -c primitive
  ERROR: The configuration stays as it is: primitive 'a' needs type beside class="ocf"
  ERROR: primitive 'a' needs type beside class="ocf"
  0
  [1]
  $ crm cib rollback; crm cib rollback 1 2; crm cib rollback 1; crm cib history; crm cib history x; crm cib history 0; crm cib conflicts; crm cib conflicts keep x
  ERROR: cib.rollback: Expected (<version> [--dry-run]), takes at least 1 argument (0 given)
  ERROR: cib.rollback: Expected one version (`crm cib history` lists them)
  ERROR: The cluster does not run on this node; it keeps the history of its configuration
  ERROR: The cluster does not run on this node; it keeps the history of its configuration
  ERROR: cib.history: Expected how many changes to show, not 'x'
  ERROR: cib.history: Expected how many changes to show, not '0'
  ERROR: The cluster does not run on this node; it keeps the history of its configuration
  ERROR: cib.conflicts: Expected list, or show, diff, take or drop with the name of one
  [1]
  $ cp mid.xml cib.xml; crm cib cibstatus origin; crm cib cibstatus node node1 asleep; crm cib cibstatus op start a 0; crm cib cibstatus op start a fine node1; crm cib cibstatus frob
  live
  ERROR: cibstatus.node: Unknown state 'asleep' of node1
  ERROR: cibstatus.op: Expected (<operation>[:<interval>] <rsc> <exit code> [<status>] <node>), takes at least 4 arguments (3 given)
  ERROR: cibstatus.op: Expected an exit code, not 'fine'
  ERROR: cibstatus.frob: No such command
  [1]
  $ printf 'cib cibstatus node node1 online\ncib cibstatus op monitor a not_running node1\ncib cibstatus quorum true\ncib cibstatus run\ncib cibstatus simulate\n' | crm -f - | grep -v last-failure
  Current cluster status:
    * Node List:
      * OFFLINE: [ node1 node2 ]
  
    * Full List of Resources:
      * Resource Group: g:
        * a	(ocf:heartbeat:Dummy):	 Stopped
        * b	(ocf:heartbeat:Dummy):	 Stopped
  
  Performing Requested Modifications:
    * Setting quorum: true
    * Bringing node node1 online
    * Injecting a_monitor_10000@node1=7 into the configuration
    * Injecting attribute fail-count-a#monitor_10000=value++ into /node_state '1'
  
  Transition Summary:
    * Recover    a       ( node1 )
    * Start      b       ( node1 )
  Current cluster status:
    * Node List:
      * OFFLINE: [ node1 node2 ]
  
    * Full List of Resources:
      * Resource Group: g:
        * a	(ocf:heartbeat:Dummy):	 Stopped
        * b	(ocf:heartbeat:Dummy):	 Stopped
  
  Performing Requested Modifications:
    * Setting quorum: true
    * Bringing node node1 online
    * Injecting a_monitor_10000@node1=7 into the configuration
    * Injecting attribute fail-count-a#monitor_10000=value++ into /node_state '1'
  
  Transition Summary:
    * Recover    a       ( node1 )
    * Start      b       ( node1 )
  
  Executing Cluster Transition:
    * Pseudo action:   g_stop_0
    * Cluster action:  clear_failcount for a on node1
    * Resource action: b               monitor on node1
    * Resource action: a               stop on node1
    * Pseudo action:   g_stopped_0
    * Pseudo action:   g_start_0
    * Resource action: a               start on node1
    * Resource action: a               monitor=10000 on node1
    * Resource action: b               start on node1
    * Pseudo action:   g_running_0
  
  Revised Cluster Status:
    * Node List:
      * Online: [ node1 ]
      * OFFLINE: [ node2 ]
  
    * Full List of Resources:
      * Resource Group: g:
        * a	(ocf:heartbeat:Dummy):	 Started node1
        * b	(ocf:heartbeat:Dummy):	 Started node1
  $ printf 'cib cibstatus load old.xml\ncib cibstatus origin\ncib cibstatus show\ncib cibstatus load nosuch\n' | crm -f -
  old.xml
  <status/>
  ERROR: 4: cibstatus.load: nosuch can't be read
  [1]
  $ crm help cib | grep -c '^	'; crm help cib rollback
  15
  Make the configuration as it was, by one new change; with --dry-run tell what would happen
  
  Usage:
  
  	rollback <version> [--dry-run]
