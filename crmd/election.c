/* crmd/election.c - the rule of the election, as a ladder (see election.h).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "crmd/election.h"

/* Not by a difference: what others say may be too far apart for one. */
static int cmp(int64_t a, int64_t b)
{
    return (a > b) - (a < b);
}

/* < 0 if a should lead rather than b; the first difference wins. */
static int compare(const struct election_hello *a, const struct election_hello *b, const char **ret_why)
{
    int order;

    /* 1. The oldest feature set leads, so that in a rolling upgrade nobody is led by what it does not understand. */
    *ret_why = "its feature set is the oldest";
    if ((order = bt_numeric_strcmp(a->feature_set, b->feature_set)) != 0)
        return order;
    /* 2. Who leads stays: of several, the one of the highest term. */
    *ret_why = "it leads already";
    if (a->dc != b->dc)
        return a->dc ? -1 : 1;
    *ret_why = "its term is the highest";
    if (a->dc && (order = cmp(b->term, a->term)) != 0)
        return order;
    /* 3. The longest uptime. */
    *ret_why = "its controller runs the longest";
    if ((order = cmp(b->uptime_s, a->uptime_s)) != 0)
        return order;
    /* 4. The lowest nodeid. */
    *ret_why = "its nodeid is the lowest";
    return a->id < b->id ? -1 : 1;
}

static bool any_proven(const struct election_hello *h, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (h[i].proven)
            return true;
    return false;
}

/* The first numbers of "3.16.1"; what is none counts as 0. */
static void read_numbers(const char *feature_set, long ret[2])
{
    char *end;
    ret[0] = strtol(feature_set, &end, 10);
    ret[1] = *end == '.' ? strtol(end + 1, NULL, 10) : 0;
}

bool election_admits(const struct election_hello *h, size_t n, size_t i, const char **ret_cluster)
{
    assert(i < n);
    bool proven = any_proven(h, n);
    const char *cluster = NULL;
    for (size_t k = 0; k < n; k++)
        if ((h[k].proven || !proven) && (cluster == NULL || bt_numeric_strcmp(h[k].feature_set, cluster) < 0))
            cluster = h[k].feature_set;
    assert(cluster != NULL); /* if nobody was in it, all are */
    long ours[2], theirs[2];
    read_numbers(h[i].feature_set, ours);
    read_numbers(cluster, theirs);
    *ret_cluster = cluster;
    return h[i].proven || (ours[0] == theirs[0] && ours[1] >= theirs[1]);
}

size_t election_winner(const struct election_hello *h, size_t n, const char **ret_why)
{
    assert(n > 0);
    size_t best = 0;
    *ret_why = "it is alone";
    for (size_t i = 1; i < n; i++) {
        const char *why;
        if (compare(&h[i], &h[best], &why) < 0)
            best = i;
        *ret_why = why;
    }
    return best;
}

int64_t election_term(const struct election_hello *h, size_t n)
{
    int64_t highest = 0;
    for (size_t i = 0; i < n; i++)
        if (h[i].term > highest)
            highest = h[i].term;
    assert(highest < INT64_MAX); /* who reads hellos believes none that leaves no room */
    return highest + 1;
}

int election_configuration_cmp(const struct cib_version *a, const struct cib_version *b)
{
    int order = cmp(a->admin_epoch, b->admin_epoch);
    return order != 0 ? order : cmp(a->epoch, b->epoch);
}

/* What goes before the version. */
static int claim(const struct election_hello *h)
{
    return h->changed ? 2 : h->fresh ? 0 : 1;
}

size_t election_newest(const struct election_hello *h, size_t n, size_t leader, bool *ret_prevails)
{
    assert(leader < n);
    size_t best = leader;
    for (size_t i = 0; i < n; i++) {
        int more = claim(&h[i]) - claim(&h[best]);
        if (more > 0 || (more == 0 && election_configuration_cmp(&h[i].version, &h[best].version) > 0))
            best = i;
    }
    assert(claim(&h[best]) >= claim(&h[leader]));
    *ret_prevails = h[best].changed || claim(&h[best]) > claim(&h[leader]);
    return best;
}
