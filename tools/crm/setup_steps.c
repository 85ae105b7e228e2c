/* tools/crm/setup_steps.c - the steps of a plan: adding one, showing all (see setup.h, setup_steps.h).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "tools/crm/setup_steps.h"
#include "tools/crm/words.h"

void setup_plan_free(struct setup_plan *p)
{
    for (size_t i = 0; i < p->steps.n; i++) {
        struct setup_step *s = &p->steps.v[i];
        free(s->path);
        free(s->text);
        free(s->why);
        bt_strv_free(&s->argv);
    }
    BT_VEC_FREE(&p->steps);
}

void step_write(struct setup_plan *p, const char *path, char *text, unsigned mode, const char *now, char *why)
{
    BT_PUSH(&p->steps, ((struct setup_step){.kind = SETUP_WRITE, .path = bt_strdup(path), .text = text, .mode = mode,
                                            .done = bt_streq(text, now), .why = why}));
}

void step_run_with(struct setup_plan *p, const char *command, const struct bt_strv *more, bool done, char *why)
{
    struct setup_step s = {.kind = SETUP_RUN, .done = done, .why = why};
    bt_strv_split(&s.argv, command, " ");
    for (size_t i = 0; more != NULL && i < more->n; i++)
        bt_strv_add(&s.argv, more->v[i]);
    BT_PUSH(&p->steps, s);
}

void step_run(struct setup_plan *p, const char *command, bool done, const char *why)
{
    step_run_with(p, command, NULL, done, bt_strdup(why));
}

void step_ssh(struct setup_plan *p, const char *host, const char *command, bool done, char *why)
{
    struct bt_strv more = {0};
    bt_strv_add(&more, host);
    bt_strv_add(&more, command);
    step_run_with(p, "ssh", &more, done, why);
    bt_strv_free(&more);
}

char *setup_joined(const struct bt_strv *l, const char *separator)
{
    struct bt_buf b = {0};
    for (size_t i = 0; i < l->n; i++)
        bt_buf_addf(&b, "%s%s", i > 0 ? separator : "", l->v[i]);
    return bt_buf_take(&b);
}

/* Showing ----------------------------------------------------------------------------------------------------------------- */

/* Whether what follows may be a secret: the value of any parameter whose name says so. */
static bool is_secret(const char *name, size_t len)
{
    static const char *const words[] = {"passw", "secret", "key", "token", "community"};
    char *lower = bt_printf("%.*s", (int)len, name);
    bool found = false;
    for (char *at = lower; *at != '\0'; at++)
        *at = (char)(*at >= 'A' && *at <= 'Z' ? *at + ('a' - 'A') : *at);
    for (size_t i = 0; i < BT_COUNT(words) && !found; i++)
        found = strstr(lower, words[i]) != NULL;
    free(lower);
    return found;
}

static void add_line(struct bt_buf *out, const char *line)
{
    struct bt_strv words = {0};
    bt_buf_add(out, "   ");
    words_split(line, &words, NULL); /* it was made of words that could be read */
    for (size_t i = 0; i < words.n; i++) {
        const char *equals = strchr(words.v[i], '=');
        size_t len = equals != NULL ? (size_t)(equals - words.v[i]) : 0;
        if (equals != NULL && is_secret(words.v[i], len))
            bt_buf_addf(out, " %.*s=***", (int)len, words.v[i]);
        else
            bt_buf_addf(out, " %s", words.v[i]);
    }
    bt_buf_add(out, "\n");
    bt_strv_free(&words);
}

static void add_text(struct bt_buf *out, const char *text, bool configuration)
{
    for (const char *at = text; *at != '\0';) {
        size_t len = strcspn(at, "\n");
        char *line = bt_printf("%.*s", (int)len, at);
        if (configuration)
            add_line(out, line);
        else
            bt_buf_addf(out, "%s%s\n", *line != '\0' ? "    " : "", line);
        free(line);
        at += len + (at[len] == '\n');
    }
}

/* As a shell would read it: a word for another machine's shell may have characters that are none of this one's business. */
static char *command_line(const struct bt_strv *argv)
{
    struct bt_buf b = {0};
    for (size_t i = 0; i < argv->n; i++) {
        const char *quote = strpbrk(argv->v[i], "|&;<>*?$") != NULL ? "'" : "";
        bt_buf_addf(&b, "%s%s%s%s", i > 0 ? " " : "", quote, argv->v[i], quote);
    }
    return bt_buf_take(&b);
}

void setup_show(const struct setup_plan *p, struct bt_buf *out)
{
    for (size_t i = 0; i < p->steps.n; i++) {
        const struct setup_step *s = &p->steps.v[i];
        char *command = s->kind == SETUP_RUN ? command_line(&s->argv) : NULL;
        bt_buf_addf(out, "%zu. ", i + 1);
        if (s->kind == SETUP_WRITE)
            bt_buf_addf(out, "Write %s", s->path);
        else if (s->kind == SETUP_RUN)
            bt_buf_addf(out, "Run %s", command);
        else
            bt_buf_add(out, "Configure");
        bt_buf_addf(out, ": %s%s\n", s->why, s->done ? " (is so already)" : "");
        if (!s->done && s->text != NULL)
            add_text(out, s->text, s->kind == SETUP_CONFIGURE);
        free(command);
    }
}
