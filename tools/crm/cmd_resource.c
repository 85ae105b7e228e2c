#include "tools/crm/session.h"
static const struct command commands[] = {{0}};
const struct level level_resource = {"resource", commands, "Resources", NULL};
