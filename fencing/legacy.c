/* fencing/legacy.c - cluster-glue's plugins (external/ssh, apcmaster ...), run by its command `stonith` (interfaces 5.2, man stonith(8)).
 *
 * The plugin's parameters are the environment under their bare names. What it can fence it lists (-l); a status of one target it does not
 * have, -S is the device's. reboot is its reset. A target that pcmk_host_map names is told to it by the mapped name.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "fencing/internal.h"

static const struct {
    const char *action, *word;
} resets[] = {{"reboot", "reset"}, {"reset", "reset"}, {"off", "off"}, {"poweroff", "off"}, {"on", "on"}, {"poweron", "on"}};

bool fence_legacy_type(const char *type)
{
    const char *name = bt_starts(type, "external/") ? type + strlen("external/") : type;
    return name[0] != '\0' && name[0] != '.' && name[0] != '-' && strchr(name, '/') == NULL && !bt_starts(type, "fence_");
}

static void add_target(const struct fence_device *d, const char *action, const char *target, struct bt_strv *words)
{
    const char *own = fence_device_option(d, action, "action"), *word = NULL;
    for (size_t i = 0; i < BT_COUNT(resets); i++)
        if (bt_streq(own != NULL ? own : action, resets[i].action))
            word = resets[i].word;
    char *alias = fence_map_get(fence_device_get(d, "pcmk_host_map"), target);
    bt_strv_add(words, "-T");
    bt_strv_add(words, word != NULL ? word : action);
    bt_strv_add(words, alias != NULL ? alias : target);
    free(alias);
}

void fence_legacy_call(const struct fence_device *d, const char *action, const char *target, struct fence_run *run)
{
    bt_strv_add(&run->words, "-t");
    bt_strv_add(&run->words, d->agent->name);
    bt_strv_add(&run->words, "-E");
    if (bt_streq(action, "list"))
        bt_strv_add(&run->words, "-l");
    else if (target == NULL || fence_action_name(action) == NULL)
        bt_strv_add(&run->words, "-S");
    else
        add_target(d, action, target, &run->words);
    for (size_t i = 0; i < d->params.n; i++) {
        const struct fence_param *p = &d->params.v[i];
        if (fence_param_is_own(p->name) || !bt_env_name_ok(p->name))
            continue;
        char *pair = bt_printf("%s=%s", p->name, p->value);
        bt_strv_add(&run->env, pair);
        free(pair);
    }
    char *id = bt_printf(XA_CRM_META_ "st_device_id=%s", d->id), *tag = bt_printf("HA_LOGTAG=stonith:%s", d->id);
    bt_strv_add(&run->env, id);
    bt_strv_add(&run->env, tag);
    free(id);
    free(tag);
}
