/* tests/bench/lrm_client.c - what lrmd adds to an agent's own time, for tests/bench/lrm.
 *
 *   lrm_client COUNT PROVIDER TYPE   COUNT probes asked of the running lrmd, one after the other, and as many calls of the same agent by posix_spawn(),
 *                                    in turns: the median ms of each and their difference. It takes the controller's place as the one who hears results.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>

#include "lib/edge.h"
#include "lrm/lrm.h"

#define WAIT_MS 60000

static int64_t now_us(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static void must(int rc, struct bt_err *err)
{
    if (rc == 0)
        return;
    fprintf(stderr, "lrm_client: %s\n", bt_err_text(err));
    exit(rc);
}

static void send_text(struct bt_ipcc *c, const char *text)
{
    struct bt_err err = {0};
    xmlDoc *doc = NULL;
    must(bt_xml_parse(text, strlen(text), "a request", &doc, &err), &err);
    must(bt_ipcc_send(c, doc, &err), &err);
    bt_xml_free(doc);
}

/* From the request, in text, to the message with the result. */
static int64_t by_lrmd(struct bt_ipcc *c, const char *provider, const char *type, int number)
{
    struct bt_err err = {0};
    xmlDoc *doc = NULL;
    char *request = bt_printf("<lrm_exec><rsc_op id='%d' operation='monitor' operation_key='bench_monitor_0' transition-key='%d:1:7:bench'>"
                              "<primitive id='bench' class='ocf' provider='%s' type='%s'/>"
                              "<attributes CRM_meta_op_target_rc='7' CRM_meta_timeout='20000' crm_feature_set='3.16.2'/></rsc_op></lrm_exec>",
                              number, number, provider, type);
    int64_t began = now_us();
    send_text(c, request);
    must(bt_ipcc_recv(c, WAIT_MS, &doc, &err), &err);
    int64_t took = now_us() - began;
    if (!bt_xml_is(bt_xml_root(doc), "lrm_result"))
        must(bt_fail(&err, BT_EX_PROTOCOL, "lrmd answers with <%s>", bt_xml_name(bt_xml_root(doc))), &err);
    bt_xml_free(doc);
    free(request);
    return took;
}

/* From posix_spawn() to the exit. */
static int64_t by_hand(const char *provider, const char *type)
{
    struct bt_err err = {0};
    char *path = bt_printf("/usr/lib/ocf/resource.d/%s/%s", provider, type);
    char *const argv[] = {path, (char[]){"monitor"}, NULL};
    char *const envp[] = {(char[]){"PATH=/usr/sbin:/usr/bin:/sbin:/bin"}, (char[]){"OCF_ROOT=/usr/lib/ocf"}, (char[]){"OCF_RESOURCE_INSTANCE=bench"}, NULL};
    pid_t pid;
    int64_t began = now_us();
    if (posix_spawn(&pid, path, NULL, NULL, argv, envp) != 0 || waitpid(pid, NULL, 0) != pid)
        must(bt_fail(&err, BT_EX_OSERR, "%s can't be run", path), &err);
    int64_t took = now_us() - began;
    free(path);
    return took;
}

static int by_value(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

static double median_ms(int64_t *us, size_t n)
{
    qsort(us, n, sizeof *us, by_value);
    return (double)us[n / 2] / 1000;
}

int main(int argc, char **argv)
{
    struct bt_err err = {0};
    struct bt_ipcc *c = NULL;
    int count = argc == 4 ? atoi(argv[1]) : 0;
    if (count < 1) {
        fprintf(stderr, "Usage: lrm_client COUNT PROVIDER TYPE\n");
        return BT_EX_USAGE;
    }
    must(bt_ipcc_connect(LRM_IPC, WAIT_MS, &c, &err), &err);
    send_text(c, "<lrm_subscribe/>");
    by_lrmd(c, argv[2], argv[3], 0); /* the first one also asks for meta-data */
    int64_t *lrmd = bt_zalloc((size_t)count * sizeof *lrmd), *hand = bt_zalloc((size_t)count * sizeof *hand);
    for (int i = 0; i < count; i++) {
        hand[i] = by_hand(argv[2], argv[3]);
        lrmd[i] = by_lrmd(c, argv[2], argv[3], i + 1);
    }
    double own = median_ms(hand, (size_t)count), whole = median_ms(lrmd, (size_t)count);
    printf("own_ms %.2f lrmd_ms %.2f overhead_ms %.2f\n", own, whole, whole - own);
    free(lrmd);
    free(hand);
    bt_ipcc_free(c);
    return 0;
}
