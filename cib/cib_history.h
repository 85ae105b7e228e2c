/* cib/cib_history.h - the history of the configuration: who changed what, when and by which tool; how it was at each version. Pure. Part of cib.h.
 *
 * A history is a text of frames ("record LENGTH MD5", then that many bytes of XML, each on a line of its own): first the configuration as it was before the first
 * record (a <cib> with an empty status), then a <cib_record from= to= when= user= client= origin= text=> with its <diff> for each change. So a version is
 * the base with the patches up to it, and a file of frames that is cut off or rotten somewhere is good up to there. A line "placed" behind the last frame says that
 * the document after it was put in place (cib_store.h). Newlines behind that keep room.
 *
 * All members make the same records of the same patches; nothing of them is sent. What a member did not see patch by patch (it was away, its
 * configuration gave way to another partition's) is one record that says so in `text`.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BATON_CIB_HISTORY_H
#define BATON_CIB_HISTORY_H

/* What is kept of it; older records become part of the base. Of both bounds the narrower one holds, but the last record always stays. */
#define CIB_HISTORY_RECORDS 500
#define CIB_HISTORY_BYTES (1U << 20)

#define CIB_HISTORY_PLACED "placed\n"

/* The record of a change of configuration. cib: the document after it; diff: its patch, whose changes of the status are left out. by_client: a client asked for it, so the
 * root's update-user is who it was; else the cluster did it by itself. */
xmlDoc *cib_record_new(const struct cib_version *from, const xmlNode *cib, const xmlNode *diff, bool by_client);
/* The record of a step from one document to another that nobody saw patch by patch; text says why. NULL if it is the same configuration of the same version. */
xmlDoc *cib_record_gap(const xmlNode *from, const xmlNode *to, const char *text);

/* Adds an element as a frame. */
void cib_history_add_frame(struct bt_buf *b, const xmlNode *n);
/* A document as the base of a new history. */
void cib_history_add_base(struct bt_buf *b, const xmlNode *cib);

struct cib_history;
/* Takes the text. *ret_lost: how many bytes at its end are neither whole frames nor newlines. A text without a base gives an empty history. */
struct cib_history *cib_history_new(char *text, size_t len, size_t *ret_lost);
/* The bytes that its frames take. */
size_t cib_history_size(const struct cib_history *h);
/* With the text; h may be NULL. */
void cib_history_free(struct cib_history *h);
/* Records that are kept; the oldest is 0. */
size_t cib_history_count(const struct cib_history *h);
/* A copy of the i-th <cib_record>, i below the count; the caller's to free. */
xmlDoc *cib_history_record(const struct cib_history *h, size_t i);
/* The place of a version: how many records lead to it; 0: it was before the oldest that is kept. version: "12" (the epoch), "0.12" or "0.12.0"; the newest that fits.
 * BT_EX_DATAERR: it is none; BT_EX_NOSUCH: it is not kept, or never was. */
int cib_history_find(const struct cib_history *h, const char *version, size_t *ret, struct bt_err *err);
/* The document after so many records, its status empty. BT_EX_DIGEST: the history does not fit together. */
int cib_history_state(const struct cib_history *h, size_t place, xmlDoc **ret, struct bt_err *err);

/* Whether it knows changes of a document that are not in it: the document is one of its versions, and none later was put in place. Then *ret has them, too. (If a later one was in
 * place before, somebody has put an older one back.) */
bool cib_history_is_ahead(const struct cib_history *h, const xmlNode *cib, xmlDoc **ret);
/* The history that goes with a document, which may be older than its last record (somebody put it back), or have been changed by others: what does not fit is cut off, what
 * is missing becomes a record with this text. False if this one goes with it as it is; else *ret is the text of one that does. */
bool cib_history_fit(const struct cib_history *h, const xmlNode *cib, const char *text, char **ret);
/* The text without the records that need no longer be kept; the caller's to free. BT_EX_DIGEST: it does not fit together. */
int cib_history_shorten(const struct cib_history *h, char **ret, struct bt_err *err);

#endif
