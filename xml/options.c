/* xml/options.c - the table of cluster options and how values are checked against it (see options.h).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "xml/options.h"

#include "lib/lib.h"

#define VALUES(...) ((const char *const[]){__VA_ARGS__, NULL})
#define BUG_HINT "Needing to change it usually means that something else is wrong. "

enum {
    SCHEDULER = XML_OPTION_OF_SCHEDULER,
    CONTROLLER = XML_OPTION_OF_CONTROLLER,
    CIB = XML_OPTION_OF_CIB,
    FENCING = XML_OPTION_OF_FENCING,
};

/* The three options that each action of a fence device has. */
#define DEVICE_ACTION(action)                                                                                                  \
    {"pcmk_" action "_action",                                                                                                 \
     NULL,                                                                                                                     \
     XML_OPTION_STRING,                                                                                                        \
     NULL,                                                                                                                     \
     action,                                                                                                                   \
     FENCING,                                                                                                                  \
     "Advanced: what to send to the agent for '" action "'",                                                                   \
     "For a device that calls the action otherwise: the word that the agent is given for '" action "'."},                      \
        {"pcmk_" action "_timeout",                                                                                            \
         NULL,                                                                                                                 \
         XML_OPTION_TIME,                                                                                                      \
         NULL,                                                                                                                 \
         "60s",                                                                                                                \
         FENCING,                                                                                                              \
         "Advanced: how long '" action "' may take on this device",                                                            \
         "For a device that is much slower or faster than others: the time after which its '" action                           \
         "' has failed; it takes the place of the time that the request brought."},                                            \
    {                                                                                                                          \
        "pcmk_" action "_retries", NULL, XML_OPTION_INTEGER, NULL, "2", FENCING,                                               \
            "Advanced: how often '" action "' is tried within its timeout",                                                    \
            "A device may fail only because it serves somebody else at the moment. As long as time remains, a failed '" action \
            "' is tried again up to this number of attempts."                                                                  \
    }

