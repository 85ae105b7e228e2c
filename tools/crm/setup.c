/* tools/crm/setup.c - the steps to make, join and leave a cluster (see setup.h).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "cib/cib.h"
#include "tools/crm/setup.h"
#include "tools/crm/words.h"

static const struct setup_profile profiles[] = {{"normal", 3000}, {"fast", 1000}, {"patient", 10000}};

const struct setup_profile *setup_profile(const char *name)
{
    for (size_t i = 0; i < BT_COUNT(profiles); i++)
        if (name == NULL || bt_streq(profiles[i].name, name))
            return &profiles[i];
    return NULL;
}

/* Steps ------------------------------------------------------------------------------------------------------------- */

void setup_plan_free(struct setup_plan *p)
{
    for (size_t i = 0; i < p->steps.n; i++) {
        struct setup_step *s = &p->steps.v[i];
        free(s->path);
        free(s->text);
        free(s->why);
        bt_strv_free(&s->argv);
    }
    BT_VEC_FREE(&p->steps);
}

/* Takes text. */
static void step_write(struct setup_plan *p, const char *path, char *text, unsigned mode, const char *now, char *why)
{
    BT_PUSH(&p->steps, ((struct setup_step){.kind = SETUP_WRITE, .path = bt_strdup(path), .text = text, .mode = mode,
                                            .done = bt_streq(text, now), .why = why}));
}

/* The command's words are separated by blanks; those in `more`, which a user wrote, follow as they are. */
static void step_run_with(struct setup_plan *p, const char *command, const struct bt_strv *more, bool done, char *why)
{
    struct setup_step s = {.kind = SETUP_RUN, .done = done, .why = why};
    bt_strv_split(&s.argv, command, " ");
    for (size_t i = 0; more != NULL && i < more->n; i++)
        bt_strv_add(&s.argv, more->v[i]);
    BT_PUSH(&p->steps, s);
}

static void step_run(struct setup_plan *p, const char *command, bool done, const char *why)
{
    step_run_with(p, command, NULL, done, bt_strdup(why));
}

static char *joined(const struct bt_strv *l, const char *separator)
{
    struct bt_buf b = {0};
    for (size_t i = 0; i < l->n; i++)
        bt_buf_addf(&b, "%s%s", i > 0 ? separator : "", l->v[i]);
    return bt_buf_take(&b);
}

/* What ssh is to run there: one word a word, as none of ours has a blank. */
static void step_ssh(struct setup_plan *p, const char *host, const char *command, char *why)
{
    struct bt_strv more = {0};
    bt_strv_add(&more, host);
    bt_strv_split(&more, command, " ");
    step_run_with(p, "ssh", &more, false, why);
    bt_strv_free(&more);
}

static void step_start(struct setup_plan *p)
{
    step_run(p, "systemctl enable --now corosync baton", false, "corosync says who is alive, baton runs the cluster; both come back after a boot");
    step_run(p, "crm cluster wait_for_startup", false, "until this node is a member");
}

/* corosync wants each node on the same networks. */
static int check_links(const struct setup_node *n, const char *other, size_t links, struct bt_err *err)
{
    if (n->addresses.n == links)
        return BT_EX_OK;
    return bt_fail(err, BT_EX_CONFIG, "%s has %zu address(es) and %s %zu: each node needs one on every network that the nodes talk over", n->name,
                   n->addresses.n, other, links);
}

/* New clusters -------------------------------------------------------------------------------------------------------- */

static char *new_conf(const struct setup_wish *w)
{
    struct conf *c = conf_new();
    char *token = bt_printf("%" PRId64, w->profile->token_ms);
    const struct {
        const char *path, *value;
    } settings[] = {{"totem.version", "2"},
                    {"totem.cluster_name", w->cluster_name},
                    {"totem.transport", "knet"},
                    {"totem.crypto_cipher", "aes256"},
                    {"totem.crypto_hash", "sha256"},
                    {"totem.token", token},
                    {"totem.seqno_unchanged_const", "4"}, /* the token rests after so many idle rounds; 30 of them cost more CPU, at real-time priority, than a change */
                    {"quorum.provider", "corosync_votequorum"},
                    {"logging.to_syslog", "yes"},
                    {"logging.timestamp", "on"}};
    for (size_t i = 0; i < BT_COUNT(settings); i++)
        conf_set(c, settings[i].path, settings[i].value);
    conf_put_node(c, w->self.name, &w->self.addresses);
    if (w->peer.name != NULL)
        conf_put_node(c, w->peer.name, &w->peer.addresses);
    char *text = conf_text(c);
    conf_free(c);
    free(token);
    return text;
}

