/* lib/base.h - memory, strings, growing arrays and maps.
 *
 * Allocation: memory exhaustion is not survivable for a daemon whose decisions must be whole, so the
 * bt_*alloc family never returns NULL: it writes one sentence to stderr and aborts; the supervisor
 * restarts the daemon. Every other failure is reported to the caller (lib/error.h).
 * Ownership: x_free(NULL) is fine everywhere; a returned `char *` is the caller's to free(), a returned
 * `const char *` is not. Output parameters are named ret_... and are untouched on failure.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BATON_BASE_H
#define BATON_BASE_H

#include <assert.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define BT_PRINTF(fmt, args) __attribute__((format(printf, fmt, args)))
#define BT_COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* malloc(3) and its family, which abort when memory is exhausted; a size of 0 gives an address, too. What they return is the caller's to free(). */
void *bt_alloc(size_t size);
/* The same, filled with zeros. */
void *bt_zalloc(size_t size);
/* old may be NULL; it is not the caller's any more. */
void *bt_realloc(void *old, size_t size);
/* NULL for NULL. */
char *bt_strdup(const char *s);
/* At most len bytes, fewer if s ends before; the copy is ended in any case. */
char *bt_strndup(const char *s, size_t len);
/* A new zeroed object of a type. */
#define BT_NEW(type) ((type *)bt_zalloc(sizeof(type)))

/* A new string printed as printf(3) would; never NULL. */
char *bt_printf(const char *fmt, ...) BT_PRINTF(1, 2);
/* The same with the arguments in a list, which is used up. */
char *bt_vprintf(const char *fmt, va_list ap) BT_PRINTF(1, 0);
/* vsnprintf, several times as fast where the format has only plain %s, %d and PRId64; texts are printed by the ten thousand. */
int bt_vsnprintf(char *out, size_t size, const char *fmt, va_list ap) BT_PRINTF(3, 0);
/* Room for any int64 in decimal. */
#define BT_INT_TEXT 24
/* value in decimal, at the end of text; returns where it begins. */
const char *bt_int_text(int64_t value, char text[BT_INT_TEXT]);

/* Whether two strings are the same; two NULLs are, a NULL and a string are not. */
static inline bool bt_streq(const char *a, const char *b)
{
    return a == b || (a != NULL && b != NULL && a[0] == b[0] && strcmp(a, b) == 0);
}
/* The same, whatever the case of ASCII letters. */
bool bt_strcaseeq(const char *a, const char *b);
/* Whether s begins with the given text; false for NULL. */
bool bt_starts(const char *s, const char *prefix);
/* Whether it ends so. */
bool bt_ends(const char *s, const char *suffix);
/* Whether a configured "NAME" or "NAME=VALUE" may go into a program's environment: not if it would change which code runs (PATH, LD_...). */
bool bt_env_name_ok(const char *pair);
/* Natural order of ids as Pacemaker compares them in lists: digits inside a name compare as numbers ("rsc2" < "rsc10"). */
int bt_numeric_strcmp(const char *a, const char *b);

/* Reads the whole of s, blanks around it allowed, as a decimal int64; false (and *ret untouched) if it is not one or
 * does not fit. */
bool bt_parse_int(const char *s, int64_t *ret);
/* Booleans as the ecosystem writes them: true/on/yes/y/1 and false/off/no/n/0, any case. False if s is neither. */
bool bt_parse_bool(const char *s, bool *ret);
/* bt_parse_bool with a value for NULL and for what is neither. */
bool bt_is_true(const char *s, bool otherwise);

/* A string that grows. Start with {0}; text is NULL until something was added. */
struct bt_buf {
    char *text;
    size_t len, cap;
};
/* Adds a whole string; it must not lie in the buffer itself, which may move. */
void bt_buf_add(struct bt_buf *b, const char *s);
/* Adds len bytes, whatever they are; the text is ended by a NUL, which len does not count. */
void bt_buf_addn(struct bt_buf *b, const char *s, size_t len);
/* Adds what printf(3) would print. */
void bt_buf_addf(struct bt_buf *b, const char *fmt, ...) BT_PRINTF(2, 3);
/* The same with the arguments in a list, which is used up. */
void bt_buf_vaddf(struct bt_buf *b, const char *fmt, va_list ap) BT_PRINTF(2, 0);
/* Adds s with &<>" and control characters escaped for use inside an XML attribute or text. What XML 1.0 can't hold
 * (other control characters, bytes that are no UTF-8) becomes U+FFFD, so that the document stays readable. */
void bt_buf_add_xml(struct bt_buf *b, const char *s);
/* The number of bytes of the character at s that XML 1.0 allows (UTF-8); 0 if there is none at s. */
size_t bt_xml_char_len(const char *s);
/* Takes the text out (never NULL; "" if nothing was added) and leaves the buffer empty. */
char *bt_buf_take(struct bt_buf *b);
/* Drops the text; the buffer is empty and may be used again. */
void bt_buf_free(struct bt_buf *b);

/* Growing typed arrays: BT_VEC(struct x) v = {0}; BT_PUSH(&v, item); v.v[i], v.n; BT_VEC_FREE(&v). */
#define BT_VEC(type)                                                                                                   \
    struct {                                                                                                           \
        type *v;                                                                                                       \
        size_t n, cap;                                                                                                 \
    }
#define BT_PUSH(vec, item)                                                                                             \
    ((vec)->v = bt_vec_grow((vec)->v, sizeof *(vec)->v, (vec)->n, &(vec)->cap), (vec)->v[(vec)->n++] = (item))
#define BT_VEC_FREE(vec) (free((vec)->v), (vec)->v = NULL, (vec)->n = (vec)->cap = 0)
/* Makes room for one more element and returns the array's new place; only BT_PUSH calls it. */
void *bt_vec_grow(void *v, size_t size, size_t n, size_t *cap);

/* A list of owned strings. */
struct bt_strv {
    char **v;
    size_t n, cap;
};
/* Adds a copy. */
void bt_strv_add(struct bt_strv *l, const char *s);
/* Whether s is among them; looks at each. */
bool bt_strv_has(const struct bt_strv *l, const char *s);
/* Splits at any of the separator characters, dropping empty pieces. */
void bt_strv_split(struct bt_strv *l, const char *s, const char *separators);
/* Frees the strings; the list is empty and may be used again. */
void bt_strv_free(struct bt_strv *l);

/* A map from string to pointer (libxml2's hash). It has no order: what must be deterministic keeps an
 * array beside it. Keys are copied; values are the caller's. */
struct bt_map;
/* An empty map. */
struct bt_map *bt_map_new(void);
/* The value; NULL if the key is not there, or is NULL, or m is. */
void *bt_map_get(const struct bt_map *m, const char *key);
/* Gives the key, which is not NULL, a value; an earlier one is forgotten. */
void bt_map_put(struct bt_map *m, const char *key, void *value);
/* Forgets the key; one that is not there is no error. */
void bt_map_del(struct bt_map *m, const char *key);
/* The number of keys; 0 for NULL. */
size_t bt_map_size(const struct bt_map *m);
/* Frees the map and its keys, not the values. */
void bt_map_free(struct bt_map *m);

#endif
