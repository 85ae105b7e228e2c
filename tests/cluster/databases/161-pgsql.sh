#!/bin/bash
# Synchronous streaming replication of PostgreSQL by ocf:heartbeat:pgsql: whatever happens to the primary, no committed row is lost, and two primaries are never
# seen. Needs postgresql.
#
# SPDX-License-Identifier: GPL-2.0-or-later
. "$(dirname "$0")/postgresql.sh"

follows() {
    local now
    now=$(run_on n1 crm_attribute -l forever -N "$1" -n db-data-status -G -q 2>/dev/null) || true
    [[ $now = "STREAMING|SYNC" ]] || wrong "the data of $1 are '$now', expected STREAMING|SYNC"
}
# What the agent asks an administrator for after each end of a primary that had a replica: its data may be ahead of the other's.
after_stop() {
    make_replica "$1" "$vip"
    run_on n1 crm_resource --cleanup -r db >/dev/null
}
after_crash() {
    retry expect_failed db "$1"
    retry expect_idle # its stop is over: without its data, the agent's stop would never end
    after_stop "$1"
}

cluster 2
add_fencing
make_primary n1
make_replica n2 "10.77.$RIG.1"
stop_by_hand n1
add_database db heartbeat:pgsql "$(nv db pgctl="$pg_bin/pg_ctl" psql=/usr/bin/psql pgdata="$data" config="$data/postgresql.conf" rep_mode=sync node_list="n1 n2" \
    master_ip="$vip" socketdir=/tmp xlog_check_count=1 logfile=/var/lib/pgsql/tmp/server.log \
    primary_conninfo_opt="keepalives_idle=5 keepalives_interval=1 keepalives_count=3")" late
begins_with postgresql
power_off_primary
kill_primary kill_postgres
standby_primary
move_primary
expect_marks 1 '.* fences '
stop_client
passed
