#!/bin/bash
# MariaDB's replication by GTIDs with Debian's own agent and a virtual address. A row is promised where the replica has acknowledged it (semi-synchronous, AFTER_SYNC). The
# primary is powered off, killed, put into standby and moved by hand: the other one is promoted, the old one comes back as replica. Needs mariadb-server and bc.
#
# SPDX-License-Identifier: GPL-2.0-or-later
. "$(dirname "$0")/words.sh"
need_programs /usr/sbin/mariadbd /usr/bin/mariadb-install-db /usr/bin/mariadb /usr/bin/bc

datadir=/var/lib/mysql
mysql() { run_on "$1" mariadb -S /run/mysqld/mysqld.sock -u root -NBe "$2"; }

# Writes are for the promoted one only, also while a server starts. What a primary had not sent when it crashed, its replica lacks: as it starts as a replica, it takes such rows
# back from its log (init_rpl_role), which it could not do later.
configure_mariadb() {
    run_on "$1" install -d -o mysql -g mysql -m 755 "$datadir" /var/log/mysql /run/mysqld
    run_on "$1" sh -c 'cat >/etc/mysql/rig.cnf' <<-END
	[mariadbd]
	user = mysql
	bind-address = 0.0.0.0
	server_id = ${1#n}
	log_bin = $datadir/log
	log_slave_updates = ON
	gtid_strict_mode = ON
	read_only = ON
	init_rpl_role = SLAVE
	rpl_semi_sync_slave_enabled = ON
	rpl_semi_sync_master_timeout = 1000
	slave_net_timeout = 4
	skip_name_resolve = ON
	innodb_buffer_pool_size = 16M
	innodb_log_file_size = 8M
	performance_schema = OFF
	END
}
serve_by_hand() {
    # shellcheck disable=SC2016 # expanded in the node
    run_on "$1" sh -c 'setsid mariadbd --defaults-file=/etc/mysql/rig.cnf --datadir="$1" --socket=/run/mysqld/mysqld.sock --skip-slave-start >/var/log/mysql/made.log 2>&1 </dev/null &' - "$datadir"
    retry mysql "$1" "select 1" >/dev/null
}
stop_by_hand() { mysql "$1" shutdown && retry expect_no_server "$1"; }
expect_no_server() { if run_on "$1" pgrep -x mariadbd >/dev/null; then wrong "mariadbd still runs on $1"; fi; }

# A server with an empty table, and another one as its copy: both know the same position in the one's log.
make_servers() {
    run_on n1 sh -c "mariadb-install-db --no-defaults --user=mysql --datadir=$datadir --skip-test-db >/var/log/mysql/made.log 2>&1"
    serve_by_hand n1
    mysql n1 "set global read_only = off; create user repl@'%' identified by 'secret', repl@localhost identified by 'secret', writer@'%';
        grant all on *.* to repl@'%', repl@localhost; create database rig; create table rig.numbers (n int primary key) engine=innodb; grant all on rig.* to writer@'%'"
    position=$(mysql n1 "select @@gtid_binlog_pos")
    stop_by_hand n1
    rm -rf "$state/nodes/n2/var/lib/mysql"
    cp -a "$state/nodes/n1/var/lib/mysql" "$state/nodes/n2/var/lib/mysql"
    run_on n2 sh -c "rm -f $datadir/log.* "
    serve_by_hand n2
    mysql n2 "set global gtid_slave_pos = '$position'"
    stop_by_hand n2
}
kill_mariadb() { run_on "$1" pkill -9 -u mysql; }

cluster 2
add_fencing
each_node configure_mariadb
make_servers
add_database db heartbeat:mariadb "$(nv db config=/etc/mysql/rig.cnf node_list="n1 n2" replication_user=repl replication_passwd=secret test_table=rig.numbers)"
begins_with mariadb
power_off_primary
kill_primary kill_mariadb
standby_primary
move_primary
expect_marks 1 '.* fences '
stop_client
passed
