/* cib/cib_client.h - how tools and the other daemons reach the CIB: the live one, a file, or a shadow. Effects; for tools/ and *_io.c.
 *
 * The environment decides, as with Pacemaker's tools: CIB_shadow (file shadow.NAME in CIB_shadow_dir, or BT_STATEDIR/cib for root and hacluster, or
 * ~/.cib), else CIB_file (a FIFO is read once and can't be changed), else the live CIB over IPC "cib" (served by crmd). CIB_user is honoured for root. Every answer is the same through all three.
 *
 * The protocol of IPC "cib", one XML document a message (built and read by the functions of cib.h):
 *   client: <cib_request id="N" op section xpath flags origin client user>data</cib_request>
 *   server: <cib_reply id="N" rc="0">answer of a query</cib_reply>, or rc="105" text="sentence"
 *   client: <cib_subscribe id="N"/>
 *   server: <cib_reply id="N" rc="0"><cib .../></cib_reply>, and from then on, after each change, in the order of the changes,
 *           <cib_notify><diff .../></cib_notify>
 * A reply to a change of configuration is sent when it is on disk; its notification may come before. The subscriber
 * applies the patches to its copy and asks for the whole (a query) when one does not fit.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BATON_CIB_CLIENT_H
#define BATON_CIB_CLIENT_H

#include "cib/cib.h"
#include "lib/edge.h"

struct cib_client;

/* Where the shadow of that name lies; the caller's to free. */
char *cib_shadow_path(const char *name);

struct cib_client_options {
    const char *client;   /* the tool's name, for update-client */
    const char *user;     /* with whose permissions root and hacluster act; NULL: CIB_user, if that is set */
    int64_t timeout_ms;   /* for each request; 0: 30 s */
    bool force_live;      /* ignore CIB_file and CIB_shadow */
    bool no_shadow;       /* ignore CIB_shadow: the CIB that shadows are of */
};

/* BT_EX_DISCONNECT: no cluster here; BT_EX_NOSUCH, BT_EX_DATAERR, BT_EX_CONFIG: the file is not there, no XML, no CIB. */
int cib_client_open(const struct cib_client_options *o, struct cib_client **ret, struct bt_err *err);
/* Whether it is the running cluster's: no file, no shadow. */
bool cib_client_is_live(const struct cib_client *c);
/* *ret: the answer; the caller's to free. rq->origin and client may be NULL: filled in here and by the server, as is the user. */
int cib_client_query(struct cib_client *c, const struct cib_request *rq, xmlDoc **ret, struct bt_err *err);
/* The same as text, printed for people. A live CIB's is handed on as it came. */
int cib_client_query_text(struct cib_client *c, const struct cib_request *rq, char **ret, struct bt_err *err);
/* Returns when the change is made (in a file: written). BT_EX_CANTCREAT: the file can't be written; it is as before. */
int cib_client_change(struct cib_client *c, const struct cib_request *rq, struct bt_err *err);
/* The whole document. */
int cib_client_whole(struct cib_client *c, xmlDoc **ret, struct bt_err *err);
/* From now on the connection belongs to the loop and is for nothing else: changed(ctx, cib, patch) is called with a view of the up-to-date
 * document, once before this returns and then after each change; patch is NULL the first time and after a resync. lost(ctx) is called
 * once when the server is gone; then the client may only be closed (not from within the call). A file never changes. */
int cib_client_subscribe(struct cib_client *c, struct bt_loop *loop,
                         void (*changed)(void *ctx, const xmlDoc *cib, const xmlNode *patch), void (*lost)(void *ctx),
                         void *ctx, struct bt_err *err);
/* c may be NULL. */
void cib_client_close(struct cib_client *c);

#endif
