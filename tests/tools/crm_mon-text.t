The status as text, in every form

cib: two-nodes.xml
  $ crm_mon -1
  Cluster Summary:
    * Stack: unknown
    * Current DC: n1 (version unknown) - partition with quorum
    * Last updated: NOW
    * Last change:  Sat Nov 21 05:50:00 2026 by hacluster via crmd on n1
    * 2 nodes configured
    * 1 resource instance configured
  
  Node List:
    * Node n2: standby
    * Online: [ n1 ]
  
  Active Resources:
    * vip	(ocf:heartbeat:IPaddr2):	 Started n1
  $ crm_mon -1 -r -n
  Cluster Summary:
    * Stack: unknown
    * Current DC: n1 (version unknown) - partition with quorum
    * Last updated: NOW
    * Last change:  Sat Nov 21 05:50:00 2026 by hacluster via crmd on n1
    * 2 nodes configured
    * 1 resource instance configured
  
  Node List:
    * Node n1: online:
      * Resources:
        * vip	(ocf:heartbeat:IPaddr2):	 Started
    * Node n2: standby:
      * Resources:
  
  Inactive Resources:
    * No inactive resources
  $ crm_mon -1rR
  Cluster Summary:
    * Stack: unknown
    * Current DC: n1 (1) (version unknown) - partition with quorum
    * Last updated: NOW
    * Last change:  Sat Nov 21 05:50:00 2026 by hacluster via crmd on n1
    * 2 nodes configured
    * 1 resource instance configured
  
  Node List:
    * Node n1 (1): online, feature set <3.15.1
    * Node n2 (2): standby, feature set <3.15.1
  
  Full List of Resources:
    * vip	(ocf:heartbeat:IPaddr2):	 Started n1
  $ crm_mon -1 -f
  Cluster Summary:
    * Stack: unknown
    * Current DC: n1 (version unknown) - partition with quorum
    * Last updated: NOW
    * Last change:  Sat Nov 21 05:50:00 2026 by hacluster via crmd on n1
    * 2 nodes configured
    * 1 resource instance configured
  
  Node List:
    * Node n2: standby
    * Online: [ n1 ]
  
  Active Resources:
    * vip	(ocf:heartbeat:IPaddr2):	 Started n1
  
  Migration Summary:
  $ crm_mon -1 -o
  Cluster Summary:
    * Stack: unknown
    * Current DC: n1 (version unknown) - partition with quorum
    * Last updated: NOW
    * Last change:  Sat Nov 21 05:50:00 2026 by hacluster via crmd on n1
    * 2 nodes configured
    * 1 resource instance configured
  
  Node List:
    * Node n2: standby
    * Online: [ n1 ]
  
  Active Resources:
    * vip	(ocf:heartbeat:IPaddr2):	 Started n1
  
  Operations:
    * Node: n1:
      * vip: migration-threshold=1000000:
        * (5) start
        * (6) monitor: interval="10000ms"
  $ crm_mon -1 -t
  Cluster Summary:
    * Stack: unknown
    * Current DC: n1 (version unknown) - partition with quorum
    * Last updated: NOW
    * Last change:  Sat Nov 21 05:50:00 2026 by hacluster via crmd on n1
    * 2 nodes configured
    * 1 resource instance configured
  
  Node List:
    * Node n2: standby
    * Online: [ n1 ]
  
  Active Resources:
    * vip	(ocf:heartbeat:IPaddr2):	 Started n1
  
  Operations:
    * Node: n1:
      * vip: migration-threshold=1000000:
        * (5) start: last-rc-change="Wed Nov 18 11:06:40 2026" exec-time="20ms" queue-time="0ms" rc=0 (ok)
        * (6) monitor: interval="10000ms" last-rc-change="Wed Nov 18 11:06:41 2026" exec-time="20ms" queue-time="0ms" rc=0 (ok)
  $ crm_mon -1A
  Cluster Summary:
    * Stack: unknown
    * Current DC: n1 (version unknown) - partition with quorum
    * Last updated: NOW
    * Last change:  Sat Nov 21 05:50:00 2026 by hacluster via crmd on n1
    * 2 nodes configured
    * 1 resource instance configured
  
  Node List:
    * Node n2: standby
    * Online: [ n1 ]
  
  Active Resources:
    * vip	(ocf:heartbeat:IPaddr2):	 Started n1
  $ crm_mon -1 -D
  Node List:
    * Node n2: standby
    * Online: [ n1 ]
  
  Active Resources:
    * vip	(ocf:heartbeat:IPaddr2):	 Started n1
  $ crm_mon -1 -b
  Cluster Summary:
    * Stack: unknown
    * Current DC: n1 (version unknown) - partition with quorum
    * Last updated: NOW
    * Last change:  Sat Nov 21 05:50:00 2026 by hacluster via crmd on n1
    * 2 nodes configured
    * 1 resource instance configured
  
  Node List:
    * Node n2: standby
    * Online: [ n1 ]
  
  Active Resources:
    * 1	(ocf:heartbeat:IPaddr2):	Active n1
  $ crm_mon -s
  CLUSTER OK: 1 node online, 1 standby node, 1 resource instance configured
  $ crm_mon -1 -Q
  Cluster Summary:
    * Stack: unknown
    * Current DC: n1 (version unknown) - partition with quorum
    * 2 nodes configured
    * 1 resource instance configured
  
  Node List:
    * Node n2: standby
    * Online: [ n1 ]
  
  Active Resources:
    * vip	(ocf:heartbeat:IPaddr2):	 Started n1
  $ crm_mon -1 -j
  Cluster Summary:
    * Stack: unknown
    * Current DC: n1 (version unknown) - partition with quorum
    * Last updated: NOW
    * Last change:  Sat Nov 21 05:50:00 2026 by hacluster via crmd on n1
    * 2 nodes configured
    * 1 resource instance configured
  
  Node List:
    * Node n2: standby
    * Online: [ n1 ]
  
  Active Resources:
    * vip	(ocf:heartbeat:IPaddr2):	 Started n1
  $ crm_mon -bD1
  Node List:
    * Node n2: standby
    * Online: [ n1 ]
  
  Active Resources:
    * 1	(ocf:heartbeat:IPaddr2):	Active n1
  $ crm_mon -1 --include=all
  Cluster Summary:
    * Stack: unknown
    * Current DC: n1 (version unknown) - partition with quorum
    * Last updated: NOW
    * Last change:  Sat Nov 21 05:50:00 2026 by hacluster via crmd on n1
    * 2 nodes configured
    * 1 resource instance configured
  
  Node List:
    * Node n2: standby
    * Online: [ n1 ]
  
  Active Resources:
    * vip	(ocf:heartbeat:IPaddr2):	 Started n1
  
  Operations:
    * Node: n1:
      * vip: migration-threshold=1000000:
        * (5) start
        * (6) monitor: interval="10000ms"
  $ crm_mon -1 --include=none,options
  Cluster Summary:
    * STONITH of failed nodes disabled
    * Cluster is symmetric
    * No quorum policy: Stop ALL resources
  $ crm_mon -1 --include none,resources --resource vip --node n1
  Active Resources:
    * vip	(ocf:heartbeat:IPaddr2):	 Started n1
  $ crm_mon -1 --exclude=all
  $ crm_mon -1 --node n1 -n
  Cluster Summary:
    * Stack: unknown
    * Current DC: n1 (version unknown) - partition with quorum
    * Last updated: NOW
    * Last change:  Sat Nov 21 05:50:00 2026 by hacluster via crmd on n1
    * 2 nodes configured
    * 1 resource instance configured
  
  Node List:
    * Node n1: online:
      * Resources:
        * vip	(ocf:heartbeat:IPaddr2):	 Started
  $ crm_mon -1 --resource nope
  Cluster Summary:
    * Stack: unknown
    * Current DC: n1 (version unknown) - partition with quorum
    * Last updated: NOW
    * Last change:  Sat Nov 21 05:50:00 2026 by hacluster via crmd on n1
    * 2 nodes configured
    * 1 resource instance configured
  
  Node List:
    * Node n2: standby
    * Online: [ n1 ]
  
  Active Resources:
    * No active resources
