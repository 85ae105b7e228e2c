/* fencing/hosts.c - lists and maps of host names as users write them in pcmk_host_list, pcmk_host_map, pcmk_delay_base
 * (man pacemaker-fenced), and as fence agents print them for their list action (interfaces 5.1).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "fencing/internal.h"

#define NAME_SEPARATORS " \t\r\n,;"
#define PAIR_SEPARATORS " \t\r\n;"
#define VALUE_SEPARATORS ":="

static bool has_name(const struct bt_strv *l, const char *name)
{
    for (size_t i = 0; i < l->n; i++)
        if (bt_strcaseeq(l->v[i], name))
            return true;
    return false;
}

void fence_hosts_add(struct bt_strv *l, const char *list)
{
    struct bt_strv names = {0};
    bt_strv_split(&names, list != NULL ? list : "", NAME_SEPARATORS);
    for (size_t i = 0; i < names.n; i++)
        if (!has_name(l, names.v[i]))
            bt_strv_add(l, names.v[i]);
    bt_strv_free(&names);
}

bool fence_hosts_has(const char *list, const char *host)
{
    struct bt_strv names = {0};
    fence_hosts_add(&names, list);
    bool has = has_name(&names, host);
    bt_strv_free(&names);
    return has;
}

/* Reads the pair at *map and moves on behind it; false at the end. A backslash keeps the next character in the value.
 * Pieces without a separator or a name are skipped, as they name no host. */
static bool next_pair(const char **map, struct bt_buf *name, struct bt_buf *value)
{
    const char *s = *map;
    bool found = false;
    while (!found && *(s += strspn(s, PAIR_SEPARATORS)) != '\0') {
        bt_buf_free(name);
        bt_buf_free(value);
        size_t len = strcspn(s, PAIR_SEPARATORS VALUE_SEPARATORS);
        found = len > 0 && s[len] != '\0' && strchr(VALUE_SEPARATORS, s[len]) != NULL;
        bt_buf_addn(name, s, len);
        s += len;
        if (*s != '\0')
            s++;
        if (!found)
            continue;
        for (; *s != '\0' && strchr(PAIR_SEPARATORS, *s) == NULL; s++) {
            if (*s == '\\' && s[1] != '\0')
                s++;
            bt_buf_addn(value, s, 1);
        }
    }
    *map = s;
    return found;
}

char *fence_map_get(const char *map, const char *host)
{
    struct bt_buf name = {0}, value = {0};
    char *got = NULL;
    while (map != NULL && got == NULL && next_pair(&map, &name, &value))
        if (bt_strcaseeq(name.text, host))
            got = bt_buf_take(&value);
    bt_buf_free(&name);
    bt_buf_free(&value);
    return got;
}

void fence_map_names(struct bt_strv *l, const char *map)
{
    struct bt_buf name = {0}, value = {0};
    while (map != NULL && next_pair(&map, &name, &value))
        if (!has_name(l, name.text))
            bt_strv_add(l, name.text);
    bt_buf_free(&name);
    bt_buf_free(&value);
}

/* A line is "outlet,alias" or a name alone; both count, since a plug may be called as the node or have it as its alias. */
void fence_list_parse(struct bt_strv *l, const char *output)
{
    fence_hosts_add(l, output);
}
