/* tools/options.c - one parser and one help for the command lines of all tools (see options.h).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "tools/options.h"

#include <getopt.h>
#include <stdio.h>

enum { FIRST_ID = 256, HELP_COLUMN_MAX = 34, HELP_WIDTH = 100 };
enum { ID_HELP = FIRST_ID, ID_HELP_SECTION, ID_VERSION, FIRST_TABLE_ID };

#define COMMON(field) offsetof(struct opt_common, field)

static const struct opt output_options[] = {
    {0, "output-as", OPT_TEXT, COMMON(output_as), 0, 0, "FORMAT", "Write the result as one of: "},
    {0, "output-to", OPT_TEXT, COMMON(output_to), 0, 0, "DEST", "Write to this file instead of stdout (\"-\": stdout)"},
    {0, "text-fancy", OPT_FLAG, COMMON(fancy), 0, 0, NULL, "More highly formatted text (with --output-as=text)"},
    {0},
};
static const struct opt_section output_section = {"output", "Output Options", output_options};

static const struct opt verbose_option = {
    'V', "verbose", OPT_COUNT, COMMON(verbose), 0, 0, NULL, "Say more (may be given several times)"};
static const struct opt quiet_option = {
    0, "quiet", OPT_FLAG, COMMON(quiet), 0, 0, NULL, "Print only what was asked for"};

/* The table as getopt_long() wants it, built for one run. */
struct parser {
    const struct opt_tool *tool;
    BT_VEC(struct opt) all;         /* id - FIRST_TABLE_ID */
    BT_VEC(struct option) longs;
    struct bt_buf letters;
    struct bt_strv section_names;   /* owns the "help-KEY" strings */
};

static bool is_end(const struct opt *o)
{
    return o->letter == 0 && o->name == NULL;
}

static bool is_optional(const struct opt *o)
{
    return o->arg != NULL && o->arg[0] == '[';
}

static void add_long(struct parser *p, const char *name, int has_arg, int id)
{
    BT_PUSH(&p->longs, ((struct option){name, has_arg, NULL, id}));
}

static void add_option(struct parser *p, const struct opt *o)
{
    int id = FIRST_TABLE_ID + (int)p->all.n;
    int has_arg = o->arg == NULL ? no_argument : is_optional(o) ? optional_argument : required_argument;
    BT_PUSH(&p->all, *o);
    if (o->name != NULL)
        add_long(p, o->name, has_arg, id);
    if (o->letter != 0 && o->letter != '?') {
        bt_buf_addn(&p->letters, &o->letter, 1);
        bt_buf_add(&p->letters, has_arg == no_argument ? "" : has_arg == required_argument ? ":" : "::");
    }
}

static void add_options(struct parser *p, const struct opt *o)
{
    for (; !is_end(o); o++)
        add_option(p, o);
}

static void add_section_help(struct parser *p, const char *key)
{
    char *name = bt_printf("help-%s", key);
    add_long(p, name, no_argument, ID_HELP_SECTION);
    BT_PUSH(&p->section_names, name);
}

static bool has_letter(const struct parser *p, char letter)
{
    for (size_t i = 0; i < p->all.n; i++)
        if (p->all.v[i].letter == letter)
            return true;
    return false;
}

static void parser_build(struct parser *p, const struct opt_tool *tool)
{
    p->tool = tool;
    bt_buf_add(&p->letters, "-:$"); /* words in place, quiet about errors, -$ for the version */
    for (const struct opt_section *s = tool->sections; s->title != NULL; s++) {
        add_options(p, s->options);
        add_section_help(p, s->key);
    }
    if (tool->has_output) {
        add_options(p, output_options);
        add_section_help(p, output_section.key);
    }
    add_option(p, &verbose_option);
    if (tool->quiet_letter != 0) {
        struct opt quiet = quiet_option;
        quiet.letter = tool->quiet_letter;
        add_option(p, &quiet);
    }
    if (!has_letter(p, 'h'))
        bt_buf_add(&p->letters, "h");
    add_section_help(p, "all");
    add_long(p, "help", no_argument, ID_HELP);
    add_long(p, "version", no_argument, ID_VERSION);
    BT_PUSH(&p->longs, ((struct option){0}));
}

static void parser_free(struct parser *p)
{
    BT_VEC_FREE(&p->all);
    BT_VEC_FREE(&p->longs);
    bt_buf_free(&p->letters);
    bt_strv_free(&p->section_names);
}

