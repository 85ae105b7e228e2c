crm_error, crm_standby, crm_failcount, iso8601

cib: many-states.xml
  $ crm_error 5
  Input/output error

cib: many-states.xml
  $ crm_error -n 5
  EIO - Input/output error

cib: many-states.xml
  $ crm_error --exit 105
  No such object

cib: many-states.xml
  $ crm_error -X -n 105
  CRM_EX_NOSUCH - No such object

cib: many-states.xml
  $ crm_error -X 999
  Unknown exit status

cib: many-states.xml
  $ crm_error -X -l | head -4
      0: OK
      1: Error occurred
      2: Invalid parameter
      3: Unimplemented

cib: many-states.xml
  $ crm_error -- -5
  Input/output error

cib: many-states.xml
  $ crm_error -X -n -l | head -3
      0: CRM_EX_OK                   OK
      1: CRM_EX_ERROR                Error occurred
      2: CRM_EX_INVALID_PARAM        Invalid parameter

cib: many-states.xml
  $ crm_error --output-as=xml -X 105
  <pacemaker-result api-version="2.25" request="crm_error --output-as=xml -X 105">
    <result-code code="105" description="No such object"/>
    <status code="0" message="OK"/>
  </pacemaker-result>

cib: many-states.xml
  $ crm_standby -G -N n1
  scope=status  name=standby value=off

cib: many-states.xml
  $ crm_standby -v on -N n1
  $ crm_standby -G -N n1
  scope=nodes  name=standby value=on
  $ crm_standby -D -N n1
  Deleted nodes attribute: id=nodes-1-standby name=standby
  $ crm_standby -Q -N n4
  off

cib: many-states.xml
  $ crm_failcount -G -r fail1 -N n1
  scope=status  name=fail-count-fail1 value=2

cib: many-states.xml
  $ crm_failcount -G -r blk -N n2
  scope=status  name=fail-count-blk value=INFINITY

cib: many-states.xml
  $ crm_failcount -G -r um1 -N n1
  scope=status  name=fail-count-um1 value=0

cib: many-states.xml
  $ iso8601 -d '2026-11-21 05:50:00Z'
  Date: 2026-11-21 05:50:00Z

cib: many-states.xml
  $ iso8601 -p foo
  iso8601: Invalid interval specified: foo
  [2]

cib: many-states.xml
  $ iso8601 -d now -D P1D | sed 's/: .*//'; iso8601 -n | sed 's/: .*//'
  Current date/time
  Duration
  Duration ends at
  Current date/time
  $ iso8601 -d foo
  iso8601: Invalid date/time specified: foo
  [2]

cib: many-states.xml
  $ iso8601 -p 2026-01-01/2026-02-01
  Period: 2026-01-01 00:00:00Z to 2026-02-01 00:00:00Z

cib: many-states.xml
  $ iso8601 -p 2026-01-31/P1M
  Period: 2026-01-31 00:00:00Z to 2026-02-28 00:00:00Z

cib: many-states.xml
  $ iso8601 -s -d '2026-11-21 05:50:00Z'
  Date: 63930837000

cib: many-states.xml
  $ iso8601 -O -d '2026-11-21 05:50:00Z'
  Date: 2026-325 05:50:00Z

cib: many-states.xml
  $ iso8601 -W -d '2026-11-21 05:50:00Z'
  Date: 2026-W47-6 05:50:00Z

cib: many-states.xml
  $ iso8601 -S -d '2026-11-21 05:50:00Z'
  Date: 1795240200

cib: many-states.xml
  $ iso8601

Fail counts: of one operation, of all, of what is not in the configuration; the old ways

