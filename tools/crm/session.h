/* tools/crm/session.h - one run of crm: options, the level it is in, the configuration that is being edited; and the tables of commands.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BATON_TOOLS_CRM_SESSION_H
#define BATON_TOOLS_CRM_SESSION_H

#include "tools/common.h"
#include "tools/crm/config.h"
#include "tools/crm/words.h"

struct session;

/* A command of a level. run() gets the words after its name and returns the exit code; it has said what was wrong. */
struct command {
    const char *name;
    const char *aliases;     /* separated by blanks; NULL: none */
    size_t least, most;      /* number of words; most 0: any number */
    int (*run)(struct session *s, const struct bt_strv *args);
    const char *usage;       /* what follows the name in the help */
    const char *help;        /* one sentence */
};

struct level {
    const char *name;
    const struct command *commands; /* up to the one without a name */
    const char *help;
    int (*leave)(struct session *s); /* NULL: nothing to do */
    const struct level *const *levels; /* that can be entered from it, up to a NULL; NULL: none. The root's are shell.c's */
};

enum { SESSION_LEVELS_MAX = 4 };

struct session {
    bool force, wait, debug, interactive, ended, color;
    const char *command;     /* the name of the command that runs, for messages: "resource.move" */
    size_t line;             /* of a file, 0: not from a file */
    const struct level *levels[SESSION_LEVELS_MAX];
    size_t depth;            /* levels[depth - 1] is the present one */
    struct cib_client *cib;  /* opened when needed */
    struct config *config;   /* loaded when needed */
    char *message;           /* name buffer of `command` */
    char prompt[128];
    char *provider;          /* that was found last for an agent's type */
    char *status_file;       /* cib cibstatus: what was loaded; NULL: the CIB that is worked on */
    struct bt_strv status_edits; /* options of crm_simulate */
};

/* Messages as crm writes them: "ERROR: ...", "WARNING: ...", "INFO: ..." on stderr. */
void session_error(struct session *s, const char *fmt, ...) BT_PRINTF(2, 3);
/* The same as a warning. */
void session_warn(struct session *s, const char *fmt, ...) BT_PRINTF(2, 3);
/* The same as a remark. */
void session_info(struct session *s, const char *fmt, ...) BT_PRINTF(2, 3);
/* Says err's sentence as an error, clears it, returns its code. */
int session_fail(struct session *s, struct bt_err *err);
/* "ERROR: resource.move: <what>"; BT_EX_ERROR, as crm's own mistakes of use end. */
int session_misuse(struct session *s, const char *fmt, ...) BT_PRINTF(2, 3);

/* The CIB and the configuration, got when first needed. NULL after having said why not. */
struct cib_client *session_cib(struct session *s);
/* What is worked on; the session's own. */
struct config *session_config(struct session *s);
/* The whole CIB as it is now; the caller's to free. NULL after having said why not. */
xmlDoc *session_whole(struct session *s);
/* It is got anew when next needed; changes that were not committed are lost. */
void session_forget_config(struct session *s);
/* Runs one of the cluster's tools with its output going where ours goes; its exit code. argv ends with NULL. */
int session_run_tool(struct session *s, const char *const *argv);
/* The same, but what it says on stdout is dropped. */
int session_run_quietly(struct session *s, const char *const *argv);
/* Whether the user agrees to something dangerous to a node; without a terminal -F is needed. */
bool session_confirm(struct session *s, const char *before, const char *node, const char *after);
/* With -w: waits until the cluster has nothing left to do. */
int session_wait(struct session *s);

/* tools/crm/shell.c: */
/* Runs one line's words: levels are entered, commands run. The exit code. */
int shell_run(struct session *s, const struct bt_strv *words);
/* Lines from a file ("-": stdin), to the end or the first error (unless s->force). */
int shell_file(struct session *s, const char *path);
/* Prompt, history and completion until the user ends it. */
int shell_interactive(struct session *s);
/* Leaves all levels; their leave() may fail. */
int shell_leave_all(struct session *s);

extern const struct level level_root, level_configure, level_resource, level_node, level_ra, level_cib, level_cibstatus, level_cluster, level_corosync, level_fencing;

#endif
