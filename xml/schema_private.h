/* xml/schema_private.h - private: RELAX NG as schema.c and schema_explain.c read it.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BATON_XML_SCHEMA_PRIVATE_H
#define BATON_XML_SCHEMA_PRIVATE_H

#include "xml/schema.h"

/* The elements of RELAX NG that the grammar uses: X(name). */
#define RNG_LIST(X)                                                                                                    \
    X(attribute)                                                                                                       \
    X(choice)                                                                                                          \
    X(data)                                                                                                            \
    X(define)                                                                                                          \
    X(element)                                                                                                         \
    X(except)                                                                                                          \
    X(group)                                                                                                           \
    X(interleave)                                                                                                      \
    X(oneOrMore)                                                                                                       \
    X(optional)                                                                                                        \
    X(param)                                                                                                           \
    X(ref)                                                                                                             \
    X(start)                                                                                                           \
    X(value)                                                                                                           \
    X(zeroOrMore)

enum rng_kind {
    RNG_other, /* what says nothing here: text, empty, anyName, a comment */
#define X(name) RNG_##name,
    RNG_LIST(X)
#undef X
};
enum rng_kind rng_kind(const xmlNode *p);
#define RNG_DEFINE "define"
#define RNG_START "start"
/* Its attributes. */
#define RNG_NAME "name"
#define RNG_TYPE "type"
#define RNG_SINCE "since"
#define RNG_UNTIL "until"

struct xml_schema {
    char *name;
    xmlDoc *grammar;        /* of this version; ids are plain names in it */
    struct bt_map *defines; /* name -> its xmlNode */
    void *compiled;         /* xmlRelaxNG */
};

#endif
