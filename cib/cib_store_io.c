/* cib/cib_store_io.c - loading and saving the CIB (see cib_store.h).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "cib/cib_store_calls_io.h"

#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#define SERIES 100 /* Pacemaker's backups are numbered 0 .. 99, and again from 0 */
#define FILE_MAX_BYTES (512U << 20)

struct cib_store {
    const struct cib_store_calls *calls;
    void *ctx;
    char *folder;
    char *doc, *sig, *doc_new, *sig_new, *last, *last_new; /* paths */
    unsigned keep;
    bool unsettled; /* a failure left cib.xml without its own signature, or either not yet synced: no backup is to be made of them */
};

static char *path_of(const struct cib_store *s, const char *name)
{
    return bt_printf("%s/%s", s->folder, name);
}

/* cib-N.raw or cib-N.raw.sig */
static char *backup_path(const struct cib_store *s, unsigned n, const char *suffix)
{
    return bt_printf("%s/cib-%u.raw%s", s->folder, n % SERIES, suffix);
}

int cib_store_open_with(const struct cib_store_calls *calls, void *ctx, const char *folder, unsigned keep,
                        struct cib_store **ret, struct bt_err *err)
{
    struct stat st;
    assert(keep >= 1 && keep < SERIES);
    int why = stat(folder, &st) != 0 ? errno : !S_ISDIR(st.st_mode) ? ENOTDIR : 0;
    if (why == 0 && access(folder, R_OK | W_OK | X_OK) != 0)
        why = errno;
    if (why != 0)
        return bt_fail(err, BT_EX_CANTCREAT, "the CIB's folder %s can't be used: %s", folder, strerror(why));
    struct cib_store *s = BT_NEW(struct cib_store);
    s->calls = calls;
    s->ctx = ctx;
    s->folder = bt_strdup(folder);
    s->keep = keep;
    s->doc = path_of(s, "cib.xml");
    s->sig = path_of(s, "cib.xml.sig");
    s->doc_new = path_of(s, "cib.xml.new");
    s->sig_new = path_of(s, "cib.xml.sig.new");
    s->last = path_of(s, "cib.last");
    s->last_new = path_of(s, "cib.last.new");
    *ret = s;
    return 0;
}

void cib_store_close(struct cib_store *s)
{
    if (s == NULL)
        return;
    free(s->folder);
    free(s->doc);
    free(s->sig);
    free(s->doc_new);
    free(s->sig_new);
    free(s->last);
    free(s->last_new);
    free(s);
}

/* Reading --------------------------------------------------------------------------------------------------- */

static bool exists(const char *path)
{
    return access(path, F_OK) == 0;
}

/* A file that is empty only keeps room. */
static bool has_content(const char *path)
{
    struct stat st;
    return stat(path, &st) == 0 && st.st_size > 0;
}

/* The signature in a file, blanks at its end cut off; NULL if there is no such file. */
static char *read_sig(const char *path)
{
    char *text = NULL;
    if (bt_file_read(path, 4096, &text, NULL, NULL) != 0)
        return NULL;
    text[strcspn(text, " \n")] = '\0';
    return text;
}

static bool has_sig(const char *path, const char *digest)
{
    char *sig = read_sig(path);
    bool same = bt_streq(sig, digest);
    free(sig);
    return same;
}

/* The number of the next backup; SERIES if cib.last does not say it. */
static unsigned next_backup(const struct cib_store *s)
{
    char *text = NULL;
    int64_t n = SERIES;
    if (bt_file_read(s->last, 64, &text, NULL, NULL) == 0 && (!bt_parse_int(text, &n) || n < 0 || n >= SERIES))
        n = SERIES;
    free(text);
    return (unsigned)n;
}

/* Reads a document and its digest, before anything is added to it. */
static int read_doc(const char *path, xmlDoc **ret, char digest[BT_DIGEST_TEXT], struct bt_err *err)
{
    char *text = NULL;
    size_t len = 0;
    int rc = bt_file_read(path, FILE_MAX_BYTES, &text, &len, err);
    if (rc != 0)
        return rc;
    rc = bt_xml_parse(text, len, path, ret, err);
    free(text);
    if (rc == 0)
        cib_pacemaker_digest(bt_xml_root(*ret), false, digest);
    return rc;
}

/* Whether cib.xml is one that we or Pacemaker wrote whole: by its signature; or, when the end came between the two renames of a save, by the new
 * signature or the last backup's (then it is the same document as that). */
