/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An address, and the list of providers. Both lead to a guess, which waits here: whether it may be put into
 * the form is the form's to say, since only it knows what a person has typed there.
 *
 * A search goes on beside the main loop and ends when another begins, the address changes or the form
 * goes. */

#include "gui/servers/find-group.h"

#include <glib/gi18n-lib.h>

#include "campaign/server-guess-words.h"
#include "model/server-search.h"

enum { FOUND, USE, N_SIGNALS };

struct _PostinoFindGroup {
  AdwPreferencesGroup parent_instance;

  AdwEntryRow *address;
  AdwActionRow *result;
  GtkImage *warning;
  GtkSpinner *spinner;
  GtkButton *find_button;
  GtkButton *use_button;
  AdwComboRow *provider;

  PostinoProviderList *providers;
  GPtrArray *choices; /* const PostinoProvider, one a row behind the first; borrows of @providers */
  PostinoServerGuess *guess;
  GCancellable *searching;
  gboolean is_showing; /* the choice is ours, not the person's */
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PostinoFindGroup, postino_find_group, ADW_TYPE_PREFERENCES_GROUP)

/* Nothing typed is NULL. Yours. */
static char *
dup_address (PostinoFindGroup *self)
{
  char *text = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->address))));

  if (*text == '\0')
    g_clear_pointer (&text, g_free);
  return text;
}

static void
show_result (PostinoFindGroup *self,
             const char       *title,
             const char       *subtitle)
{
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->result), title);
  adw_action_row_set_subtitle (self->result, subtitle);
}

/* Before anything was found. */
static void
show_question (PostinoFindGroup *self)
{
  g_autofree char *address = dup_address (self);

  gtk_widget_set_visible (GTK_WIDGET (self->warning), FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->use_button), FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->find_button), TRUE);
  gtk_widget_set_sensitive (GTK_WIDGET (self->find_button), address != NULL);
  gtk_spinner_stop (self->spinner);
  show_result (self, _("Which server is it?"),
               _("Asks DNS and the page of your domain. Your address goes there, no password."));
}

static void
forget_search (PostinoFindGroup *self)
{
  if (self->searching != NULL)
    g_cancellable_cancel (self->searching);
  g_clear_object (&self->searching);
}

/* The row of the one it came from; the first one is "any other". */
static void
show_provider (PostinoFindGroup *self,
               const char       *id)
{
  guint row = 0;

  for (guint i = 0; i < self->choices->len && id != NULL; i++)
    {
      const PostinoProvider *provider = self->choices->pdata[i];

      if (g_str_equal (provider->id, id))
        row = i + 1;
    }
  self->is_showing = TRUE;
  adw_combo_row_set_selected (self->provider, row);
  self->is_showing = FALSE;
}

/* Takes @guess over. */
static void
take_guess (PostinoFindGroup   *self,
            PostinoServerGuess *guess)
{
  postino_server_guess_free (self->guess);
  self->guess = guess;
  show_provider (self, guess->provider);
  g_signal_emit (self, signals[FOUND], 0);
}

/* ---- by the address ---- */

static void
found_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr (PostinoFindGroup) self = user_data;
  g_autoptr (GError) error = NULL;
  PostinoServerGuess *guess = postino_server_search_finish (result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return; /* the form has gone, or it is another address by now */
  g_clear_object (&self->searching);
  show_question (self);
  if (guess != NULL)
    take_guess (self, guess);
  else
    show_result (self, _("Not found"), error->message);
}

static void
find_cb (PostinoFindGroup *self)
{
  g_autofree char *address = dup_address (self);

  if (address == NULL)
    return;
  forget_search (self);
  self->searching = g_cancellable_new ();
  show_question (self);
  gtk_spinner_start (self->spinner);
  gtk_widget_set_sensitive (GTK_WIDGET (self->find_button), FALSE);
  show_result (self, _("Looking for it…"), "");
  postino_server_search_async (self->providers, address, self->searching, found_cb, g_object_ref (self));
}

static void
address_changed_cb (PostinoFindGroup *self)
{
  forget_search (self);
  g_clear_pointer (&self->guess, postino_server_guess_free);
  show_provider (self, NULL);
  show_question (self);
}

/* ---- by the name ---- */

static void
provider_changed_cb (PostinoFindGroup *self)
{
  guint row = adw_combo_row_get_selected (self->provider);
  g_autofree char *address = dup_address (self);

  if (self->is_showing || row == 0 || row > self->choices->len)
    return;
  forget_search (self);
  show_question (self);
  take_guess (self, postino_server_guess_choose (self->choices->pdata[row - 1], address));
}

