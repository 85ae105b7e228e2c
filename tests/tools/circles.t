Orderings and colocations that go round in a circle are told of with their ids; it is no reason to call the configuration invalid

cib: circles.xml
  $ crm_verify -V -x cib.xml
  (policy_engine) 	note: orderings web-before-disk, disk-before-db and db-before-web go round in a circle: web, disk and db would wait for each other for ever; remove one of them
  (policy_engine) 	note: orderings shop-before-log and log-before-till go round in a circle: shop, log and till would wait for each other for ever; remove one of them
  (policy_engine) 	note: colocations web-with-db and db-with-web go round in a circle: of web and db, whichever is placed first is placed without regard to the one that it shall be with; remove one of them

What is part of a circle of orderings is not done; the rest is

cib: circles.xml
  $ crm_simulate -S -x cib.xml 2>&1 | sed -n '/^Executing/,$p' | sed '/^Transition failed/,$d'
  Executing Cluster Transition:
    * Resource action: web             monitor on n1
    * Resource action: db              monitor on n1
    * Resource action: disk            monitor on n1
    * Pseudo action:   shop_start_0
    * Resource action: vip             monitor on n1
    * Resource action: till            monitor on n1
    * Resource action: log             monitor on n1
    * Resource action: vip             start on n1
