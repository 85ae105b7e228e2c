/* cib/cib_merge.c - the difference of two elements as edits of the first (see cib_edit.h: cib_edit_until_equal).
 *
 * 1. The attributes are made equal.
 * 2. Each wanted child gets its partner among the old ones: the same name and id; a comment, the same text. Of several that are alike, in order.
 * 3. Old children without a partner are removed, 4. partners are made equal in turn, 5. wanted ones without a partner are inserted and
 * what does not stand in order is moved.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "cib/cib_edit.h"

struct pairing {
    xmlNode **old; /* children as they are */
    bool *taken;
    size_t n_old, first_free;
    struct bt_map *heads; /* key -> place of the first with that key, plus one; made when first needed */
    size_t *same_key;     /* the next place with the same key, plus one */
    const xmlNode **wanted;
    size_t *partner; /* of each wanted child: its place in old, or CIB_CREATED */
    size_t n_wanted;
};

static bool belongs(const xmlNode *n)
{
    return n->type == XML_ELEMENT_NODE || n->type == XML_COMMENT_NODE;
}

static bool alike(const xmlNode *a, const xmlNode *b)
{
    if (a->type != b->type)
        return false;
    if (a->type == XML_COMMENT_NODE)
        return bt_streq((const char *)a->content, (const char *)b->content);
    return strcmp(bt_xml_name(a), bt_xml_name(b)) == 0 && bt_streq(bt_xml_id(a), bt_xml_id(b));
}

static char *key_of(const xmlNode *n)
{
    if (n->type == XML_COMMENT_NODE)
        return bt_printf("!%s", n->content != NULL ? (const char *)n->content : "");
    const char *id = bt_xml_id(n);
    return bt_printf("%s%s%s", bt_xml_name(n), id != NULL ? "#" : "", id != NULL ? id : "");
}

static size_t count_children(const xmlNode *n)
{
    size_t count = 0;
    for (const xmlNode *child = n->children; child != NULL; child = child->next)
        count += belongs(child);
    return count;
}

/* Children with equal keys are strung together, backwards so that the first comes out first. */
static void make_heads(struct pairing *p)
{
    p->heads = bt_map_new();
    p->same_key = bt_zalloc((p->n_old + 1) * sizeof *p->same_key);
    for (size_t i = p->n_old; i > 0; i--) {
        char *key = key_of(p->old[i - 1]);
        p->same_key[i - 1] = (size_t)(uintptr_t)bt_map_get(p->heads, key);
        bt_map_put(p->heads, key, (void *)(uintptr_t)i); /* NOLINT: a number, not an address */
        free(key);
    }
}

/* The place of the first old child that is alike and not taken yet. */
static size_t find_partner(struct pairing *p, const xmlNode *wanted)
{
    while (p->first_free < p->n_old && p->taken[p->first_free])
        p->first_free++;
    if (p->first_free == p->n_old)
        return CIB_CREATED;
    if (alike(p->old[p->first_free], wanted))
        return p->first_free;
    if (p->heads == NULL)
        make_heads(p);
    char *key = key_of(wanted);
    size_t i = (size_t)(uintptr_t)bt_map_get(p->heads, key);
    while (i != 0 && p->taken[i - 1])
        i = p->same_key[i - 1];
    /* What was skipped is taken for good: the next search begins here. */
    bt_map_put(p->heads, key, (void *)(uintptr_t)i); /* NOLINT: a number, not an address */
    free(key);
    return i != 0 ? i - 1 : CIB_CREATED;
}

static void pair_up(struct pairing *p, const xmlNode *old, const xmlNode *wanted)
{
    *p = (struct pairing){.n_old = count_children(old), .n_wanted = count_children(wanted)};
    p->old = bt_alloc((p->n_old + 1) * sizeof *p->old);
    p->taken = bt_zalloc(p->n_old + 1);
    p->wanted = bt_alloc((p->n_wanted + 1) * sizeof *p->wanted);
    p->partner = bt_alloc((p->n_wanted + 1) * sizeof *p->partner);
    size_t i = 0;
    for (xmlNode *n = old->children; n != NULL; n = n->next)
        if (belongs(n))
            p->old[i++] = n;
    i = 0;
    for (const xmlNode *n = wanted->children; n != NULL; n = n->next) {
        if (!belongs(n))
            continue;
        size_t place = find_partner(p, n);
        p->wanted[i] = n;
        p->partner[i++] = place;
        if (place != CIB_CREATED)
            p->taken[place] = true;
    }
}

static void pairing_free(struct pairing *p)
{
    free(p->old);
    free(p->taken);
    free(p->same_key);
    free(p->wanted);
    free(p->partner);
    bt_map_free(p->heads);
}

/* Of each wanted child: its partner's place among those that are left after the removals. */
static size_t *places_left(const struct pairing *p)
{
    size_t *was = bt_alloc((p->n_wanted + 1) * sizeof *was);
    size_t *left = bt_alloc((p->n_old + 1) * sizeof *left), n = 0;
    for (size_t i = 0; i < p->n_old; i++) {
        left[i] = n;
        n += p->taken[i];
    }
    for (size_t i = 0; i < p->n_wanted; i++)
        was[i] = p->partner[i] == CIB_CREATED ? CIB_CREATED : left[p->partner[i]];
    free(left);
    return was;
}

/* Inserts and moves in the wanted order; `next` is what follows the children that stand right. */
static void arrange(struct cib_journal *j, xmlNode *parent, const struct pairing *p)
{
    size_t *was = places_left(p);
    bool *moved = bt_zalloc(p->n_wanted + 1);
    cib_choose_moves(was, p->n_wanted, moved);
    xmlNode *next = parent->children;
    for (size_t i = 0; i < p->n_wanted; i++) {
        if (p->partner[i] == CIB_CREATED) {
            cib_edit_insert(j, parent, next, p->wanted[i]);
            continue;
        }
        xmlNode *n = p->old[p->partner[i]];
        if (next == n)
            next = n->next;
        else if (moved[i])
            cib_edit_move(j, n, next);
        else
            next = n->next;
    }
    assert(next == NULL); /* each child that there is was wanted and has its place */
    free(was);
    free(moved);
}

void cib_edit_until_equal(struct cib_journal *j, xmlNode *old, const xmlNode *wanted)
{
    if (old->type != XML_ELEMENT_NODE)
        return;
    old = cib_edit_set_all(j, old, wanted);
    if (old->children == NULL && wanted->children == NULL)
        return;
    struct pairing p;
    pair_up(&p, old, wanted);
    for (size_t i = 0; i < p.n_old; i++)
        if (!p.taken[i])
            cib_edit_remove(j, p.old[i]);
    for (size_t i = 0; i < p.n_wanted; i++)
        if (p.partner[i] != CIB_CREATED)
            cib_edit_until_equal(j, p.old[p.partner[i]], p.wanted[i]);
    arrange(j, old, &p);
    pairing_free(&p);
}
