/* cib/cib_history.c - records of changes, the frames that they are kept in, and going back (see cib_history.h).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <ctype.h>

#include "cib/cib_private.h"

/* Records ---------------------------------------------------------------------------------------------------- */

/* Where patches speak of what is no configuration. */
static bool of_status(const xmlNode *change)
{
    const char *path = bt_xml_get_or(change, XA_PATH, "");
    return bt_streq(path, "/cib/status") || bt_starts(path, "/cib/status/") ||
           (bt_streq(path, "/cib") && bt_xml_first(change, XE_STATUS) != NULL);
}

/* A root that is told whole brings its status along. */
static void drop_status(xmlNode *diff)
{
    for (xmlNode *change = bt_xml_first(diff, XE_CHANGE), *next; change != NULL; change = next) {
        next = bt_xml_next(change, XE_CHANGE);
        const xmlNode *status = bt_xml_path(change, XE_CIB "/" XE_STATUS);
        if (of_status(change))
            bt_xml_remove(change);
        else if (status != NULL)
            while (status->children != NULL)
                bt_xml_remove(status->children);
    }
}

static void sign(xmlNode *record, const xmlNode *cib, bool by_client)
{
    bt_xml_set(record, XA_WHEN, bt_xml_get(cib, XA_CIB_LAST_WRITTEN));
    bt_xml_set(record, XA_USER, by_client ? bt_xml_get(cib, XA_UPDATE_USER) : NULL);
    bt_xml_set(record, XA_CLIENT, bt_xml_get(cib, XA_UPDATE_CLIENT));
    bt_xml_set(record, XA_ORIGIN, bt_xml_get(cib, XA_UPDATE_ORIGIN));
}

static xmlDoc *new_record(const struct cib_version *from, const xmlNode *cib)
{
    xmlDoc *doc = bt_xml_doc(XE_CIB_RECORD);
    struct cib_version to = cib_version_of(cib);
    char *was = cib_version_text(from), *is = cib_version_text(&to);
    bt_xml_set(bt_xml_root(doc), XA_FROM, was);
    bt_xml_set(bt_xml_root(doc), XA_TO, is);
    free(was);
    free(is);
    return doc;
}

xmlDoc *cib_record_new(const struct cib_version *from, const xmlNode *cib, const xmlNode *diff, bool by_client)
{
    xmlDoc *doc = new_record(from, cib);
    sign(bt_xml_root(doc), cib, by_client);
    xmlNode *kept = bt_xml_add_copy(bt_xml_root(doc), diff);
    bt_xml_set(kept, XA_CONTENT_DIGEST, NULL); /* of a document with its status */
    drop_status(kept);
    return doc;
}

/* A copy without status. */
static xmlDoc *without_status(const xmlNode *cib)
{
    xmlDoc *doc = bt_xml_doc(XE_CIB);
    bt_xml_copy_attrs(bt_xml_root(doc), cib);
    bt_xml_each(child, cib, NULL)
        if (!bt_xml_is(child, XE_STATUS))
            bt_xml_add_copy(bt_xml_root(doc), child);
    bt_xml_add(bt_xml_root(doc), XE_STATUS);
    return doc;
}

static bool same_version(const struct cib_version *a, const struct cib_version *b)
{
    return a->admin_epoch == b->admin_epoch && a->epoch == b->epoch;
}

static bool same_configuration(const xmlNode *a, const xmlNode *b)
{
    struct cib_version x = cib_version_of(a), y = cib_version_of(b);
    if (!same_version(&x, &y) || !bt_streq(bt_xml_get(a, XA_VALIDATE_WITH), bt_xml_get(b, XA_VALIDATE_WITH)))
        return false;
    xmlDoc *patch = cib_patch_make(bt_xml_first(a, XE_CONFIGURATION), bt_xml_first(b, XE_CONFIGURATION), false);
    bool same = patch == NULL;
    bt_xml_free(patch);
    return same;
}

xmlDoc *cib_record_gap(const xmlNode *from, const xmlNode *to, const char *text)
{
    if (same_configuration(from, to))
        return NULL;
    struct cib_version version = cib_version_of(from);
    xmlDoc *was = without_status(from), *is = without_status(to), *doc = new_record(&version, to);
    xmlDoc *patch = cib_patch_make(bt_xml_root(was), bt_xml_root(is), true);
    bt_xml_set(bt_xml_root(doc), XA_WHEN, bt_xml_get(to, XA_CIB_LAST_WRITTEN));
    bt_xml_set(bt_xml_root(doc), XA_TEXT, text);
    assert(patch != NULL); /* it is not the same configuration */
    bt_xml_add_copy(bt_xml_root(doc), bt_xml_root(patch));
    bt_xml_free(patch);
    bt_xml_free(was);
    bt_xml_free(is);
    return doc;
}

