/* tools/crm/health.c - judging a cluster's health (see health.h).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "cib/cib.h"
#include "tools/crm/health.h"

#define ROOM_BYTES (INT64_C(64) << 20) /* less is a warning: logs and saved inputs of the policy engine go there too */

static void found(struct health_findings *r, enum health_level level, const char *fmt, ...) BT_PRINTF(3, 4);
static void found(struct health_findings *r, enum health_level level, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    BT_PUSH(&r->list, ((struct health_finding){level, bt_vprintf(fmt, ap)}));
    va_end(ap);
}

/* corosync-cfgtool -s: "LINK ID 0 udp", "addr = ...", and for each node "nodeid: 2: connected". */
static void judge_links(const struct health_facts *f, struct health_findings *r)
{
    struct bt_strv lines = {0};
    size_t links = 0, down = 0;
    if (f->links == NULL) {
        found(r, HEALTH_ERROR, "corosync does not answer: systemctl status corosync tells why");
        return;
    }
    bt_strv_split(&lines, f->links, "\n");
    for (size_t i = 0; i < lines.n; i++) {
        links += strncmp(lines.v[i], "LINK ID", 7) == 0;
        down += strstr(lines.v[i], "disconnected") != NULL;
    }
    bt_strv_free(&lines);
    if (down > 0)
        found(r, HEALTH_ERROR, "%zu of the links to other nodes are down: corosync-cfgtool -s shows which", down);
    else if (links < 2)
        found(r, HEALTH_WARNING, "There is one link between the nodes: if it is cut, a node is fenced; a second network would carry on (ring1_addr in corosync.conf)");
    else
        found(r, HEALTH_OK, "All %zu links between the nodes are up", links);
}

/* corosync-qdevice-tool -sv: "State:   Connected", "TLS active:   Yes (client certificate sent)". */
static bool says(const char *text, const char *name, const char *value)
{
    const char *at = text != NULL ? strstr(text, name) : NULL;
    if (at == NULL)
        return false;
    at += strlen(name);
    return bt_starts(at + strspn(at, " \t"), value);
}

static void judge_device(const struct health_facts *f, struct health_findings *r)
{
    if (f->conf == NULL || !conf_has_device(f->conf))
        return;
    const char *host = conf_get(f->conf, "quorum.device.net.host"), *algorithm = conf_get(f->conf, "quorum.device.net.algorithm");
    if (host == NULL)
        host = "?";
    if (f->device == NULL)
        found(r, HEALTH_ERROR, "corosync-qdevice does not run here: without the quorum device's vote the loss of another node may end quorum (systemctl status corosync-qdevice)");
    else if (!says(f->device, "\nState:", "Connected"))
        found(r, HEALTH_ERROR, "The quorum device at %s does not answer: as long as that lasts the loss of another node may end quorum (systemctl status corosync-qnetd there)", host);
    else
        found(r, HEALTH_OK, "The quorum device at %s answers", host);
    if (says(f->device, "\nState:", "Connected") && !bt_streq(conf_get(f->conf, "quorum.device.net.tls"), "off") && !says(f->device, "\nTLS active:", "Yes"))
        found(r, HEALTH_WARNING, "What this node and the quorum device tell each other is not encrypted: %s serves without certificates (corosync-qnetd-certutil -i)", host);
    if (!bt_streq(algorithm, "lms") && conf_nodes(f->conf) == 1)
        found(r, HEALTH_WARNING, "This node is alone and yet needs the quorum device's vote: let another node join, or crm cluster remove --qdevice");
    if (!bt_streq(algorithm, "lms") && conf_nodes(f->conf) > 1 && conf_nodes(f->conf) % 2 == 1)
        found(r, HEALTH_WARNING, "The quorum device is for even numbers of nodes (ffsplit), and there are %zu: crm cluster remove --qdevice, or --qdevice-algo lms", conf_nodes(f->conf));
}

static void judge_key(const struct health_facts *f, struct health_findings *r)
{
    if (f->key_mode == 0)
        found(r, HEALTH_WARNING, "/etc/corosync/authkey does not exist: what the nodes tell each other is not encrypted (corosync-keygen makes one)");
    else if ((f->key_mode & 077) != 0)
        found(r, HEALTH_ERROR, "/etc/corosync/authkey may be read by others than root: chmod 0400 it, and make a new one if they may have");
    else
        found(r, HEALTH_OK, "The nodes know each other by a secret that root alone can read");
}

