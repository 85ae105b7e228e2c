#!/bin/bash
# Tomcat by Debian's own agent, with a virtual address that moves along, as seen by a client outside: it starts, is killed, is moved by hand and by a standby, and its
# node loses its power. Needs tomcat10.
#
# SPDX-License-Identifier: GPL-2.0-or-later
. "$(dirname "$0")/words.sh"
need_programs /usr/share/tomcat10/bin/catalina.sh /usr/bin/java /usr/bin/wget /usr/bin/curl

base=/var/lib/tomcat10
java=$(readlink -f /usr/bin/java)

# The folders that the package makes; its page tells the node.
make_tomcat() {
    # shellcheck disable=SC2016 # expanded in the node
    run_on "$1" sh -c 'install -d -o tomcat -g tomcat "$1" "$1"/logs "$1"/temp "$1"/webapps "$1"/webapps/ROOT "$1"/work && cp -r /usr/share/tomcat10/etc "$1"/conf &&
        chgrp -R tomcat "$1"/conf && chmod -R g+rX "$1"/conf && hostname >"$1"/webapps/ROOT/index.html' - "$base"
}
page() { run_on outside curl -sf -m 2 "http://$vip:8080/"; }
expect_page() {
    local now
    now=$(page) || wrong "no page comes from $vip: curl ends with $?" || return
    [[ $now = "$1" ]] || wrong "the page is $now's, expected $1's"
}
java_of() { run_on "$1" pgrep -u tomcat -x java; }
expect_no_java() { if java_of "$1" >/dev/null; then wrong "Tomcat still runs on $1"; fi; }
serves() {
    retry expect_page "$1"
    retry expect_running web "$1"
    here=$1
}
# The other one serves, and nothing runs here any more.
has_moved() {
    local old=$here
    serves "$(other "$old")"
    retry expect_no_java "$old"
    say "$here serves"
}

cluster 2
add_fencing
each_node make_tomcat
# Without catalina_pid the agent looks for the number of its process where only a start writes it, and a monitor never finds it.
cib -C -o resources -X "<group id='site'><meta_attributes id='site-meta'>$(nv site resource-stickiness=100)</meta_attributes>
    <primitive id='vip' class='ocf' provider='heartbeat' type='IPaddr2'><instance_attributes id='vip-params'>$(nv vip ip="$vip" cidr_netmask=24)</instance_attributes></primitive>
    <primitive id='web' class='ocf' provider='heartbeat' type='tomcat'><instance_attributes id='web-params'>$(nv web java_home="${java%/bin/java}" \
    java_opts="-Xmx64m -Djava.awt.headless=true" catalina_home=/usr/share/tomcat10 catalina_base=$base catalina_pid=/tmp/tomcat.pid tomcat_user=tomcat)</instance_attributes>
    <operations><op id='web-start' name='start' interval='0' timeout='60s'/><op id='web-stop' name='stop' interval='0' timeout='60s'/>
    <op id='web-monitor' name='monitor' interval='2s' timeout='30s'/></operations></primitive></group>"
retry expect_running web
serves "$(where web)"
say "$here serves"

say "kill -9 of it: it is started again"
old=$(java_of "$here")
run_on "$here" kill -9 "$old"
retry expect_failed web "$here"
retry expect_idle
serves "$here"
[[ $(java_of "$here") != "$old" ]]
run_on n1 crm_resource --cleanup -r web >/dev/null

say "moved by hand"
run_on n1 crm resource move site "$(other "$here")" >/dev/null
has_moved
run_on n1 crm resource clear site >/dev/null

say "standby of $here"
standby "$here" true
has_moved
standby "$(other "$here")" false

say "stopped and started by hand"
run_on n1 crm resource stop site >/dev/null
retry expect_stopped web
expect_no_java "$here"
run_on n1 crm resource start site >/dev/null
retry expect_running web
serves "$(where web)"
[[ -z $(failcount web n1)$(failcount web n2) ]] || wrong "it has failed: $(results web)"
expect_no_fencing

say "power-off of $here"
power_off "$here"
FROM=$(other "$here") serves "$(other "$here")"
say "$here serves"
FROM=$here retry expect_online "$(other "$here")"
expect_page "$here"
expect_marks 1 '.* fences '
passed
