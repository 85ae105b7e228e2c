/* tools/crm/corosync_conf.c - reading, changing and writing corosync.conf (see corosync_conf.h).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>

#include "tools/crm/corosync_conf.h"

/* One line: a comment (key "#"), a setting, or a section with what is in it. */
struct item {
    char *key, *value; /* value NULL: a section */
    BT_VEC(struct item *) items;
};

struct conf {
    struct item root;
};

static struct item *item_new(const char *key, const char *value)
{
    struct item *it = BT_NEW(struct item);
    it->key = bt_strdup(key);
    it->value = bt_strdup(value);
    return it;
}

static void item_empty(struct item *it)
{
    for (size_t i = 0; i < it->items.n; i++) {
        item_empty(it->items.v[i]);
        free(it->items.v[i]);
    }
    BT_VEC_FREE(&it->items);
    free(it->key);
    free(it->value);
}

static void item_remove(struct item *parent, size_t at)
{
    item_empty(parent->items.v[at]);
    free(parent->items.v[at]);
    memmove(parent->items.v + at, parent->items.v + at + 1, (--parent->items.n - at) * sizeof *parent->items.v);
}

struct conf *conf_new(void)
{
    return BT_NEW(struct conf);
}

void conf_free(struct conf *c)
{
    if (c == NULL)
        return;
    item_empty(&c->root);
    free(c);
}

/* Reading ---------------------------------------------------------------------------------------------------------- */

enum { DEPTH_MAX = 8 };

static char *trimmed(const char *from, size_t len)
{
    while (len > 0 && strchr(" \t\r", *from) != NULL)
        from++, len--;
    while (len > 0 && strchr(" \t\r", from[len - 1]) != NULL)
        len--;
    struct bt_buf b = {0};
    bt_buf_addn(&b, from, len);
    return bt_buf_take(&b);
}

/* Takes one line, without blanks around it, into the innermost open section. */
static int take_line(struct item **open, size_t *depth, const char *line, size_t number, struct bt_err *err)
{
    size_t len = strlen(line);
    const char *colon = strchr(line, ':');
    struct item *in = open[*depth];
    if (*line == '\0')
        return BT_EX_OK;
    if (*line == '#') {
        BT_PUSH(&in->items, item_new("#", line));
    } else if (len > 1 && line[len - 1] == '{') {
        if (*depth + 1 >= DEPTH_MAX)
            return bt_fail(err, BT_EX_CONFIG, "line %zu: sections within sections more than %d deep", number, DEPTH_MAX);
        char *name = trimmed(line, len - 1);
        BT_PUSH(&in->items, item_new(name, NULL));
        free(name);
        open[++*depth] = in->items.v[in->items.n - 1];
    } else if (bt_streq(line, "}") && *depth > 0) {
        --*depth;
    } else if (colon != NULL && colon > line) {
        char *key = trimmed(line, (size_t)(colon - line)), *value = trimmed(colon + 1, strlen(colon + 1));
        BT_PUSH(&in->items, item_new(key, value));
        free(key);
        free(value);
    } else {
        return bt_fail(err, BT_EX_CONFIG, "line %zu is neither \"key: value\" nor the begin or end of a section: %s", number, line);
    }
    return BT_EX_OK;
}

int conf_parse(const char *text, struct conf **ret, struct bt_err *err)
{
    struct conf *c = conf_new();
    struct item *open[DEPTH_MAX] = {&c->root};
    size_t depth = 0, number = 0;
    int rc = BT_EX_OK;
    while (rc == BT_EX_OK && *text != '\0') {
        size_t len = strcspn(text, "\n");
        char *line = trimmed(text, len);
        rc = take_line(open, &depth, line, ++number, err);
        free(line);
        text += len + (text[len] == '\n');
    }
    if (rc == BT_EX_OK && depth > 0)
        rc = bt_fail(err, BT_EX_CONFIG, "the section %s is not closed", open[depth]->key);
    if (rc == BT_EX_OK)
        *ret = c;
    else
        conf_free(c);
    return rc;
}

/* Writing ---------------------------------------------------------------------------------------------------------- */

static void print(const struct item *in, int indent, struct bt_buf *out)
{
    for (size_t i = 0; i < in->items.n; i++) {
        const struct item *it = in->items.v[i];
        if (indent == 0 && i > 0 && it->value == NULL && !bt_streq(in->items.v[i - 1]->key, "#"))
            bt_buf_add(out, "\n");
        bt_buf_addf(out, "%*s", indent * 4, "");
        if (bt_streq(it->key, "#")) {
            bt_buf_addf(out, "%s\n", it->value);
        } else if (it->value != NULL) {
            bt_buf_addf(out, "%s: %s\n", it->key, it->value);
        } else {
            bt_buf_addf(out, "%s {\n", it->key);
            print(it, indent + 1, out);
            bt_buf_addf(out, "%*s}\n", indent * 4, "");
        }
    }
}

char *conf_text(const struct conf *c)
{
    struct bt_buf out = {0};
    print(&c->root, 0, &out);
    return bt_buf_take(&out);
}

/* Settings --------------------------------------------------------------------------------------------------------- */

static size_t place_of(const struct item *in, const char *key, size_t len)
{
    size_t i = 0;
    while (i < in->items.n && (strlen(in->items.v[i]->key) != len || strncmp(in->items.v[i]->key, key, len) != 0))
        i++;
    return i;
}

static struct item *child(const struct item *in, const char *key)
{
    size_t i = place_of(in, key, strlen(key));
    return i < in->items.n ? in->items.v[i] : NULL;
}

