/* tests/sim/check.c - the invariants. They look at the truth: what runs, who is powered, what the replicas hold.
 *
 *   single    no primitive is up on two nodes at once
 *   promoted  no two instances are promoted at once, and none is before another's demotion has ended
 *   told      instances are told of what is done to the others, before and after (told.c)
 *   fenced    no recovery of what ran on a lost node before that node is fenced
 *   one-dc    no two members of one view coordinate
 *   version   who coordinates is not newer than who follows, and the CIB says its feature set in the end
 *   loop      a node that fell too often acts only after it has seen another one
 *   acked     a change that was acknowledged is in the CIB at the end
 *   back      every service is up soon after the administrator has mended what the faults left behind
 *   quiet     after the last fault the cluster comes to rest: one DC, idle, equal replicas, every service up
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/sim/sim.h"

#define BACK_US 45000000

static const struct sim_node *where(const struct sim *s, const char *rsc, int from)
{
    for (int i = from; i < s->n_nodes; i++) {
        if (bt_strv_has(&s->node[i].running, rsc)) {
            return &s->node[i];
        }
    }
    return NULL;
}

static void check_single(struct sim *s)
{
    for (size_t i = 0; i < s->n_rscs; i++) {
        const struct sim_node *a = where(s, sim_rsc[i], 0), *b = a == NULL ? NULL : where(s, sim_rsc[i], a->index + 1);
        if (b != NULL) {
            sim_broken(s, "single", "%s is up on %s and on %s", sim_rsc[i], a->name, b->name);
        }
    }
}

static void check_promoted(struct sim *s)
{
    const struct sim_node *other = NULL;

    for (int i = 0; i < s->n_nodes; i++) {
        if (s->node[i].promoted && other != NULL) {
            sim_broken(s, "promoted", "%s is promoted on %s and on %s", SIM_CLONE, other->name, s->node[i].name);
        }
        other = s->node[i].promoted ? &s->node[i] : other;
    }
}

static void check_one_dc(struct sim *s)
{
    for (int a = 0; a < s->n_nodes; a++) {
        for (int b = a + 1; b < s->n_nodes; b++) {
            const struct crmd *x = s->node[a].crmd, *y = s->node[b].crmd;
            if (x != NULL && y != NULL && net_same_view(s, a, b) && crmd_is_dc(x) && crmd_is_dc(y)) {
                sim_broken(s, "one-dc", "%s and %s both coordinate, in the terms %" PRId64 " and %" PRId64,
                           s->node[a].name, s->node[b].name, crmd_term(x), crmd_term(y));
            }
        }
    }
}

static void check_versions(struct sim *s)
{
    for (int a = 0; a < s->n_nodes; a++) {
        for (int b = 0; b < s->n_nodes; b++) {
            const struct sim_node *dc = &s->node[a], *n = &s->node[b];
            if (dc->newer && !n->newer && dc->crmd != NULL && n->crmd != NULL && net_same_view(s, a, b) && crmd_is_dc(dc->crmd) && crmd_dc(n->crmd) == dc->id) {
                sim_broken(s, "version", "%s, which is newer, coordinates %s", dc->name, n->name);
            }
        }
    }
}

/* Who has seen another node is in no loop. */
static void note_meetings(struct sim *s)
{
    for (int a = 0; a < s->n_nodes; a++) {
        for (int b = 0; b < s->n_nodes && s->node[a].looped; b++) {
            s->node[a].looped = a == b || !net_together(s, a, b);
        }
    }
}

void check_act(struct sim *s, const struct sim_node *n, const char *what)
{
    if (n->looped) {
        sim_broken(s, "loop", "%s fell %zu times and saw nobody since, and yet it %s", n->name, n->falls.n, what);
    }
}

/* The first service that is not up, or is missing an instance; NULL. */
static const char *missing(const struct sim *s)
{
    int promoted = 0;

    for (size_t i = 0; i < s->n_rscs; i++) {
        if (where(s, sim_rsc[i], 0) == NULL) {
            return sim_rsc[i];
        }
    }
    for (int i = 0; i < s->n_nodes && !s->opt.plain; i++) {
        promoted += s->node[i].promoted;
        if (!bt_strv_has(&s->node[i].running, SIM_CLONE)) {
            return SIM_CLONE;
        }
    }
    return promoted == 1 || s->opt.plain ? NULL : "the promoted role";
}

static void check_back(struct sim *s)
{
    if (s->mended_us == 0 || s->back) {
        return;
    }
    const char *what = missing(s);
    s->back = what == NULL;
    if (!s->back && s->now_us - s->mended_us > BACK_US) {
        sim_broken(s, "back", "%s is not up yet", what);
    }
}

void check_event(struct sim *s)
{
    note_meetings(s);
    check_single(s);
    check_promoted(s);
    check_one_dc(s);
    check_versions(s);
    check_back(s);
    told_check(s);
}

