/* tools/crm/cmd_show.c - level "configure": show, save and load.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <fnmatch.h>
#include <stdio.h>
#include <unistd.h>

#include "tools/crm/configure.h"

enum { FILE_MAX_BYTES = 256 * 1024 * 1024 };

/* What to show: all objects of the configuration with a mark each. */
struct selection {
    const xmlNode **v;
    bool *chosen;
    size_t n;
    bool xml;
    struct bt_strv obscure; /* patterns of attribute names whose values are hidden */
};

static void selection_free(struct selection *sel)
{
    free(sel->v);
    free(sel->chosen);
    bt_strv_free(&sel->obscure);
}

/* Whether anything inside the object refers to the id, or it is it. */
static bool is_related(const xmlNode *n, const char *id)
{
    for (const xmlAttr *a = n->properties; a != NULL; a = a->next)
        if (bt_streq(bt_xml_get(n, (const char *)a->name), id))
            return true;
    bt_xml_each(child, n, NULL)
        if (is_related(child, id))
            return true;
    return false;
}

static bool is_tagged(const struct config *c, const char *tag, const char *id)
{
    const xmlNode *t = config_find(c, tag);
    return bt_xml_is(t, XE_TAG) && bt_xml_find(t, XE_OBJ_REF, XA_ID, id) != NULL;
}

/* An agent's name as "related:IPaddr2" or "related:ocf:heartbeat:IPaddr2" gives it. */
static bool has_agent(const xmlNode *object, const char *agent)
{
    char *full = bt_agent_text(bt_xml_get_or(object, XA_CLASS, ""), bt_xml_get(object, XA_PROVIDER), bt_xml_get_or(object, XA_TYPE, ""));
    bool has = bt_xml_get(object, XA_TYPE) != NULL && (bt_streq(full, agent) || bt_streq(bt_xml_get(object, XA_TYPE), agent));
    free(full);
    return has;
}

static bool fits(const struct config *c, const xmlNode *object, const char *word)
{
    if (bt_starts(word, "type:"))
        return bt_streq(grammar_kind(object), word + 5) || (bt_streq(word + 5, "master") && bt_streq(grammar_kind(object), "ms"));
    if (bt_starts(word, "tag:"))
        return is_tagged(c, word + 4, grammar_id(object));
    if (bt_starts(word, "related:"))
        return has_agent(object, word + 8) || is_related(object, word + 8);
    if (bt_streq(word, "changed"))
        return config_object_changed(c, object);
    return bt_streq(grammar_id(object), word);
}

static bool is_filter(const char *word)
{
    return bt_starts(word, "type:") || bt_starts(word, "tag:") || bt_starts(word, "related:") || bt_streq(word, "changed");
}

/* Adds (or with narrow, keeps) what a word selects; the number that fit. */
static size_t apply_word(const struct config *c, struct selection *sel, const char *word, bool narrow)
{
    size_t fitting = 0;
    for (size_t i = 0; i < sel->n; i++) {
        bool fit = fits(c, sel->v[i], word);
        fitting += fit;
        sel->chosen[i] = narrow ? sel->chosen[i] && fit : sel->chosen[i] || fit;
    }
    return fitting;
}

/* "[xml] [<id> | type:<type> ... [and ...]]" */
static int select_objects(struct session *s, const struct config *c, const struct bt_strv *args, size_t count, struct selection *sel)
{
    bool narrow = false, any = false;
    int rc = BT_EX_OK;
    sel->n = grammar_objects(c->work, &sel->v);
    sel->chosen = bt_zalloc(sel->n * sizeof(bool));
    for (size_t i = 0; i < count; i++) {
        const char *word = args->v[i];
        if (i == 0 && bt_streq(word, "xml")) {
            sel->xml = true;
        } else if (bt_starts(word, "obscure:")) {
            bt_strv_add(&sel->obscure, word + 8);
        } else if (bt_streq(word, "and") || bt_streq(word, "or")) {
            narrow = bt_streq(word, "and");
        } else {
            any = true;
            if (apply_word(c, sel, word, narrow) == 0 && !is_filter(word)) {
                session_error(s, "object %s does not exist", word);
                rc = BT_EX_ERROR;
            }
            narrow = false;
        }
    }
    for (size_t i = 0; !any && i < sel->n; i++)
        sel->chosen[i] = true;
    return rc;
}

