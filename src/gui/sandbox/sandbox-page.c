/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The list of kept messages beside the one that is read; on a narrow window one of the two.
 *
 * sandbox.db is opened (and made or migrated) on a thread when the page is first shown; until then the
 * list is empty and says nothing. A message is read and taken apart on a store thread, too: the newest
 * choice wins, the answer for an older one is dropped.
 *
 * Clearing goes in short transactions from the oldest on, so that the server, which writes to the same
 * file, never waits long; what arrives meanwhile stays. */

#include "gui/sandbox/sandbox-page.h"

#include <glib/gi18n-lib.h>

#include "gui/sandbox/letter-pane.h"
#include "gui/sandbox/sandbox-row.h"
#include "gui/shell/page.h"
#include "gui/shell/split.h"
#include "gui/shell/toast.h"
#include "gui/widgets/figures.h"
#include "model/sandbox-list.h"
#include "sandbox/sandbox-table.h"
#include "sandbox/sandbox.h"

enum { CLEARED_AT_ONCE = 200 };

struct _PostinoSandboxPage {
  AdwBin parent_instance;

  PostinoPage *page;
  GtkStack *states;
  AdwStatusPage *failed;
  PostinoSplit *split;
  GtkSearchEntry *search;
  GtkStack *found;
  GtkListView *view;
  GtkStack *reading;
  PostinoLetterPane *letter;

  PostinoSession *session;
  GCancellable *opening;
  PostinoStore *store;            /* of sandbox.db; NULL: not open yet */
  PostinoSandboxList *messages;
  GtkSingleSelection *selection;
  PostinoSandboxItem *chosen;     /* or NULL */
  GCancellable *reading_letter;
};

enum { PROP_SESSION = 1, N_PROPS };

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (PostinoSandboxPage, postino_sandbox_page, ADW_TYPE_BIN)

/* ---- the chosen message ---- */

typedef struct {
  gint64 id;
  PostinoSandboxLetter *letter;
} Reading;

static void
free_reading (gpointer data)
{
  Reading *reading = data;

  postino_sandbox_letter_free (reading->letter);
  g_free (reading);
}

static gboolean
read_letter (PostinoDb *db,
             gpointer   data,
             GError   **error)
{
  Reading *reading = data;
  g_autoptr (GBytes) raw = postino_sandbox_table_get (db, reading->id, error);

  if (raw == NULL)
    return FALSE;
  reading->letter = postino_sandbox_letter_parse (raw);
  return TRUE;
}

static void
letter_read_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr (PostinoSandboxPage) self = user_data;
  g_autoptr (GError) error = NULL;
  Reading *reading = postino_store_run_finish (POSTINO_STORE (source), result, &error);
  const PostinoSandboxMessage *message;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->chosen == NULL)
    return;
  message = postino_sandbox_item_get (self->chosen);
  if (reading == NULL)
    postino_toast_fail (GTK_WIDGET (self), error);
  else if (message != NULL && message->id == reading->id)
    {
      postino_letter_pane_take (self->letter, g_steal_pointer (&reading->letter), message->recipient);
      gtk_stack_set_visible_child_name (self->reading, "letter");
    }
}

static void
show_chosen (PostinoSandboxPage *self)
{
  const PostinoSandboxMessage *message = postino_sandbox_item_get (self->chosen);
  Reading *reading;

  if (message == NULL)
    return; /* a placeholder: it says when it was read */
  g_cancellable_cancel (self->reading_letter);
  g_clear_object (&self->reading_letter);
  self->reading_letter = g_cancellable_new ();
  reading = g_new0 (Reading, 1);
  reading->id = message->id;
  postino_store_run_async (self->store, FALSE, read_letter, reading, free_reading,
                           self->reading_letter, letter_read_cb, g_object_ref (self));
}

static void
forget_chosen (PostinoSandboxPage *self)
{
  if (self->chosen != NULL)
    g_signal_handlers_disconnect_by_data (self->chosen, self);
  g_clear_object (&self->chosen);
}

/* ---- beside each other, or one at a time ---- */

