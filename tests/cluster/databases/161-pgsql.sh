#!/bin/bash
# Synchronous streaming replication of PostgreSQL by ocf:heartbeat:pgsql: whatever happens to the primary, no committed row is lost, and two primaries are never
# seen. Needs postgresql.
#
# SPDX-License-Identifier: GPL-2.0-or-later
. "$(dirname "$0")/postgresql.sh"

leads() {
    retry expect_promoted db "$1"
    retry expect_unpromoted db "$(other "$1")"
    retry expect_running vip "$1"
    retry expect_status "$(other "$1")" "STREAMING|SYNC"
    rows_flow promised "$1"
}
expect_status() {
    local now
    now=$(run_on n1 crm_attribute -l forever -N "$1" -n db-data-status -G -q 2>/dev/null) || true
    [[ $now = "$2" ]] || wrong "the data of $1 are '$now', expected $2"
}
expect_failed() { [[ -n $(failcount db "$1") ]] || wrong "db has not failed on $1"; }

# What the agent asks an administrator for after each end of a primary that had a replica: its data may be ahead of the other's.
rebuild() {
    make_replica "$1" "$vip"
    run_on n1 crm_resource --cleanup -r db >/dev/null
}

cluster 2
add_fencing
make_primary n1
make_replica n2 "10.77.$RIG.1"
stop_by_hand n1
add_database db heartbeat:pgsql "$(nv db pgctl="$pg_bin/pg_ctl" psql=/usr/bin/psql pgdata="$data" config="$data/postgresql.conf" rep_mode=sync node_list="n1 n2" \
    master_ip="$vip" socketdir=/tmp xlog_check_count=1 logfile=/var/lib/pgsql/tmp/server.log \
    primary_conninfo_opt="keepalives_idle=5 keepalives_interval=1 keepalives_count=3")" late
retry expect_promoted db
primary=$(promoted db)
start_client postgresql
leads "$primary"

say "power-off of the primary, $primary"
at=$(journal_lines)
off=$(log_lines "$(other "$primary")")
power_off "$primary"
rows_flow promised "$(other "$primary")"
read -r whole ours <<<"$(own_time "$(other "$primary")" "$off")"
say "the other one takes writes; without an answer for $(longest_gap "$at") s; from the loss of the membership to the address $whole ms, of these neither an agent's nor the fencing's: $ours ms"
retry expect_online "$primary"
retry expect_failed "$primary"
rebuild "$primary"
primary=$(other "$primary")
leads "$primary"
say "the old primary is back, as replica"

say "kill -9 of the primary, $primary"
at=$(journal_lines)
kill_postgres "$primary"
rows_flow promised "$(other "$primary")"
say "the other one takes writes; without an answer for $(longest_gap "$at") s"
retry expect_failed "$primary"
rebuild "$primary"
primary=$(other "$primary")
leads "$primary"

say "standby of the primary, $primary"
at=$(journal_lines)
standby "$primary" true
rows_flow promised "$(other "$primary")"
say "the other one takes writes; without an answer for $(longest_gap "$at") s"
rebuild "$primary"
standby "$primary" false
primary=$(other "$primary")
leads "$primary"

say "the promoted role is moved by hand away from $primary"
at=$(journal_lines)
run_on n1 crm_resource --move -r db-clone --promoted -N "$(other "$primary")" >/dev/null
rows_flow promised "$(other "$primary")"
say "the other one takes writes; without an answer for $(longest_gap "$at") s"
run_on n1 crm_resource --clear -r db-clone >/dev/null
retry expect_idle
expect_promoted db "$(other "$primary")"

expect_marks 1 '.* fences '
stop_client
passed
