/* tools/crm_shadow.c - copies of the CIB to try changes on: created, compared, given to the cluster.
 *
 * A shadow is the file shadow.NAME; CIB_shadow=NAME makes every tool work on it (cib/cib_client.h says where it lies).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tools/common.h"
#include "tools/patch_text.h"

enum command { CMD_NONE, CMD_WHICH, CMD_DISPLAY, CMD_EDIT, CMD_DIFF, CMD_FILE, CMD_CREATE, CMD_EMPTY, CMD_COMMIT, CMD_DELETE, CMD_RESET, CMD_SWITCH };
enum { FILE_MAX_BYTES = 256 * 1024 * 1024 };

struct args {
    struct opt_common common;
    int command;
    const char *name, *schema;
    bool force, batch, all;
};

#define AT(field) offsetof(struct args, field)
#define QUERY(letter, name, cmd, help) {letter, name, OPT_CHOICE, AT(command), cmd, 0, NULL, help}
#define COMMAND(letter, word, cmd, help) {letter, word, OPT_CHOICE, AT(command), cmd, AT(name), "NAME", help}

static const struct opt queries[] = {
    QUERY('w', "which", CMD_WHICH, "Show which shadow is active"),
    QUERY('p', "display", CMD_DISPLAY, "Show the active shadow"),
    QUERY('E', "edit", CMD_EDIT, "Edit the active shadow with $EDITOR"),
    QUERY('d', "diff", CMD_DIFF, "Show the changes in the active shadow"),
    QUERY('F', "file", CMD_FILE, "Show where the active shadow's file is"),
    {0},
};
static const struct opt commands[] = {
    COMMAND('c', "create", CMD_CREATE, "Make a shadow of the cluster's configuration"),
    COMMAND('e', "create-empty", CMD_EMPTY, "Make an empty shadow"),
    COMMAND('C', "commit", CMD_COMMIT, "Give a shadow's configuration to the cluster"),
    COMMAND('D', "delete", CMD_DELETE, "Delete a shadow"),
    COMMAND('r', "reset", CMD_RESET, "Make a shadow anew of the cluster's configuration"),
    COMMAND('s', "switch", CMD_SWITCH, "Tell how to work on a shadow"),
    {0},
};
static const struct opt additional[] = {
    {'f', "force", OPT_FLAG, AT(force), 0, 0, NULL, "Do it although it may be dangerous"},
    {'b', "batch", OPT_FLAG, AT(batch), 0, 0, NULL, "Accepted for compatibility: no new shell is started"},
    {'a', "all", OPT_FLAG, AT(all), 0, 0, NULL, "With --commit: the whole CIB, its status too"},
    {'v', "validate-with", OPT_TEXT, AT(schema), 0, 0, "SCHEMA", "With --create-empty: of this schema"},
    {0},
};
static const struct opt_section sections[] = {{"queries", "Queries", queries}, {"commands", "Commands", commands}, {"additional", "Additional Options", additional}, {0}};
static const struct opt_tool tool = {.name = "crm_shadow", .purpose = "try changes of the configuration on a copy", .usage = "<query>|<command> [options]", .sections = sections};

static int say(int rc, const char *what, struct bt_err *err)
{
    fprintf(stderr, "%s: %s\n", what, bt_err_text(err));
    bt_err_clear(err);
    return rc;
}

/* The CIB that a shadow is of, whatever CIB_shadow says. */
static int live_cib(struct cib_client **ret_client, xmlDoc **ret)
{
    struct bt_err err = {0};
    struct cib_client_options options = {.client = tool.name, .no_shadow = true};
    int rc = cib_client_open(&options, ret_client, &err);
    if (rc == BT_EX_DISCONNECT) {
        bt_err_clear(&err);
        fprintf(stderr, "Could not connect to CIB: %s\n", tool_cib_text(rc));
        return rc;
    }
    if (rc == BT_EX_OK && ret != NULL && (rc = cib_client_whole(*ret_client, ret, &err)) != BT_EX_OK)
        cib_client_close(*ret_client);
    return rc == BT_EX_OK ? rc : say(rc, "Could not read the CIB", &err);
}

static bool exists(const char *name)
{
    char *path = cib_shadow_path(name);
    bool there = access(path, F_OK) == 0;
    free(path);
    return there;
}

static int check_exists(const char *name)
{
    if (exists(name))
        return BT_EX_OK;
    fprintf(stderr, "Could not access shadow instance '%s': %s\n", name, strerror(ENOENT));
    return BT_EX_NOSUCH;
}

