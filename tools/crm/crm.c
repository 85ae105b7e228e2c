/* tools/crm/crm.c - the administrator's shell: one command, a file of commands, or a prompt.
 *
 * The language is crmsh's; grammar.h has the configuration, the cmd_*.c files the commands of each level.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>
#include <unistd.h>

#include "tools/crm/session.h"

static void usage(void)
{
    puts("usage: crm [-h|--help] [OPTIONS] [SUBCOMMAND ARGS...]\n"
         "or crm help SUBCOMMAND\n\n"
         "Without arguments: an interactive session. With a level's name only: an interactive session in that level.\n\n"
         "options:\n"
         "  -h, --help            show this help and end\n"
         "  --version             show the version and end\n"
         "  -f FILE, --file FILE  run the commands of the file (- is stdin)\n"
         "  -F, --force           do it in spite of errors that a check found\n"
         "  -w, --wait            wait until the cluster has done it\n"
         "  -c CIB, --cib CIB     work on this shadow CIB\n"
         "  -d, --debug           say more\n"
         "  -R, --regression-tests, -H, -D, -X: accepted for compatibility");
}

struct options {
    const char *file, *shadow;
    bool help, version;
    int first; /* of argv: the command */
};

/* The value of an option: attached after '=', or the next word. */
static const char *value_of(int argc, char **argv, int *i)
{
    const char *equals = bt_starts(argv[*i], "--") ? strchr(argv[*i], '=') : NULL;
    if (equals != NULL)
        return equals + 1;
    return *i + 1 < argc ? argv[++*i] : "";
}

static bool is_option(const char *word, char letter, const char *name)
{
    if (word[0] == '-' && word[1] == letter && word[2] == '\0')
        return true;
    size_t len = strlen(name);
    return bt_starts(word, "--") && strncmp(word + 2, name, len) == 0 && (word[2 + len] == '\0' || word[2 + len] == '=');
}

/* Options stand before the command: what follows it is the command's own. */
static bool parse_options(struct session *s, struct options *o, int argc, char **argv)
{
    int i = 1;
    for (; i < argc && argv[i][0] == '-' && argv[i][1] != '\0'; i++) {
        const char *word = argv[i];
        if (is_option(word, 'h', "help"))
            o->help = true;
        else if (is_option(word, 0, "version"))
            o->version = true;
        else if (is_option(word, 'f', "file"))
            o->file = value_of(argc, argv, &i);
        else if (is_option(word, 'F', "force"))
            s->force = true;
        else if (is_option(word, 'w', "wait"))
            s->wait = true;
        else if (is_option(word, 'd', "debug"))
            s->debug = true;
        else if (is_option(word, 'c', "cib"))
            o->shadow = value_of(argc, argv, &i);
        else if (is_option(word, 'H', "history") || is_option(word, 'D', "display") || is_option(word, 'X', "profile"))
            value_of(argc, argv, &i);
        else if (!is_option(word, 'R', "regression-tests") && !is_option(word, 'o', "opt")) {
            fprintf(stderr, "crm: error: unrecognized arguments: %s\n", word);
            return false;
        }
    }
    o->first = i;
    return true;
}

static int run_arguments(struct session *s, int argc, char **argv, int first)
{
    struct bt_strv words = {0};
    for (int i = first; i < argc; i++)
        bt_strv_add(&words, argv[i]);
    int rc = shell_run(s, &words);
    bt_strv_free(&words);
    return rc;
}

static int run(struct session *s, const struct options *o, int argc, char **argv)
{
    int rc = BT_EX_OK;
    if (o->file != NULL && strcmp(o->file, "-") != 0 && access(o->file, R_OK) != 0) {
        session_error(s, "Cannot read %s: %m", o->file);
        return BT_EX_ERROR;
    }
    if (o->first < argc)
        rc = run_arguments(s, argc, argv, o->first);
    bool level_only = s->depth > 1 && rc == BT_EX_OK && s->command == NULL;
    if (o->file != NULL)
        rc = rc == BT_EX_OK ? shell_file(s, o->file) : rc;
    else if ((o->first >= argc || level_only) && isatty(STDIN_FILENO)) {
        s->interactive = true;
        rc = shell_interactive(s);
    } else if (o->first >= argc || level_only) {
        rc = shell_file(s, "-");
    }
    int left = rc == BT_EX_OK || s->force ? shell_leave_all(s) : BT_EX_OK;
    return rc != BT_EX_OK ? rc : left;
}

int main(int argc, char **argv)
{
    struct session s = {.levels = {&level_root}, .depth = 1, .color = isatty(STDERR_FILENO) != 0};
    struct options o = {0};
    if (!parse_options(&s, &o, argc, argv))
        return BT_EX_USAGE;
    if (o.help) {
        usage();
        return BT_EX_OK;
    }
    if (o.version) {
        puts("crm 4.4.0 (Baton " BT_VERSION ")");
        return BT_EX_OK;
    }
    if (o.shadow != NULL)
        setenv("CIB_shadow", o.shadow, 1);
    int rc = run(&s, &o, argc, argv);
    session_forget_config(&s);
    cib_client_close(s.cib);
    free(s.message);
    free(s.provider);
    free(s.status_file);
    bt_strv_free(&s.status_edits);
    return rc;
}