static void
use_cb (PostinoFindGroup *self)
{
  g_signal_emit (self, signals[USE], 0);
}

/* ---- the group ---- */

static void
fill_choices (PostinoFindGroup *self)
{
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  GPtrArray *all = postino_provider_list_get_all (self->providers);

  gtk_string_list_append (names, _("Any other"));
  for (guint i = 0; i < all->len; i++)
    {
      const PostinoProvider *provider = all->pdata[i];

      g_ptr_array_add (self->choices, all->pdata[i]);
      gtk_string_list_append (names, provider->name);
    }
  self->is_showing = TRUE;
  adw_combo_row_set_model (self->provider, G_LIST_MODEL (names));
  self->is_showing = FALSE;
}

/* The form goes. Whoever still searches holds a reference, so this is not left to dispose. */
static void
postino_find_group_unroot (GtkWidget *widget)
{
  forget_search (POSTINO_FIND_GROUP (widget));
  GTK_WIDGET_CLASS (postino_find_group_parent_class)->unroot (widget);
}

static void
postino_find_group_finalize (GObject *object)
{
  PostinoFindGroup *self = POSTINO_FIND_GROUP (object);

  g_clear_object (&self->searching);
  g_clear_pointer (&self->guess, postino_server_guess_free);
  g_clear_pointer (&self->choices, g_ptr_array_unref);
  g_clear_pointer (&self->providers, postino_provider_list_unref);
  G_OBJECT_CLASS (postino_find_group_parent_class)->finalize (object);
}

static void
postino_find_group_class_init (PostinoFindGroupClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->finalize = postino_find_group_finalize;
  widget_class->unroot = postino_find_group_unroot;
  signals[FOUND] = g_signal_new ("found", POSTINO_TYPE_FIND_GROUP, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 0);
  signals[USE] = g_signal_new ("use", POSTINO_TYPE_FIND_GROUP, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                               G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/postino/Postino/ui/servers/find-group.ui");
  gtk_widget_class_bind_template_child (widget_class, PostinoFindGroup, address);
  gtk_widget_class_bind_template_child (widget_class, PostinoFindGroup, result);
  gtk_widget_class_bind_template_child (widget_class, PostinoFindGroup, warning);
  gtk_widget_class_bind_template_child (widget_class, PostinoFindGroup, spinner);
  gtk_widget_class_bind_template_child (widget_class, PostinoFindGroup, find_button);
  gtk_widget_class_bind_template_child (widget_class, PostinoFindGroup, use_button);
  gtk_widget_class_bind_template_child (widget_class, PostinoFindGroup, provider);
  gtk_widget_class_bind_template_callback (widget_class, find_cb);
  gtk_widget_class_bind_template_callback (widget_class, use_cb);
  gtk_widget_class_bind_template_callback (widget_class, address_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, provider_changed_cb);
}

static void
postino_find_group_init (PostinoFindGroup *self)
{
  self->providers = postino_provider_list_load ();
  self->choices = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  fill_choices (self);
  show_question (self);
}

const PostinoServerGuess *
postino_find_group_get_guess (PostinoFindGroup *self)
{
  return self->guess;
}

void
postino_find_group_show_taken (PostinoFindGroup *self,
                               gboolean          is_taken)
{
  g_autofree char *source = NULL;
  g_autofree char *notes = NULL;
  g_autofree char *sentence = NULL;
  gboolean is_pec;

  g_return_if_fail (self->guess != NULL);
  is_pec = (self->guess->notes & POSTINO_PROVIDER_NOTE_PEC) != 0;
  source = postino_server_guess_describe_source (self->guess);
  notes = postino_provider_notes_describe (self->guess->notes);
  sentence = g_strjoin (" ", source, *notes != '\0' ? notes : _("Complete the form below."),
                        is_taken ? NULL : _("What you typed below is left as it is."), NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->warning), is_pec);
  gtk_widget_set_visible (GTK_WIDGET (self->use_button), !is_taken);
  gtk_widget_set_visible (GTK_WIDGET (self->find_button), FALSE); /* nothing else would be found */
  show_result (self, is_pec ? _("Not for newsletters") : self->guess->profile->name, sentence);
}

void
postino_find_group_focus (PostinoFindGroup *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self->address));
}
