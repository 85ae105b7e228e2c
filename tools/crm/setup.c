/* tools/crm/setup.c - the steps to make, join and leave a cluster (see setup.h).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "cib/cib.h"
#include "tools/crm/setup_steps.h"
#include "tools/crm/words.h"

static const struct setup_profile profiles[] = {{"normal", 3000}, {"fast", 1000}, {"patient", 10000}};

const struct setup_profile *setup_profile(const char *name)
{
    for (size_t i = 0; i < BT_COUNT(profiles); i++)
        if (name == NULL || bt_streq(profiles[i].name, name))
            return &profiles[i];
    return NULL;
}

/* Parts of plans ------------------------------------------------------------------------------------------------------- */

static void step_start(const struct conf *c, struct setup_plan *p)
{
    char *command = bt_printf("systemctl enable --now %s", setup_units(c, false));
    step_run(p, command, false,
             conf_has_device(c) ? "corosync says who is alive, the quorum device who may go on, baton runs the cluster; all come back after a boot"
                                : "corosync says who is alive, baton runs the cluster; both come back after a boot");
    free(command);
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

static struct conf *new_conf(const struct setup_wish *w)
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
    free(token);
    return c;
}

/* What packages of corosync bring along: one node that nobody else can reach. */
static bool is_placeholder(const struct conf *c)
{
    return conf_nodes(c) == 1 && bt_starts(conf_node_address(c, 0, 0) != NULL ? conf_node_address(c, 0, 0) : "", "127.");
}

int setup_read_conf(const struct setup_facts *f, struct conf **ret, struct bt_err *err)
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

/* The cluster that is there already, if it has what is asked for; a node that joined since is no difference. *ret NULL: there is none. */
static int check_present(const struct setup_facts *f, const struct setup_wish *w, struct conf **ret, struct bt_err *err)
{
    struct conf *c;
    int rc = setup_read_conf(f, &c, err);
    if (rc != BT_EX_OK)
        return rc;
    const char *name = conf_get(c, "totem.cluster_name");
    bool same = bt_streq(name, w->cluster_name) && conf_has_node(c, w->self.name) && (w->peer.name == NULL || conf_has_node(c, w->peer.name));
    if (!same && conf_nodes(c) > 0)
        rc = bt_fail(err, BT_EX_EXISTS,
                     SETUP_CONF " is that of the cluster \"%s\" with %zu node(s), which is not what was asked for: leave that cluster first "
                                "(crm cluster leave), or move the file away",
                     name != NULL ? name : "", conf_nodes(c));
    if (!same)
        conf_free(c);
    *ret = same ? c : NULL;
    return rc;
}

bool setup_has_option(const xmlDoc *cib, const char *name)
{
    bt_xml_each(set, cib_section(cib, XE_CRM_CONFIG), XE_CLUSTER_PROPERTY_SET)
        if (bt_xml_find(set, XE_NVPAIR, XA_NAME, name) != NULL)
            return true;
    return false;
}

