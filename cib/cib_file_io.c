/* cib/cib_file_io.c - CIB_file and shadows (see cib_file_io.h).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "cib/cib_file_io.h"

#include "cib/cib_client.h"

#include <errno.h>
#include <limits.h>
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#define FILE_MAX_BYTES (512U << 20)

/* Where shadows lie: interfaces 1.2, crm_shadow. */
static char *shadow_dir(void)
{
    const char *dir = getenv("CIB_shadow_dir");
    if (dir != NULL && *dir != '\0')
        return bt_strdup(dir);
    const struct passwd *user = getpwuid(geteuid());
    if (geteuid() == 0 || (user != NULL && strcmp(user->pw_name, "hacluster") == 0))
        return bt_strdup(BT_STATEDIR "/cib");
    const char *home = user != NULL ? user->pw_dir : getenv("HOME");
    return bt_printf("%s/.cib", home != NULL ? home : "");
}

char *cib_shadow_path(const char *name)
{
    char *dir = shadow_dir(), *path = bt_printf("%s/shadow.%s", dir, name);
    free(dir);
    return path;
}

int cib_file_path(bool shadows, char **ret, struct bt_err *err)
{
    const char *file = getenv("CIB_file"), *shadow = shadows ? getenv("CIB_shadow") : NULL;
    *ret = NULL;
    if (shadow == NULL || *shadow == '\0') {
        *ret = file != NULL && *file != '\0' ? bt_strdup(file) : NULL;
        return 0;
    }
    if (strchr(shadow, '/') != NULL)
        return bt_fail(err, BT_EX_NOSUCH, "CIB_shadow is '%s': the name of a shadow has no '/'", shadow);
    char *path = cib_shadow_path(shadow);
    if (access(path, F_OK) != 0) {
        int rc = bt_fail(err, BT_EX_NOSUCH, "there is no shadow CIB '%s' (%s): create it with crm_shadow --create, or unset CIB_shadow",
                         shadow, path);
        free(path);
        return rc;
    }
    *ret = path;
    return 0;
}

static int read_doc(const char *path, xmlDoc **ret, struct bt_err *err)
{
    char *text = NULL;
    size_t len = 0;
    int rc = bt_file_read(path, FILE_MAX_BYTES, &text, &len, err);
    if (rc != 0)
        return rc;
    rc = bt_xml_parse(text, len, path, ret, err);
    free(text);
    return rc;
}

int cib_file_open(const char *path, struct cib_file *ret, struct bt_err *err)
{
    struct stat st;
    if (stat(path, &st) != 0)
        return bt_fail(err, BT_EX_NOSUCH, "the CIB's file %s can't be opened (%s)", path, strerror(errno));
    struct cib_file f = {.is_regular = S_ISREG(st.st_mode)};
    xmlDoc *doc = NULL;
    int rc = read_doc(path, &doc, err);
    if (rc == 0 && (rc = cib_from_doc(doc, &f.cib, err)) != 0)
        bt_err_context(err, "%s", path);
    if (rc != 0)
        return rc;
    char *resolved = f.is_regular ? realpath(path, NULL) : NULL; /* a link stays a link */
    f.path = bt_strdup(resolved != NULL ? resolved : path);
    free(resolved);
    *ret = f;
    return 0;
}

/* In place: pcs keeps its file open while our tools change it, and reads on (interfaces 2, "CIB_file"). */
static int write_doc(const struct cib_file *f, struct bt_err *err)
{
    char *text = bt_xml_text(bt_xml_root(cib_doc(f->cib)), true), *packed = NULL;
    size_t len = strlen(text);
    int rc = bt_ends(f->path, ".bz2") ? bt_pack(text, len, &packed, &len, err) : 0;
    if (rc == 0)
        rc = bt_file_overwrite(f->path, packed != NULL ? packed : text, len, err);
    free(packed);
    free(text);
    return rc;
}

int cib_file_change(struct cib_file *f, const struct cib_request *rq, struct bt_err *err)
{
    struct cib_changed done = {0};
    if (!f->is_regular)
        return bt_fail(err, BT_EX_CANTCREAT, "%s is no regular file: it can be read, but not changed", f->path);
    xmlDoc *before = bt_xml_doc_of(bt_xml_root(cib_doc(f->cib)));
    int rc = cib_change(f->cib, rq, bt_now().wall, &done, err);
    if (rc == 0 && done.patch != NULL && (rc = write_doc(f, err)) != 0) {
        cib_free(f->cib);
        cib_from_doc(before, &f->cib, NULL);
        before = NULL;
    }
    bt_xml_free(done.patch);
    bt_xml_free(before);
    return rc;
}

void cib_file_close(struct cib_file *f)
{
    free(f->path);
    cib_free(f->cib);
    *f = (struct cib_file){0};
}
