/* tools/crm/shell.c - levels and commands: from words to a run; lines of a file; the interactive prompt (see session.h).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <histedit.h>
#include <stdio.h>
#include <unistd.h>

#include "tools/crm/session.h"

/* Finding commands ------------------------------------------------------------------------------------------ */

static bool has_alias(const struct command *c, const char *word)
{
    struct bt_strv aliases = {0};
    bt_strv_split(&aliases, c->aliases != NULL ? c->aliases : "", " ");
    bool has = bt_strv_has(&aliases, word);
    bt_strv_free(&aliases);
    return has;
}

/* Same but for '-' and '_'. */
static bool same_name(const char *a, const char *b)
{
    for (; *a != '\0' && *b != '\0'; a++, b++)
        if (*a != *b && !((*a == '-' || *a == '_') && (*b == '-' || *b == '_')))
            return false;
    return *a == *b;
}

/* Whether all characters of the word are in the name, in this order, the first at its begin ("cfg": configure). */
static bool is_shorthand(const char *name, const char *word)
{
    if (word[0] == '\0' || name[0] != word[0])
        return false;
    for (; *word != '\0'; word++, name++)
        if ((name = strchr(name, *word)) == NULL)
            return false;
    return true;
}

static const struct command *find_only(const struct level *level, const char *word, bool (*fits)(const char *name, const char *word))
{
    const struct command *found = NULL;
    for (const struct command *c = level->commands; c->name != NULL; c++)
        if (fits(c->name, word)) {
            if (found != NULL)
                return NULL;
            found = c;
        }
    return found;
}

/* The command that a word means: its name or alias, or the only one that it is short for. */
static const struct command *find_command(struct session *s, const struct level *level, const char *word)
{
    for (const struct command *c = level->commands; c->name != NULL; c++)
        if (same_name(c->name, word) || has_alias(c, word))
            return c;
    const struct command *c = find_only(level, word, bt_starts);
    if (c == NULL)
        c = find_only(level, word, is_shorthand);
    if (c != NULL)
        session_info(s, "\"%s\" is accepted as \"%s\"", word, c->name);
    return c;
}

/* Levels ------------------------------------------------------------------------------------------------------ */

static const struct level *const sublevels[] = {&level_configure, &level_resource, &level_node, &level_ra, &level_cib, &level_cluster, &level_corosync, &level_fencing};

/* Of the levels inside another one, only the whole name counts. */
static const struct level *find_inner(const struct level *level, const char *word)
{
    for (size_t i = 0; level->levels != NULL && level->levels[i] != NULL; i++)
        if (bt_streq(level->levels[i]->name, word))
            return level->levels[i];
    return NULL;
}

static const struct level *find_level(struct session *s, const struct level *level, const char *word)
{
    const struct level *found = NULL;
    if (level != &level_root)
        return find_inner(level, word);
    for (size_t i = 0; i < BT_COUNT(sublevels); i++)
        if (bt_streq(sublevels[i]->name, word))
            return sublevels[i];
    if (find_only(&level_root, word, bt_starts) != NULL)
        return NULL;
    for (size_t i = 0; i < BT_COUNT(sublevels); i++)
        if (bt_starts(sublevels[i]->name, word) || is_shorthand(sublevels[i]->name, word)) {
            if (found != NULL && bt_starts(found->name, word) == bt_starts(sublevels[i]->name, word))
                return NULL;
            if (found == NULL || bt_starts(sublevels[i]->name, word))
                found = sublevels[i];
        }
    if (found != NULL)
        session_info(s, "\"%s\" is accepted as \"%s\"", word, found->name);
    return found;
}

static const struct level *present(const struct session *s)
{
    return s->levels[s->depth - 1];
}

static int leave(struct session *s)
{
    const struct level *level = present(s);
    int rc = level->leave != NULL ? level->leave(s) : BT_EX_OK;
    if (s->depth > 1)
        s->depth--;
    return rc;
}

int shell_leave_all(struct session *s)
{
    int rc = BT_EX_OK;
    while (s->depth > 1) {
        int one = leave(s);
        rc = rc != BT_EX_OK ? rc : one;
    }
    return rc;
}

/* Help -------------------------------------------------------------------------------------------------------- */

static void print_level_help(const struct level *level)
{
    printf("%s\n\n", level->help);
    for (const struct command *c = level->commands; c->name != NULL; c++)
        printf("\t%-20s %s\n", c->name, c->help);
    for (size_t i = 0; level == &level_root && i < BT_COUNT(sublevels); i++)
        printf("\t%-20s %s\n", sublevels[i]->name, sublevels[i]->help);
    for (size_t i = 0; level->levels != NULL && level->levels[i] != NULL; i++)
        printf("\t%-20s %s\n", level->levels[i]->name, level->levels[i]->help);
    printf("\n\t%-20s %s\n\t%-20s %s\n\t%-20s %s\n", "help", "Show help (help topics for a list of commands)", "up (cd, end)", "Go back to the level above", "quit (exit, bye)", "End");
}

