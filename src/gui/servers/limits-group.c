/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows out of a table: a limit is a number of a profile, a row with a spin button, and where it is one of time,
 * a count of what was sent within it. */

#include "gui/servers/limits-group.h"

#include <glib/gi18n-lib.h>

#include "campaign/caps-table.h"
#include "gui/widgets/figures.h"

#define HOUR_US (G_GINT64_CONSTANT (3600) * G_USEC_PER_SEC)

typedef enum {
  LIMIT_CONNECTIONS,
  LIMIT_SECOND,
  LIMIT_MINUTE,
  LIMIT_HOUR,
  LIMIT_DAY,
  LIMIT_MONTH,
  LIMIT_CONNECTION,
  N_LIMITS,
} Limit;

static const struct {
  const char *title;
  const char *hint;
  gsize offset; /* of the guint in a profile; 0: is no guint */
  guint least;
  guint most;
  gint64 window_us; /* 0: what is used is not counted */
} limits[N_LIMITS] = {
  [LIMIT_CONNECTIONS] = { N_("Connections"), N_("At most, at the same time"), G_STRUCT_OFFSET (PostinoSmtpProfile, connections), 1,
                          POSTINO_SMTP_CONNECTIONS_MAX, 0 },
  [LIMIT_SECOND] = { N_("Messages a second"), N_("0: as many as the server takes"), 0, 0, 1000, 0 },
  [LIMIT_MINUTE] = { N_("Messages a minute"), NULL, G_STRUCT_OFFSET (PostinoSmtpProfile, per_minute), 0, 60000, 0 },
  [LIMIT_HOUR] = { N_("Messages an hour"), NULL, G_STRUCT_OFFSET (PostinoSmtpProfile, per_hour), 0, 1000000, HOUR_US },
  [LIMIT_DAY] = { N_("Messages a day"), N_("Providers often say this one"), G_STRUCT_OFFSET (PostinoSmtpProfile, per_day), 0,
                  10000000, 24 * HOUR_US },
  [LIMIT_MONTH] = { N_("Messages a month"), NULL, G_STRUCT_OFFSET (PostinoSmtpProfile, per_month), 0, 100000000, 31 * 24 * HOUR_US },
  [LIMIT_CONNECTION] = { N_("Messages a connection"), N_("Then another one is made"),
                         G_STRUCT_OFFSET (PostinoSmtpProfile, per_connection), 0, 100000, 0 },
};

struct _PostinoLimitsGroup {
  AdwBin parent_instance;

  AdwActionRow *rows[N_LIMITS];
  GtkSpinButton *buttons[N_LIMITS];
};

G_DEFINE_FINAL_TYPE (PostinoLimitsGroup, postino_limits_group, ADW_TYPE_BIN)

static GtkWidget *
build_row (PostinoLimitsGroup *self,
           Limit               limit)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *button = gtk_spin_button_new_with_range (limits[limit].least, limits[limit].most, 1);

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_spin_button_set_numeric (GTK_SPIN_BUTTON (button), TRUE);
  gtk_editable_set_width_chars (GTK_EDITABLE (button), 5);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, _(limits[limit].title), -1);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _(limits[limit].title));
  if (limits[limit].hint != NULL)
    adw_action_row_set_subtitle (ADW_ACTION_ROW (row), _(limits[limit].hint));
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), button);
  self->rows[limit] = ADW_ACTION_ROW (row);
  self->buttons[limit] = GTK_SPIN_BUTTON (button);
  return row;
}

static void
postino_limits_group_class_init (PostinoLimitsGroupClass *klass)
{
}

static void
postino_limits_group_init (PostinoLimitsGroup *self)
{
  GtkWidget *group = adw_preferences_group_new ();

  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), _("Limits"));
  adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (group), _("So that the provider does not shut the door; 0 is no limit"));
  for (int limit = 0; limit < N_LIMITS; limit++)
    adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), build_row (self, limit));
  gtk_spin_button_set_value (self->buttons[LIMIT_CONNECTIONS], POSTINO_SMTP_CONNECTIONS_DEFAULT);
  adw_bin_set_child (ADW_BIN (self), group);
}

void
postino_limits_group_show (PostinoLimitsGroup       *self,
                           const PostinoSmtpProfile *profile)
{
  for (int limit = 0; limit < N_LIMITS; limit++)
    gtk_spin_button_set_value (self->buttons[limit],
                               limit == LIMIT_SECOND ? profile->per_second
                                                     : G_STRUCT_MEMBER (guint, profile, limits[limit].offset));
}

void
postino_limits_group_take (PostinoLimitsGroup *self,
                           PostinoSmtpProfile *profile)
{
  for (int limit = 0; limit < N_LIMITS; limit++)
    {
      double value = gtk_spin_button_get_value (self->buttons[limit]);

      if (limit == LIMIT_SECOND)
        profile->per_second = value;
      else
        G_STRUCT_MEMBER (guint, profile, limits[limit].offset) = (guint) value;
    }
}

/* ---- what is used ---- */

typedef struct {
  gint64 server;
  gint64 now_us;
  gint64 used[N_LIMITS];
} Used;

static gboolean
read_used (PostinoDb *db,
           gpointer   data,
           GError   **error)
{
  Used *used = data;

  for (int limit = 0; limit < N_LIMITS; limit++)
    {
      if (limits[limit].window_us > 0
          && !postino_caps_table_count (db, used->server, used->now_us - limits[limit].window_us, &used->used[limit], error))
        return FALSE;
    }
  return TRUE;
}

static void
used_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr (PostinoLimitsGroup) self = user_data;
  const Used *used = postino_store_run_finish (POSTINO_STORE (source), result, NULL);

  for (int limit = 0; used != NULL && limit < N_LIMITS; limit++)
    {
      g_autofree char *count = postino_figure_count (used->used[limit]);
      g_autofree char *text = NULL;

      if (limits[limit].window_us == 0)
        continue;
      text = g_strdup_printf (ngettext ("%s used by now", "%s used by now", (gulong) used->used[limit]), count);
      adw_action_row_set_subtitle (self->rows[limit], text);
    }
}

void
postino_limits_group_show_used (PostinoLimitsGroup *self,
                                PostinoSession     *session,
                                gint64              server)
{
  Used *used = g_new0 (Used, 1);

  used->server = server;
  used->now_us = postino_clock_now_us (postino_session_get_clock (session));
  postino_store_run_async (postino_session_get_store (session), FALSE, read_used, used, g_free, NULL, used_cb,
                           g_object_ref (self));
}