static bool is_signed(const struct cib_store *s, const char *digest)
{
    if (has_sig(s->sig, digest) || has_sig(s->sig_new, digest))
        return true;
    unsigned next = next_backup(s); /* if that is lost, all are asked */
    for (unsigned back = 0; back <= (next < SERIES ? 1 : SERIES); back++) {
        char *path = backup_path(s, next + SERIES - back, ".sig");
        bool same = has_sig(path, digest);
        free(path);
        if (same)
            return true;
    }
    return false;
}

/* The signature beside cib.xml is made to match, and both are on the disk for good. Until then, what vouches for it (is_signed) stays. 0 or an errno. */
static int settle(struct cib_store *s, const char *digest)
{
    int rc = 0;
    bool own = has_sig(s->sig, digest), fresh = !own && !has_sig(s->sig_new, digest);
    if (fresh)
        rc = s->calls->write(s->ctx, s->sig_new, digest, strlen(digest));
    if (rc == 0 && fresh)
        rc = s->calls->sync(s->ctx, s->sig_new);
    if (rc == 0 && !own)
        rc = s->calls->rename(s->ctx, s->sig_new, s->sig);
    if (rc == 0)
        rc = s->calls->sync_folder(s->ctx, s->folder);
    s->unsettled = rc != 0;
    return rc;
}

/* A document of Pacemaker 1 is upgraded; the file stays as it is until the next change. */
static int take(xmlDoc *doc, struct cib **ret, struct bt_err *err)
{
    struct bt_err why = {0};
    const xmlDoc *read = doc;
    if (cib_upgrade_old(&doc, &why) != 0)
        bt_log_err(BT_LOG_WARNING, "The configuration is used as it is", &why);
    else if (doc != read)
        bt_log(BT_LOG_NOTICE, "The configuration is of an older schema: upgraded to " CIB_SCHEMA_LATEST);
    bt_err_clear(&why);
    return cib_from_doc(doc, ret, err);
}

static int load_main(struct cib_store *s, struct cib **ret, struct bt_err *err)
{
    xmlDoc *doc = NULL;
    char digest[BT_DIGEST_TEXT];
    int rc = read_doc(s->doc, &doc, digest, err);
    if (rc != 0)
        return rc;
    if (!exists(s->sig) && !has_content(s->sig_new)) {
        bt_log(BT_LOG_WARNING, "%s has no signature (%s): taken as it is", s->doc, s->sig);
    } else if (!is_signed(s, digest)) {
        bt_xml_free(doc);
        return bt_fail(err, BT_EX_DIGEST, "%s does not match its signature %s", s->doc, s->sig);
    }
    rc = take(doc, ret, err);
    int why = rc == 0 ? settle(s, digest) : 0;
    if (why != 0)
        bt_log(BT_LOG_WARNING, "%s is used, but it can't be made sure that it stays there: %s", s->doc, strerror(why));
    return rc;
}

static int load_backup(const struct cib_store *s, unsigned n, struct cib **ret)
{
    char *path = backup_path(s, n, ""), *sig = backup_path(s, n, ".sig"), digest[BT_DIGEST_TEXT];
    struct bt_err err = {0};
    xmlDoc *doc = NULL;
    int rc = exists(path) ? read_doc(path, &doc, digest, &err) : BT_EX_NOSUCH;
    if (rc == 0 && !has_sig(sig, digest)) {
        rc = bt_fail(&err, BT_EX_DIGEST, "%s does not match its signature", path);
        bt_xml_free(doc);
    } else if (rc == 0) {
        rc = take(doc, ret, &err);
    }
    if (err.text != NULL)
        bt_log_err(BT_LOG_WARNING, "A backup of the CIB can't be used", &err);
    bt_err_clear(&err);
    free(path);
    free(sig);
    return rc;
}

/* The newest good backup: by number backwards from the next one, or by version where cib.last is lost. NULL if there is none. */
static struct cib *newest_backup(const struct cib_store *s, unsigned *ret_n)
{
    struct cib *best = NULL;
    unsigned next = next_backup(s);
    bool by_version = next == SERIES;
    for (unsigned back = 1; back <= SERIES; back++) {
        struct cib *found = NULL;
        unsigned n = (next + SERIES - back) % SERIES;
        if (load_backup(s, n, &found) != 0)
            continue;
        struct cib_version a = cib_version(found), b = best != NULL ? cib_version(best) : a;
        if (best != NULL && cib_version_cmp(&a, &b) <= 0) {
            cib_free(found);
            continue;
        }
        cib_free(best);
        best = found;
        *ret_n = n;
        if (!by_version)
            break;
    }
    return best;
}

