/* tools/common.c - reaching the cluster and saying why it failed (see common.h).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "tools/common.h"

const char *tool_cib_text(int code)
{
    switch (code) {
    case BT_EX_NOSUCH:
        return "No such device or address";
    case BT_EX_EXISTS:
        return "File exists";
    case BT_EX_DISCONNECT:
        return "Transport endpoint is not connected";
    case BT_EX_SOFTWARE:
        return "Invalid argument";
    case BT_EX_CONFIG:
        return "Update does not conform to the configured schema";
    case BT_EX_OLD:
        return "Update was older than existing configuration";
    case BT_EX_INSUFFICIENT_PRIV:
        return "Permission denied";
    case BT_EX_TIMEOUT:
        return "Timer expired";
    case BT_EX_QUORUM:
        return "Operation requires quorum";
    default:
        return bt_exit_text(code);
    }
}

int tool_cib_open(struct out *o, const char *tool, const char *prefix, struct cib_client **ret)
{
    struct bt_err err = {0};
    struct cib_client_options options = {.client = tool};
    int rc = cib_client_open(&options, ret, &err);
    if (rc == BT_EX_OK)
        return rc;
    out_error(o, "%sCould not connect to the CIB: %s", prefix, tool_cib_text(rc));
    if (rc != BT_EX_DISCONNECT)
        out_note(o, "%s", bt_err_text(&err));
    bt_err_clear(&err);
    return rc;
}

int tool_cib_whole(struct out *o, const char *tool, const char *prefix, struct cib_client **ret_client, xmlDoc **ret)
{
    struct cib_client *c;
    struct bt_err err = {0};
    int rc = tool_cib_open(o, tool, prefix, &c);
    if (rc != BT_EX_OK)
        return rc;
    rc = cib_client_whole(c, ret, &err);
    if (rc != BT_EX_OK) {
        out_error(o, "%sCould not read the CIB: %s", prefix, bt_err_text(&err));
        bt_err_clear(&err);
        cib_client_close(c);
        return rc;
    }
    if (ret_client != NULL)
        *ret_client = c;
    else
        cib_client_close(c);
    return BT_EX_OK;
}

const char *tool_env(const char *name)
{
    const char *value = getenv(name);
    return value != NULL && value[0] != '\0' ? value : NULL;
}

static void add_path(struct bt_buf *b, const xmlNode *n)
{
    if (n == NULL || n->type != XML_ELEMENT_NODE)
        return;
    add_path(b, n->parent);
    bt_buf_addf(b, "/%s", bt_xml_name(n));
    if (bt_xml_id(n) != NULL)
        bt_buf_addf(b, "[@id='%s']", bt_xml_id(n));
}

char *tool_xml_path(const xmlNode *n)
{
    struct bt_buf b = {0};
    add_path(&b, n);
    return bt_buf_take(&b);
}
