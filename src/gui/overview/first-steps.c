/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "gui/overview/first-steps.h"

#include <glib/gi18n-lib.h>

#include "campaign/servers-table.h"
#include "contacts/lists-table.h"

static gboolean has_contacts (PostinoSession *session);
static gboolean has_sender   (PostinoSession *session);
static gboolean has_server   (PostinoSession *session);

static const struct {
  const char *title;
  const char *hint;
  const char *action; /* detailed */
  gboolean (*is_done) (PostinoSession *session); /* NULL: when it is, all this is not shown any more */
} steps[] = {
  { N_("Import your contacts"), N_("Drag a file with them onto this window, or choose it"), "win.import", has_contacts },
  { N_("Say who the newsletters are from"), N_("Name, address, and who you are by law"), "win.go::servers", has_sender },
  { N_("Add your SMTP server"), N_("The mail account they go through; the sandbox is there for trying out"), "win.go::servers",
    has_server },
  { N_("Write the first newsletter"), N_("Beside a preview, and with a test to yourself"), "win.new-campaign", NULL },
};

struct _PostinoFirstSteps {
  AdwBin parent_instance;

  PostinoSession *session;
  GtkImage *marks[G_N_ELEMENTS (steps)];
};

G_DEFINE_FINAL_TYPE (PostinoFirstSteps, postino_first_steps, ADW_TYPE_BIN)

static gboolean
has_contacts (PostinoSession *session)
{
  GListModel *lists = G_LIST_MODEL (postino_session_get_lists (session));

  for (guint i = 0; i < g_list_model_get_n_items (lists); i++)
    {
      g_autoptr (PostinoTableRow) row = g_list_model_get_item (lists, i);

      if (((const PostinoList *) postino_table_row_get (row))->n_members > 0)
        return TRUE;
    }
  return FALSE;
}

static gboolean
has_sender (PostinoSession *session)
{
  return g_list_model_get_n_items (G_LIST_MODEL (postino_session_get_identities (session))) > 0;
}

static gboolean
has_server (PostinoSession *session)
{
  GListModel *servers = G_LIST_MODEL (postino_session_get_servers (session));

  for (guint i = 0; i < g_list_model_get_n_items (servers); i++)
    {
      g_autoptr (PostinoTableRow) row = g_list_model_get_item (servers, i);

      if (!((const PostinoServer *) postino_table_row_get (row))->is_sandbox)
        return TRUE;
    }
  return FALSE;
}

static void
show_done (PostinoFirstSteps *self)
{
  for (gsize i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      gboolean is_done = steps[i].is_done != NULL && steps[i].is_done (self->session);

      gtk_image_set_from_icon_name (self->marks[i], is_done ? "emblem-ok-symbolic" : "go-next-symbolic");
      gtk_accessible_update_property (GTK_ACCESSIBLE (self->marks[i]), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                      is_done ? _("Done") : _("To do"), -1);
    }
}

static GtkWidget *
build_row (PostinoFirstSteps *self,
           gsize              i)
{
  GtkWidget *row = adw_action_row_new ();

  self->marks[i] = GTK_IMAGE (gtk_image_new ());
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _(steps[i].title));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), _(steps[i].hint));
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 0);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), GTK_WIDGET (self->marks[i]));
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  gtk_actionable_set_detailed_action_name (GTK_ACTIONABLE (row), steps[i].action);
  return row;
}

static void
postino_first_steps_dispose (GObject *object)
{
  g_clear_object (&POSTINO_FIRST_STEPS (object)->session);
  G_OBJECT_CLASS (postino_first_steps_parent_class)->dispose (object);
}

static void
postino_first_steps_class_init (PostinoFirstStepsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = postino_first_steps_dispose;
}

static void
postino_first_steps_init (PostinoFirstSteps *self)
{
  GtkWidget *group = adw_preferences_group_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (steps); i++)
    adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), build_row (self, i));
  adw_bin_set_child (ADW_BIN (self), group);
}

void
postino_first_steps_bind (PostinoFirstSteps *self,
                          PostinoSession    *session)
{
  PostinoRowList *followed[] = { postino_session_get_lists (session), postino_session_get_identities (session),
                                 postino_session_get_servers (session) };

  self->session = g_object_ref (session);
  for (gsize i = 0; i < G_N_ELEMENTS (followed); i++)
    g_signal_connect_object (followed[i], "items-changed", G_CALLBACK (show_done), self, G_CONNECT_SWAPPED);
  show_done (self);
}