/* A name that is not taken yet: cib.auto.000000 and on, as Pacemaker's look. */
static char *aside_path(const struct cib_store *s)
{
    for (unsigned n = 0;; n++) {
        char *name = bt_printf("%s/cib.auto.%06u", s->folder, n);
        if (!exists(name))
            return name;
        free(name);
    }
}

/* Puts a cib.xml that can't be used out of the way, and says so. Its signature goes only after it: without one it would be taken. */
static void set_aside(struct cib_store *s, const struct bt_err *why)
{
    char *aside = aside_path(s), *aside_sig = bt_printf("%s.sig", aside);
    int rc = s->calls->rename(s->ctx, s->doc, aside);
    if (rc == 0)
        bt_log(BT_LOG_ERROR, "The CIB on disk can't be used: %s. It is set aside as %s", bt_err_text(why), aside);
    else
        bt_log(BT_LOG_ERROR, "The CIB on disk can't be used: %s; nor can it be set aside as %s (%s)", bt_err_text(why), aside,
               strerror(rc));
    s->unsettled = rc != 0;
    if (rc == 0 && s->calls->sync_folder(s->ctx, s->folder) == 0)
        s->calls->rename(s->ctx, s->sig, aside_sig);
    free(aside);
    free(aside_sig);
}

int cib_store_load(struct cib_store *s, struct cib **ret, struct bt_err *err)
{
    struct bt_err why = {0};
    unsigned n = 0;
    bool was_there = exists(s->doc);
    if (was_there && access(s->doc, R_OK) != 0) /* to start empty for that would throw it away */
        return bt_fail(err, BT_EX_NOINPUT, "%s can't be read: %s", s->doc, strerror(errno));
    if (was_there && load_main(s, ret, &why) == 0)
        return 0;
    if (was_there)
        set_aside(s, &why);
    bt_err_clear(&why);
    struct cib *cib = newest_backup(s, &n);
    if (cib != NULL) {
        struct cib_version v = cib_version(cib);
        char *text = cib_version_text(&v), *path = backup_path(s, n, "");
        bt_log(BT_LOG_ERROR, "The CIB is taken from its newest good backup %s (version %s)", path, text);
        free(text);
        free(path);
    } else if (was_there) {
        bt_log(BT_LOG_ERROR, "There is no good backup of the CIB in %s: it starts empty, unless a peer has it", s->folder);
    }
    *ret = cib != NULL ? cib : cib_new();
    return 0;
}

/* Saving ---------------------------------------------------------------------------------------------------- */

static int failed(const char *what, const char *path, int code, struct bt_err *err)
{
    return bt_fail(err, code == EIO ? BT_EX_IOERR : BT_EX_CANTCREAT, "the CIB can't be saved: %s %s: %s", what, path,
                   strerror(code));
}

/* The document without its status, which is no configuration and is made anew at each start. */
static xmlDoc *without_status(const xmlDoc *cib)
{
    const xmlNode *root = bt_xml_root(cib);
    xmlDoc *doc = bt_xml_doc(bt_xml_name(root));
    bt_xml_copy_attrs(bt_xml_root(doc), root);
    bt_xml_each(child, root, NULL)
        if (!bt_xml_is(child, XE_STATUS))
            bt_xml_add_copy(bt_xml_root(doc), child);
    return doc;
}

static int write_new(struct cib_store *s, const xmlDoc *doc, const char *digest, struct bt_err *err)
{
    char *text = bt_xml_text(bt_xml_root(doc), true);
    const char *path = s->doc_new;
    int rc = s->calls->write(s->ctx, path, text, strlen(text));
    if (rc == 0)
        rc = s->calls->write(s->ctx, path = s->sig_new, digest, strlen(digest));
    free(text);
    return rc != 0 ? failed("writing", path, rc, err) : 0;
}

/* Numbers that can't be read begin anew: the last one need not be synced. */
static int count_backup(struct cib_store *s, unsigned next)
{
    char *text = bt_printf("%u", next);
    int rc = s->calls->write(s->ctx, s->last_new, text, strlen(text));
    free(text);
    return rc != 0 ? rc : s->calls->rename(s->ctx, s->last_new, s->last);
}

static void drop_backup(struct cib_store *s, unsigned n)
{
    char *raw = backup_path(s, n, ""), *raw_sig = backup_path(s, n, ".sig");
    s->calls->unlink(s->ctx, raw); /* most often there is one; if not, so much the better */
    s->calls->unlink(s->ctx, raw_sig);
    free(raw);
    free(raw_sig);
}