const char *conf_get(const struct conf *c, const char *path)
{
    const struct item *in = &c->root;
    for (const char *dot; (dot = strchr(path, '.')) != NULL; path = dot + 1) {
        size_t i = place_of(in, path, (size_t)(dot - path));
        if (i == in->items.n)
            return NULL;
        in = in->items.v[i];
    }
    const struct item *it = child(in, path);
    return it != NULL ? it->value : NULL;
}

static void put(struct item *in, const char *key, const char *value)
{
    size_t i = place_of(in, key, strlen(key));
    if (i < in->items.n && value == NULL) {
        item_remove(in, i);
    } else if (i < in->items.n) {
        free(in->items.v[i]->value);
        in->items.v[i]->value = bt_strdup(value);
    } else if (value != NULL) {
        BT_PUSH(&in->items, item_new(key, value));
    }
}

static struct item *section(struct item *in, const char *name, size_t len)
{
    size_t i = place_of(in, name, len);
    if (i == in->items.n) {
        char *key = trimmed(name, len);
        BT_PUSH(&in->items, item_new(key, NULL));
        free(key);
    }
    return in->items.v[i];
}

void conf_set(struct conf *c, const char *path, const char *value)
{
    struct item *in = &c->root;
    for (const char *dot; (dot = strchr(path, '.')) != NULL; path = dot + 1)
        in = section(in, path, (size_t)(dot - path));
    put(in, path, value);
}

/* Nodes ------------------------------------------------------------------------------------------------------------ */

/* The i-th node and its place in the nodelist; NULL if there are fewer. */
static struct item *node_at(const struct conf *c, size_t i, size_t *place)
{
    const struct item *list = child(&c->root, "nodelist");
    for (size_t k = 0; list != NULL && k < list->items.n; k++)
        if (bt_streq(list->items.v[k]->key, "node") && list->items.v[k]->value == NULL && i-- == 0) {
            if (place != NULL)
                *place = k;
            return list->items.v[k];
        }
    return NULL;
}

static const char *setting(const struct item *node, const char *key)
{
    const struct item *it = node != NULL ? child(node, key) : NULL;
    return it != NULL ? it->value : NULL;
}

size_t conf_nodes(const struct conf *c)
{
    size_t n = 0;
    while (node_at(c, n, NULL) != NULL)
        n++;
    return n;
}

const char *conf_node_address(const struct conf *c, size_t i, unsigned link)
{
    char key[24];
    snprintf(key, sizeof key, "ring%u_addr", link);
    return setting(node_at(c, i, NULL), key);
}

/* corosync.conf(5): a node without a name is known by its first address. */
const char *conf_node_name(const struct conf *c, size_t i)
{
    const char *name = setting(node_at(c, i, NULL), "name");
    return name != NULL ? name : conf_node_address(c, i, 0);
}

static size_t find_node(const struct conf *c, const char *name)
{
    size_t i = 0, n = conf_nodes(c);
    while (i < n && !bt_streq(conf_node_name(c, i), name))
        i++;
    return i;
}

bool conf_has_node(const struct conf *c, const char *name)
{
    return find_node(c, name) < conf_nodes(c);
}

static bool id_is_taken(const struct conf *c, int64_t id)
{
    int64_t other;
    for (size_t i = 0; i < conf_nodes(c); i++)
        if (bt_parse_int(setting(node_at(c, i, NULL), "nodeid"), &other) && other == id)
            return true;
    return false;
}

/* corosync-qdevice(8), MODEL NET ALGORITHMS: ffsplit works with one vote only, lms with the default. */
static void settle_quorum(struct conf *c)
{
    size_t n = conf_nodes(c);
    bool device = conf_has_device(c), lms = bt_streq(conf_get(c, "quorum.device.net.algorithm"), "lms");
    conf_set(c, "quorum.two_node", n == 2 && !device ? "1" : NULL);
    if (device)
        conf_set(c, "quorum.device.votes", lms ? NULL : "1");
}

void conf_put_node(struct conf *c, const char *name, const struct bt_strv *addresses)
{
    char text[24];
    struct item *node = node_at(c, find_node(c, name), NULL);
    if (node == NULL) {
        int64_t id = 1;
        while (id_is_taken(c, id))
            id++;
        struct item *list = section(&c->root, "nodelist", strlen("nodelist"));
        node = item_new("node", NULL);
        BT_PUSH(&list->items, node);
        put(node, "name", name);
        snprintf(text, sizeof text, "%" PRId64, id);
        put(node, "nodeid", text);
    }
    for (unsigned link = 0; link < CONF_LINKS_MAX; link++) {
        snprintf(text, sizeof text, "ring%u_addr", link);
        put(node, text, link < addresses->n ? addresses->v[link] : NULL);
    }
    settle_quorum(c);
}

bool conf_remove_node(struct conf *c, const char *name)
{
    size_t place;
    if (node_at(c, find_node(c, name), &place) == NULL)
        return false;
    item_remove(child(&c->root, "nodelist"), place);
    settle_quorum(c);
    return true;
}

bool conf_has_device(const struct conf *c)
{
    return conf_get(c, "quorum.device.model") != NULL;
}

void conf_put_device(struct conf *c, const struct conf_device *d)
{
    const struct {
        const char *path, *value;
    } settings[] = {{"quorum.device.model", "net"},
                    {"quorum.device.net.host", d->host},
                    {"quorum.device.net.port", d->port},
                    {"quorum.device.net.algorithm", d->algorithm},
                    {"quorum.device.net.tie_breaker", d->tie_breaker},
                    {"quorum.device.net.tls", d->tls}};
    for (size_t i = 0; i < BT_COUNT(settings); i++)
        conf_set(c, settings[i].path, settings[i].value);
    settle_quorum(c);
}

void conf_remove_device(struct conf *c)
{
    conf_set(c, "quorum.device", NULL);
    settle_quorum(c);
}