/* What packages of corosync bring along: one node that nobody else can reach. */
static bool is_placeholder(const struct conf *c)
{
    return conf_nodes(c) == 1 && bt_starts(conf_node_address(c, 0, 0) != NULL ? conf_node_address(c, 0, 0) : "", "127.");
}

/* The present corosync.conf; an empty one if there is none. */
static int read_conf(const struct setup_facts *f, struct conf **ret, struct bt_err *err)
{
    int rc = conf_parse(f->conf != NULL ? f->conf : "", ret, err);
    if (rc != BT_EX_OK)
        return bt_err_context(err, SETUP_CONF);
    if (is_placeholder(*ret)) {
        conf_free(*ret);
        *ret = conf_new();
    }
    return rc;
}

/* Whether a cluster that is there already has what is asked for; a node that joined since is no difference. */
static int check_present(const struct setup_facts *f, const struct setup_wish *w, bool *same, struct bt_err *err)
{
    struct conf *c;
    int rc = read_conf(f, &c, err);
    if (rc != BT_EX_OK)
        return rc;
    const char *name = conf_get(c, "totem.cluster_name");
    *same = bt_streq(name, w->cluster_name) && conf_has_node(c, w->self.name) && (w->peer.name == NULL || conf_has_node(c, w->peer.name));
    if (!*same && conf_nodes(c) > 0)
        rc = bt_fail(err, BT_EX_EXISTS,
                     SETUP_CONF " is that of the cluster \"%s\" with %zu node(s), which is not what was asked for: leave that cluster first "
                                "(crm cluster leave), or move the file away",
                     name != NULL ? name : "", conf_nodes(c));
    conf_free(c);
    return rc;
}

static bool has_option(const xmlDoc *cib, const char *name)
{
    bt_xml_each(set, cib_section(cib, XE_CRM_CONFIG), XE_CLUSTER_PROPERTY_SET)
        if (bt_xml_find(set, XE_NVPAIR, XA_NAME, name) != NULL)
            return true;
    return false;
}

/* Options of a cluster of two. What somebody has set stays; a configuration with resources was made for other rules than those of our profile. */
static void add_options(const struct setup_facts *f, struct bt_buf *out)
{
    static const struct {
        const char *name, *value;
        bool of_profile;
    } options[] = {{"stonith-enabled", "true", false}, {"priority-fencing-delay", "10s", false}, {"cluster-profile", "two-node", true}};
    bool brought_along = bt_xml_first(cib_section(f->cib, XE_RESOURCES), NULL) != NULL;
    for (size_t i = 0; i < BT_COUNT(options); i++)
        if (!has_option(f->cib, options[i].name) && !(options[i].of_profile && brought_along))
            bt_buf_addf(out, "property %s=%s\n", options[i].name, options[i].value);
    if (bt_xml_first(cib_section(f->cib, XE_RSC_DEFAULTS), NULL) == NULL)
        bt_buf_add(out, "rsc_defaults priority=1\n");
}

static bool has_resource(const xmlDoc *cib, const char *id)
{
    return bt_xml_find(cib_section(cib, XE_RESOURCES), XE_PRIMITIVE, XA_ID, id) != NULL;
}

/* "NODE AGENT name=value ..." to a primitive that does not run on its own victim. The first node's device waits a moment, so that it is this
 * node that survives if both have as much to run. */
