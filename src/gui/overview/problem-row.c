/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "gui/overview/problem-row.h"

#include <adwaita.h>

/* Where a problem is dealt with. */
static const struct {
  const char *icon_name;
  const char *action;
  const char *page; /* of "win.go"; NULL: the action takes the problem's id */
} problem_table[] = {
  [POSTINO_PROBLEM_NO_WORKER] = { "media-playback-pause-symbolic", "win.go", "campaigns" },
  [POSTINO_PROBLEM_SERVER_STOPPED] = { "network-error-symbolic", "win.go", "servers" },
  [POSTINO_PROBLEM_COLLECTOR] = { "network-offline-symbolic", "win.go", "campaigns" },
  [POSTINO_PROBLEM_RESTORED] = { "document-revert-symbolic", "win.open-campaign", NULL },
  [POSTINO_PROBLEM_BRAKED] = { "media-playback-pause-symbolic", "win.open-campaign", NULL },
  [POSTINO_PROBLEM_MISSED] = { "appointment-missed-symbolic", "win.open-campaign", NULL },
  [POSTINO_PROBLEM_IN_DOUBT] = { "dialog-question-symbolic", "win.open-campaign", NULL },
};

GtkWidget *
postino_problem_row_new (PostinoProblem *problem)
{
  PostinoProblemKind kind = postino_problem_get_kind (problem);
  GtkWidget *row = adw_action_row_new ();
  GVariant *target = problem_table[kind].page != NULL
                     ? g_variant_new_string (problem_table[kind].page)
                     : g_variant_new_int64 (postino_problem_get_id (problem));

  g_object_bind_property (problem, "text", row, "title", G_BINDING_SYNC_CREATE);
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row),
                             gtk_image_new_from_icon_name (problem_table[kind].icon_name));
  adw_action_row_add_suffix (ADW_ACTION_ROW (row),
                             gtk_image_new_from_icon_name ("go-next-symbolic"));
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (row), problem_table[kind].action);
  gtk_actionable_set_action_target_value (GTK_ACTIONABLE (row), target);
  return row;
}
