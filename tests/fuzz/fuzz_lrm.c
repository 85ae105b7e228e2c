/* tests/fuzz/fuzz_lrm.c - any document as an agent's meta-data, as a saved state, and its children as a story for the LRM: messages of a client,
 * <done rc status/> for a program that ends, <pass/> for timers that fire, anything between.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/fuzz/fuzz.h"

#include "lrm/lrm.h"
#include "lrm/metacheck.h"

enum { RUNS_MAX = 1024, TIMERS_MAX = 1024 };

struct story {
    struct lrm *lrm;
    struct bt_now now;
    struct {
        uint64_t token;
        char *rsc;
    } runs[RUNS_MAX];
    size_t n_runs;
    uint64_t timers[TIMERS_MAX];
    size_t n_timers;
};

static void starts(struct story *s, struct lrm_run *run)
{
    for (size_t i = 0; i < s->n_runs; i++)
        MUST(!bt_streq(s->runs[i].rsc, run->rsc));
    MUST(s->n_runs < RUNS_MAX);
    s->runs[s->n_runs].token = run->token;
    s->runs[s->n_runs++].rsc = run->rsc;
    run->rsc = NULL;
}

static void perform(struct story *s, struct lrm_effects *fx)
{
    for (size_t i = 0; i < fx->n; i++) {
        struct lrm_effect *e = &fx->v[i];
        if (e->kind == LRM_FX_RUN)
            starts(s, &e->run);
        else if (e->kind == LRM_FX_TIMER_SET && s->n_timers < TIMERS_MAX)
            s->timers[s->n_timers++] = e->token;
        else if (e->kind == LRM_FX_SEND)
            MUST(bt_xml_root(e->message) != NULL && e->client != 0);
    }
    lrm_effects_clear(fx);
}

static void feed(struct story *s, struct lrm_event *ev)
{
    struct lrm_effects fx = {0};
    ev->now = s->now;
    lrm_step(s->lrm, ev, &fx);
    perform(s, &fx);
}

static void one_ends(struct story *s, const xmlNode *n)
{
    if (s->n_runs == 0)
        return;
    struct lrm_event ev = {.kind = LRM_EV_DONE,
                           .token = s->runs[0].token,
                           .rc = (int)bt_xml_get_int(n, "rc", 0),
                           .status = (enum bt_opstatus)bt_xml_get_int(n, "status", 0),
                           .exit_reason = bt_xml_get(n, "reason")};
    free(s->runs[0].rsc);
    s->runs[0] = s->runs[--s->n_runs];
    feed(s, &ev);
}

static void time_passes(struct story *s)
{
    size_t n = s->n_timers;
    s->now.mono.ms += 5000;
    for (size_t i = 0; i < n; i++)
        feed(s, &(struct lrm_event){.kind = LRM_EV_TIMER, .token = s->timers[i]});
    for (size_t i = n; i < s->n_timers; i++)
        s->timers[i - n] = s->timers[i];
    s->n_timers -= n;
}

/* What was saved is taken again, and what changed since the last look is a saved state too. */
static void saves(struct story *s)
{
    xmlDoc *saved = lrm_save(s->lrm), *changes = lrm_save_changes(s->lrm);
    struct lrm *second = lrm_new(&(struct lrm_config){.node = "n", .max_children = 2});
    struct lrm_effects fx = {0};
    if (changes != NULL)
        lrm_saved_merge(bt_xml_root(saved), bt_xml_root(changes));
    MUST(lrm_restore(second, bt_xml_root(saved), s->now, &fx, NULL) == 0);
    bt_xml_free(lrm_history(second));
    lrm_effects_clear(&fx);
    lrm_free(second);
    bt_xml_free(saved);
    bt_xml_free(changes);
}

static void tell(const xmlNode *root)
{
    struct story s = {.lrm = lrm_new(&(struct lrm_config){.node = "n", .max_children = 2})};
    struct bt_err err = {0};
    struct lrm_effects fx = {0};
    int rc = lrm_restore(s.lrm, root, s.now, &fx, &err);
    MUST((rc != 0) == (err.text != NULL));
    perform(&s, &fx);
    bt_err_clear(&err);
    bt_xml_each(n, root, NULL) {
        if (bt_xml_is(n, "done"))
            one_ends(&s, n);
        else if (bt_xml_is(n, "pass"))
            time_passes(&s);
        else
            feed(&s, &(struct lrm_event){.kind = LRM_EV_REQUEST, .client = 1, .request = n});
    }
    saves(&s);
    bt_xml_free(lrm_history(s.lrm));
    for (size_t i = 0; i < s.n_runs; i++)
        free(s.runs[i].rsc);
    lrm_free(s.lrm);
}

static void read_as_meta_data(const uint8_t *data, size_t len)
{
    struct lrm_meta *m = NULL;
    struct bt_err err = {0};
    char *text = bt_strndup((const char *)data, len);
    int rc = lrm_meta_parse(text, strlen(text), "an agent", &m, &err);
    MUST((rc != 0) == (err.text != NULL));
    if (rc == 0) {
        free(lrm_meta_force_restart(m));
        free(lrm_meta_secret(m));
        struct lrm_meta_faults faults = {0};
        lrm_meta_check(m, &faults);
        lrm_meta_faults_free(&faults);
    }
    lrm_meta_free(m);
    bt_err_clear(&err);
    free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    xmlDoc *doc = NULL;
    read_as_meta_data(data, len);
    if (bt_xml_parse((const char *)data, len, "input", &doc, NULL) != 0)
        return 0;
    tell(bt_xml_root(doc));
    bt_xml_free(doc);
    return 0;
}
