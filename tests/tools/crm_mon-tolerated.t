What a monitor tolerates is shown and is no failure

cib: tolerated.xml
  $ crm_mon -1 | sed -n '/Active Resources/,$p'
  Active Resources:
    * web	(ocf:heartbeat:Dummy):	 Started n1
  
  Tolerated Monitor Failures:
    * web 10s-interval monitor on n1: timed out, 2 of 3 in a row before it counts
  $ crm_mon -1 --exclude failures | grep -c Tolerated
  0
  [1]
  $ crm_mon -1 --output-as=xml | grep -i -A1 tolerated_failures
    <tolerated_failures>
      <tolerated_failure op_key="web_monitor_10000" resource="web" node="n1" count="2" needed="3" reason="timed out"/>
    </tolerated_failures>
    <status code="0" message="OK"/>
  $ crm_mon -1 --output-as=xml | grep '<resource '
      <resource id="web" resource_agent="ocf:heartbeat:Dummy" role="Started" active="true" orphaned="false" blocked="false" managed="true" failed="false" failure_ignored="false" nodes_running_on="1">

The schema takes it, and nothing is planned for it

  $ crm_verify -x "$CIB_file"
  $ crm_simulate -x "$CIB_file" -S | grep 'Resource action'
  [1]

Another number is another operation

  $ sed -i 's/name="failures-needed-timeout" value="3"/name="failures-needed-timeout" value="4"/' "$CIB_file"
  $ crm_simulate -x "$CIB_file" -S | grep 'Resource action'
    * Resource action: web             monitor=10000 on n1
