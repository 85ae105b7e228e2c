#!/bin/bash
# Supervisor killed: what it supervised is taken over or started anew; nothing restarts.
#
# SPDX-License-Identifier: GPL-2.0-or-later
. "$(dirname "$0")/../words.sh"
only_baton "it may fence a node that lost a daemon"

cluster 2
usual_service n1
survives_kill n1 batond
survives_kill n2 batond
passed
