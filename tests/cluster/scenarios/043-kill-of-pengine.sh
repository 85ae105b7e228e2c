#!/bin/bash
# Policy engine killed: the next decision is made by a new one.
#
# SPDX-License-Identifier: GPL-2.0-or-later
. "$(dirname "$0")/../words.sh"
only_baton "its DC may give up without the policy engine and be fenced"

cluster 2
usual_service n1
survives_kill n1 pengine
survives_kill n2 pengine
passed
