/* fencing/topology.c - levels: which devices are used together for a target, and in which order levels are tried.
 *
 * Pacemaker Explained, "Fencing topologies": levels name their target, a pattern of names, or an attribute of nodes. A target uses the
 * levels of one kind only: those of its name, else of the first pattern, else of the first attribute that fits.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <regex.h>

#include "fencing/request.h"

static bool has_attribute(const struct fence *f, const char *target, const char *name, const char *value)
{
    bt_xml_each(node, bt_xml_root(f->nodes), XE_NODE) {
        if (!bt_strcaseeq(bt_xml_get(node, XA_UNAME), target))
            continue;
        bt_xml_each(set, node, XE_INSTANCE_ATTRIBUTES) {
            const xmlNode *pair = bt_xml_find(set, XE_NVPAIR, XA_NAME, name);
            if (pair != NULL)
                return bt_streq(bt_xml_get(pair, XA_VALUE), value);
        }
    }
    return false;
}

static bool fits(const struct fence *f, const struct fence_level *l, const char *target)
{
    if (l->by == FENCE_BY_NAME)
        return bt_strcaseeq(l->key, target);
    if (l->by == FENCE_BY_ATTRIBUTE)
        return has_attribute(f, target, l->key, l->value);
    regex_t re;
    if (regcomp(&re, l->key, REG_EXTENDED | REG_NOSUB) != 0)
        return false;
    bool hit = regexec(&re, target, 0, NULL, 0) == 0;
    regfree(&re);
    return hit;
}

/* The level that decides which levels are a target's: the first of the most precise kind that fits. */
static const struct fence_level *leader(const struct fence *f, const char *target)
{
    const struct fence_level *best = NULL;
    for (size_t i = 0; i < f->levels.n; i++)
        if ((best == NULL || f->levels.v[i].by < best->by) && fits(f, &f->levels.v[i], target))
            best = &f->levels.v[i];
    return best;
}

bool fence_topology_has(const struct fence *f, const char *target)
{
    return leader(f, target) != NULL;
}

const struct fence_level *fence_topology_next(const struct fence *f, const char *target, int64_t after)
{
    const struct fence_level *lead = leader(f, target);
    for (size_t i = 0; i < f->levels.n && lead != NULL; i++) {
        const struct fence_level *l = &f->levels.v[i];
        if (l->index > after && l->by == lead->by && bt_strcaseeq(l->key, lead->key) && bt_streq(l->value, lead->value))
            return l;
    }
    return NULL;
}

void fence_level_remove(struct fence *f, size_t i)
{
    struct fence_level *l = &f->levels.v[i];
    free(l->key);
    free(l->value);
    bt_strv_free(&l->devices);
    memmove(l, l + 1, (f->levels.n - i - 1) * sizeof *l);
    f->levels.n--;
}

void fence_levels_free(struct fence *f, bool by_hand)
{
    for (size_t i = f->levels.n; i-- > 0;)
        if (f->levels.v[i].by_hand == by_hand)
            fence_level_remove(f, i);
    if (f->levels.n == 0)
        BT_VEC_FREE(&f->levels);
}

bool fence_level_is(const struct fence_level *l, const struct fence_level *other)
{
    return l->by == other->by && l->index == other->index && bt_strcaseeq(l->key, other->key) && bt_streq(l->value, other->value);
}
