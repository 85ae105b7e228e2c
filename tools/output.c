/* tools/output.c - text or XML, one layer for all tools (see output.h).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "tools/output.h"

#include <errno.h>
#include <stdio.h>

struct out {
    const char *to;       /* NULL: stdout */
    xmlDoc *doc;          /* NULL in text mode */
    xmlNode *open;        /* where new elements go */
    bool legacy;          /* crm_mon -X: no <status> */
    struct bt_strv errors;
    struct bt_buf text;
};

static char *command_line(int argc, char **argv)
{
    struct bt_buf b = {0};
    for (int i = 0; i < argc; i++)
        bt_buf_addf(&b, "%s%s", i > 0 ? " " : "", argv[i]);
    return bt_buf_take(&b);
}

int out_open(const struct opt_common *common, int argc, char **argv, struct out **ret)
{
    const char *format = common->output_as;
    bool xml = bt_streq(format, "xml");
    if (format != NULL && !xml && !bt_streq(format, "text")) {
        fprintf(stderr, "%s: Error creating output format %s: Unknown output format (known are text and xml)\n", argv[0], format);
        return BT_EX_ERROR;
    }
    struct out *o = BT_NEW(struct out);
    if (common->output_to != NULL && strcmp(common->output_to, "-") != 0)
        o->to = common->output_to;
    if (xml) {
        o->doc = bt_xml_doc("pacemaker-result");
        o->open = bt_xml_root(o->doc);
        char *request = command_line(argc, argv);
        bt_xml_set(o->open, "api-version", OUT_API_VERSION);
        bt_xml_set(o->open, "request", request);
        free(request);
    }
    *ret = o;
    return BT_EX_OK;
}

bool out_is_xml(const struct out *o)
{
    return o->doc != NULL;
}

/* What was printed so far appears before what is said on stderr, as people read it. */
static void flush_text(struct out *o)
{
    if (o->to == NULL && o->text.len > 0) {
        fwrite(o->text.text, 1, o->text.len, stdout);
        fflush(stdout);
        bt_buf_free(&o->text);
    }
}

enum { TEXT_KEPT = 1 << 20 };

static void add_text(struct out *o, const char *fmt, va_list ap, const char *end)
{
    if (o->doc != NULL)
        return;
    bt_buf_vaddf(&o->text, fmt, ap);
    bt_buf_add(&o->text, end);
    if (o->text.len > TEXT_KEPT)
        flush_text(o);
}

void out_line(struct out *o, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    add_text(o, fmt, ap, "\n");
    va_end(ap);
}

void out_text(struct out *o, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    add_text(o, fmt, ap, "");
    va_end(ap);
}

void out_raw(struct out *o, const char *name, const char *text)
{
    xmlNode *n = o->doc != NULL ? out_element(o, name) : NULL;
    if (n != NULL)
        xmlAddChild(n, xmlNewCDataBlock(o->doc, (const xmlChar *)text, (int)strlen(text)));
    else
        bt_buf_add(&o->text, text);
}

void out_error(struct out *o, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    char *s = bt_vprintf(fmt, ap);
    va_end(ap);
    if (o->doc != NULL && !o->legacy) {
        bt_strv_add(&o->errors, s);
    } else {
        flush_text(o);
        fprintf(stderr, "%s\n", s);
    }
    free(s);
}

void out_note(struct out *o, const char *fmt, ...)
{
    if (o->doc != NULL)
        return;
    va_list ap;
    va_start(ap, fmt);
    flush_text(o);
    vfprintf(stderr, fmt, ap);
    fputc('\n', stderr);
    va_end(ap);
}

xmlNode *out_element(struct out *o, const char *name)
{
    return o->doc != NULL ? bt_xml_add(o->open, name) : NULL;
}

xmlNode *out_begin(struct out *o, const char *name)
{
    if (o->doc == NULL)
        return NULL;
    o->open = bt_xml_add(o->open, name);
    return o->open;
}

void out_end(struct out *o)
{
    if (o->doc != NULL)
        o->open = o->open->parent;
}

xmlNode *out_root(struct out *o)
{
    return o->doc != NULL ? bt_xml_root(o->doc) : NULL;
}

void out_legacy_root(struct out *o, const char *name)
{
    xmlNode *root = bt_xml_root(o->doc);
    o->legacy = true;
    xmlNodeSetName(root, (const xmlChar *)name);
    bt_xml_set(root, "api-version", NULL);
    bt_xml_set(root, "request", NULL);
}

static void add_status(struct out *o, int rc)
{
    xmlNode *status = bt_xml_add(bt_xml_root(o->doc), "status");
    bt_xml_set_int(status, "code", rc);
    bt_xml_set(status, "message", bt_exit_text(rc));
    if (o->errors.n == 0)
        return;
    xmlNode *errors = bt_xml_add(status, "errors");
    for (size_t i = 0; i < o->errors.n; i++)
        xmlNodeAddContent(bt_xml_add(errors, "error"), (const xmlChar *)o->errors.v[i]);
}

/* Writes everything to the file or stdout; false with a sentence on stderr if that failed. */
static bool write_all(const struct out *o, const char *text)
{
    FILE *f = o->to != NULL ? fopen(o->to, "we") : stdout;
    bool ok = f != NULL && fputs(text, f) >= 0;
    if (f != NULL && (o->to != NULL ? fclose(f) : fflush(f)) != 0)
        ok = false;
    if (!ok)
        fprintf(stderr, "Cannot write the output to %s: %s\n", o->to != NULL ? o->to : "stdout", strerror(errno));
    return ok;
}

int out_finish(struct out *o, int rc)
{
    char *text;
    if (o->doc != NULL) {
        if (!o->legacy)
            add_status(o, rc);
        text = bt_xml_text(bt_xml_root(o->doc), true);
    } else {
        text = bt_buf_take(&o->text);
    }
    if (!write_all(o, text) && rc == BT_EX_OK)
        rc = BT_EX_CANTCREAT;
    free(text);
    bt_strv_free(&o->errors);
    bt_xml_free(o->doc);
    free(o);
    return rc;
}

int out_fail(struct out *o, struct bt_err *err)
{
    int rc = err->code;
    out_error(o, "%s", bt_err_text(err));
    bt_err_clear(err);
    return out_finish(o, rc);
}
