/* tools/attr_target.c - which node and attribute is meant (see attr_target.h).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "tools/attr_target.h"

#include "tools/common.h"

const char *attr_target(const char *node)
{
    if (node != NULL && !bt_strcaseeq(node, "auto") && !bt_strcaseeq(node, "localhost"))
        return node;
    const char *host = tool_env("OCF_RESKEY_CRM_meta_physical_host");
    if (host != NULL && bt_streq(tool_env("OCF_RESKEY_CRM_meta_container_attribute_target"), "host"))
        return host;
    return tool_env("OCF_RESKEY_CRM_meta_on_node");
}

char *attr_promotion(const char *rsc)
{
    if (rsc == NULL)
        rsc = tool_env("OCF_RESOURCE_INSTANCE");
    return rsc != NULL ? bt_printf("master-%s", rsc) : NULL;
}
