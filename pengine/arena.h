/* pengine/arena.h - memory of one stage: handed out piece by piece, given back all at once.
 *
 * A stage makes thousands of small objects that all die together; nothing in pengine/ frees a single one. Growing
 * arrays leave their old copies in the arena (at most as much again).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BATON_PENGINE_ARENA_H
#define BATON_PENGINE_ARENA_H

#include "lib/lib.h"

/* Start with {0}. next up to end is what is left of the newest common chunk; large pieces have chunks of their own. */
struct pe_arena {
    struct pe_chunk *chunks;
    char *next, *end;
};

/* Zeroed memory, aligned for any object; lives until pe_arena_free(). */
void *pe_alloc(struct pe_arena *a, size_t size);
/* A string in it, printed as printf(3) would; never NULL. */
char *pe_printf(struct pe_arena *a, const char *fmt, ...) BT_PRINTF(2, 3);
/* A copy in it of the first len bytes of s, all of which must be readable, with a NUL behind them. */
char *pe_strndup(struct pe_arena *a, const char *s, size_t len);
/* Frees all that was handed out; the arena is empty then and can be used again. */
void pe_arena_free(struct pe_arena *a);

#define PE_NEW(arena, type) ((type *)pe_alloc((arena), sizeof(type)))
/* Adds an item to an array {v, n, cap} that lives in the arena. */
#define PE_PUSH(arena, vec, item)                                                                                      \
    (pe_vec_grow((arena), (void **)&(vec)->v, sizeof *(vec)->v, (vec)->n, &(vec)->cap), (vec)->v[(vec)->n++] = (item))
/* Makes room for one more element; only PE_PUSH calls it. */
void pe_vec_grow(struct pe_arena *a, void **v, size_t size, size_t n, size_t *cap);

#endif
