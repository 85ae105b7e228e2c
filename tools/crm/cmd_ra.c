/* tools/crm/cmd_ra.c - level "ra": which agents there are and what they can do.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <ctype.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "tools/agents.h"
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
        bool last = (i + 1) % columns == 0 || i + 1 == names->n;
        printf("%-*s%s", last ? 0 : (int)width, names->v[i], last ? "\n" : "");
    }
}

static int classes(struct session *s, const struct bt_strv *args)
{
    struct bt_strv standards = {0}, providers = {0};
    (void)s;
    (void)args;
    agents_standards(&standards);
    agents_providers(NULL, &providers);
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
    (void)s;
    agents_providers(args->v[0], &found);
    for (size_t i = 0; i < found.n; i++)
        printf("%s%s", found.v[i], i + 1 < found.n ? " " : "\n");
    bt_strv_free(&found);
    return BT_EX_OK;
}

static int list(struct session *s, const struct bt_strv *args)
{
    struct bt_strv found = {0};
    const char *standard = args->v[0], *provider = args->n > 1 ? args->v[1] : NULL;
    agents_list(standard, provider, &found);
    print_columns(&found);
    bool any = found.n > 0;
    bt_strv_free(&found);
    if (any)
        return BT_EX_OK;
    return session_misuse(s, "there is no class %s%s%s", standard, provider != NULL ? ":" : "", provider != NULL ? provider : "");
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

/* Each line of a text, indented. */
static void print_indented(const char *text, int indent)
{
    for (const char *at = text; *at != '\0';) {
        size_t len = strcspn(at, "\n");
        const char *from = at + strspn(at, " \t");
        if (from > at + len)
            from = at + len;
        printf("%*s%.*s\n", *from == '\n' ? 0 : indent, "", (int)(at + len - from), from);
        at += len + (at[len] == '\n');
    }
}

/* True if it ended with a blank line. */
static bool print_parameter(const xmlNode *p)
{
    const xmlNode *content = bt_xml_first(p, "content");
    char *shortdesc = text_of(p, "shortdesc"), *longdesc = text_of(p, "longdesc");
    const char *otherwise = bt_xml_get(content, XA_DEFAULT);
    printf("%s%s (%s", bt_xml_get_or(p, XA_NAME, ""), bt_xml_get_bool(p, XA_REQUIRED, false) ? "*" : "", bt_xml_get_or(content, XA_TYPE, "string"));
    bool described = longdesc[0] != '\0';
    if (otherwise != NULL && otherwise[0] != '\0')
        printf(", [%s]", otherwise);
    printf("): %s\n", strcmp(longdesc, shortdesc) != 0 ? shortdesc : "");
    if (described) {
        print_indented(longdesc, 4);
        putchar('\n');
    }
    free(shortdesc);
    free(longdesc);
    return described;
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

static void print_agent(const char *name, const xmlNode *root)
{
    char *shortdesc = text_of(root, "shortdesc"), *longdesc = text_of(root, "longdesc");
    printf("%s%s%s%s\n\n", shortdesc, shortdesc[0] != '\0' ? " (" : "", name, shortdesc[0] != '\0' ? ")" : "");
    print_indented(longdesc, 0);
    printf("\nParameters (*: required, []: default):\n\n");
    bool blank = false;
    bt_xml_each(p, bt_xml_first(root, "parameters"), "parameter")
        blank = print_parameter(p);
    if (!blank)
        putchar('\n');
    if (bt_xml_first(root, "actions") != NULL)
        print_actions(root);
    free(shortdesc);
    free(longdesc);
}

static void print_options(const char *name, unsigned daemons)
{
    printf("%s\n\nParameters (*: required, []: default):\n\n", name);
    for (const struct xml_option *o = xml_option_next(NULL, daemons); o != NULL; o = xml_option_next(o, daemons)) {
        printf("%s (%s", o->name, xml_option_type_text(o->type));
        if (o->default_value != NULL)
            printf(", [%s]", o->default_value);
        printf("): %s\n", o->shortdesc);
        print_indented(o->longdesc, 4);
        putchar('\n');
    }
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
    int rc = agents_metadata(standard, provider, type, &metadata, &err);
    if (rc == BT_EX_OK)
        rc = bt_xml_parse(metadata, strlen(metadata), name, &doc, &err);
    if (rc == BT_EX_OK)
        print_agent(name, bt_xml_root(doc));
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
    if (!agents_split(args->v[0], &standard, &provider, &type))
        return session_misuse(s, "'%s' is no agent's name", args->v[0]);
    int rc = print_metadata(s, standard, provider, type);
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
    {0},
};

const struct level level_ra = {"ra", commands, "Resource agents", NULL};
