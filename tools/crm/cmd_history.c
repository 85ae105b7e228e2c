/* tools/crm/cmd_history.c - level "cib": the history of the configuration, going back in it, and what gave way when partitions met.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>
#include <unistd.h>

#include "crmd/crmd_client.h"
#include "tools/crm/changes.h"
#include "tools/crm/cib.h"

#define REPLACE_ATTEMPTS 5
#define FILE_MAX_BYTES (512U << 20)

/* Asking the controller ----------------------------------------------------------------------------------------- */

/* Takes the request; *ret, NULL before, is the reply. Says what went wrong. */
static int ask(struct session *s, xmlDoc *request, xmlDoc **ret)
{
    struct bt_err err = {0};
    struct crmd_client *c = NULL;
    const char *user = tool_env("CIB_user");
    bt_xml_set(bt_xml_root(request), XA_USER, user);
    int rc = crmd_client_open(0, &c, &err);
    if (rc == BT_EX_OK)
        rc = crmd_client_call(c, request, ret, &err);
    if (rc == BT_EX_DISCONNECT && c == NULL)
        session_error(s, "The cluster does not run on this node; it keeps the history of its configuration");
    else if (rc != BT_EX_OK)
        session_error(s, "%s", bt_err_text(&err));
    if (rc != BT_EX_OK && ret != NULL && *ret != NULL) { /* a refusal */
        bt_xml_free(*ret);
        *ret = NULL;
    }
    bt_err_clear(&err);
    crmd_client_close(c);
    bt_xml_free(request);
    return rc;
}

/* The <cib> that a request is answered with, as a document. */
static int ask_cib(struct session *s, const char *op, const char *attr, const char *value, xmlDoc **ret)
{
    xmlDoc *request = crmd_client_request(op), *reply = NULL;
    bt_xml_set(bt_xml_root(request), attr, value);
    int rc = ask(s, request, &reply);
    const xmlNode *cib = rc == BT_EX_OK ? bt_xml_first(bt_xml_root(reply), XE_CIB) : NULL;
    if (rc == BT_EX_OK && cib == NULL) {
        session_error(s, "The controller answered without a configuration");
        rc = BT_EX_PROTOCOL;
    }
    if (rc == BT_EX_OK)
        *ret = bt_xml_doc_of(cib);
    if (reply != NULL)
        bt_xml_free(reply);
    return rc;
}

/* Words that are options, in front of or behind the others. */
struct words {
    const char *at[3];
    size_t n;
    bool xml, dry_run, output_xml;
};

static int read_words(struct session *s, const struct bt_strv *args, const char *options, struct words *ret)
{
    *ret = (struct words){0};
    for (size_t i = 0; i < args->n; i++) {
        const char *word = args->v[i];
        bool known = word[0] == '-' && strstr(options, word) != NULL;
        if (known && (bt_streq(word, "-x") || bt_streq(word, "--xml")))
            ret->xml = true;
        else if (known && bt_streq(word, "--dry-run"))
            ret->dry_run = true;
        else if (known && bt_starts(word, "--output-as="))
            ret->output_xml = bt_streq(word, "--output-as=xml");
        else if (word[0] == '-')
            return session_misuse(s, "Unknown option %s; known are%s", word, options);
        else if (ret->n < BT_COUNT(ret->at))
            ret->at[ret->n++] = word;
        else
            return session_misuse(s, "'%s' is one word too many", word);
    }
    return BT_EX_OK;
}

/* History --------------------------------------------------------------------------------------------------------- */

/* "0.5": the third number only counts what is no configuration. */
static char *short_version(const char *version)
{
    const char *dot = version != NULL ? strrchr(version, '.') : NULL;
    return dot != NULL && strchr(version, '.') != dot ? bt_strndup(version, (size_t)(dot - version)) : bt_strdup(version != NULL ? version : "?");
}

static void print_record(const xmlNode *record)
{
    char *version = short_version(bt_xml_get(record, XA_TO)), *summary = changes_summary(record);
    const char *client = bt_xml_get(record, XA_CLIENT), *origin = bt_xml_get(record, XA_ORIGIN);
    char *tool = client == NULL && origin == NULL ? bt_strdup("-") : bt_printf("%s@%s", client != NULL ? client : "?", origin != NULL ? origin : "?");
    const char *user = bt_xml_get_or(record, XA_USER, bt_streq(client, "crmd") ? "(cluster)" : "-");
    printf("%-8s %-24s %-10s %-20s %s\n", version, bt_xml_get_or(record, XA_WHEN, "-"), user, tool, summary);
    free(version);
    free(summary);
    free(tool);
}