static void
split_cb (PostinoSandboxPage *self)
{
  gboolean shows_letter = FALSE;

  g_object_get (self->split, "show-content", &shows_letter, NULL);
  g_object_set (self->page, "back-action",
                postino_split_is_folded (self->split) && shows_letter ? "sandbox.back" : NULL, NULL);
}

/* Nothing stays chosen, so that the same message can be chosen again. */
static void
go_back (PostinoSandboxPage *self)
{
  postino_split_set_show_content (self->split, FALSE);
  gtk_single_selection_set_selected (self->selection, GTK_INVALID_LIST_POSITION);
  gtk_widget_grab_focus (GTK_WIDGET (self->view));
}

static void
back_cb (GtkWidget  *widget,
         const char *action,
         GVariant   *parameter)
{
  go_back (POSTINO_SANDBOX_PAGE (widget));
}

static void
selected_cb (PostinoSandboxPage *self)
{
  PostinoSandboxItem *item = gtk_single_selection_get_selected_item (self->selection);

  if (item == self->chosen)
    return;
  forget_chosen (self);
  if (item == NULL)
    {
      gtk_stack_set_visible_child_name (self->reading, "none");
      postino_letter_pane_take (self->letter, NULL, NULL);
      postino_split_set_show_content (self->split, FALSE);
      return;
    }
  self->chosen = g_object_ref (item);
  g_signal_connect_swapped (item, "changed", G_CALLBACK (show_chosen), self);
  show_chosen (self);
  postino_split_set_show_content (self->split, TRUE);
}

static void
activated_cb (PostinoSandboxPage *self,
              guint               position)
{
  gtk_single_selection_set_selected (self->selection, position);
  postino_split_set_show_content (self->split, TRUE);
}

/* ---- the list ---- */

static gboolean
is_searching (PostinoSandboxPage *self)
{
  return *gtk_editable_get_text (GTK_EDITABLE (self->search)) != '\0';
}

static const char *
choose_state (PostinoSandboxPage *self,
              guint               n)
{
  if (postino_sandbox_list_get_failure (self->messages) != NULL)
    return "failed";
  if (n > 0 || is_searching (self))
    return "messages";
  return postino_sandbox_list_is_loading (self->messages) ? "loading" : "empty";
}

static void
contents_cb (PostinoSandboxPage *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->messages));
  gboolean is_loading = postino_sandbox_list_is_loading (self->messages);
  g_autofree char *number = postino_figure_count (n);
  g_autofree char *count = g_strdup_printf (ngettext ("%s message", "%s messages", n), number);
  const char *failure = postino_sandbox_list_get_failure (self->messages);
  g_autofree char *sentence = failure != NULL ? g_markup_escape_text (failure, -1) : NULL;

  adw_status_page_set_description (self->failed, sentence);
  gtk_stack_set_visible_child_name (self->states, choose_state (self, n));
  if (n > 0 || !is_loading)
    gtk_stack_set_visible_child_name (self->found, n > 0 ? "list" : "nothing");
  if (!is_loading)
    postino_page_set_subtitle (self->page, n > 0 ? count : NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "sandbox.clear", n > 0);
}

static void
scroll_to_newest (PostinoSandboxPage *self)
{
  if (g_list_model_get_n_items (G_LIST_MODEL (self->messages)) > 0)
    gtk_widget_activate_action (GTK_WIDGET (self->view), "list.scroll-to-item", "u", 0u);
}

/* A list view stays with the rows it shows, so what arrives would stay above them; who looks at the
 * newest goes on seeing the newest. */
static void
arrived_cb (PostinoSandboxPage *self,
            guint               position)
{
  GtkAdjustment *adjustment = gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (self->view));

  if (position == 0 && gtk_adjustment_get_value (adjustment) <= 0)
    scroll_to_newest (self);
}

static void
search_cb (PostinoSandboxPage *self)
{
  if (self->messages == NULL)
    return;
  scroll_to_newest (self);
  postino_sandbox_list_set_search (self->messages,
                                   gtk_editable_get_text (GTK_EDITABLE (self->search)));
}

