/* fencing/device.c - one fence device: its pcmk_ parameters, whether it can fence a target, and what its agent is told.
 *
 * The rules of the pcmk_ parameters are those of man pacemaker-fenced(7); of an agent's input, of interfaces 5.1.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "fencing/internal.h"

#define DEFAULT_TRIES 2
#define LIST_FRESH_MS 60000 /* how long what an agent listed is believed */

/* Parameters that are the fencer's own and never reach an agent (interfaces 5.1). "option" is the old name of "action": from a
 * configuration it would turn every call of the device, monitors too, into that action. */
static const char *const own_params[] = {"action", "option", "crm_feature_set", "provides"};
static const char *const own_prefixes[] = {"pcmk_", XA_CRM_META_};

/* What a parameter's name contains if its value is a secret. */
static const char *const secret_words[] = {"passw", "secret", "token", "community", "snmp_priv", "api_key", "apikey"};

struct fence_device *fence_device_find(const struct fence *f, const char *id)
{
    for (size_t i = 0; i < f->devices.n; i++)
        if (!f->devices.v[i]->gone && bt_streq(f->devices.v[i]->id, id))
            return f->devices.v[i];
    return NULL;
}

void fence_device_free(struct fence_device *d)
{
    if (d == NULL)
        return;
    for (size_t i = 0; i < d->params.n; i++) {
        free(d->params.v[i].name);
        free(d->params.v[i].value);
    }
    BT_VEC_FREE(&d->params);
    bt_strv_free(&d->listed);
    free(d->id);
    free(d);
}

/* Parameters ------------------------------------------------------------------------------------------------- */

const char *fence_device_get(const struct fence_device *d, const char *param)
{
    for (size_t i = 0; i < d->params.n; i++)
        if (bt_streq(d->params.v[i].name, param))
            return d->params.v[i].value;
    return NULL;
}

const char *fence_device_option(const struct fence_device *d, const char *action, const char *what)
{
    char *name = bt_printf("pcmk_%s_%s", action, what);
    const char *value = fence_device_get(d, name);
    free(name);
    return value;
}

int64_t fence_device_timeout_ms(const struct fence_device *d, const char *action, int64_t otherwise_ms)
{
    int64_t ms = fence_at_most(bt_duration_ms_or(fence_device_option(d, action, "timeout"), 0));
    return ms > 0 ? ms : otherwise_ms;
}

int64_t fence_device_tries(const struct fence_device *d, const char *action)
{
    int64_t n = DEFAULT_TRIES;
    const char *text = fence_device_option(d, action, "retries");
    if (text != NULL)
        bt_parse_int(text, &n);
    return n >= 1 ? n : 1;
}

int64_t fence_device_limit(const struct fence_device *d)
{
    int64_t n = 1;
    const char *text = fence_device_get(d, "pcmk_action_limit");
    if (text != NULL)
        bt_parse_int(text, &n);
    return n != 0 ? n : 1;
}

int64_t fence_device_delay_ms(const struct fence_device *d, const char *target, uint64_t random)
{
    const char *text = fence_device_get(d, "pcmk_delay_base");
    int64_t base = 0;
    if (text != NULL && !bt_duration_ms(text, &base)) {
        char *mapped = fence_map_get(text, target);
        base = bt_duration_ms_or(mapped, 0);
        free(mapped);
    }
    base = fence_at_most(base);
    int64_t max = fence_at_most(bt_duration_ms_or(fence_device_get(d, "pcmk_delay_max"), 0));
    if (max <= 0)
        return base;
    if (max <= base)
        return max;
    return base + (int64_t)(random % (uint64_t)(max - base));
}

bool fence_device_off_then_on(const struct fence_device *d)
{
    return !d->agent->reboot && fence_device_option(d, "reboot", "action") == NULL;
}

int64_t fence_device_longest_ms(const struct fence_device *d, const char *action, const char *target, int64_t otherwise_ms)
{
    int64_t most_ms = fence_device_timeout_ms(d, action, otherwise_ms);
    if (bt_streq(action, "reboot") && fence_device_off_then_on(d)) {
        int64_t off_ms = fence_device_timeout_ms(d, "off", otherwise_ms), on_ms = fence_device_timeout_ms(d, "on", otherwise_ms);
        most_ms = off_ms > on_ms ? off_ms : on_ms;
    }
    int64_t base_ms = fence_device_delay_ms(d, target, 0), max_ms = fence_at_most(bt_duration_ms_or(fence_device_get(d, "pcmk_delay_max"), 0));
    return most_ms + (base_ms > max_ms ? base_ms : max_ms);
}

