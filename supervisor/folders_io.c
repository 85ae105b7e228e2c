/* supervisor/folders_io.c - see folders_io.h. data/baton.tmpfiles.in says the same to systemd.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "supervisor/folders_io.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#define USER "hacluster"
#define GROUP "haclient"

struct folder {
    const char *path;
    mode_t mode;
    bool root; /* owned by root, else by USER; always of GROUP */
};

/* Modes as Debian's Pacemaker has them (interfaces section 4). */
static const struct folder folders[] = {
    {BT_RUN_DIR, 0755, true},
    {BT_RUN_DIR "/crmd", 0750, false},
    {BT_STATEDIR, 0750, false},
    {BT_STATEDIR "/cib", 0750, false},
    {BT_STATEDIR "/pengine", 0750, false},
    {BT_STATEDIR "/cores", 0750, false},
    {BT_STATEDIR "/blackbox", 0750, false},
    {BT_LOGDIR, 0770, false},
};

/* Makes one folder with what lies above it; the new one is owned before anybody can use it. */
static int make(const struct folder *f, uid_t uid, gid_t gid, struct bt_err *err)
{
    char *path = bt_strdup(f->path);
    int rc = 0;
    for (char *slash = strchr(path + 1, '/'); slash != NULL && rc == 0; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        if (mkdir(path, 0755) != 0 && errno != EEXIST)
            rc = bt_fail(err, BT_EX_CANTCREAT, "the folder %s can't be made (%s)", path, strerror(errno));
        *slash = '/';
    }
    if (rc == 0 && mkdir(path, 0700) == 0) {
        if (chown(path, f->root ? 0 : uid, gid) != 0 || chmod(path, f->mode) != 0)
            rc = bt_fail(err, BT_EX_CANTCREAT, "the folder %s can't be given to " USER " (%s)", path, strerror(errno));
    } else if (rc == 0 && errno != EEXIST) {
        rc = bt_fail(err, BT_EX_CANTCREAT, "the folder %s can't be made (%s)", path, strerror(errno));
    }
    free(path);
    return rc;
}

int sup_make_folders(struct bt_err *err)
{
    const struct passwd *user = getpwnam(USER);
    uid_t uid = user != NULL ? user->pw_uid : 0;
    const struct group *group = getgrnam(GROUP);
    if (user == NULL || group == NULL)
        return bt_fail(err, BT_EX_NOUSER,
                       "the user " USER " or the group " GROUP " does not exist; create them: groupadd -r " GROUP
                       " && useradd -r -g " GROUP " -d " BT_STATEDIR " -s /usr/sbin/nologin " USER);
    int rc = 0;
    for (size_t i = 0; i < BT_COUNT(folders) && rc == 0; i++)
        rc = make(&folders[i], uid, group->gr_gid, err);
    return rc;
}