/* Frames ----------------------------------------------------------------------------------------------------- */

struct frame {
    size_t at, len; /* of the XML in the text */
};

struct cib_history {
    char *text;
    BT_VEC(struct frame) frames; /* the base, then the records; empty: nothing is known */
    bool placed;                 /* the document after the last record was put in place */
    size_t first;                /* the frame of the oldest record that is kept */
};

/* Frames follow each other within the text. The base is no record: with it, `first` is at least 1. */
static void history_check(const struct cib_history *h)
{
    assert(h->frames.n == 0 ? h->first == 0 : h->first >= 1 && h->first <= h->frames.n);
    for (size_t i = 1; i < h->frames.n; i++)
        assert(h->frames.v[i - 1].at + h->frames.v[i - 1].len < h->frames.v[i].at);
}

void cib_history_add_frame(struct bt_buf *b, const xmlNode *n)
{
    char digest[BT_DIGEST_TEXT], *text = bt_xml_text(n, false);
    size_t len = strlen(text);
    bt_buf_addf(b, "record %zu %s\n", len, bt_digest(text, len, digest));
    bt_buf_addn(b, text, len);
    bt_buf_add(b, "\n");
    free(text);
}

void cib_history_add_base(struct bt_buf *b, const xmlNode *cib)
{
    xmlDoc *doc = without_status(cib);
    cib_history_add_frame(b, bt_xml_root(doc));
    bt_xml_free(doc);
}

/* The head of a frame, "record LENGTH DIGEST"; false if it is none. */
static bool read_head(const char *head, const char *end, unsigned long long *ret_size, const char **ret_digest)
{
    char *digits_end;
    if (!bt_starts(head, "record ") || !isdigit((unsigned char)head[strlen("record ")]))
        return false;
    *ret_size = strtoull(head + strlen("record "), &digits_end, 10);
    *ret_digest = digits_end + 1;
    return *digits_end == ' ' && end - *ret_digest == BT_DIGEST_TEXT - 1;
}

/* The frame that begins at `at`; *ret_next: where the next one does. False if it is not whole. */
static bool read_frame(const char *text, size_t len, size_t at, struct frame *ret, size_t *ret_next)
{
    char digest[BT_DIGEST_TEXT];
    const char *wanted, *line_end = memchr(text + at, '\n', len - at);
    unsigned long long size;
    if (line_end == NULL || !read_head(text + at, line_end, &size, &wanted))
        return false;
    size_t begin = (size_t)(line_end - text) + 1;
    if (size >= len - begin || text[begin + size] != '\n' || memcmp(bt_digest(text + begin, size, digest), wanted, BT_DIGEST_TEXT - 1) != 0)
        return false;
    *ret = (struct frame){begin, size};
    *ret_next = begin + size + 1;
    return true;
}

/* The oldest record within both bounds. */
static size_t first_kept(const struct cib_history *h)
{
    size_t first = h->frames.n, bytes = 0;
    while (first > 1 && h->frames.n - first < CIB_HISTORY_RECORDS) {
        bytes += h->frames.v[first - 1].len;
        if (bytes > CIB_HISTORY_BYTES && first < h->frames.n)
            break;
        first--;
    }
    return first;
}

struct cib_history *cib_history_new(char *text, size_t len, size_t *ret_lost)
{
    struct cib_history *h = BT_NEW(struct cib_history);
    struct frame frame;
    size_t at = 0, next;
    h->text = text;
    while (at < len && read_frame(text, len, at, &frame, &next)) {
        bool fits = bt_starts(text + frame.at, h->frames.n == 0 ? "<" XE_CIB " " : "<" XE_CIB_RECORD " ");
        if (!fits)
            break;
        BT_PUSH(&h->frames, frame);
        at = next;
    }
    h->placed = len - at >= strlen(CIB_HISTORY_PLACED) && bt_starts(text + at, CIB_HISTORY_PLACED);
    at += h->placed ? strlen(CIB_HISTORY_PLACED) : 0;
    while (len > at && text[len - 1] == '\n')
        len--;
    *ret_lost = len - at;
    h->first = first_kept(h);
    history_check(h);
    return h;
}

