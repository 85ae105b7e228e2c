/* fencing/choose.c - what a request uses next: devices here, devices of other members, or another member altogether.
 *
 *   0. An equal request that another member has is joined (claim.c).
 *   1. Of this node itself another member is the better judge, as our own fencer dies before it can tell: who can gets the whole request.
 *   2. "on" is done by all devices whose agents let nodes in only so (unfencing), wherever they are; an agent that has to run on the node
 *      itself counts there only. Levels do not matter for it. Without such devices "on" is as any action.
 *   3. With levels: the next level whose devices are all at hand, each here or at a member.
 *   4. Without: the first device here that can and had no turn, then other members' devices, in the order in which they answer; the target's own last.
 *   5. Nothing else is left, without levels: the target's own watchdog, if that guards it (watchdog.c). A level uses it by its name.
 * Others are asked only when this node alone can't go on: the usual fencing needs no message.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "fencing/request.h"

static void place_add(struct fence_request *r, const char *device, const char *node)
{
    struct fence_place p = {.device = bt_strdup(device), .node = bt_strdup(node)};
    BT_PUSH(&r->places, p);
}

static void places_clear(struct fence_request *r)
{
    for (size_t i = 0; i < r->places.n; i++) {
        free(r->places.v[i].device);
        free(r->places.v[i].node);
    }
    r->places.n = 0;
    bt_strv_free(&r->used);
    r->next = 0;
    r->off_then_on = false;
}

static bool has_place(const struct fence_request *r, const char *device)
{
    for (size_t i = 0; i < r->places.n; i++)
        if (bt_streq(r->places.v[i].device, device))
            return true;
    return false;
}

/* 1. --------------------------------------------------------------------------------------------------------------------- */

/* False: it had its turn. */
static bool hand_over_once(struct fence_turn *t, struct fence_request *r, const char *node)
{
    char *name = bt_printf("all on %s", node);
    bool new = !bt_strv_has(&r->tried, name);
    if (new) {
        bt_strv_add(&r->tried, name);
        fence_hand_over(t, r, node);
    }
    free(name);
    return new;
}

static enum fence_choice choose_judge(struct fence_turn *t, struct fence_request *r)
{
    if (!bt_strcaseeq(r->target, t->f->local_node) || bt_streq(r->action, "on"))
        return FENCE_CHOICE_NONE;
    bool open = fence_poll_open(t, r);
    for (size_t i = 0; i < r->poll.offers.n; i++)
        if (hand_over_once(t, r, r->poll.offers.v[i].node))
            return FENCE_CHOICE_HANDED;
    if (open)
        return FENCE_CHOICE_WAITS;
    for (size_t i = 0; i < t->f->members.n && fence_watchdog_wait_ms(t->f, r->target) > 0; i++)
        if (hand_over_once(t, r, t->f->members.v[i]))
            return FENCE_CHOICE_HANDED;
    return FENCE_CHOICE_NONE;
}

/* 2. --------------------------------------------------------------------------------------------------------------------- */

static bool unfences_here(const struct fence *f, const struct fence_request *r, const struct fence_answer *a)
{
    const struct fence_agent *agent = a->device->agent;
    return a->can == FENCE_CAN && !a->device->gone && agent->unfences && (!agent->on_target || bt_strcaseeq(r->target, f->local_node));
}

static enum fence_choice choose_unfencing(struct fence_turn *t, struct fence_request *r)
{
    if (!bt_streq(r->action, "on") || r->unfencing)
        return FENCE_CHOICE_NONE;
    bool open = fence_poll_open(t, r);
    if (open || !fence_query_complete(&r->query))
        return FENCE_CHOICE_WAITS;
    places_clear(r);
    for (size_t i = 0; i < r->query.answers.n; i++)
        if (unfences_here(t->f, r, &r->query.answers.v[i]))
            place_add(r, r->query.answers.v[i].device->id, NULL);
    for (size_t i = 0; i < r->poll.offers.n; i++)
        if (r->poll.offers.v[i].unfences && !has_place(r, r->poll.offers.v[i].device))
            place_add(r, r->poll.offers.v[i].device, r->poll.offers.v[i].node);
    r->unfencing = r->places.n > 0;
    return r->unfencing ? FENCE_CHOSEN : FENCE_CHOICE_NONE;
}

/* 3. --------------------------------------------------------------------------------------------------------------------- */

/* Where a device of a level is to be used; WAITS: not known yet; NONE: nowhere. *ret_node NULL: here. */
static enum fence_choice place_of(struct fence_turn *t, struct fence_request *r, const char *device, const char **ret_node)
{
    const struct fence_device *d = fence_device_find(t->f, device);
    enum fence_can can = d != NULL ? fence_query_can(&r->query, d) : FENCE_CAN_NOT;
    *ret_node = NULL;
    if (can == FENCE_CAN || (fence_is_watchdog(t->f, device) && fence_watchdog_wait_ms(t->f, r->target) > 0))
        return FENCE_CHOSEN;
    if (can != FENCE_CAN_NOT)
        return FENCE_CHOICE_WAITS;
    bool open = fence_poll_open(t, r);
    const struct fence_offer *offer = fence_poll_offer(&r->poll, device, r->target);
    if (offer == NULL || (open && bt_strcaseeq(offer->node, r->target)))
        return open ? FENCE_CHOICE_WAITS : FENCE_CHOICE_NONE;
    *ret_node = offer->node;
    return FENCE_CHOSEN;
}

