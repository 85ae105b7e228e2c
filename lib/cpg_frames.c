/* lib/cpg_frames.c - whole messages over CPG (see cpg_frames.h).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/cpg_frames.h"

static const char magic[8] = {'B', 'T', 'N', '1', 0, 0, 0, 0};

struct bt_cpg_message {
    struct bt_cpg_message *next;
    size_t len, sent;
    char data[];
};

struct bt_cpg_sender {
    uint32_t nodeid, pid;
    struct bt_assembly assembly;
};

/* The first may be under way: sent in part, or (rule 3) wholly and not back yet; no later one has begun. */
static void out_check(const struct bt_cpg_out *o)
{
    const struct bt_cpg_message *m = o->first;
    assert((m == NULL) == (o->last == NULL) && (m == NULL) == (o->messages == 0) && (m == o->last) == (o->messages <= 1));
    assert(m == NULL || m->sent < m->len || (m->sent == m->len && m->len > BT_CPG_FRAME_DATA));
    assert(m == NULL || (o->last->next == NULL && (m == o->last || o->last->sent == 0)));
}

/* A message is kept from its first frame until its last: what is here has begun and is not whole. */
static void in_check(const struct bt_cpg_in *in)
{
    for (size_t i = 0; i < in->senders.n; i++)
        assert(in->senders.v[i]->assembly.data.len > 0 && in->senders.v[i]->assembly.data.len < in->senders.v[i]->assembly.whole);
}

static void put_u64(char *to, uint64_t n)
{
    for (int i = 7; i >= 0; i--, n >>= 8)
        to[i] = (char)(n & 0xff);
}

static uint64_t get_u64(const char *from)
{
    uint64_t n = 0;
    for (int i = 0; i < 8; i++)
        n = n << 8 | (unsigned char)from[i];
    return n;
}

void bt_cpg_out_add(struct bt_cpg_out *o, const void *data, size_t len)
{
    assert(len > 0 && len <= BT_CPG_MESSAGE_MAX);
    struct bt_cpg_message *m = bt_alloc(sizeof(*m) + len);
    *m = (struct bt_cpg_message){.len = len};
    memcpy(m->data, data, len);
    if (o->last != NULL)
        o->last->next = m;
    else
        o->first = m;
    o->last = m;
    o->messages++;
    out_check(o);
}

static size_t next_len(const struct bt_cpg_message *m)
{
    size_t left = m->len - m->sent;
    return left < BT_CPG_FRAME_DATA ? left : BT_CPG_FRAME_DATA;
}

size_t bt_cpg_out_next(const struct bt_cpg_out *o, bool hurry, char buf[BT_CPG_FRAME_HEAD + BT_CPG_FRAME_DATA])
{
    const struct bt_cpg_message *m = o->first;
    if (m != NULL && hurry && m->sent == m->len)
        m = m->next;
    if (m == NULL || m->sent == m->len)
        return 0;
    size_t len = next_len(m);
    memcpy(buf, magic, sizeof(magic));
    put_u64(buf + 8, m->len);
    put_u64(buf + 16, m->sent);
    memcpy(buf + BT_CPG_FRAME_HEAD, m->data + m->sent, len);
    return BT_CPG_FRAME_HEAD + len;
}

static void drop_first(struct bt_cpg_out *o)
{
    struct bt_cpg_message *m = o->first;
    o->first = m->next;
    if (o->first == NULL)
        o->last = NULL;
    o->messages--;
    free(m);
}

void bt_cpg_out_sent(struct bt_cpg_out *o, bool hurry)
{
    if (hurry && o->first->sent == o->first->len)
        drop_first(o);
    struct bt_cpg_message *m = o->first;
    assert(m != NULL && m->sent < m->len); /* bt_cpg_out_next() had a frame of it */
    m->sent += next_len(m);
    bool waits = m->len > BT_CPG_FRAME_DATA && !hurry;
    if (m->sent == m->len && !waits)
        drop_first(o);
    out_check(o);
}

void bt_cpg_out_came_back(struct bt_cpg_out *o)
{
    if (o->first != NULL && o->first->sent == o->first->len)
        drop_first(o);
    out_check(o);
}

void bt_cpg_out_restart(struct bt_cpg_out *o)
{
    if (o->first != NULL)
        o->first->sent = 0;
    out_check(o);
}

void bt_cpg_out_free(struct bt_cpg_out *o)
{
    while (o->first != NULL)
        drop_first(o);
}

static struct bt_cpg_sender *find_sender(const struct bt_cpg_in *in, uint32_t nodeid, uint32_t pid)
{
    for (size_t i = 0; i < in->senders.n; i++)
        if (in->senders.v[i]->nodeid == nodeid && in->senders.v[i]->pid == pid)
            return in->senders.v[i];
    return NULL;
}

static struct bt_cpg_sender *add_sender(struct bt_cpg_in *in, uint32_t nodeid, uint32_t pid)
{
    struct bt_cpg_sender *s = BT_NEW(struct bt_cpg_sender);
    assert(!bt_cpg_in_is_partial(in, nodeid, pid));
    s->nodeid = nodeid;
    s->pid = pid;
    BT_PUSH(&in->senders, s);
    return s;
}

void bt_cpg_in_left(struct bt_cpg_in *in, uint32_t nodeid, uint32_t pid)
{
    for (size_t i = 0; i < in->senders.n; i++) {
        struct bt_cpg_sender *s = in->senders.v[i];
        if (s->nodeid != nodeid || s->pid != pid)
            continue;
        in->senders.v[i] = in->senders.v[--in->senders.n];
        bt_assembly_reset(&s->assembly);
        free(s);
        return;
    }
}

bool bt_cpg_in_is_partial(const struct bt_cpg_in *in, uint32_t nodeid, uint32_t pid)
{
    return find_sender(in, nodeid, pid) != NULL;
}

void bt_cpg_in_forget(struct bt_cpg_in *in)
{
    while (in->senders.n > 0)
        bt_cpg_in_left(in, in->senders.v[0]->nodeid, in->senders.v[0]->pid);
    BT_VEC_FREE(&in->senders);
}

struct bt_cpg_taken bt_cpg_in_take(struct bt_cpg_in *in, uint32_t nodeid, uint32_t pid, const void *frame, size_t size)
{
    struct bt_cpg_taken taken = {0};
    const char *head = frame;
    if (size <= BT_CPG_FRAME_HEAD || memcmp(head, magic, sizeof(magic)) != 0) {
        taken.rubbish = true;
        return taken;
    }
    struct bt_frame f = {.whole = get_u64(head + 8), .offset = get_u64(head + 16)};
    struct bt_cpg_sender *s = find_sender(in, nodeid, pid);
    if (f.offset == 0) /* whatever came before was given up by its sender */
        bt_cpg_in_left(in, nodeid, pid);
    else if (s == NULL)
        return taken; /* the rest of a message whose beginning is not ours to have */
    if (f.offset == 0)
        s = add_sender(in, nodeid, pid);
    enum bt_piece piece = bt_assembly_add(&s->assembly, &f, head + BT_CPG_FRAME_HEAD, size - BT_CPG_FRAME_HEAD,
                                          BT_CPG_MESSAGE_MAX);
    if (piece == BT_PIECE_MORE) {
        in_check(in);
        return taken;
    }
    if (piece == BT_PIECE_WHOLE) {
        taken.len = s->assembly.data.len;
        taken.several = f.offset != 0;
        taken.data = bt_buf_take(&s->assembly.data);
    } else {
        taken.rubbish = true;
    }
    bt_cpg_in_left(in, nodeid, pid);
    in_check(in);
    return taken;
}
