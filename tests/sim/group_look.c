/* tests/sim/group_look.c - what a test sees of a pretended group (see group.h).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/sim/group.h"

size_t group_count(const struct group *g, const char *text)
{
    size_t n = 0;
    for (size_t i = 0; i < g->log.n; i++)
        n += strstr(g->log.v[i], text) != NULL;
    return n;
}

bool group_said(const struct group *g, const char *text)
{
    return group_count(g, text) > 0;
}

int group_dc(const struct group *g)
{
    int dc = -1;
    for (int i = 0; i < g->n; i++) {
        if (g->node[i].core == NULL || !crmd_is_dc(g->node[i].core))
            continue;
        if (dc >= 0)
            return -1;
        dc = i;
    }
    return dc;
}

bool group_sees(const struct group *g, int i, int other)
{
    for (size_t k = 0; k < g->node[i].n_view; k++)
        if (g->node[i].view[k] == g->node[other].id)
            return true;
    return false;
}

bool group_runs(const struct group *g, int i, const char *rsc)
{
    return bt_strv_has(&g->node[i].active, rsc);
}

bool group_agrees(const struct group *g)
{
    char first[BT_DIGEST_TEXT] = "", digest[BT_DIGEST_TEXT];
    for (int i = 0; i < g->n; i++) {
        if (g->node[i].core == NULL)
            continue;
        cib_digest(crmd_cib(g->node[i].core), digest);
        if (first[0] == '\0')
            memcpy(first, digest, sizeof first);
        if (strcmp(first, digest) != 0)
            return false;
    }
    return true;
}

bool group_idle(struct group *g)
{
    int dc = group_dc(g);
    if (dc < 0)
        return false;
    for (int i = 0; i < g->n; i++)
        if (g->node[i].core != NULL && !bt_streq(crmd_state_name(g->node[i].core), i == dc ? "S_IDLE" : "S_NOT_DC"))
            return false;
    return true;
}

const char *group_node_state(const struct group *g, int i, int of, const char *attr)
{
    return bt_xml_get_or(cib_node_state(cib_doc(crmd_cib(g->node[i].core)), g->node[of].name), attr, "");
}

const xmlNode *group_history(const struct group *g, int i, int of, const char *rsc, const char *op_id)
{
    const xmlNode *state = cib_node_state(cib_doc(crmd_cib(g->node[i].core)), g->node[of].name);
    return bt_xml_find(bt_xml_find(bt_xml_path(state, "lrm/lrm_resources"), XE_LRM_RESOURCE, XA_ID, rsc), XE_LRM_RSC_OP, XA_ID, op_id);
}
