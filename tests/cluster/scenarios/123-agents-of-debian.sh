#!/bin/bash
# Agents as Debian ships them, unmodified, through the whole cluster: each is probed, started, monitored, moved to the other node and stopped, and what it
# manages is looked at, not only what it says.
#
# SPDX-License-Identifier: GPL-2.0-or-later
. "$(dirname "$0")/../words.sh"

vip=10.77.$RIG.102

# add ID PROVIDER:TYPE [NAME=VALUE..]
add() {
    local id=$1 agent=$2 params='' pair
    shift 2
    for pair in "$@"; do params+="<nvpair id='$id-${pair%%=*}' name='${pair%%=*}' value='${pair#*=}'/>"; done
    cib -C -o resources -X "<primitive id='$id' class='ocf' provider='${agent%:*}' type='${agent#*:}'><meta_attributes id='$id-meta'>
        <nvpair id='$id-sticky' name='resource-stickiness' value='100'/></meta_attributes><instance_attributes id='$id-params'>$params</instance_attributes>
        <operations><op id='$id-start' name='start' interval='0' timeout='40s'/><op id='$id-stop' name='stop' interval='0' timeout='40s'/>
        <op id='$id-monitor' name='monitor' interval='2s' timeout='30s'/></operations></primitive>"
}

# tried ID TEST..: TEST (a word that takes a node) holds where the resource runs and fails where it does not, on either node, and after a stop
tried() {
    local id=$1
    place "$id" n1
    retry is_only_on n1 "${@:2}"
    place "$id" n2
    retry is_only_on n2 "${@:2}"
    run_on n1 crm_resource -r "$id" --meta --set-parameter target-role --parameter-value Stopped >/dev/null
    retry expect_stopped "$id"
    retry is_only_on nowhere "${@:2}"
    [[ -z $(ask "//node_history/node/resource_history[@id='$id']/@fail-count") ]] || wrong "$id has failed: $(results "$id")"
    say "$id: started, monitored, moved and stopped"
}
is_only_on() {
    local node
    for node in $(nodes); do
        if [[ $node = "$1" ]]; then
            "${@:2}" "$node" >/dev/null 2>&1 || wrong "not so on $node: ${*:2}"
        else
            ! "${@:2}" "$node" >/dev/null 2>&1 || wrong "so on $node: ${*:2}"
        fi
    done
}

has_address() { run_on "$1" ip -o address show dev eth0 | grep -q " $vip/"; }
has_mount() { run_on "$1" grep -q ' /run/mounted tmpfs ' /proc/mounts; }
serves() { run_on "$1" curl -sf -o /dev/null http://127.0.0.1:8080/; }
has_link() { [[ $(run_on "$1" readlink /run/link) = /etc/hosts ]]; }
sleeps() { run_on "$1" pgrep -f '^[^ ]*sleep 86399$'; }
writes_status() { run_on "$1" sh -c 'pid=$(cat /run/monitor.pid) && kill -0 "$pid" && test -s /run/status.html'; }
says_link() { [[ $(run_on "$1" crm_attribute -l reboot -N "$1" -n ethmonitor-eth0 -G -q 2>/dev/null) = 1 ]]; }
has_state() { run_on "$2" test -e "/run/$1"; }

cluster 2
add_fencing
for node in $(nodes); do
    # Filesystem wants modprobe to be there, and does not need it for what the kernel has.
    run_on "$node" sh -c 'command -v modprobe >/dev/null || { ln -s /bin/true /usr/sbin/modprobe; }; mkdir -p /run/mounted'
    # ethmonitor wants these to be there, and needs neither for the state of the link; the mail goes into a file.
    run_on "$node" sh -c 'for tool in arping bc; do command -v $tool >/dev/null || ln -s /bin/true /usr/sbin/$tool; done
        printf "#!/bin/sh\necho \"\$@\" >>/run/mail\ncat >>/run/mail\n" >/usr/bin/mail && chmod 755 /usr/bin/mail'
    # shellcheck disable=SC2016 # expanded in the node
    run_on "$node" sh -c 'mkdir -p /var/www /run/nginx && echo "$1" >/var/www/index.html && cat >/etc/nginx/rig.conf' - "$node" <<-'END'
	pid /run/nginx-rig.pid;
	error_log /var/log/nginx/rig.log;
	events { }
	http { access_log off; server { listen 8080; root /var/www; } }
	END
done

add address heartbeat:IPaddr2 "ip=$vip" cidr_netmask=24
tried address has_address
add mount heartbeat:Filesystem device=tmpfs directory=/run/mounted fstype=tmpfs
tried mount has_mount
add web heartbeat:nginx configfile=/etc/nginx/rig.conf status10url=http://127.0.0.1:8080/
tried web serves
add link heartbeat:symlink target=/etc/hosts link=/run/link
tried link has_link
add any heartbeat:anything binfile=/usr/bin/sleep cmdline_options=86399 pidfile=/run/any.pid
tried any sleeps
add waits heartbeat:Delay startdelay=1 stopdelay=0 mondelay=0
tried waits has_state resource-agents/Delay_waits
add dummy heartbeat:Dummy state=/run/dummy.state
tried dummy has_state dummy.state
add pdummy pacemaker:Dummy state=/run/pdummy.state
tried pdummy has_state pdummy.state
add status pacemaker:ClusterMon user=root pidfile=/run/monitor.pid htmlfile=/run/status.html update=1000
tried status writes_status
add info heartbeat:SysInfo pidfile=/run/info.pid
tried info has_state info.pid
add reach pacemaker:ping host_list=127.0.0.1 pidfile=/run/reach.pid attempts=1 timeout=1
tried reach has_state reach.pid
add link-up heartbeat:ethmonitor interface=eth0 link_status_only=true repeat_count=1
tried link-up says_link
add letters heartbeat:MailTo email=admin@example.org subject=Cluster
tried letters has_state resource-agents/MailTo_letters
run_on n1 grep -q '^-s Cluster Takeover in progress at .* on n1 admin@example.org$' /run/mail
run_on n1 grep -q '^-s Cluster Migrating resource away at .* from n1 admin@example.org$' /run/mail
expect_no_fencing
passed
