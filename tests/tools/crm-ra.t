Agents for people: which there are, what they take, what is wrong with their names

cib: two-empty-nodes.xml
  $ crm ra providers Dummy | tr ' ' '\n' | grep -v baton
  heartbeat
  pacemaker
  $ crm ra providers NoSuch
  
  $ crm ra providers fence_dummy stonith
  ERROR: ra.providers: no providers for class stonith
  [1]
  $ crm ra list nope
  ERROR: ra.list: class nope does not exist
  [1]
  $ crm ra list ocf nope
  ERROR: ra.list: there is no provider nope for class ocf
  [1]
  $ crm ra list stonith | tr -s ' ' '\n' | grep -cx 'fence_dummy\|external/ssh'
  2
  $ crm ra info ocf:heartbeat:Dummy
  Example stateless resource agent (ocf:heartbeat:Dummy)
  
  This is a Dummy Resource Agent. It does absolutely nothing except 
  keep track of whether its running or not.
  Its purpose in life is for testing and to serve as a template for RA writers.
  
  NB: Please pay attention to the timeouts specified in the actions
  section below. They should be meaningful for the kind of resource
  the agent manages. They should be the minimum advised timeouts,
  but they shouldn't/cannot cover _all_ possible resource
  instances. So, try to be neither overly generous nor too stingy,
  but moderate. The minimum timeouts should never be below 10 seconds.
  
  Parameters (*: required, []: default):
  
  state (string, [/run/resource-agents/Dummy-Dummy.state]): State file
      Location to store the resource state in.
  
  fake (string, [dummy]): 
      Fake attribute that can be changed to cause a reload
  
  Operations' defaults (advisory minimum):
  
      start         timeout=20s
      stop          timeout=20s
      monitor       timeout=20s interval=10s depth=0
      reload        timeout=20s
      migrate_to    timeout=20s
      migrate_from  timeout=20s
  $ crm ra info ocf:pacemaker:Stateful | tail -n 18
  
  envfile (string): Environment dump file
      If this is set, the environment will be dumped to this file for every call.
  
  notify_delay (string): Notify delay in seconds
      The notify action will sleep for this many seconds before returning,
      to simulate a long-running notify.
  
  Operations' defaults (advisory minimum):
  
      start         timeout=20s
      stop          timeout=20s
      monitor       depth=0 timeout=20s interval=10s role=Promoted
      monitor       depth=0 timeout=20s interval=11s role=Unpromoted
      promote       timeout=10s
      demote        timeout=10s
      notify        timeout=5s
      reload-agent  timeout=10s
  $ crm ra info ocf:heartbeat:ICP
  Manages an ICP Vortex clustered host drive (ocf:heartbeat:ICP)
  
  Resource script for ICP. It Manages an ICP Vortex clustered host drive as an 
  HA resource.
  
  Parameters (*: required, []: default):
  
  driveid* (string): ICP cluster drive ID
      The ICP cluster drive ID.
  
  device* (string): 
      The device name.
  
  Operations' defaults (advisory minimum):
  
      start         timeout=20s
      stop          timeout=20s
      status        depth=0 timeout=20s interval=10s
      monitor       depth=0 timeout=20s interval=10s
  $ crm ra info stonith:fence_dummy | sed -n '/^action/p; /^pcmk_host_list/p; /^Operations/,$p'
  action (string, [reboot]): Fencing action
  pcmk_host_list (string): The nodes that this device can fence
  Operations' defaults (advisory minimum):
  
      on            automatic=0
      off          
      reboot       
      status       
      monitor      
      manpage      
      stop          timeout=20s
      start         timeout=20s
  $ crm ra info stonith:external/ssh | head -n 12
  ssh STONITH device (stonith:external/ssh)
  
  ssh-based host reset
  Fine for testing, but not suitable for production!
  Only reboot action supported, no poweroff, and, surprisingly enough, no poweron.
  
  Parameters (*: required, []: default):
  
  hostlist* (string): Hostlist
      The list of hosts that the STONITH device controls
  
  livedangerously (enum): Live Dangerously!!
  $ crm ra info lsb:dbus | head -n 1
  D-Bus systemwide message bus (lsb:dbus)
  $ crm ra info nope
  ERROR: ocf:heartbeat:nope: got no meta-data, does this RA exist?
  [1]
  $ crm ra info Dummy ocf pacemaker | head -n 1
  Example stateless resource agent (ocf:pacemaker:Dummy)
  $ crm ra info stonith:fence_ack_manual; crm ra info stonith:external/nosuch; crm_resource --show-metadata stonith:fence_ack_manual
  ERROR: stonith:fence_ack_manual gives no meta-data: fence_ack_manual ended with exit code 1
  ERROR: stonith:external/nosuch: got no meta-data, does this RA exist?
  crm_resource: Metadata query for stonith:fence_ack_manual failed: stonith:fence_ack_manual gives no meta-data: fence_ack_manual ended with exit code 1
  Error performing operation: Invalid data given
  [65]
  $ crm ra info ocf:heartbeat:../../../../bin/true
  ERROR: ocf:heartbeat:../../../../bin/true: got no meta-data, does this RA exist?
  [1]

A configuration is held against what agents say of themselves

cib: two-empty-nodes.xml
  $ printf 'primitive a Dummy op start timeout=10s op monitor interval=10 op monitor role=Started interval=10s timeout=3\nprimitive d ocf:pacemaker:Stateful op monitor role=Master interval=3 timeout=3\nprimitive e Dummy op frobnicate interval=0\nprimitive g lsb:dbus op start timeout=3\nprimitive h apache params port=abc op monitor interval=10 timeout=3 OCF_CHECK_LEVEL=20\n' >c; crm configure load update c
  WARNING: a: specified timeout 10s for start is smaller than the advised 20s
  WARNING: a: interval in monitor must be unique, advised is 10s
  WARNING: a: specified timeout 3 for monitor is smaller than the advised 20s
  WARNING: d: specified timeout 3 for monitor is smaller than the advised 20s
  WARNING: e: action 'frobnicate' not found in Resource Agent meta-data
  WARNING: g: specified timeout 3 for start is smaller than the advised 15
  WARNING: h: parameter "port" is of type integer, which "abc" is not
  WARNING: h: specified timeout 3 for monitor is smaller than the advised 20s
  $ printf 'primitive b IPaddr2 params nonsense=1\nprimitive i nope\nprimitive f stonith:fence_ack_manual\n' >c; crm configure load update c
  ERROR: b: required parameter "ip" not defined
  ERROR: b: parameter "nonsense" is not known
  ERROR: stonith:fence_ack_manual gives no meta-data: fence_ack_manual ended with exit code 1
  ERROR: ocf:heartbeat:nope: no such resource agent
  [1]