static int print_xml(const xmlNode *reply)
{
    struct out *o;
    char words[][8] = {"crm", "cib", "history"}, *argv[] = {words[0], words[1], words[2], NULL};
    struct opt_common common = {.output_as = "xml"};
    if (out_open(&common, 3, argv, &o) != BT_EX_OK)
        return BT_EX_USAGE;
    xmlNode *list = out_begin(o, "cib-history");
    bt_xml_each(record, reply, XE_CIB_RECORD) {
        char *summary = changes_summary(record);
        bt_xml_set(bt_xml_add_copy(list, record), "summary", summary);
        free(summary);
    }
    out_end(o);
    return out_finish(o, BT_EX_OK);
}

int cib_history_show(struct session *s, const struct bt_strv *args)
{
    struct words w;
    int64_t count = 0;
    xmlDoc *request = NULL, *reply = NULL;
    int rc = read_words(s, args, " --output-as=xml --output-as=text", &w);
    if (rc != BT_EX_OK)
        return rc;
    if (w.n > 1 || (w.n == 1 && (!bt_parse_int(w.at[0], &count) || count <= 0)))
        return session_misuse(s, "Expected how many changes to show, not '%s'", w.at[w.n - 1]);
    request = crmd_client_request("cib-history");
    if (count > 0)
        bt_xml_set_int(bt_xml_root(request), XA_COUNT, count);
    rc = ask(s, request, &reply);
    if (rc != BT_EX_OK)
        return rc;
    if (w.output_xml) {
        rc = print_xml(bt_xml_root(reply));
    } else if (bt_xml_first(bt_xml_root(reply), XE_CIB_RECORD) == NULL) {
        puts("No change of the configuration has been recorded yet");
    } else {
        printf("%-8s %-24s %-10s %-20s %s\n", "VERSION", "WHEN", "USER", "TOOL@NODE", "CHANGE");
        bt_xml_each(record, bt_xml_root(reply), XE_CIB_RECORD)
            print_record(record);
    }
    bt_xml_free(reply);
    return rc;
}

/* Differences ----------------------------------------------------------------------------------------------------- */

/* A version of the history, or the path of a CIB; NULL: the one that the tools work on now. */
static int fetch(struct session *s, const char *what, xmlDoc **ret)
{
    struct bt_err err = {0};
    if (what == NULL)
        return (*ret = session_whole(s)) != NULL ? BT_EX_OK : BT_EX_DISCONNECT;
    if (what[strspn(what, "0123456789.")] == '\0')
        return ask_cib(s, "cib-version", XA_VERSION, what, ret);
    xmlDoc *doc = NULL;
    int rc = bt_file_read_xml(what, &doc, &err);
    if (rc == BT_EX_OK && !bt_xml_is(bt_xml_root(doc), XE_CIB))
        rc = bt_fail(&err, BT_EX_CONFIG, "%s is no CIB", what);
    if (rc != BT_EX_OK) {
        bt_xml_free(doc);
        return session_fail(s, &err);
    }
    *ret = doc;
    return BT_EX_OK;
}

/* The status is no configuration. */
static void drop_status(xmlDoc *doc)
{
    xmlNode *status = bt_xml_first(bt_xml_root(doc), XE_STATUS);
    while (status != NULL && status->children != NULL) {
        xmlNode *child = status->children;
        xmlUnlinkNode(child);
        xmlFreeNode(child);
    }
}

static void print_difference(xmlDoc *from, xmlDoc *to, bool xml)
{
    struct bt_buf b = {0};
    if (!xml) {
        changes_tell(from, to, &b);
    } else {
        drop_status(from);
        drop_status(to);
        xmlDoc *patch = cib_patch_make(bt_xml_root(from), bt_xml_root(to), true);
        char *text = patch != NULL ? bt_xml_text(bt_xml_root(patch), true) : NULL;
        if (text != NULL)
            bt_buf_add(&b, text);
        free(text);
        bt_xml_free(patch);
    }
    if (b.text != NULL)
        fputs(b.text, stdout);
    bt_buf_free(&b);
}

