#!/bin/bash
# Executor killed: the services it started live on, and their monitors go on.
#
# SPDX-License-Identifier: GPL-2.0-or-later
. "$(dirname "$0")/../words.sh"
only_baton "it may fence a node that lost a daemon"

cluster 2
usual_service n1
survives_kill n1 lrmd
survives_kill n2 lrmd

say "the service crashes: its monitor finds it"
crash_service svc n1
retry service_pid svc n1 >/dev/null
retry expect_running svc n1
passed
