/* supervisor/watchdog_io.c - see watchdog_io.h.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "supervisor/watchdog_io.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/watchdog.h>
#include <sys/ioctl.h>
#include <sys/random.h>
#include <sys/reboot.h>
#include <sys/stat.h>
#include <unistd.h>

#define KEPT_MAX 200
#define FEED "1"
#define STOP "V" /* Documentation/watchdog/watchdog-api.rst: the magic close */

struct sup_watchdog {
    int fd;
    char *kept;         /* the file */
    char *state, *life; /* what is in it */
    bool said;          /* that it can't be fed */
};

static void give(int fd, const char *byte, bool *said)
{
    if (write(fd, byte, 1) == 1 || errno == EAGAIN) {
        *said = false;
        return;
    }
    if (!*said)
        bt_log(BT_LOG_ERROR, "the watchdog can't be written to (%s): it will reset this node", strerror(errno));
    *said = true;
}

/* Memory files are written whole or not at all for one who reads after a crash: a short line. */
static void remember(const struct sup_watchdog *w)
{
    int fd = open(w->kept, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0 || dprintf(fd, "%s %s\n", w->state, w->life) < 0)
        bt_log(BT_LOG_ERROR, "%s can't be written (%s): a supervisor that is started anew would feed the watchdog by itself", w->kept, strerror(errno));
    if (fd >= 0)
        close(fd);
}

static void recall(struct sup_watchdog *w)
{
    char *text = NULL;
    struct bt_strv words = {0};
    if (bt_file_read(w->kept, KEPT_MAX, &text, NULL, NULL) == BT_EX_OK)
        bt_strv_split(&words, text, " \n");
    w->state = bt_strdup(words.n > 1 ? words.v[0] : "");
    uint64_t random = 0;
    if (words.n <= 1 && getrandom(&random, sizeof random, 0) != sizeof random)
        random = (uint64_t)bt_now().wall.s << 20 | (uint64_t)bt_now().mono.ms;
    w->life = words.n > 1 ? bt_strdup(words.v[1]) : bt_printf("%016" PRIx64, random);
    bt_strv_free(&words);
    free(text);
}

/* 0, or an error: a real device must take the time that others count on. */
static int set_time(int fd, const char *device, int64_t ms, struct bt_err *err)
{
    struct stat st;
    int wanted_s = (int)(ms / 1000), s = wanted_s;
    if (fstat(fd, &st) != 0)
        return bt_fail(err, BT_EX_OSERR, "%s can't be looked at (%s)", device, strerror(errno));
    if (S_ISFIFO(st.st_mode))
        return 0;
    if (!S_ISCHR(st.st_mode))
        return bt_fail(err, BT_EX_CONFIG, "%s is neither a watchdog nor a pipe", device);
    if (ioctl(fd, WDIOC_SETTIMEOUT, &s) != 0 || ioctl(fd, WDIOC_GETTIMEOUT, &s) != 0)
        return bt_fail(err, BT_EX_CONFIG, "%s does not take a time of %d s (%s); is it a watchdog, and SBD_WATCHDOG_TIMEOUT one that it can keep?", device, wanted_s,
                       strerror(errno));
    if (s > wanted_s)
        return bt_fail(err, BT_EX_CONFIG, "%s resets the node after %d s at the earliest; set SBD_WATCHDOG_TIMEOUT to that", device, s);
    return 0;
}

int sup_watchdog_open(const char *device, int64_t ms, const char *kept, struct sup_watchdog **ret, struct bt_err *err)
{
    struct stat st;
    bool pipe = stat(device, &st) == 0 && S_ISFIFO(st.st_mode), said = false;
    /* A pipe is opened for both directions: nobody needs to be at the other end yet, and a reader that ends is no signal for us. */
    int fd = open(device, (pipe ? O_RDWR : O_WRONLY) | O_CLOEXEC | O_NONBLOCK), rc;
    if (fd < 0)
        return bt_fail(err, BT_EX_CONFIG, errno == EBUSY ? "the watchdog %s is in use by another program (%s); sbd and systemd's RuntimeWatchdogSec hold one"
                                                         : "the watchdog %s can't be opened (%s)", device, strerror(errno));
    rc = set_time(fd, device, ms, err);
    if (rc != 0) {
        give(fd, STOP, &said); /* opening it has started it */
        close(fd);
        return rc;
    }
    struct sup_watchdog *w = BT_NEW(struct sup_watchdog);
    w->fd = fd;
    w->kept = bt_strdup(kept);
    recall(w);
    *ret = w;
    return 0;
}

const char *sup_watchdog_state(const struct sup_watchdog *w)
{
    return w->state;
}

const char *sup_watchdog_life(const struct sup_watchdog *w)
{
    return w->life;
}

void sup_watchdog_feed(struct sup_watchdog *w)
{
    if (w != NULL && w->fd >= 0)
        give(w->fd, FEED, &w->said);
}

void sup_watchdog_keep(struct sup_watchdog *w, const char *state)
{
    if (w == NULL)
        return;
    free(w->state);
    w->state = bt_strdup(state);
    remember(w);
}

void sup_watchdog_stop(struct sup_watchdog *w)
{
    if (w == NULL || w->fd < 0)
        return;
    give(w->fd, STOP, &w->said);
    close(w->fd);
    w->fd = -1;
    unlink(w->kept);
}

void sup_panic(void)
{
    bt_log(BT_LOG_ERROR, "this node is reset now (fence-reaction=panic)");
    if (reboot(RB_AUTOBOOT) != 0)
        bt_log(BT_LOG_ERROR, "this node can't be reset (%s): it leaves the cluster instead, with its services running", strerror(errno));
}

void sup_watchdog_free(struct sup_watchdog *w)
{
    if (w == NULL)
        return;
    if (w->fd >= 0)
        close(w->fd);
    free(w->kept);
    free(w->state);
    free(w->life);
    free(w);
}
