/* tests/fuzz/fuzz_policy.c - any document as a CIB for the policy engine: it must end in a graph or an error, with all texts printable and the
 * same graph each time.
 *
 * An input that begins with '<' is the document. Any other is read as a row of choices from which a CIB is built (see build()): so a fuzzer
 * that only knows bytes reaches deep into the engine instead of the XML parser.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>

#include "pengine/pengine.h"
#include "tests/fuzz/fuzz.h"

static const struct bt_wall now = {.s = 1700000000};

struct choices { const uint8_t *data; size_t len, at; };

static unsigned choose(struct choices *c, unsigned n)
{
    return c->at < c->len ? c->data[c->at++] % n : 0;
}
#define PICK(c, list) ((list)[choose(c, BT_COUNT(list))])

static const char *const ids[] = {"a", "b", "d", "g", "c", "m", "x", "t", "nobody", "a:0", "a:1", "f"};
static const char *const scores[] = {"INFINITY", "-INFINITY", "10", "-10", "1", "99999999999999999999", "word", "", "0"};
static const char *const roles[] = {"Started", "Promoted", "Unpromoted", "Stopped", "Master", "Slave", "nonsense"};
static const char *const actions[] = {"start", "stop", "promote", "demote", "monitor", "migrate_to", "migrate_from", "notify", "delete", "cancel"};
static const char *const kinds[] = {"Mandatory", "Optional", "Serialize", "nonsense"};
static const char *const words[] = {"true", "false", "stop", "block", "fence", "restart", "ignore", "standby", "demote", "freeze", "suicide", "0", "1", "2", "3",
                                    "-5", "10s", "P1D", "INFINITY", "40", "minimal", "balanced", "utilization", "nothing", "quorum", "fencing",
                                    "unfencing", "stop_only", "stop_unexpected", "Started", "Stopped", "Unpromoted", "only-green", "red", "yellow", ""};
static const char *const metas[] = {"target-role", "is-managed", "priority", "resource-stickiness", "migration-threshold", "failure-timeout", "multiple-active",
                                    "maintenance", "requires", "critical", "allow-migrate", "clone-max", "clone-node-max", "globally-unique", "interleave", "ordered",
                                    "notify", "promotable", "promoted-max", "promoted-node-max", "clone-min", "on-fail", "timeout", "interval"};
static const char *const options[] = {"stonith-enabled", "no-quorum-policy", "symmetric-cluster", "stop-all-resources", "maintenance-mode", "start-failure-is-fatal",
                                      "enable-startup-probes", "placement-strategy", "stop-orphan-resources", "shutdown-lock", "node-health-strategy", "have-watchdog",
                                      "stonith-watchdog-timeout", "concurrent-fencing", "priority-fencing-delay", "startup-fencing", "remove-after-stop"};
static const char *const attrs[] = {"standby", "maintenance", "shutdown", "terminate", "#health-x", "colour", "master-a", "fail-count-a#start_0", "fail-count-b#monitor_10000",
                                    "last-failure-a#start_0", "#node-unfenced", "probe_complete"};

static void pairs(struct choices *c, struct bt_buf *b, const char *tag, const char *const *names, size_t n_names)
{
    bt_buf_addf(b, "<%s id='s%zu'>", tag, b->len);
    for (unsigned n = choose(c, 4); n > 0; n--) {
        const char *name = names[choose(c, (unsigned)n_names)];
        bt_buf_addf(b, "<nvpair id='v%zu' name='%s' value='%s'/>", b->len, name, PICK(c, words));
    }
    if (choose(c, 8) == 1)
        bt_buf_addf(b, "<rule id='r%zu' score='%s'><expression id='e%zu' attribute='colour' operation='%s' value='1'/></rule>", b->len,
                    PICK(c, scores), b->len, choose(c, 2) ? "eq" : "defined");
    bt_buf_addf(b, "</%s>", tag);
}

static void resource(struct choices *c, struct bt_buf *b, int depth)
{
    const char *id = PICK(c, ids);
    unsigned kind = choose(c, depth < 3 ? 6 : 3);
    if (kind >= 3) {
        static const char *const tags[] = {"group", "clone", "master"};
        bt_buf_addf(b, "<%s id='%s'>", tags[kind - 3], id);
        for (unsigned n = choose(c, 4); n > 0; n--)
            resource(c, b, depth + 1);
        pairs(c, b, "meta_attributes", metas, BT_COUNT(metas));
        bt_buf_addf(b, "</%s>", tags[kind - 3]);
        return;
    }
    bt_buf_addf(b, "<primitive id='%s' %s>", id, kind == 2 ? "class='stonith' type='fence_x'" : kind == 1 ? "template='t'" : "class='ocf' provider='p' type='d'");
    pairs(c, b, "meta_attributes", metas, BT_COUNT(metas));
    if (choose(c, 4) == 1)
        pairs(c, b, "utilization", attrs, BT_COUNT(attrs));
    bt_buf_add(b, "<operations>");
    for (unsigned n = choose(c, 3); n > 0; n--)
        bt_buf_addf(b, "<op id='o%zu' name='%s' interval='%s' role='%s' on-fail='%s'/>", b->len, PICK(c, actions), PICK(c, words), PICK(c, roles), PICK(c, words));
    bt_buf_add(b, "</operations></primitive>");
}

static void sets(struct choices *c, struct bt_buf *b)
{
    for (unsigned n = choose(c, 4); n > 0; n--) {
        bt_buf_addf(b, "<resource_set id='rs%zu' sequential='%s' require-all='%s' role='%s' action='%s'>", b->len, PICK(c, words), PICK(c, words),
                    PICK(c, roles), PICK(c, actions));
        for (unsigned k = choose(c, 4); k > 0; k--)
            bt_buf_addf(b, "<resource_ref id='%s'/>", PICK(c, ids));
        bt_buf_add(b, "</resource_set>");
    }
}

static void constraint(struct choices *c, struct bt_buf *b)
{
    switch (choose(c, 5)) {
    case 0:
        bt_buf_addf(b, "<rsc_location id='l%zu' rsc='%s' node='n%u' score='%s' role='%s'/>", b->len, PICK(c, ids), choose(c, 4), PICK(c, scores), PICK(c, roles));
        break;
    case 1:
        bt_buf_addf(b, "<rsc_colocation id='l%zu' rsc='%s' with-rsc='%s' score='%s' rsc-role='%s' with-rsc-role='%s'/>", b->len, PICK(c, ids), PICK(c, ids),
                    PICK(c, scores), PICK(c, roles), PICK(c, roles));
        break;
    case 2:
        bt_buf_addf(b, "<rsc_order id='l%zu' first='%s' then='%s' kind='%s' first-action='%s' then-action='%s' symmetrical='%s'/>", b->len, PICK(c, ids),
                    PICK(c, ids), PICK(c, kinds), PICK(c, actions), PICK(c, actions), PICK(c, words));
        break;
    case 3:
        bt_buf_addf(b, "<rsc_ticket id='l%zu' ticket='k' rsc='%s' rsc-role='%s' loss-policy='%s'/>", b->len, PICK(c, ids), PICK(c, roles), PICK(c, words));
        break;
    default: {
        static const char *const tags[] = {"rsc_order", "rsc_colocation", "rsc_location", "rsc_ticket"};
        const char *tag = PICK(c, tags);
        bt_buf_addf(b, "<%s id='l%zu' score='%s' kind='%s' ticket='k' node='n1'>", tag, b->len, PICK(c, scores), PICK(c, kinds));
        sets(c, b);
        bt_buf_addf(b, "</%s>", tag);
    }
    }
}

static void history(struct choices *c, struct bt_buf *b)
{
    const char *id = PICK(c, ids);
    bt_buf_addf(b, "<lrm_resource id='%s' class='ocf' provider='p' type='d'%s>", id, choose(c, 8) == 1 ? " shutdown-lock='1699999000'" : "");
    for (unsigned n = choose(c, 5); n > 0; n--) {
        const char *task = PICK(c, actions);
        unsigned interval = choose(c, 3) == 1 ? 10000 : 0, rc = choose(c, 12), status = choose(c, 8), target = choose(c, 9);
        bt_buf_addf(b, "<lrm_rsc_op id='h%zu' operation_key='%s_%s_%u' operation='%s' call-id='%u' rc-code='%u' op-status='%d' interval='%u' on_node='n1' "
                       "transition-key='%u:1:%u:u' transition-magic='%d:%u;%u:1:%u:u' last-rc-change='169999%04u' migrate_source='n%u' migrate_target='n%u'/>",
                    b->len, id, task, interval, task, choose(c, 9), rc, (int)status - 1, interval, choose(c, 99), target, (int)status - 1, rc, choose(c, 99), target,
                    choose(c, 250) * 40, choose(c, 4), choose(c, 4));
    }
    bt_buf_add(b, "</lrm_resource>");
}

static void node_state(struct choices *c, struct bt_buf *b)
{
    static const char *const states[] = {"in_ccm='true' crmd='online' join='member' expected='member'", "in_ccm='false' crmd='offline' join='down' expected='down'",
                                         "in_ccm='false' crmd='offline' join='member' expected='member'", "in_ccm='true' crmd='online' join='pending'",
                                         "in_ccm='1600000000' crmd='1600000000' join='member' expected='member'", ""};
    unsigned n = choose(c, 5);
    bt_buf_addf(b, "<node_state id='%u' uname='n%u' %s><transient_attributes id='%u'>", n, n, PICK(c, states), n);
    pairs(c, b, "instance_attributes", attrs, BT_COUNT(attrs));
    bt_buf_add(b, "</transient_attributes><lrm><lrm_resources>");
    for (unsigned k = choose(c, 5); k > 0; k--)
        history(c, b);
    bt_buf_add(b, "</lrm_resources></lrm></node_state>");
}

/* A CIB from choices; when they run out, the first of each list. */
static void build(struct choices *c, struct bt_buf *b)
{
    bt_buf_addf(b, "<cib have-quorum='%u' dc-uuid='1'><configuration><crm_config>", choose(c, 2));
    pairs(c, b, "cluster_property_set", options, BT_COUNT(options));
    bt_buf_add(b, "</crm_config><nodes>");
    for (unsigned n = 0; n < 3; n++) {
        bt_buf_addf(b, "<node id='%u' uname='n%u'>", n, n);
        pairs(c, b, "instance_attributes", attrs, BT_COUNT(attrs));
        bt_buf_add(b, "</node>");
    }
    bt_buf_add(b, "</nodes><resources><template id='t' class='ocf' provider='p' type='d'/>");
    for (unsigned n = choose(c, 6); n > 0; n--)
        resource(c, b, 0);
    bt_buf_add(b, "</resources><constraints>");
    for (unsigned n = choose(c, 6); n > 0; n--)
        constraint(c, b);
    bt_buf_add(b, "</constraints><tags><tag id='x'><obj_ref id='a'/><obj_ref id='g'/></tag></tags></configuration><status>");
    for (unsigned n = choose(c, 5); n > 0; n--)
        node_state(c, b);
    bt_buf_add(b, "</status></cib>");
}

