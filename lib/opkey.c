/* lib/opkey.c - operation keys, transition keys and magics, agent names (see opkey.h).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/opkey.h"

#include <ctype.h>

char *bt_opkey(const char *rsc, const char *operation, int64_t interval_ms)
{
    return bt_printf("%s_%s_%" PRId64, rsc, operation, interval_ms);
}

/* Where the part of a key before "_NUMBER" ends; NULL if it does not end so. */
static const char *interval_of(const char *key, int64_t *ret_ms)
{
    const char *bar = strrchr(key, '_');
    if (bar == NULL || !isdigit((unsigned char)bar[1]) || !bt_parse_int(bar + 1, ret_ms))
        return NULL;
    return bar;
}

static bool ends_with(const char *s, size_t len, const char *tail)
{
    size_t n = strlen(tail);
    return len > n && memcmp(s + len - n, tail, n) == 0;
}

/* Length of "RSC" where the len bytes at key are "RSC_OPERATION"; 0 if they have not that form. Two
 * operations hold a '_' themselves. */
static size_t before_operation(const char *key, size_t len)
{
    static const char *const long_names[] = {"_migrate_to", "_migrate_from"};
    for (size_t i = 0; i < BT_COUNT(long_names); i++)
        if (ends_with(key, len, long_names[i]))
            return len - strlen(long_names[i]);
    const char *bar = memrchr(key, '_', len);
    return bar != NULL && bar + 1 < key + len ? (size_t)(bar - key) : 0;
}

/* Length of "RSC" where the len bytes at key are "RSC_post_notify" or one of its kin; 0 if they are not. */
static size_t before_notify(const char *key, size_t len)
{
    static const char *const forms[] = {"_pre_notify", "_post_notify", "_confirmed-pre_notify",
                                        "_confirmed-post_notify"};
    for (size_t i = 0; i < BT_COUNT(forms); i++)
        if (ends_with(key, len, forms[i]))
            return len - strlen(forms[i]);
    return 0;
}

bool bt_opkey_parse(const char *key, char **ret_rsc, char **ret_operation, int64_t *ret_interval_ms)
{
    int64_t interval_ms;
    const char *end = key != NULL ? interval_of(key, &interval_ms) : NULL;
    if (end == NULL)
        return false;
    size_t len = (size_t)(end - key), rsc_len = before_operation(key, len);
    if (rsc_len == 0)
        return false;
    size_t notified_len = before_notify(key, rsc_len);
    if (notified_len != 0) {
        *ret_rsc = bt_strndup(key, notified_len);
        *ret_operation = bt_strdup("notify");
    } else {
        *ret_rsc = bt_strndup(key, rsc_len);
        *ret_operation = bt_strndup(key + rsc_len + 1, len - rsc_len - 1);
    }
    *ret_interval_ms = interval_ms;
    return true;
}

bool bt_is_migration(const char *operation)
{
    return bt_streq(operation, "migrate_to") || bt_streq(operation, "migrate_from");
}

char *bt_transition_key_text(const struct bt_transition_key *k)
{
    assert(memchr(k->uuid, '\0', sizeof(k->uuid)) != NULL);
    return bt_printf("%d:%d:%d:%s", k->action, k->transition, k->target_rc, k->uuid);
}

/* Reads a number that is followed by the separator and steps over both. */
static bool take_int(const char **s, char separator, int *ret)
{
    const char *end = strchr(*s, separator);
    char digits[16];
    int64_t n;
    if (end == NULL || (size_t)(end - *s) >= sizeof(digits))
        return false;
    memcpy(digits, *s, (size_t)(end - *s));
    digits[end - *s] = '\0';
    if (!bt_parse_int(digits, &n) || n < INT32_MIN || n > INT32_MAX)
        return false;
    *ret = (int)n;
    *s = end + 1;
    return true;
}

bool bt_transition_key_parse(const char *s, struct bt_transition_key *ret)
{
    struct bt_transition_key k = {0};
    if (s == NULL || !take_int(&s, ':', &k.action) || !take_int(&s, ':', &k.transition) ||
        !take_int(&s, ':', &k.target_rc))
        return false;
    size_t len = strcspn(s, " "); /* Pacemaker pads what is shorter than a UUID with blanks */
    if (len == 0 || len >= sizeof(k.uuid) || s[len + strspn(s + len, " ")] != '\0')
        return false;
    memcpy(k.uuid, s, len);
    *ret = k;
    return true;
}

char *bt_transition_magic(int op_status, int rc, const char *transition_key)
{
    return bt_printf("%d:%d;%s", op_status, rc, transition_key);
}

bool bt_transition_magic_parse(const char *s, int *ret_status, int *ret_rc, struct bt_transition_key *ret)
{
    int status, rc;
    if (s == NULL || !take_int(&s, ':', &status) || !take_int(&s, ';', &rc) || !bt_transition_key_parse(s, ret))
        return false;
    *ret_status = status;
    *ret_rc = rc;
    return true;
}

char *bt_agent_text(const char *standard, const char *provider, const char *type)
{
    if (provider == NULL)
        return bt_printf("%s:%s", standard, type);
    return bt_printf("%s:%s:%s", standard, provider, type);
}