/* The present files get their second names; the oldest backup goes. */
static int keep_present(struct cib_store *s, struct bt_err *err)
{
    if (s->unsettled || !exists(s->doc) || !exists(s->sig))
        return 0; /* the save that failed has kept the one before */
    unsigned n = next_backup(s) % SERIES;
    char *raw = backup_path(s, n, ""), *raw_sig = backup_path(s, n, ".sig");
    int rc = s->calls->link(s->ctx, s->doc, raw);
    if (rc == 0)
        rc = s->calls->link(s->ctx, s->sig, raw_sig);
    if (rc == 0)
        rc = count_backup(s, (n + 1) % SERIES);
    if (rc == 0)
        drop_backup(s, n + SERIES - s->keep);
    else
        rc = failed("keeping the present one as", raw, rc, err);
    free(raw);
    free(raw_sig);
    return rc;
}

static int sync_folder(struct cib_store *s, struct bt_err *err)
{
    int rc = s->calls->sync_folder(s->ctx, s->folder);
    return rc != 0 ? failed("syncing", s->folder, rc, err) : 0;
}

/* All that was done so far, one after the other: what the first makes the file system write serves the others, too. */
static int sync_new(struct cib_store *s, struct bt_err *err)
{
    const char *path = s->doc_new;
    int rc = s->calls->sync(s->ctx, path);
    if (rc == 0)
        rc = s->calls->sync(s->ctx, path = s->sig_new);
    return rc != 0 ? failed("writing", path, rc, err) : sync_folder(s, err);
}

static int put_in_place(struct cib_store *s, const char *digest, struct bt_err *err)
{
    int rc = s->calls->rename(s->ctx, s->doc_new, s->doc);
    if (rc != 0)
        return failed("putting the new one in place of", s->doc, rc, err);
    rc = settle(s, digest);
    return rc != 0 ? failed("signing", s->doc, rc, err) : 0;
}

/* Finishes a save that failed after it had put the document in place. */
static int finish_last(struct cib_store *s, struct bt_err *err)
{
    char digest[BT_DIGEST_TEXT];
    xmlDoc *doc = NULL;
    if (!s->unsettled || read_doc(s->doc, &doc, digest, NULL) != 0 || !is_signed(s, digest)) {
        bt_xml_free(doc);
        return 0; /* what is in place is none of ours */
    }
    bt_xml_free(doc);
    int rc = settle(s, digest);
    return rc != 0 ? failed("signing", s->doc, rc, err) : 0;
}

static int save_new(struct cib_store *s, const xmlDoc *doc, const char *digest, struct bt_err *err)
{
    int rc = write_new(s, doc, digest, err);
    if (rc == 0)
        rc = keep_present(s, err);
    if (rc == 0)
        rc = sync_new(s, err); /* backups and new signature are there for good before the first is overwritten */
    if (rc == 0) {
        rc = put_in_place(s, digest, err);
    } else {
        s->calls->unlink(s->ctx, s->doc_new);
        s->calls->unlink(s->ctx, s->sig_new);
    }
    return rc;
}

int cib_store_save(struct cib_store *s, const xmlDoc *cib, struct bt_err *err)
{
    char digest[BT_DIGEST_TEXT];
    xmlDoc *doc = without_status(cib);
    cib_pacemaker_digest(bt_xml_root(doc), false, digest);
    int rc = finish_last(s, err);
    bool there = exists(s->doc) && has_sig(s->sig, digest); /* it is signed only after it was put in place */
    if (rc == 0)
        rc = there ? sync_folder(s, err) : save_new(s, doc, digest, err);
    bt_xml_free(doc);
    return rc;
}

int cib_store_reserve(struct cib_store *s, struct bt_err *err)
{
    struct stat st = {0};
    size_t len = CIB_STORE_SPARE_BYTES + (stat(s->doc, &st) == 0 ? 2 * (size_t)st.st_size : 0);
    const char *path = s->doc_new;
    int rc = s->calls->reserve(s->ctx, path, len);
    if (rc == 0)
        rc = s->calls->reserve(s->ctx, path = s->sig_new, BT_DIGEST_TEXT);
    if (rc == 0)
        rc = s->calls->reserve(s->ctx, path = s->last_new, 1);
    return rc != 0 ? bt_fail(err, BT_EX_CANTCREAT, "no room can be kept for the next save (%s): %s", path, strerror(rc)) : 0;
}
