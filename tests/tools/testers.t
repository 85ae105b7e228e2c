Agents led through their life: those that do(c) well, and what is said of those that do not

The examples of doc/agents.md
  $ cp "$EXAMPLES"/* . && export HA_RSCTMP=$PWD && ocf-tester -n touch ./touch-file | sed '/^$/,$d'
  Beginning tests for ./touch-file...
  * Your agent does not support the notify action (optional)
  * Your agent does not support the demote action (optional)
  * Your agent does not support the promote action (optional)
  * Your agent does not support master/slave (optional)
  * Your agent does not support the reload action (optional)
  ./touch-file passed all tests
  $ export HA_RSCTMP=$PWD; ocf-tester -q -n greeter -o port=$((20000 + $$ % 20000)) -o 'greet=Good "day"' ./greeter
  $ export HA_RSCTMP=$PWD; ocf-tester -q -n greeter -o port=http ./greeter
  * rc=6: Validation failed.  Did you supply enough options with -o ? - "http" can't be a TCP port
  Aborting tests
  Tests failed: ./greeter failed 1 tests
  [1]
  $ export HA_RSCTMP=$PWD; ocf-tester -q -n greeter -o daemon=/nonexistent ./greeter
  * rc=5: Validation failed.  Did you supply enough options with -o ? - /nonexistent is not installed
  Aborting tests
  Tests failed: ./greeter failed 1 tests
  [1]
  $ export HA_RSCTMP=$PWD; ocf-tester -n leader ./leader | sed '/^$/,$d'
  Beginning tests for ./leader...
  ./leader passed all tests
  $ export HA_RSCTMP=$PWD; mkdir shared && ocf-tester -n parcel -o shared=$PWD/shared ./parcel | sed '/^$/,$d'
  Beginning tests for ./parcel...
  * Your agent does not support the notify action (optional)
  * Your agent does not support the demote action (optional)
  * Your agent does not support the promote action (optional)
  * Your agent does not support master/slave (optional)
  * Your agent does not support the reload action (optional)
  ./parcel passed all tests
  $ sed -i "s,/run/,$PWD/," init-script; lsb-tester ./init-script | sed '/^$/,$d'
  Beginning the compatibility checks of ./init-script...
  1. Start (stopped)   result: 0   ok
  2. Status (running)  result: 0   ok
  3. Start (running)   result: 0   ok
  4. Stop (running)    result: 0   ok
  5. Status (stopped)  result: 3   ok
  6. Stop (stopped)    result: 0   ok
  7. Status (failed)   look by hand: does status end with 1, 2 or 4 where the service has crashed? It should.
  ./init-script passed all checks

Our own test agents, well and ill
  $ cp "$AGENTS"/Dummy "$AGENTS"/Migratable "$AGENTS"/Stateful "$AGENTS"/.counter "$AGENTS"/.faults . && chmod 755 Dummy Migratable Stateful
  $ export HA_RSCTMP=$PWD; ocf-tester -q -n m -o port=$((20000 + $$ % 20000)) ./Migratable
  $ ocf-tester -q -n d -o state=$PWD/d ./Dummy
  $ ocf-tester -q -n s -o state=$PWD/s ./Stateful
  $ ocf-tester -n d -o state=$PWD/d -o faults=start:fail=5 ./Dummy | sed '/^$/,$d'
  Beginning tests for ./Dummy...
  * rc=5: Start failed.  Did you supply enough options with -o ? - asked to fail by faults="start:fail=5"
  Aborting tests
  Tests failed: ./Dummy failed 1 tests
  $ ocf-tester -q -n d -o state=$PWD/d -o faults=stop:fail ./Dummy
  * rc=1: Stop failed - asked to fail by faults="stop:fail"
  * rc=0: Monitoring a stopped resource should return 7
  Aborting tests
  Tests failed: ./Dummy failed 2 tests
  [1]
  $ rm -f d; ocf-tester -q -n d -o state=$PWD/d -o faults=monitor:fail ./Dummy | sort | uniq -c
        6 * rc=1: Monitoring a stopped resource should return 7 - asked to fail by faults="monitor:fail"
        5 * rc=1: Monitoring an active resource should return 0 - asked to fail by faults="monitor:fail"
        1 * rc=1: Probing a stopped resource should return 7 - asked to fail by faults="monitor:fail"
        1 * rc=1: Probing an active resource should return 0 - asked to fail by faults="monitor:fail"
        1 * rc=1: The initial probe for a stopped resource should return 7 or 5 - asked to fail by faults="monitor:fail"
        1 Tests failed: ./Dummy failed 14 tests
  $ rm -f d; ocf-tester -q -n d -o state=$PWD/d -o 'faults=validate-all:die' ./Dummy
  * Error: Validation failed.  Did you supply enough options with -o ? - Resource agent interrupted by Killed signal
  Aborting tests
  Tests failed: ./Dummy failed 1 tests
  [1]
  $ rm -f d; ocf-tester -q -n d -o state=$PWD/d -o faults=reload-agent:fail=6 ./Dummy
  * rc=6: Reloading an active resource failed - asked to fail by faults="reload-agent:fail=6"
  Tests failed: ./Dummy failed 1 tests
  [1]
  $ rm -f s; ocf-tester -q -n s -o state=$PWD/s -o faults=promote:fail=9 ./Stateful
  * rc=9: Promote failed.  Did you supply enough options with -o ? - asked to fail by faults="promote:fail=9"
  Tests failed: ./Stateful failed 1 tests
  [1]
  $ ocf-tester -n s -o state=$PWD/s -o faults=demote:fail=6 ./Stateful | sed '/^$/,$d'
  Beginning tests for ./Stateful...
  * The promoted role asks for more parameters and is not tested - asked to fail by faults="demote:fail=6"
  ./Stateful passed all tests
  $ ocf-tester -n d -o state=$PWD/d ./Dummy | grep -c '^\(start\|stop\|monitor\|migrate_to\) .* [0-9]* ms  *20s  *20s$'
  4

Agents that break the contract
  $ printf '#!/bin/sh\nexit 0\n' >silent; chmod 755 silent; ocf-tester -q -n x ./silent
  * Your agent produces meta-data which can't be read: silent printed no meta-data
  Aborting tests
  Tests failed: ./silent failed 1 tests
  [1]
  $ printf '#!/bin/sh\n[ $1 = meta-data ] && { echo "<resource-agent name=\\"x\\"><oops></resource-agent>"; exit 0; }\n' >broken; chmod 755 broken; ocf-tester -q -n x ./broken
  * Your agent produces meta-data which can't be read: the meta-data of broken: line 1: Opening and ending tag mismatch: oops line 1 and resource-agent
  Aborting tests
  Tests failed: ./broken failed 1 tests
  [1]
  $ sed '/action name="stop"/d; s/unique="1"/unique="yes"/' greeter >strict; chmod 755 strict; cp greeterd d; ocf-tester -q -n x -o port=$((20000 + $$ % 20000)) ./strict
  * Your agent produces meta-data which does not conform to the OCF standard: line 15: <parameter name="port">: unique="yes" is not 0 or 1
  * Your agent produces meta-data which does not conform to the OCF standard: There is no action stop
  Tests failed: ./strict failed 2 tests
  [1]
  $ sed 's/^stop) .*/stop) [ -e "$running" ] \&\& rm "$running" ;;/; s/^start) .*/start) [ -e "$running" ] \&\& exit 1; touch "$running" ;;/' touch-file >once; chmod 755 once; HA_RSCTMP=$PWD ocf-tester -q -n x ./once
  * rc=1: Starting an active resource must succeed
  * rc=1: Stopping a stopped resource must succeed
  Tests failed: ./once failed 2 tests
  [1]
  $ sed 's/return "$OCF_NOT_RUNNING"/return 1/' touch-file >two-way; chmod 700 two-way; HA_RSCTMP=$PWD ocf-tester -q -n x ./two-way
  * Your agent can't be read and executed by other users, who ask it for its meta-data
  * rc=1: The initial probe for a stopped resource should return 7 or 5
  * rc=1: Monitoring a stopped resource should return 7
  * rc=1: Monitoring a stopped resource should return 7
  * rc=1: Monitoring a stopped resource should return 7
  * rc=1: Monitoring a stopped resource should return 7
  * rc=1: Probing a stopped resource should return 7
  Tests failed: ./two-way failed 7 tests
  [1]
  $ sed 's/exit "$OCF_ERR_UNIMPLEMENTED"/exit 0/; s,<version>1.0</version>,<version>0.1</version>,' touch-file >loose; chmod 755 loose; HA_RSCTMP=$PWD ocf-tester -n x ./loose | sed '1,/^Advice/d'
  - meta-data, line 4: <version> is the version of the OCF standard, 1.0 or 1.1; "0.1" is read as 1.0
  - An action that the agent does not know should end with exit code 3

