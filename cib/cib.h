/* cib/cib.h - the CIB as a document: versions, queries, changes, patches. Pure.
 *
 * A struct cib owns one XML document <cib>. Every change goes through cib_change() (or, several of the status as one, cib_gather()): it is checked, applied whole or not
 * at all, given a version, and comes back as a patch (format 2, as cibadmin and crm_diff know it) that a replica
 * applies with cib_patch(). Versions follow Pacemaker: a change below <configuration> raises epoch and sets num_updates to 0; any other
 * change (status, the root's attributes) raises num_updates; admin_epoch is the administrator's. They never go back.
 *
 * Every patch carries the content digest of its result: the sum modulo 2^128 of the MD5 of each node with its path, attributes (in
 * their order) and previous sibling. An edit changes the sum by the nodes it touches, so that comparing the whole document at every single patch costs no more than
 * the patch does; two replicas that differ anywhere are found out by the next patch. It is no protection against malice: the bus is.
 *
 * The history of the configuration, made of those patches, is in cib_history.h.
 *
 * Requests, replies and notifications have one XML form each, used over IPC and CPG alike (cib_request_...).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BATON_CIB_H
#define BATON_CIB_H

#include "lib/lib.h"
#include "xml/names.h"

/* Versions ----------------------------------------------------------------------------------------------- */
struct cib_version {
    int64_t admin_epoch, epoch, num_updates; /* of a struct cib: 0 to INT32_MAX - 1. One that is at its bound begins anew at 0, with the one before it raised */
};
/* < 0, 0, > 0: compared in the order admin_epoch, epoch, num_updates (Pacemaker Explained, "CIB properties"). */
int cib_version_cmp(const struct cib_version *a, const struct cib_version *b);
/* "0.5.12"; the caller's to free. */
char *cib_version_text(const struct cib_version *v);

/* The document ------------------------------------------------------------------------------------------- */
struct cib;

/* The feature set this build writes (that of Debian 12's Pacemaker, whose tools refuse a newer one), and the newest schema it knows. */
#ifndef CIB_FEATURE_SET /* a build may say another one, as a later version will: -DCIB_FEATURE_SET=... */
#define CIB_FEATURE_SET "3.16.1"
#endif
#define CIB_SCHEMA_LATEST "pacemaker-3.9"

/* An empty CIB with all required sections, version 0.0.0. */
struct cib *cib_new(void);
/* Takes over a document that was read from disk or from a peer (freed on failure too). Missing sections are added; text, namespaces and comments
 * beside the sections are dropped. BT_EX_CONFIG if it is no CIB. */
int cib_from_doc(xmlDoc *doc, struct cib **ret, struct bt_err *err);
/* With its document; cib may be NULL. */
void cib_free(struct cib *cib);
/* The document, to read; valid and stable until the next change. */
const xmlDoc *cib_doc(const struct cib *cib);
/* What its root says; while changes are gathered, as it was before them. */
struct cib_version cib_version(const struct cib *cib);
/* The content digest (see above), equal on two replicas exactly if the documents are (attribute order included). Computed whole at the first
 * call, kept up to date from then on. */
const char *cib_digest(const struct cib *cib, char out[BT_DIGEST_TEXT]);

/* Pacemaker's digest of a CIB: of what lies on disk (cib.xml.sig, cibadmin --md5-sum), or versioned (the digest of crm_diff's patches,
 * cibadmin --md5-sum-versioned; the same as the other for a document of a feature set before 3.0.5, or of none). Costs as much as printing it. */
const char *cib_pacemaker_digest(const xmlNode *cib, bool versioned, char out[BT_DIGEST_TEXT]);

/* Whether an element may stand as a CIB: root and sections, then what the schema named in validate-with has (xml/schema.h), unique ids, references to
 * existing ids. BT_EX_CONFIG with element, id, what is wrong. With validate-with="none", or none at all, only root and sections are looked at. */
int cib_validate(const xmlNode *cib, struct bt_err *err);
/* The same, but every mistake is told: found(ctx, element, sentence), in document order what the schema says, then of ids and references; element->line is its line
 * in the text it was read from. The element is valid during the call only. */
