/* tests/unit/frail_disk.c - see frail_disk.h.
 *
 * The disk is a list of files (content, and what of it is synced) and a list of names; changes of names since the last sync of the folder are remembered, to
 * be done again or not on the names of that time. The real folder always shows the present, for the store reads it.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/unit/frail_disk.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#define TORN_BYTES 4096

struct inode {
    char *now, *synced;
    bool in_place; /* it was written into: what was there stays where nothing was written */
};

struct name {
    char *path;
    size_t inode;
};

typedef BT_VEC(struct name) name_vec;

/* No file. */
#define GONE SIZE_MAX

/* One call's changes of names: a name gets a file (or GONE); a rename also takes one away. */
struct change {
    char *path, *gone;
    size_t inode;
};

struct frail_disk {
    char *folder;
    BT_VEC(struct inode) inodes;
    name_vec now, synced;
    BT_VEC(struct change) changes; /* since the folder was last synced */
    int calls, fail_at, fail_code, off_at;
    bool off;
};

struct frail_disk *frail_disk_new(const char *folder)
{
    struct frail_disk *d = BT_NEW(struct frail_disk);
    d->folder = bt_strdup(folder);
    d->fail_at = d->off_at = -1;
    return d;
}

static void names_free(name_vec *l)
{
    for (size_t i = 0; i < l->n; i++)
        free(l->v[i].path);
    BT_VEC_FREE(l);
}

static void forget_changes(struct frail_disk *d)
{
    for (size_t i = 0; i < d->changes.n; i++) {
        free(d->changes.v[i].path);
        free(d->changes.v[i].gone);
    }
    BT_VEC_FREE(&d->changes);
}

void frail_disk_free(struct frail_disk *d)
{
    for (size_t i = 0; i < d->inodes.n; i++) {
        free(d->inodes.v[i].now);
        free(d->inodes.v[i].synced);
    }
    BT_VEC_FREE(&d->inodes);
    names_free(&d->now);
    names_free(&d->synced);
    forget_changes(d);
    free(d->folder);
    free(d);
}

void frail_disk_fail_at(struct frail_disk *d, int call, int code)
{
    d->fail_at = call;
    d->fail_code = code;
}

void frail_disk_off_at(struct frail_disk *d, int call)
{
    d->off_at = call;
}

int frail_disk_calls(const struct frail_disk *d)
{
    return d->calls;
}

bool frail_disk_is_off(const struct frail_disk *d)
{
    return d->off;
}

static struct name *lookup(name_vec *l, const char *path)
{
    for (size_t i = 0; i < l->n; i++)
        if (strcmp(l->v[i].path, path) == 0)
            return &l->v[i];
    return NULL;
}

static void set_name(name_vec *l, const char *path, size_t inode)
{
    struct name *there = lookup(l, path);
    if (there != NULL) {
        there->inode = inode;
        return;
    }
    struct name n = {bt_strdup(path), inode};
    BT_PUSH(l, n);
}

static void change_names(name_vec *l, const struct change *c)
{
    set_name(l, c->path, c->inode);
    if (c->gone != NULL)
        set_name(l, c->gone, GONE);
}

static void do_change(struct frail_disk *d, const char *path, size_t inode, const char *gone)
{
    struct change change = {bt_strdup(path), bt_strdup(gone), inode};
    BT_PUSH(&d->changes, change);
    change_names(&d->now, &change);
}

static size_t inode_of(struct frail_disk *d, const char *path)
{
    const struct name *n = lookup(&d->now, path);
    return n != NULL ? n->inode : GONE;
}

/* Whether the call is to be done; if not, *ret_code is what it returns. */
static bool goes_on(struct frail_disk *d, int *ret_code)
{
    int call = d->calls++;
    *ret_code = call == d->fail_at ? d->fail_code : EIO;
    if (call == d->off_at)
        d->off = true;
    return !d->off && call != d->fail_at;
}

static void put(const char *path, const char *text, size_t len)
{
    FILE *f = fopen(path, "w");
    if (f == NULL || fwrite(text, 1, len, f) != len || fclose(f) != 0)
        abort();
}

