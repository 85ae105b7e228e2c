/* lrm/env.c - what an OCF agent finds in its environment (OCF Resource Agent API 1.1, "Environment variables"; the
 * ecosystem's readers of each: doc/agents.md).
 *
 * A parameter only ever appears behind the prefix OCF_RESKEY_, so none can replace PATH, IFS or LD_PRELOAD; the one
 * name that the contract exports bare is OCF_CHECK_LEVEL.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "lrm/core.h"

static void set(struct bt_strv *env, const char *name, const char *value)
{
    char *line = bt_printf("%s=%s", name, value);
    bt_strv_add(env, line);
    free(line);
}

static void set_reskey(struct bt_strv *env, const char *name, const char *value)
{
    char *line = bt_printf("OCF_RESKEY_%s=%s", name, value);
    bt_strv_add(env, line);
    free(line);
}

/* A name that holds '=' would be read back as another variable. */
static bool exportable(const char *name)
{
    return *name != '\0' && strchr(name, '=') == NULL;
}

static void set_fixed(struct bt_strv *env, const struct lrm_op *op)
{
    set(env, "OCF_ROOT", BT_OCF_ROOT);
    set(env, "OCF_RA_VERSION_MAJOR", "1");
    set(env, "OCF_RA_VERSION_MINOR", "1");
    set(env, "OCF_EXIT_REASON_PREFIX", "ocf-exit-reason:");
    set(env, "OCF_OUTPUT_FORMAT", "text");
    set(env, "OCF_RESOURCE_INSTANCE", op->rsc->id);
    set(env, "OCF_RESOURCE_TYPE", op->rsc->type);
    if (op->rsc->provider != NULL)
        set(env, "OCF_RESOURCE_PROVIDER", op->rsc->provider);
    set(env, "__OCF_ACTION", op->action);
}

static void set_ocf(struct bt_strv *env, const struct lrm_op *op)
{
    set_fixed(env, op);
    for (size_t i = 0; i < op->n_attrs; i++) {
        const struct lrm_attr *a = &op->attrs[i];
        if (strcmp(a->name, "OCF_CHECK_LEVEL") == 0)
            set(env, a->name, a->value);
        else if (exportable(a->name))
            set_reskey(env, a->name, a->value);
    }
    if (lrm_op_attr(op, XA_CRM_FEATURE_SET) == NULL)
        set_reskey(env, XA_CRM_FEATURE_SET, CIB_FEATURE_SET);
    if (lrm_op_attr(op, XA_CRM_META_TIMEOUT) == NULL) {
        char *ms = bt_printf("%" PRId64, op->timeout_ms);
        set_reskey(env, XA_CRM_META_TIMEOUT, ms);
        free(ms);
    }
}

void lrm_env_fill(const struct lrm_op *op, struct lrm_run *run)
{
    assert(run->env.n == 0 && run->params.n == 0);
    if (op->rsc->class != NULL && op->rsc->class->ocf_env)
        set_ocf(&run->env, op);
    for (size_t i = 0; i < op->n_attrs; i++) {
        const struct lrm_attr *a = &op->attrs[i];
        if (!bt_starts(a->name, XA_CRM_META_) && strcmp(a->name, XA_CRM_FEATURE_SET) != 0 && exportable(a->name))
            set(&run->params, a->name, a->value);
    }
}
