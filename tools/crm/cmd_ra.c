/* tools/crm/cmd_ra.c - level "ra": which agents there are and what they can do.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <ctype.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "lrm/lrm_client.h"
#include "tools/crm/session.h"
#include "xml/options.h"

enum { WIDTH = 80 };

/* Names in columns, row by row. */
static void print_columns(const struct bt_strv *names)
{
    size_t widest = 0;
    for (size_t i = 0; i < names->n; i++)
        widest = strlen(names->v[i]) > widest ? strlen(names->v[i]) : widest;
    size_t columns = WIDTH / (widest + 2) > 0 ? WIDTH / (widest + 2) : 1, width = WIDTH / columns;
    for (size_t i = 0; i < names->n; i++) {
        bool at_edge = (i + 1) % columns == 0;
        printf("%-*s%s", at_edge ? 0 : (int)width, names->v[i], at_edge || i + 1 == names->n ? "\n" : "");
    }
}

static int by_name(const void *a, const void *b)
{
    const char *const *x = a, *const *y = b;
    return strcmp(*x, *y);
}

static bool is_class(const char *name)
{
    struct bt_strv standards = {0};
    lrm_agents_standards(&standards);
    bool is = bt_strv_has(&standards, name);
    bt_strv_free(&standards);
    return is;
}

static int classes(struct session *s, const struct bt_strv *args)
{
    struct bt_strv standards = {0}, providers = {0};
    (void)s;
    (void)args;
    lrm_agents_standards(&standards);
    lrm_agents_providers(NULL, &providers);
    if (standards.n > 0)
        qsort(standards.v, standards.n, sizeof(standards.v[0]), by_name);
    for (size_t i = 0; i < standards.n; i++) {
        printf("%s", standards.v[i]);
        for (size_t k = 0; strcmp(standards.v[i], "ocf") == 0 && k < providers.n; k++)
            printf("%s%s", k == 0 ? " / " : " ", providers.v[k]);
        putchar('\n');
    }
    bt_strv_free(&standards);
    bt_strv_free(&providers);
    return BT_EX_OK;
}

static int providers(struct session *s, const struct bt_strv *args)
{
    struct bt_strv found = {0};
    if (args->n > 1 && !bt_strcaseeq(args->v[1], "ocf"))
        return session_misuse(s, "no providers for class %s", args->v[1]);
    lrm_agents_providers(args->v[0], &found);
    for (size_t i = 0; i < found.n; i++)
        printf("%s%s", i == 0 ? "" : " ", found.v[i]);
    putchar('\n');
    bt_strv_free(&found);
    return BT_EX_OK;
}

static int list(struct session *s, const struct bt_strv *args)
{
    struct bt_strv found = {0}, once = {0};
    const char *standard = args->v[0], *provider = args->n > 1 ? args->v[1] : NULL;
    lrm_agents_list(standard, provider, &found);
    if (found.n > 0)
        qsort(found.v, found.n, sizeof(found.v[0]), by_name);
    for (size_t i = 0; i < found.n; i++)
        if (i == 0 || strcmp(found.v[i - 1], found.v[i]) != 0)
            bt_strv_add(&once, found.v[i]);
    print_columns(&once);
    bool any = once.n > 0;
    bt_strv_free(&found);
    bt_strv_free(&once);
    if (any)
        return BT_EX_OK;
    if (!is_class(standard))
        return session_misuse(s, "class %s does not exist", standard);
    return session_misuse(s, "there is no provider %s for class %s", provider != NULL ? provider : "", standard);
}

/* Meta-data for people ------------------------------------------------------------------------------------ */

static char *text_of(const xmlNode *parent, const char *name)
{
    xmlNode *n = bt_xml_first(parent, name);
    xmlChar *content = n != NULL ? xmlNodeGetContent(n) : NULL;
    const char *from = content != NULL ? (const char *)content + strspn((const char *)content, " \t\r\n") : "";
    size_t len = strlen(from);
    while (len > 0 && isspace((unsigned char)from[len - 1]))
        len--;
    char *text = bt_strndup(from, len);
    xmlFree(content);
    return text;
}

/* Each line of a text, blank ones too, behind four blanks. */
static void print_indented(const char *text)
{
    for (const char *at = text; *at != '\0';) {
        size_t len = strcspn(at, "\n");
        printf("    %.*s\n", (int)len, at);
        at += len + (at[len] == '\n');
    }
}