void cib_validate_all(const xmlNode *cib, void (*found)(void *ctx, const xmlNode *n, const char *sentence), void *ctx);

/* The document brought to the newest schema (CIB_SCHEMA_LATEST), as Pacemaker does it: from pacemaker-1.0 to 2.10 with all that has another name or place
 * now; a new document, the version (admin_epoch ...) as it was. One with validate-with="none" comes back as it is. BT_EX_CONFIG: too old, or the result would
 * not be valid; the sentence says why. */
int cib_upgrade(const xmlNode *cib, xmlDoc **ret, struct bt_err *err);
/* The same for whoever reads documents: one of 1.x or 2.x, whose names nothing else in Baton knows, is replaced by its upgrade; any other stays, as does one that
 * can't be upgraded (BT_EX_CONFIG). */
int cib_upgrade_old(xmlDoc **doc, struct bt_err *err);

/* Requests ----------------------------------------------------------------------------------------------- */
/* X(NAME, text): what a request can ask for; the texts are what the ecosystem's traces and diffs say. */
#define CIB_OP_LIST(X)                                                                                                 \
    X(QUERY, "cib_query")                                                                                              \
    X(CREATE, "cib_create")                                                                                            \
    X(MODIFY, "cib_modify")                                                                                            \
    X(REPLACE, "cib_replace")                                                                                          \
    X(DELETE, "cib_delete")                                                                                            \
    X(PATCH, "cib_apply_diff")                                                                                         \
    X(ERASE, "cib_erase")                                                                                              \
    X(BUMP, "cib_bump")                                                                                                \
    X(UPGRADE, "cib_upgrade")

enum cib_op {
#define X(name, text) CIB_OP_##name,
    CIB_OP_LIST(X)
#undef X
};
/* "cib_modify". */
const char *cib_op_text(enum cib_op op);

enum cib_flag {
    CIB_CAN_CREATE = 1,   /* modify, replace: create what is missing (cibadmin --allow-create) */
    CIB_MULTIPLE = 2,     /* delete: all that match the XPath (--delete-all) */
    CIB_NO_CHILDREN = 4,  /* query: the element without its children (--no-children) */
    CIB_SCORE_UPDATE = 8, /* modify: "value++" and "value+=N" are sums (Pacemaker: --score). As in 2.1.5, they always are */
    CIB_FORCE = 16,       /* change a configuration although a newer one may be on a node that is gone */
    CIB_PRETTY = 32,      /* query: the answer is for people: cib_query_text() */
    CIB_FLAGS_ALL = 63,
};

struct cib_request {
    enum cib_op op;
    const char *section; /* "resources", "configuration", "status" ...; NULL: inferred from xml's name, or the whole */
    const char *xpath;   /* NULL, or what to query, delete, or where to create below/replace/modify */
    const xmlNode *xml;  /* the data; NULL where none is needed */
    unsigned flags;
    /* Who asks; written to the root's update-origin, update-client, update-user with a configuration change. Access control lists hold for the user
     * (NULL: they don't), and for the user's groups (names separated by blanks; NULL: none). */
    const char *origin, *client, *user, *groups;
    int32_t zone_s; /* seconds east of UTC, for cib-last-written; filled in by the server, no part of the message */
};

/* Message form: <cib_request op section xpath flags origin client user groups [id]> with a copy of the data as only child. */
xmlDoc *cib_request_to_xml(const struct cib_request *rq);
/* The request points into the element. BT_EX_PROTOCOL for rubbish. */
int cib_request_from_xml(const xmlNode *n, struct cib_request *ret, struct bt_err *err);

/* The server's answer: <cib_reply id rc [text]> with a copy of a query's result (or NULL) as child. rc: 0 or an exit code, at most 255; err: its sentence. */
xmlDoc *cib_reply_to_xml(int64_t id, int rc, const struct bt_err *err, const xmlNode *child);
/* Reads it: returns its rc with its text in err; *ret_child (NULL: none) points into n. BT_EX_PROTOCOL for rubbish, *ret_id then untouched. */
int cib_reply_from_xml(const xmlNode *n, int64_t *ret_id, const xmlNode **ret_child, struct bt_err *err);
/* <cib_subscribe id>: answered with a <cib_reply> that holds the whole CIB; from then on each change is told as <cib_notify> with its patch. */
xmlDoc *cib_subscribe_to_xml(int64_t id);
/* <cib_notify> around a copy of the patch. */
xmlDoc *cib_notify_to_xml(const xmlNode *patch);

