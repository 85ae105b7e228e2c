#!/bin/bash
# Fencer killed: it knows its devices again, and a power-off afterwards is still fenced.
#
# SPDX-License-Identifier: GPL-2.0-or-later
. "$(dirname "$0")/../words.sh"

cluster 2
usual_service n1
survives_kill n1 stonithd
survives_kill n2 stonithd

say "fencing still works"
power_off n1
FROM=n2 retry expect_running svc n2
expect_fenced n1
passed