/* Output ------------------------------------------------------------------------------------------------------ */

static void hide_values(xmlNode *n, const struct bt_strv *patterns)
{
    for (size_t i = 0; bt_xml_is(n, XE_NVPAIR) && i < patterns->n; i++)
        if (fnmatch(patterns->v[i], bt_xml_get_or(n, XA_NAME, ""), 0) == 0)
            bt_xml_set(n, XA_VALUE, "******");
    bt_xml_each(child, n, NULL)
        hide_values(child, patterns);
}

static bool is_chosen(const struct selection *sel, const char *kind, const char *id)
{
    for (size_t i = 0; i < sel->n; i++)
        if (sel->chosen[i] && bt_streq(grammar_id(sel->v[i]), id) && bt_streq(grammar_kind(sel->v[i]), kind))
            return true;
    return false;
}

/* A CIB with the chosen objects only and no status. A container is whole. */
static void add_xml(const struct config *c, const struct selection *sel, struct bt_buf *out)
{
    xmlDoc *doc = bt_xml_doc_of(bt_xml_root(c->work));
    xmlNode *root = bt_xml_root(doc);
    bt_xml_remove(bt_xml_first(root, XE_STATUS));
    for (xmlNode *section = bt_xml_first(bt_xml_first(root, XE_CONFIGURATION), NULL), *after; section != NULL; section = after) {
        after = bt_xml_next(section, NULL);
        if (bt_xml_is(section, XE_FENCING_TOPOLOGY)) {
            if (!is_chosen(sel, "fencing_topology", "fencing_topology"))
                bt_xml_remove(section);
            continue;
        }
        for (xmlNode *object = bt_xml_first(section, NULL), *next; object != NULL; object = next) {
            next = bt_xml_next(object, NULL);
            bool keep = is_chosen(sel, grammar_kind(object), grammar_id(object));
            bt_xml_each(child, object, NULL)
                keep = keep || (grammar_kind(child) != NULL && is_chosen(sel, grammar_kind(child), bt_xml_id(child)));
            if (!keep)
                bt_xml_remove(object);
        }
        bool always = bt_xml_is(section, XE_CRM_CONFIG) || bt_xml_is(section, XE_NODES) || bt_xml_is(section, XE_RESOURCES) || bt_xml_is(section, XE_CONSTRAINTS);
        if (!always && bt_xml_first(section, NULL) == NULL)
            bt_xml_remove(section);
    }
    hide_values(root, &sel->obscure);
    char *text = bt_xml_text(root, true);
    bt_buf_addf(out, "<?xml version=\"1.0\" ?>\n%s\n", text);
    free(text);
    bt_xml_free(doc);
}

static void add_text(const struct config *c, const struct selection *sel, struct bt_buf *out)
{
    for (size_t i = 0; i < sel->n; i++) {
        if (!sel->chosen[i])
            continue;
        if (sel->obscure.n == 0) {
            grammar_show(c->work, sel->v[i], false, out);
            continue;
        }
        xmlDoc *copy = bt_xml_doc_of(sel->v[i]);
        hide_values(bt_xml_root(copy), &sel->obscure);
        grammar_show(c->work, bt_xml_root(copy), false, out);
        bt_xml_free(copy);
    }
}

/* The chosen objects as text; the caller's to free. */
static char *selection_text(const struct config *c, const struct selection *sel)
{
    struct bt_buf out = {0};
    if (sel->xml)
        add_xml(c, sel, &out);
    else
        add_text(c, sel, &out);
    return bt_buf_take(&out);
}

