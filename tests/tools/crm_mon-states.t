Groups, clones, promotable and unique clones, failures, bans, tickets, a lost node, maintenance

cib: many-states.xml
  $ crm_mon -1
  Cluster Summary:
    * Stack: corosync
    * Current DC: n1 (version 2.1.5-a3f44794f94) - MIXED-VERSION partition with quorum
    * Last updated: NOW
    * Last change:  Sun Nov  1 05:50:00 2026 by root via cibadmin on n1
    * 4 nodes configured
    * 24 resource instances configured (1 DISABLED, 1 BLOCKED from further action due to failure)
  
  Node List:
    * Node n4: maintenance
    * Online: [ n1 n2 ]
    * OFFLINE: [ n3 ]
  
  Active Resources:
    * st1	(stonith:fence_dummy):	 Started n1
    * Resource Group: g1:
      * g1a	(ocf:heartbeat:Dummy):	 Started n1
      * g1b	(ocf:heartbeat:Dummy):	 Started n1
    * Clone Set: cl1 [c1]:
      * Started: [ n1 n2 ]
    * Clone Set: ms1 [p1] (promotable):
      * Promoted: [ n1 ]
      * Unpromoted: [ n2 ]
    * Clone Set: gc [gcg]:
      * Started: [ n1 ]
    * Clone Set: uc [u1] (unique):
      * u1:0	(ocf:heartbeat:Dummy):	 Started n1
      * u1:1	(ocf:heartbeat:Dummy):	 Started n2
    * um1	(ocf:heartbeat:Dummy):	 Started n1 (unmanaged)
    * fail1	(ocf:heartbeat:Dummy):	 FAILED [ n1 n2 ]
    * blk	(ocf:heartbeat:Dummy):	 FAILED n2 (blocked)
    * pend	(ocf:heartbeat:Dummy):	 Starting n1
    * tmo	(ocf:heartbeat:Dummy):	 FAILED n1
    * orph	(ocf:heartbeat:Dummy):	 ORPHANED Started n1
  
  Failed Resource Actions:
    * fail1 10s-interval monitor on n1 returned 'not running' (it is gone, really) at Wed Nov 18 11:06:40 2026 after 20ms
    * tmo start on n1 could not be executed (Timed Out: Resource agent did not complete within 20s) at Wed Nov 18 11:11:40 2026 after 20ms
    * blk stop on n2 returned 'error' (cannot) at Wed Nov 18 11:06:40 2026 after 20ms
  $ crm_mon -1rR
  Cluster Summary:
    * Stack: corosync
    * Current DC: n1 (1) (version 2.1.5-a3f44794f94) - MIXED-VERSION partition with quorum
    * Last updated: NOW
    * Last change:  Sun Nov  1 05:50:00 2026 by root via cibadmin on n1
    * 4 nodes configured
    * 24 resource instances configured (1 DISABLED, 1 BLOCKED from further action due to failure)
  
  Node List:
    * Node n1 (1): online, feature set 3.16.1
    * Node n2 (2): online, feature set 3.16.1
    * Node n3 (3): OFFLINE
    * Node n4 (4): maintenance, feature set <3.15.1
  
  Full List of Resources:
    * st1	(stonith:fence_dummy):	 Started n1
    * Resource Group: g1:
      * g1a	(ocf:heartbeat:Dummy):	 Started n1
      * g1b	(ocf:heartbeat:Dummy):	 Started n1
    * Clone Set: cl1 [c1]:
      * c1	(ocf:heartbeat:Dummy):	 Started n1
      * c1	(ocf:heartbeat:Dummy):	 Started n2
      * c1	(ocf:heartbeat:Dummy):	 Stopped
      * c1	(ocf:heartbeat:Dummy):	 Stopped
    * Clone Set: ms1 [p1] (promotable):
      * p1	(ocf:pacemaker:Stateful):	 Promoted n1
      * p1	(ocf:pacemaker:Stateful):	 Unpromoted n2
      * p1	(ocf:pacemaker:Stateful):	 Stopped
      * p1	(ocf:pacemaker:Stateful):	 Stopped
    * Clone Set: gc [gcg]:
      * Resource Group: gcg:0:
        * gca	(ocf:heartbeat:Dummy):	 Started n1
      * Resource Group: gcg:1:
        * gca	(ocf:heartbeat:Dummy):	 Stopped
      * Resource Group: gcg:2:
        * gca	(ocf:heartbeat:Dummy):	 Stopped
      * Resource Group: gcg:3:
        * gca	(ocf:heartbeat:Dummy):	 Stopped
    * Clone Set: uc [u1] (unique):
      * u1:0	(ocf:heartbeat:Dummy):	 Started n1
      * u1:1	(ocf:heartbeat:Dummy):	 Started n2
    * off1	(ocf:heartbeat:Dummy):	 Stopped (disabled)
    * um1	(ocf:heartbeat:Dummy):	 Started n1 (unmanaged)
    * fail1	(ocf:heartbeat:Dummy):	 FAILED [ n1 n2 ]
    * blk	(ocf:heartbeat:Dummy):	 FAILED n2 (blocked)
    * pend	(ocf:heartbeat:Dummy):	 Starting n1
    * tmo	(ocf:heartbeat:Dummy):	 FAILED n1
    * orph	(ocf:heartbeat:Dummy):	 ORPHANED Started n1
  
  Failed Resource Actions:
    * fail1_monitor_10000 on n1 'not running' (7): call=14, status='complete', exitreason='it is gone, really', last-rc-change='Wed Nov 18 11:06:40 2026', queued=3ms, exec=20ms
    * tmo_start_0 on n1 'error' (1): call=18, status='Timed Out', exitreason='Resource agent did not complete within 20s', last-rc-change='Wed Nov 18 11:11:40 2026', queued=3ms, exec=20ms
    * blk_stop_0 on n2 'error' (1): call=22, status='complete', exitreason='cannot', last-rc-change='Wed Nov 18 11:06:40 2026', queued=3ms, exec=20ms
  $ crm_mon -1 -n -f
  Cluster Summary:
    * Stack: corosync
    * Current DC: n1 (version 2.1.5-a3f44794f94) - MIXED-VERSION partition with quorum
    * Last updated: NOW
    * Last change:  Sun Nov  1 05:50:00 2026 by root via cibadmin on n1
    * 4 nodes configured
    * 24 resource instances configured (1 DISABLED, 1 BLOCKED from further action due to failure)
  
  Node List:
    * Node n1: online:
      * Resources:
        * st1	(stonith:fence_dummy):	 Started
        * g1a	(ocf:heartbeat:Dummy):	 Started
        * g1b	(ocf:heartbeat:Dummy):	 Started
        * c1	(ocf:heartbeat:Dummy):	 Started
        * p1	(ocf:pacemaker:Stateful):	 Promoted
        * gca	(ocf:heartbeat:Dummy):	 Started
        * u1:0	(ocf:heartbeat:Dummy):	 Started
        * um1	(ocf:heartbeat:Dummy):	 Started (unmanaged)
        * fail1	(ocf:heartbeat:Dummy):	 FAILED
        * orph	(ocf:heartbeat:Dummy):	 ORPHANED Started
        * pend	(ocf:heartbeat:Dummy):	 Starting
        * tmo	(ocf:heartbeat:Dummy):	 FAILED
    * Node n2: online:
      * Resources:
        * c1	(ocf:heartbeat:Dummy):	 Started
        * p1	(ocf:pacemaker:Stateful):	 Unpromoted
        * blk	(ocf:heartbeat:Dummy):	 FAILED (blocked)
        * fail1	(ocf:heartbeat:Dummy):	 FAILED
        * u1:1	(ocf:heartbeat:Dummy):	 Started
    * Node n3: OFFLINE:
      * Resources:
    * Node n4: maintenance:
      * Resources:
  
  Migration Summary:
    * Node: n1:
      * fail1: migration-threshold=3 fail-count=2 last-failure='Wed Nov 18 11:08:20 2026'
    * Node: n2:
      * blk: migration-threshold=1000000 fail-count=1000000 last-failure='Wed Nov 18 11:10:00 2026'
  
  Failed Resource Actions:
    * fail1 10s-interval monitor on n1 returned 'not running' (it is gone, really) at Wed Nov 18 11:06:40 2026 after 20ms
    * tmo start on n1 could not be executed (Timed Out: Resource agent did not complete within 20s) at Wed Nov 18 11:11:40 2026 after 20ms
    * blk stop on n2 returned 'error' (cannot) at Wed Nov 18 11:06:40 2026 after 20ms
  $ crm_mon -1r --node n2
  Cluster Summary:
    * Stack: corosync
    * Current DC: n1 (version 2.1.5-a3f44794f94) - MIXED-VERSION partition with quorum
    * Last updated: NOW
    * Last change:  Sun Nov  1 05:50:00 2026 by root via cibadmin on n1
    * 4 nodes configured
    * 24 resource instances configured (1 DISABLED, 1 BLOCKED from further action due to failure)
  
  Node List:
    * Online: [ n2 ]
  
  Full List of Resources:
    * Clone Set: cl1 [c1]:
      * Started: [ n2 ]
    * Clone Set: ms1 [p1] (promotable):
      * Unpromoted: [ n2 ]
    * Clone Set: uc [u1] (unique):
      * u1:1	(ocf:heartbeat:Dummy):	 Started n2
    * off1	(ocf:heartbeat:Dummy):	 Stopped (disabled)
    * fail1	(ocf:heartbeat:Dummy):	 FAILED [ n1 n2 ]
    * blk	(ocf:heartbeat:Dummy):	 FAILED n2 (blocked)
  
  Failed Resource Actions:
    * blk stop on n2 returned 'error' (cannot) at Wed Nov 18 11:06:40 2026 after 20ms
  $ crm_mon -1rt --include=failcounts,operations
  Cluster Summary:
    * Stack: corosync
    * Current DC: n1 (version 2.1.5-a3f44794f94) - MIXED-VERSION partition with quorum
    * Last updated: NOW
    * Last change:  Sun Nov  1 05:50:00 2026 by root via cibadmin on n1
    * 4 nodes configured
    * 24 resource instances configured (1 DISABLED, 1 BLOCKED from further action due to failure)
  
  Node List:
    * Node n4: maintenance
    * Online: [ n1 n2 ]
    * OFFLINE: [ n3 ]
  
  Full List of Resources:
    * st1	(stonith:fence_dummy):	 Started n1
    * Resource Group: g1:
      * g1a	(ocf:heartbeat:Dummy):	 Started n1
      * g1b	(ocf:heartbeat:Dummy):	 Started n1
    * Clone Set: cl1 [c1]:
      * Started: [ n1 n2 ]
      * Stopped: [ n3 n4 ]
    * Clone Set: ms1 [p1] (promotable):
      * Promoted: [ n1 ]
      * Unpromoted: [ n2 ]
      * Stopped: [ n3 n4 ]
    * Clone Set: gc [gcg]:
      * Started: [ n1 ]
      * Stopped: [ n2 n3 n4 ]
    * Clone Set: uc [u1] (unique):
      * u1:0	(ocf:heartbeat:Dummy):	 Started n1
      * u1:1	(ocf:heartbeat:Dummy):	 Started n2
    * off1	(ocf:heartbeat:Dummy):	 Stopped (disabled)
    * um1	(ocf:heartbeat:Dummy):	 Started n1 (unmanaged)
    * fail1	(ocf:heartbeat:Dummy):	 FAILED [ n1 n2 ]
    * blk	(ocf:heartbeat:Dummy):	 FAILED n2 (blocked)
    * pend	(ocf:heartbeat:Dummy):	 Starting n1
    * tmo	(ocf:heartbeat:Dummy):	 FAILED n1
    * orph	(ocf:heartbeat:Dummy):	 ORPHANED Started n1
  
  Operations:
    * Node: n1:
      * st1: migration-threshold=1000000:
        * (1) start: last-rc-change="Wed Nov 18 11:06:40 2026" exec-time="20ms" queue-time="3ms" rc=0 (ok)
      * g1a: migration-threshold=1000000:
        * (2) start: last-rc-change="Wed Nov 18 11:06:40 2026" exec-time="20ms" queue-time="3ms" rc=0 (ok)
        * (3) monitor: interval="10000ms" last-rc-change="Wed Nov 18 11:06:40 2026" exec-time="20ms" queue-time="3ms" rc=0 (ok)
      * g1b: migration-threshold=1000000:
        * (4) start: last-rc-change="Wed Nov 18 11:06:40 2026" exec-time="20ms" queue-time="3ms" rc=0 (ok)
        * (5) monitor: interval="10000ms" last-rc-change="Wed Nov 18 11:06:40 2026" exec-time="20ms" queue-time="3ms" rc=0 (ok)
      * c1: migration-threshold=1000000:
        * (6) start: last-rc-change="Wed Nov 18 11:06:40 2026" exec-time="20ms" queue-time="3ms" rc=0 (ok)
        * (7) monitor: interval="10000ms" last-rc-change="Wed Nov 18 11:06:40 2026" exec-time="20ms" queue-time="3ms" rc=0 (ok)
      * p1: migration-threshold=1000000:
        * (8) promote: last-rc-change="Wed Nov 18 11:06:40 2026" exec-time="20ms" queue-time="3ms" rc=0 (ok)
        * (9) monitor: interval="9000ms" last-rc-change="Wed Nov 18 11:06:40 2026" exec-time="20ms" queue-time="3ms" rc=8 (promoted)
      * gca: migration-threshold=1000000:
        * (10) start: last-rc-change="Wed Nov 18 11:06:40 2026" exec-time="20ms" queue-time="3ms" rc=0 (ok)
      * u1:0: migration-threshold=1000000:
        * (11) start: last-rc-change="Wed Nov 18 11:06:40 2026" exec-time="20ms" queue-time="3ms" rc=0 (ok)
      * um1: migration-threshold=1000000:
        * (12) start: last-rc-change="Wed Nov 18 11:06:40 2026" exec-time="20ms" queue-time="3ms" rc=0 (ok)
      * fail1: migration-threshold=3 fail-count=2 last-failure='Wed Nov 18 11:08:20 2026':
        * (13) stop: last-rc-change="Wed Nov 18 11:06:40 2026" exec-time="20ms" queue-time="3ms" rc=0 (ok)
        * (14) monitor: interval="10000ms" last-rc-change="Wed Nov 18 11:06:40 2026" exec-time="20ms" queue-time="3ms" rc=7 (not running)
      * orph: migration-threshold=1000000:
        * (15) start: last-rc-change="Wed Nov 18 11:06:40 2026" exec-time="20ms" queue-time="3ms" rc=0 (ok)
      * pend: migration-threshold=1000000:
        * (16) start: last-rc-change="Wed Nov 18 11:06:40 2026" exec-time="20ms" queue-time="3ms" rc=193 (unknown)
      * tmo: migration-threshold=1000000:
        * (17) stop: last-rc-change="Wed Nov 18 11:15:00 2026" exec-time="20ms" queue-time="3ms" rc=0 (ok)
        * (18) start: last-rc-change="Wed Nov 18 11:11:40 2026" exec-time="20ms" queue-time="3ms" rc=1 (error)
    * Node: n2:
      * c1: migration-threshold=1000000:
        * (20) start: last-rc-change="Wed Nov 18 11:06:40 2026" exec-time="20ms" queue-time="3ms" rc=0 (ok)
      * p1: migration-threshold=1000000:
        * (21) start: last-rc-change="Wed Nov 18 11:06:40 2026" exec-time="20ms" queue-time="3ms" rc=0 (ok)
      * blk: migration-threshold=1000000 fail-count=1000000 last-failure='Wed Nov 18 11:10:00 2026':
        * (22) stop: last-rc-change="Wed Nov 18 11:06:40 2026" exec-time="20ms" queue-time="3ms" rc=1 (error)
      * fail1: migration-threshold=3:
        * (23) start: last-rc-change="Wed Nov 18 11:06:40 2026" exec-time="20ms" queue-time="3ms" rc=0 (ok)
      * u1:1: migration-threshold=1000000:
        * (24) start: last-rc-change="Wed Nov 18 11:06:40 2026" exec-time="20ms" queue-time="3ms" rc=0 (ok)
  
  Failed Resource Actions:
    * fail1 10s-interval monitor on n1 returned 'not running' (it is gone, really) at Wed Nov 18 11:06:40 2026 after 20ms
    * tmo start on n1 could not be executed (Timed Out: Resource agent did not complete within 20s) at Wed Nov 18 11:11:40 2026 after 20ms
    * blk stop on n2 returned 'error' (cannot) at Wed Nov 18 11:06:40 2026 after 20ms
  $ crm_mon -1 --include=none,tickets,attributes
  Node Attributes:
    * Node: n1:
      * master-p1                       	: 10        
      * pingd                           	: 0         
      * site                            	: A         
    * Node: n2:
      * master-p1                       	: 5         
    * Node: n4:
      * maintenance                     	: true      
  
  Tickets:
    * ticketA: granted last-granted="Wed Nov 18 11:06:40 2026"
    * ticketB: revoked [standby]
  $ crm_mon -1 --include=none,resources --resource g1
  Active Resources:
    * Resource Group: g1:
      * g1a	(ocf:heartbeat:Dummy):	 Started n1
      * g1b	(ocf:heartbeat:Dummy):	 Started n1
  $ crm_mon -1 --include=none,resources --resource g1a
  Active Resources:
    * Resource Group: g1:
      * g1a	(ocf:heartbeat:Dummy):	 Started n1
  $ crm_mon -1 --include=none,resources --resource ms1 --node n1
  Active Resources:
    * Clone Set: ms1 [p1] (promotable):
      * Promoted: [ n1 ]
  $ crm_mon -1 --output-as=xml
  <pacemaker-result api-version="2.25" request="crm_mon -1 --output-as=xml">
    <summary>
      <stack type="corosync"/>
      <current_dc present="true" version="2.1.5-a3f44794f94" name="n1" id="1" with_quorum="true" mixed_version="true"/>
      <last_update time="NOW"/>
      <last_change time="Sun Nov  1 05:50:00 2026" user="root" client="cibadmin" origin="n1"/>
      <nodes_configured number="4"/>
      <resources_configured number="24" disabled="1" blocked="1"/>
      <cluster_options stonith-enabled="false" symmetric-cluster="true" no-quorum-policy="stop" maintenance-mode="false" stop-all-resources="false" stonith-timeout-ms="60000" priority-fencing-delay-ms="0"/>
    </summary>
    <nodes>
      <node name="n1" id="1" online="true" standby="false" standby_onfail="false" maintenance="false" pending="false" unclean="false" health="green" feature_set="3.16.1" shutdown="false" expected_up="true" is_dc="true" resources_running="12" type="member"/>
      <node name="n2" id="2" online="true" standby="false" standby_onfail="false" maintenance="false" pending="false" unclean="false" health="green" feature_set="3.16.1" shutdown="false" expected_up="true" is_dc="false" resources_running="5" type="member"/>
      <node name="n3" id="3" online="false" standby="false" standby_onfail="false" maintenance="false" pending="false" unclean="false" health="green" shutdown="false" expected_up="true" is_dc="false" resources_running="0" type="member"/>
      <node name="n4" id="4" online="true" standby="false" standby_onfail="false" maintenance="true" pending="false" unclean="false" health="green" feature_set="&lt;3.15.1" shutdown="false" expected_up="true" is_dc="false" resources_running="0" type="member"/>
    </nodes>
    <resources>
      <resource id="st1" resource_agent="stonith:fence_dummy" role="Started" active="true" orphaned="false" blocked="false" managed="true" failed="false" failure_ignored="false" nodes_running_on="1">
        <node name="n1" id="1" cached="true"/>
      </resource>
      <group id="g1" number_resources="2" managed="true" disabled="false">
        <resource id="g1a" resource_agent="ocf:heartbeat:Dummy" role="Started" active="true" orphaned="false" blocked="false" managed="true" failed="false" failure_ignored="false" nodes_running_on="1">
          <node name="n1" id="1" cached="true"/>
        </resource>
        <resource id="g1b" resource_agent="ocf:heartbeat:Dummy" role="Started" active="true" orphaned="false" blocked="false" managed="true" failed="false" failure_ignored="false" nodes_running_on="1">
          <node name="n1" id="1" cached="true"/>
        </resource>
      </group>
      <clone id="cl1" multi_state="false" unique="false" managed="true" disabled="false" failed="false" failure_ignored="false">
        <resource id="c1" resource_agent="ocf:heartbeat:Dummy" role="Started" active="true" orphaned="false" blocked="false" managed="true" failed="false" failure_ignored="false" nodes_running_on="1">
          <node name="n1" id="1" cached="true"/>
        </resource>
        <resource id="c1" resource_agent="ocf:heartbeat:Dummy" role="Started" active="true" orphaned="false" blocked="false" managed="true" failed="false" failure_ignored="false" nodes_running_on="1">
          <node name="n2" id="2" cached="true"/>
        </resource>
        <resource id="c1" resource_agent="ocf:heartbeat:Dummy" role="Stopped" active="false" orphaned="false" blocked="false" managed="true" failed="false" failure_ignored="false" nodes_running_on="0"/>
        <resource id="c1" resource_agent="ocf:heartbeat:Dummy" role="Stopped" active="false" orphaned="false" blocked="false" managed="true" failed="false" failure_ignored="false" nodes_running_on="0"/>
      </clone>
      <clone id="ms1" multi_state="true" unique="false" managed="true" disabled="false" failed="false" failure_ignored="false">
        <resource id="p1" resource_agent="ocf:pacemaker:Stateful" role="Promoted" active="true" orphaned="false" blocked="false" managed="true" failed="false" failure_ignored="false" nodes_running_on="1">
          <node name="n1" id="1" cached="true"/>
        </resource>
        <resource id="p1" resource_agent="ocf:pacemaker:Stateful" role="Unpromoted" active="true" orphaned="false" blocked="false" managed="true" failed="false" failure_ignored="false" nodes_running_on="1">
          <node name="n2" id="2" cached="true"/>
        </resource>
        <resource id="p1" resource_agent="ocf:pacemaker:Stateful" role="Stopped" active="false" orphaned="false" blocked="false" managed="true" failed="false" failure_ignored="false" nodes_running_on="0"/>
        <resource id="p1" resource_agent="ocf:pacemaker:Stateful" role="Stopped" active="false" orphaned="false" blocked="false" managed="true" failed="false" failure_ignored="false" nodes_running_on="0"/>
      </clone>
      <clone id="gc" multi_state="false" unique="false" managed="true" disabled="false" failed="false" failure_ignored="false">
        <group id="gcg:0" number_resources="1" managed="true" disabled="false">
          <resource id="gca" resource_agent="ocf:heartbeat:Dummy" role="Started" active="true" orphaned="false" blocked="false" managed="true" failed="false" failure_ignored="false" nodes_running_on="1">
            <node name="n1" id="1" cached="true"/>
          </resource>
        </group>
        <group id="gcg:1" number_resources="1" managed="true" disabled="false">
          <resource id="gca" resource_agent="ocf:heartbeat:Dummy" role="Stopped" active="false" orphaned="false" blocked="false" managed="true" failed="false" failure_ignored="false" nodes_running_on="0"/>
        </group>
        <group id="gcg:2" number_resources="1" managed="true" disabled="false">
          <resource id="gca" resource_agent="ocf:heartbeat:Dummy" role="Stopped" active="false" orphaned="false" blocked="false" managed="true" failed="false" failure_ignored="false" nodes_running_on="0"/>
        </group>
        <group id="gcg:3" number_resources="1" managed="true" disabled="false">
          <resource id="gca" resource_agent="ocf:heartbeat:Dummy" role="Stopped" active="false" orphaned="false" blocked="false" managed="true" failed="false" failure_ignored="false" nodes_running_on="0"/>
        </group>
      </clone>
      <clone id="uc" multi_state="false" unique="true" managed="true" disabled="false" failed="false" failure_ignored="false">
        <resource id="u1:0" resource_agent="ocf:heartbeat:Dummy" role="Started" active="true" orphaned="false" blocked="false" managed="true" failed="false" failure_ignored="false" nodes_running_on="1">
          <node name="n1" id="1" cached="true"/>
        </resource>
        <resource id="u1:1" resource_agent="ocf:heartbeat:Dummy" role="Started" active="true" orphaned="false" blocked="false" managed="true" failed="false" failure_ignored="false" nodes_running_on="1">
          <node name="n2" id="2" cached="true"/>
        </resource>
      </clone>
      <resource id="off1" resource_agent="ocf:heartbeat:Dummy" role="Stopped" target_role="Stopped" active="false" orphaned="false" blocked="false" managed="true" failed="false" failure_ignored="false" nodes_running_on="0"/>
      <resource id="um1" resource_agent="ocf:heartbeat:Dummy" role="Started" active="true" orphaned="false" blocked="false" managed="false" failed="false" failure_ignored="false" nodes_running_on="1">
        <node name="n1" id="1" cached="true"/>
      </resource>
      <resource id="fail1" resource_agent="ocf:heartbeat:Dummy" role="Started" active="true" orphaned="false" blocked="false" managed="true" failed="true" failure_ignored="false" nodes_running_on="2">
        <node name="n1" id="1" cached="true"/>
        <node name="n2" id="2" cached="true"/>
      </resource>
      <resource id="blk" resource_agent="ocf:heartbeat:Dummy" role="Started" active="true" orphaned="false" blocked="true" managed="false" failed="true" failure_ignored="false" nodes_running_on="1">
        <node name="n2" id="2" cached="true"/>
      </resource>
      <resource id="pend" resource_agent="ocf:heartbeat:Dummy" role="Starting" active="true" orphaned="false" blocked="false" managed="true" failed="false" failure_ignored="false" nodes_running_on="1">
        <node name="n1" id="1" cached="true"/>
      </resource>
      <resource id="tmo" resource_agent="ocf:heartbeat:Dummy" role="Started" active="true" orphaned="false" blocked="false" managed="true" failed="true" failure_ignored="false" nodes_running_on="1">
        <node name="n1" id="1" cached="true"/>
      </resource>
      <resource id="orph" resource_agent="ocf:heartbeat:Dummy" role="Started" active="true" orphaned="true" blocked="false" managed="true" failed="false" failure_ignored="false" nodes_running_on="1">
        <node name="n1" id="1" cached="true"/>
      </resource>
    </resources>
    <node_attributes>
      <node name="n1">
        <attribute name="master-p1" value="10"/>
        <attribute name="pingd" value="0"/>
        <attribute name="site" value="A"/>
      </node>
      <node name="n2">
        <attribute name="master-p1" value="5"/>
      </node>
      <node name="n4">
        <attribute name="maintenance" value="true"/>
      </node>
    </node_attributes>
    <node_history>
      <node name="n1">
        <resource_history id="st1" orphan="false" migration-threshold="1000000">
          <operation_history call="1" task="start" rc="0" rc_text="ok" last-rc-change="Wed Nov 18 11:06:40 2026" exec-time="20ms" queue-time="3ms"/>
        </resource_history>
        <resource_history id="g1a" orphan="false" migration-threshold="1000000">
          <operation_history call="2" task="start" rc="0" rc_text="ok" last-rc-change="Wed Nov 18 11:06:40 2026" exec-time="20ms" queue-time="3ms"/>
          <operation_history call="3" task="monitor" rc="0" rc_text="ok" interval="10000ms" last-rc-change="Wed Nov 18 11:06:40 2026" exec-time="20ms" queue-time="3ms"/>
        </resource_history>
        <resource_history id="g1b" orphan="false" migration-threshold="1000000">
          <operation_history call="4" task="start" rc="0" rc_text="ok" last-rc-change="Wed Nov 18 11:06:40 2026" exec-time="20ms" queue-time="3ms"/>
          <operation_history call="5" task="monitor" rc="0" rc_text="ok" interval="10000ms" last-rc-change="Wed Nov 18 11:06:40 2026" exec-time="20ms" queue-time="3ms"/>
        </resource_history>
        <resource_history id="c1" orphan="false" migration-threshold="1000000">
          <operation_history call="6" task="start" rc="0" rc_text="ok" last-rc-change="Wed Nov 18 11:06:40 2026" exec-time="20ms" queue-time="3ms"/>
          <operation_history call="7" task="monitor" rc="0" rc_text="ok" interval="10000ms" last-rc-change="Wed Nov 18 11:06:40 2026" exec-time="20ms" queue-time="3ms"/>
        </resource_history>
        <resource_history id="p1" orphan="false" migration-threshold="1000000">
          <operation_history call="8" task="promote" rc="0" rc_text="ok" last-rc-change="Wed Nov 18 11:06:40 2026" exec-time="20ms" queue-time="3ms"/>
          <operation_history call="9" task="monitor" rc="8" rc_text="promoted" interval="9000ms" last-rc-change="Wed Nov 18 11:06:40 2026" exec-time="20ms" queue-time="3ms"/>
        </resource_history>
        <resource_history id="gca" orphan="false" migration-threshold="1000000">
          <operation_history call="10" task="start" rc="0" rc_text="ok" last-rc-change="Wed Nov 18 11:06:40 2026" exec-time="20ms" queue-time="3ms"/>
        </resource_history>
        <resource_history id="u1:0" orphan="false" migration-threshold="1000000">
          <operation_history call="11" task="start" rc="0" rc_text="ok" last-rc-change="Wed Nov 18 11:06:40 2026" exec-time="20ms" queue-time="3ms"/>
        </resource_history>
        <resource_history id="um1" orphan="false" migration-threshold="1000000">
          <operation_history call="12" task="start" rc="0" rc_text="ok" last-rc-change="Wed Nov 18 11:06:40 2026" exec-time="20ms" queue-time="3ms"/>
        </resource_history>
        <resource_history id="fail1" orphan="false" migration-threshold="3" fail-count="2" last-failure="Wed Nov 18 11:08:20 2026">
          <operation_history call="13" task="stop" rc="0" rc_text="ok" last-rc-change="Wed Nov 18 11:06:40 2026" exec-time="20ms" queue-time="3ms"/>
          <operation_history call="14" task="monitor" rc="7" rc_text="not running" interval="10000ms" last-rc-change="Wed Nov 18 11:06:40 2026" exec-time="20ms" queue-time="3ms"/>
        </resource_history>
        <resource_history id="orph" orphan="false" migration-threshold="1000000">
          <operation_history call="15" task="start" rc="0" rc_text="ok" last-rc-change="Wed Nov 18 11:06:40 2026" exec-time="20ms" queue-time="3ms"/>
        </resource_history>
        <resource_history id="pend" orphan="false" migration-threshold="1000000">
          <operation_history call="16" task="start" rc="193" rc_text="unknown" last-rc-change="Wed Nov 18 11:06:40 2026" exec-time="20ms" queue-time="3ms"/>
        </resource_history>
        <resource_history id="tmo" orphan="false" migration-threshold="1000000">
          <operation_history call="17" task="stop" rc="0" rc_text="ok" last-rc-change="Wed Nov 18 11:15:00 2026" exec-time="20ms" queue-time="3ms"/>
          <operation_history call="18" task="start" rc="1" rc_text="error" last-rc-change="Wed Nov 18 11:11:40 2026" exec-time="20ms" queue-time="3ms"/>
        </resource_history>
      </node>
      <node name="n2">
        <resource_history id="c1" orphan="false" migration-threshold="1000000">
          <operation_history call="20" task="start" rc="0" rc_text="ok" last-rc-change="Wed Nov 18 11:06:40 2026" exec-time="20ms" queue-time="3ms"/>
        </resource_history>
        <resource_history id="p1" orphan="false" migration-threshold="1000000">
          <operation_history call="21" task="start" rc="0" rc_text="ok" last-rc-change="Wed Nov 18 11:06:40 2026" exec-time="20ms" queue-time="3ms"/>
        </resource_history>
        <resource_history id="blk" orphan="false" migration-threshold="1000000" fail-count="1000000" last-failure="Wed Nov 18 11:10:00 2026">
          <operation_history call="22" task="stop" rc="1" rc_text="error" last-rc-change="Wed Nov 18 11:06:40 2026" exec-time="20ms" queue-time="3ms"/>
        </resource_history>
        <resource_history id="fail1" orphan="false" migration-threshold="3">
          <operation_history call="23" task="start" rc="0" rc_text="ok" last-rc-change="Wed Nov 18 11:06:40 2026" exec-time="20ms" queue-time="3ms"/>
        </resource_history>
        <resource_history id="u1:1" orphan="false" migration-threshold="1000000">
          <operation_history call="24" task="start" rc="0" rc_text="ok" last-rc-change="Wed Nov 18 11:06:40 2026" exec-time="20ms" queue-time="3ms"/>
        </resource_history>
      </node>
    </node_history>
    <failures>
      <failure op_key="fail1_monitor_10000" node="n1" exitstatus="not running" exitreason="it is gone, really" exitcode="7" call="14" status="complete" last-rc-change="2026-11-18 11:06:40Z" queued="3" exec="20" interval="10000" task="monitor"/>
      <failure op_key="tmo_start_0" node="n1" exitstatus="error" exitreason="Resource agent did not complete within 20s" exitcode="1" call="18" status="Timed Out" last-rc-change="2026-11-18 11:11:40Z" queued="3" exec="20" interval="0" task="start"/>
      <failure op_key="blk_stop_0" node="n2" exitstatus="error" exitreason="cannot" exitcode="1" call="22" status="complete" last-rc-change="2026-11-18 11:06:40Z" queued="3" exec="20" interval="0" task="stop"/>
    </failures>
    <tickets>
      <ticket id="ticketA" status="granted" standby="false" last-granted="Wed Nov 18 11:06:40 2026"/>
      <ticket id="ticketB" status="revoked" standby="true"/>
    </tickets>
    <bans>
      <ban id="no-master" resource="ms1" node="n2" weight="-1000000" promoted-only="true" master_only="true"/>
      <ban id="cli-ban-g1-on-n2" resource="g1" node="n2" weight="-1000000" promoted-only="false" master_only="false"/>
    </bans>
    <status code="0" message="OK"/>
  </pacemaker-result>