static int read_shadow(const char *name, xmlDoc **ret)
{
    struct bt_err err = {0};
    char *path = cib_shadow_path(name), *text = NULL;
    size_t len = 0;
    int rc = check_exists(name);
    if (rc == BT_EX_OK && (rc = bt_file_read(path, FILE_MAX_BYTES, &text, &len, &err)) == BT_EX_OK)
        rc = bt_xml_parse(text, len, path, ret, &err);
    if (rc != BT_EX_OK && rc != BT_EX_NOSUCH)
        say(rc, "Could not access shadow instance", &err);
    free(text);
    free(path);
    return rc;
}

static void say_how(const char *name, const char *what)
{
    printf("Setting up shadow instance\n%s paste the following into your shell:\n  CIB_shadow=%s ; export CIB_shadow\n", what, name);
}

static void say_unset(void)
{
    printf("Please remember to unset the CIB_shadow variable by pasting the following into your shell:\n  unset CIB_shadow\n");
}

/* Takes why. */
static int is_unsafe(int rc, char *why)
{
    fprintf(stderr, "%s\n  To prevent accidental destruction of the cluster, the --force flag is required in order to proceed.\n", why);
    free(why);
    return rc;
}

/* Without --force, only the shadow in use is emptied or made anew while one is in use. */
static int check_active(const struct args *a)
{
    const char *active = tool_env("CIB_shadow");
    if (active == NULL || bt_streq(active, a->name) || a->force)
        return BT_EX_OK;
    return is_unsafe(BT_EX_USAGE, bt_printf("The supplied shadow instance (%s) is not the same as the active one (%s).", a->name, active));
}

/* A new shadow takes no other's place without --force. */
static int check_new(const struct args *a)
{
    return exists(a->name) && !a->force ? is_unsafe(BT_EX_CANTCREAT, bt_printf("A shadow instance '%s' already exists.", a->name)) : BT_EX_OK;
}

static int write_shadow(const struct args *a, const xmlNode *cib)
{
    struct bt_err err = {0};
    char *path = cib_shadow_path(a->name), *text = bt_xml_text(cib, true);
    int rc = bt_file_write_durable(path, text, strlen(text), 0600, &err);
    if (rc == BT_EX_OK)
        say_how(a->name, "A new shadow instance was created.  To begin using it");
    else
        say(rc, "Could not create the shadow instance", &err);
    free(text);
    free(path);
    return rc;
}

static int copy_live(const struct args *a)
{
    struct cib_client *c;
    xmlDoc *doc;
    int rc = live_cib(&c, &doc);
    if (rc != BT_EX_OK)
        return rc;
    rc = write_shadow(a, bt_xml_root(doc));
    bt_xml_free(doc);
    cib_client_close(c);
    return rc;
}

static int create(const struct args *a)
{
    int rc = check_new(a);
    return rc == BT_EX_OK ? copy_live(a) : rc;
}

static int reset(const struct args *a)
{
    int rc = check_active(a);
    if (rc == BT_EX_OK)
        rc = check_exists(a->name);
    return rc == BT_EX_OK ? copy_live(a) : rc;
}

static int create_empty(const struct args *a)
{
    int rc = check_active(a);
    if (rc == BT_EX_OK)
        rc = check_new(a);
    if (rc != BT_EX_OK)
        return rc;
    struct cib *cib = cib_new();
    xmlNode *root = bt_xml_root(cib_doc(cib));
    if (a->schema != NULL)
        bt_xml_set(root, XA_VALIDATE_WITH, a->schema);
    printf("Created new %s configuration\n", bt_xml_get_or(root, XA_VALIDATE_WITH, ""));
    rc = write_shadow(a, root);
    cib_free(cib);
    return rc;
}

static int switch_to(const struct args *a)
{
    int rc = check_exists(a->name);
    if (rc == BT_EX_OK)
        say_how(a->name, "To switch to the named shadow instance,");
    return rc;
}

static int dangerous(void)
{
    fprintf(stderr, "The supplied command is considered dangerous.  To prevent accidental destruction of the cluster, the --force flag is required in order to proceed.\n");
    return BT_EX_USAGE;
}

