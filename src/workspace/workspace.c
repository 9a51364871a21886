/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "workspace/workspace.h"

const PostinoSchema *
postino_workspace_get_schema (void)
{
  static const char *const migrations[] = { "schema/0001-start.sql", NULL };
  static const PostinoSchema schema = { 0x5053544f /* "PSTO" */, migrations };

  return &schema;
}