static void
stop_search_cb (PostinoSandboxPage *self)
{
  gtk_editable_set_text (GTK_EDITABLE (self->search), "");
  gtk_widget_grab_focus (GTK_WIDGET (self->view));
}

static void
setup_cb (GtkSignalListItemFactory *factory,
          GtkListItem              *cell,
          gpointer                  data)
{
  gtk_list_item_set_child (cell, postino_sandbox_row_new ());
}

static void
bind_cb (GtkSignalListItemFactory *factory,
         GtkListItem              *cell,
         gpointer                  data)
{
  postino_sandbox_row_bind (POSTINO_SANDBOX_ROW (gtk_list_item_get_child (cell)),
                            gtk_list_item_get_item (cell));
}

static void
unbind_cb (GtkSignalListItemFactory *factory,
           GtkListItem              *cell,
           gpointer                  data)
{
  postino_sandbox_row_bind (POSTINO_SANDBOX_ROW (gtk_list_item_get_child (cell)), NULL);
}

/* ---- clearing ---- */

typedef struct {
  gint64 upto;
  gint64 n;
} Clearing;

static gboolean
clear_some (PostinoDb *db,
            gpointer   data,
            GError   **error)
{
  Clearing *clearing = data;

  return postino_sandbox_table_clear_some (db, clearing->upto, CLEARED_AT_ONCE, &clearing->n, error);
}

static void clear_upto (PostinoSandboxPage *self, gint64 upto);

static void
cleared_some_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr (PostinoSandboxPage) self = user_data;
  g_autoptr (GError) error = NULL;
  const Clearing *clearing = postino_store_run_finish (POSTINO_STORE (source), result, &error);

  if (self->messages == NULL)
    return; /* the window was closed */
  if (clearing == NULL)
    postino_toast_fail (GTK_WIDGET (self), error);
  else if (clearing->n == CLEARED_AT_ONCE)
    clear_upto (self, clearing->upto);
  postino_sandbox_list_look (self->messages);
}

static void
clear_upto (PostinoSandboxPage *self,
            gint64              upto)
{
  Clearing *clearing = g_new0 (Clearing, 1);

  clearing->upto = upto;
  postino_store_run_async (self->store, TRUE, clear_some, clearing, g_free, NULL, cleared_some_cb,
                           g_object_ref (self));
}

/* The newest id was taken when the question was asked. */
static void
clear_answered_cb (PostinoSandboxPage *self,
                   const char         *response,
                   GtkWidget          *dialog)
{
  const gint64 *upto = g_object_get_data (G_OBJECT (dialog), "upto");

  if (g_str_equal (response, "remove") && self->store != NULL)
    clear_upto (self, *upto);
}