static int disk_write(void *ctx, const char *path, const char *data, size_t len)
{
    struct frail_disk *d = ctx;
    int code = 0;
    bool was_off = d->off, whole = goes_on(d, &code);
    if (!whole && (was_off || !d->off))
        return code;
    size_t written = whole ? len : len / 2;
    if (inode_of(d, path) == GONE) {
        struct inode fresh = {.synced = bt_strdup("")};
        BT_PUSH(&d->inodes, fresh);
        do_change(d, path, d->inodes.n - 1, NULL);
    }
    struct inode *i = &d->inodes.v[inode_of(d, path)];
    free(i->now);
    i->now = bt_strndup(data, written);
    put(path, i->now, written);
    return whole ? 0 : code;
}

static int disk_sync(void *ctx, const char *path)
{
    struct frail_disk *d = ctx;
    int code = 0;
    if (!goes_on(d, &code))
        return code;
    if (inode_of(d, path) == GONE)
        return ENOENT;
    struct inode *i = &d->inodes.v[inode_of(d, path)];
    free(i->synced);
    i->synced = bt_strdup(i->now);
    return 0;
}

static int disk_rename(void *ctx, const char *from, const char *to)
{
    struct frail_disk *d = ctx;
    int code = 0;
    if (!goes_on(d, &code))
        return code;
    if (rename(from, to) != 0)
        return errno;
    do_change(d, to, inode_of(d, from), from);
    return 0;
}

static int disk_link(void *ctx, const char *from, const char *to)
{
    struct frail_disk *d = ctx;
    int code = 0;
    bool was_off = d->off, whole = goes_on(d, &code);
    if ((whole || (d->off && !was_off)) && unlink(to) == 0)
        do_change(d, to, GONE, NULL);
    if (!whole)
        return code;
    if (link(from, to) != 0)
        return errno;
    do_change(d, to, inode_of(d, from), NULL);
    return 0;
}

static int disk_unlink(void *ctx, const char *path)
{
    struct frail_disk *d = ctx;
    int code = 0;
    if (!goes_on(d, &code))
        return code;
    if (unlink(path) != 0)
        return errno;
    do_change(d, path, GONE, NULL);
    return 0;
}

static int disk_sync_folder(void *ctx, const char *folder)
{
    struct frail_disk *d = ctx;
    int code = 0;
    if (!goes_on(d, &code) || strcmp(folder, d->folder) != 0)
        return code;
    for (size_t i = 0; i < d->now.n; i++)
        set_name(&d->synced, d->now.v[i].path, d->now.v[i].inode);
    forget_changes(d);
    return 0;
}

/* As a write of nothing that is not synced. */
static int disk_reserve(void *ctx, const char *path, size_t len)
{
    (void)len;
    return disk_write(ctx, path, "", 0);
}

/* The file's content with something else at a place. */
static char *patched(const char *old, size_t at, const char *data, size_t len)
{
    size_t end = at + len;
    return bt_printf("%.*s%.*s%s", (int)at, old, (int)len, data, strlen(old) > end ? old + end : "");
}

/* Cut off, half of the new is there, and nobody knows what of it stays. */
static int disk_overwrite(void *ctx, const char *path, size_t at, const char *data, size_t len, bool sync)
{
    struct frail_disk *d = ctx;
    int code = 0;
    bool was_off = d->off, whole = goes_on(d, &code);
    if (!whole && (was_off || !d->off))
        return code;
    if (inode_of(d, path) == GONE)
        return ENOENT;
    struct inode *i = &d->inodes.v[inode_of(d, path)];
    char *now = patched(i->now, at, data, whole ? len : len / 2);
    free(i->now);
    i->now = now;
    i->in_place = true;
    if (whole && sync) {
        free(i->synced);
        i->synced = bt_strdup(now);
    }
    put(path, now, strlen(now));
    return whole ? 0 : code;
}

const struct cib_store_calls frail_calls = {
    .write = disk_write,
    .sync = disk_sync,
    .rename = disk_rename,
    .link = disk_link,
    .unlink = disk_unlink,
    .sync_folder = disk_sync_folder,
    .reserve = disk_reserve,
    .overwrite = disk_overwrite,
};

static void empty_folder(const char *folder)
{
    DIR *dir = opendir(folder);
    for (struct dirent *e; dir != NULL && (e = readdir(dir)) != NULL;)
        if (e->d_name[0] != '.')
            unlinkat(dirfd(dir), e->d_name, 0);
    if (dir != NULL)
        closedir(dir);
}

