/* tests/unit/fence_world.h - a fencer under virtual time, for stories: what goes in, and a transcript of what comes out.
 *
 * The transcript has one line an effect: "run TOKEN AGENT key=value ... (TIMEOUT)", "kill TOKEN", "timer TOKEN DELAY", "cancel TOKEN",
 * "send CLIENT <...>". Logs are kept apart.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BATON_TESTS_FENCE_WORLD_H
#define BATON_TESTS_FENCE_WORLD_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "fencing/fencing.h"

struct world {
    struct fence *f;
    struct bt_now now;
    uint64_t random;
    struct bt_buf out, logs;
    xmlDoc *kept;      /* the history that is to survive */
    const char *status;  /* what its status holds; NULL: nothing */
    const char *options; /* what is in the CIB's crm_config; NULL: nothing */
    uint64_t last_run; /* token of the newest run */
    const char *user, *groups; /* who sends messages; NULL: the daemon itself */
    const char *lists; /* what is in the CIB's acls; NULL: nothing */
    bool quiet_agents; /* leave metadata runs to the test */
};

/* A fencer on node n1 at mono 0 and wall 1000; agents' metadata calls are answered with FENCE_METADATA unless quiet_agents. */
struct world *world_new(void);
void world_free(struct world *w);

/* Gives a CIB with these resources, constraints and levels (each may be NULL), two nodes n1 (id 1) and n2 (id 2), n2 with attribute rack=r7. */
void world_cib(struct world *w, const char *resources, const char *constraints, const char *levels);
void world_message(struct world *w, uint64_t client, const char *xml);
/* The agent run of this token ends. */
void world_done(struct world *w, uint64_t token, int code, const char *output, const char *errors);
void world_timed_out(struct world *w, uint64_t token);
void world_missing(struct world *w, uint64_t token);
void world_timer(struct world *w, uint64_t token);
void world_client_gone(struct world *w, uint64_t client);
void world_pass(struct world *w, int64_t ms);

/* The transcript since the last look is exactly this; forgets it. */
void world_expect(struct world *w, const char *lines);
/* A log line with this text was written since the last look; forgets the logs. */
void world_expect_log(struct world *w, const char *text);

/* A stonith primitive; more: "name=value" attributes separated by '|'. The text is static, overwritten at the fourth call. */
const char *device(const char *id, const char *agent, const char *more);

#define FENCE_METADATA                                                                                                 \
    "<resource-agent name='f'><parameters><parameter name='port'/></parameters><actions><action name='on'/>"          \
    "<action name='off'/><action name='reboot'/><action name='status'/><action name='list'/></actions></resource-agent>"

#endif
