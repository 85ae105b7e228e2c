/* tools/pacemakerd.c - the name that agents, pcs and scripts ask for the cluster manager's version and state; batond is what runs.
 *
 * `pacemakerd -$` is asked by ocf-shellfuncs for every node name (interfaces 1.2): it reads nothing and connects to nobody.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

#include "cib/cib.h"
#include "lib/edge.h"
#include "tools/options.h"

struct args {
    struct opt_common common;
    bool features, foreground, shutdown, standby;
    const char *pid_file;
};

#define AT(field) offsetof(struct args, field)

static const struct opt additional[] = {
    {'F', "features", OPT_FLAG, AT(features), 0, 0, NULL, "Display full version and list of features"},
    {'f', "foreground", OPT_FLAG, AT(foreground), 0, 0, NULL, "(Ignored) batond always runs in the foreground"},
    {'p', "pid-file", OPT_TEXT, AT(pid_file), 0, 0, "FILE", "(Ignored) Daemon pid file location"},
    {'S', "shutdown", OPT_FLAG, AT(shutdown), 0, 0, NULL, "Instruct the cluster manager to shutdown on this machine"},
    {'s', "standby", OPT_FLAG, AT(standby), 0, 0, NULL, "Not supported: use crm node standby"},
    {0},
};
static const struct opt_section sections[] = {{"additional", "Additional Options", additional}, {0}};
static const struct opt_tool tool = {
    .name = "pacemakerd", .purpose = "starts and watches the cluster's daemons on this node (Baton's batond)", .sections = sections, .has_output = true};

static int show_features(void)
{
    printf("Pacemaker " OPT_COMPATIBLE " (Build: Baton " BT_VERSION ")\n Supporting v" CIB_FEATURE_SET ": agent-manpages corosync-ge-2 monotonic systemd\n");
    return BT_EX_OK;
}

/* The lock file of batond has its process id, and the lock says that it is still the holder's. */
static int shut_down(void)
{
    char *text = NULL;
    size_t len;
    int64_t pid = 0;
    struct bt_ipcc *c = NULL;
    int rc = bt_ipcc_connect("batond", 5000, &c, NULL); /* there is one, and we may talk to it */
    bt_ipcc_free(c);
    if (rc == 0 && (bt_file_read(BT_RUN_DIR "/batond.lock", 64, &text, &len, NULL) != 0 || !bt_parse_int(text, &pid) || pid <= 1))
        rc = BT_EX_DISCONNECT;
    free(text);
    if (rc != 0) {
        fprintf(stderr, "pacemakerd: the cluster does not run on this node\n");
        return BT_EX_DISCONNECT;
    }
    if (kill((pid_t)pid, SIGTERM) != 0) {
        fprintf(stderr, "pacemakerd: batond (process %d) can't be told to end; are you root?\n", (int)pid);
        return BT_EX_INSUFFICIENT_PRIV;
    }
    return BT_EX_OK;
}

int main(int argc, char **argv)
{
    struct args a = {0};
    int rc = opt_parse(&tool, argc, argv, &a);
    bt_strv_free(&a.common.words);
    if (rc != OPT_GO_ON)
        return rc;
    if (a.features)
        return show_features();
    if (a.shutdown)
        return shut_down();
    if (a.standby) {
        fprintf(stderr, "pacemakerd: starting in standby is not supported; use crm node standby\n");
        return BT_EX_UNIMPLEMENT_FEATURE;
    }
    execl(BT_SBINDIR "/batond", "batond", a.common.verbose > 0 ? "-V" : (char *)NULL, (char *)NULL);
    fprintf(stderr, "pacemakerd: " BT_SBINDIR "/batond can't be run\n");
    return BT_EX_OSFILE;
}
