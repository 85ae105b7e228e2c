#!/bin/bash
# Clients that send rubbish to the daemons, before and after the handshake of IPC, or vanish half-way: they are dropped, the
# daemons and the service live on, and the daemons answer as before.
#
# SPDX-License-Identifier: GPL-2.0-or-later
. "$(dirname "$0")/../words.sh"
only_baton "its sockets have other names"

daemons='batond crmd lrmd stonithd pengine'
daemon_pids() { local daemon; for daemon in $daemons; do daemon_pid n1 "$daemon"; done | xargs; }

# rubbish SEED: connects to each daemon on n1 in turn, says something, and goes without a word; then as libqb's client, in a
# process of its own that is killed.
rubbish() {
    run_on n1 timeout 60 python3 - "$1" <<'END'
import ctypes, os, random, signal, socket, struct, sys, time

names = ["baton-" + name for name in ("batond", "cib", "crmd", "lrmd", "stonithd", "pengine")]
chance = random.Random(int(sys.argv[1]))
words = [b"", b"<", b"<cib_request op='delete' section='//", b"<x/>", b"\xff\xfe", b"<!DOCTYPE a [<!ENTITY b '&b;&b;'>]><a>&b;</a>",
         b"<cib_request", b"<crmd_request op='nosuch'/>", b"<a>" * 4000, b"A" * 60000]


def raw(name):
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as s:
        s.connect(b"\0" + name.encode() + b"\0" * (107 - len(name)))
        s.setblocking(False)
        try:
            s.send(chance.randbytes(chance.randrange(1, 4000)))
        except OSError:
            pass


def speak(name):
    qb = ctypes.CDLL("libqb.so.100")
    qb.qb_ipcc_connect.restype = ctypes.c_void_p
    qb.qb_ipcc_send.argtypes = (ctypes.c_void_p, ctypes.c_char_p, ctypes.c_size_t)
    connection = qb.qb_ipcc_connect(name.encode(), 131072)
    for _ in range(20 if connection else 0):
        text = chance.choice(words)
        whole = len(text) if chance.random() < 0.95 else chance.choice((0, 1 << 30, 1 << 63, len(text) // 2))
        head = struct.pack("<i4xi4xi4xQQ", 0, 40 + len(text), 0, whole, 0)  # lib/ipc_common_io.h
        qb.qb_ipcc_send(connection, head + text, len(head + text))
    time.sleep(10)


for name in names * 3:
    raw(name)
    child = os.fork()
    if child == 0:
        speak(name)
        os._exit(0)
    time.sleep(0.1)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
END
}

cluster 2
usual_service n1
before=$(daemon_pids)
configuration=$(cib -Q -o configuration | cksum)

for seed in 1 2; do
    say "rubbish, $seed"
    rubbish "$seed"
    [[ $(daemon_pids) = "$before" ]]
    [[ $(cib -Q -o configuration | cksum) = "$configuration" ]]
done

say "a tool is killed while its request is under way"
for _ in 1 2 3 4 5 6 7 8; do
    # shellcheck disable=SC2016 # expanded in the node
    run_on n1 sh -c 'cibadmin -Q >/dev/null & a=$!; crm_attribute -t crm_config -n colour -v red & kill -9 $a $!'
done

say "what was dropped is said"
dropped() { rig logs n1 | grep -c "is dropped, because it sent rubbish"; }
[[ $(dropped) -ge 20 ]]

say "the daemons answer as before"
property colour blue
bounce svc n1
[[ $(daemon_pids) = "$before" ]]
expect_online n1
expect_no_fencing
passed
