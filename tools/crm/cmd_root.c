/* tools/crm/cmd_root.c - commands without a level.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>

#include "tools/crm/configure.h"

static const char *option_of(const char *word)
{
    static const struct {
        const char *word, *option;
    } options[] = {{"bynode", "-n"},   {"inactive", "-r"}, {"ops", "-o"},    {"timing", "-t"},  {"failcounts", "-f"}, {"verbose", "-V"},
                   {"quiet", "-Q"},    {"xml", "-X"},      {"simple", "-s"}, {"tickets", "-c"}, {"noheaders", "-D"},  {"detail", "-R"},
                   {"brief", "-b"},    {"full", "-ncrftA"}, {"html", "--output-as=html"}};
    for (size_t i = 0; i < BT_COUNT(options); i++)
        if (bt_streq(options[i].word, word))
            return options[i].option;
    return NULL;
}

static int status(struct session *s, const struct bt_strv *args)
{
    struct bt_strv argv = {0};
    bt_strv_add(&argv, "crm_mon");
    bt_strv_add(&argv, "-1");
    for (size_t i = 0; i < args->n; i++) {
        const char *option = args->v[i][0] == '-' ? args->v[i] : option_of(args->v[i]);
        if (option != NULL)
            bt_strv_add(&argv, option);
    }
    BT_PUSH(&argv, NULL);
    int rc = session_run_tool(s, (const char *const *)argv.v);
    bt_strv_free(&argv);
    return rc;
}

static int verify(struct session *s, const struct bt_strv *args)
{
    (void)args;
    int rc = configure_verify(s, true);
    session_forget_config(s);
    return rc;
}

static int explain(struct session *s, const struct bt_strv *args)
{
    struct bt_strv argv = {0};
    bool action = bt_streq(args->v[0], "--action") || bt_streq(args->v[0], "action");
    if (args->v[0][0] == '-' && !action)
        return session_misuse(s, "Unknown option %s: --action is known", args->v[0]);
    if (action && args->n < 2)
        return session_misuse(s, "Expected an action after %s, such as web_start_0 or \"stop web\"", args->v[0]);
    if (!action && args->n > 2)
        return session_misuse(s, "Expected (<rsc> [<node>]), takes at most 2 arguments (%zu given)", args->n);
    char *what = words_join(args, action ? 1 : 0);
    bt_strv_add(&argv, "crm_simulate");
    bt_strv_add(&argv, "-L");
    bt_strv_add(&argv, action ? "--explain-action" : "--explain");
    bt_strv_add(&argv, action ? what : args->v[0]);
    if (!action && args->n == 2) {
        bt_strv_add(&argv, "--explain-node");
        bt_strv_add(&argv, args->v[1]);
    }
    free(what);
    BT_PUSH(&argv, NULL);
    int rc = session_run_tool(s, (const char *const *)argv.v);
    bt_strv_free(&argv);
    return rc;
}

static const struct command root_commands[] = {
    {"status", NULL, 0, 0, status, "[full | bynode | inactive | ops | timing | failcounts | simple | tickets | noheaders | detail | brief | xml ...]", "Show the cluster's status"},
    {"explain", NULL, 1, 0, explain, "<rsc> [<node>] | --action {<operation key> | <operation> <rsc> [on <node>]}",
     "Tell why a resource is where it is, what would bring it elsewhere, or why an action is needed or blocked"},
    {"verify", NULL, 0, 0, verify, NULL, "Check the configuration"},
    {0},
};
const struct level level_root = {"", root_commands, "The administrator's shell of the cluster", NULL, NULL};