/* Options of a cluster of two. What somebody has set stays; a configuration with resources was made for other rules than those of our profile. */
static void add_options(const struct setup_facts *f, bool device, struct bt_buf *out)
{
    static const struct {
        const char *name, *value;
        bool of_profile, of_race; /* with a quorum device there is none: one side has no quorum */
    } options[] = {{"stonith-enabled", "true", false, false}, {"priority-fencing-delay", SETUP_RACE_DELAY, false, true}, {"cluster-profile", "two-node", true, false}};
    bool brought_along = bt_xml_first(cib_section(f->cib, XE_RESOURCES), NULL) != NULL;
    for (size_t i = 0; i < BT_COUNT(options); i++)
        if (!setup_has_option(f->cib, options[i].name) && !(options[i].of_profile && brought_along) && !(options[i].of_race && device))
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

static int step_configure(const struct setup_facts *f, const struct setup_wish *w, bool device, struct setup_plan *p, struct bt_err *err)
{
    struct bt_buf lines = {0};
    add_options(f, device, &lines);
    int rc = w->fencing != NULL ? add_devices(f, w->fencing, &lines, err) : BT_EX_OK;
    struct setup_step s = {.kind = SETUP_CONFIGURE, .done = lines.text == NULL, .text = bt_buf_take(&lines)};
    s.why = bt_printf("fencing is on; of two nodes that lose sight of each other the one survives that %s; nothing starts before fencing is proven, and a node in a fence loop does not act "
                      "alone (cluster-profile)", device ? "the quorum device votes for" : "runs more (each resource counts 1, unless its priority says otherwise)");
    BT_PUSH(&p->steps, s);
    return rc;
}

static char *why_of(const struct setup_wish *w)
{
    int64_t token = w->profile->token_ms;
    return bt_printf("profile %s: a pause of up to %" PRId64 ".%" PRId64 " s is tolerated, a lost node is noticed after %" PRId64 ".%" PRId64 " s at most; what is sent is encrypted",
                     w->profile->name, token / 1000, token % 1000 / 100, token * 22 / 10000, token * 22 / 1000 % 10);
}

int setup_init(const struct setup_facts *f, const struct setup_wish *w, struct setup_plan *ret, struct bt_err *err)
{
    struct conf *present = NULL;
    int rc = check_present(f, w, &present, err);
    if (rc == BT_EX_OK && w->peer.name != NULL)
        rc = check_links(&w->peer, w->self.name, w->self.addresses.n, err);
    struct conf *c = present != NULL || rc != BT_EX_OK ? present : new_conf(w);
    if (rc == BT_EX_OK && w->device != NULL && (rc = device_check(f, c, w->device, err)) == BT_EX_OK)
        conf_put_device(c, w->device);
    if (rc != BT_EX_OK) {
        conf_free(c);
        return rc;
    }
    if (present != NULL && w->device != NULL) {
        steps_device_add(f, c, w->self.name, ret);
    } else {
        if (w->device != NULL)
            steps_device_prepare(f, c, ret);
        step_write(ret, SETUP_CONF, present != NULL ? bt_strdup(f->conf) : conf_text(c), 0644, f->conf, why_of(w));
    }
    step_run(ret, "corosync-keygen -l", f->has_key, "the secret that members know each other by: " SETUP_KEY);
    step_start(c, ret);
    bool device = conf_has_device(c);
    conf_free(c);
    return step_configure(f, w, device, ret, err);
}

/* Joining and leaving --------------------------------------------------------------------------------------------------- */

int setup_join(const struct setup_facts *f, const struct setup_node *self, const char *host, struct setup_plan *ret, struct bt_err *err)
{
    struct conf *c;
    int rc = setup_read_conf(f, &c, err);
    if (rc != BT_EX_OK)
        return rc;
    if (conf_nodes(c) > 0 && !conf_has_node(c, self->name))
        rc = bt_fail(err, BT_EX_EXISTS, SETUP_CONF " is that of the cluster \"%s\": leave that first (crm cluster leave), or move the file away",
                     conf_get(c, "totem.cluster_name") != NULL ? conf_get(c, "totem.cluster_name") : "");
    conf_free(c);
    if (rc != BT_EX_OK)
        return rc;
    rc = conf_parse(f->host_conf != NULL ? f->host_conf : "", &c, err);
    if (rc != BT_EX_OK)
        return bt_err_context(err, SETUP_CONF " of that node");
    if (conf_has_device(c) && (rc = device_check_here(f, err)) != BT_EX_OK) {
        conf_free(c);
        return rc;
    }
    char *addresses = setup_joined(&self->addresses, ","), *admit = bt_printf("crm cluster admit %s %s", self->name, addresses);
    char *files = bt_printf("scp -p %s:" SETUP_CONF " %s:" SETUP_KEY " /etc/corosync/", host, host);
    step_ssh(ret, host, admit, false, bt_printf("%s takes this node into its " SETUP_CONF " and has corosync read it again", host));
    step_run(ret, files, false, "the same corosync.conf and the same secret here");
    steps_device_copy(c, host, ret);
    step_start(c, ret);
    conf_free(c);
    free(addresses);
    free(admit);
    free(files);
    return BT_EX_OK;
}

void steps_spread(const struct setup_facts *f, const struct conf *c, const char *self, const char *but, char *why, struct setup_plan *ret)
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
}

int setup_admit(const struct setup_facts *f, const char *self, const struct setup_node *node, struct setup_plan *ret, struct bt_err *err)
{
    struct conf *c;
    int rc = setup_read_conf(f, &c, err);
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
    conf_free(c);
    return BT_EX_OK;
}

int setup_remove(const struct setup_facts *f, const char *self, const char *node, bool stopped, struct setup_plan *ret, struct bt_err *err)
{
    struct conf *c;
    int rc = setup_read_conf(f, &c, err);
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
    char *stop = bt_printf("systemctl disable --now %s", setup_units(c, true));
    if (!stopped)
        step_ssh(ret, node, stop, false, bt_printf("what runs on %s moves away in an orderly way", node));
    free(stop);
    conf_remove_node(c, node);
    bool needs = conf_nodes(c) == 1 && conf_has_device(c);
    steps_spread(f, c, self, node, bt_printf("%s is no node of the cluster any more%s", node, needs ? "; who is alone now needs the quorum device's vote (crm cluster remove --qdevice ends that)" : ""), ret);
    conf_free(c);
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
    int rc = setup_read_conf(f, &c, err);
    if (rc != BT_EX_OK)
        return rc;
    if (!conf_has_node(c, self)) {
        conf_free(c);
        return bt_fail(err, BT_EX_NOSUCH, "%s is in no cluster: " SETUP_CONF " does not name it", self);
    }
    const char *peer = another(c, self);
    char *stop = bt_printf("systemctl disable --now %s", setup_units(c, true));
    step_run(ret, stop, false, peer != NULL ? "what runs here moves away in an orderly way" : "what runs here is stopped");
    if (peer != NULL) {
        char *remove = bt_printf("crm cluster remove --stopped %s", self);
        step_ssh(ret, peer, remove, false, bt_strdup("the others forget this node"));
        free(remove);
    }
    free(stop);
    step_run(ret, "mv " SETUP_CONF " " SETUP_CONF ".left", false, "kept, but not used at the next start");
    step_run(ret, "mv " SETUP_KEY " " SETUP_KEY ".left", !f->has_key, "likewise");
    if (conf_has_device(c))
        steps_device_forget(f, ret);
    conf_free(c);
    return BT_EX_OK;
}
