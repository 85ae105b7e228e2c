/* pengine/arena.c - memory of one stage (see arena.h).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "pengine/arena.h"

#include <stdio.h>

enum { CHUNK = 64 * 1024, ALIGN = 16 };

struct pe_chunk {
    struct pe_chunk *next;
    _Alignas(ALIGN) char data[];
};

static void *own_chunk(struct pe_arena *a, size_t size)
{
    struct pe_chunk *c = bt_zalloc(sizeof *c + size);
    c->next = a->chunks;
    a->chunks = c;
    return c->data;
}

void *pe_alloc(struct pe_arena *a, size_t size)
{
    size = (size + ALIGN - 1) & ~(size_t)(ALIGN - 1);
    if (size > CHUNK / 4)
        return own_chunk(a, size);
    if (a->next == NULL || (size_t)(a->end - a->next) < size) {
        a->next = own_chunk(a, CHUNK);
        a->end = a->next + CHUNK;
    }
    void *p = a->next;
    a->next += size;
    return p;
}

char *pe_strndup(struct pe_arena *a, const char *s, size_t len)
{
    char *copy = pe_alloc(a, len + 1);
    memcpy(copy, s, len);
    return copy;
}

char *pe_printf(struct pe_arena *a, const char *fmt, ...)
{
    char small[128];
    va_list ap;
    va_start(ap, fmt);
    int len = bt_vsnprintf(small, sizeof small, fmt, ap);
    va_end(ap);
    assert(len >= 0);
    if ((size_t)len < sizeof small)
        return pe_strndup(a, small, (size_t)len);
    char *s = pe_alloc(a, (size_t)len + 1);
    va_start(ap, fmt);
    bt_vsnprintf(s, (size_t)len + 1, fmt, ap);
    va_end(ap);
    return s;
}

void pe_vec_grow(struct pe_arena *a, void **v, size_t size, size_t n, size_t *cap)
{
    if (n < *cap)
        return;
    size_t more = *cap == 0 ? 4 : *cap * 2;
    void *bigger = pe_alloc(a, more * size);
    if (n > 0)
        memcpy(bigger, *v, n * size);
    *v = bigger;
    *cap = more;
}

void pe_arena_free(struct pe_arena *a)
{
    for (struct pe_chunk *c = a->chunks, *next; c != NULL; c = next) {
        next = c->next;
        free(c);
    }
    *a = (struct pe_arena){0};
}