/* Options of the controller alone come first: each daemon's part is then in the order that its metadata has. */
static const struct xml_option options[] = {
    {"dc-version", NULL, XML_OPTION_STRING, NULL, "none", CONTROLLER, "Version of the cluster manager on the DC",
     "Set by the cluster: version and build of the node that is Designated Controller (DC). For diagnosis."},
    {"cluster-infrastructure", NULL, XML_OPTION_STRING, NULL, "corosync", CONTROLLER,
     "The membership layer that the cluster runs on", "Set by the cluster, for information."},
    {"cluster-name", NULL, XML_OPTION_STRING, NULL, NULL, CONTROLLER, "A name for the cluster",
     "For people and tools; rules can compare it as the node attribute #cluster-name. Taken from corosync.conf when it "
     "is not set."},
    {"dc-deadtime", NULL, XML_OPTION_TIME, NULL, "20s", CONTROLLER, "How long a starting node waits for the others",
     "A node that starts waits this long to hear of a DC before it begins an election. Slow networks and switches that "
     "learn their topology need more."},
    {"cluster-recheck-interval", NULL, XML_OPTION_TIME, NULL, "15min", CONTROLLER,
     "Longest time between two looks at the whole cluster",
     "The cluster acts on events and knows in advance when most rules and failure timeouts take effect. Beyond that it "
     "looks again after this time without any event; rules with date_spec depend on it. 0 turns it off."},
    {"load-threshold", NULL, XML_OPTION_PERCENTAGE, NULL, "80%", CONTROLLER,
     "CPU load from which a node is given less to do",
     "As a node's load comes near this share of its CPUs, fewer actions are started on it at a time."},
    {"node-action-limit", NULL, XML_OPTION_INTEGER, NULL, "0", CONTROLLER, "Actions that one node may run at a time",
     "0 means twice the number of the node's CPU cores."},
    {"fence-reaction", NULL, XML_OPTION_SELECT, VALUES("stop", "panic"), "stop", CONTROLLER,
     "What a node does that learns of its own fencing",
     "That happens when fencing cuts only the storage or is set up wrongly. 'stop' ends the cluster manager on the node "
     "and keeps it ended; 'panic' reboots the node at once, or stops if that fails."},
    {"cluster-profile", NULL, XML_OPTION_SELECT, VALUES("none", "two-node"), "none", CONTROLLER,
     "Safeguards for clusters that can't outvote a node",
     "two-node: nothing starts before it is proven that each node can be fenced (see fencing-waiver), and a node in a fence loop (see "
     "fence-loop-limit) does not act alone: until then the cluster does as without quorum (no-quorum-policy, which should be stop). `crm cluster init` sets it."},
    {"fence-loop-limit", NULL, XML_OPTION_INTEGER, NULL, "3", CONTROLLER,
     "Falls after which a node does not act alone",
     "In the profile two-node: a node that went down so often within fence-loop-interval without an orderly end (it was fenced, crashed or lost its power) takes "
     "nothing over and fences nobody until it sees another node or `crm fencing release` says so. 0 turns it off."},
    {"fence-loop-interval", NULL, XML_OPTION_TIME, NULL, "1h", CONTROLLER,
     "Time in which falls of a node are counted", "See fence-loop-limit."},
    {"fencing-waiver", NULL, XML_OPTION_STRING, NULL, NULL, CONTROLLER,
     "Who lets services start although fencing is unproven",
     "In the profile two-node: a name, the date (2026-11-28) and, if you like, the reason. `crm fencing waive` sets it; delete it when fencing works."},
    {"election-timeout", NULL, XML_OPTION_TIME, NULL, "2min", CONTROLLER, "Advanced: time for the election of a DC",
     BUG_HINT "An election that is not decided within this time has failed and is held anew."},
    {"shutdown-escalation", NULL, XML_OPTION_TIME, NULL, "20min", CONTROLLER,
     "Advanced: time for a clean shutdown of a node",
     BUG_HINT "A node that has not stopped its resources within this time exits at once."},
    {"join-integration-timeout", "crmd-integration-timeout", XML_OPTION_TIME, NULL, "3min", CONTROLLER,
     "Advanced: time for nodes to answer the offer to join",
     BUG_HINT "The DC waits this long for the nodes that it has invited."},
    {"join-finalization-timeout", "crmd-finalization-timeout", XML_OPTION_TIME, NULL, "30min", CONTROLLER,
     "Advanced: time for nodes to confirm that they joined",
     BUG_HINT "The DC waits this long for the history of resources of the nodes that it has accepted."},
    {"transition-delay", "crmd-transition-delay", XML_OPTION_TIME, NULL, "0s", CONTROLLER,
     "Advanced: wait before each new plan; slows down every recovery",
     "Gives events that belong together, such as the ping results of several nodes, time to arrive before the cluster "
     "decides."},
    {"stonith-watchdog-timeout", NULL, XML_OPTION_SIGNED_TIME, NULL, "0", CONTROLLER,
     "Time after which a lost node's watchdog has surely reset it",
     "A node whose watchdog guards it (SBD_WATCHDOG_DEV) counts as fenced so long after it was lost, where no fence device can do it and this partition has quorum. It must be longer than "
     "SBD_WATCHDOG_TIMEOUT; twice that of the lost node is waited for at least. A negative value means twice SBD_WATCHDOG_TIMEOUT; 0 means never to rely on it. A resource of the agent "
     "fence_watchdog limits it to the nodes in its pcmk_host_list."},
    {"stonith-max-attempts", NULL, XML_OPTION_POSITIVE, NULL, "10", CONTROLLER,
     "Failures of fencing after which it is no longer tried at once",
     "The pauses between attempts to fence a node grow, up to a minute; after this many failures each takes that minute."},
    {"no-quorum-policy", NULL, XML_OPTION_SELECT, VALUES("stop", "freeze", "ignore", "demote", "suicide"), "stop",
     SCHEDULER | CONTROLLER, "What to do with resources in a partition without quorum",
     "stop: stop them all. freeze: leave what runs, start nothing. ignore: go on as with quorum (dangerous without "
     "fencing). demote: demote promoted instances, stop the rest as 'stop' does. suicide: fence all nodes of the "
     "partition."},
    {"symmetric-cluster", NULL, XML_OPTION_BOOLEAN, NULL, "true", SCHEDULER,
     "Whether resources may run anywhere unless told otherwise",
     "If false, a resource runs only where a location constraint allows it."},
    {"maintenance-mode", NULL, XML_OPTION_BOOLEAN, NULL, "false", SCHEDULER,
     "Whether the cluster keeps its hands off all resources",
     "If true, nothing is started, stopped or monitored, so that services can be worked on by hand."},
    {"start-failure-is-fatal", NULL, XML_OPTION_BOOLEAN, NULL, "true", SCHEDULER,
     "Whether one failed start bans a resource from the node",
     "If false, a failed start counts like any failure, against the resource's migration-threshold."},
    {"enable-startup-probes", NULL, XML_OPTION_BOOLEAN, NULL, "true", SCHEDULER,
     "Whether to look for running resources on a node that joins",
     "Without these probes the cluster does not notice what was started outside of it, and may run it twice."},
    {"shutdown-lock", NULL, XML_OPTION_BOOLEAN, NULL, "false", SCHEDULER | CONTROLLER,
     "Whether resources wait for a node that was shut down cleanly",
     "If true, what ran on a node when it was shut down cleanly runs nowhere else until the node is back and has started "
     "it, or until shutdown-lock-limit is over. Stonith resources, remote connections, clones, bundles and promoted "
     "roles are never locked."},
    {"shutdown-lock-limit", NULL, XML_OPTION_TIME, NULL, "0", SCHEDULER, "Longest time that shutdown-lock holds",
     "Counted from the beginning of the shutdown. 0: as long as the node is away."},
    {"stonith-enabled", NULL, XML_OPTION_BOOLEAN, NULL, "true", SCHEDULER,
     "Advanced: whether nodes are fenced in recovery",
     "If false, a node that does not answer is believed to be harmless, and its resources are started elsewhere. If it "
     "was still running them, data are damaged. For tests only."},
    {"stonith-action", NULL, XML_OPTION_SELECT, VALUES("reboot", "off", "poweroff"), "reboot", SCHEDULER,
     "What fencing does to a node", "reboot or off; 'poweroff' is an old word for off."},
    {"stonith-timeout", NULL, XML_OPTION_TIME, NULL, "60s", SCHEDULER, "Advanced: time for fencing a node",
     "How long fencing may take where neither the device nor the request says otherwise. Some fence agents read it too."},
    {"have-watchdog", NULL, XML_OPTION_BOOLEAN, NULL, "false", SCHEDULER,
     "Whether watchdogs guard the nodes",
     "Set by the cluster, never by you. With stonith-watchdog-timeout it tells whether nodes that are lost fence "
     "themselves."},
    {"concurrent-fencing", NULL, XML_OPTION_BOOLEAN, NULL, "false", SCHEDULER,
     "Whether several nodes may be fenced at a time", "If false, one fencing waits for the end of the one before."},
    {"startup-fencing", NULL, XML_OPTION_BOOLEAN, NULL, "true", SCHEDULER,
     "Advanced: whether nodes that were never seen are fenced at start",
     "If false, nodes that have not been seen since the cluster started are believed to be down. If one of them runs "
     "resources, they run twice."},
    {"priority-fencing-delay", NULL, XML_OPTION_TIME, NULL, "0", SCHEDULER,
     "Head start in a fencing race for the node with the more important resources",
     "When the partition has no majority, fencing of the lost node with the highest sum of resource priorities is delayed "
     "by this time, so that in a split of two nodes the more important one survives. A promoted instance counts one more "
     "than its priority unless that is 0. pcmk_delay_base and pcmk_delay_max come on top, so take at least twice the "
     "largest pcmk_delay_max. 0 turns it off."},
    {"cluster-delay", NULL, XML_OPTION_TIME, NULL, "60s", SCHEDULER,
     "Longest time for a message to reach a node and its answer to come back",
     "An action has failed if its result has not arrived this long after its own timeout."},
    {"batch-limit", NULL, XML_OPTION_INTEGER, NULL, "0", SCHEDULER,
     "Actions that may run at a time in the whole cluster",
     "0: no limit but the one that follows from the nodes' load (load-threshold)."},
    {"migration-limit", NULL, XML_OPTION_INTEGER, NULL, "-1", SCHEDULER,
     "Live migrations that a node may run at a time", "-1: no limit."},
    {"stop-all-resources", NULL, XML_OPTION_BOOLEAN, NULL, "false", SCHEDULER, "Whether to stop every resource",
     "For maintenance of all services at a time; the nodes stay in the cluster."},
    {"stop-orphan-resources", NULL, XML_OPTION_BOOLEAN, NULL, "true", SCHEDULER,
     "Whether to stop resources that were deleted from the configuration", "If false, they go on running unattended."},
    {"stop-orphan-actions", NULL, XML_OPTION_BOOLEAN, NULL, "true", SCHEDULER,
     "Whether to cancel monitors that were deleted from the configuration",
     "If false, they go on until the resource stops."},
    {"remove-after-stop", NULL, XML_OPTION_BOOLEAN, NULL, "false", SCHEDULER,
     "Deprecated: whether a node forgets a resource when it has stopped it",
     "Leave it at false: the history of stopped resources is needed, and the option will go."},
    {"pe-error-series-max", NULL, XML_OPTION_INTEGER, NULL, "-1", SCHEDULER, "Policy inputs to keep that led to errors",
     "Files pe-error-N.bz2 in the state directory. -1: all, 0: none."},
    {"pe-warn-series-max", NULL, XML_OPTION_INTEGER, NULL, "5000", SCHEDULER,
     "Policy inputs to keep that led to warnings", "Files pe-warn-N.bz2 in the state directory. -1: all, 0: none."},
    {"pe-input-series-max", NULL, XML_OPTION_INTEGER, NULL, "4000", SCHEDULER,
     "Policy inputs to keep that led to neither", "Files pe-input-N.bz2 in the state directory. -1: all, 0: none."},
    {"node-health-strategy", NULL, XML_OPTION_SELECT,
     VALUES("none", "migrate-on-red", "only-green", "progressive", "custom"), "none", SCHEDULER,
     "How health attributes of nodes count",
     "Something outside of the cluster sets node attributes whose names begin with #health to red, yellow, green or a "
     "score. migrate-on-red: nothing runs on a red node; only-green: nor on a yellow one; progressive and custom: the "
     "scores of node-health-red, -yellow and -green (and, for progressive, node-health-base) are added."},
    {"node-health-base", NULL, XML_OPTION_SCORE, NULL, "0", SCHEDULER, "Health score that each node begins with",
     "Only with node-health-strategy=progressive."},
    {"node-health-green", NULL, XML_OPTION_SCORE, NULL, "0", SCHEDULER, "Score of a health attribute that is green",
     "Only with node-health-strategy=progressive or custom."},
    {"node-health-yellow", NULL, XML_OPTION_SCORE, NULL, "0", SCHEDULER, "Score of a health attribute that is yellow",
     "Only with node-health-strategy=progressive or custom."},
    {"node-health-red", NULL, XML_OPTION_SCORE, NULL, "-INFINITY", SCHEDULER, "Score of a health attribute that is red",
     "Only with node-health-strategy=progressive or custom."},
    {"placement-strategy", NULL, XML_OPTION_SELECT, VALUES("default", "utilization", "minimal", "balanced"), "default",
     SCHEDULER, "How capacity and load decide where resources run",
     "default: nodes are filled evenly by number of resources. utilization: only nodes with enough capacity are used. "
     "balanced: the same, spreading by free capacity. minimal: the same, on as few nodes as possible."},
    {"enable-acl", NULL, XML_OPTION_BOOLEAN, NULL, "false", CIB, "Whether access control lists (ACLs) apply to the CIB",
     "If true, users of group haclient other than root and hacluster may do what their ACLs allow; if false, all may do "
     "everything."},
    {"cluster-ipc-limit", NULL, XML_OPTION_POSITIVE, NULL, "500", CIB,
     "Messages that may wait for a client that does not read",
     "A client with more unread messages is disconnected; the log says so. A good value is the number of resources times "
     "the number of nodes."},
    {"pcmk_host_argument", NULL, XML_OPTION_STRING, NULL, "port", FENCING,
     "Advanced: the agent's parameter that names the machine",
     "For an agent that has neither 'port' nor 'plug'. 'none' means that it is given no such parameter."},
    {"pcmk_host_map", NULL, XML_OPTION_STRING, NULL, "", FENCING, "What the device calls each node",
     "For example node1:1;node2:2,3 - outlet 1 feeds node1, outlets 2 and 3 feed node2."},
    {"pcmk_host_list", NULL, XML_OPTION_STRING, NULL, "", FENCING, "The nodes that this device can fence",
     "For example node1,node2,node3. Needed with pcmk_host_check=static-list only."},
    {"pcmk_host_check", NULL, XML_OPTION_STRING, NULL, "dynamic-list", FENCING,
     "How to learn which nodes the device can fence",
     "dynamic-list: ask the agent with 'list'. static-list: pcmk_host_list says it. status: ask the agent for the status "
     "of the node. none: it can fence every node."},
    {"pcmk_delay_max", NULL, XML_OPTION_TIME, NULL, "0s", FENCING, "Upper bound of a random delay before fencing",
     "A random time is added to pcmk_delay_base so that the sum stays below this, to keep two nodes from fencing each "
     "other at the same instant."},
    {"pcmk_delay_base", NULL, XML_OPTION_STRING, NULL, "0s", FENCING, "Delay before fencing",
     "One time for every target (5s) or one for each node (node1:1s;node2:5). Giving one of two nodes the longer delay "
     "decides who survives when they lose sight of each other."},
    {"pcmk_action_limit", NULL, XML_OPTION_INTEGER, NULL, "1", FENCING,
     "Actions that the device can carry out at a time", "Needs concurrent-fencing=true. -1: any number."},
    DEVICE_ACTION("reboot"),
    DEVICE_ACTION("off"),
    DEVICE_ACTION("on"),
    DEVICE_ACTION("list"),
    DEVICE_ACTION("monitor"),
    DEVICE_ACTION("status"),
};

