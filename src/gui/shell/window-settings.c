/* SPDX-License-Identifier: GPL-3.0-or-later */
/* GSettings aborts where its schema is missing, so the schema is looked up first. */

#include "gui/shell/window-settings.h"

#include "base/paths.h"

#define SCHEMA_ID "org.postino.Postino"

static GSettingsSchema *
look_up_beside (GSettingsSchemaSource *installed)
{
  g_autofree char *folder = postino_paths_find_program ("../data");
  g_autoptr (GSettingsSchemaSource) source
    = g_settings_schema_source_new_from_directory (folder, installed, FALSE, NULL);

  return source != NULL ? g_settings_schema_source_lookup (source, SCHEMA_ID, FALSE) : NULL;
}

GSettings *
postino_window_settings_new (void)
{
  GSettingsSchemaSource *installed = g_settings_schema_source_get_default ();
  g_autoptr (GSettingsSchema) schema = look_up_beside (installed);

  if (schema == NULL && installed != NULL)
    schema = g_settings_schema_source_lookup (installed, SCHEMA_ID, TRUE);
  return schema != NULL ? g_settings_new_full (schema, NULL, NULL) : NULL;
}
