/* cib/cib_client.h - how tools and the other daemons reach the CIB: the live one, a file, or a shadow. Effects; for tools/ and *_io.c.
 *
 * The environment decides, as with Pacemaker's tools: CIB_file (may be a FIFO: read once, then written only if it is a regular file), else
 * CIB_shadow (file shadow.NAME in CIB_shadow_dir, or BT_STATEDIR/cib for root and hacluster, or ~/.cib), else the live CIB over IPC
 * "cib" (served by crmd). CIB_user is honoured for root. Every answer is the same through all three. */
#ifndef BATON_CIB_CLIENT_H
#define BATON_CIB_CLIENT_H

#include "cib/cib.h"
#include "lib/edge.h"

struct cib_client;

struct cib_client_options {
    const char *client;   /* the tool's name, for update-client */
    int64_t timeout_ms;   /* for each request; 0: 30 s */
    bool force_live;      /* ignore CIB_file and CIB_shadow */
};

/* BT_EX_DISCONNECT: no cluster here; BT_EX_NOINPUT, BT_EX_DATAERR, BT_EX_CONFIG: the file. */
int cib_client_open(const struct cib_client_options *o, struct cib_client **ret, struct bt_err *err);
bool cib_client_is_live(const struct cib_client *c);
/* rq->origin/client/user may be NULL: filled in here and by the server. *ret: the answer; for changes NULL unless asked (ret not NULL): the new document. */
int cib_client_query(struct cib_client *c, const struct cib_request *rq, xmlDoc **ret, struct bt_err *err);
int cib_client_change(struct cib_client *c, const struct cib_request *rq, struct bt_err *err);
/* The whole document. */
int cib_client_whole(struct cib_client *c, xmlDoc **ret, struct bt_err *err);
/* Asks for a <cib_notify> with the patch after every change; then attach the connection to a loop: whole(ctx, doc) is called with a copy-free view of the up-to-date
 * document after each change (and once at the start), patch NULL at the start and after a resync. */
int cib_client_subscribe(struct cib_client *c, struct bt_loop *loop,
                         void (*changed)(void *ctx, const xmlDoc *cib, const xmlNode *patch), void (*lost)(void *ctx),
                         void *ctx, struct bt_err *err);
void cib_client_close(struct cib_client *c);

#endif