size_t cib_history_size(const struct cib_history *h)
{
    const struct frame *last = h->frames.n > 0 ? &h->frames.v[h->frames.n - 1] : NULL;
    return last != NULL ? last->at + last->len + 1 : 0;
}

void cib_history_free(struct cib_history *h)
{
    if (h == NULL)
        return;
    BT_VEC_FREE(&h->frames);
    free(h->text);
    free(h);
}

static int frame_doc(const struct cib_history *h, size_t i, xmlDoc **ret, struct bt_err *err)
{
    assert(i < h->frames.n);
    return bt_xml_parse(h->text + h->frames.v[i].at, h->frames.v[i].len, "the history of the configuration", ret, err);
}

size_t cib_history_count(const struct cib_history *h)
{
    return h->frames.n > 0 ? h->frames.n - h->first : 0;
}

xmlDoc *cib_history_record(const struct cib_history *h, size_t i)
{
    xmlDoc *doc = NULL;
    assert(i < cib_history_count(h));
    return frame_doc(h, h->first + i, &doc, NULL) == 0 ? doc : bt_xml_doc(XE_CIB_RECORD); /* one that bears its digest is XML */
}

/* Versions --------------------------------------------------------------------------------------------------- */

struct wanted {
    int64_t part[3];
    int parts; /* 1: the epoch, 2: admin_epoch and epoch, 3: all */
};

static bool read_version(const char *text, struct wanted *ret)
{
    struct bt_strv parts = {0};
    bt_strv_split(&parts, text, ".");
    bool good = parts.n >= 1 && parts.n <= 3;
    ret->parts = (int)parts.n;
    for (size_t i = 0; good && i < parts.n; i++)
        good = parts.v[i][strspn(parts.v[i], "0123456789")] == '\0' && bt_parse_int(parts.v[i], &ret->part[i]);
    bt_strv_free(&parts);
    return good;
}

/* Whether a version's text is one that is wanted. A version is told by its first two numbers; the third counts where it is said. */
static bool is_wanted(const char *text, const struct wanted *w)
{
    struct wanted have;
    if (text == NULL || !read_version(text, &have) || have.parts != 3)
        return false;
    if (w->parts == 1)
        return have.part[1] == w->part[0];
    return memcmp(have.part, w->part, (size_t)w->parts * sizeof *w->part) == 0;
}

/* A version of the record at a place, as text. */
static char *record_version(const struct cib_history *h, size_t i, const char *attr)
{
    xmlDoc *doc = cib_history_record(h, i);
    char *text = bt_strdup(bt_xml_get_or(bt_xml_root(doc), attr, ""));
    bt_xml_free(doc);
    return text;
}

static bool place_is(const struct cib_history *h, size_t place, const struct wanted *w)
{
    char *text = place > 0 ? record_version(h, place - 1, XA_TO) : record_version(h, 0, XA_FROM);
    bool is = is_wanted(text, w);
    free(text);
    return is;
}

static int not_kept(const struct cib_history *h, const char *version, struct bt_err *err)
{
    size_t n = cib_history_count(h);
    if (n == 0)
        return bt_fail(err, BT_EX_NOSUCH, "Version %s of the configuration is not kept: no change has been recorded yet", version);
    char *oldest = record_version(h, 0, XA_FROM), *newest = record_version(h, n - 1, XA_TO);
    bt_fail(err, BT_EX_NOSUCH, "Version %s of the configuration is not kept on this node: there are those from %s to %s (`crm cib history`)", version, oldest,
            newest);
    free(oldest);
    free(newest);
    return BT_EX_NOSUCH;
}

int cib_history_find(const struct cib_history *h, const char *version, size_t *ret, struct bt_err *err)
{
    struct wanted w;
    if (!read_version(version, &w))
        return bt_fail(err, BT_EX_DATAERR, "'%s' is no version of a configuration: an epoch (12) or admin_epoch.epoch (0.12) is wanted", version);
    size_t n = cib_history_count(h);
    for (size_t place = n + 1; n > 0 && place-- > 0;)
        if (place_is(h, place, &w)) {
            *ret = place;
            return 0;
        }
    return not_kept(h, version, err);
}

