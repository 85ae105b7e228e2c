/* tools/crm_diff.c - the difference of two CIBs as a patch, or a patch applied to one; both in files, words or stdin.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>

#include "cib/cib.h"
#include "lib/edge.h"
#include "tools/options.h"

#define INPUT_MAX_BYTES (256U << 20)

struct args {
    struct opt_common common;
    const char *original, *original_text, *new_file, *new_text, *patch;
    bool as_cib, no_version, from_stdin;
};

#define AT(field) offsetof(struct args, field)

static const struct opt xml[] = {
    {'o', "original", OPT_TEXT, AT(original), 0, 0, "FILE", "The document to compare from, or to patch"},
    {'O', "original-string", OPT_TEXT, AT(original_text), 0, 0, "XML", "The same, as a word"},
    {0},
};

static const struct opt operation[] = {
    {'n', "new", OPT_TEXT, AT(new_file), 0, 0, "FILE", "Compare with this document"},
    {'N', "new-string", OPT_TEXT, AT(new_text), 0, 0, "XML", "The same, as a word"},
    {'p', "patch", OPT_TEXT, AT(patch), 0, 0, "FILE", "Apply this patch to the original and show the result"},
    {0},
};

static const struct opt additional[] = {
    {'c', "cib", OPT_FLAG, AT(as_cib), 0, 0, NULL, "Compare or patch as CIBs: a patch gets the digest of its result, and is applied only to the version it was made for"},
    {'s', "stdin", OPT_FLAG, AT(from_stdin), 0, 0, NULL, "Read what is not given otherwise from stdin"},
    {'u', "no-version", OPT_FLAG, AT(no_version), 0, 0, NULL, "Leave versions out, of the patch and of the comparison"},
    {0},
};

static const struct opt_section sections[] = {
    {"xml", "Original XML", xml}, {"operation", "Operation", operation}, {"additional", "Additional Options", additional}, {0}};

static const struct opt_tool tool = {
    .name = "crm_diff",
    .purpose = "Compare two configurations (in XML format) to make a patch, or apply such a patch",
    .sections = sections,
    .epilogue = "Examples:\n\n"
                "Save the difference between two files:\n\n\t# crm_diff --original cib-old.xml --new cib-new.xml > patch.xml\n\n"
                "Apply it to the original file:\n\n\t# crm_diff --original cib-old.xml --patch patch.xml > updated.xml\n\n"
                "Apply it to the running cluster:\n\n\t# cibadmin --patch --xml-file patch.xml\n",
};

/* From the word if there is one, else from the file ("-" is stdin). Says what is wrong. */
static int read_xml(const char *text, const char *file, const char *which, xmlDoc **ret)
{
    struct bt_err err = {0};
    char *content = NULL;
    size_t len = 0;
    int rc = BT_EX_DATAERR;
    if (text != NULL)
        rc = bt_xml_parse(text, strlen(text), "string", ret, &err);
    else if (file != NULL && (rc = bt_file_read(file, INPUT_MAX_BYTES, &content, &len, &err)) == 0)
        rc = bt_xml_parse(content, len, strcmp(file, "-") == 0 ? "standard input" : file, ret, &err);
    if (rc != 0) {
        fprintf(stderr, "Could not parse the %s XML fragment\n", which);
        if (err.text != NULL)
            fprintf(stderr, "%s\n", err.text);
        rc = BT_EX_DATAERR;
    }
    bt_err_clear(&err);
    free(content);
    return rc;
}

static void print(const xmlNode *n)
{
    char *text = bt_xml_text(n, true);
    fputs(text, stdout);
    free(text);
}

/* As a CIB, only a patch that was made for its version. */
static int apply(const struct args *a, xmlDoc *doc, const xmlNode *patch)
{
    struct bt_err err = {0};
    int rc = a->as_cib ? cib_patch_is_for(patch, bt_xml_root(doc), BT_EX_ERROR, &err) : 0;
    if (rc == 0)
        rc = cib_patch_apply_raw(doc, patch, &err);
    if (rc != 0)
        fprintf(stderr, "Could not apply patch: %s\n", bt_err_text(&err));
    else
        print(bt_xml_root(doc));
    bt_err_clear(&err);
    return rc == 0 || rc == BT_EX_OLD ? rc : BT_EX_ERROR;
}

/* Versions of both are made the same, so that they make no difference. */
static void level_versions(xmlNode *to, const xmlNode *from)
{
    static const char *const attrs[] = {XA_ADMIN_EPOCH, XA_EPOCH, XA_NUM_UPDATES};
    for (size_t i = 0; i < BT_COUNT(attrs); i++)
        if (bt_xml_get(to, attrs[i]) != NULL)
            bt_xml_set(to, attrs[i], bt_xml_get(from, attrs[i]));
}

static int compare(const struct args *a, const xmlNode *from, xmlNode *to)
{
    char digest[BT_DIGEST_TEXT];
    if (strcmp(bt_xml_name(from), bt_xml_name(to)) != 0) {
        fprintf(stderr, "crm_diff: a <%s> and a <%s> can't be compared\n", bt_xml_name(from), bt_xml_name(to));
        return BT_EX_DATAERR;
    }
    if (a->no_version)
        level_versions(to, from);
    xmlDoc *patch = cib_patch_make(from, to, !a->no_version);
    if (patch == NULL)
        return BT_EX_OK;
    if (a->as_cib)
        bt_xml_set(bt_xml_root(patch), XA_DIGEST, cib_pacemaker_digest(to, true, digest));
    print(bt_xml_root(patch));
    bt_xml_free(patch);
    return BT_EX_ERROR; /* what scripts know as "they differ" */
}

static int run(struct args *a)
{
    xmlDoc *from = NULL, *other = NULL;
    if (a->no_version && a->as_cib) {
        fprintf(stderr, "error: -u/--no-version incompatible with -c/--cib\n");
        return BT_EX_USAGE;
    }
    if (a->from_stdin && a->original == NULL && a->original_text == NULL)
        a->original = "-";
    else if (a->from_stdin && a->new_file == NULL && a->new_text == NULL)
        a->new_file = "-";
    int rc = read_xml(a->original_text, a->original, "first", &from);
    if (rc == 0)
        rc = a->patch != NULL ? read_xml(NULL, a->patch, "second", &other)
                              : read_xml(a->new_text, a->new_file, "second", &other);
    if (rc == 0)
        rc = a->patch != NULL ? apply(a, from, bt_xml_root(other)) : compare(a, bt_xml_root(from), bt_xml_root(other));
    bt_xml_free(from);
    bt_xml_free(other);
    return rc;
}

int main(int argc, char **argv)
{
    struct args a = {0};
    int rc = opt_parse(&tool, argc, argv, &a);
    if (rc == OPT_GO_ON)
        rc = run(&a);
    bt_strv_free(&a.common.words);
    if (fflush(stdout) != 0 && rc <= BT_EX_ERROR)
        rc = BT_EX_CANTCREAT;
    return rc;
}
