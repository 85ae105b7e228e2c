#!/bin/bash
# A virtual machine by Debian's own agent, under libvirt and QEMU without hardware's help: it is started, monitored, moved live by hand and by a standby while a client
# uses it. Its migration fails, source and target lose their power in the middle of it, the machine and libvirtd are killed: never are there two of it.
#
# SPDX-License-Identifier: GPL-2.0-or-later
. "$(dirname "$0")/../counter.sh"
. "$(dirname "$0")/words.sh"
need_programs /usr/sbin/libvirtd /usr/bin/virsh /usr/bin/qemu-system-x86_64 /usr/bin/as /usr/bin/ld

# libvirt without systemd, firewall and an account of its own: the machine runs as root, libvirtd takes migrations from the other node over TCP.
configure_libvirt() {
    run_on "$1" sh -c 'mkdir -p /etc/libvirt /var/lib/guest /var/lib/libvirt && cat >/etc/libvirt/libvirtd.conf' <<-END
	listen_tls = 0
	listen_tcp = 1
	auth_tcp = "none"
	auth_unix_rw = "none"
	host_uuid = "8d5b1c40-6e52-4f0e-9d3a-00000000000${1#n}"
	END
    run_on "$1" sh -c 'cat >/etc/libvirt/qemu.conf' <<-END
	user = "root"
	group = "root"
	dynamic_ownership = 0
	remember_owner = 0
	security_driver = "none"
	namespaces = []
	cgroup_controllers = []
	stdio_handler = "file"
	END
    # Its QEMU driver does not start without the account that libvirt-daemon-system makes.
    run_on "$1" sh -c 'getent group libvirt-qemu >/dev/null || groupadd --system libvirt-qemu
        getent passwd libvirt-qemu >/dev/null || useradd --system --gid libvirt-qemu --no-create-home --shell /usr/sbin/nologin libvirt-qemu'
}
# The machine's disk is a boot sector that is never written, on both nodes; its serial port is the TCP port 7078 of the node.
make_guest() {
    as --32 -o "$state/guest.o" "$cluster_dir/databases/guest.s"
    ld -m elf_i386 -Ttext 0x7c00 --oformat binary -o "$state/guest.img" "$state/guest.o"
    local node
    for node in $(nodes); do
        run_on "$node" sh -c 'cat >/var/lib/guest/guest.img' <"$state/guest.img"
        run_on "$node" sh -c 'cat >/var/lib/guest/guest.xml' <<-END
	<domain type='qemu'>
	  <name>guest</name>
	  <uuid>5a0c8e7e-7f5e-4a40-9f29-6f2f5d9e7701</uuid>
	  <memory unit='MiB'>16</memory>
	  <vcpu>1</vcpu>
	  <os><type arch='x86_64' machine='pc'>hvm</type></os>
	  <features><acpi/></features>
	  <devices>
	    <emulator>/usr/bin/qemu-system-x86_64</emulator>
	    <disk type='file' device='floppy'><driver name='qemu' type='raw'/><source file='/var/lib/guest/guest.img'/><target dev='fda'/><readonly/></disk>
	    <serial type='tcp'><source mode='bind' host='0.0.0.0' service='7078'/><protocol type='raw'/><target port='0'/></serial>
	    <memballoon model='none'/>
	  </devices>
	</domain>
	END
        # Of the services within, of which the agent lets scripts look: fails while it is told to, in that operation.
        # shellcheck disable=SC2016 # expanded in the node
        run_on "$node" sh -c 'cat >/usr/sbin/look-within && chmod 755 /usr/sbin/look-within' <<-'END'
	#!/bin/sh
	action=$(tr '\0' '\n' <"/proc/$PPID/cmdline" | tail -n 1)
	[ ! -e "/run/guest.fails.$action" ] || { touch /run/guest.failed; exit 1; }
	END
    done
}

