/* lib/ipc_common_io.c - frames, queues and trust, as both ends of the IPC need them (see ipc_common_io.h).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/ipc_common_io.h"

#include "lib/ipc_io.h"

#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <unistd.h>

struct bt_ipc_message {
    struct bt_ipc_message *next;
    char *text;
    size_t len, sent;
};

/* Only the first document has begun; bytes are those that are still to be sent of all. */
static void queue_check(const struct bt_ipc_queue *q)
{
    assert((q->first == NULL) == (q->last == NULL) && (q->first == NULL) == (q->messages == 0) && (q->messages > 0 || q->bytes == 0));
    assert(q->first == NULL || (q->first->sent < q->first->len && q->first->len - q->first->sent <= q->bytes));
    assert(q->last == NULL || (q->last->next == NULL && (q->last == q->first || q->last->sent == 0)));
}

void bt_ipc_queue_add(struct bt_ipc_queue *q, char *text, size_t len)
{
    struct bt_ipc_message *m = BT_NEW(struct bt_ipc_message);
    assert(len > 0); /* a frame without bytes is rubbish to the other end */
    m->text = text;
    m->len = len;
    if (q->last != NULL)
        q->last->next = m;
    else
        q->first = m;
    q->last = m;
    q->messages++;
    q->bytes += len;
    queue_check(q);
}

static void drop_first(struct bt_ipc_queue *q)
{
    struct bt_ipc_message *m = q->first;
    q->first = m->next;
    if (q->first == NULL)
        q->last = NULL;
    q->messages--;
    q->bytes -= m->len - m->sent;
    free(m->text);
    free(m);
}

void bt_ipc_queue_free(struct bt_ipc_queue *q)
{
    while (q->first != NULL)
        drop_first(q);
}

bool bt_ipc_queue_is_over(const struct bt_ipc_queue *q)
{
    return q->messages > BT_IPC_QUEUE_MESSAGES || (q->messages > 1 && q->bytes - (q->first->len - q->first->sent) > BT_IPC_QUEUE_BYTES);
}

int bt_ipc_queue_flush(struct bt_ipc_queue *q, ssize_t (*send)(void *to, const void *data, size_t size), void *to)
{
    struct {
        struct bt_ipc_frame head;
        char data[BT_IPC_FRAME_DATA];
    } out;
    while (q->first != NULL) {
        struct bt_ipc_message *m = q->first;
        size_t len = m->len - m->sent < sizeof(out.data) ? m->len - m->sent : sizeof(out.data);
        size_t size = sizeof(out.head) + len;
        out.head = (struct bt_ipc_frame){
            .qb = {.id = QB_IPC_MSG_USER_START, .size = (int32_t)size},
            .frame = {.whole = m->len, .offset = m->sent},
        };
        memcpy(out.data, m->text + m->sent, len);
        ssize_t rc = send(to, &out, size);
        if (rc < 0)
            return (int)rc;
        m->sent += len;
        q->bytes -= len;
        if (m->sent == m->len)
            drop_first(q);
        queue_check(q);
    }
    return 0;
}

enum bt_piece bt_ipc_take_frame(struct bt_assembly *a, const void *data, size_t size)
{
    struct bt_ipc_frame head;
    if (size < sizeof(head))
        return BT_PIECE_BAD;
    memcpy(&head, data, sizeof(head));
    if (head.qb.size < 0 || (size_t)head.qb.size != size)
        return BT_PIECE_BAD;
    return bt_assembly_add(a, &head.frame, (const char *)data + sizeof(head), size - sizeof(head), BT_IPC_MESSAGE_MAX);
}

xmlDoc *bt_ipc_take_document(struct bt_assembly *a, const char *from, struct bt_err *err)
{
    size_t len = a->data.len;
    char *text = bt_buf_take(&a->data);
    xmlDoc *doc = NULL;
    bt_xml_parse(text, len, from, &doc, err);
    free(text);
    return doc;
}

struct bt_ipc_trust bt_ipc_trust_get(void)
{
    struct bt_ipc_trust t = {.self = geteuid()};
    const struct passwd *pw = getpwnam("hacluster");
    if (pw != NULL) {
        t.hacluster = pw->pw_uid;
        t.has_hacluster = true;
    }
    const struct group *gr = getgrnam("haclient");
    if (gr != NULL) {
        t.haclient = gr->gr_gid;
        t.has_haclient = true;
    }
    return t;
}

bool bt_ipc_trusts_server(const struct bt_ipc_trust *t, uid_t uid)
{
    return uid == 0 || uid == t->self || (t->has_hacluster && uid == t->hacluster);
}

enum { GROUPS_MAX = 1024 };

/* The groups that the user database gives; their number. */
static int groups_of(const struct passwd *pw, gid_t groups[GROUPS_MAX])
{
    int n = GROUPS_MAX;
    return pw != NULL && getgrouplist(pw->pw_name, pw->pw_gid, groups, &n) >= 0 ? n : 0;
}

/* Also the groups of the user database, for the kernel tells the primary one only. */
static bool is_member(uid_t uid, gid_t gid, gid_t group)
{
    gid_t groups[GROUPS_MAX];
    if (gid == group)
        return true;
    int n = groups_of(getpwuid(uid), groups);
    for (int i = 0; i < n; i++)
        if (groups[i] == group)
            return true;
    return false;
}

char *bt_user_groups(const char *user)
{
    gid_t groups[GROUPS_MAX];
    struct bt_buf b = {0};
    int n = groups_of(getpwnam(user), groups);
    for (int i = 0; i < n; i++) {
        const struct group *gr = getgrgid(groups[i]);
        if (gr != NULL)
            bt_buf_addf(&b, "%s%s", b.len > 0 ? " " : "", gr->gr_name);
    }
    return b.len > 0 ? bt_buf_take(&b) : NULL;
}

bool bt_ipc_trusts_client(const struct bt_ipc_trust *t, uid_t uid, gid_t gid)
{
    return bt_ipc_trusts_server(t, uid) || (t->has_haclient && is_member(uid, gid, t->haclient));
}
