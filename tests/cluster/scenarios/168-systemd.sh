#!/bin/bash
# Units under a real systemd, which also runs the cluster's own daemons by their unit files: started, found dead, moved, failing, unknown; what its shutdown does; the cgroups
# of operations below the delegated one; batond killed and restarted by systemd.
#
# SPDX-License-Identifier: GPL-2.0-or-later
export RIG_INIT=systemd
. "$(dirname "$0")/../words.sh"

add_unit() {
    cib -C -o resources -X "<primitive id='$1' class='${3:-systemd}' type='$2'><meta_attributes id='$1-meta'><nvpair id='$1-sticky' name='resource-stickiness' value='100'/></meta_attributes>
        <operations><op id='$1-start' name='start' interval='0' timeout='20s'/><op id='$1-stop' name='stop' interval='0' timeout='20s'/>
        <op id='$1-monitor' name='monitor' interval='1s' timeout='10s'/></operations></primitive>"
}
# unit NODE NAME: a unit file from standard input.
unit() { run_on "$1" sh -c 'cat >"/etc/systemd/system/$1" && chmod 644 "/etc/systemd/system/$1"' - "$2"; }
state_of() { run_on "$1" systemctl is-active "$2" || true; }
expect_state() { [[ $(state_of "$1" "$2") = "$3" ]] || wrong "$2 is $(state_of "$1" "$2") on $1, expected $3"; }
main_pid() { run_on "$1" systemctl show -p MainPID --value "$2"; }
property_of() { run_on "$1" systemctl show -p "$3" --value "$2"; }

cluster 2
for node in $(nodes); do
    unit "$node" plain.service <<<$'[Unit]\nDescription=A service\n[Service]\nExecStart=/usr/bin/sleep infinity\nRestart=always'
    unit "$node" slow.service <<<$'[Service]\nType=oneshot\nRemainAfterExit=yes\nExecStart=/usr/bin/sleep 2\nExecStop=/usr/bin/sleep 2'
    unit "$node" many@.service <<<$'[Service]\nExecStart=/usr/bin/sleep %i'
    unit "$node" either.service <<<$'[Service]\nExecStart=/usr/bin/sleep infinity'
    unit "$node" broken.service <<<$'[Service]\nType=oneshot\nRemainAfterExit=yes\nExecStart=/bin/false'
done
add_fencing

say "the daemons are systemd's: told ready, below a cgroup that is theirs"
for node in $(nodes); do
    expect_state "$node" pacemaker active
    [[ $RIG_FLAVOUR = pacemaker || $(property_of "$node" pacemaker Delegate) = yes ]] || wrong "no cgroup is delegated"
done

say "a unit is started as the cluster's, not restarted by systemd, and found when it dies"
add_unit plain plain
place plain n1
expect_state n1 plain active
expect_state n2 plain inactive
[[ $(property_of n1 plain Restart) = no ]] || wrong "systemd restarts it itself"
manager=$(property_of n1 pacemaker Id) # of which pacemaker.service may be an alias
[[ " $(property_of n1 plain Before) " = *" $manager "* ]] || wrong "it is not stopped after the cluster"
pid=$(main_pid n1 plain)
run_on n1 kill -9 "$pid"
restarted() { [[ $(main_pid n1 plain) != 0 && $(main_pid n1 plain) != "$pid" ]] || wrong "plain is not running again"; }
retry restarted
retry expect_running plain n1
[[ $(failcount plain n1) = 1 ]] || wrong "it counts $(failcount plain n1) failures"

say "moved: stopped here, started there, without the cluster's words for systemd here"
place plain n2
expect_state n1 plain inactive
expect_state n2 plain active
[[ $(property_of n1 plain Restart) = always ]] || wrong "the drop-in is still there"

say "slow ones, instances of templates, timers, by class service"
add_unit slow slow
retry expect_running slow
expect_state "$(where slow)" slow active
add_unit many many@4711
retry expect_running many
run_on "$(where many)" pgrep -f '^/usr/bin/sleep 4711$' >/dev/null
for node in $(nodes); do unit "$node" tick.timer <<<$'[Timer]\nOnCalendar=yearly\nUnit=plain.service'; done
add_unit tick tick.timer
retry expect_running tick
expect_state "$(where tick)" tick.timer active
add_unit either either service
retry expect_running either
expect_state "$(where either)" either active

say "one that fails to start, one that nobody knows"
add_unit broken broken
retry expect_result broken error
add_unit nobody nobody
retry expect_result nobody "not installed"
retry expect_stopped nobody
expect_running plain n2

if [[ $RIG_FLAVOUR = baton ]]; then
    say "operations have cgroups below the daemons': a start that hangs is ended whole, a service keeps its own"
    operations=/sys/fs/cgroup/system.slice/baton.service/operations
    cgroups() { run_on "$1" sh -c 'ls "$1" 2>/dev/null' - "$operations" | grep -c "^$2-" || true; }
    expect_cgroups() { [[ $(cgroups "$1" "$2") = "$3" ]] || wrong "$2 has $(cgroups "$1" "$2") cgroups on $1, expected $3"; }
    provoke svc start n1 slow # a service that is born faster than lrmd moves its agent into the cgroup stays outside (doc/HACKING.md, LRM)
    add_service svc resource-stickiness=100
    place svc n1
    unprovoke svc start n1
    process=$(service_pid svc n1)
    run_on n1 grep -q "^0::/system.slice/baton.service/operations/svc-start-" "/proc/$process/cgroup" || wrong "svc is in $(run_on n1 cat "/proc/$process/cgroup")"
    for node in $(nodes); do run_on "$node" sh -c 'mkdir -p /run/service && echo hang >/run/service/hung.start'; done
    cib -C -o resources -X '<primitive id="hung" class="ocf" provider="rig" type="Service"><operations><op id="hung-start" name="start" interval="0" timeout="3s"/></operations></primitive>'
    retry expect_result hung error
    for node in $(nodes); do
        unprovoke hung start "$node"
        retry expect_cgroups "$node" hung 0
    done
    expect_same_process svc n1 "$process"

    say "batond is killed: systemd starts it again, and nothing else is touched"
    batond=$(daemon_pid n1 batond)
    run_on n1 kill -9 "$batond"
    retry expect_new_daemon n1 batond "$batond"
    retry expect_state n1 pacemaker active
    wait_online
    retry expect_running svc n1
    expect_same_process svc n1 "$process"
fi

say "systemd shuts n2 down: the cluster moves the unit away first, and nobody is fenced"
run_on n2 systemctl poweroff
retry expect_power n2 off
FROM=n1 retry expect_running plain n1
FROM=n1 retry expect_offline n2
[[ -z $(FROM=n1 failcount plain n2) ]] || wrong "plain was stopped beneath the cluster"
power_on n2
retry expect_online n2
expect_no_fencing
passed
