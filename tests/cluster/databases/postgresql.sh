#!/bin/bash
# The words of the PostgreSQL scenarios: servers that are made anew on each node, a replica as a copy of the primary.
#
# SPDX-License-Identifier: GPL-2.0-or-later
. "$(dirname "${BASH_SOURCE[0]}")/words.sh"

pg_bin=$(echo /usr/lib/postgresql/*/bin)
need_programs "$pg_bin/postgres" /usr/bin/psql
data=/var/lib/postgresql/data

as_postgres() { run_on "$1" su postgres -s /bin/bash -c "cd /; PATH=$pg_bin:\$PATH; $2"; }

# make_primary NODE [LINE..]: a server with an empty table, stopped; LINEs go into its configuration.
make_primary() {
    local node=$1
    shift
    run_on "$node" install -d -o postgres -g postgres -m 700 /var/lib/postgresql "$data" /var/lib/pgsql /var/lib/pgsql/tmp
    as_postgres "$node" "initdb -A trust -N --no-instructions -D $data >/dev/null"
    as_postgres "$node" "printf 'host all,replication all 10.77.0.0/16 trust\n' >>$data/pg_hba.conf"
    as_postgres "$node" "cat >>$data/postgresql.conf" <<-END
	listen_addresses = '*'
	unix_socket_directories = '/tmp'
	wal_level = replica
	wal_keep_size = 256MB
	wal_receiver_status_interval = 1s
	wal_retrieve_retry_interval = 500ms
	shared_buffers = 8MB
	shared_memory_type = mmap
	restart_after_crash = off
	$(printf '%s\n' "$@")
	END
    as_postgres "$node" "pg_ctl -D $data -w -l /tmp/made.log start >/dev/null 2>&1 && PGOPTIONS='-c synchronous_commit=local' psql -qh /tmp -c 'create table rows (n int primary key)'"
}
# make_replica NODE ADDRESS: a copy of the server that answers at ADDRESS.
make_replica() {
    run_on "$1" install -d -o postgres -g postgres -m 700 /var/lib/postgresql /var/lib/pgsql /var/lib/pgsql/tmp
    run_on "$1" rm -rf "$data" /var/lib/pgsql/tmp/PGSQL.lock
    as_postgres "$1" "pg_basebackup -h $2 -U postgres -D $data -X stream -c fast"
}
stop_by_hand() { as_postgres "$1" "pg_ctl -D $data -m fast -w stop >/dev/null"; }
# With all its processes: as long as one of them has not noticed yet that the first is dead, PostgreSQL refuses to start again, PAF tries it only once, and its stop fails from then on.
kill_postgres() { run_on "$1" sh -c "first=\$(head -n 1 $data/postmaster.pid); kill -9 \$first \$(pgrep -P \$first)"; }