int cib_history_diff(struct session *s, const struct bt_strv *args)
{
    struct words w;
    xmlDoc *from = NULL, *to = NULL;
    int rc = read_words(s, args, " -x --xml", &w);
    if (rc != BT_EX_OK)
        return rc;
    if (w.n == 0)
        return session_misuse(s, "Expected a version (`crm cib history` lists them)");
    rc = fetch(s, w.at[0], &from);
    if (rc == BT_EX_OK && (rc = fetch(s, w.at[1], &to)) == BT_EX_OK) {
        print_difference(from, to, w.xml);
        bt_xml_free(to);
    }
    bt_xml_free(from);
    return rc;
}

/* Going back ------------------------------------------------------------------------------------------------------ */

/* The present CIB with another one's configuration. Its version stays, so that the change is refused should somebody have been faster. */
static xmlDoc *with_configuration(const xmlDoc *present, const xmlDoc *other)
{
    xmlDoc *doc = bt_xml_doc_of(bt_xml_root(present));
    xmlNode *root = bt_xml_root(doc), *old = bt_xml_first(root, XE_CONFIGURATION);
    xmlNode *fresh = bt_xml_add_copy(root, bt_xml_first(bt_xml_root(other), XE_CONFIGURATION));
    if (old != NULL)
        xmlAddPrevSibling(old, fresh);
    bt_xml_remove(old);
    bt_xml_set(root, XA_VALIDATE_WITH, bt_xml_get_or(bt_xml_root(other), XA_VALIDATE_WITH, bt_xml_get(root, XA_VALIDATE_WITH)));
    return doc;
}

static bool same_epoch(const xmlDoc *a, const xmlDoc *b)
{
    const xmlNode *x = bt_xml_root(a), *y = bt_xml_root(b);
    return bt_streq(bt_xml_get(x, XA_EPOCH), bt_xml_get(y, XA_EPOCH)) && bt_streq(bt_xml_get(x, XA_ADMIN_EPOCH), bt_xml_get(y, XA_ADMIN_EPOCH));
}

/* What the cluster would do with it, as crm_simulate tells. */
static int simulate(struct session *s, const xmlDoc *cib)
{
    struct bt_err err = {0};
    char path[] = "/tmp/crm-cib-XXXXXX", *text = bt_xml_text(bt_xml_root(cib), true);
    int fd = mkstemp(path), rc = fd >= 0 ? bt_file_write_durable(path, text, strlen(text), 0600, &err) : bt_fail(&err, BT_EX_CANTCREAT, "No temporary file can be made: %m");
    const char *const argv[] = {"crm_simulate", "-S", "-x", path, NULL};
    if (fd >= 0)
        close(fd);
    rc = rc == BT_EX_OK ? session_run_tool(s, argv) : session_fail(s, &err);
    unlink(path);
    free(text);
    return rc;
}

static int try_out(struct session *s, const xmlDoc *present, const xmlDoc *wanted)
{
    struct bt_err err = {0};
    if (cib_validate(bt_xml_root(wanted), &err) != BT_EX_OK)
        return session_fail(s, &err);
    xmlDoc *from = bt_xml_doc_of(bt_xml_root(present)), *to = bt_xml_doc_of(bt_xml_root(wanted));
    puts("Changes of the configuration:");
    print_difference(from, to, false);
    bt_xml_free(from);
    bt_xml_free(to);
    puts("\nWhat the cluster would do:");
    return simulate(s, wanted);
}

/* The configuration becomes `target`'s, as one change. Status changes in between are no reason not to; another change of the configuration is. */
static int replace(struct session *s, const xmlDoc *target, const char *client, bool dry_run)
{
    struct bt_err err = {0};
    xmlDoc *first = session_whole(s), *present = first != NULL ? bt_xml_doc_of(bt_xml_root(first)) : NULL;
    int rc = first != NULL ? BT_EX_OLD : BT_EX_DISCONNECT;
    for (int i = 0; rc == BT_EX_OLD && i < REPLACE_ATTEMPTS && same_epoch(first, present); i++) {
        xmlDoc *wanted = with_configuration(present, target);
        struct cib_request rq = {.op = CIB_OP_REPLACE, .xml = bt_xml_root(wanted), .client = client};
        bt_err_clear(&err);
        rc = dry_run ? try_out(s, present, wanted) : cib_client_change(s->cib, &rq, &err);
        bt_xml_free(wanted);
        bt_xml_free(rc == BT_EX_OLD ? present : NULL);
        if (rc == BT_EX_OLD && (present = session_whole(s)) == NULL)
            break;
    }
    bt_xml_free(first);
    bt_xml_free(present);
    if (!dry_run && rc == BT_EX_OLD)
        session_error(s, "Somebody else has changed the configuration meanwhile; look at `crm cib history` and try again");
    else if (!dry_run && rc != BT_EX_OK && err.code != BT_EX_OK)
        session_error(s, "The configuration stays as it is: %s", bt_err_text(&err));
    bt_err_clear(&err);
    session_forget_config(s);
    return rc;
}

