crm resource trace and untrace: as crmsh does it, but ids stay as they are

cib: tolerated.xml
  $ crm resource trace web
  INFO: Trace for web is written to /var/lib/heartbeat/trace_ra/Dummy
  INFO: Trace set, restart web to trace non-monitor operations
  $ cibadmin -Q -o resources
  <resources>
    <primitive id="web" class="ocf" provider="heartbeat" type="Dummy">
      <operations>
        <op id="web-m" name="monitor" interval="10s" timeout="20s">
          <meta_attributes id="web-m-meta">
            <nvpair id="web-m-needed" name="failures-needed-timeout" value="3"/>
          </meta_attributes>
          <instance_attributes id="web-m-instance_attributes">
            <nvpair id="web-m-instance_attributes-trace_ra" name="trace_ra" value="1"/>
          </instance_attributes>
        </op>
        <op name="start" interval="0" id="web-start-0">
          <instance_attributes id="web-start-0-instance_attributes">
            <nvpair id="web-start-0-instance_attributes-trace_ra" name="trace_ra" value="1"/>
          </instance_attributes>
        </op>
        <op name="stop" interval="0" id="web-stop-0">
          <instance_attributes id="web-stop-0-instance_attributes">
            <nvpair id="web-stop-0-instance_attributes-trace_ra" name="trace_ra" value="1"/>
          </instance_attributes>
        </op>
      </operations>
    </primitive>
  </resources>
  $ crm resource untrace web
  INFO: Stop tracing web
  $ cibadmin -Q -o resources
  <resources>
    <primitive id="web" class="ocf" provider="heartbeat" type="Dummy">
      <operations>
        <op id="web-m" name="monitor" interval="10s" timeout="20s">
          <meta_attributes id="web-m-meta">
            <nvpair id="web-m-needed" name="failures-needed-timeout" value="3"/>
          </meta_attributes>
        </op>
      </operations>
    </primitive>
  </resources>

One operation, an interval, a folder

  $ crm resource trace web monitor 10s /var/tmp/traces
  INFO: Trace for web:monitor is written to /var/tmp/traces
  INFO: Trace set, restart web to trace non-monitor operations
  $ crm resource trace web probe
  INFO: Trace for web:monitor is written to /var/lib/heartbeat/trace_ra/Dummy
  INFO: Trace set, restart web to trace non-monitor operations
  $ crm configure show web
  primitive web Dummy \
  	op monitor interval=10s timeout=20s \
  	op_meta failures-needed-timeout=3 \
  	op_params trace_ra=1 trace_dir="/var/tmp/traces" \
  	op monitor interval=0 \
  	op_params trace_ra=1
  $ crm resource untrace web monitor 10s
  INFO: Stop tracing web for operation monitor
  $ crm resource untrace web monitor
  INFO: Stop tracing web for operation monitor
  $ crm configure show web
  primitive web Dummy \
  	op monitor interval=10s timeout=20s \
  	op_meta failures-needed-timeout=3

What can not be traced

cib: many-states.xml
  $ crm resource trace nope
  ERROR: Resource not found: nope
  [1]
  $ crm resource trace g1
  ERROR: resource.trace: g1 is no primitive; name one inside of it
  [1]
  $ crm resource trace st1
  ERROR: resource.trace: Only OCF agents can trace themselves; st1 is of class stonith
  [1]
  $ crm resource trace um1 monitor 77
  ERROR: resource.trace: Operation monitor with interval 77 not found in um1
  [1]
  $ crm resource trace um1 monitor soon
  ERROR: resource.trace: 'soon' is no interval
  [1]
  $ crm resource trace
  ERROR: resource.trace: Expected (<rsc> [<op> [<interval>] [<log-dir>]]), takes at least 1 argument (0 given)
  [1]
  $ crm resource trace p1
  INFO: Trace for p1 is written to /var/lib/heartbeat/trace_ra/Stateful
  INFO: Trace set, restart p1 to trace non-monitor operations
  $ crm configure show p1
  primitive p1 ocf:pacemaker:Stateful \
  	op monitor interval=10s \
  	op_params trace_ra=1 \
  	op start interval=0 \
  	op_params trace_ra=1 \
  	op stop interval=0 \
  	op_params trace_ra=1 \
  	op promote interval=0 \
  	op_params trace_ra=1 \
  	op demote interval=0 \
  	op_params trace_ra=1
  $ crm resource log um1
  ERROR: lrmd can't be reached (Connection refused); is the cluster running on this node?
  [102]
