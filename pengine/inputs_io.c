/* pengine/inputs_io.c - saved inputs: compress, number, write, rename. Not fsynced: they are for people, and the next decision makes another.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "pengine/inputs_io.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
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
    bool ok = f != NULL && fchmod(fileno(f), 0640) == 0 && fwrite(data, 1, len, f) == len;

    ok = f != NULL && fclose(f) == 0 && ok && rename(temporary, path) == 0;
    int rc = ok ? BT_EX_OK : bt_fail(err, BT_EX_IOERR, "%s can't be written: %s", path, strerror(errno));
    if (!ok)
        unlink(temporary);
    free(temporary);
    return rc;
}

/* In its place, as it is shorter than what a disk writes at once: a file that takes another one's place at each decision costs more than the decision, for ext4 passes over what it
 * has deleted in the last seconds. */
static int write_number(const char *last, int64_t n, struct bt_err *err)
{
    char number[24];
    int len = snprintf(number, sizeof number, "%" PRId64 "\n", n), fd = open(last, O_WRONLY | O_CREAT | O_CLOEXEC, 0640);
    bool ok = fd >= 0 && pwrite(fd, number, (size_t)len, 0) == len && ftruncate(fd, len) == 0;
    int rc = ok ? BT_EX_OK : bt_fail(err, BT_EX_IOERR, "%s can't be written: %s", last, strerror(errno));
    if (fd >= 0)
        close(fd);
    return rc;
}

/* The number in pe-X.last; 0 if there is none or the series starts again. */
static int64_t next_number(const char *last, int64_t max)
{
    char *text = NULL;
    int64_t n = 0;

    if (bt_file_read(last, 64, &text, NULL, NULL) == BT_EX_OK) {
        text[strcspn(text, "\n")] = '\0';
        if (!bt_parse_int(text, &n) || n < 0 || n == INT64_MAX || (max > 0 && n >= max))
            n = 0;
    }
    free(text);
    return n;
}

int pe_inputs_save(const char *folder, enum pe_series series, int64_t max, const xmlNode *cib, char **ret_path, struct bt_err *err)
{
    assert((size_t)series < BT_COUNT(SERIES));
    if (max == 0) {
        *ret_path = NULL;
        return BT_EX_OK;
    }
    char *last = bt_printf("%s/%s.last", folder, SERIES[series].file);
    int64_t n = next_number(last, max);
    char *path = bt_printf("%s/%s-%" PRId64 ".bz2", folder, SERIES[series].file, n);
    char *text = bt_xml_text(cib, true), *small = NULL;
    size_t len = 0;

    int rc = bt_pack(text, strlen(text), &small, &len, err);
    if (rc == BT_EX_OK)
        rc = write_replacing(path, small, len, err);
    if (rc == BT_EX_OK)
        rc = write_number(last, n + 1, err);
    free(small);
    free(text);
    free(last);
    if (rc == BT_EX_OK)
        *ret_path = path;
    else
        free(path);
    return rc;
}
