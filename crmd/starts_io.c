/* crmd/starts_io.c - the record of how this node's lives ended (see starts_io.h).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "crmd/starts_io.h"

#include "lib/edge.h"

#define FILE_MAX 4096
#define OPEN "open"
#define CLOSED "closed"
#define RELEASED "released"

/* The lines of a file; none if it is not there. */
static void read_lines(const char *path, struct bt_strv *ret)
{
    char *text = NULL;
    if (bt_file_read(path, FILE_MAX, &text, NULL, NULL) == BT_EX_OK)
        bt_strv_split(ret, text, "\n");
    free(text);
}

static void write_text(const char *path, const char *text)
{
    struct bt_err err = {0};
    if (bt_file_write_durable(path, text, strlen(text), 0640, &err) != BT_EX_OK)
        bt_log_err(BT_LOG_WARNING, "A fence loop would not be noticed", &err);
    bt_err_clear(&err);
}

static void write_record(const char *path, const char *state, const struct starts *falls)
{
    struct bt_buf b = {0};
    bt_buf_addf(&b, "%s\n", state);
    for (size_t i = falls->n > STARTS_MAX ? falls->n - STARTS_MAX : 0; i < falls->n; i++)
        bt_buf_addf(&b, "%" PRId64 "\n", falls->v[i]);
    write_text(path, b.text);
    bt_buf_free(&b);
}

/* Whether the last life ended in order; also the falls before. */
static bool read_record(const char *path, struct starts *ret)
{
    struct bt_strv lines = {0};
    read_lines(path, &lines);
    bool open = lines.n > 0 && bt_streq(lines.v[0], OPEN);
    int64_t s;
    for (size_t i = 1; i < lines.n; i++)
        if (bt_parse_int(lines.v[i], &s))
            BT_PUSH(ret, s);
    bt_strv_free(&lines);
    return !open;
}

void starts_open(const char *path, const char *run, int64_t now_s, struct starts *ret)
{
    struct bt_strv life = {0};
    read_lines(run, &life);
    bool orderly = read_record(path, ret);
    if (life.n == 0) { /* the node has started, not just the controller */
        if (!orderly)
            BT_PUSH(ret, now_s);
        write_text(run, OPEN "\n");
    }
    write_record(path, OPEN, ret);
    if (life.n > 0 && bt_streq(life.v[0], RELEASED))
        ret->n = 0;
    bt_strv_free(&life);
}

void starts_release(const char *run)
{
    write_text(run, RELEASED "\n");
}

void starts_close(const char *path)
{
    struct starts falls = {0};
    read_record(path, &falls);
    write_record(path, CLOSED, &falls);
    BT_VEC_FREE(&falls);
}
