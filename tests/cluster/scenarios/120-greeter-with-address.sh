#!/bin/bash
# The example agents touch-file and greeter, unmodified: a TCP greeter with its virtual address, seen by a client outside; after a power-off the
# other node greets, and the client only ever talks to the address.
#
# SPDX-License-Identifier: GPL-2.0-or-later
. "$(dirname "$0")/../words.sh"

vip=10.77.$RIG.101
examples=$cluster_dir/../../doc/examples

install_example() {
    run_on "$1" sh -c 'mkdir -p /usr/lib/ocf/resource.d/example && cat >"/usr/lib/ocf/resource.d/example/$1" && chmod 755 "/usr/lib/ocf/resource.d/example/$1"' \
        - "$2" <"$examples/$2"
}

# shellcheck disable=SC2016 # expanded outside
greeting() { run_on outside timeout 2 bash -c 'exec 3<>"/dev/tcp/$1/5678" && cat <&3' - "$vip" 2>/dev/null || true; }
expect_greeting() { [[ $(greeting) = "$1" ]] || wrong "the client hears '$(greeting)', expected '$1'"; }

cluster 2
add_fencing
for node in $(nodes); do
    for file in touch-file greeter greeterd; do install_example "$node" "$file"; done
done

cib -C -o resources -X '<primitive id="touch" class="ocf" provider="example" type="touch-file"/>'
cib -C -o resources -X "<primitive id='vip' class='ocf' provider='heartbeat' type='IPaddr2'><instance_attributes id='vip-params'>
    <nvpair id='vip-ip' name='ip' value='$vip'/><nvpair id='vip-mask' name='cidr_netmask' value='24'/></instance_attributes></primitive>"
cib -C -o resources -X "<primitive id='greeter' class='ocf' provider='example' type='greeter'><instance_attributes id='greeter-params'>
    <nvpair id='greeter-greet' name='greet' value='Hi!'/></instance_attributes><operations>
    <op id='greeter-monitor' name='monitor' interval='1s' timeout='20s'/></operations></primitive>"
cib -C -o constraints -X '<rsc_colocation id="together" rsc="greeter" with-rsc="vip" score="INFINITY"/>'
place vip n1
retry expect_running greeter n1
retry expect_running touch

say "the client hears n1"
retry expect_greeting "Hi! This is n1!"

say "the daemon is killed, found dead and started again"
run_on n1 sh -c 'kill -9 "$(cat /run/resource-agents/greeter-greeter.pid)"'
retry expect_greeting "Hi! This is n1!"
expect_no_fencing

say "power-off of n1"
power_off n1
FROM=n2 retry expect_running greeter n2
retry expect_greeting "Hi! This is n2!"
expect_fenced n1
FROM=n2 retry expect_running touch n2
passed
