/* tools/daemon_metadata.c - pacemaker-schedulerd, -controld, -based and -fenced as crmsh and pcs call them: "metadata" and "version".
 *
 * One program under four names (interfaces section 4): it tells which options there are, from the one table in xml/options.h. The daemons themselves have
 * names of their own.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <libgen.h>
#include <stdio.h>

#include "tools/options.h"
#include "xml/options.h"

static const struct daemon {
    const char *name, *longdesc, *shortdesc;
    unsigned options;
} daemons[] = {
    {"pacemaker-schedulerd", "Cluster options used by the policy engine", "Policy engine options", XML_OPTION_OF_SCHEDULER},
    {"pacemaker-controld", "Cluster options used by the controller", "Controller options", XML_OPTION_OF_CONTROLLER},
    {"pacemaker-based", "Cluster options used by the keeper of the CIB", "CIB options", XML_OPTION_OF_CIB},
    {"pacemaker-fenced", "Instance attributes that every resource of class \"stonith\" has", "Options of every fence device", XML_OPTION_OF_FENCING},
};

static void add_text(struct bt_buf *out, const char *element, const char *text, int indent)
{
    bt_buf_addf(out, "%*s<%s lang=\"en\">", indent, "", element);
    bt_buf_add_xml(out, text);
    bt_buf_addf(out, "</%s>\n", element);
}

/* The words of a select stand in the description too: some readers show only that. */
static char *long_text(const struct xml_option *o)
{
    struct bt_buf b = {0};
    bt_buf_add(&b, o->longdesc);
    for (size_t i = 0; o->values != NULL && o->values[i] != NULL; i++)
        bt_buf_addf(&b, "%s%s", i == 0 ? "  Allowed values: " : ", ", o->values[i]);
    return bt_buf_take(&b);
}

static void add_option(struct bt_buf *out, const struct xml_option *o)
{
    char *text = long_text(o);
    bt_buf_addf(out, "    <parameter name=\"%s\">\n", o->name);
    add_text(out, "longdesc", text, 6);
    add_text(out, "shortdesc", o->shortdesc, 6);
    bt_buf_addf(out, "      <content type=\"%s\"", xml_option_type_text(o->type));
    if (o->default_value != NULL) {
        bt_buf_add(out, " default=\"");
        bt_buf_add_xml(out, o->default_value);
        bt_buf_add(out, "\"");
    }
    bt_buf_add(out, o->values != NULL ? ">\n" : "/>\n");
    for (size_t i = 0; o->values != NULL && o->values[i] != NULL; i++)
        bt_buf_addf(out, "        <option value=\"%s\"/>\n", o->values[i]);
    bt_buf_add(out, o->values != NULL ? "      </content>\n    </parameter>\n" : "    </parameter>\n");
    free(text);
}

static int metadata(const struct daemon *d)
{
    struct bt_buf out = {0};
    bt_buf_addf(&out, "<?xml version=\"1.0\"?>\n<resource-agent name=\"%s\" version=\"" OPT_COMPATIBLE "\">\n  <version>1.1</version>\n", d->name);
    add_text(&out, "longdesc", d->longdesc, 2);
    add_text(&out, "shortdesc", d->shortdesc, 2);
    bt_buf_add(&out, "  <parameters>\n");
    for (const struct xml_option *o = xml_option_next(NULL, d->options); o != NULL; o = xml_option_next(o, d->options))
        add_option(&out, o);
    bt_buf_add(&out, "  </parameters>\n</resource-agent>\n");
    fputs(out.text, stdout);
    bt_buf_free(&out);
    return BT_EX_OK;
}

int main(int argc, char **argv)
{
    const char *name = basename(argv[0]), *word = argc > 1 ? argv[1] : "";
    const struct daemon *d = NULL;
    for (size_t i = 0; i < BT_COUNT(daemons); i++)
        if (strcmp(daemons[i].name, name) == 0)
            d = &daemons[i];
    if (d != NULL && strcmp(word, "metadata") == 0)
        return metadata(d);
    if (d != NULL && strcmp(word, "version") == 0) {
        puts("CRM Version: " OPT_COMPATIBLE " (baton-" BT_VERSION ")");
        return BT_EX_OK;
    }
    if (strcmp(word, "-$") == 0 || strcmp(word, "--version") == 0) {
        puts("Pacemaker " OPT_COMPATIBLE "\nProvided by Baton " BT_VERSION);
        return BT_EX_OK;
    }
    fprintf(stderr, "%s: Only 'metadata' and 'version' are answered here; the cluster is started with batond\n", name);
    return BT_EX_USAGE;
}
