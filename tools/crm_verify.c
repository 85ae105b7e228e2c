/* tools/crm_verify.c - checks a configuration: its form (cib_validate_all()), and what the policy engine has to say about it.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>
#include <unistd.h>

#include "pengine/pengine.h"
#include "tools/common.h"

#define INPUT_MAX_BYTES (256U << 20)

struct args {
    struct opt_common common;
    bool live, pipe;
    const char *file, *text, *save;
};

#define AT(field) offsetof(struct args, field)

static const struct opt data[] = {
    {'L', "live-check", OPT_FLAG, AT(live), 0, 0, NULL, "Check the configuration of the running cluster"},
    {'x', "xml-file", OPT_TEXT, AT(file), 0, 0, "FILE", "Check the configuration in this file"},
    {'p', "xml-pipe", OPT_FLAG, AT(pipe), 0, 0, NULL, "Check the configuration that comes on stdin"},
    {'X', "xml-text", OPT_TEXT, AT(text), 0, 0, "XML", "Check the configuration in this word"},
    {0},
};

static const struct opt additional[] = {
    {'S', "save-xml", OPT_TEXT, AT(save), 0, 0, "FILE", "Save what was checked (most useful with -L)"},
    {0},
};

static const struct opt_section sections[] = {{"data", "Data sources", data}, {"additional", "Additional options", additional}, {0}};

static const struct opt_tool tool = {
    .name = "crm_verify",
    .purpose = "Check a configuration for errors: whether it is XML of the right form, whether what refers to something finds it, and "
               "what the policy engine makes of it",
    .sections = sections,
    .has_output = true,
    .epilogue = "Examples:\n\n"
                "Check the configuration of the running cluster:\n\n\tcrm_verify --live-check\n\n"
                "Check the one in a file and say more:\n\n\tcrm_verify --xml-file file.xml --verbose\n",
};

/* What a check has found. */
struct findings {
    struct out *out;
    const char *file; /* NULL: the text came from elsewhere */
    int verbose;
    size_t errors, warnings;
};

/* As libxml2 writes it for a schema, the form that crmsh reads. */
static void found(void *ctx, const xmlNode *n, const char *sentence)
{
    struct findings *f = ctx;
    f->errors++;
    fprintf(stderr, "%s%s%d: element %s: Relax-NG validity error : %s\n", f->file != NULL ? f->file : "Entity", f->file != NULL ? ":" : ": line ",
            (int)n->line, bt_xml_name(n), sentence);
}

/* A configuration without a status section says nothing of what the nodes are: crmsh checks such ones before it commits. */
static int judge(const xmlDoc *cib, struct pe_result *ret, struct bt_err *err)
{
    bool status = bt_xml_first(bt_xml_root(cib), XE_STATUS) != NULL;
    return status ? pe_schedule(cib, bt_now().wall, 0, ret, err) : pe_check(cib, bt_now().wall, ret, err);
}

static void check_policy(struct findings *f, const xmlDoc *cib)
{
    struct pe_result result = {0};
    struct bt_err err = {0};
    xmlDoc *present = bt_xml_doc_of(bt_xml_root(cib));
    if (cib_upgrade_old(&present, &err) != 0 || judge(present, &result, &err) != 0) {
        fprintf(stderr, "%s\n", bt_err_text(&err));
        f->errors++;
        bt_err_clear(&err);
    }
    const struct pe_findings *found = &result.findings;
    f->errors += pe_findings_count(found, PE_ERROR);
    f->warnings += pe_findings_count(found, PE_WARNING);
    for (int level = PE_ERROR; level >= PE_NOTE && f->verbose >= 1; level--)
        for (size_t i = 0; i < found->n; i++)
            if ((int)found->v[i].level == level)
                fprintf(stderr, "(policy_engine) \t%s: %s\n", pe_level_text(found->v[i].level), found->v[i].text);
    pe_result_clear(&result);
    bt_xml_free(present);
}