static int add_device(const struct setup_facts *f, const char *line, bool *first, struct bt_buf *out, struct bt_err *err)
{
    struct bt_strv words = {0};
    int rc = words_split(line, &words, err);
    if (rc == BT_EX_OK && words.n == 1)
        rc = bt_fail(err, BT_EX_CONFIG, "the fencing of %s names no agent: NODE AGENT name=value ... is expected", words.v[0]);
    for (size_t i = 2; rc == BT_EX_OK && i < words.n; i++)
        if (strchr(words.v[i], '=') == NULL)
            rc = bt_fail(err, BT_EX_CONFIG, "the fencing of %s has \"%s\" where name=value is expected", words.v[0], words.v[i]);
    if (rc == BT_EX_OK && words.n > 1) {
        char *id = bt_printf("fence-%s", words.v[0]);
        if (!has_resource(f->cib, id)) {
            bt_buf_addf(out, "primitive %s stonith:%s params pcmk_host_list=", id, words.v[1]);
            words_quote(out, words.v[0]);
            if (*first)
                bt_buf_add(out, " pcmk_delay_base=3s");
            for (size_t i = 2; i < words.n; i++) {
                const char *equals = strchr(words.v[i], '=');
                bt_buf_add(out, " ");
                bt_buf_addn(out, words.v[i], (size_t)(equals - words.v[i]) + 1);
                words_quote(out, equals + 1);
            }
            bt_buf_addf(out, " op monitor interval=60s\nlocation %s-elsewhere %s -inf: %s\n", id, id, words.v[0]);
        }
        *first = false;
        free(id);
    }
    bt_strv_free(&words);
    return rc;
}

static int add_devices(const struct setup_facts *f, const char *fencing, struct bt_buf *out, struct bt_err *err)
{
    struct bt_strv lines = {0};
    bool first = true;
    int rc = BT_EX_OK;
    bt_strv_split(&lines, fencing, "\n");
    for (size_t i = 0; rc == BT_EX_OK && i < lines.n; i++)
        rc = add_device(f, lines.v[i], &first, out, err);
    bt_strv_free(&lines);
    return rc;
}

static int step_configure(const struct setup_facts *f, const struct setup_wish *w, struct setup_plan *p, struct bt_err *err)
{
    struct bt_buf lines = {0};
    add_options(f, &lines);
    int rc = w->fencing != NULL ? add_devices(f, w->fencing, &lines, err) : BT_EX_OK;
    struct setup_step s = {.kind = SETUP_CONFIGURE, .done = lines.text == NULL, .text = bt_buf_take(&lines)};
    s.why = bt_strdup("fencing is on; of two nodes that lose sight of each other the one survives that runs more (each resource counts 1, "
                      "unless its priority says otherwise); nothing starts before fencing is proven, and a node in a fence loop does not act alone (cluster-profile)");
    BT_PUSH(&p->steps, s);
    return rc;
}

int setup_init(const struct setup_facts *f, const struct setup_wish *w, struct setup_plan *ret, struct bt_err *err)
{
    bool same = false;
    int rc = check_present(f, w, &same, err);
    if (rc == BT_EX_OK && w->peer.name != NULL)
        rc = check_links(&w->peer, w->self.name, w->self.addresses.n, err);
    if (rc != BT_EX_OK)
        return rc;
    int64_t token = w->profile->token_ms;
    char *why = bt_printf("profile %s: a pause of up to %" PRId64 ".%" PRId64 " s is tolerated, a lost node is noticed after %" PRId64 ".%" PRId64
                          " s at most; what is sent is encrypted",
                          w->profile->name, token / 1000, token % 1000 / 100, token * 22 / 10000, token * 22 / 1000 % 10);
    step_write(ret, SETUP_CONF, same ? bt_strdup(f->conf) : new_conf(w), 0644, f->conf, why);
    step_run(ret, "corosync-keygen -l", f->has_key, "the secret that members know each other by: " SETUP_KEY);
    step_start(ret);
    return step_configure(f, w, ret, err);
}

/* Joining and leaving --------------------------------------------------------------------------------------------------- */

