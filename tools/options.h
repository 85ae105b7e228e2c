/* tools/options.h - the command line of every tool as one table: parsing and --help come from it.
 *
 * A tool declares a struct whose first member is struct opt_common, and a table of struct opt that says where in it each
 * option goes. Long options may be written "--name=value" or "--name value"; short ones bundle ("-1X") and take their value
 * attached or as the next word, which may begin with a dash ("-v -INFINITY"); an optional value is attached, or
 * the next word unless that begins with a dash. The last of several commands wins, as with Pacemaker's tools.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BATON_TOOLS_OPTIONS_H
#define BATON_TOOLS_OPTIONS_H

#include <stdio.h>

#include "lib/lib.h"

#define OPT_COMPATIBLE "2.1.5" /* the version of Pacemaker whose tools these are like: agents and pcs look at it */

/* What every tool knows; the first member of each tool's own struct. Strings point into argv. */
struct opt_common {
    int verbose;
    bool quiet;
    const char *output_as; /* --output-as=FORMAT; NULL: the tool's default */
    const char *output_to; /* --output-to=FILE; NULL or "-": stdout */
    bool fancy;            /* --text-fancy */
    struct bt_strv words;  /* what is no option, in order */
};

enum opt_kind {
    OPT_FLAG,     /* bool at `at` becomes true */
    OPT_COUNT,    /* int at `at` grows by one */
    OPT_TEXT,     /* const char * at `at` becomes the value */
    OPT_DURATION, /* the same, and the value must be one that bt_duration_ms() reads */
    OPT_LIST,     /* the value is added to the struct bt_strv at `at` */
    OPT_CHOICE,   /* int at `at` becomes `value`; with `arg`, the const char * at `text_at` becomes the value */
    OPT_IGNORE,   /* accepted for compatibility, without effect */
};

struct opt {
    char letter;      /* 0: none */
    const char *name; /* without the dashes; NULL: none */
    enum opt_kind kind;
    size_t at;
    int value;
    size_t text_at;
    const char *arg;  /* what the help calls its value; NULL: it takes none; "[NAME]": an optional one */
    const char *help; /* NULL: works, but is not listed */
};

/* One heading of the help; --help-KEY shows it alone. The sections end with one whose title is NULL. */
struct opt_section {
    const char *key, *title;
    const struct opt *options; /* up to the one with neither letter nor name */
};

struct opt_tool {
    const char *name;
    const char *purpose;
    const char *usage;    /* after the name in "Usage:"; NULL: "[OPTION?]" */
    const struct opt_section *sections;
    bool has_output;      /* --output-as and its like are accepted */
    const char *formats;  /* for the help of --output-as; NULL: "text (default), xml" */
    char quiet_letter;    /* 'q' or 'Q'; 0: has no --quiet */
    const char *epilogue; /* after the options in --help; may be NULL */
};

enum { OPT_GO_ON = -1 };

/* Fills args (a struct that begins with struct opt_common, zeroed by the caller). Returns OPT_GO_ON, or the exit code to end with at once: help and version
 * were printed to stdout (BT_EX_OK), or one sentence about what is wrong to stderr (BT_EX_USAGE). */
int opt_parse(const struct opt_tool *tool, int argc, char **argv, void *args);
/* Prints the help: of the section with that key, of all sections ("all"), or the short one (NULL). To stdout for who asks, to stderr for who asked for nothing. */
void opt_help(const struct opt_tool *tool, const char *key, FILE *to);

#endif
