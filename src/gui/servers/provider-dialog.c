/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The form of the limits of one provider of recipients. Whose limits they are is chosen once: from the list of
 * providers, or, as its last entry, by a domain; a domain of a provider of the list stands for that provider. */

#include "gui/servers/provider-dialog.h"

#include <glib/gi18n-lib.h>

#include "campaign/destination-name.h"
#include "gui/shell/toast.h"
#include "store/change.h"

enum { PER_SECOND_MAX = 1000, AT_ONCE_MAX = 1000 };

struct _PostinoProviderDialog {
  AdwWindow parent_instance;

  GtkButton *save_button;
  GtkWidget *who_group;
  AdwComboRow *provider;
  AdwEntryRow *domain;
  GtkSpinButton *per_second;
  GtkSpinButton *at_once;
  GtkWidget *remove_button;

  PostinoSession *session;
  PostinoProviderList *providers;
  PostinoRowList *destinations;
  GPtrArray *choices; /* const PostinoProvider, those with mailboxes; borrows of @providers */
  char *id;           /* NULL: a new one */
};

G_DEFINE_FINAL_TYPE (PostinoProviderDialog, postino_provider_dialog, ADW_TYPE_WINDOW)

static gboolean
is_by_domain (PostinoProviderDialog *self)
{
  return adw_combo_row_get_selected (self->provider) >= self->choices->len;
}

static void
changed_cb (PostinoProviderDialog *self)
{
  gboolean is_named = self->id != NULL || !is_by_domain (self)
                      || *gtk_editable_get_text (GTK_EDITABLE (self->domain)) != '\0';

  gtk_widget_set_visible (GTK_WIDGET (self->domain), is_by_domain (self));
  gtk_widget_set_sensitive (GTK_WIDGET (self->save_button), is_named);
}

/* Whose limits they are; NULL with a sentence. Yours. */
static char *
read_id (PostinoProviderDialog *self,
         GError               **error)
{
  g_autofree char *domain = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->domain))));

  if (self->id != NULL)
    return g_strdup (self->id);
  if (!is_by_domain (self))
    return g_strdup (((PostinoProvider *) self->choices->pdata[adw_combo_row_get_selected (self->provider)])->id);
  return postino_destination_find_id (self->providers, domain, error);
}

/* ---- saving ---- */

static gboolean
write_limits (PostinoDb *db,
              gpointer   data,
              GError   **error)
{
  const PostinoDestinationRow *row = data;

  return postino_destinations_table_set_limits (db, row->id, row->per_second, row->at_once, error);
}

static void
written_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (PostinoProviderDialog) self = user_data;
  g_autoptr (GError) error = NULL;

  gtk_widget_set_sensitive (GTK_WIDGET (self), TRUE);
  if (postino_store_run_finish (POSTINO_STORE (source), result, &error) == NULL)
    {
      postino_toast_fail (GTK_WIDGET (self), error);
      return;
    }
  postino_row_list_look (self->destinations);
  postino_session_wake_worker (self->session, POSTINO_TOPIC_SERVERS);
  gtk_window_destroy (GTK_WINDOW (self));
}

static void
write_row (PostinoProviderDialog *self,
           double                 per_second,
           guint                  at_once)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *id = read_id (self, &error);
  PostinoDestinationRow *row;

  if (id == NULL)
    {
      postino_toast_fail (GTK_WIDGET (self), error);
      return;
    }
  row = g_new0 (PostinoDestinationRow, 1);
  row->id = g_steal_pointer (&id);
  row->per_second = per_second;
  row->at_once = at_once;
  gtk_window_set_focus (GTK_WINDOW (self), NULL); /* an entry that is made insensitive goes on blinking, and warns */
  gtk_widget_set_sensitive (GTK_WIDGET (self), FALSE);
  postino_store_run_async (postino_session_get_store (self->session), TRUE, write_limits, row,
                           (GDestroyNotify) postino_destination_row_free, NULL, written_cb, g_object_ref (self));
}

static void
save_cb (PostinoProviderDialog *self)
{
  write_row (self, gtk_spin_button_get_value (self->per_second), (guint) gtk_spin_button_get_value_as_int (self->at_once));
}

