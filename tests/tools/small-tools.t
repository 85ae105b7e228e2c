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
