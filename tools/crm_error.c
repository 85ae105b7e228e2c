/* tools/crm_error.c - what an exit code, a system's error number, or one of the numbers that Pacemaker's programs write into their logs means.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>

#include "tools/output.h"

struct args {
    struct opt_common common;
    bool name, list;
    int kind;
};
enum kind { LEGACY, RETURN_CODE, EXIT_CODE };

#define AT(field) offsetof(struct args, field)

static const struct opt options[] = {
    {'n', "name", OPT_FLAG, AT(name), 0, 0, NULL, "Show the name of the code too"},
    {'l', "list", OPT_FLAG, AT(list), 0, 0, NULL, "Show all codes"},
    {'X', "exit", OPT_CHOICE, AT(kind), EXIT_CODE, 0, NULL, "The codes are exit codes of programs"},
    {'r', "rc", OPT_CHOICE, AT(kind), RETURN_CODE, 0, NULL, "The codes are return codes, negative or those of the system"},
    {0},
};
static const struct opt_section sections[] = {{"options", "Options", options}, {0}};
static const struct opt_tool tool = {
    .name = "crm_error", .purpose = "show what a code means", .usage = "[OPTION?] -- <rc> [...]", .sections = sections, .has_output = true};

static const int exit_codes[] = {
#define X(name, code, text) code,
    BT_EXIT_LIST(X)
#undef X
};

struct row {
    int code;
    const char *name, *text;
};

/* Without an option, sign doesn't matter and these follow the system's error numbers. */
static const struct row legacy_codes[] = {
    {201, "pcmk_err_generic", "Error"},
    {202, "pcmk_err_no_quorum", "Operation requires quorum"},
    {203, "pcmk_err_schema_validation", "Update does not conform to the configured schema"},
    {204, "pcmk_err_transform_failed", "Schema transform failed"},
    {205, "pcmk_err_old_data", "Update was older than existing configuration"},
    {206, "pcmk_err_diff_failed", "Application of update diff failed"},
    {207, "pcmk_err_diff_resync", "Application of update diff failed, requesting full refresh"},
    {208, "pcmk_err_cib_modified", "On-disk configuration was manually modified"},
    {209, "pcmk_err_cib_backup", "Could not archive previous configuration"},
    {210, "pcmk_err_cib_save", "Could not save new configuration to disk"},
    {211, NULL, "Schema is already the latest available"},
    {212, "pcmk_err_cib_corrupt", "Could not parse on-disk configuration"},
    {213, "pcmk_err_multiple", "Resource active on multiple nodes"},
    {214, "pcmk_err_node_unknown", "Node not found"},
    {215, "pcmk_err_already", "Already in requested state"},
    {216, "pcmk_err_bad_nvpair", "Bad name/value pair given"},
    {217, "pcmk_err_unknown_format", "Unknown output format"},
};

/* With --rc they are these. */
static const struct row return_codes[] = {
    {-1033, "pcmk_rc_duplicate_id", "Two or more XML elements have the same ID"},
    {-1032, "pcmk_rc_unpack_error", "Unable to parse CIB XML"},
    {-1031, "pcmk_rc_invalid_transition", "Cluster simulation produced invalid transition"},
    {-1030, "pcmk_rc_graph_error", "Error writing graph file"},
    {-1029, "pcmk_rc_dot_error", "Error writing dot(1) file"},
    {-1028, "pcmk_rc_underflow", "Value too small to be stored in data type"},
    {-1027, "pcmk_rc_no_input", "Input file not available"},
    {-1026, "pcmk_rc_no_output", "Output message produced no output"},
    {-1025, "pcmk_rc_after_range", "Result occurs after given range"},
    {-1024, "pcmk_rc_within_range", "Result occurs within given range"},
    {-1023, "pcmk_rc_before_range", "Result occurs before given range"},
    {-1022, "pcmk_rc_undetermined", "Result undetermined"},
    {-1021, "pcmk_rc_op_unsatisfied", "Not applicable under current conditions"},
    {-1020, "pcmk_rc_ipc_pid_only", "IPC server process is active but not accepting connections"},
    {-1019, "pcmk_rc_ipc_unresponsive", "IPC server is unresponsive"},
    {-1018, "pcmk_rc_ipc_unauthorized", "IPC server is blocked by unauthorized process"},
    {-1017, "pcmk_rc_no_quorum", "Operation requires quorum"},
    {-1016, "pcmk_rc_schema_validation", "Update does not conform to the configured schema"},
    {-1015, "pcmk_rc_schema_unchanged", "Schema is already the latest available"},
    {-1014, "pcmk_rc_transform_failed", "Schema transform failed"},
    {-1013, "pcmk_rc_old_data", "Update was older than existing configuration"},
    {-1012, "pcmk_rc_diff_failed", "Application of update diff failed"},
    {-1011, "pcmk_rc_diff_resync", "Application of update diff failed, requesting full refresh"},
    {-1010, "pcmk_rc_cib_modified", "On-disk configuration was manually modified"},
    {-1009, "pcmk_rc_cib_backup", "Could not archive previous configuration"},
    {-1008, "pcmk_rc_cib_save", "Could not save new configuration to disk"},
    {-1007, "pcmk_rc_cib_corrupt", "Could not parse on-disk configuration"},
    {-1006, "pcmk_rc_multiple", "Resource active on multiple nodes"},
    {-1005, "pcmk_rc_node_unknown", "Node not found"},
    {-1004, "pcmk_rc_already", "Already in requested state"},
    {-1003, "pcmk_rc_bad_nvpair", "Bad name/value pair given"},
    {-1002, "pcmk_rc_unknown_format", "Unknown output format"},
    {-1001, "pcmk_rc_error", "Error"},
};

