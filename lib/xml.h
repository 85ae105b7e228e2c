/* lib/xml.h - small helpers over libxml2: what every folder does with elements and attributes, once.
 *
 * Documents are xmlDoc *, freed with bt_xml_free(); elements belong to their document. Attribute values returned as
 * const char * point into the document and live as long as the attribute. Names come from xml/names.h.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BATON_XML_H
#define BATON_XML_H

#include <libxml/parser.h>
#include <libxml/tree.h>

#include "lib/base.h"
#include "lib/error.h"

/* How deep elements may be nested in what is read: beyond all sense, and far from where recursion would end the stack. */
#define BT_XML_DEEPEST 256

/* Reads a document of any size. No network, no external entities, no DTD loading; one with a document type is held to libxml2's limits, so that
 * entities of its own don't grow beyond all measure. Error: BT_EX_DATAERR with line and what is wrong. `what` names the source in the sentence. */
int bt_xml_parse(const char *text, size_t len, const char *what, xmlDoc **ret, struct bt_err *err);
/* The same from a source that is read on the way: read() fills in up to size bytes and returns how many, 0 at the end, -1 for a failure. */
typedef int bt_xml_read_fn(void *ctx, char *buf, int size);
/* Errors as bt_xml_parse()'s; a failure to read is for read() to remember. */
int bt_xml_parse_from(bt_xml_read_fn *read, void *ctx, const char *what, xmlDoc **ret, struct bt_err *err);
/* Between the two, libxml2 writes nothing to stderr: of a bad encoding or XPath it tells nobody else. */
struct bt_xml_silence {
    xmlGenericErrorFunc print;
    void *ctx;
};
/* Begins; returns what stood before. */
struct bt_xml_silence bt_xml_silence(void);
/* Ends; takes what the beginning returned. */
void bt_xml_silence_end(struct bt_xml_silence before);
/* A new document with a root element of this name. */
xmlDoc *bt_xml_doc(const char *root_name);
/* A new document whose root is a deep copy of the element. */
xmlDoc *bt_xml_doc_of(const xmlNode *n);
/* With all its elements; doc may be NULL. */
void bt_xml_free(xmlDoc *doc);
/* The root element; NULL only for a NULL document. */
xmlNode *bt_xml_root(const xmlDoc *doc);

/* The element as text, the caller's to free. pretty: one element a line, indented by two, a newline at the end, as cibadmin prints; otherwise all on one line. */
char *bt_xml_text(const xmlNode *n, bool pretty);
/* The same, at the end of a buffer. */
void bt_xml_add_text(struct bt_buf *b, const xmlNode *n, bool pretty);

/* Whether n is an element of that name; false for NULL. */
bool bt_xml_is(const xmlNode *n, const char *name);
/* An element's name; lives as long as the element. */
const char *bt_xml_name(const xmlNode *n);
/* Its attribute id; NULL if it has none, or is no element, or is NULL. */
const char *bt_xml_id(const xmlNode *n);
/* The attribute's value ("" if it is empty); NULL if it has none, or is no element, or is NULL. */
const char *bt_xml_get(const xmlNode *n, const char *attr);
/* The same with a value for what has none. */
const char *bt_xml_get_or(const xmlNode *n, const char *attr, const char *otherwise);
/* As bt_parse_int() reads it; otherwise: for what is absent or no number that fits. */
int64_t bt_xml_get_int(const xmlNode *n, const char *attr, int64_t otherwise);
/* As bt_parse_bool() reads it; otherwise: for what is absent or no boolean. */
bool bt_xml_get_bool(const xmlNode *n, const char *attr, bool otherwise);
/* Several attributes in one pass: ret[i] is the value of names[i] or NULL. For elements that are read by the thousand;
 * fastest with the names in the order that documents mostly have them in. */
void bt_xml_get_all(const xmlNode *n, const char *const *names, const char **ret, size_t count);

/* Sets an attribute, in its place if it is there; NULL removes it. Nothing happens to what is not an element. */
void bt_xml_set(xmlNode *n, const char *attr, const char *value);
/* Adds an attribute that the element does not have, after its last one (NULL: it has none), and returns it: for who sets thousands. */
xmlAttr *bt_xml_append_attr(xmlNode *n, xmlAttr *last, const char *attr, const char *value);
/* Sets it to what printf(3) would print; the arguments may lie in the old value. */
void bt_xml_setf(xmlNode *n, const char *attr, const char *fmt, ...) BT_PRINTF(3, 4);
/* Sets it to a number in decimal. */
void bt_xml_set_int(xmlNode *n, const char *attr, int64_t value);
/* Sets it to "true" or "false". */
void bt_xml_set_bool(xmlNode *n, const char *attr, bool value);
/* Gives an element all the attributes of another one; those that both have are overwritten in their place. */
void bt_xml_copy_attrs(xmlNode *to, const xmlNode *from);

/* Whether an attribute may have that name; a document with another ("1", "a b") can't be read again. */
bool bt_xml_is_attr_name(const char *name);

/* A new element as the last child of parent, an element. */
xmlNode *bt_xml_add(xmlNode *parent, const char *name);
/* The root becomes the only child of a new root of that name, which is returned; nothing is copied. */
xmlNode *bt_xml_wrap(xmlDoc *doc, const char *name);
/* A deep copy of n as the last child, which is returned. */
xmlNode *bt_xml_add_copy(xmlNode *parent, const xmlNode *n);
/* The root of doc becomes the last child, and is returned; doc is freed, nothing is copied. */
xmlNode *bt_xml_add_root(xmlNode *parent, xmlDoc *doc);
/* Takes it out of its document and frees it with all that is below; n may be NULL. */
void bt_xml_remove(xmlNode *n);

/* The first child that is an element of that name (NULL: any), or NULL; parent may be NULL. */
xmlNode *bt_xml_first(const xmlNode *parent, const char *name);
/* The next sibling that is an element of that name (NULL: any), or NULL; n may be NULL. */
xmlNode *bt_xml_next(const xmlNode *n, const char *name);
/* Goes through them in order; the present child must not be removed meanwhile. */
#define bt_xml_each(child, parent, name)                                                                               \
    for (xmlNode *child = bt_xml_first((parent), (name)); child != NULL; child = bt_xml_next(child, (name)))
/* How many of them there are. */
size_t bt_xml_count(const xmlNode *parent, const char *name);
/* The first child of that name (NULL: any) whose attribute has the value. value NULL (what somebody left out): none has it. */
xmlNode *bt_xml_find(const xmlNode *parent, const char *name, const char *attr, const char *value);
/* Follows a path of child names from n ("configuration/resources"); NULL if a step is missing. */
xmlNode *bt_xml_path(const xmlNode *n, const char *path);
/* The same, creating what is missing. */
xmlNode *bt_xml_ensure_path(xmlNode *n, const char *path);

/* All element nodes that an XPath 1.0 expression selects (attributes and text yield their element), in document order, as an array that is the
 * caller's to free(). BT_EX_DATAERR for a bad expression; no match is 0 with *ret_n 0. */
int bt_xml_xpath(const xmlDoc *doc, const char *xpath, xmlNode ***ret, size_t *ret_n, struct bt_err *err);

#endif