static void store(const struct opt *o, void *args, const char *value)
{
    char *base = args;
    switch (o->kind) {
    case OPT_FLAG:
        *(bool *)(base + o->at) = true;
        break;
    case OPT_COUNT:
        ++*(int *)(base + o->at);
        break;
    case OPT_TEXT:
    case OPT_DURATION:
        *(const char **)(base + o->at) = value;
        break;
    case OPT_LIST:
        bt_strv_add((struct bt_strv *)(base + o->at), value);
        break;
    case OPT_CHOICE:
        *(int *)(base + o->at) = o->value;
        if (o->arg != NULL)
            *(const char **)(base + o->text_at) = value;
        break;
    case OPT_IGNORE:
        break;
    }
}

static const struct opt *find(const struct parser *p, int id)
{
    if (id >= FIRST_TABLE_ID)
        return &p->all.v[id - FIRST_TABLE_ID];
    for (size_t i = 0; i < p->all.n; i++)
        if (p->all.v[i].letter == (char)id)
            return &p->all.v[i];
    return NULL;
}

/* What getopt_long() could not read; argv[optind - 1] is the word it was in. */
static int bad_option(const struct parser *p, char **argv, int kind)
{
    const char *name = p->tool->name, *word = argv[optind - 1];
    bool is_long = bt_starts(word, "--");
    if (kind == ':' && is_long)
        fprintf(stderr, "%s: Missing argument for %s\n", name, word);
    else if (kind == ':')
        fprintf(stderr, "%s: Missing argument for -%c\n", name, optopt);
    else if (is_long || optopt == 0)
        fprintf(stderr, "%s: Unknown option %s\n", name, word);
    else
        fprintf(stderr, "%s: Unknown option -%c\n", name, optopt);
    return BT_EX_USAGE;
}

static int check_duration(const struct parser *p, const struct opt *o, const char *value)
{
    int64_t ms;
    if (bt_duration_ms(value, &ms))
        return OPT_GO_ON;
    fprintf(stderr, "%s: Cannot parse \"%s\" for --%s: write seconds or a duration such as 500ms or 5min\n", p->tool->name, value, o->name);
    return BT_EX_USAGE;
}

static int show_version(void)
{
    puts("Pacemaker " OPT_COMPATIBLE "\nProvided by Baton " BT_VERSION);
    return BT_EX_OK;
}

static int show_help(const struct parser *p, const char *key)
{
    opt_help(p->tool, key, stdout);
    return BT_EX_OK;
}

/* Takes one result of getopt_long(); OPT_GO_ON or the exit code to end with. */
static int take(const struct parser *p, int argc, char **argv, int id, int index, void *args)
{
    if (id == 1) {
        bt_strv_add(&((struct opt_common *)args)->words, optarg);
        return OPT_GO_ON;
    }
    if (id == '$' || id == ID_VERSION)
        return show_version();
    const struct opt *o = id == '?' || id == ':' ? NULL : find(p, id);
    if (id == ID_HELP || (id == '?' && optopt == '?') || (id == 'h' && o == NULL))
        return show_help(p, NULL);
    if (id == ID_HELP_SECTION)
        return show_help(p, p->longs.v[index].name + strlen("help-"));
    if (o == NULL)
        return bad_option(p, argv, id);
    if (is_optional(o) && optarg == NULL && optind < argc && argv[optind][0] != '-')
        optarg = argv[optind++];
    if (o->kind == OPT_DURATION && check_duration(p, o, optarg) != OPT_GO_ON)
        return BT_EX_USAGE;
    store(o, args, optarg);
    return OPT_GO_ON;
}

int opt_parse(const struct opt_tool *tool, int argc, char **argv, void *args)
{
    struct parser p = {0};
    parser_build(&p, tool);
    int rc = OPT_GO_ON, id, index = 0;
    optind = 0; /* start anew, also when a test parses several lines in one process */
    while (rc == OPT_GO_ON && (id = getopt_long(argc, argv, p.letters.text, p.longs.v, &index)) != -1)
        rc = take(&p, argc, argv, id, index, args);
    for (; rc == OPT_GO_ON && optind < argc; optind++) /* after "--" */
        bt_strv_add(&((struct opt_common *)args)->words, argv[optind]);
    parser_free(&p);
    return rc;
}

/* Help -------------------------------------------------------------------------------------------------------- */