cib: many-states.xml
  $ crm_failcount -G -r fail1 -N n1 -n monitor -I bogus; crm_resource -C -r fail1 -n monitor -I bogus; crm_mon -1 -i bogus; crmadmin -D -t bogus
  crm_failcount: Cannot parse "bogus" for --interval: write seconds or a duration such as 500ms or 5min
  crm_resource: Cannot parse "bogus" for --interval: write seconds or a duration such as 500ms or 5min
  crm_mon: Cannot parse "bogus" for --interval: write seconds or a duration such as 500ms or 5min
  crmadmin: Cannot parse "bogus" for --timeout: write seconds or a duration such as 500ms or 5min
  [64]
  $ crm_failcount -G -r fail1 -N n1 -n monitor -I 10s; crm_failcount -G -r fail1 -N n1 -n monitor; crm_failcount -G -r nope -N n1
  scope=status  name=fail-count-fail1#monitor_10000 value=2
  scope=status  name=fail-count-fail1#monitor_0 value=0
  scope=status  name=fail-count-nope value=0
  $ crm_attribute -N n1 -l reboot -n 'fail-count-fail1#start_0' -v 5 && crm_failcount -G -r fail1 -N n1
  scope=status  name=fail-count-fail1 value=7
  $ crm_attribute -N n1 -l reboot -n 'fail-count-fail1#stop_0' -v INFINITY && crm_failcount -q -G -r fail1 -N n1
  INFINITY
  $ crm_failcount -v 0 -r fail1 -N n1; crm_failcount -D -r nope -N n1
  Dry run: skipping clean-up of fail1 on n1 due to CIB_file
  crm_failcount: Resource 'nope' not found
  [105]
  $ crm_failcount -v 3 -r fail1 -N n1
  warning: ignoring deprecated option '-v' with nonzero value
  error: must specify a command
  [64]
  $ crm_failcount -G -r fail1 -N nobody
  crm_failcount: Could not map name=nobody to a UUID
  [105]

Standby: both settings go at once; the default is not that of one lifetime

cib: many-states.xml
  $ crm_standby -v on -N n1 -l reboot && crm_standby -v on -N n1 && crm_standby -D -N n1 && crm_standby -G -N n1
  Deleted nodes attribute: id=nodes-1-standby name=standby
  Deleted status attribute: id=status-1-standby name=standby
  scope=status  name=standby value=off
  $ crm_standby -G -N n1 -l forever
  crm_attribute: Error performing operation: No such device or address
  [105]
  $ crm_standby -v on -N n1 -i my-standby && crm_standby -G -N n1 -i my-standby
  scope=nodes id=my-standby name=standby value=on
  $ crm_standby -D -N nobody
  crm_attribute: Could not map name=nobody to a UUID
  crm_attribute: Could not map name=nobody to a UUID
  $ crm_master -G
  error: No resource specified
  [1]

Durations, and what they lead to; periods that end where they begin

cib: many-states.xml
  $ iso8601 -D P1Y2M3DT4H5M6S; iso8601 -D P1M; iso8601 -D PT90S; iso8601 -D PT1S; iso8601 -D P0D
  Duration:    1 year  2 months  3 days 14706 seconds (4 hours 5 minutes 6 seconds)
  Duration:  1 month 
  Duration: 90 seconds (1 minute 30 seconds)
  Duration: 1 second
  Duration: 0 seconds
  $ iso8601 -d '2024-01-31 00:00:00 +01:00' -D P1M -E '2024-02-29 00:00:00 +01:00'
  Date: 2024-01-30 23:00:00Z
  Duration:  1 month 
  Duration ends at: 2024-02-29 00:00:00 +01:00
  $ iso8601 -d '2024-01-31 12:00:00 +01:00' -L -W; iso8601 -d '2024-01-31 12:00:00 +01:00' -O
  Date: 2024-W05-3 12:00:00 +01:00
  Date: 2024-031 11:00:00Z
  $ TZ=Europe/Berlin iso8601 -d 2024-01-31
  Date: 2024-01-31 00:00:00Z
  $ iso8601 -p P1M/2024-03-31
  Period: 2024-02-29 00:00:00Z to 2024-03-31 00:00:00Z
  $ iso8601 -d 2024-01-31 -E 2024-01-31
  Date: 2024-01-31 00:00:00Z
  [1]

Codes of three kinds

cib: many-states.xml
  $ crm_error -n -- 0 5 -201 211 134; crm_error -r -n -- -1005 5 -2000; crm_error -X -n -- 105 137 255 66
  pcmk_rc_ok - OK
  EIO - Input/output error
  pcmk_err_generic - Error
  Unknown - Schema is already the latest available
  Unknown - Unknown error 134
  pcmk_rc_node_unknown - Node not found
  EIO - Input/output error
  Unknown - Error
  CRM_EX_NOSUCH - No such object
  CRM_EX_UNKNOWN - Interrupted by signal
  CRM_EX_UNKNOWN - Error occurred
  CRM_EX_NOINPUT - Input file not available
  $ crm_error -l -n | sed -n '1p;36p;$p'; crm_error -r -l | head -2; crm_error -l | wc -l
      0: pcmk_rc_ok                  OK
     35: EDEADLOCK                   Resource deadlock avoided
    217: pcmk_err_unknown_format     Unknown output format
  -1033: Two or more XML elements have the same ID
  -1032: Unable to parse CIB XML
  134
  $ crm_error -X -r -- 5; crm_error -r -X -- 5
  Input/output error
  Not installed
