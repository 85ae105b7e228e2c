/* pengine/explain.h - the parts of `explain`: what was recorded in a run becomes a document, the document becomes text.
 *
 *   <explanation>                                 pe_explain() or pe_explain_action()
 *     <resource id= role= node= kind=>            one that was asked for, or a member or instance of it
 *       <fact text=/>                             what holds on every node, the gravest first
 *       <node name= score= chosen=>
 *         <ruled-out text=/>                      why it can't be there at all
 *         <contribution score= source= text=/>    the gravest first; withdrawn="true": given up again
 *         <decision rung= text=/>                 why the chosen node was better
 *         <smallest-change text= command=/>       several together: one after the other; a location's with score=
 *         <side-effect id= text=/>                what else would be elsewhere then
 *       <promotion node= score= promoted= text=>  of an instance, with its <contribution>s
 *       <resource ...>                            below it
 *     <action key= task= node= state= text=>
 *       <cause kind= text= ordering=>             with the cause of that inside it
 *       <input key= node= text= ordering=/>       what it waits for
 *
 * Texts are clauses without a full stop. pe_text_explanation() prints all of it for people.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BATON_PENGINE_EXPLAIN_H
#define BATON_PENGINE_EXPLAIN_H

#include "pengine/graph.h"

/* explain_source.c: a contribution's source in words, ids as configured ("location constraint cli-ban"). False if it is neither a built-in reason nor
 * the id of anything in the CIB: the id is printed then. */
bool pe_source_text(const struct pe_run *run, const struct pe_contribution *x, struct bt_buf *out);
/* The constraint (or a part of it) that a source names; NULL if it names none. */
const xmlNode *pe_source_constraint(const struct pe_model *m, const char *source);

/* explain.c */
/* Why a node can run nothing at all; NULL if it can. */
const char *pe_node_trouble(const struct pe_node *n);
/* Adds a text to an element's attribute `text`, and frees what the buffer holds. */
void pe_explain_text(xmlNode *x, struct bt_buf *b);

/* explain_change.c: adds to a <node> the smallest change of the CIB that brings the resource (its clone or group) there, each candidate
 * being tried by deciding anew; nothing if it is there already. */
void pe_explain_change(const struct pe_run *run, const struct pe_rsc *r, const struct pe_node *n, xmlNode *x);

/* explain_action.c: the cause on record of a flag that is cleared still; NULL if there is none. */
const struct pe_cause *pe_cause_of(const struct pe_run *run, const struct pe_action *a, unsigned flag);
/* Which flag of the action that is a cause's reason was its reason. */
unsigned pe_cause_flag(const struct pe_cause *c);
/* The wanted start (or promotion) of a primitive on its node that can't be done; NULL if nothing keeps it from being done. */
const struct pe_action *pe_blocked_action(const struct pe_run *run, const struct pe_rsc *r, const char *task);
/* Why a primitive's start (or promotion) on its node will not be done; false if nothing keeps it from being done. */
bool pe_explain_blocked(const struct pe_run *run, const struct pe_rsc *r, const char *task, struct bt_buf *out);

#endif
