/* cib/cib_moves.c - which children of an element a patch must move: the fewest possible (see cib_edit.h).
 *
 * Those that stay are a longest increasing subsequence of the old places, found by patience sorting.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "cib/cib_edit.h"

/* The shortest subsequence so far whose last old place is not less than `place`. */
static size_t find_pile(const size_t *was, const size_t *tails, size_t n_tails, size_t place)
{
    size_t low = 0, high = n_tails;
    while (low < high) {
        size_t mid = (low + high) / 2;
        if (was[tails[mid]] < place)
            low = mid + 1;
        else
            high = mid;
    }
    return low;
}

void cib_choose_moves(const size_t *was, size_t n, bool *ret_moved)
{
    size_t *tails = bt_alloc((n + 1) * sizeof *tails);   /* [k]: where the best subsequence of length k+1 ends */
    size_t *before = bt_alloc((n + 1) * sizeof *before); /* [i]: what precedes i in the best that ends with it */
    size_t len = 0;
    for (size_t i = 0; i < n; i++) {
        ret_moved[i] = was[i] != CIB_CREATED;
        if (!ret_moved[i])
            continue;
        size_t pile = find_pile(was, tails, len, was[i]);
        before[i] = pile > 0 ? tails[pile - 1] : SIZE_MAX;
        tails[pile] = i;
        len += pile == len;
    }
    size_t above = CIB_CREATED;
    for (size_t i = len > 0 ? tails[len - 1] : SIZE_MAX; i != SIZE_MAX; i = before[i]) {
        assert(was[i] < above); /* what stays is in order */
        above = was[i];
        ret_moved[i] = false;
    }
    free(tails);
    free(before);
}