static int show_help(struct session *s, const struct bt_strv *words)
{
    const struct level *level = present(s);
    size_t at = 1;
    const struct level *sub;
    for (; at < words->n && (sub = find_level(s, level, words->v[at])) != NULL; at++)
        level = sub;
    if (at >= words->n) {
        print_level_help(level);
        return BT_EX_OK;
    }
    const struct command *c = find_command(s, level, words->v[at]);
    if (c == NULL) {
        session_error(s, "No help found for '%s'", words->v[at]);
        return BT_EX_ERROR;
    }
    printf("%s\n\nUsage:\n\n\t%s %s\n", c->help, c->name, c->usage != NULL ? c->usage : "");
    return BT_EX_OK;
}

/* Running ------------------------------------------------------------------------------------------------------- */

static int check_count(struct session *s, const struct command *c, size_t n)
{
    if (n >= c->least && (c->most == 0 || n <= c->most))
        return BT_EX_OK;
    if (c->least == c->most)
        return session_misuse(s, "Expected %zu argument%s (%zu given)", c->least, c->least == 1 ? "" : "s", n);
    if (n < c->least)
        return session_misuse(s, "Expected (%s), takes at least %zu argument%s (%zu given)", c->usage != NULL ? c->usage : "", c->least, c->least == 1 ? "" : "s", n);
    return session_misuse(s, "Expected (%s), takes at most %zu argument%s (%zu given)", c->usage != NULL ? c->usage : "", c->most, c->most == 1 ? "" : "s", n);
}

static int run_command(struct session *s, const struct level *level, const struct command *c, const struct bt_strv *words, size_t at)
{
    struct bt_strv args = {0};
    for (size_t i = at + 1; i < words->n; i++)
        bt_strv_add(&args, words->v[i]);
    free(s->message);
    s->message = level == &level_root ? bt_strdup(c->name) : bt_printf("%s.%s", level->name, c->name);
    s->command = s->message;
    int rc = check_count(s, c, args.n);
    if (rc == BT_EX_OK)
        rc = c->run(s, &args);
    bt_strv_free(&args);
    return rc;
}

/* Words that work in every level. True if it was one of them. */
static bool run_common(struct session *s, const struct bt_strv *words, size_t at, int *ret)
{
    const char *word = words->v[at];
    *ret = BT_EX_OK;
    if (bt_streq(word, "help") || bt_streq(word, "?")) {
        struct bt_strv rest = {0};
        for (size_t i = at; i < words->n; i++)
            bt_strv_add(&rest, words->v[i]);
        *ret = show_help(s, &rest);
        bt_strv_free(&rest);
    } else if (bt_streq(word, "up") || bt_streq(word, "cd") || bt_streq(word, "end") || bt_streq(word, "..")) {
        *ret = leave(s);
    } else if (bt_streq(word, "quit") || bt_streq(word, "exit") || bt_streq(word, "bye")) {
        *ret = shell_leave_all(s);
        s->ended = true;
    } else {
        return false;
    }
    return true;
}

/* A line that enters levels and runs a command comes back to where it began. What failed leaves nothing behind to be committed. */
static int back_to(struct session *s, size_t depth, int rc)
{
    if (s->depth > depth && rc != BT_EX_OK && !s->force)
        session_forget_config(s);
    while (s->depth > depth) {
        int one = leave(s);
        rc = rc != BT_EX_OK ? rc : one;
    }
    return rc;
}

int shell_run(struct session *s, const struct bt_strv *words)
{
    int rc = BT_EX_OK;
    size_t depth = s->depth;
    for (size_t at = 0; at < words->n; at++) {
        const char *word = words->v[at];
        if (run_common(s, words, at, &rc))
            return rc;
        const struct level *sub = s->depth < SESSION_LEVELS_MAX ? find_level(s, present(s), word) : NULL;
        if (sub != NULL) {
            s->levels[s->depth++] = sub;
            continue;
        }
        const struct level *level = present(s);
        const struct command *c = find_command(s, level, word);
        if (c != NULL)
            return back_to(s, depth, run_command(s, level, c, words, at));
        session_error(s, "%s%s%s: No such command", level == &level_root ? "" : level->name, level == &level_root ? "" : ".", word);
        return BT_EX_ERROR;
    }
    return rc;
}

/* Files --------------------------------------------------------------------------------------------------------- */

static int run_line(struct session *s, const char *line)
{
    struct bt_err err = {0};
    struct bt_strv words = {0};
    int rc = words_split(line, &words, &err);
    if (rc != BT_EX_OK)
        rc = session_fail(s, &err);
    else if (words.n > 0)
        rc = shell_run(s, &words);
    bt_strv_free(&words);
    return rc;
}

/* The next line with those that it goes on in joined; NULL at the end. The caller's to free. */
static char *next_line(FILE *f, size_t *number)
{
    struct bt_buf b = {0};
    char *line = NULL;
    size_t cap = 0;
    bool more = true, any = false;
    while (more && getline(&line, &cap, f) >= 0) {
        ++*number;
        any = true;
        more = words_continues(line);
        size_t len = more ? strlen(line) - strlen(strrchr(line, '\\')) : strlen(line);
        bt_buf_addn(&b, line, len);
        if (more)
            bt_buf_add(&b, " ");
    }
    free(line);
    if (any)
        return bt_buf_take(&b);
    bt_buf_free(&b);
    return NULL;
}