static int check(struct findings *f, const xmlDoc *cib)
{
    if (bt_streq(bt_xml_get(bt_xml_root(cib), XA_VALIDATE_WITH), "none"))
        fputs("Schema validation of configuration is disabled (enabling is encouraged and prevents common misconfigurations)\n",
              stderr);
    cib_validate_all(bt_xml_root(cib), found, f);
    if (f->errors > 0 && f->verbose >= 1)
        fputs("(crm_verify) \terror: CIB did not pass schema validation\n", stderr);
    if (f->errors == 0)
        check_policy(f, cib);
    if (f->errors == 0 && f->warnings == 0)
        return BT_EX_OK;
    out_error(f->out, f->errors > 0 ? "crm_verify: Errors found during check: config not valid"
                                    : "crm_verify: Warnings found during check: config may not be valid");
    if (f->verbose == 0)
        out_note(f->out, "-V may provide more details");
    return BT_EX_CONFIG;
}

/* Reading --------------------------------------------------------------------------------------------------- */

static int read_live(struct out *o, xmlDoc **ret)
{
    struct cib_client_options options = {.client = tool.name};
    struct cib_client *c = NULL;
    struct bt_err err = {0};
    int rc = cib_client_open(&options, &c, &err);
    if (rc == 0)
        rc = cib_client_whole(c, ret, &err);
    if (rc != 0) {
        out_error(o, "crm_verify: CIB query failed: %s", bt_err_text(&err));
        rc = rc == BT_EX_DISCONNECT ? BT_EX_NOINPUT : rc;
    }
    bt_err_clear(&err);
    cib_client_close(c);
    return rc;
}

static int read_text(struct out *o, const struct args *a, xmlDoc **ret)
{
    struct bt_err err = {0};
    char *content = NULL;
    size_t len = 0;
    int rc = 0;
    const char *file = a->file != NULL ? a->file : "-", *what = strcmp(file, "-") == 0 ? "STDIN" : file;
    if (a->text == NULL)
        rc = bt_file_read(file, INPUT_MAX_BYTES, &content, &len, &err);
    if (rc == 0)
        rc = a->text != NULL ? bt_xml_parse(a->text, strlen(a->text), "string", ret, &err)
                             : bt_xml_parse(content, len, what, ret, &err);
    if (rc != 0) {
        if (a->text != NULL)
            out_error(o, "crm_verify: Couldn't parse input string: %s", a->text);
        else
            out_error(o, a->file != NULL ? "crm_verify: Couldn't parse input file: %s" : "crm_verify: Couldn't parse input from %s.", what);
        out_note(o, "%s", bt_err_text(&err));
        rc = BT_EX_ERROR;
    } else if (!bt_xml_is(bt_xml_root(*ret), XE_CIB)) {
        out_error(o, "crm_verify: This tool can only check complete configurations (i.e. those starting with <cib>).");
        rc = BT_EX_PROTOCOL;
    }
    bt_err_clear(&err);
    free(content);
    return rc;
}

static int save(struct out *o, const char *path, const xmlDoc *cib)
{
    struct bt_err err = {0};
    char *text = bt_xml_text(bt_xml_root(cib), true);
    int rc = bt_file_write_durable(path, text, strlen(text), 0600, &err);
    if (rc != 0)
        out_error(o, "crm_verify: Could not write %s: %s", path, bt_err_text(&err));
    bt_err_clear(&err);
    free(text);
    return rc;
}

static int run(const struct args *a, struct out *o)
{
    struct findings f = {.out = o, .verbose = a->common.verbose};
    xmlDoc *cib = NULL;
    if (!a->live && !a->pipe && a->file == NULL && a->text == NULL) {
        out_error(o, "crm_verify: No configuration source specified.  Use --help for usage information.");
        return BT_EX_ERROR;
    }
    f.file = a->live ? NULL : a->file;
    int rc = a->live ? read_live(o, &cib) : read_text(o, a, &cib);
    if (rc == 0 && a->save != NULL)
        rc = save(o, a->save, cib);
    if (rc == 0)
        rc = check(&f, cib);
    bt_xml_free(cib);
    return rc;
}

int main(int argc, char **argv)
{
    struct args a = {0};
    struct out *o = NULL;
    int rc = opt_parse(&tool, argc, argv, &a);
    if (rc == OPT_GO_ON) {
        rc = out_open(&a.common, argc, argv, &o);
        if (rc == BT_EX_OK)
            rc = out_finish(o, run(&a, o));
    }
    bt_strv_free(&a.common.words);
    return rc;
}
