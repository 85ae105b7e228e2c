/* pengine/inputs_io.c - saved inputs: compress, number, write, rename. Not fsynced: they are for people, and the next decision makes another.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "pengine/inputs_io.h"

#include <errno.h>
#include <stdio.h>
#include <unistd.h>

static const struct {
    const char *file, *option;
} SERIES[] = {
#define X(name, file, option) {file, option},
    PE_SERIES_LIST(X)
#undef X
};

const char *pe_series_option(enum pe_series series)
{
    return SERIES[series].option;
}

static int write_replacing(const char *path, const void *data, size_t len, struct bt_err *err)
{
    char *temporary = bt_printf("%s.new", path);
    FILE *f = fopen(temporary, "we");
    bool ok = f != NULL && fwrite(data, 1, len, f) == len;

    ok = f != NULL && fclose(f) == 0 && ok && rename(temporary, path) == 0;
    int rc = ok ? BT_EX_OK : bt_fail(err, BT_EX_IOERR, "%s can't be written: %s", path, strerror(errno));
    if (!ok)
        unlink(temporary);
    free(temporary);
    return rc;
}

/* The number in pe-X.last; 0 if there is none or the series starts again. */
static int64_t next_number(const char *last, int64_t max)
{
    char *text = NULL;
    int64_t n = 0;

    if (bt_file_read(last, 64, &text, NULL, NULL) == BT_EX_OK) {
        text[strcspn(text, "\n")] = '\0';
        if (!bt_parse_int(text, &n) || n < 0 || (max > 0 && n >= max))
            n = 0;
    }
    free(text);
    return n;
}

int pe_inputs_save(const char *folder, enum pe_series series, int64_t max, const xmlNode *cib, char **ret_path, struct bt_err *err)
{
    char *last = bt_printf("%s/%s.last", folder, SERIES[series].file);
    int64_t n = next_number(last, max);
    char *path = bt_printf("%s/%s-%" PRId64 ".bz2", folder, SERIES[series].file, n);
    char *text = bt_xml_text(cib, true), *small = NULL, *number = bt_printf("%" PRId64 "\n", n + 1);
    size_t len = 0;

    int rc = bt_pack(text, strlen(text), &small, &len, err);
    if (rc == BT_EX_OK)
        rc = write_replacing(path, small, len, err);
    if (rc == BT_EX_OK)
        rc = write_replacing(last, number, strlen(number), err);
    free(number);
    free(small);
    free(text);
    free(last);
    if (rc == BT_EX_OK)
        *ret_path = path;
    else
        free(path);
    return rc;
}
