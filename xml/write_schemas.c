/* xml/write_schemas.c - writes the grammar of each schema version as a file, for others who read them, such as crmsh.
 *
 *   write_schemas FOLDER
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>

#include "lib/edge.h"
#include "xml/schema.h"

#define XMLNS "xmlns"
#define RELAX_NG "http://relaxng.org/ns/structure/1.0"

static int write_one(const char *folder, const char *name)
{
    struct bt_err err = {0};
    xmlDoc *grammar = xml_schema_grammar(name);
    bt_xml_set(bt_xml_root(grammar), XMLNS, RELAX_NG); /* bt_xml_text() knows no namespaces */
    char *text = bt_xml_text(bt_xml_root(grammar), true);
    char *content = bt_printf("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!-- %s, made of Baton's xml/cib.rng.in; GPL-2.0-or-later -->\n%s", name, text);
    char *path = bt_printf("%s/%s.rng", folder, name);
    int rc = bt_file_write_durable(path, content, strlen(content), 0644, &err);
    if (rc != 0)
        fprintf(stderr, "write_schemas: %s\n", bt_err_text(&err));
    bt_err_clear(&err);
    free(path);
    free(content);
    free(text);
    bt_xml_free(grammar);
    return rc;
}

int main(int argc, char **argv)
{
    if (argc != 2) {
        fputs("Usage: write_schemas FOLDER\n", stderr);
        return BT_EX_USAGE;
    }
    struct bt_strv names = {0};
    int rc = 0;
    xml_schema_names(&names);
    for (size_t i = 0; i < names.n && rc == 0; i++)
        rc = write_one(argv[1], names.v[i]);
    bt_strv_free(&names);
    return rc;
}
