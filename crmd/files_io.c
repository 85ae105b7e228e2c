/* crmd/files_io.c - answers from the files beside the CIB (see files_io.h).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "crmd/files_io.h"

#include <dirent.h>
#include <errno.h>
#include <unistd.h>

#include "cib/cib_store.h"
#include "lib/edge.h"

#define APART_PREFIX "cib.apart."
#define APART_SUFFIX ".xml"
#define FILE_MAX_BYTES (512U << 20)

/* Put aside ------------------------------------------------------------------------------------------------------ */

static int by_name(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* The names that stand for documents that were put aside, oldest first. */
static void apart_names(const char *folder, struct bt_strv *ret)
{
    DIR *dir = opendir(folder);
    for (const struct dirent *e; dir != NULL && (e = readdir(dir)) != NULL;) {
        if (!bt_starts(e->d_name, APART_PREFIX) || !bt_ends(e->d_name, APART_SUFFIX))
            continue;
        char *name = bt_strndup(e->d_name + strlen(APART_PREFIX), strlen(e->d_name) - strlen(APART_PREFIX APART_SUFFIX));
        bt_strv_add(ret, name);
        free(name);
    }
    if (dir != NULL)
        closedir(dir);
    if (ret->n > 0)
        qsort(ret->v, ret->n, sizeof *ret->v, by_name);
}

static char *apart_path(const char *folder, const char *name)
{
    return bt_printf("%s/" APART_PREFIX "%s" APART_SUFFIX, folder, name);
}

static void drop_oldest(const char *folder)
{
    struct bt_strv names = {0};
    apart_names(folder, &names);
    for (size_t i = 0; i + FILES_APART_MAX < names.n; i++) {
        char *path = apart_path(folder, names.v[i]);
        if (unlink(path) == 0)
            bt_log(BT_LOG_NOTICE, "%s is removed: there are %d newer configurations that gave way", path, FILES_APART_MAX);
        free(path);
    }
    bt_strv_free(&names);
}

/* A comment may not hold "--". */
static void add_comment(struct bt_buf *b, const char *text)
{
    bt_buf_add(b, "<!-- ");
    for (const char *c = text; *c != '\0'; c++)
        bt_buf_addn(b, c[0] == '-' && c[1] == '-' ? "~" : c, 1);
    bt_buf_add(b, " -->\n");
}

static void put_aside(const char *folder, const char *path, const xmlNode *cib, const char *text)
{
    struct bt_err err = {0};
    struct bt_buf b = {0};
    char *xml = bt_xml_text(cib, true);
    add_comment(&b, text);
    bt_buf_add(&b, xml);
    if (bt_file_write_durable(path, b.text, b.len, 0600, &err) == 0)
        bt_log(BT_LOG_ERROR, "The configuration that gave way is in %s; `crm cib conflicts` compares it and takes it over", path);
    else
        bt_log_err(BT_LOG_ERROR, "The configuration that gave way could not be kept", &err);
    drop_oldest(folder);
    bt_err_clear(&err);
    bt_buf_free(&b);
    free(xml);
}

/* Whether it can be part of a file's name. */
static bool is_name(const char *name)
{
    return *name != '\0' && strchr(name, '/') == NULL;
}

void files_keep(const char *folder, const xmlNode *apart)
{
    const char *name = bt_xml_get_or(apart, XA_NAME, "");
    const xmlNode *cib = bt_xml_first(apart, XE_CIB);
    char *path = apart_path(folder, name);
    if (!is_name(name))
        bt_log(BT_LOG_ERROR, "A configuration that gave way has the name '%s', which no file can have; it is not kept", name);
    else if (cib != NULL)
        put_aside(folder, path, cib, bt_xml_get_or(apart, XA_TEXT, ""));
    else if (unlink(path) != 0 && errno != ENOENT)
        bt_log(BT_LOG_WARNING, "%s can't be removed: %s", path, strerror(errno));
    free(path);
}

static int apart_read(const char *folder, const char *name, xmlDoc **ret, struct bt_err *err)
{
    char *path = apart_path(folder, name), *text = NULL;
    size_t len = 0;
    int rc = is_name(name) && access(path, F_OK) == 0 ? bt_file_read(path, FILE_MAX_BYTES, &text, &len, err) :
             bt_fail(err, BT_EX_NOSUCH, "There is no configuration '%s' that gave way; `crm cib conflicts` lists them", name);
    if (rc == 0)
        rc = bt_xml_parse(text, len, path, ret, err);
    free(text);
    free(path);
    return rc;
}

static const char *reason_of(const xmlDoc *doc)
{
    const xmlNode *n = doc->children;
    return n != NULL && n->type == XML_COMMENT_NODE ? (const char *)n->content : "";
}

static void add_apart(xmlNode *reply, const char *name, const xmlDoc *doc)
{
    const xmlNode *cib = bt_xml_root(doc);
    xmlNode *n = bt_xml_add(reply, XE_APART);
    bt_xml_set(n, XA_NAME, name);
    bt_xml_set(n, XA_WHEN, bt_xml_get(cib, XA_CIB_LAST_WRITTEN));
    bt_xml_setf(n, XA_VERSION, "%s.%s", bt_xml_get_or(cib, XA_ADMIN_EPOCH, "0"), bt_xml_get_or(cib, XA_EPOCH, "0"));
    bt_xml_set(n, XA_TEXT, reason_of(doc));
}

static int apart(const char *folder, const xmlNode *request, xmlNode *reply, struct bt_err *err)
{
    const char *name = bt_xml_get(request, XA_NAME);
    struct bt_strv names = {0};
    xmlDoc *doc;
    if (name != NULL) {
        int rc = apart_read(folder, name, &doc, err);
        if (rc == 0) {
            bt_xml_add_copy(reply, bt_xml_root(doc));
            bt_xml_free(doc);
        }
        return rc;
    }
    apart_names(folder, &names);
    for (size_t i = 0; i < names.n; i++)
        if (apart_read(folder, names.v[i], &doc, NULL) == 0) {
            add_apart(reply, names.v[i], doc);
            bt_xml_free(doc);
        }
    bt_strv_free(&names);
    return 0;
}

static int apart_drop(const char *folder, const xmlNode *request, xmlNode *reply, struct bt_err *err)
{
    const char *name = bt_xml_get_or(request, XA_NAME, "");
    xmlDoc *doc;
    (void)reply;
    int rc = apart_read(folder, name, &doc, err);
    if (rc != 0)
        return rc;
    char *path = apart_path(folder, name);
    bt_xml_free(doc);
    if (unlink(path) != 0)
        rc = bt_fail(err, BT_EX_CANTCREAT, "%s can't be removed: %s", path, strerror(errno));
    free(path);
    return rc;
}

/* The history ------------------------------------------------------------------------------------------------------ */

static int history(const char *folder, const xmlNode *request, xmlNode *reply, struct bt_err *err)
{
    struct cib_history *h = cib_history_load(folder);
    size_t n = cib_history_count(h);
    int64_t count = bt_xml_get_int(request, XA_COUNT, INT64_MAX);
    (void)err;
    for (size_t i = (size_t)(count > 0 && (uint64_t)count < n ? n - (uint64_t)count : 0); i < n; i++) {
        xmlDoc *record = cib_history_record(h, i);
        bt_xml_add_copy(reply, bt_xml_root(record));
        bt_xml_free(record);
    }
    cib_history_free(h);
    return 0;
}

static int version(const char *folder, const xmlNode *request, xmlNode *reply, struct bt_err *err)
{
    struct cib_history *h = cib_history_load(folder);
    size_t place;
    xmlDoc *doc;
    int rc = cib_history_find(h, bt_xml_get_or(request, XA_VERSION, ""), &place, err);
    if (rc == 0 && (rc = cib_history_state(h, place, &doc, err)) == 0) {
        bt_xml_add_copy(reply, bt_xml_root(doc));
        bt_xml_free(doc);
    }
    cib_history_free(h);
    return rc;
}

xmlDoc *files_answer(const char *folder, const xmlNode *request)
{
    static const struct {
        const char *op;
        int (*answer)(const char *folder, const xmlNode *request, xmlNode *reply, struct bt_err *err);
    } rows[] = {{"cib-history", history}, {"cib-version", version}, {"cib-apart", apart}, {"cib-apart-drop", apart_drop}};
    xmlDoc *doc = bt_xml_doc(XE_CRMD_REPLY);
    xmlNode *reply = bt_xml_root(doc);
    struct bt_err err = {0};
    int rc = BT_EX_PROTOCOL;
    for (size_t i = 0; i < BT_COUNT(rows); i++)
        if (bt_streq(bt_xml_get(request, XA_OP), rows[i].op))
            rc = rows[i].answer(folder, request, reply, &err);
    bt_xml_set(reply, XA_ID, bt_xml_id(request));
    bt_xml_set_int(reply, XA_RC, rc);
    bt_xml_set(reply, XA_TEXT, rc != 0 ? bt_err_text(&err) : NULL);
    bt_err_clear(&err);
    return doc;
}