static void
remove_cb (PostinoProviderDialog *self)
{
  write_row (self, 0, 0);
}

/* ---- the dialog ---- */

static void
fill_choices (PostinoProviderDialog *self)
{
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  GPtrArray *all = postino_provider_list_get_all (self->providers);

  for (guint i = 0; i < all->len; i++)
    {
      const PostinoProvider *provider = all->pdata[i];

      if (provider->kind == POSTINO_PROVIDER_RELAY)
        continue;
      g_ptr_array_add (self->choices, all->pdata[i]);
      gtk_string_list_append (names, provider->name);
    }
  gtk_string_list_append (names, _("One domain"));
  adw_combo_row_set_model (self->provider, G_LIST_MODEL (names));
}

static void
postino_provider_dialog_dispose (GObject *object)
{
  PostinoProviderDialog *self = POSTINO_PROVIDER_DIALOG (object);

  g_clear_object (&self->session);
  g_clear_object (&self->destinations);
  G_OBJECT_CLASS (postino_provider_dialog_parent_class)->dispose (object);
}

static void
postino_provider_dialog_finalize (GObject *object)
{
  PostinoProviderDialog *self = POSTINO_PROVIDER_DIALOG (object);

  g_clear_pointer (&self->choices, g_ptr_array_unref);
  g_clear_pointer (&self->providers, postino_provider_list_unref);
  g_free (self->id);
  G_OBJECT_CLASS (postino_provider_dialog_parent_class)->finalize (object);
}

static void
postino_provider_dialog_class_init (PostinoProviderDialogClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = postino_provider_dialog_dispose;
  object_class->finalize = postino_provider_dialog_finalize;
  gtk_widget_class_set_template_from_resource (widget_class, "/org/postino/Postino/ui/servers/provider-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, PostinoProviderDialog, save_button);
  gtk_widget_class_bind_template_child (widget_class, PostinoProviderDialog, who_group);
  gtk_widget_class_bind_template_child (widget_class, PostinoProviderDialog, provider);
  gtk_widget_class_bind_template_child (widget_class, PostinoProviderDialog, domain);
  gtk_widget_class_bind_template_child (widget_class, PostinoProviderDialog, per_second);
  gtk_widget_class_bind_template_child (widget_class, PostinoProviderDialog, at_once);
  gtk_widget_class_bind_template_child (widget_class, PostinoProviderDialog, remove_button);
  gtk_widget_class_bind_template_callback (widget_class, save_cb);
  gtk_widget_class_bind_template_callback (widget_class, remove_cb);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
postino_provider_dialog_init (PostinoProviderDialog *self)
{
  self->choices = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_spin_button_set_range (self->per_second, 0, PER_SECOND_MAX);
  gtk_spin_button_set_increments (self->per_second, 1, 10);
  gtk_spin_button_set_range (self->at_once, 0, AT_ONCE_MAX);
  gtk_spin_button_set_increments (self->at_once, 1, 10);
}

void
postino_provider_dialog_present (GtkWidget                   *from,
                                 PostinoSession              *session,
                                 PostinoProviderList         *providers,
                                 PostinoRowList              *destinations,
                                 const PostinoDestinationRow *row)
{
  PostinoProviderDialog *self = g_object_new (POSTINO_TYPE_PROVIDER_DIALOG, "transient-for",
                                              gtk_widget_get_root (from), NULL);

  self->session = g_object_ref (session);
  self->providers = postino_provider_list_ref (providers);
  self->destinations = g_object_ref (destinations);
  fill_choices (self);
  if (row != NULL)
    {
      self->id = g_strdup (row->id);
      gtk_window_set_title (GTK_WINDOW (self), postino_destination_get_name (providers, row->id));
      gtk_spin_button_set_value (self->per_second, row->per_second);
      gtk_spin_button_set_value (self->at_once, row->at_once);
    }
  gtk_widget_set_visible (self->who_group, row == NULL);
  gtk_widget_set_visible (self->remove_button, row != NULL && (row->per_second > 0 || row->at_once > 0));
  changed_cb (self);
  gtk_window_present (GTK_WINDOW (self));
}