static const struct row *find(const struct row *rows, size_t n, int code)
{
    for (size_t i = 0; i < n; i++)
        if (rows[i].code == code)
            return &rows[i];
    return NULL;
}

/* The row of a code that is not the system's; NULL if there is none. */
static const struct row *row_of(const struct args *a, int code)
{
    static const struct row ok = {0, "pcmk_rc_ok", "OK"}, unknown = {0, "Unknown", "Error"};
    if (code == 0)
        return &ok;
    if (a->kind == LEGACY)
        return find(legacy_codes, BT_COUNT(legacy_codes), abs(code));
    const struct row *row = find(return_codes, BT_COUNT(return_codes), code);
    return row == NULL && code < 0 ? &unknown : row;
}

/* The system's name of an error number. Those that no program of a cluster meets have none here, and are not listed. */
static const char *system_name(int code)
{
    static const int unlisted[] = {41, 48, 50, 55, 58, 59, 68, 69, 73, 109, 118, 119, 130, 131, 132, 133};
    for (size_t i = 0; i < BT_COUNT(unlisted); i++)
        if (code == unlisted[i])
            return NULL;
    const char *name = strerrorname_np(code);
    return bt_streq(name, "EDEADLK") ? "EDEADLOCK" : name;
}

static const char *text_of(const struct args *a, int code)
{
    const struct row *row = a->kind != EXIT_CODE ? row_of(a, code) : NULL;
    return a->kind == EXIT_CODE ? bt_exit_text(code) : row != NULL ? row->text : strerror(abs(code));
}

/* NULL: it has none. */
static const char *name_of(const struct args *a, int code)
{
    const struct row *row = a->kind != EXIT_CODE ? row_of(a, code) : NULL;
    return a->kind == EXIT_CODE ? bt_exit_name(code) : row != NULL ? row->name : system_name(abs(code));
}

static const char *shown_name(const struct args *a, int code)
{
    const char *name = name_of(a, code);
    return name != NULL ? name : a->kind == EXIT_CODE ? "CRM_EX_UNKNOWN" : "Unknown";
}

static void show(const struct args *a, struct out *o, int code)
{
    if (a->list && a->name)
        out_line(o, "%5d: %-27s %s", code, shown_name(a, code), text_of(a, code));
    else if (a->list)
        out_line(o, "%5d: %s", code, text_of(a, code));
    else if (a->name)
        out_line(o, "%s - %s", shown_name(a, code), text_of(a, code));
    else
        out_line(o, "%s", text_of(a, code));
    xmlNode *n = out_element(o, "result-code");
    if (n != NULL) {
        bt_xml_set_int(n, "code", code);
        bt_xml_set(n, "name", a->name ? shown_name(a, code) : NULL);
        bt_xml_set(n, "description", text_of(a, code));
    }
}

enum { SYSTEM_CODES = 134 };

static void list(const struct args *a, struct out *o)
{
    if (a->kind == EXIT_CODE) {
        for (size_t i = 0; i < BT_COUNT(exit_codes); i++)
            show(a, o, exit_codes[i]);
        return;
    }
    for (size_t i = 0; a->kind == RETURN_CODE && i < BT_COUNT(return_codes); i++)
        show(a, o, return_codes[i].code);
    for (int i = 0; i < SYSTEM_CODES; i++)
        if (name_of(a, i) != NULL)
            show(a, o, i);
    for (size_t i = 0; a->kind == LEGACY && i < BT_COUNT(legacy_codes); i++)
        if (legacy_codes[i].name != NULL)
            show(a, o, legacy_codes[i].code);
}

static int run(struct args *a, struct out *o)
{
    int64_t code;
    if (a->list || a->common.words.n == 0) {
        a->list = true;
        list(a, o);
        return BT_EX_OK;
    }
    for (size_t i = 0; i < a->common.words.n; i++) {
        if (!bt_parse_int(a->common.words.v[i], &code) || code < INT16_MIN || code > INT16_MAX) {
            out_error(o, "crm_error: '%s' is no code", a->common.words.v[i]);
            return BT_EX_USAGE;
        }
        show(a, o, (int)code);
    }
    return BT_EX_OK;
}

int main(int argc, char **argv)
{
    struct args a = {0};
    struct out *o = NULL;
    int rc = opt_parse(&tool, argc, argv, &a);
    if (rc == OPT_GO_ON)
        rc = out_open(&a.common, argc, argv, &o);
    if (o != NULL)
        rc = out_finish(o, run(&a, o));
    bt_strv_free(&a.common.words);
    return rc;
}