/* Answers a query with a new document: the element that matched; <xpath-query> around several. BT_EX_NOSUCH. A user under access control lists gets
 * what lies in the readable part of the document; BT_EX_INSUFFICIENT_PRIV if there is none. */
int cib_query(const struct cib *cib, const struct cib_request *rq, xmlDoc **ret, struct bt_err *err);
/* The answer as text at the end of a buffer, all on one line or (CIB_PRETTY) as bt_xml_text() prints for people. The whole, and a section, are printed without a copy, which would cost more
 * than all else. */
int cib_query_text(const struct cib *cib, const struct cib_request *rq, struct bt_buf *b, struct bt_err *err);
/* root and hacluster own the cluster: no access control lists hold for them. */
bool cib_is_owner(const char *user);
/* Whether access control lists hold for a user (NULL: they don't). */
bool cib_is_restricted(const struct cib *cib, const char *user);
/* Whether a user may read or write a section (NULL: the root). user, groups: as in struct cib_request. */
bool cib_may(const struct cib *cib, const char *user, const char *groups, const char *section, bool write);
/* Whether a user may read a section with all that is or ever was in it: no permission denies anything. */
bool cib_may_read_all(const struct cib *cib, const char *user, const char *groups, const char *section);

/* What a user may do with an element. */
enum cib_right { CIB_DENIED, CIB_READABLE, CIB_WRITABLE };
/* A user's rights in a whole CIB by its access control lists, whether or not the option enable-acl lets them hold; they are valid while the document is. NULL: they never hold for
 * this user (root, hacluster). groups: as in struct cib_request. */
struct cib_acl;
/* user: not NULL. The caller's (cib_rights_free). */
struct cib_acl *cib_rights(const xmlDoc *cib, const char *user, const char *groups);
/* n: an element of that document; rights are not NULL. */
enum cib_right cib_right_of(const struct cib_acl *rights, const xmlNode *n);
/* NULL is fine. */
void cib_rights_free(struct cib_acl *rights);

/* What a change did. */
struct cib_changed {
    struct cib_version from, to;
    bool configuration; /* anything below <configuration>, or a root attribute that configures (validate-with, epoch ...), changed: must
                         * be on disk before it is acknowledged */
    xmlDoc *patch;      /* <diff format="2" content-digest=...>, NULL if nothing changed; the caller's to free */
};

/* Applies a change whole, or leaves the document as it was. Meaning and errors as Pacemaker 2.1.5's: BT_EX_NOSUCH (modify, replace of what is not
 * there; deleting it is no error), BT_EX_EXISTS (create of what is there), BT_EX_OLD (replace or patch of an older version), BT_EX_ERROR (a patch that does not
 * fit), BT_EX_CONFIG (result not valid), BT_EX_DATAERR, BT_EX_INSUFFICIENT_PRIV (access control lists don't allow it to the user). Cost grows with the change, not with the document, but for XPath and replace. now: for
 * cib-last-written, which a change of configuration gets when the request says its origin, together with update-origin, -client and -user. */
int cib_change(struct cib *cib, const struct cib_request *rq, struct bt_wall now, struct cib_changed *ret,
               struct bt_err *err);

/* Changes of the status that are told as one. cib_gather() makes one (modify, replace or delete, nothing above <status>) in the document at once; its errors are cib_change()'s, and leave
 * those before it standing. No cib_change() or cib_patch() in between, and until the end the document has the version from before. */
int cib_gather(struct cib *cib, const struct cib_request *rq, struct bt_err *err);
/* Ends it: one new version and one patch for all, no patch if nothing is other than it was. It counts as configuration only if num_updates was at its bound, so that epoch was raised. */
void cib_gathered(struct cib *cib, struct cib_changed *ret);

