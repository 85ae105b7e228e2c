/* tools/simulate_profile.c - crm_simulate --profile: how long the policy engine takes for each CIB of a folder.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <dirent.h>
#include <sys/stat.h>
#include <time.h>

#include "tools/common.h"
#include "tools/simulate.h"

/* The last name first, like 2.1.5. */
static int by_name(const void *a, const void *b)
{
    return strcmp(*(char *const *)b, *(char *const *)a);
}

static bool is_cib(const char *name)
{
    size_t len = strlen(name);
    return name[0] != '.' && len > 4 && strcmp(name + len - 4, ".xml") == 0;
}

static int list(const char *folder, struct bt_strv *ret, struct bt_err *err)
{
    DIR *d = opendir(folder);
    if (d == NULL)
        return bt_fail(err, BT_EX_NOINPUT, "the folder %s can't be read: %m", folder);
    for (const struct dirent *e; (e = readdir(d)) != NULL;) {
        struct stat s;
        char *path = bt_printf("%s/%s", folder, e->d_name);
        if (is_cib(e->d_name) && stat(path, &s) == 0 && S_ISREG(s.st_mode))
            bt_strv_add(ret, path);
        free(path);
    }
    closedir(d);
    if (ret->n > 1)
        qsort(ret->v, ret->n, sizeof *ret->v, by_name);
    return 0;
}

/* From the document to the graph: what the engine has to do for each decision. */
static int decide(const xmlDoc *cib, struct bt_err *err)
{
    struct pe_result result = {0};
    int rc = pe_schedule(cib, bt_now().wall, 0, &result, err);
    pe_result_clear(&result);
    return rc;
}

static int measure(struct out *o, xmlNode *timings, const char *path, int64_t times, struct bt_err *err)
{
    xmlDoc *cib = NULL;
    int rc = bt_file_read_xml(path, &cib, err);
    if (rc == 0)
        cib_upgrade_old(&cib, NULL);
    clock_t begin = clock();
    for (int64_t i = 0; i < times && rc == 0; i++)
        rc = decide(cib, err);
    double took_s = (double)(clock() - begin) / CLOCKS_PER_SEC;
    bt_xml_free(cib);
    if (rc != 0)
        return rc;
    out_text(o, "  * Testing %s ... %.2f secs\n", path, took_s);
    if (timings != NULL) {
        xmlNode *t = bt_xml_add(timings, "timing");
        bt_xml_set(t, "file", path);
        bt_xml_setf(t, "duration", "%f", took_s);
    }
    return 0;
}

int sim_profile(struct out *o, const char *folder, int64_t times, struct bt_err *err)
{
    struct bt_strv inputs = {0};
    int rc = list(folder, &inputs, err);
    xmlNode *timings = rc == 0 ? out_element(o, "timings") : NULL;
    if (rc == 0 && inputs.n > 0)
        out_text(o, "Timings:\n");
    for (size_t i = 0; i < inputs.n; i++) {
        struct bt_err one = {0}; /* a file that can't be read is no reason to leave out the others */
        int failed = measure(o, timings, inputs.v[i], times, &one);
        if (failed != 0 && rc == 0)
            rc = bt_fail(err, failed, "%s: %s", inputs.v[i], bt_err_text(&one));
        bt_err_clear(&one);
    }
    bt_strv_free(&inputs);
    return rc;
}
