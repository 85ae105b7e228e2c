/* tools/output.h - what a tool prints: text for people, or the XML of --output-as=xml, errors included.
 *
 * A tool opens one struct out, says each thing in the form that is wanted (out_is_xml()), and ends with `return out_finish(o, rc)`.
 * In text, results go to stdout as lines and errors to stderr; in XML, everything is one <pacemaker-result> document whose
 * last child is <status> with the code, its text and the errors (interfaces 3.1), also when the tool failed.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BATON_TOOLS_OUTPUT_H
#define BATON_TOOLS_OUTPUT_H

#include "tools/options.h"

#define OUT_API_VERSION "2.25" /* of the XML that Pacemaker 2.1.5 writes */

struct out;

/* Reads --output-as and --output-to; "xml" is the only format that this layer knows beside text. BT_EX_ERROR for an unknown format (said on stderr), *ret NULL then. */
int out_open(const struct opt_common *common, int argc, char **argv, struct out **ret);
/* Whether --output-as=xml was given. */
bool out_is_xml(const struct out *o);

/* Text: a line on stdout; nothing in XML. */
void out_line(struct out *o, const char *fmt, ...) BT_PRINTF(2, 3);
/* A piece of a line; the newline is the caller's. */
void out_text(struct out *o, const char *fmt, ...) BT_PRINTF(2, 3);
/* Raw result text such as an agent's meta-data or a piece of the CIB: in XML it becomes a <NAME> element with it as CDATA. */
void out_raw(struct out *o, const char *name, const char *text);
/* An error sentence: a line on stderr, or an <error> in the status. */
void out_error(struct out *o, const char *fmt, ...) BT_PRINTF(2, 3);
/* A remark: a line on stderr in text, nothing in XML. */
void out_note(struct out *o, const char *fmt, ...) BT_PRINTF(2, 3);

/* XML: a new last child of the open element; NULL-safe for text mode (returns NULL there, and lib/xml.h's setters are not to be called with it). */
xmlNode *out_element(struct out *o, const char *name);
/* The same, and what follows goes inside it until out_end(). */
xmlNode *out_begin(struct out *o, const char *name);
/* Goes back to the element around it; nothing in text. */
void out_end(struct out *o);
/* The root, to be given other names (crm_mon -X). */
xmlNode *out_root(struct out *o);
/* No <status> will be written and the root is renamed: the older XML of crm_mon -X. Errors go to stderr then. */
void out_legacy_root(struct out *o, const char *name);

/* Prints what has been collected and frees o. Returns rc, or BT_EX_CANTCREAT if it could not be written. */
int out_finish(struct out *o, int rc);
/* out_finish() after saying err's sentence, as "TOOL: sentence" unless plain. Clears err. */
int out_fail(struct out *o, struct bt_err *err);

#endif