/* Patches ------------------------------------------------------------------------------------------------ */
/* The patch that makes `to` of `from` (NULL if they are equal); with_version: includes <version> with source and target. Works on any element, as crm_diff does. */
xmlDoc *cib_patch_make(const xmlNode *from, const xmlNode *to, bool with_version);
/* Applies a patch made by another replica, whole or not at all. BT_EX_OLD: its source is not our version; BT_EX_DIGEST: it does not fit or the
 * result is not what the maker had (the caller asks for the whole document); BT_EX_DATAERR: it is no patch with a version. ret may be NULL, and gets no copy of the patch. */
int cib_patch(struct cib *cib, const xmlNode *patch, struct cib_changed *ret, struct bt_err *err);
/* Whether a patch that names its versions is for a CIB of this version, and leads to a newer one: BT_EX_OLD if not, newer_rc if it is for a newer one. A patch without
 * versions is for any. */
int cib_patch_is_for(const xmlNode *patch, const xmlNode *cib, int newer_rc, struct bt_err *err);
/* The same as cib_patch() on a bare document without version checks (crm_diff --patch). */
int cib_patch_apply_raw(xmlDoc *doc, const xmlNode *patch, struct bt_err *err);

/* Reading convenience, used everywhere ---------------------------------------------------------------------- */
/* <configuration> child or <status> of a CIB document by name; NULL if missing. */
xmlNode *cib_section(const xmlDoc *doc, const char *name);
/* The value of a cluster option from crm_config (cib-bootstrap-options first, then by score; rules ignored here), the option
 * table's default when it is not set; NULL if unknown. */
const char *cib_option(const xmlDoc *doc, const char *name);
/* "/cib/configuration/nodes/node[@id='1']": where an element is, as in patches; the caller's to free. */
char *cib_node_path(const xmlNode *n);
/* The node_state of a node (by uname) or NULL. */
xmlNode *cib_node_state(const xmlDoc *doc, const char *uname);

#include "cib/cib_history.h"

/* Rules ---------------------------------------------------------------------------------------------------------- */

/* What a rule is evaluated against (Pacemaker Explained, "Rules"); a part that is NULL is not known in that place, and expressions on it are false. */
struct cib_rule_context {
    struct bt_wall now;
    const char *(*get)(const void *attrs, const char *name); /* looks into the three that follow */
    const void *node_attrs;
    const void *params, *meta;                        /* for value-source="param" and "meta" */
    const char *standard, *provider, *type;           /* rsc_expression; all NULL: no resource here */
    const char *op;                                   /* op_expression; NULL: no operation here */
    int64_t op_interval_ms;
    enum bt_role role;                                /* BT_ROLE_UNKNOWN: rules of any role are meant */
    int64_t *recheck_s;                               /* lowered to the next time at which the result may change; may be NULL */
    const xmlNode *(*by_id)(const void *ctx, const char *id); /* what an id-ref means, NULL for nothing; never NULL itself */
    const void *ctx;
};
/* Whether a rule, or the one that a reference leads to, passes; false for a reference that leads nowhere or to itself. */
bool cib_rule_passes(const xmlNode *rule, const struct cib_rule_context *c);
/* Sets of name-value pairs; v is the caller's to free. */
struct cib_sets {
    const xmlNode **v;
    size_t n, cap;
};
/* Adds the sets of that name (XE_INSTANCE_ATTRIBUTES ...) below an element that hold: they have no rule, or it passes. References are followed; highest score first, equal ones in the
 * document's order. */
void cib_rule_sets(const xmlNode *owner, const char *name, const struct cib_rule_context *c, struct cib_sets *ret);
/* The value of the first of them that has a pair of that name; NULL if none has. */
const char *cib_sets_value(const struct cib_sets *sets, const char *name);
/* The element itself or, if it has an id-ref, the one that it refers to (NULL if that is missing). */
const xmlNode *cib_expand_ref(const xmlNode *n, const struct cib_rule_context *c);
/* Lowers *recheck_s (0: none yet; NULL: nobody asks) to t, if t is in the future of now. */
void cib_recheck_by(int64_t *recheck_s, int64_t t_s, struct bt_wall now);

#endif