void check_start(struct sim *s, const struct sim_node *n, const char *rsc)
{
    check_act(s, n, "starts a service");
    for (int i = 0; i < s->n_nodes; i++) {
        const struct sim_node *m = &s->node[i];
        if (m == n || m->fenced || (m->power && !bt_strv_has(&m->running, rsc))) {
            continue;
        }
        if (!m->power && bt_strv_has(&m->ever_ran, rsc)) {
            sim_broken(s, "fenced", "%s starts on %s, but %s, where it ran, lost its power and was not fenced", rsc, n->name,
                       m->name);
        } else if (m->power && !net_together(s, n->index, i)) {
            sim_broken(s, "fenced", "%s starts on %s while it is up on %s, which is not reached and not fenced", rsc, n->name,
                       m->name);
        }
    }
}

/* Nobody else may be promoted, or still be at it. */
void check_promote(struct sim *s, const struct sim_node *n)
{
    check_act(s, n, "promotes");
    for (int i = 0; i < s->n_nodes; i++) {
        const struct sim_node *m = &s->node[i];
        if (m == n || m->fenced) {
            continue;
        }
        if (!m->power && m->was_promoted) {
            sim_broken(s, "fenced", "%s is to be promoted on %s, but %s, where it was promoted, lost its power and was not fenced", SIM_CLONE, n->name, m->name);
        } else if (m->power && m->promoted) {
            sim_broken(s, "promoted", "%s is to be promoted on %s while it is on %s", SIM_CLONE, n->name, m->name);
        } else if (m->power && (agents_busy(m, SIM_CLONE, "demote") || agents_busy(m, SIM_CLONE, "promote"))) {
            sim_broken(s, "promoted", "%s is to be promoted on %s before its role on %s is settled", SIM_CLONE, n->name, m->name);
        }
    }
}

static int count_dcs(const struct sim *s)
{
    int n = 0;

    for (int i = 0; i < s->n_nodes; i++) {
        n += s->node[i].crmd != NULL && crmd_is_dc(s->node[i].crmd);
    }
    return n;
}

static void check_rest(struct sim *s, const struct sim_node *n)
{
    char first[BT_DIGEST_TEXT], mine[BT_DIGEST_TEXT];

    if (n->crmd == NULL) {
        sim_broken(s, "quiet", "%s has no controller at the end (power %d, stopped %d)", n->name, n->power, n->stopped);
        return;
    }
    const char *expected = crmd_is_dc(n->crmd) ? "S_IDLE" : "S_NOT_DC";
    if (!bt_streq(crmd_state_name(n->crmd), expected)) {
        sim_broken(s, "quiet", "%s is in %s at the end", n->name, crmd_state_name(n->crmd));
    }
    cib_digest(crmd_cib(s->node[0].crmd), first);
    if (!bt_streq(cib_digest(crmd_cib(n->crmd), mine), first)) {
        sim_broken(s, "quiet", "the CIBs of %s and %s differ at the end", s->node[0].name, n->name);
    }
}

/* The history that a controller has recorded leads to its configuration. */
static void check_history(struct sim *s, const struct sim_node *n)
{
    char *text = NULL;
    size_t lost;
    struct cib_history *h = cib_history_new(bt_strndup(n->history.text, n->history.len), n->history.len, &lost);

    if (lost > 0 || cib_history_fit(h, bt_xml_root(cib_doc(crmd_cib(n->crmd))), "", &text)) {
        sim_broken(s, "history", "the history of the configuration on %s does not lead to the one that it has", n->name);
    }
    free(text);
    cib_history_free(h);
}

static void check_acked(struct sim *s)
{
    const xmlNode *config = cib_section(cib_doc(crmd_cib(s->node[0].crmd)), XE_CRM_CONFIG);
    const xmlNode *marks = bt_xml_find(config, XE_CLUSTER_PROPERTY_SET, XA_ID, "sim-marks");

    for (size_t i = 0; i < s->acked.n; i++) {
        if (bt_xml_find(marks, XE_NVPAIR, XA_ID, s->acked.v[i]) == NULL) {
            sim_broken(s, "acked", "the change that set %s was acknowledged and is lost", s->acked.v[i]);
        }
    }
}

static void check_set(struct sim *s)
{
    const char *said = bt_xml_get(bt_xml_root(cib_doc(crmd_cib(s->node[0].crmd))), XA_CRM_FEATURE_SET);

    for (int i = 0; i < s->n_nodes; i++) {
        if (crmd_is_dc(s->node[i].crmd) && !bt_streq(said, s->node[i].newer ? "3.17.0" : "3.16.1")) {
            sim_broken(s, "version", "the CIB says feature set %s, %s coordinates", said, s->node[i].name);
        }
    }
}

void check_end(struct sim *s)
{
    for (int i = 0; i < s->n_nodes && s->broken == NULL; i++) {
        check_rest(s, &s->node[i]);
        if (s->broken == NULL) {
            check_history(s, &s->node[i]);
        }
    }
    if (s->broken != NULL) {
        return;
    }
    if (count_dcs(s) != 1) {
        sim_broken(s, "quiet", "%d nodes coordinate at the end", count_dcs(s));
    }
    const char *what = missing(s);
    if (what != NULL) {
        sim_broken(s, "quiet", "%s is not up at the end", what);
    }
    check_set(s);
    check_acked(s);
}