int configure_show(struct session *s, const struct bt_strv *args)
{
    struct selection sel = {0};
    struct config *c = session_config(s);
    if (c == NULL)
        return BT_EX_DISCONNECT;
    int rc = select_objects(s, c, args, args->n, &sel);
    if (rc == BT_EX_OK) {
        char *text = selection_text(c, &sel);
        fputs(text, stdout);
        free(text);
    }
    selection_free(&sel);
    return rc;
}

int configure_save(struct session *s, const struct bt_strv *args)
{
    struct bt_err err = {0};
    struct selection sel = {0};
    struct config *c = session_config(s);
    if (c == NULL)
        return BT_EX_DISCONNECT;
    const char *path = args->v[args->n - 1];
    int rc = select_objects(s, c, args, args->n - 1, &sel);
    char *text = selection_text(c, &sel);
    if (rc == BT_EX_OK && strcmp(path, "-") == 0)
        fputs(text, stdout);
    else if (rc == BT_EX_OK && bt_file_write_durable(path, text, strlen(text), 0600, &err) != BT_EX_OK)
        rc = session_fail(s, &err);
    free(text);
    selection_free(&sel);
    return rc;
}

/* Load -------------------------------------------------------------------------------------------------------- */

static int load_xml(struct session *s, const char *text, size_t len, enum config_mode mode)
{
    struct bt_err err = {0};
    xmlDoc *doc = NULL;
    int rc = bt_xml_parse(text, len, "the file", &doc, &err);
    if (rc == BT_EX_OK)
        rc = config_load_xml(s->config, bt_xml_root(doc), mode, &err);
    bt_xml_free(doc);
    return rc == BT_EX_OK ? rc : session_fail(s, &err);
}

/* One definition per line, or a monitor; "commit" and the like are not for here. */
static int load_line(struct session *s, const char *line, enum config_mode mode)
{
    struct bt_err err = {0};
    struct bt_strv words = {0};
    int rc = words_split(line, &words, &err);
    if (rc != BT_EX_OK) {
        rc = session_fail(s, &err);
    } else if (words.n == 3 && bt_streq(words.v[0], "monitor")) {
        rc = configure_monitor(s, &(struct bt_strv){.v = words.v + 1, .n = 2});
    } else if (words.n > 0 && grammar_is_keyword(words.v[0])) {
        rc = configure_define(s, &words, mode);
    } else if (words.n > 0) {
        session_error(s, "%s: not a definition", words.v[0]);
        rc = BT_EX_ERROR;
    }
    bt_strv_free(&words);
    return rc;
}

static int load_text(struct session *s, const char *text, enum config_mode mode)
{
    struct bt_buf line = {0};
    int rc = BT_EX_OK;
    size_t number = 0;
    for (const char *at = text; *at != '\0';) {
        size_t len = strcspn(at, "\n");
        char *part = bt_strndup(at, len);
        bool more = words_continues(part);
        number++;
        bt_buf_addn(&line, part, more ? (size_t)(strrchr(part, '\\') - part) : len);
        bt_buf_add(&line, " ");
        free(part);
        at += len + (at[len] == '\n');
        if (more && *at != '\0')
            continue;
        s->line = number;
        int one = load_line(s, line.text, mode);
        rc = rc != BT_EX_OK ? rc : one;
        bt_buf_free(&line);
    }
    s->line = 0;
    return rc;
}

/* push: objects that the file does not name go. */
static void delete_unnamed(struct config *c, const struct config *named)
{
    const xmlNode **all;
    size_t n = grammar_objects(c->work, &all);
    struct bt_strv gone = {0};
    for (size_t i = 0; i < n; i++)
        if (!bt_xml_is(all[i], XE_NODE) && grammar_id(all[i]) != NULL && config_find(named, grammar_id(all[i])) == NULL)
            bt_strv_add(&gone, grammar_id(all[i]));
    for (size_t i = 0; i < gone.n; i++)
        config_delete(c, gone.v[i], NULL);
    bt_strv_free(&gone);
    free(all);
}