static unsigned choose(struct frail_choices *c, unsigned n)
{
    if (c->random != NULL)
        return random_below(c->random, n);
    if (c->at == c->v.n)
        BT_PUSH(&c->v, ((struct frail_choice){0, n}));
    return c->v.v[c->at++].now;
}

bool frail_choices_next(struct frail_choices *c)
{
    c->at = 0;
    while (c->v.n > 0 && ++c->v.v[c->v.n - 1].now == c->v.v[c->v.n - 1].of)
        c->v.n--;
    if (c->v.n == 0)
        BT_VEC_FREE(&c->v);
    return c->v.n > 0;
}

static bool has_name(struct frail_disk *d, size_t inode)
{
    for (size_t i = 0; i < d->now.n; i++)
        if (d->now.v[i].inode == inode)
            return true;
    return false;
}

/* What may be left of a file: its last content or the synced one, or half of either. */
static void lose_content(struct inode *n, struct frail_choices *chance)
{
    char *left[] = {bt_strdup(n->now), bt_strndup(n->now, strlen(n->now) / 2), bt_strdup(n->synced), bt_strndup(n->synced, strlen(n->synced) / 2)};
    size_t different = 0;
    for (size_t i = 0; i < BT_COUNT(left); i++) {
        bool new = true;
        for (size_t k = 0; k < different; k++)
            new = new && strcmp(left[k], left[i]) != 0;
        if (new) {
            char *swap = left[different];
            left[different++] = left[i];
            left[i] = swap;
        }
    }
    free(n->now);
    n->now = bt_strdup(left[choose(chance, (unsigned)different)]);
    for (size_t i = 0; i < BT_COUNT(left); i++)
        free(left[i]);
}

/* Of what was written into a file and not synced, the first part may be there. */
static void tear(struct inode *n, struct frail_choices *chance)
{
    size_t same = 0, kept, len = strlen(n->now);
    while (n->now[same] != '\0' && n->now[same] == n->synced[same])
        same++;
    if (len - same > TORN_BYTES) /* else what only keeps room would hide all that matters */
        len = same + TORN_BYTES;
    kept = same + choose(chance, (unsigned)(len - same + 1));
    char *content = bt_printf("%.*s%s", (int)kept, n->now, strlen(n->synced) > kept ? n->synced + kept : "");
    free(n->now);
    free(n->synced);
    n->now = content;
    n->synced = bt_strdup(content);
}

/* A change of names counts whole or not at all, whatever became of those before it. What came through is on the disk for good. */
static void lose_pages(struct frail_disk *d, struct frail_choices *chance)
{
    for (size_t i = 0; i < d->changes.n; i++)
        if (choose(chance, 2))
            change_names(&d->synced, &d->changes.v[i]);
    forget_changes(d);
    names_free(&d->now);
    for (size_t i = 0; i < d->synced.n; i++)
        set_name(&d->now, d->synced.v[i].path, d->synced.v[i].inode);
    for (size_t i = 0; i < d->inodes.n; i++) {
        struct inode *n = &d->inodes.v[i];
        if (strcmp(n->now, n->synced) == 0)
            continue;
        if (n->in_place)
            tear(n, chance);
        else if (has_name(d, i))
            lose_content(n, chance);
        free(n->synced);
        n->synced = bt_strdup(n->now);
    }
}

void frail_disk_spoil(struct frail_disk *d, const char *path, const char *content)
{
    struct inode *i = &d->inodes.v[inode_of(d, path)];
    free(i->now);
    free(i->synced);
    i->now = bt_strdup(content);
    i->synced = bt_strdup(content);
    put(path, content, strlen(content));
}

void frail_disk_restart(struct frail_disk *d, struct frail_choices *chance)
{
    if (chance != NULL)
        lose_pages(d, chance);
    empty_folder(d->folder);
    for (size_t i = 0; i < d->now.n; i++) {
        const struct name *n = &d->now.v[i];
        if (n->inode != GONE)
            put(n->path, d->inodes.v[n->inode].now, strlen(d->inodes.v[n->inode].now));
    }
    d->off = false;
    d->off_at = -1;
    d->calls = 0;
}