static void print_about(const char *name, const char *type, bool required, const char *otherwise, const char *shortdesc, const char *longdesc)
{
    bool says_more = strcmp(shortdesc, name) != 0 && strcmp(shortdesc, longdesc) != 0;
    printf("%s%s (%s", name, required ? "*" : "", type);
    if (otherwise != NULL && otherwise[0] != '\0')
        printf(", [%s]", otherwise);
    printf("): %s\n", says_more ? shortdesc : "");
    if (longdesc[0] == '\0')
        return;
    print_indented(longdesc);
    putchar('\n');
}

/* True if it ended with a blank line. */
static bool print_parameter(const xmlNode *p)
{
    const xmlNode *content = bt_xml_first(p, XE_CONTENT);
    char *shortdesc = text_of(p, XE_SHORTDESC), *longdesc = text_of(p, XE_LONGDESC);
    print_about(bt_xml_get_or(p, XA_NAME, ""), bt_xml_get_or(content, XA_TYPE, "string"), bt_xml_get_bool(p, XA_REQUIRED, false),
                bt_xml_get(content, XA_DEFAULT), shortdesc, longdesc);
    bool described = longdesc[0] != '\0';
    free(shortdesc);
    free(longdesc);
    return described;
}

static bool print_option(const struct xml_option *o)
{
    print_about(o->name, xml_option_type_text(o->type), false, o->default_value, o->shortdesc, o->longdesc);
    return o->longdesc[0] != '\0';
}

static void print_actions(const xmlNode *root)
{
    printf("Operations' defaults (advisory minimum):\n\n");
    bt_xml_each(a, bt_xml_first(root, "actions"), "action") {
        const char *name = bt_xml_get_or(a, XA_NAME, "");
        if (strcmp(name, "meta-data") == 0 || strcmp(name, "validate-all") == 0 || strcmp(name, "metadata") == 0)
            continue;
        printf("    %-13s", name);
        for (const xmlAttr *attr = a->properties; attr != NULL; attr = attr->next)
            if (strcmp((const char *)attr->name, XA_NAME) != 0)
                printf(" %s=%s", (const char *)attr->name, bt_xml_get_or(a, (const char *)attr->name, ""));
        putchar('\n');
    }
}

/* Those of the agent; of a fencing device also those that the fencer takes for each. */
static void print_parameters(const xmlNode *root, bool fencing)
{
    const xmlNode *parameters = bt_xml_first(root, XE_PARAMETERS);
    bool blank = false;
    if (bt_xml_first(parameters, XE_PARAMETER) == NULL && !fencing)
        return;
    printf("Parameters (*: required, []: default):\n\n");
    bt_xml_each(p, parameters, XE_PARAMETER)
        blank = print_parameter(p);
    for (const struct xml_option *o = fencing ? xml_option_next(NULL, XML_OPTION_OF_FENCING) : NULL; o != NULL;
         o = xml_option_next(o, XML_OPTION_OF_FENCING))
        blank = print_option(o);
    if (!blank)
        putchar('\n');
}

static void print_agent(const char *name, const xmlNode *root)
{
    char *shortdesc = text_of(root, XE_SHORTDESC), *longdesc = text_of(root, XE_LONGDESC);
    printf("%s%s%s%s\n\n", shortdesc, shortdesc[0] != '\0' ? " (" : "", name, shortdesc[0] != '\0' ? ")" : "");
    printf("%s%s", longdesc, longdesc[0] != '\0' ? "\n\n" : "");
    print_parameters(root, bt_starts(name, "stonith:"));
    if (bt_xml_first(root, XE_ACTIONS) != NULL)
        print_actions(root);
    free(shortdesc);
    free(longdesc);
}

static void print_options(const char *name, unsigned daemons)
{
    printf("%s\n\nParameters (*: required, []: default):\n\n", name);
    for (const struct xml_option *o = xml_option_next(NULL, daemons); o != NULL; o = xml_option_next(o, daemons))
        print_option(o);
}

/* The daemons' options are asked for like agents. */
static unsigned daemon_options(const char *name)
{
    static const struct {
        const char *name;
        unsigned daemons;
    } table[] = {{"pengine", XML_OPTION_OF_SCHEDULER},    {"pacemaker-schedulerd", XML_OPTION_OF_SCHEDULER},
                 {"crmd", XML_OPTION_OF_CONTROLLER},      {"pacemaker-controld", XML_OPTION_OF_CONTROLLER},
                 {"cib", XML_OPTION_OF_CIB},              {"pacemaker-based", XML_OPTION_OF_CIB},
                 {"stonithd", XML_OPTION_OF_FENCING},     {"pacemaker-fenced", XML_OPTION_OF_FENCING}};
    for (size_t i = 0; i < BT_COUNT(table); i++)
        if (strcmp(table[i].name, name) == 0)
            return table[i].daemons;
    return 0;
}

