crm explain and crm_simulate --explain: what is asked for and nothing else. More examples are in doc/explain.md, which is run as well

cib: explain.xml
  $ crm explain report alpha
  report: Started on beta is wanted, but not possible now
    its start can't be done: start of backup can't be done (ordering backup-then-report); it has no node: the target-role of backup is Stopped
    alpha: 0
      not chosen: the scores are equal; beta had fewer resources when this was decided: 3, here 4
      to have it here: set the target-role of backup to Started
          crm resource start backup
        then also backup: beta instead of nowhere
  $ crm explain ip gamma
  ip: Started on alpha
    gamma: -INFINITY
      ruled out: it is in standby
      -INFINITY  colocation ip-with-web with web, which is on alpha
      to have it here, all of these are needed:
        take gamma out of standby
          crm node online gamma
        a location constraint of 101 for ip on gamma
          crm configure location prefer-ip-on-gamma ip 101: gamma
        then also web: gamma instead of alpha
  $ crm explain smtp beta
  smtp: Started on beta
    beta (chosen): 0
  $ crm explain db:1
  db:1: Unpromoted on beta
    beta (chosen): 6
              5  promotion score that the agent of db:1 set (master-db)
              1  resource-stickiness: it is active here
      to have it promoted here: a location constraint of 6 for the promoted role of db-clone on beta
          crm configure location promote-db-clone-on-beta db-clone role=Promoted 6: beta
    alpha: -INFINITY
      -INFINITY  db-clone has as many instances here as clone-node-max=1 allows
    gamma: -INFINITY
      ruled out: it is in standby
      -INFINITY  the node can't run resources
      to have it here, all of these are needed:
        take gamma out of standby
          crm node online gamma
        set clone-max of db-clone to 3
          crm resource meta db-clone set clone-max 3
        then also cache: gamma instead of alpha
  $ crm explain db gamma
  db-clone: a clone of up to 2 instances
    db:2: Stopped
      gamma: -INFINITY
        ruled out: it is in standby
        -INFINITY  db-clone has as many instances as clone-max=2 allows
        to have it here, all of these are needed:
          take gamma out of standby
            crm node online gamma
          set clone-max of db-clone to 3
            crm resource meta db-clone set clone-max 3
          then also cache: gamma instead of alpha
  $ crm explain --action start report on beta
  start of report on beta [report_start_0] is wanted, but can't be done
    blocked: start of backup can't be done (ordering backup-then-report)
      because: it has no node: the target-role of backup is Stopped
    required: it is to run there
  $ crm explain --action promote db
  promote of db:1 [db:1_promote_0] is not needed: nothing asks for it
  promote of db:2 [db:2_promote_0] is not needed: nothing asks for it
  promote of db:0 on alpha [db:0_promote_0] is not needed: nothing asks for it
  $ crm explain --action web_stop_0
  stop of web on alpha [web_stop_0] is not needed: nothing asks for it
  $ crm explain --action fence gamma
  the plan has no action 'fence gamma': of the node gamma, it is in standby
  $ crm_simulate -L -Q --explain-action "db monitor"
  the plan has no action 'db monitor': db:0 is active on alpha and is to run on alpha; it has db:0_start_0, db:0_demote_0, db:0_stop_0, db:0_promote_0

With events: what would be if alpha were lost

  $ crm_simulate -L -Q -d alpha --explain web --explain-node beta
  web: Started on beta
    beta (chosen): 50
             50  colocation ip-with-web: wish of ip
  $ crm_simulate -L -Q -d alpha --explain-action "start ip"
  start of ip on beta [ip_start_0] will be done
    required: it is to run there
    waits for:
      start of web on beta (ordering web-then-ip)
  $ crm_simulate -L -R -Q --explain web --explain-node alpha
  web: Started on alpha
    alpha (chosen): 100
            100  resource-stickiness: it is active here

Mistakes

  $ crm explain
  ERROR: explain: Expected (<rsc> [<node>] | --action {<operation key> | <operation> <rsc> [on <node>]}), takes at least 1 argument (0 given)
  [1]
  $ crm explain nobody
  crm_simulate: there is no resource nobody
  [105]
  $ crm explain web nowhere
  crm_simulate: there is no node nowhere
  [105]
  $ crm explain web alpha beta
  ERROR: explain: Expected (<rsc> [<node>]), takes at most 2 arguments (3 given)
  [1]
  $ crm explain --action
  ERROR: explain: Expected an action after --action, such as web_start_0 or "stop web"
  [1]
  $ crm explain --node alpha
  ERROR: explain: Unknown option --node: --action is known
  [1]
  $ crm_simulate -L --explain nobody --output-as=xml
  <pacemaker-result api-version="2.25" request="crm_simulate -L --explain nobody --output-as=xml">
    <status code="105" message="No such object">
      <errors>
        <error>crm_simulate: there is no resource nobody</error>
      </errors>
    </status>
  </pacemaker-result>
  [105]
  $ crm help explain
  Tell why a resource is where it is, what would bring it elsewhere, or why an action is needed or blocked
  
  Usage:
  
  	explain <rsc> [<node>] | --action {<operation key> | <operation> <rsc> [on <node>]}

What is proposed does what it says

  $ crm configure location prefer-web-on-beta web 51: beta
  $ crm explain web beta
  web: Started on beta
    beta (chosen): 101
             51  location constraint prefer-web-on-beta
             50  colocation ip-with-web: wish of ip
  $ crm configure delete cli-ban-mail-on-alpha
  $ crm configure location prefer-mail-on-alpha mail 1: alpha
  $ crm explain mail alpha
  mail: Started on alpha
    its members go where the first of them can go; each needs the one before it
    mailfs: Started on alpha
      alpha (chosen): 1
                1  location constraint prefer-mail-on-alpha
    smtp: Started on alpha
  $ crm configure location promote-db-clone-on-beta db-clone role=Promoted 6: beta
  $ crm explain db-clone beta
  db-clone: a clone of up to 2 instances
    db:1: Promoted on beta
      beta (chosen): 6
                5  promotion score that the agent of db:1 set (master-db)
                1  resource-stickiness: it is active here
    promotion, in the order in which it was decided:
      db:1 on beta: 11, promoted
                6  location constraint promote-db-clone-on-beta
                5  promotion score that the agent of db:1 set (master-db)
  $ crm resource start backup
  $ crm explain report alpha
  report: Started on alpha
    alpha (chosen): 0