static void judge_nodes(const struct health_facts *f, struct health_findings *r)
{
    size_t n = 0, online = 0;
    bt_xml_each(node, cib_section(f->cib, XE_NODES), XE_NODE) {
        const char *name = bt_xml_get_or(node, XA_UNAME, "");
        const xmlNode *state = cib_node_state(f->cib, name);
        bool up = bt_xml_get_bool(state, XA_IN_CCM, false) && bt_streq(bt_xml_get(state, XA_CRMD), "online");
        n++;
        online += up;
        if (!up)
            found(r, HEALTH_ERROR, "Node %s is not online", name);
    }
    if (n > 0 && n == online)
        found(r, HEALTH_OK, "All %zu nodes are online", n);
    if (!bt_xml_get_bool(bt_xml_root(f->cib), XA_HAVE_QUORUM, false))
        found(r, HEALTH_ERROR, "This part of the cluster has no quorum, or may not act on it");
    bt_xml_each(state, cib_section(f->cib, XE_STATUS), XE_NODE_STATE) {
        const xmlNode *held = bt_xml_find(bt_xml_path(state, XE_TRANSIENT_ATTRIBUTES "/" XE_INSTANCE_ATTRIBUTES), XE_NVPAIR, XA_NAME, "#held");
        if (held != NULL)
            found(r, HEALTH_ERROR, "The cluster does not act: %s", bt_xml_get_or(held, XA_VALUE, "?"));
    }
}

static size_t fence_devices(const xmlNode *in)
{
    size_t n = 0;
    bt_xml_each(child, in, NULL)
        n += bt_streq(bt_xml_get(child, XA_CLASS), "stonith") ? 1 : fence_devices(child);
    return n;
}

static void judge_fencing(const struct health_facts *f, struct health_findings *r)
{
    size_t n = fence_devices(cib_section(f->cib, XE_RESOURCES));
    const char *wait = cib_option(f->cib, "stonith-watchdog-timeout");
    if (!bt_is_true(cib_option(f->cib, "stonith-enabled"), true))
        found(r, HEALTH_ERROR, "Fencing is off (stonith-enabled): a node that is lost may still write to your data while its services start elsewhere");
    else if (n == 0 && bt_is_true(cib_option(f->cib, "have-watchdog"), false) && wait != NULL && !bt_streq(wait, "0"))
        found(r, HEALTH_OK, "Fencing is on: lost nodes are reset by their own watchdogs (stonith-watchdog-timeout=%s)", wait);
    else if (n == 0)
        found(r, HEALTH_ERROR, "There is no fence device: what runs on a node that is lost can't be recovered");
    else
        found(r, HEALTH_OK, "Fencing is on, with %zu device(s)", n);
    const char *waiver = cib_option(f->cib, "fencing-waiver");
    if (waiver != NULL && waiver[0] != '\0')
        found(r, HEALTH_WARNING, "Services start although fencing may be unproven, as was waived by %s: delete the cluster option fencing-waiver when it works", waiver);
    if (bt_is_true(cib_option(f->cib, "maintenance-mode"), false))
        found(r, HEALTH_WARNING, "The cluster is in maintenance: it starts, stops and recovers nothing");
}

static void judge_failures(const struct health_facts *f, struct health_findings *r)
{
    size_t n = 0;
    bt_xml_each(state, cib_section(f->cib, XE_STATUS), XE_NODE_STATE)
        bt_xml_each(pair, bt_xml_path(state, XE_TRANSIENT_ATTRIBUTES "/" XE_INSTANCE_ATTRIBUTES), XE_NVPAIR)
            n += bt_starts(bt_xml_get_or(pair, XA_NAME, ""), "fail-count-") && !bt_streq(bt_xml_get(pair, XA_VALUE), "0");
    if (n > 0)
        found(r, HEALTH_WARNING, "%zu failure(s) are on record: crm_mon -1f shows them, crm resource cleanup forgets them", n);
    else
        found(r, HEALTH_OK, "No failure is on record");
}

static void judge_machine(const struct health_facts *f, struct health_findings *r)
{
    if (!f->configuration_good)
        found(r, HEALTH_ERROR, "The configuration has errors or warnings: crm_verify -LV shows them");
    else
        found(r, HEALTH_OK, "The configuration has neither errors nor warnings");
    if (f->free_bytes >= 0 && f->free_bytes < ROOM_BYTES)
        found(r, HEALTH_WARNING, "Less than %" PRId64 " MB are free below /var/lib/pacemaker: when it is full, changes are refused", ROOM_BYTES >> 20);
}

enum health_level health_judge(const struct health_facts *f, struct health_findings *ret)
{
    enum health_level worst = HEALTH_OK;
    judge_links(f, ret);
    judge_device(f, ret);
    judge_key(f, ret);
    judge_nodes(f, ret);
    judge_fencing(f, ret);
    judge_failures(f, ret);
    judge_machine(f, ret);
    for (size_t i = 0; i < ret->list.n; i++)
        if (ret->list.v[i].level > worst)
            worst = ret->list.v[i].level;
    return worst;
}

void health_free(struct health_findings *f)
{
    for (size_t i = 0; i < f->list.n; i++)
        free(f->list.v[i].text);
    BT_VEC_FREE(&f->list);
}
