/* tools/crm_error.c - what an exit code or a system's error number means.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>

#include "tools/output.h"

struct args {
    struct opt_common common;
    bool name, list, exit, legacy;
};

#define AT(field) offsetof(struct args, field)

static const struct opt options[] = {
    {'n', "name", OPT_FLAG, AT(name), 0, 0, NULL, "Show the name of the code too"},
    {'l', "list", OPT_FLAG, AT(list), 0, 0, NULL, "Show all codes"},
    {'X', "exit", OPT_FLAG, AT(exit), 0, 0, NULL, "The codes are exit codes of programs"},
    {'r', "rc", OPT_FLAG, AT(legacy), 0, 0, NULL, "The codes are error numbers (default)"},
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

static const char *text_of(const struct args *a, int code)
{
    return a->exit ? bt_exit_text(code) : strerror(abs(code));
}

static const char *name_of(const struct args *a, int code)
{
    const char *name = a->exit ? bt_exit_name(code) : strerrorname_np(abs(code));
    return name != NULL ? name : "Unknown";
}

static void show(const struct args *a, struct out *o, int code)
{
    if (a->list && a->name)
        out_line(o, "%5d: %-27s %s", code, name_of(a, code), text_of(a, code));
    else if (a->list)
        out_line(o, "%5d: %s", code, text_of(a, code));
    else if (a->name)
        out_line(o, "%s - %s", name_of(a, code), text_of(a, code));
    else
        out_line(o, "%s", text_of(a, code));
    xmlNode *n = out_element(o, "result-code");
    if (n != NULL) {
        bt_xml_set_int(n, "code", code);
        bt_xml_set(n, "name", a->name ? name_of(a, code) : NULL);
        bt_xml_set(n, "description", text_of(a, code));
    }
}

static int run(struct args *a, struct out *o)
{
    int64_t code;
    a->list = a->list || a->common.words.n == 0;
    if (a->list && a->exit)
        for (size_t i = 0; i < BT_COUNT(exit_codes); i++)
            show(a, o, exit_codes[i]);
    else if (a->list)
        for (int i = 0; i < 134; i++)
            show(a, o, i);
    for (size_t i = 0; !a->list && i < a->common.words.n; i++) {
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