Init scripts
  $ sed 's/exit 3 # 3.*/exit 0/' init-script >always; chmod 755 always; lsb-tester ./always
  lsb-tester: ./always runs (status ends with 0); stop it before the checks, they start and stop it
  [1]
  $ sed 's/^start) .*/start) [ -e "$running" ] \&\& exit 1; touch "$running" ;;/; s/^stop) .*/stop) rm "$running" 2>\/dev\/null ;;/; s/exit 3 # 3.*/exit 1/; /INIT INFO/d' init-script >old; chmod 755 old; lsb-tester ./old | sed '/^$/,$d'
  Beginning the compatibility checks of ./old...
  1. Start (stopped)   result: 0   ok
  2. Status (running)  result: 0   ok
  3. Start (running)   result: 1   WRONG: a start of a running service is no error and must end with 0
  4. Stop (running)    result: 0   WRONG: the service is not stopped after it, says status (1)
  5. Status (stopped)  result: 1   WRONG: the status of a stopped service is 3
  6. Stop (stopped)    result: 1   WRONG: a stop of a stopped service is no error and must end with 0
  7. Status (failed)   look by hand: does status end with 1, 2 or 4 where the service has crashed? It should.
  The script has no LSB header (### BEGIN INIT INFO); the cluster can use it, but not describe it.
  ./old is not LSB compatible: 4 of 6 checks failed. Repair the script, or write an OCF agent based on it.
  $ lsb-tester -q ./init-script
  $ lsb-tester /nonexistent
  lsb-tester: /nonexistent: No such file or directory
  [1]
  $ lsb-tester
  lsb-tester: name one init script; see lsb-tester --help
  [1]

The command lines
  $ ocf-tester ./touch-file
  ocf-tester: give the resource a name with -n; see ocf-tester --help
  [1]
  $ ocf-tester -n x
  ocf-tester: name one agent, by its path; see ocf-tester --help
  [1]
  $ ocf-tester -n x -o bad ./touch-file
  ocf-tester: a parameter is given as -o NAME=VALUE; see ocf-tester --help
  [1]
  $ ocf-tester -n x ./nonexistent
  ocf-tester: ./nonexistent: No such file or directory
  [1]
  $ ocf-tester -n x -v -L -d ./touch-file | grep -c '^Testing: '
  19
  $ crm ra test ocf:heartbeat:Dummy state=$PWD/crm | sed '/^$/,$d'
  Beginning tests for /usr/lib/ocf/resource.d/heartbeat/Dummy...
  * Your agent does not support the notify action (optional)
  * Your agent does not support the demote action (optional)
  * Your agent does not support the promote action (optional)
  * Your agent does not support master/slave (optional)
  /usr/lib/ocf/resource.d/heartbeat/Dummy passed all tests
  $ crm ra test stonith:fence_dummy
  ERROR: ra.test: agents of class stonith can't be tested, only those of ocf and lsb
  [1]
  $ crm ra test Dummy state
  ERROR: ra.test: 'state' is no parameter; write name=value
  [1]
