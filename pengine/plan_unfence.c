/* pengine/plan_unfence.c - unfencing: devices that cut a node off from its storage let it in only when they are told to ("on").
 *
 * The rules, of Pacemaker Explained ("Unfencing") and of trials:
 *   1. Fence devices, and what requires unfencing, are probed and started on a node after it was unfenced: an agent that unfences
 *      often can't even be asked before. If the node never was (its attribute #node-unfenced), that is required, else it is as wanted.
 *   2. A node is unfenced anew if the agent or the parameters of a device changed: by the device's history, or by the digests that
 *      the last unfencing left in the node's attributes #digests-all and #digests-secure.
 *   3. Each fencing is told the present digests of all devices that unfence.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "pengine/digests.h"
#include "pengine/plan.h"

static bool unfences(const struct pe_rsc *r)
{
    return r->fence_device && (r->needs_unfencing || bt_strcaseeq(PE_RSC_META(r, "provides"), "unfencing"));
}

/* "device:agent:digest," for each device, the last one first. */
struct notes { struct bt_buf all, secure; bool changed; };

static void note_device(const struct pe_plan *plan, const struct pe_rsc *r, const struct pe_node *n, struct notes *out)
{
    char all[BT_DIGEST_TEXT], secure[BT_DIGEST_TEXT];
    const char *known_all = pe_attr_get(&n->attrs, "#digests-all"), *known_secure = pe_attr_get(&n->attrs, "#digests-secure");
    pe_device_digests((struct pe_model *)plan->m, r, n, all, secure);
    char *one_all = bt_printf("%s:%s:%s", r->id, r->type, all), *one_secure = bt_printf("%s:%s:%s", r->id, r->type, secure);
    if (known_all != NULL && strstr(known_all, one_all) == NULL && (known_secure == NULL || strstr(known_secure, one_secure) == NULL))
        out->changed = true;
    bt_buf_addf(&out->all, "%s,", one_all);
    bt_buf_addf(&out->secure, "%s,", one_secure);
    free(one_all);
    free(one_secure);
}

static void note_devices(const struct pe_plan *plan, struct pe_rsc *const *list, size_t count, const struct pe_node *n, struct notes *out)
{
    for (size_t i = count; i-- > 0;) {
        if (list[i]->n_children > 0)
            note_devices(plan, list[i]->children, list[i]->n_children, n, out);
        else if (unfences(list[i]))
            note_device(plan, list[i], n, out);
    }
}

void pe_note_unfencing_devices(struct pe_plan *plan, struct pe_action *fencing)
{
    struct notes notes = {0};
    if (!plan->m->priv->unfencing)
        return;
    note_devices(plan, plan->m->top, plan->m->n_top, fencing->node, &notes);
    pe_action_meta(plan, fencing, "digests_all", pe_printf(&plan->arena, "%s", notes.all.text != NULL ? notes.all.text : ""));
    pe_action_meta(plan, fencing, "digests_secure", pe_printf(&plan->arena, "%s", notes.secure.text != NULL ? notes.secure.text : ""));
    if (notes.changed)
        pe_clear(plan, fencing, PE_OPTIONAL, NULL, "the definition of a device changed");
    bt_buf_free(&notes.all);
    bt_buf_free(&notes.secure);
}

static bool can_be_unfenced(const struct pe_plan *plan, const struct pe_node *n)
{
    return n->online && !pe_unclean(plan, n) && !n->shutdown;
}

void pe_require_unfencing(struct pe_plan *plan, const struct pe_rsc *device, const struct pe_node *n, const char *reason)
{
    if (!plan->m->priv->unfencing || (device != NULL && !device->fence_device))
        return;
    if (n != NULL && can_be_unfenced(plan, n)) {
        pe_fence_action(plan, n, "on", false, reason, false);
        return;
    }
    for (size_t i = 0; device != NULL && i < plan->m->n_nodes; i++) /* wherever the device may be used */
        if (pe_placed(plan->p, device)->on[i].present && can_be_unfenced(plan, plan->m->nodes[i]))
            pe_fence_action(plan, plan->m->nodes[i], "on", false, reason, false);
}

void pe_order_vs_unfencing(struct pe_plan *plan, const struct pe_rsc *r, const struct pe_node *n, struct pe_action *a, unsigned flags)
{
    if (n == NULL || n->remote || !(r->needs_unfencing || (r->fence_device && plan->m->priv->unfencing)))
        return;
    pe_order_actions(plan, pe_fence_action(plan, n, "on", true, NULL, false), a, flags);
    if (!n->unfenced)
        pe_require_unfencing(plan, NULL, n, pe_printf(&plan->arena, "required by %s %s", r->id, a->task));
}