int shell_file(struct session *s, const char *path)
{
    FILE *f = strcmp(path, "-") == 0 ? stdin : fopen(path, "re");
    if (f == NULL) {
        session_error(s, "Cannot read %s: %m", path);
        return BT_EX_ERROR;
    }
    int rc = BT_EX_OK;
    size_t number = 0;
    for (char *line; !s->ended && (line = next_line(f, &number)) != NULL; free(line)) {
        s->line = number;
        int one = run_line(s, line);
        rc = rc != BT_EX_OK ? rc : one;
        if (rc != BT_EX_OK && !s->force) {
            free(line);
            break;
        }
    }
    s->line = 0;
    if (f != stdin)
        fclose(f);
    return rc;
}

/* Interactive --------------------------------------------------------------------------------------------------- */

static char *prompt(EditLine *el)
{
    struct session *s;
    el_get(el, EL_CLIENTDATA, &s);
    const char *shadow = getenv("CIB_shadow"), *file = getenv("CIB_file"), *where = shadow != NULL ? shadow : file != NULL ? "file" : "live";
    snprintf(s->prompt, sizeof(s->prompt), "crm(%.60s)%s# ", where, s->depth > 1 ? present(s)->name : "");
    return s->prompt;
}

/* Adds what can follow to the line if only one thing can, else lists the candidates. */
static unsigned char complete(EditLine *el, int ch)
{
    struct session *s;
    (void)ch;
    el_get(el, EL_CLIENTDATA, &s);
    const LineInfo *info = el_line(el);
    const char *begin = info->cursor;
    while (begin > info->buffer && begin[-1] != ' ')
        begin--;
    size_t len = (size_t)(info->cursor - begin);
    struct bt_strv candidates = {0};
    bool first = strspn(info->buffer, " ") == (size_t)(begin - info->buffer);
    for (const struct command *c = first ? present(s)->commands : NULL; c != NULL && c->name != NULL; c++)
        if (strncmp(c->name, begin, len) == 0)
            bt_strv_add(&candidates, c->name);
    for (size_t i = 0; first && present(s) == &level_root && i < BT_COUNT(sublevels); i++)
        if (strncmp(sublevels[i]->name, begin, len) == 0)
            bt_strv_add(&candidates, sublevels[i]->name);
    const xmlNode **objects = NULL;
    if (!first && s->config == NULL)
        session_config(s); /* what it could not do it has said */
    size_t n = !first && s->cib != NULL && s->config != NULL ? grammar_objects(s->config->work, &objects) : 0;
    for (size_t i = 0; i < n; i++)
        if (grammar_id(objects[i]) != NULL && strncmp(grammar_id(objects[i]), begin, len) == 0)
            bt_strv_add(&candidates, grammar_id(objects[i]));
    free(objects);
    unsigned char result = CC_ERROR;
    if (candidates.n == 1) {
        el_insertstr(el, candidates.v[0] + len);
        el_insertstr(el, " ");
        result = CC_REFRESH;
    } else if (candidates.n > 1) {
        putchar('\n');
        for (size_t i = 0; i < candidates.n; i++)
            printf("%s%s", candidates.v[i], i + 1 < candidates.n ? "  " : "\n");
        result = CC_REDISPLAY;
    }
    bt_strv_free(&candidates);
    return result;
}

static char *history_path(void)
{
    const char *home = getenv("HOME");
    return home != NULL ? bt_printf("%s/.crm_history", home) : NULL;
}

static EditLine *editor_new(struct session *s, History *past)
{
    EditLine *el = el_init("crm", stdin, stdout, stderr);
    el_set(el, EL_PROMPT, prompt);
    el_set(el, EL_EDITOR, "emacs");
    el_set(el, EL_HIST, history, past);
    el_set(el, EL_CLIENTDATA, s);
    el_set(el, EL_ADDFN, "complete", "Complete the word", complete);
    el_set(el, EL_BIND, "^I", "complete", NULL);
    el_source(el, NULL);
    return el;
}

int shell_interactive(struct session *s)
{
    HistEvent event;
    History *history_list = history_init();
    char *path = history_path();
    history(history_list, &event, H_SETSIZE, 1000);
    if (path != NULL)
        history(history_list, &event, H_LOAD, path);
    EditLine *el = editor_new(s, history_list);
    int rc = BT_EX_OK, count;
    const char *line;
    while (!s->ended && (line = el_gets(el, &count)) != NULL && count > 0) {
        if (line[strspn(line, " \t\n")] != '\0')
            history(history_list, &event, H_ENTER, line);
        rc = run_line(s, line);
    }
    if (!s->ended)
        putchar('\n');
    if (path != NULL)
        history(history_list, &event, H_SAVE, path);
    free(path);
    el_end(el);
    history_end(history_list);
    return rc;
}