int setup_join(const struct setup_facts *f, const struct setup_node *self, const char *host, struct setup_plan *ret, struct bt_err *err)
{
    struct conf *c;
    int rc = read_conf(f, &c, err);
    if (rc != BT_EX_OK)
        return rc;
    if (conf_nodes(c) > 0 && !conf_has_node(c, self->name))
        rc = bt_fail(err, BT_EX_EXISTS, SETUP_CONF " is that of the cluster \"%s\": leave that first (crm cluster leave), or move the file away",
                     conf_get(c, "totem.cluster_name") != NULL ? conf_get(c, "totem.cluster_name") : "");
    conf_free(c);
    if (rc != BT_EX_OK)
        return rc;
    char *addresses = joined(&self->addresses, ","), *admit = bt_printf("crm cluster admit %s %s", self->name, addresses);
    char *files = bt_printf("scp -p %s:" SETUP_CONF " %s:" SETUP_KEY " /etc/corosync/", host, host);
    step_ssh(ret, host, admit, bt_printf("%s takes this node into its " SETUP_CONF " and has corosync read it again", host));
    step_run(ret, files, false, "the same corosync.conf and the same secret here");
    step_start(ret);
    free(addresses);
    free(admit);
    free(files);
    return BT_EX_OK;
}

/* The changed corosync.conf here and on all other members but one, and corosync reads it everywhere. Takes c. */
static void steps_spread(const struct setup_facts *f, struct conf *c, const char *self, const char *but, char *why, struct setup_plan *ret)
{
    char *text = conf_text(c);
    bool same = bt_streq(text, f->conf);
    step_write(ret, SETUP_CONF, text, 0644, f->conf, why);
    for (size_t i = 0; i < conf_nodes(c); i++) {
        const char *name = conf_node_name(c, i), *address = conf_node_address(c, i, 0);
        if (name == NULL || address == NULL || bt_streq(name, self) || bt_streq(name, but))
            continue;
        char *copy = bt_printf("scp -p " SETUP_CONF " %s:" SETUP_CONF, address);
        step_run_with(ret, copy, NULL, same, bt_printf("the same on %s", name));
        free(copy);
    }
    step_run(ret, "corosync-cfgtool -R", same, "corosync reads it on all members");
    conf_free(c);
}

int setup_admit(const struct setup_facts *f, const char *self, const struct setup_node *node, struct setup_plan *ret, struct bt_err *err)
{
    struct conf *c;
    int rc = read_conf(f, &c, err);
    if (rc != BT_EX_OK)
        return rc;
    if (!conf_has_node(c, self))
        rc = bt_fail(err, BT_EX_CONFIG, "%s is in no cluster that %s could join: " SETUP_CONF " does not name it; crm cluster init makes one", self, node->name);
    else
        rc = check_links(node, conf_node_name(c, 0), conf_node_address(c, 0, 1) != NULL ? 2 : 1, err);
    if (rc != BT_EX_OK) {
        conf_free(c);
        return rc;
    }
    conf_put_node(c, node->name, &node->addresses);
    steps_spread(f, c, self, node->name, bt_printf("%s is a node of the cluster", node->name), ret);
    return BT_EX_OK;
}

int setup_remove(const struct setup_facts *f, const char *self, const char *node, bool stopped, struct setup_plan *ret, struct bt_err *err)
{
    struct conf *c;
    int rc = read_conf(f, &c, err);
    if (rc != BT_EX_OK)
        return rc;
    if (bt_streq(self, node))
        rc = bt_fail(err, BT_EX_USAGE, "%s is this node: crm cluster leave takes it out of the cluster", node);
    else if (!conf_has_node(c, node))
        rc = bt_fail(err, BT_EX_NOSUCH, "%s is no node of this cluster: " SETUP_CONF " does not name it", node);
    if (rc != BT_EX_OK) {
        conf_free(c);
        return rc;
    }
    if (!stopped)
        step_ssh(ret, node, "systemctl disable --now baton corosync", bt_printf("what runs on %s moves away in an orderly way", node));
    conf_remove_node(c, node);
    steps_spread(f, c, self, node, bt_printf("%s is no node of the cluster any more", node), ret);
    struct bt_strv more = {0};
    bt_strv_add(&more, node);
    step_run_with(ret, "crm node delete", &more, false, bt_strdup("the configuration forgets it as well"));
    bt_strv_free(&more);
    return BT_EX_OK;
}