static int commit(const struct args *a)
{
    struct bt_err err = {0};
    struct cib_client *c;
    xmlDoc *shadow = NULL;
    if (!a->force)
        return dangerous();
    int rc = read_shadow(a->name, &shadow);
    if (rc == BT_EX_OK)
        rc = live_cib(&c, NULL);
    if (rc != BT_EX_OK) {
        bt_xml_free(shadow);
        return rc;
    }
    const xmlNode *root = bt_xml_root(shadow), *configuration = bt_xml_first(root, XE_CONFIGURATION);
    struct cib_request rq = {.op = CIB_OP_REPLACE, .section = a->all ? NULL : XE_CONFIGURATION, .xml = a->all ? root : configuration};
    rc = rq.xml != NULL ? cib_client_change(c, &rq, &err) : bt_fail(&err, BT_EX_CONFIG, "shadow %s has no configuration", a->name);
    if (rc != BT_EX_OK)
        say(rc, "Could not commit shadow instance to the CIB", &err);
    else
        say_unset();
    bt_xml_free(shadow);
    cib_client_close(c);
    return rc;
}

static int delete(const struct args *a)
{
    if (!a->force)
        return dangerous();
    char *path = cib_shadow_path(a->name);
    int rc = unlink(path) == 0 || errno == ENOENT ? BT_EX_OK : BT_EX_CANTCREAT;
    if (rc != BT_EX_OK)
        fprintf(stderr, "Could not remove shadow instance '%s': %s\n", a->name, strerror(errno));
    else
        say_unset();
    free(path);
    return rc;
}

static int diff(const char *name)
{
    struct cib_client *c;
    xmlDoc *shadow = NULL, *live = NULL;
    int rc = read_shadow(name, &shadow);
    if (rc == BT_EX_OK && (rc = live_cib(&c, &live)) == BT_EX_OK) {
        xmlDoc *patch = cib_patch_make(bt_xml_root(live), bt_xml_root(shadow), true);
        char *text = patch != NULL ? patch_text(bt_xml_root(patch)) : bt_strdup("");
        fputs(text, stdout);
        rc = patch != NULL ? BT_EX_ERROR : BT_EX_OK; /* as diff(1) */
        free(text);
        bt_xml_free(patch);
        cib_client_close(c);
    }
    bt_xml_free(live);
    bt_xml_free(shadow);
    return rc;
}

static int display(const char *name)
{
    xmlDoc *shadow = NULL;
    int rc = read_shadow(name, &shadow);
    if (rc == BT_EX_OK) {
        char *text = bt_xml_text(bt_xml_root(shadow), true);
        fputs(text, stdout);
        free(text);
    }
    bt_xml_free(shadow);
    return rc;
}

static int edit(const char *name)
{
    const char *editor = tool_env("EDITOR");
    int rc = check_exists(name);
    if (rc != BT_EX_OK)
        return rc;
    if (editor == NULL) {
        fprintf(stderr, "No value for EDITOR defined\n");
        return BT_EX_NOT_CONFIGURED;
    }
    char *path = cib_shadow_path(name);
    execlp(editor, editor, path, (char *)NULL);
    fprintf(stderr, "Could not run %s: %s\n", editor, strerror(errno));
    free(path);
    return BT_EX_OSFILE;
}

static int query(const struct args *a)
{
    const char *name = tool_env("CIB_shadow");
    if (name == NULL) {
        fprintf(stderr, "No active shadow configuration defined\n");
        return BT_EX_NOSUCH;
    }
    if (a->command == CMD_DISPLAY)
        return display(name);
    if (a->command == CMD_DIFF)
        return diff(name);
    if (a->command == CMD_EDIT)
        return edit(name);
    char *path = cib_shadow_path(name);
    puts(a->command == CMD_FILE ? path : name);
    free(path);
    return BT_EX_OK;
}

static int run(const struct args *a)
{
    if (a->name != NULL && (strchr(a->name, '/') != NULL || a->name[0] == '\0')) {
        fprintf(stderr, "crm_shadow: '%s' can't be the name of a shadow\n", a->name);
        return BT_EX_USAGE;
    }
    switch ((enum command)a->command) {
    case CMD_CREATE:
        return create(a);
    case CMD_RESET:
        return reset(a);
    case CMD_EMPTY:
        return create_empty(a);
    case CMD_COMMIT:
        return commit(a);
    case CMD_DELETE:
        return delete(a);
    case CMD_SWITCH:
        return switch_to(a);
    case CMD_NONE:
        opt_help(&tool, NULL, stderr);
        return BT_EX_USAGE;
    default:
        return query(a);
    }
}

int main(int argc, char **argv)
{
    struct args a = {0};
    int rc = opt_parse(&tool, argc, argv, &a);
    if (rc == OPT_GO_ON)
        rc = run(&a);
    bt_strv_free(&a.common.words);
    return rc;
}