const char *xml_option_type_text(enum xml_option_type type)
{
    static const char *const words[] = {
#define X(name, word) word,
        XML_OPTION_TYPE_LIST(X)
#undef X
    };
    assert((size_t)type < BT_COUNT(words));
    return words[type];
}

const struct xml_option *xml_option_find(const char *name)
{
    for (size_t i = 0; name != NULL && i < BT_COUNT(options); i++)
        if (bt_streq(name, options[i].name) || bt_streq(name, options[i].old_name))
            return &options[i];
    return NULL;
}

const char *xml_option_default(const char *name)
{
    const struct xml_option *option = xml_option_find(name);
    return option != NULL ? option->default_value : NULL;
}

const struct xml_option *xml_option_next(const struct xml_option *prev, unsigned daemons)
{
    assert(prev == NULL || (prev >= options && prev < options + BT_COUNT(options)));
    for (const struct xml_option *o = prev != NULL ? prev + 1 : options; o < options + BT_COUNT(options); o++)
        if ((o->daemons & daemons) != 0)
            return o;
    return NULL;
}

static bool is_one_of(const char *value, const char *const *values)
{
    while (*values != NULL && !bt_streq(value, *values))
        values++;
    return *values != NULL;
}

static bool is_percentage(const char *value)
{
    char *number = bt_strdup(value);
    int64_t n;
    if (bt_ends(number, "%"))
        number[strlen(number) - 1] = '\0';
    bool ok = bt_parse_int(number, &n) && n >= 0;
    free(number);
    return ok;
}

bool xml_option_valid(const struct xml_option *option, const char *value)
{
    int64_t n;
    int score;
    bool flag;
    if (value == NULL)
        return false;
    switch (option->type) {
    case XML_OPTION_STRING:
        return true;
    case XML_OPTION_BOOLEAN:
        return bt_parse_bool(value, &flag);
    case XML_OPTION_SELECT:
        assert(option->values != NULL);
        return is_one_of(value, option->values);
    case XML_OPTION_INTEGER:
        return bt_parse_int(value, &n);
    case XML_OPTION_POSITIVE:
        return bt_parse_int(value, &n) && n > 0;
    case XML_OPTION_SCORE:
        return bt_score_parse(value, &score);
    case XML_OPTION_PERCENTAGE:
        return is_percentage(value);
    case XML_OPTION_TIME:
        return bt_duration_ms(value, &n);
    case XML_OPTION_SIGNED_TIME:
        return bt_duration_ms(*value == '-' ? value + 1 : value, &n);
    }
    return false;
}