qemu_of() { run_on "$1" pgrep -f '^/usr/bin/qemu-system-x86_64 -name guest=guest'; }
# It is on NODE, as libvirt says, and no process of it is on the other one.
expect_machine() {
    local now
    now=$(run_on "$1" timeout 20 virsh -c qemu:///system domstate guest 2>&1 | xargs) || true
    [[ $now = running ]] || wrong "the machine on $1: $now" || return
    if qemu_of "$(other "$1")" >/dev/null; then wrong "it is on $(other "$1"), too"; fi
}
is_on() {
    counts_on "$1"
    retry expect_machine "$1"
}
lives_on() {
    moved_live "$@"
    retry expect_machine "$1"
}
expect_new_run() { [[ $(run_now) != "$run" ]] || wrong "it was not started anew"; }
expect_utilization() {
    local now
    now=$(run_on n1 crm_resource -r counter --utilization --get-parameter "$1" 2>/dev/null) || true
    [[ $now = "$2" ]] || wrong "the utilization $1 is '$now', expected $2"
}

# migrate_to is held where no answer comes to the source's wish, migrate_from where what is within does not answer.
hold() {
    if [[ $1 = migrate_to ]]; then
        no_migrations "$3" drop
    else
        run_on "$3" sh -c 'rm -f /run/guest.failed; touch /run/guest.fails.migrate_from'
    fi
}
no_migrations() { run_on "$1" nft "add table inet guest; add chain inet guest input { type filter hook input priority 0; }; add rule inet guest input tcp dport 16509 $2"; }
expect_held() {
    if [[ $1 = migrate_to ]]; then
        run_on "$2" pgrep -f '^virsh .* migrate ' >/dev/null || wrong "no migration has begun on $2"
    else
        run_on "$2" test -e /run/guest.failed || wrong "$2 has not looked at what came"
    fi
}
let_go() { run_on "$1" sh -c 'rm -f /run/guest.fails.*; nft list table inet guest >/dev/null 2>&1 && nft delete table inet guest || true'; }

cluster 2
add_fencing
each_node configure_libvirt
make_guest
cib -C -o resources -X "<clone id='libvirtds'><meta_attributes id='libvirtds-meta'>$(nv libvirtds interleave=true)</meta_attributes>
    <primitive id='libvirtd' class='ocf' provider='heartbeat' type='anything'><instance_attributes id='libvirtd-params'>$(nv libvirtd binfile=/usr/sbin/libvirtd cmdline_options=--listen \
    pidfile=/run/libvirtd.anything.pid logfile=/var/log/libvirtd.log)</instance_attributes><operations><op id='libvirtd-monitor' name='monitor' interval='2s' timeout='20s'/></operations></primitive></clone>"
cib -C -o resources -X "<primitive id='counter' class='ocf' provider='heartbeat' type='VirtualDomain'><meta_attributes id='counter-meta'>$(nv counter allow-migrate=true resource-stickiness=100)</meta_attributes>
    <instance_attributes id='counter-params'>$(nv counter config=/var/lib/guest/guest.xml hypervisor=qemu:///system migration_transport=tcp monitor_scripts=/usr/sbin/look-within)</instance_attributes>
    <operations><op id='counter-start' name='start' interval='0' timeout='30s'/><op id='counter-stop' name='stop' interval='0' timeout='30s'/>
    <op id='counter-to' name='migrate_to' interval='0' timeout='15s'/><op id='counter-from' name='migrate_from' interval='0' timeout='10s'/>
    <op id='counter-monitor' name='monitor' interval='2s' timeout='20s'/></operations></primitive>"
cib -C -o constraints -X "<rsc_order id='libvirtd-first' first='libvirtds' then='counter' kind='Mandatory'/>"
cib -C -o constraints -X "<rsc_colocation id='with-libvirtd' rsc='counter' with-rsc='libvirtds' score='INFINITY'/>"
retry expect_running counter
start_asking 7078
here=$(where counter)
is_on "$here"
retry expect_utilization cpu 1
retry expect_utilization hv_memory 16
say "the machine counts on $here"

before_a_move
run_on n1 crm resource move counter "$(other "$here")" >/dev/null
here=$(other "$here")
lives_on "$here" "moved by hand"
run_on n1 crm resource clear counter >/dev/null
before_a_move
standby "$here" true
lives_on "$(other "$here")" "standby of $here"
standby "$here" false
here=$(other "$here")
retry expect_idle
expect_machine "$here"

say "migrate_to fails, as the target takes no migrations: it is stopped and started"
before_a_move
no_migrations "$(other "$here")" reject
wish "$(other "$here")"
is_on "$(other "$here")"
expect_new_run
let_go "$(other "$here")"
settle

say "migrate_from fails, as what is within does not answer in time: it is stopped and started"
here=$(where counter)
before_a_move
hold migrate_from "$here" "$(other "$here")"
wish "$(other "$here")"
retry expect_held migrate_from "$(other "$here")"
is_on "$(other "$here")"
retry expect_new_run
let_go "$(other "$here")"
settle
expect_no_fencing

say "the machine is killed: it is started anew"
here=$(where counter)
before_a_move
run_on "$here" kill -9 "$(qemu_of "$here")"
retry expect_new_run
is_on "$(where counter)"
settle

say "power-off of the node where it runs"
here=$(where counter)
before_a_move
power_off "$here"
FROM=$(other "$here") counts_on "$(other "$here")"
expect_new_run
say "it is on the other one; without an answer for $(longest_pause "$at") s"
FROM=$(other "$here") retry expect_online "$here"
wish "$(other "$here")"
settle
is_on "$(other "$here")"

for phase in migrate_to migrate_from; do
    for who in source target; do
        dies $phase $who
        is_on "$(where counter)"
    done
done

say "libvirtd is killed: its machine can't be stopped, so that its node is fenced"
here=$(where counter)
fenced=$(count_marks ".* fences ")
before_a_move
run_on "$here" pkill -9 -x libvirtd
FROM=$(other "$here") retry expect_marks "$((fenced + 1))" ".* fences "
FROM=$(other "$here") retry expect_new_run
FROM=$(other "$here") retry expect_online "$here"
retry expect_idle
is_on "$(where counter)"
stop_asking
passed
