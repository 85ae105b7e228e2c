/* tests/unit/store_folder.c - see store_folder.h.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/unit/store_folder.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

int store_folder_new(void **state)
{
    char folder[] = "/tmp/test_cib_store.XXXXXX";
    *state = bt_strdup(mkdtemp(folder));
    return *state != NULL ? 0 : -1;
}

void store_folder_empty(const char *folder)
{
    DIR *dir = opendir(folder);
    for (struct dirent *e; dir != NULL && (e = readdir(dir)) != NULL;)
        if (e->d_name[0] != '.')
            unlinkat(dirfd(dir), e->d_name, 0);
    if (dir != NULL)
        closedir(dir);
}

int store_folder_new_in_memory(void **state)
{
    char folder[] = "/dev/shm/test_cib_store.XXXXXX";
    *state = bt_strdup(mkdtemp(folder));
    return *state != NULL ? 0 : store_folder_new(state);
}

int store_folder_free(void **state)
{
    store_folder_empty(*state);
    rmdir(*state);
    free(*state);
    return 0;
}

bool has_aside(const char *folder)
{
    bool found = false;
    DIR *dir = opendir(folder);
    for (struct dirent *e; (e = readdir(dir)) != NULL;)
        found = found || bt_starts(e->d_name, "cib.auto.");
    closedir(dir);
    return found;
}

struct cib_store *store(const char *folder)
{
    struct cib_store *s = NULL;
    struct bt_err err = {0};
    if (cib_store_open(folder, 3, &s, &err) != 0)
        fail_msg("%s", bt_err_text(&err));
    return s;
}

struct cib *load(const char *folder)
{
    struct cib_store *s = store(folder);
    struct cib *cib = NULL;
    assert_int_equal(cib_store_load(s, &cib, NULL), 0);
    cib_store_close(s);
    return cib;
}

struct cib *cib_at(int64_t epoch)
{
    struct cib *cib = cib_new();
    xmlNode *root = bt_xml_root(cib_doc(cib));
    bt_xml_set_int(root, "epoch", epoch);
    bt_xml_setf(bt_xml_add(bt_xml_path(root, "configuration/nodes"), "node"), "uname", "n<%" PRId64 ">'\n\t", epoch);
    bt_xml_add(bt_xml_path(root, "status"), "node_state");
    return cib;
}

int save(struct cib_store *s, int64_t epoch, struct bt_err *err)
{
    struct cib *cib = cib_at(epoch);
    int rc = cib_store_save(s, cib_doc(cib), err);
    cib_free(cib);
    return rc;
}

int64_t epoch_loaded(struct cib_store *s)
{
    struct cib *cib = NULL;
    assert_int_equal(cib_store_load(s, &cib, NULL), 0);
    int64_t epoch = cib_version(cib).epoch;
    if (epoch > 0) { /* what was loaded is whole */
        struct cib *same = cib_at(epoch);
        bt_xml_remove(bt_xml_path(bt_xml_root(cib_doc(same)), "status/node_state"));
        char *a = bt_xml_text(bt_xml_root(cib_doc(cib)), false), *b = bt_xml_text(bt_xml_root(cib_doc(same)), false);
        assert_string_equal(a, b);
        free(a);
        free(b);
        cib_free(same);
    }
    cib_free(cib);
    return epoch;
}

int64_t epoch_in(const char *folder)
{
    struct cib_store *s = store(folder);
    int64_t epoch = epoch_loaded(s);
    cib_store_close(s);
    return epoch;
}