/* "  -n, --name=NAME"; the caller's to free. */
static char *option_head(const struct opt *o)
{
    struct bt_buf b = {0};
    bt_buf_add(&b, "  ");
    if (o->letter != 0)
        bt_buf_addf(&b, "-%c%s", o->letter, o->name != NULL ? ", " : "");
    if (o->name != NULL)
        bt_buf_addf(&b, "--%s", o->name);
    if (o->arg != NULL) {
        const char *from = o->arg + is_optional(o);
        bt_buf_add(&b, o->name != NULL ? "=" : " ");
        bt_buf_addn(&b, from, strcspn(from, "]"));
    }
    return bt_buf_take(&b);
}

static void print_wrapped(FILE *to, const char *text, int column)
{
    int at = column;
    while (*text != '\0') {
        size_t word = strcspn(text, " \n");
        if (at > column && (at + (int)word > HELP_WIDTH || *text == '\n')) {
            fprintf(to, "\n%*s", column, "");
            at = column;
        }
        fprintf(to, "%.*s", (int)word, text);
        at += (int)word;
        text += word;
        if (*text == ' ' && *++text != '\0') {
            fputc(' ', to);
            at++;
        } else if (*text == '\n') {
            text++;
            fprintf(to, "\n%*s", column, "");
            at = column;
        }
    }
    fputc('\n', to);
}

static void print_option(FILE *to, const struct opt *o, const char *more, int column)
{
    if (o->help == NULL)
        return;
    char *head = option_head(o), *help = bt_printf("%s%s", o->help, more);
    if ((int)strlen(head) + 2 > column)
        fprintf(to, "%s\n%*s", head, column, "");
    else
        fprintf(to, "%-*s", column, head);
    print_wrapped(to, help, column);
    free(head);
    free(help);
}

static int column_of(const struct opt_tool *tool)
{
    int widest = 24;
    for (const struct opt_section *s = tool->sections; s->title != NULL; s++)
        for (const struct opt *o = s->options; !is_end(o); o++) {
            char *head = option_head(o);
            int width = (int)strlen(head) + 2;
            if (o->help != NULL && width > widest && width <= HELP_COLUMN_MAX)
                widest = width;
            free(head);
        }
    return widest;
}

static void print_section(FILE *to, const struct opt_tool *tool, const struct opt_section *s, int column)
{
    fprintf(to, "%s:\n", s->title);
    for (const struct opt *o = s->options; !is_end(o); o++) {
        const char *formats = tool->formats != NULL ? tool->formats : "text (default), xml";
        print_option(to, o, bt_streq(o->name, "output-as") ? formats : "", column);
    }
    fputc('\n', to);
}

static void print_help_options(FILE *to, const struct opt_tool *tool, int column)
{
    fprintf(to, "Help Options:\n");
    fprintf(to, "%-*sShow this help\n", column, "  -?, --help");
    fprintf(to, "%-*sShow all options\n", column, "  --help-all");
    for (const struct opt_section *s = tool->sections; s->title != NULL; s++) {
        char *head = bt_printf("  --help-%s", s->key);
        fprintf(to, "%-*sShow: %s\n", column, head, s->title);
        free(head);
    }
    fputc('\n', to);
}

static void print_application_options(FILE *to, const struct opt_tool *tool, int column)
{
    struct opt quiet = quiet_option;
    quiet.letter = tool->quiet_letter;
    fprintf(to, "Application Options:\n");
    fprintf(to, "%-*sShow the version\n", column, "  -$, --version");
    print_option(to, &verbose_option, "", column);
    if (tool->quiet_letter != 0)
        print_option(to, &quiet, "", column);
    fputc('\n', to);
}

void opt_help(const struct opt_tool *tool, const char *key, FILE *to)
{
    int column = column_of(tool);
    bool all = bt_streq(key, "all");
    fprintf(to, "Usage:\n  %s %s\n\n%s - %s\n\n", tool->name, tool->usage != NULL ? tool->usage : "[OPTION?]", tool->name, tool->purpose);
    if (key == NULL || all)
        print_help_options(to, tool, column);
    if (tool->has_output && (all || bt_streq(key, output_section.key)))
        print_section(to, tool, &output_section, column);
    for (const struct opt_section *s = tool->sections; s->title != NULL; s++)
        if (key == NULL || all || bt_streq(key, s->key))
            print_section(to, tool, s, column);
    if (key == NULL || all)
        print_application_options(to, tool, column);
    if (tool->epilogue != NULL && (key == NULL || all))
        fprintf(to, "%s\n", tool->epilogue);
}