/* Takes doc; *ret: with the records from one frame to before another. */
static int apply(const struct cib_history *h, xmlDoc *doc, size_t from, size_t to, xmlDoc **ret, struct bt_err *err)
{
    struct cib_tree tree;
    int rc = 0;
    cib_tree_init(&tree, doc);
    for (size_t i = from; i < to && rc == 0; i++) {
        xmlDoc *record;
        struct cib_journal j;
        if ((rc = frame_doc(h, i, &record, err)) != 0)
            break;
        cib_journal_start(&j, &tree);
        if (cib_edit_by_patch(&j, bt_xml_first(bt_xml_root(record), XE_DIFF), NULL) != 0)
            rc = bt_fail(err, BT_EX_DIGEST, "The history of the configuration does not fit together at version %s",
                         bt_xml_get_or(bt_xml_root(record), XA_TO, "?"));
        cib_journal_commit(&j);
        bt_xml_free(record);
    }
    doc = cib_tree_release(&tree);
    if (rc == 0) {
        *ret = doc;
        return 0;
    }
    bt_xml_free(doc);
    return rc;
}

/* The base with the records before a frame. */
static int state_before(const struct cib_history *h, size_t frame, xmlDoc **ret, struct bt_err *err)
{
    xmlDoc *doc;
    int rc = frame_doc(h, 0, &doc, err);
    return rc != 0 ? rc : apply(h, doc, 1, frame, ret, err);
}

int cib_history_state(const struct cib_history *h, size_t place, xmlDoc **ret, struct bt_err *err)
{
    assert(place <= cib_history_count(h) && h->frames.n > 0);
    return state_before(h, h->first + place, ret, err);
}

/* Fitting and shortening -------------------------------------------------------------------------------------- */

/* How many frames tell of nothing newer than a version. */
static size_t not_newer(const struct cib_history *h, const struct cib_version *v)
{
    size_t n = h->frames.n;
    for (; n > 1; n--) {
        xmlDoc *doc;
        struct wanted to = {0};
        if (frame_doc(h, n - 1, &doc, NULL) != 0)
            continue;
        bool known = read_version(bt_xml_get_or(bt_xml_root(doc), XA_TO, ""), &to);
        bt_xml_free(doc);
        if (known && (to.part[0] < v->admin_epoch || (to.part[0] == v->admin_epoch && to.part[1] <= v->epoch)))
            break;
    }
    return n;
}

/* The frames from one to before another, as they are. */
static void add_text(struct bt_buf *b, const struct cib_history *h, size_t from, size_t to)
{
    assert(from <= to && to <= h->frames.n);
    size_t begin = from > 0 ? h->frames.v[from - 1].at + h->frames.v[from - 1].len + 1 : 0;
    if (to > from)
        bt_buf_addn(b, h->text + begin, h->frames.v[to - 1].at + h->frames.v[to - 1].len + 1 - begin);
}

bool cib_history_is_ahead(const struct cib_history *h, const xmlNode *cib, xmlDoc **ret)
{
    struct cib_version version = cib_version_of(cib);
    size_t n = not_newer(h, &version);
    xmlDoc *state;
    if (n == 0 || n == h->frames.n || h->placed || state_before(h, n, &state, NULL) != 0)
        return false;
    bool known = same_configuration(bt_xml_root(state), cib);
    bt_xml_free(state);
    return known && apply(h, bt_xml_doc_of(cib), n, h->frames.n, ret, NULL) == 0;
}

bool cib_history_fit(const struct cib_history *h, const xmlNode *cib, const char *text, char **ret)
{
    struct cib_version version = cib_version_of(cib);
    struct bt_buf b = {0};
    xmlDoc *state = NULL, *gap = NULL;
    size_t n = not_newer(h, &version);
    if (n == 0 || state_before(h, n, &state, NULL) != 0) {
        cib_history_add_base(&b, cib);
        *ret = bt_buf_take(&b);
        return true;
    }
    gap = cib_record_gap(bt_xml_root(state), cib, text);
    bt_xml_free(state);
    bool fits = n == h->frames.n && gap == NULL;
    if (!fits) {
        add_text(&b, h, 0, n);
        if (gap != NULL)
            cib_history_add_frame(&b, bt_xml_root(gap));
        *ret = bt_buf_take(&b);
    }
    bt_xml_free(gap);
    return !fits;
}

int cib_history_shorten(const struct cib_history *h, char **ret, struct bt_err *err)
{
    struct bt_buf b = {0};
    if (h->first > 1) {
        xmlDoc *base;
        int rc = state_before(h, h->first, &base, err);
        if (rc != 0)
            return rc;
        cib_history_add_base(&b, bt_xml_root(base));
        bt_xml_free(base);
        add_text(&b, h, h->first, h->frames.n);
    } else {
        add_text(&b, h, 0, h->frames.n);
    }
    *ret = bt_buf_take(&b);
    return 0;
}