int cib_history_rollback(struct session *s, const struct bt_strv *args)
{
    struct words w;
    xmlDoc *target = NULL;
    int rc = read_words(s, args, " --dry-run", &w);
    if (rc != BT_EX_OK)
        return rc;
    if (w.n != 1)
        return session_misuse(s, "Expected one version (`crm cib history` lists them)");
    rc = fetch(s, w.at[0], &target);
    if (rc == BT_EX_OK)
        rc = replace(s, target, "crm-rollback", w.dry_run);
    if (rc == BT_EX_OK && !w.dry_run)
        session_info(s, "the configuration is as it was at %s", w.at[0]);
    bt_xml_free(target);
    return rc == BT_EX_OK && !w.dry_run ? session_wait(s) : rc;
}

/* Conflicts ------------------------------------------------------------------------------------------------------- */

static int list_conflicts(struct session *s)
{
    xmlDoc *reply = NULL;
    int rc = ask(s, crmd_client_request("cib-apart"), &reply);
    if (rc != BT_EX_OK)
        return rc;
    if (bt_xml_first(bt_xml_root(reply), XE_APART) == NULL)
        puts("No configuration gave way to another partition's");
    bt_xml_each(n, bt_xml_root(reply), XE_APART)
        printf("%s: version %s, written %s\n   %s\n", bt_xml_get_or(n, XA_NAME, ""), bt_xml_get_or(n, XA_VERSION, ""), bt_xml_get_or(n, XA_WHEN, "-"),
               bt_xml_get_or(n, XA_TEXT, ""));
    bt_xml_free(reply);
    return rc;
}

static int drop_conflict(struct session *s, const char *name)
{
    xmlDoc *request = crmd_client_request("cib-apart-drop"), *reply = NULL;
    bt_xml_set(bt_xml_root(request), XA_NAME, name);
    int rc = ask(s, request, &reply);
    if (rc == BT_EX_OK) {
        bt_xml_free(reply);
        session_info(s, "%s is dropped", name);
    }
    return rc;
}

static void print_configuration(const xmlDoc *cib)
{
    struct bt_buf b = {0};
    const xmlNode **all;
    size_t n = grammar_objects(cib, &all);
    for (size_t i = 0; i < n; i++)
        grammar_show(cib, all[i], false, &b);
    if (b.text != NULL)
        fputs(b.text, stdout);
    bt_buf_free(&b);
    free(all);
}

/* show, diff, take: the three that need the document. */
static int use_conflict(struct session *s, const char *verb, const struct words *w)
{
    xmlDoc *apart = NULL, *present = NULL;
    int rc = ask_cib(s, "cib-apart", XA_NAME, w->at[1], &apart);
    if (rc != BT_EX_OK)
        return rc;
    if (bt_streq(verb, "show")) {
        print_configuration(apart);
    } else if (bt_streq(verb, "diff")) {
        present = session_whole(s);
        rc = present != NULL ? BT_EX_OK : BT_EX_DISCONNECT;
        if (rc == BT_EX_OK)
            print_difference(present, apart, w->xml);
    } else {
        rc = replace(s, apart, "crm-take", w->dry_run);
        if (rc == BT_EX_OK && !w->dry_run)
            session_info(s, "the configuration is that of %s now; `crm cib conflicts drop %s` when it is needed no more", w->at[1], w->at[1]);
    }
    bt_xml_free(present);
    bt_xml_free(apart);
    return rc;
}

int cib_history_conflicts(struct session *s, const struct bt_strv *args)
{
    static const char *const verbs[] = {"show", "diff", "take", "drop"};
    struct words w;
    int rc = read_words(s, args, " -x --xml --dry-run", &w);
    if (rc != BT_EX_OK)
        return rc;
    if (w.n == 0 || (w.n == 1 && bt_streq(w.at[0], "list")))
        return list_conflicts(s);
    for (size_t i = 0; w.n == 2 && i < BT_COUNT(verbs); i++)
        if (bt_streq(verbs[i], w.at[0]))
            return bt_streq(w.at[0], "drop") ? drop_conflict(s, w.at[1]) : use_conflict(s, w.at[0], &w);
    return session_misuse(s, "Expected list, or show, diff, take or drop with the name of one");
}