static void
clear_cb (GtkWidget  *widget,
          const char *action,
          GVariant   *parameter)
{
  PostinoSandboxPage *self = POSTINO_SANDBOX_PAGE (widget);
  GtkWidget *dialog = adw_message_dialog_new (GTK_WINDOW (gtk_widget_get_root (widget)),
                                              _("Remove All Test Messages?"),
                                              _("What the sandbox keeps is deleted for good. Reports and campaigns stay as they are."));
  gint64 *upto = g_new (gint64, 1);

  *upto = postino_sandbox_list_get_id (self->messages, 0);
  g_object_set_data_full (G_OBJECT (dialog), "upto", upto, g_free);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _("_Cancel"), "remove",
                                    _("_Remove All"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "remove",
                                              ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_signal_connect_object (dialog, "response", G_CALLBACK (clear_answered_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

/* ---- other actions ---- */

static void
search_action_cb (GtkWidget  *widget,
                  const char *action,
                  GVariant   *parameter)
{
  PostinoSandboxPage *self = POSTINO_SANDBOX_PAGE (widget);

  postino_split_set_show_content (self->split, FALSE);
  gtk_widget_grab_focus (GTK_WIDGET (self->search));
}

/* Pages that are not shown hear of the key too. */
static gboolean
search_key_cb (GtkWidget *widget,
               GVariant  *args,
               gpointer   data)
{
  return gtk_widget_get_mapped (widget)
         && gtk_widget_activate_action (widget, "sandbox.search", NULL);
}

static gboolean
back_key_cb (GtkWidget *widget,
             GVariant  *args,
             gpointer   data)
{
  PostinoSandboxPage *self = POSTINO_SANDBOX_PAGE (widget);
  gboolean shows_letter = FALSE;

  g_object_get (self->split, "show-content", &shows_letter, NULL);
  if (!postino_split_is_folded (self->split) || !shows_letter)
    return FALSE;
  go_back (self);
  return TRUE;
}

/* ---- opening ---- */

static void
show_store (PostinoSandboxPage *self,
            PostinoStore       *store)
{
  g_autoptr (GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();

  self->store = store;
  self->messages = postino_sandbox_list_new (store);
  self->selection = gtk_single_selection_new (NULL);
  gtk_single_selection_set_autoselect (self->selection, FALSE);
  gtk_single_selection_set_can_unselect (self->selection, TRUE);
  gtk_single_selection_set_model (self->selection, G_LIST_MODEL (self->messages));
  g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), NULL);
  g_signal_connect (factory, "unbind", G_CALLBACK (unbind_cb), NULL);
  gtk_list_view_set_factory (self->view, factory);
  gtk_list_view_set_model (self->view, GTK_SELECTION_MODEL (self->selection));
  g_signal_connect_swapped (self->selection, "items-changed", G_CALLBACK (arrived_cb), self);
  g_signal_connect_swapped (self->selection, "notify::selected-item", G_CALLBACK (selected_cb), self);
  g_signal_connect_swapped (self->messages, "notify", G_CALLBACK (contents_cb), self);
  contents_cb (self);
}

static void
opened_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  PostinoSandboxPage *self = POSTINO_SANDBOX_PAGE (source);
  g_autoptr (GError) error = NULL;
  PostinoStore *store = g_task_propagate_pointer (G_TASK (result), &error);
  g_autofree char *sentence = NULL;

  if (self->session == NULL)
    g_clear_object (&store); /* the window was closed meanwhile */
  else if (store != NULL)
    show_store (self, store);
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      sentence = g_markup_escape_text (error->message, -1);
      adw_status_page_set_description (self->failed, sentence);
      gtk_stack_set_visible_child_name (self->states, "failed");
    }
}

static void
open_in_thread (GTask        *task,
                gpointer      source,
                gpointer      data,
                GCancellable *cancellable)
{
  GError *error = NULL;
  PostinoStore *store = postino_sandbox_open_store (data, &error);

  if (store != NULL)
    g_task_return_pointer (task, store, g_object_unref);
  else
    g_task_return_error (task, error);
}

static void
open_sandbox (PostinoSandboxPage *self)
{
  g_autoptr (GTask) task = g_task_new (self, self->opening, opened_cb, NULL);

  g_task_set_task_data (task, g_strdup (postino_session_get_folder (self->session)), g_free);
  g_task_run_in_thread (task, open_in_thread);
}

/* ---- the page ---- */

static void
postino_sandbox_page_constructed (GObject *object)
{
  G_OBJECT_CLASS (postino_sandbox_page_parent_class)->constructed (object);
  gtk_widget_action_set_enabled (GTK_WIDGET (object), "sandbox.clear", FALSE);
  open_sandbox (POSTINO_SANDBOX_PAGE (object));
}

static void
postino_sandbox_page_get_property (GObject    *object,
                                   guint       id,
                                   GValue     *value,
                                   GParamSpec *pspec)
{
  if (id == PROP_SESSION)
    g_value_set_object (value, POSTINO_SANDBOX_PAGE (object)->session);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
postino_sandbox_page_set_property (GObject      *object,
                                   guint         id,
                                   const GValue *value,
                                   GParamSpec   *pspec)
{
  if (id == PROP_SESSION)
    POSTINO_SANDBOX_PAGE (object)->session = g_value_dup_object (value);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
postino_sandbox_page_dispose (GObject *object)
{
  PostinoSandboxPage *self = POSTINO_SANDBOX_PAGE (object);

  g_cancellable_cancel (self->opening);
  g_cancellable_cancel (self->reading_letter);
  if (self->split != NULL)
    g_signal_handlers_disconnect_by_data (self->split, self);
  if (self->selection != NULL)
    g_signal_handlers_disconnect_by_data (self->selection, self);
  if (self->messages != NULL)
    g_signal_handlers_disconnect_by_data (self->messages, self);
  forget_chosen (self);
  if (self->messages != NULL)
    gtk_list_view_set_model (self->view, NULL); /* rows go before what they belong to */
  g_clear_object (&self->selection);
  g_clear_object (&self->messages);
  g_clear_object (&self->store);
  g_clear_object (&self->session);
  self->split = NULL;
  G_OBJECT_CLASS (postino_sandbox_page_parent_class)->dispose (object);
}

static void
postino_sandbox_page_finalize (GObject *object)
{
  PostinoSandboxPage *self = POSTINO_SANDBOX_PAGE (object);

  g_clear_object (&self->opening);
  g_clear_object (&self->reading_letter);
  G_OBJECT_CLASS (postino_sandbox_page_parent_class)->finalize (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, PostinoSandboxPage, page);
  gtk_widget_class_bind_template_child (widget_class, PostinoSandboxPage, states);
  gtk_widget_class_bind_template_child (widget_class, PostinoSandboxPage, failed);
  gtk_widget_class_bind_template_child (widget_class, PostinoSandboxPage, split);
  gtk_widget_class_bind_template_child (widget_class, PostinoSandboxPage, search);
  gtk_widget_class_bind_template_child (widget_class, PostinoSandboxPage, found);
  gtk_widget_class_bind_template_child (widget_class, PostinoSandboxPage, view);
  gtk_widget_class_bind_template_child (widget_class, PostinoSandboxPage, reading);
  gtk_widget_class_bind_template_child (widget_class, PostinoSandboxPage, letter);
  gtk_widget_class_bind_template_callback (widget_class, search_cb);
  gtk_widget_class_bind_template_callback (widget_class, stop_search_cb);
  gtk_widget_class_bind_template_callback (widget_class, activated_cb);
}

static void
postino_sandbox_page_class_init (PostinoSandboxPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->constructed = postino_sandbox_page_constructed;
  object_class->get_property = postino_sandbox_page_get_property;
  object_class->set_property = postino_sandbox_page_set_property;
  object_class->dispose = postino_sandbox_page_dispose;
  object_class->finalize = postino_sandbox_page_finalize;
  properties[PROP_SESSION] = g_param_spec_object ("session", NULL, NULL, POSTINO_TYPE_SESSION,
                                                  G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY
                                                  | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  g_type_ensure (POSTINO_TYPE_PAGE);
  g_type_ensure (POSTINO_TYPE_SPLIT);
  g_type_ensure (POSTINO_TYPE_LETTER_PANE);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/postino/Postino/ui/sandbox/sandbox-page.ui");
  bind_template (widget_class);
  gtk_widget_class_install_action (widget_class, "sandbox.clear", NULL, clear_cb);
  gtk_widget_class_install_action (widget_class, "sandbox.back", NULL, back_cb);
  gtk_widget_class_install_action (widget_class, "sandbox.search", NULL, search_action_cb);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Escape, 0, back_key_cb, NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Left, GDK_ALT_MASK, back_key_cb, NULL);
}

static void
postino_sandbox_page_init (PostinoSandboxPage *self)
{
  GtkEventController *keys = gtk_shortcut_controller_new ();

  self->opening = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_swapped (self->split, "notify", G_CALLBACK (split_cb), self);
  postino_split_set_show_content (self->split, FALSE);
  gtk_shortcut_controller_set_scope (GTK_SHORTCUT_CONTROLLER (keys), GTK_SHORTCUT_SCOPE_GLOBAL);
  gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (keys),
                                        gtk_shortcut_new (gtk_keyval_trigger_new (GDK_KEY_f, GDK_CONTROL_MASK),
                                                          gtk_callback_action_new (search_key_cb, NULL, NULL)));
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
}

GtkWidget *
postino_sandbox_page_new (PostinoSession *session)
{
  return g_object_new (POSTINO_TYPE_SANDBOX_PAGE, "session", session, NULL);
}
