#!/bin/bash
# PostgreSQL by PAF (ocf:heartbeat:pgsqlms), whose replicas elect the primary among themselves in notifications, by private attributes. Each commit waits for
# the replica (synchronous_standby_names), so that none may be lost. Needs postgresql, resource-agents-paf.
#
# SPDX-License-Identifier: GPL-2.0-or-later
. "$(dirname "$0")/postgresql.sh"
need_programs /usr/lib/ocf/resource.d/heartbeat/pgsqlms

writes_alone=no # each commit waits for a replica

# A server's own name is in its configuration, beside what the copies share.
name_server() {
    run_on "$1" install -d -o postgres -g postgres -m 700 /var/lib/pgsql
    run_on "$1" sh -c "echo \"primary_conninfo = 'host=$vip user=postgres application_name=$1 keepalives_idle=5 keepalives_interval=1 keepalives_count=3'\" >/var/lib/pgsql/node.conf"
    run_on "$1" chmod 644 /var/lib/pgsql/node.conf
}

cluster 2
add_fencing
each_node name_server
make_primary n1 "include_if_exists = '/var/lib/pgsql/node.conf'" "recovery_target_timeline = latest" "hot_standby = on" "synchronous_standby_names = '*'" "wal_receiver_timeout = 5s"
make_replica n2 "10.77.$RIG.1"
stop_by_hand n1
as_postgres n2 "touch $data/standby.signal"
add_database db heartbeat:pgsqlms "$(nv db bindir="$pg_bin" pgdata="$data" pghost=/tmp)" late
begins_with postgresql
move_primary
standby_primary
# It is recovered where it was: its replica has all that it has.
kill_primary kill_postgres

# A crashed primary may be ahead of its replica: PAF leaves it to the administrator, and its stop fails until then. A node that boots by itself would be fenced for that
# again and again (on Pacemaker, too), so that it stays off.
property stonith-action off
say "power-off of the primary, $primary: the other one leads"
power_off "$primary"
FROM=$(other "$primary") retry expect_promoted db "$(other "$primary")"
FROM=$(other "$primary") retry expect_running vip "$(other "$primary")"
expect_fenced "$primary"
say "$primary is copied anew, and comes back as replica"
RIG_AUTOSTART=no power_on "$primary"
make_replica "$primary" "$vip"
as_postgres "$primary" "touch $data/standby.signal"
rig start-daemons "$primary"
FROM=$(other "$primary") retry expect_online "$primary"
leads "$(other "$primary")"

expect_marks 1 '.* fences '
stop_client
passed
