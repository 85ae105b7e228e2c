/* cib/cib_moves.c - which children of an element a patch must move (see cib_edit.h).
 *
 * The fewest possible are those outside a longest increasing subsequence of the old places. Applied one after the other, though, that set may
 * not lead to the wanted order, because a child that waits for its move is still in the way; so it is tried out, and else each child that does not stand
 * where it should when its turn comes is moved, which always ends well.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "cib/cib_edit.h"

/* Marks all as moved but a longest increasing subsequence of the old places (patience sorting). */
static void all_but_longest(const size_t *was, size_t n, bool *moved)
{
    size_t *tails = bt_alloc(n * sizeof *tails); /* tails[k]: where the best subsequence of length k+1 ends */
    size_t *before = bt_alloc(n * sizeof *before), len = 0;
    for (size_t i = 0; i < n; i++) {
        moved[i] = was[i] != CIB_CREATED;
        if (!moved[i])
            continue;
        size_t low = 0, high = len;
        while (low < high) {
            size_t mid = (low + high) / 2;
            if (was[tails[mid]] < was[i])
                low = mid + 1;
            else
                high = mid;
        }
        before[i] = low > 0 ? tails[low - 1] : SIZE_MAX;
        tails[low] = i;
        len += low == len;
    }
    for (size_t i = len > 0 ? tails[len - 1] : SIZE_MAX; i != SIZE_MAX; i = before[i])
        moved[i] = false;
    free(tails);
    free(before);
}

/* The list that a patch works on: each item is the place where it shall stand in the end. */
struct list {
    size_t *v, n;
};

static struct list list_before(const size_t *was, size_t n)
{
    struct list l = {.v = bt_alloc((n + 1) * sizeof *l.v)};
    for (size_t i = 0; i < n; i++)
        l.n += was[i] != CIB_CREATED;
    for (size_t i = 0; i < n; i++)
        if (was[i] != CIB_CREATED)
            l.v[was[i]] = i;
    return l;
}

static void list_insert(struct list *l, size_t at, size_t item)
{
    if (at > l->n)
        at = l->n;
    memmove(l->v + at + 1, l->v + at, (l->n - at) * sizeof *l->v);
    l->v[at] = item;
    l->n++;
}

static void list_move(struct list *l, size_t item)
{
    size_t from = 0;
    while (l->v[from] != item)
        from++;
    memmove(l->v + from, l->v + from + 1, (l->n - from - 1) * sizeof *l->v);
    l->n--;
    list_insert(l, item, item);
}

/* Whether these moves, done in ascending order, lead to the wanted order. */
static bool leads_there(const size_t *was, size_t n, const bool *moved)
{
    struct list l = list_before(was, n);
    for (size_t i = 0; i < n; i++) {
        if (was[i] == CIB_CREATED)
            list_insert(&l, i, i);
        else if (moved[i])
            list_move(&l, i);
    }
    size_t right = 0;
    while (right < n && l.v[right] == right)
        right++;
    free(l.v);
    return right == n;
}

static void each_in_turn(const size_t *was, size_t n, bool *moved)
{
    struct list l = list_before(was, n);
    for (size_t i = 0; i < n; i++) {
        if (was[i] == CIB_CREATED) {
            list_insert(&l, i, i);
        } else if (l.v[i] != i) {
            moved[i] = true;
            list_move(&l, i);
        } else {
            moved[i] = false;
        }
    }
    free(l.v);
}

void cib_choose_moves(const size_t *was, size_t n, bool *ret_moved)
{
    bool in_order = true;
    size_t last = 0;
    for (size_t i = 0; i < n; i++) {
        ret_moved[i] = false;
        if (was[i] == CIB_CREATED)
            continue;
        in_order = in_order && was[i] >= last;
        last = was[i];
    }
    if (in_order)
        return;
    all_but_longest(was, n, ret_moved);
    if (!leads_there(was, n, ret_moved))
        each_in_turn(was, n, ret_moved);
}