/* What the devices of a level can do together: all, not yet known, or not all. Fills in the places. */
static enum fence_choice level_can(struct fence_turn *t, struct fence_request *r, const struct fence_level *l)
{
    enum fence_choice all = FENCE_CHOSEN;
    places_clear(r);
    for (size_t i = 0; i < l->devices.n; i++) {
        const char *node, *id = l->devices.v[i];
        enum fence_choice one = place_of(t, r, id, &node);
        if (one == FENCE_CHOICE_NONE) {
            fence_log(t, BT_LOG_WARNING, "fencing level %" PRId64 " of %s is skipped: its device %s %s%s", l->index, r->target, id,
                      fence_device_find(t->f, id) != NULL ? "can't fence that node" : "is not registered on this node",
                      r->poll.asked ? " and no other member can use it" : "");
            return FENCE_CHOICE_NONE;
        }
        if (one == FENCE_CHOICE_WAITS)
            all = FENCE_CHOICE_WAITS;
        else
            place_add(r, id, node);
    }
    return all;
}

static enum fence_choice choose_level(struct fence_turn *t, struct fence_request *r)
{
    const struct fence_level *l;
    while ((l = fence_topology_next(t->f, r->target, r->level)) != NULL) {
        enum fence_choice c = level_can(t, r, l);
        if (c == FENCE_CHOICE_WAITS)
            return FENCE_CHOICE_WAITS;
        r->level = l->index;
        if (c == FENCE_CHOSEN)
            return FENCE_CHOSEN;
    }
    return FENCE_CHOICE_NONE;
}

/* 4. --------------------------------------------------------------------------------------------------------------------- */

static enum fence_choice choose_here(struct fence_request *r)
{
    for (size_t i = 0; i < r->query.answers.n; i++) {
        const struct fence_answer *a = &r->query.answers.v[i];
        if (a->can != FENCE_CAN || a->device->gone || bt_strv_has(&r->tried, a->device->id))
            continue;
        bt_strv_add(&r->tried, a->device->id);
        places_clear(r);
        place_add(r, a->device->id, NULL);
        return FENCE_CHOSEN;
    }
    return fence_query_complete(&r->query) ? FENCE_CHOICE_NONE : FENCE_CHOICE_WAITS;
}

/* Takes the first offer that had no turn: of the target itself, which dies before it can tell, or of others. */
static bool take_offer(struct fence_request *r, bool of_itself)
{
    bool new = false;
    for (size_t i = 0; i < r->poll.offers.n && !new; i++) {
        const struct fence_offer *o = &r->poll.offers.v[i];
        char *name = bt_printf("%s on %s", o->device, o->node);
        new = bt_strcaseeq(o->node, r->target) == of_itself && !bt_strv_has(&r->tried, name);
        if (new) {
            bt_strv_add(&r->tried, name);
            places_clear(r);
            place_add(r, o->device, o->node);
        }
        free(name);
    }
    return new;
}

static enum fence_choice choose_away(struct fence_turn *t, struct fence_request *r)
{
    bool open = fence_poll_open(t, r);
    if (take_offer(r, false) || (!open && take_offer(r, true)))
        return FENCE_CHOSEN;
    return open ? FENCE_CHOICE_WAITS : FENCE_CHOICE_NONE;
}

/* 5. --------------------------------------------------------------------------------------------------------------------- */

static enum fence_choice choose_watchdog(struct fence_turn *t, struct fence_request *r)
{
    if (bt_streq(r->action, "on") || fence_watchdog_wait_ms(t->f, r->target) == 0 || bt_strv_has(&r->tried, FENCE_WATCHDOG))
        return FENCE_CHOICE_NONE;
    bt_strv_add(&r->tried, FENCE_WATCHDOG);
    places_clear(r);
    place_add(r, FENCE_WATCHDOG, NULL);
    return FENCE_CHOSEN;
}

static bool needs_off_then_on(const struct fence *f, const struct fence_request *r)
{
    if (!bt_streq(r->action, "reboot"))
        return false;
    if (r->places.n > 1)
        return true;
    const struct fence_place *p = &r->places.v[0];
    if (p->node != NULL) {
        for (size_t i = 0; i < r->poll.offers.n; i++)
            if (bt_streq(r->poll.offers.v[i].node, p->node) && bt_streq(r->poll.offers.v[i].device, p->device))
                return r->poll.offers.v[i].off_then_on;
        return false;
    }
    const struct fence_device *d = fence_device_find(f, p->device);
    return d != NULL && fence_device_off_then_on(d);
}

enum fence_choice fence_choose(struct fence_turn *t, struct fence_request *r)
{
    enum fence_choice c = fence_claim(t, r);
    if (c == FENCE_CHOICE_NONE)
        c = choose_judge(t, r);
    if (c == FENCE_CHOICE_NONE)
        c = choose_unfencing(t, r);
    if (c == FENCE_CHOICE_NONE && !r->unfencing) {
        if (r->topology) {
            c = choose_level(t, r);
        } else {
            c = choose_here(r);
            if (c == FENCE_CHOICE_NONE)
                c = choose_away(t, r);
            if (c == FENCE_CHOICE_NONE)
                c = choose_watchdog(t, r);
        }
    }
    assert(c != FENCE_CHOSEN || (r->places.n > 0 && r->next == 0));
    assert((c == FENCE_CHOICE_HANDED) == (r->handed != NULL));
    if (c == FENCE_CHOSEN)
        r->off_then_on = needs_off_then_on(t->f, r);
    return c;
}
