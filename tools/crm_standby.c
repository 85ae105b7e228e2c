/* tools/crm_standby.c - a node's standby as a command of its own: crm_attribute with the attribute's name filled in.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <spawn.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cib/cib_client.h"
#include "tools/common.h"

struct args {
    struct opt_common common;
    int command;
    const char *value, *node, *lifetime, *id;
};
enum { CMD_QUERY, CMD_UPDATE, CMD_DELETE };

#define AT(field) offsetof(struct args, field)

static const struct opt options[] = {
    {'G', "query", OPT_CHOICE, AT(command), CMD_QUERY, 0, NULL, "Show whether the node is in standby"},
    {'v', "update", OPT_CHOICE, AT(command), CMD_UPDATE, AT(value), "VALUE", "on (true) or off (false)"},
    {'D', "delete", OPT_CHOICE, AT(command), CMD_DELETE, 0, NULL, "Forget the setting"},
    {'N', "node", OPT_TEXT, AT(node), 0, 0, "NODE", "The node (instead of the local one)"},
    {'l', "lifetime", OPT_TEXT, AT(lifetime), 0, 0, "LIFETIME", "Until when it lasts: reboot, forever"},
    {'i', "id", OPT_TEXT, AT(id), 0, 0, "XML_ID", "(Advanced) The instance of the setting with this XML id"},
    {0, "attr-id", OPT_TEXT, AT(id), 0, 0, "XML_ID", NULL},
    {'U', "uname", OPT_TEXT, AT(node), 0, 0, "NODE", NULL},
    {'Q', NULL, OPT_FLAG, offsetof(struct opt_common, quiet), 0, 0, NULL, NULL},
    {0, "get-value", OPT_CHOICE, AT(command), CMD_QUERY, 0, NULL, NULL},
    {0, "delete-attr", OPT_CHOICE, AT(command), CMD_DELETE, 0, NULL, NULL},
    {0, "attr-value", OPT_CHOICE, AT(command), CMD_UPDATE, AT(value), "VALUE", NULL},
    {0},
};
static const struct opt_section sections[] = {{"options", "Options", options}, {0}};
static const struct opt_tool tool = {.name = "crm_standby", .purpose = "query and set a node's standby", .sections = sections, .quiet_letter = 'q'};

enum { WORDS_MAX = 20 };

/* The command line of crm_attribute that does it. */
static void command_line(const struct args *a, const char *lifetime, const char **argv)
{
    size_t n = 0;
    const char *const always[] = {"crm_attribute", "--name", "standby", "--lifetime", lifetime};
    for (; n < BT_COUNT(always); n++)
        argv[n] = always[n];
    if (a->node != NULL) {
        argv[n++] = "--node";
        argv[n++] = a->node;
    }
    if (a->id != NULL) {
        argv[n++] = "--id";
        argv[n++] = a->id;
    }
    if (a->common.quiet)
        argv[n++] = "--quiet";
    if (a->command == CMD_UPDATE) {
        argv[n++] = "--update";
        argv[n++] = a->value;
    } else if (a->command == CMD_DELETE) {
        argv[n++] = "--delete";
    } else {
        argv[n++] = "--query";
        if (a->lifetime == NULL && bt_streq(lifetime, "reboot")) {
            argv[n++] = "--default";
            argv[n++] = "off";
        }
    }
    argv[n] = NULL;
    assert(n < WORDS_MAX);
}

static int not_run(int error)
{
    fprintf(stderr, "crm_standby: Cannot run crm_attribute: %s\n", strerror(error));
    return BT_EX_NOT_INSTALLED;
}

/* Replaces this process by crm_attribute. */
static int become_crm_attribute(const struct args *a, const char *lifetime)
{
    const char *argv[WORDS_MAX];
    command_line(a, lifetime, argv);
    execvp(argv[0], (char *const *)argv);
    return not_run(errno);
}

/* Runs crm_attribute; its exit code. */
static int run_crm_attribute(const struct args *a, const char *lifetime)
{
    const char *argv[WORDS_MAX];
    pid_t child;
    int status;
    command_line(a, lifetime, argv);
    int error = posix_spawnp(&child, argv[0], NULL, NULL, (char *const *)argv, environ);
    if (error != 0)
        return not_run(error);
    while (waitpid(child, &status, 0) < 0 && errno == EINTR)
        continue;
    return WIFEXITED(status) ? WEXITSTATUS(status) : BT_EX_ERROR;
}

/* Deleting without a lifetime takes away both settings; that one of them, or the node, is not there is no failure. */
static int delete_both(const struct args *a)
{
    int permanent = run_crm_attribute(a, "forever"), transient = run_crm_attribute(a, "reboot");
    int rc = permanent == BT_EX_OK || permanent == BT_EX_NOSUCH ? transient : permanent;
    return rc == BT_EX_NOSUCH ? BT_EX_OK : rc;
}

/* A query without a lifetime asks for what is in force: the permanent setting if there is one, else the one for this boot. */
static const char *lifetime_in_force(const struct args *a)
{
    struct cib_client_options options_of_client = {.client = tool.name};
    struct cib_client *c;
    xmlDoc *doc = NULL;
    const char *found = "reboot";
    if (cib_client_open(&options_of_client, &c, NULL) != BT_EX_OK)
        return found;
    if (cib_client_whole(c, &doc, NULL) == BT_EX_OK && a->node != NULL) {
        const xmlNode *node = bt_xml_find(cib_section(doc, XE_NODES), XE_NODE, XA_UNAME, a->node);
        for (xmlNode *set = node != NULL ? bt_xml_first(node, XE_INSTANCE_ATTRIBUTES) : NULL; set != NULL; set = bt_xml_next(set, XE_INSTANCE_ATTRIBUTES))
            if (bt_xml_find(set, XE_NVPAIR, XA_NAME, XA_STANDBY) != NULL)
                found = "forever";
    }
    bt_xml_free(doc);
    cib_client_close(c);
    return found;
}

int main(int argc, char **argv)
{
    struct args a = {0};
    int rc = opt_parse(&tool, argc, argv, &a);
    if (rc != OPT_GO_ON)
        return rc;
    if (a.command == CMD_DELETE && a.lifetime == NULL)
        return delete_both(&a);
    const char *lifetime = a.lifetime;
    if (lifetime == NULL)
        lifetime = a.command == CMD_UPDATE ? "forever" : lifetime_in_force(&a);
    return become_crm_attribute(&a, lifetime);
}
