/* xml/options.h - the one table of cluster options (and of the options that every fence device has).
 *
 * Names, types and defaults are contract: those of Pacemaker 2.1.5's daemons' metadata, which crmsh and pcs read and
 * refuse what is not listed (interfaces section 4). The descriptions are ours.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BATON_XML_OPTIONS_H
#define BATON_XML_OPTIONS_H

#include <stdbool.h>

/* What values an option takes; several types share a word in metadata: X(NAME, word in metadata). */
#define XML_OPTION_TYPE_LIST(X)                                                                                        \
    X(STRING, "string")                                                                                                \
    X(BOOLEAN, "boolean")                                                                                              \
    X(SELECT, "select") /* one of .values */                                                                           \
    X(INTEGER, "integer")                                                                                              \
    X(POSITIVE, "integer")      /* 1 or more */                                                                        \
    X(SCORE, "integer")         /* an integer or [+-]INFINITY */                                                       \
    X(PERCENTAGE, "percentage") /* "80%" or "80" */                                                                    \
    X(TIME, "time")             /* lib/clock.h, bt_duration_ms */                                                      \
    X(SIGNED_TIME, "time")      /* the same, or a negative number for "work it out" */

enum xml_option_type {
#define X(name, word) XML_OPTION_##name,
    XML_OPTION_TYPE_LIST(X)
#undef X
};
/* The word that metadata has for a type ("time"). */
const char *xml_option_type_text(enum xml_option_type type);

/* Whose metadata lists an option; a bit each, for an option may be listed by two. */
enum xml_option_daemon {
    XML_OPTION_OF_SCHEDULER = 1,
    XML_OPTION_OF_CONTROLLER = 2,
    XML_OPTION_OF_CIB = 4,
    XML_OPTION_OF_FENCING = 8, /* instance attributes of every stonith resource (pcmk_*), not cluster properties */
};
#define XML_OPTION_CLUSTER (XML_OPTION_OF_SCHEDULER | XML_OPTION_OF_CONTROLLER | XML_OPTION_OF_CIB)

struct xml_option {
    const char *name;
    const char *old_name; /* a name of earlier days that is still read; NULL if none */
    enum xml_option_type type;
    const char *const *values; /* of a SELECT, ended by NULL */
    const char *default_value; /* NULL: there is none */
    unsigned daemons;          /* enum xml_option_daemon */
    const char *shortdesc, *longdesc;
};

/* The option of that name, old or new; NULL if there is none. */
const struct xml_option *xml_option_find(const char *name);
/* Its default; NULL for an unknown option and for one that has none. */
const char *xml_option_default(const char *name);
/* Whether the value fits the option's type. */
bool xml_option_valid(const struct xml_option *option, const char *value);
/* The option after prev (NULL: the first) that any of these daemons lists, in metadata's order; NULL at the end. */
const struct xml_option *xml_option_next(const struct xml_option *prev, unsigned daemons);

#endif
