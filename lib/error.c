/* lib/error.c - exit codes and errors that are sentences (see error.h).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/error.h"

const char *bt_exit_text(int code)
{
    switch (code) {
#define X(name, number, text)                                                                                          \
    case BT_EX_##name:                                                                                                 \
        return text;
        BT_EXIT_LIST(X)
#undef X
    default: /* what a shell makes of a program that a signal ended */
        return code > 128 && code < 255 ? "Interrupted by signal" : code == 255 ? bt_exit_text(BT_EX_ERROR) : "Unknown exit status";
    }
}

const char *bt_exit_name(int code)
{
    switch (code) {
#define X(name, number, text)                                                                                          \
    case BT_EX_##name:                                                                                                 \
        return "CRM_EX_" #name;
        BT_EXIT_LIST(X)
#undef X
    default:
        return NULL;
    }
}

int bt_fail(struct bt_err *err, int code, const char *fmt, ...)
{
    assert(code != BT_EX_OK);
    if (err == NULL || err->code != BT_EX_OK)
        return code;
    assert(err->text == NULL);
    va_list ap;
    va_start(ap, fmt);
    err->code = code;
    err->text = bt_vprintf(fmt, ap);
    va_end(ap);
    return code;
}

int bt_err_context(struct bt_err *err, const char *fmt, ...)
{
    if (err == NULL)
        return BT_EX_ERROR;
    assert(err->code != BT_EX_OK);
    va_list ap;
    va_start(ap, fmt);
    char *context = bt_vprintf(fmt, ap);
    va_end(ap);
    char *text = bt_printf("%s: %s", context, bt_err_text(err));
    free(context);
    free(err->text);
    err->text = text;
    return err->code;
}

void bt_err_clear(struct bt_err *err)
{
    free(err->text);
    *err = (struct bt_err){0};
}

const char *bt_err_text(const struct bt_err *err)
{
    return err->text != NULL ? err->text : bt_exit_text(err->code);
}
