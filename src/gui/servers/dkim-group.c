/* SPDX-License-Identifier: GPL-3.0-or-later */
/* All it shows comes from one errand (model/dkim-keys): reading, making keys first or not, asking DNS
 * or not. While one is under way its buttons rest. */

#include "gui/servers/dkim-group.h"

#include <glib/gi18n-lib.h>

#include "gui/servers/dkim-row.h"
#include "gui/shell/toast.h"
#include "gui/widgets/text-dialog.h"
#include "model/dkim-keys.h"

#define SELECTOR "postino" /* followed by a number */

struct _PostinoDkimGroup {
  AdwBin parent_instance;

  AdwPreferencesGroup *group;
  GtkSpinner *spinner;
  GtkWidget *check_button;
  GtkListBox *keys;
  GtkWidget *create_button;
  GtkWidget *renew_button;

  PostinoSession *session;
  GCancellable *cancellable;
  char *domain;
  guint n_selectors;
};

G_DEFINE_FINAL_TYPE (PostinoDkimGroup, postino_dkim_group, ADW_TYPE_BIN)

static void
set_busy (PostinoDkimGroup *self,
          gboolean          is_busy)
{
  gtk_spinner_set_spinning (self->spinner, is_busy);
  gtk_widget_set_sensitive (self->check_button, !is_busy);
  gtk_widget_set_sensitive (self->create_button, !is_busy);
  gtk_widget_set_sensitive (self->renew_button, !is_busy);
}

static void
describe (PostinoDkimGroup *self,
          gboolean          has_keys)
{
  g_autofree char *sentence
    = has_keys ? g_strdup_printf (_("Put these records into the DNS of “%s”, where you rent the domain. As soon as DNS shows "
                                    "them, messages are signed."), self->domain)
               : g_strdup_printf (_("Gmail and others trust messages that are signed for “%s” more. Where your server signs "
                                    "them already, you need no keys here."), self->domain);

  adw_preferences_group_set_description (self->group, sentence);
}

static void
show_rows (PostinoDkimGroup *self,
           GPtrArray        *rows)
{
  GtkWidget *shown;

  while ((shown = gtk_widget_get_first_child (GTK_WIDGET (self->keys))) != NULL)
    gtk_list_box_remove (self->keys, shown);
  for (guint i = 0; i < rows->len; i++)
    gtk_list_box_append (self->keys, postino_dkim_row_new (rows, i));
  describe (self, rows->len > 0);
  self->n_selectors = rows->len;
  gtk_widget_set_visible (GTK_WIDGET (self->keys), rows->len > 0);
  gtk_widget_set_visible (self->check_button, rows->len > 0);
  gtk_widget_set_visible (self->renew_button, rows->len > 0);
  gtk_widget_set_visible (self->create_button, rows->len == 0);
}

static void
done_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr (PostinoDkimGroup) self = user_data;
  g_autofree char *note = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) rows = postino_dkim_keys_read_finish (result, &note, &error);

  if (g_cancellable_is_cancelled (self->cancellable))
    return;
  set_busy (self, FALSE);
  if (rows == NULL)
    {
      postino_toast_fail (GTK_WIDGET (self), error);
      return;
    }
  show_rows (self, rows);
  if (note != NULL)
    postino_toast_say (GTK_WIDGET (self), note);
}

static void
run (PostinoDkimGroup *self,
     const char       *selector,
     PostinoDkimAsk    ask)
{
  set_busy (self, TRUE);
  postino_dkim_keys_read_async (postino_session_get_workspace (self->session), self->domain, selector, ask,
                                self->cancellable, done_cb, g_object_ref (self));
}

static void
check_cb (PostinoDkimGroup *self)
{
  run (self, NULL, POSTINO_DKIM_ASK_NOW);
}

static void
create_cb (PostinoDkimGroup *self)
{
  run (self, SELECTOR "1", POSTINO_DKIM_ASK_NOT);
}

static void
renew (GtkWidget  *from,
       const char *selector,
       gpointer    data)
{
  run (POSTINO_DKIM_GROUP (from), selector, POSTINO_DKIM_ASK_NOT);
}

static void
renew_cb (PostinoDkimGroup *self)
{
  /* a selector has a row for each of its two keys */
  g_autofree char *suggested = g_strdup_printf (SELECTOR "%u", self->n_selectors / 2 + 1);

  postino_text_dialog_ask (GTK_WIDGET (self), _("New Selector"),
                           _("New keys are made. The present ones sign until DNS shows the new records."),
                           _("Selector"), suggested, _("Create _Keys"), renew, NULL, NULL);
}

static void
postino_dkim_group_dispose (GObject *object)
{
  PostinoDkimGroup *self = POSTINO_DKIM_GROUP (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (postino_dkim_group_parent_class)->dispose (object);
}

static void
postino_dkim_group_finalize (GObject *object)
{
  PostinoDkimGroup *self = POSTINO_DKIM_GROUP (object);

  g_object_unref (self->cancellable);
  g_free (self->domain);
  G_OBJECT_CLASS (postino_dkim_group_parent_class)->finalize (object);
}

static void
postino_dkim_group_class_init (PostinoDkimGroupClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = postino_dkim_group_dispose;
  G_OBJECT_CLASS (klass)->finalize = postino_dkim_group_finalize;
  gtk_widget_class_set_template_from_resource (widget_class, "/org/postino/Postino/ui/servers/dkim-group.ui");
  gtk_widget_class_bind_template_child (widget_class, PostinoDkimGroup, group);
  gtk_widget_class_bind_template_child (widget_class, PostinoDkimGroup, spinner);
  gtk_widget_class_bind_template_child (widget_class, PostinoDkimGroup, check_button);
  gtk_widget_class_bind_template_child (widget_class, PostinoDkimGroup, keys);
  gtk_widget_class_bind_template_child (widget_class, PostinoDkimGroup, create_button);
  gtk_widget_class_bind_template_child (widget_class, PostinoDkimGroup, renew_button);
  gtk_widget_class_bind_template_callback (widget_class, check_cb);
  gtk_widget_class_bind_template_callback (widget_class, create_cb);
  gtk_widget_class_bind_template_callback (widget_class, renew_cb);
}

static void
postino_dkim_group_init (PostinoDkimGroup *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
postino_dkim_group_show (PostinoDkimGroup *self,
                         PostinoSession   *session,
                         const char       *domain)
{
  self->session = g_object_ref (session);
  self->domain = g_strdup (domain);
  describe (self, FALSE);
  run (self, NULL, POSTINO_DKIM_ASK_IF_OLD);
}
