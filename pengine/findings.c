/* pengine/findings.c - sentences about what is wrong, kept as data: the engine itself says nothing to anybody.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "pengine/model.h"

static void found(struct pe_findings *f, enum pe_level level, const char *fmt, va_list ap)
{
    char *text = bt_vprintf(fmt, ap);
    assert(level >= PE_NOTE && level <= PE_ERROR);
    if (f->said == NULL)
        f->said = bt_map_new();
    if (bt_map_get(f->said, text) != NULL) { /* of each instance of a clone, say */
        free(text);
        return;
    }
    struct pe_finding one = {level, text};
    BT_PUSH(f, one);
    bt_map_put(f->said, text, text);
}

void pe_found(struct pe_findings *f, enum pe_level level, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    found(f, level, fmt, ap);
    va_end(ap);
}

void pe_note(struct pe_model *m, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    found(&m->findings, PE_NOTE, fmt, ap);
    va_end(ap);
}

void pe_warn(struct pe_model *m, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    found(&m->findings, PE_WARNING, fmt, ap);
    va_end(ap);
}

void pe_error(struct pe_model *m, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    found(&m->findings, PE_ERROR, fmt, ap);
    va_end(ap);
}

size_t pe_findings_count(const struct pe_findings *f, enum pe_level level)
{
    size_t n = 0;
    for (size_t i = 0; i < f->n; i++)
        n += f->v[i].level == level;
    return n;
}

const char *pe_level_text(enum pe_level level)
{
    static const char *const words[] = {[PE_NOTE] = "note", [PE_WARNING] = "warning", [PE_ERROR] = "error"};
    assert((size_t)level < BT_COUNT(words));
    return words[level];
}

void pe_findings_clear(struct pe_findings *f)
{
    for (size_t i = 0; i < f->n; i++)
        free(f->v[i].text);
    BT_VEC_FREE(f);
    bt_map_free(f->said);
    f->said = NULL;
}

void pe_findings_move(struct pe_findings *to, struct pe_findings *from)
{
    for (size_t i = 0; i < from->n; i++)
        pe_found(to, from->v[i].level, "%s", from->v[i].text);
    pe_findings_clear(from);
}