static int print_metadata(struct session *s, const char *standard, const char *provider, const char *type)
{
    struct bt_err err = {0};
    char *metadata = NULL, *name = bt_agent_text(standard, provider, type);
    xmlDoc *doc = NULL;
    int rc = lrm_meta_get(standard, provider, type, &metadata, NULL, &err);
    if (rc == BT_EX_OK)
        rc = bt_xml_parse(metadata, strlen(metadata), name, &doc, &err);
    if (rc == BT_EX_OK)
        print_agent(name, bt_xml_root(doc));
    else if (rc == BT_EX_DATAERR)
        session_error(s, "%s", bt_err_text(&err));
    else
        session_error(s, "%s: got no meta-data, does this RA exist?", name);
    bt_err_clear(&err);
    bt_xml_free(doc);
    free(metadata);
    free(name);
    return rc == BT_EX_OK ? rc : BT_EX_ERROR;
}

/* info <class>:<provider>:<type>, or the old order <type> <class> [<provider>] */
static int info(struct session *s, const struct bt_strv *args)
{
    char *standard = NULL, *provider = NULL, *type = NULL;
    unsigned daemons = daemon_options(args->v[0]);
    if (daemons != 0) {
        print_options(args->v[0], daemons);
        return BT_EX_OK;
    }
    if (args->n > 1)
        return print_metadata(s, args->v[1], args->n > 2 ? args->v[2] : bt_streq(args->v[1], "ocf") ? "heartbeat" : NULL, args->v[0]);
    if (!lrm_agent_split(args->v[0], &standard, &provider, &type))
        return session_misuse(s, "'%s' is no agent's name", args->v[0]);
    int rc = print_metadata(s, standard, provider, type);
    free(standard);
    free(provider);
    free(type);
    return rc;
}

/* Runs the tester of the agent's class: ocf-tester -n NAME -o NAME=VALUE ... PATH, or lsb-tester NAME. */
static int run_tester(struct session *s, const char *standard, const char *provider, const char *type, const struct bt_strv *args)
{
    char *path = bt_printf(BT_OCF_ROOT "/resource.d/%s/%s", provider != NULL ? provider : "", type);
    const char **argv = bt_zalloc((2 * args->n + 8) * sizeof(*argv));
    size_t n = 0;
    bool ocf = strcmp(standard, "ocf") == 0;
    argv[n++] = ocf ? "ocf-tester" : "lsb-tester";
    if (ocf) {
        argv[n++] = "-n";
        argv[n++] = type;
    }
    for (size_t i = 1; ocf && i < args->n; i++) {
        argv[n++] = "-o";
        argv[n++] = args->v[i];
    }
    argv[n++] = ocf ? path : type;
    int rc = session_run_tool(s, argv);
    free(argv);
    free(path);
    return rc;
}

/* test [<class>:[<provider>:]]<type> [<param>=<value>...] */
static int test(struct session *s, const struct bt_strv *args)
{
    char *standard = NULL, *provider = NULL, *type = NULL;
    for (size_t i = 1; i < args->n; i++)
        if (strchr(args->v[i], '=') == NULL)
            return session_misuse(s, "'%s' is no parameter; write name=value", args->v[i]);
    if (!lrm_agent_split(args->v[0], &standard, &provider, &type))
        return session_misuse(s, "'%s' is no agent's name", args->v[0]);
    int rc;
    if (strcmp(standard, "ocf") != 0 && strcmp(standard, "lsb") != 0)
        rc = session_misuse(s, "agents of class %s can't be tested, only those of ocf and lsb", standard);
    else
        rc = run_tester(s, standard, provider, type, args);
    free(standard);
    free(provider);
    free(type);
    return rc;
}

static const struct command commands[] = {
    {"classes", NULL, 0, 0, classes, NULL, "Show the classes of agents, and the providers of OCF's"},
    {"list", NULL, 1, 2, list, "<class> [<provider>]", "Show the agents of a class"},
    {"providers", NULL, 1, 2, providers, "<type> [<class>]", "Show who provides an agent"},
    {"info", "meta", 1, 3, info, "[<class>:[<provider>:]]<type>", "Show what an agent does, its parameters and operations"},
    {"test", NULL, 1, 0, test, "[<class>:[<provider>:]]<type> [<param>=<value>...]", "Lead an agent through its life on this node and say what is wrong with it"},
    {0},
};

const struct level level_ra = {"ra", commands, "Resource agents", NULL, NULL};