/* Matching --------------------------------------------------------------------------------------------------- */

enum check { CHECK_STATIC, CHECK_DYNAMIC, CHECK_STATUS, CHECK_NONE, CHECK_UNKNOWN };
static const char *const check_names[] = {"static-list", "dynamic-list", "status", "none"};

static enum check check_parse(const char *text)
{
    for (int i = 0; i < CHECK_UNKNOWN; i++)
        if (bt_strcaseeq(text, check_names[i]))
            return (enum check)i;
    return CHECK_UNKNOWN;
}

/* The way to find out whether a host is a device's (interfaces 5.1): what is configured; else a list or a map that is there; else the
 * agent's list action, its status action, or trust. A list that failed the first time gives way to status. */
static enum check check_of(const struct fence_device *d)
{
    const char *text = fence_device_get(d, "pcmk_host_check");
    enum check configured = text != NULL ? check_parse(text) : CHECK_UNKNOWN;
    if (configured == CHECK_DYNAMIC && d->list_failed && !d->has_list && !d->agent->legacy)
        return CHECK_STATUS;
    if (configured != CHECK_UNKNOWN)
        return configured;
    if (fence_device_get(d, "pcmk_host_list") != NULL || fence_device_get(d, "pcmk_host_map") != NULL)
        return CHECK_STATIC;
    if (d->agent->legacy)
        return CHECK_DYNAMIC;
    if (d->agent->list && (d->has_list || !d->list_failed))
        return CHECK_DYNAMIC;
    return d->agent->status ? CHECK_STATUS : CHECK_NONE;
}

static bool mapped(const struct fence_device *d, const char *target)
{
    char *alias = fence_map_get(fence_device_get(d, "pcmk_host_map"), target);
    free(alias);
    return alias != NULL;
}

static bool listed(const struct fence_device *d, const char *target)
{
    char *alias = fence_map_get(fence_device_get(d, "pcmk_host_map"), target);
    const char *name = alias != NULL ? alias : target;
    bool in = false;
    for (size_t i = 0; i < d->listed.n && !in; i++)
        in = bt_strcaseeq(d->listed.v[i], name) || bt_strcaseeq(d->listed.v[i], target);
    free(alias);
    return in;
}

/* Both answers age: a machine may have moved to another device, and an agent told that a missing plug counts as off
 * would confirm a fencing that did not happen. */
static enum fence_can can_dynamic(const struct fence_device *d, const char *target, struct bt_mono now)
{
    if (!d->has_list || now.ms - d->listed_at.ms >= LIST_FRESH_MS)
        return FENCE_ASK_LIST;
    return listed(d, target) ? FENCE_CAN : FENCE_CAN_NOT;
}

enum fence_can fence_device_can(const struct fence_device *d, const char *target, struct bt_mono now)
{
    if (d->gone)
        return FENCE_CAN_NOT;
    /* What the agent can be asked, and how the target is told, its metadata says. */
    if (d->agent->meta == FENCE_META_NONE || d->agent->meta == FENCE_META_ASKED)
        return FENCE_ASK_METADATA;
    enum check check = check_of(d);
    if (check == CHECK_NONE)
        return FENCE_CAN;
    if (check == CHECK_STATIC)
        return fence_hosts_has(fence_device_get(d, "pcmk_host_list"), target) || mapped(d, target) ? FENCE_CAN : FENCE_CAN_NOT;
    return check == CHECK_DYNAMIC ? can_dynamic(d, target, now) : FENCE_ASK_STATUS;
}

/* The agent's input ------------------------------------------------------------------------------------------- */

bool fence_param_is_own(const char *param)
{
    for (size_t i = 0; i < BT_COUNT(own_params); i++)
        if (bt_streq(param, own_params[i]))
            return true;
    for (size_t i = 0; i < BT_COUNT(own_prefixes); i++)
        if (bt_starts(param, own_prefixes[i]))
            return true;
    return false;
}

/* A line break would let a value set options of its own. */
static bool is_one_line(const char *s)
{
    return strpbrk(s, "\r\n") == NULL;
}

static const char *host_argument(const struct fence_device *d)
{
    const char *configured = fence_device_get(d, "pcmk_host_argument");
    if (configured != NULL)
        return bt_strcaseeq(configured, "none") ? NULL : configured;
    if (d->agent->port)
        return "port";
    return d->agent->plug ? "plug" : NULL;
}