static int load_content(struct session *s, const char *text, size_t len, bool xml, const char *method)
{
    enum config_mode mode = bt_streq(method, "update") ? CONFIG_UPDATE : CONFIG_PUSH;
    if (bt_streq(method, "replace"))
        config_erase(s->config, false);
    int rc = xml ? load_xml(s, text, len, mode) : load_text(s, text, mode);
    if (rc == BT_EX_OK && bt_streq(method, "push")) { /* the file alone, to know what it names */
        struct config *whole = s->config;
        s->config = config_new(bt_xml_doc_of(bt_xml_root(whole->work)));
        config_erase(s->config, false);
        rc = xml ? load_xml(s, text, len, mode) : load_text(s, text, mode);
        struct config *named = s->config;
        s->config = whole;
        if (rc == BT_EX_OK)
            delete_unnamed(whole, named);
        config_free(named);
    }
    return rc;
}

int configure_load(struct session *s, const struct bt_strv *args)
{
    struct bt_err err = {0};
    char *text = NULL;
    size_t len = 0;
    bool xml = bt_streq(args->v[0], "xml");
    if (args->n - xml != 2)
        return session_misuse(s, "Expected 2 arguments (%zu given)", args->n - xml);
    const char *method = args->v[xml], *path = args->v[xml + 1];
    if (!bt_streq(method, "replace") && !bt_streq(method, "update") && !bt_streq(method, "push"))
        return session_misuse(s, "Unknown method %s: replace, update and push are known", method);
    if (session_config(s) == NULL)
        return BT_EX_DISCONNECT;
    if (bt_file_read(path, FILE_MAX_BYTES, &text, &len, &err) != BT_EX_OK)
        return session_fail(s, &err);
    int rc = load_content(s, text, len, xml || text[strspn(text, " \t\r\n")] == '<', method);
    if (rc != BT_EX_OK && !s->force)
        config_revert(s->config); /* nothing or all */
    free(text);
    return rc;
}

/* Edit -------------------------------------------------------------------------------------------------------- */

static int run_editor(struct session *s, const char *path)
{
    const char *const argv[] = {"sh", "-c", "${EDITOR:-vi} \"$1\"", "crm", path, NULL}; /* EDITOR may have options */
    return session_run_tool(s, argv);
}

/* What the editor left behind; NULL (said so) if it can't be had. */
static char *edited_text(struct session *s, const char *before, size_t *ret_len)
{
    struct bt_err err = {0};
    char path[] = "/tmp/crm-edit-XXXXXX", *after = NULL;
    int fd = mkstemp(path);
    if (fd < 0) {
        session_error(s, "Cannot make a temporary file: %m");
        return NULL;
    }
    close(fd);
    int rc = bt_file_write_durable(path, before, strlen(before), 0600, &err);
    if (rc == BT_EX_OK && run_editor(s, path) != BT_EX_OK)
        rc = bt_fail(&err, BT_EX_ERROR, "the editor failed: nothing was changed");
    if (rc == BT_EX_OK)
        rc = bt_file_read(path, FILE_MAX_BYTES, &after, ret_len, &err);
    unlink(path);
    if (rc != BT_EX_OK)
        session_fail(s, &err);
    return rc == BT_EX_OK ? after : NULL;
}

/* The chosen objects in $EDITOR; what comes back replaces them. */
int configure_edit(struct session *s, const struct bt_strv *args)
{
    struct selection sel = {0};
    struct config *c = session_config(s);
    size_t len = 0;
    if (c == NULL)
        return BT_EX_DISCONNECT;
    int rc = select_objects(s, c, args, args->n, &sel);
    char *before = rc == BT_EX_OK ? selection_text(c, &sel) : NULL;
    char *after = before != NULL ? edited_text(s, before, &len) : NULL;
    if (rc == BT_EX_OK && after == NULL)
        rc = BT_EX_ERROR;
    else if (rc == BT_EX_OK && strcmp(before, after) != 0)
        rc = sel.xml ? load_xml(s, after, len, CONFIG_PUSH) : load_text(s, after, CONFIG_PUSH);
    free(before);
    free(after);
    selection_free(&sel);
    return rc;
}