/* A member that can take this node out of the rest's files; NULL if it is the last one. */
static const char *another(const struct conf *c, const char *self)
{
    for (size_t i = 0; i < conf_nodes(c); i++)
        if (!bt_streq(conf_node_name(c, i), self))
            return conf_node_address(c, i, 0);
    return NULL;
}

int setup_leave(const struct setup_facts *f, const char *self, struct setup_plan *ret, struct bt_err *err)
{
    struct conf *c;
    int rc = read_conf(f, &c, err);
    if (rc != BT_EX_OK)
        return rc;
    if (!conf_has_node(c, self)) {
        conf_free(c);
        return bt_fail(err, BT_EX_NOSUCH, "%s is in no cluster: " SETUP_CONF " does not name it", self);
    }
    const char *peer = another(c, self);
    step_run(ret, "systemctl disable --now baton corosync", false, peer != NULL ? "what runs here moves away in an orderly way" : "what runs here is stopped");
    if (peer != NULL) {
        char *remove = bt_printf("crm cluster remove --stopped %s", self);
        step_ssh(ret, peer, remove, bt_strdup("the others forget this node"));
        free(remove);
    }
    step_run(ret, "mv " SETUP_CONF " " SETUP_CONF ".left", false, "kept, but not used at the next start");
    step_run(ret, "mv " SETUP_KEY " " SETUP_KEY ".left", !f->has_key, "likewise");
    conf_free(c);
    return BT_EX_OK;
}

/* Showing ----------------------------------------------------------------------------------------------------------------- */

/* Whether what follows may be a secret: the value of any parameter whose name says so. */
static bool is_secret(const char *name, size_t len)
{
    static const char *const words[] = {"passw", "secret", "key", "token", "community"};
    char *lower = bt_printf("%.*s", (int)len, name);
    bool found = false;
    for (char *at = lower; *at != '\0'; at++)
        *at = (char)(*at >= 'A' && *at <= 'Z' ? *at + ('a' - 'A') : *at);
    for (size_t i = 0; i < BT_COUNT(words) && !found; i++)
        found = strstr(lower, words[i]) != NULL;
    free(lower);
    return found;
}

static void add_line(struct bt_buf *out, const char *line)
{
    struct bt_strv words = {0};
    bt_buf_add(out, "   ");
    words_split(line, &words, NULL); /* it was made of words that could be read */
    for (size_t i = 0; i < words.n; i++) {
        const char *equals = strchr(words.v[i], '=');
        size_t len = equals != NULL ? (size_t)(equals - words.v[i]) : 0;
        if (equals != NULL && is_secret(words.v[i], len))
            bt_buf_addf(out, " %.*s=***", (int)len, words.v[i]);
        else
            bt_buf_addf(out, " %s", words.v[i]);
    }
    bt_buf_add(out, "\n");
    bt_strv_free(&words);
}

static void add_text(struct bt_buf *out, const char *text, bool configuration)
{
    for (const char *at = text; *at != '\0';) {
        size_t len = strcspn(at, "\n");
        char *line = bt_printf("%.*s", (int)len, at);
        if (configuration)
            add_line(out, line);
        else
            bt_buf_addf(out, "%s%s\n", *line != '\0' ? "    " : "", line);
        free(line);
        at += len + (at[len] == '\n');
    }
}

void setup_show(const struct setup_plan *p, struct bt_buf *out)
{
    for (size_t i = 0; i < p->steps.n; i++) {
        const struct setup_step *s = &p->steps.v[i];
        char *command = s->kind == SETUP_RUN ? joined(&s->argv, " ") : NULL;
        bt_buf_addf(out, "%zu. ", i + 1);
        if (s->kind == SETUP_WRITE)
            bt_buf_addf(out, "Write %s", s->path);
        else if (s->kind == SETUP_RUN)
            bt_buf_addf(out, "Run %s", command);
        else
            bt_buf_add(out, "Configure");
        bt_buf_addf(out, ": %s%s\n", s->why, s->done ? " (is so already)" : "");
        if (!s->done && s->text != NULL)
            add_text(out, s->text, s->kind == SETUP_CONFIGURE);
        free(command);
    }
}