static void add_target(const struct fence *f, const struct fence_device *d, const char *target, struct bt_buf *b)
{
    bt_buf_addf(b, "nodename=%s\n", target);
    const xmlNode *node = bt_xml_find(bt_xml_root(f->nodes), XE_NODE, XA_UNAME, target);
    if (d->agent->nodeid && bt_xml_id(node) != NULL)
        bt_buf_addf(b, "nodeid=%s\n", bt_xml_id(node));
    const char *argument = host_argument(d);
    if (argument == NULL)
        return;
    const char *configured = fence_device_get(d, argument);
    if (configured != NULL && !bt_streq(configured, "dynamic"))
        return;
    char *alias = fence_map_get(fence_device_get(d, "pcmk_host_map"), target);
    bt_buf_addf(b, "%s=%s\n", argument, alias != NULL ? alias : target);
    free(alias);
}

static char *input_of(const struct fence *f, const struct fence_device *d, const char *action, const char *target)
{
    struct bt_buf b = {0};
    const char *own = fence_device_option(d, action, "action");
    bt_buf_addf(&b, "action=%s\n", own != NULL && is_one_line(own) ? own : action);
    if (target != NULL && is_one_line(target))
        add_target(f, d, target, &b);
    const char *argument = target != NULL ? host_argument(d) : NULL;
    for (size_t i = 0; i < d->params.n; i++) {
        const struct fence_param *p = &d->params.v[i];
        bool replaced = argument != NULL && bt_streq(p->name, argument) && bt_streq(p->value, "dynamic");
        if (!fence_param_is_own(p->name) && !replaced && is_one_line(p->name) && is_one_line(p->value))
            bt_buf_addf(&b, "%s=%s\n", p->name, p->value);
    }
    return bt_buf_take(&b);
}

void fence_device_call(const struct fence *f, const struct fence_device *d, const char *action, const char *target, struct fence_run *run)
{
    run->agent = bt_strdup(d->agent->name);
    if (d->agent->legacy)
        fence_legacy_call(d, action, target, run);
    else
        run->input = input_of(f, d, action, target);
}

/* Secrets and warnings ------------------------------------------------------------------------------------------ */

static bool is_secret(const char *param)
{
    for (size_t i = 0; i < BT_COUNT(secret_words); i++)
        if (strcasestr(param, secret_words[i]) != NULL)
            return true;
    return false;
}

char *fence_device_scrub(const struct fence_device *d, char *text)
{
    for (size_t i = 0; i < d->params.n; i++) {
        const struct fence_param *p = &d->params.v[i];
        if (!is_secret(p->name) || p->value[0] == '\0' || strstr(text, p->value) == NULL)
            continue;
        struct bt_buf b = {0};
        const char *rest = text;
        for (const char *hit; (hit = strstr(rest, p->value)) != NULL; rest = hit + strlen(p->value)) {
            bt_buf_addn(&b, rest, (size_t)(hit - rest));
            bt_buf_add(&b, "******");
        }
        bt_buf_add(&b, rest);
        free(text);
        text = bt_buf_take(&b);
    }
    return text;
}

static void review_time(struct fence_turn *t, const struct fence_device *d, const char *param, bool map)
{
    const char *value = fence_device_get(d, param);
    int64_t ms;
    if (value == NULL || bt_duration_ms(value, &ms) || (map && strpbrk(value, ":=") != NULL))
        return;
    fence_log(t, BT_LOG_WARNING, "fence device %s: %s=\"%s\" is no duration and is ignored; write for instance 20s", d->id, param, value);
}

void fence_device_review(struct fence_turn *t, const struct fence_device *d)
{
    static const char *const actions[] = {"reboot", "off", "on", "list", "monitor", "status"};
    const char *check = fence_device_get(d, "pcmk_host_check");
    if (check != NULL && check_parse(check) == CHECK_UNKNOWN)
        fence_log(t, BT_LOG_WARNING,
                  "fence device %s: pcmk_host_check=\"%s\" is not known and is ignored; use static-list, dynamic-list, status or none",
                  d->id, check);
    for (size_t i = 0; i < BT_COUNT(actions); i++) {
        char *name = bt_printf("pcmk_%s_timeout", actions[i]);
        review_time(t, d, name, false);
        free(name);
    }
    review_time(t, d, "pcmk_delay_max", false);
    review_time(t, d, "pcmk_delay_base", true);
    for (size_t i = 0; i < d->params.n; i++)
        if (!is_one_line(d->params.v[i].value) && !fence_param_is_own(d->params.v[i].name))
            fence_log(t, BT_LOG_WARNING, "fence device %s: the value of %s has more than one line and is not passed to the agent", d->id,
                      d->params.v[i].name);
}