static char *decide(const xmlDoc *doc)
{
    struct pe_run *run = NULL;
    struct pe_run_options record = {.record = true, .scores = true, .transition_id = 1};
    struct bt_err err = {0};
    if (pe_run_new(doc, now, &record, &run, &err) != 0) {
        MUST(err.text != NULL);
        bt_err_clear(&err);
        return NULL;
    }
    struct bt_buf b = {0};
    pe_text_nodes(pe_run_model(run), PE_SHOW_INACTIVE, 0, &b);
    pe_text_resources(pe_run_model(run), PE_SHOW_INACTIVE | PE_SHOW_PENDING, 0, &b);
    pe_text_plan(run, &b);
    pe_each_told(run, PE_TELL_SCORES | PE_TELL_UTILIZATION, pe_text_told, &b);
    pe_text_dot(run, true, &b);
    bt_buf_free(&b);
    xmlDoc *why = NULL, *cause = NULL;
    if (pe_explain(run, "a", NULL, &why, NULL) == 0)
        bt_xml_free(why);
    if (pe_explain_action(run, "a_start_0", &cause, NULL) == 0)
        bt_xml_free(cause);
    char *graph = bt_xml_text(bt_xml_root(pe_run_graph(run)), false);
    pe_run_free(run);
    return graph;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    struct bt_buf text = {0};
    xmlDoc *doc = NULL;
    if (len > 0 && data[0] != '<') {
        struct choices c = {.data = data, .len = len};
        build(&c, &text);
        MUST(bt_xml_parse(text.text, text.len, "choices", &doc, NULL) == 0);
    } else if (bt_xml_parse((const char *)data, len, "input", &doc, NULL) != 0) {
        return 0;
    }
    char *one = decide(doc), *two = decide(doc);
    MUST((one == NULL) == (two == NULL) && (one == NULL || strcmp(one, two) == 0));
    free(one);
    free(two);
    bt_buf_free(&text);
    bt_xml_free(doc);
    return 0;
}
