/* tests/bench/cib_client.c - a client of the running cluster's CIB for the measurements of tests/bench/cib and for scenarios.
 *
 *   cib_client change COUNT WINDOW   COUNT changes of one value, WINDOW under way at a time: changes a second, and the median and longest ms until one is acknowledged
 *   cib_client query COUNT           the whole CIB as text, as cibadmin has it, COUNT times: median and longest ms
 *   cib_client read COUNT            the same as a document, as other tools have it
 *   cib_client follow COUNT          subscribes, says so ("follows") and prints "admin_epoch.epoch.num_updates microseconds" of COUNT notifications as they come
 *   cib_client steady COUNT PER_S    COUNT changes, so many a second: the same figures as change
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "cib/cib.h"
#include "lib/edge.h"

#define WAIT_MS 60000

static int64_t now_us(clockid_t clock)
{
    struct timespec t;
    clock_gettime(clock, &t);
    return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static void must(int rc, struct bt_err *err)
{
    if (rc == 0)
        return;
    fprintf(stderr, "cib_client: %s\n", bt_err_text(err));
    exit(rc);
}

/* The next document of that name; notifications between are passed over. */
static xmlDoc *receive(struct bt_ipcc *c, const char *name)
{
    struct bt_err err = {0};
    xmlDoc *doc = NULL;
    must(bt_ipcc_recv(c, WAIT_MS, &doc, &err), &err);
    while (!bt_xml_is(bt_xml_root(doc), name)) {
        bt_xml_free(doc);
        must(bt_ipcc_recv(c, WAIT_MS, &doc, &err), &err);
    }
    return doc;
}

static void send_request(struct bt_ipcc *c, const struct cib_request *rq, int64_t id)
{
    struct bt_err err = {0};
    xmlDoc *doc = cib_request_to_xml(rq);
    bt_xml_set_int(bt_xml_root(doc), "id", id);
    must(bt_ipcc_send(c, doc, &err), &err);
    bt_xml_free(doc);
}

static void send_change(struct bt_ipcc *c, int64_t id)
{
    xmlDoc *doc = bt_xml_doc("cluster_property_set");
    xmlNode *pair;
    bt_xml_set(bt_xml_root(doc), "id", "bench");
    pair = bt_xml_add(bt_xml_root(doc), "nvpair");
    bt_xml_set(pair, "id", "bench-value");
    bt_xml_set(pair, "name", "bench-value");
    bt_xml_set_int(pair, "value", id);
    send_request(c, &(struct cib_request){.op = CIB_OP_MODIFY, .section = "crm_config", .xml = bt_xml_root(doc), .flags = CIB_CAN_CREATE, .client = "cib_client"}, id);
    bt_xml_free(doc);
}

/* The id of the next answer, which must say yes. */
static int64_t receive_answer(struct bt_ipcc *c)
{
    struct bt_err err = {0};
    int64_t id = -1;
    const xmlNode *child;
    xmlDoc *doc = receive(c, "cib_reply");
    must(cib_reply_from_xml(bt_xml_root(doc), &id, &child, &err), &err);
    bt_xml_free(doc);
    return id;
}

static int by_value(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

static void print_times(int64_t *us, int64_t n)
{
    qsort(us, (size_t)n, sizeof *us, by_value);
    printf("median_ms %.2f longest_ms %.2f\n", (double)us[n / 2] / 1000, (double)us[n - 1] / 1000);
}

/* pause_us: between two changes; 0: none. */
static void change(struct bt_ipcc *c, int64_t count, int64_t window, int64_t pause_us)
{
    int64_t *at = bt_alloc((size_t)(count + 1) * sizeof *at), sent = 0, from = now_us(CLOCK_MONOTONIC);
    for (int64_t done = 0; done < count; done++) {
        while (sent < count && sent - done < window) {
            int64_t wait_us = from + sent * pause_us - now_us(CLOCK_MONOTONIC);
            if (wait_us > 0)
                nanosleep(&(struct timespec){wait_us / 1000000, wait_us % 1000000 * 1000}, NULL);
            at[sent] = now_us(CLOCK_MONOTONIC);
            send_change(c, sent++);
        }
        int64_t id = receive_answer(c);
        at[id] = now_us(CLOCK_MONOTONIC) - at[id];
    }
    int64_t took = now_us(CLOCK_MONOTONIC) - from;
    printf("per_s %.0f ", (double)count * 1e6 / (double)took);
    print_times(at, count);
    free(at);
}

static void receive_text(struct bt_ipcc *c)
{
    struct bt_err err = {0};
    char *text;
    size_t len;
    must(bt_ipcc_recv_text(c, WAIT_MS, &text, &len, &err), &err);
    must(strstr(text, " rc=\"0\">") != NULL ? 0 : BT_EX_PROTOCOL, &err);
    free(text);
}

static void query(struct bt_ipcc *c, int64_t count, bool as_text)
{
    int64_t *us = bt_alloc((size_t)(count + 1) * sizeof *us);
    for (int64_t i = 0; i < count; i++) {
        us[i] = now_us(CLOCK_MONOTONIC);
        send_request(c, &(struct cib_request){.op = CIB_OP_QUERY, .flags = as_text ? CIB_PRETTY : 0, .client = "cib_client"}, i);
        if (as_text)
            receive_text(c);
        else
            receive_answer(c);
        us[i] = now_us(CLOCK_MONOTONIC) - us[i];
    }
    print_times(us, count);
    free(us);
}

static void follow(struct bt_ipcc *c, int64_t count)
{
    struct bt_err err = {0};
    xmlDoc *doc = cib_subscribe_to_xml(1);
    must(bt_ipcc_send(c, doc, &err), &err);
    bt_xml_free(doc);
    receive_answer(c);
    puts("follows");
    fflush(stdout);
    for (int64_t i = 0; i < count; i++) {
        doc = receive(c, "cib_notify");
        int64_t us = now_us(CLOCK_REALTIME);
        const xmlNode *target = bt_xml_path(bt_xml_root(doc), "diff/version/target");
        if (target != NULL)
            printf("%s.%s.%s %" PRId64 "\n", bt_xml_get(target, "admin_epoch"), bt_xml_get(target, "epoch"), bt_xml_get(target, "num_updates"), us);
        bt_xml_free(doc);
    }
}

static int64_t number(int argc, char **argv, int i)
{
    int64_t n = 0;
    if (i >= argc || !bt_parse_int(argv[i], &n) || n < 1 || n > 10000000) {
        fprintf(stderr, "Usage: %s change COUNT WINDOW | steady COUNT PER_S | query COUNT | read COUNT | follow COUNT\n", argv[0]);
        exit(BT_EX_USAGE);
    }
    return n;
}

int main(int argc, char **argv)
{
    struct bt_ipcc *c = NULL;
    struct bt_err err = {0};
    const char *what = argc > 1 ? argv[1] : "";
    int64_t count = number(argc, argv, 2);
    must(bt_ipcc_connect("cib", WAIT_MS, &c, &err), &err);
    if (strcmp(what, "change") == 0)
        change(c, count, number(argc, argv, 3), 0);
    else if (strcmp(what, "steady") == 0)
        change(c, count, count, 1000000 / number(argc, argv, 3));
    else if (strcmp(what, "query") == 0)
        query(c, count, true);
    else if (strcmp(what, "read") == 0)
        query(c, count, false);
    else if (strcmp(what, "follow") == 0)
        follow(c, count);
    else
        number(0, argv, 0);
    bt_ipcc_free(c);
    return 0;
}
