#!/bin/bash
# Controller killed: its node takes up again what runs there, and the cluster agrees anew; nothing restarts.
#
# SPDX-License-Identifier: GPL-2.0-or-later
. "$(dirname "$0")/../words.sh"
only_baton "it may fence a node that lost a daemon"

cluster 2
usual_service n1
survives_kill n1 crmd
survives_kill n2 crmd
passed
