/* tools/crm/config.h - a configuration that is being edited: objects are defined, changed and deleted by id, then committed as one patch. Pure.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BATON_TOOLS_CRM_CONFIG_H
#define BATON_TOOLS_CRM_CONFIG_H

#include "tools/crm/grammar.h"

struct config {
    xmlDoc *original, *work;  /* whole CIBs */
    struct bt_strv remarks;   /* sentences for the user ("hanging location:l deleted"); emptied by who says them */
};

/* Takes the document. */
struct config *config_new(xmlDoc *cib);
/* With both documents. */
void config_free(struct config *c);
/* Whether the work differs from the original. */
bool config_changed(const struct config *c);
/* Whether an object of the work is new or differs from the original's. */
bool config_object_changed(const struct config *c, const xmlNode *object);
/* Forgets all changes since the last config_new() or config_committed(). */
void config_revert(struct config *c);
/* The work is the original from now on. */
void config_committed(struct config *c);
/* What turns the original into the work, NULL if they are equal; the caller's to free. */
xmlDoc *config_patch(const struct config *c);

/* How a definition meets an object that exists. */
enum config_mode {
    CONFIG_CREATE, /* refused (sets of properties and nodes are merged) */
    CONFIG_UPDATE, /* merged: what the definition names changes, all else stays */
    CONFIG_PUSH,   /* replaced */
};
/* Puts an object in its place. keyword: the word that defined it (tells rsc_defaults from op_defaults), NULL for XML. Does not take the document. BT_EX_EXISTS, BT_EX_NOSUCH (a child that is
 * not there), BT_EX_USAGE (what is no object). */
int config_define(struct config *c, const char *keyword, const xmlNode *object, enum config_mode mode, struct bt_err *err);
/* Deletes an object and what refers to it. BT_EX_NOSUCH. */
int config_delete(struct config *c, const char *id, struct bt_err *err);
int config_rename(struct config *c, const char *from, const char *to, struct bt_err *err);
/* Empties the configuration; nodes stay unless nodes_too. */
void config_erase(struct config *c, bool nodes_too);
/* The object with that id (a node's name); NULL if there is none. */
xmlNode *config_find(const struct config *c, const char *id);
/* Takes over whole sections: an XML file is <cib>, <configuration> or one object. */
int config_load_xml(struct config *c, const xmlNode *root, enum config_mode mode, struct bt_err *err);

#endif
