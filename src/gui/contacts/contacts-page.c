/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The page of contacts: puts together the table (contact-columns), what is selected
 * (contact-selection, bulk-bar) and the person beside it (person-pane), and says what is shown. */

#include "gui/contacts/contacts-page.h"

#include <glib/gi18n-lib.h>

#include "contacts/contacts-query.h"
#include "gui/contacts/bulk-bar.h"
#include "gui/contacts/contact-columns.h"
#include "gui/contacts/contact-edit.h"
#include "gui/contacts/contact-selection.h"
#include "gui/contacts/field-dialog.h"
#include "gui/contacts/list-delete.h"
#include "gui/contacts/list-filter.h"
#include "gui/contacts/new-contact-dialog.h"
#include "gui/contacts/person-pane.h"
#include "gui/widgets/text-dialog.h"
#include "gui/shell/page.h"
#include "gui/shell/side-pane.h"
#include "gui/shell/toast.h"
#include "gui/widgets/figures.h"
#include "model/contact-list.h"

enum { NARROW_PX = 560 };

struct _PostinoContactsPage {
  AdwBin parent_instance;

  GtkSearchEntry *search;
  PostinoSidePane *side_pane;
  GtkWidget *filter_bar;
  GtkDropDown *list_filter;
  GtkLabel *count;
  GtkMenuButton *columns_button;
  GtkStack *stack;
  AdwStatusPage *failed;
  GtkScrolledWindow *scroller;
  GtkColumnView *view;
  PostinoBulkBar *bulk_bar;
  PostinoPersonPane *person;

  PostinoSession *session;
  PostinoContactList *contacts;
  PostinoContactSelection *selection;
  PostinoContactColumns *columns;
  PostinoListFilter *filter;
  GCancellable *counting;
  gint64 n_all;        /* in the list that is shown, without the search; -1: not known */
  guint narrow_id;
};

enum { PROP_SESSION = 1, N_PROPS };

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (PostinoContactsPage, postino_contacts_page, ADW_TYPE_BIN)

/* ---- what is shown ---- */

static gboolean
is_searching (PostinoContactsPage *self)
{
  return *gtk_editable_get_text (GTK_EDITABLE (self->search)) != '\0';
}

static const char *
choose_state (PostinoContactsPage *self)
{
  if (g_list_model_get_n_items (G_LIST_MODEL (self->contacts)) > 0)
    return "table";
  if (postino_contact_list_get_failure (self->contacts) != NULL)
    return "failed";
  if (postino_contact_list_is_loading (self->contacts))
    return gtk_stack_get_visible_child_name (self->stack);
  if (is_searching (self))
    return "nothing";
  return postino_list_filter_get_list (self->filter) != 0 ? "empty-list" : "empty";
}

static void
show_count (PostinoContactsPage *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->contacts));
  g_autofree char *number = postino_figure_count (n);
  g_autofree char *all = NULL;
  g_autofree char *text = NULL;

  if (postino_contact_list_is_loading (self->contacts))
    return;
  if (!is_searching (self))
    self->n_all = n;
  all = postino_figure_count (self->n_all);
  if (is_searching (self) && self->n_all >= 0)
    text = g_strdup_printf (ngettext ("%s of %s contact", "%s of %s contacts", self->n_all), number,
                            all);
  else
    text = g_strdup_printf (ngettext ("%s contact", "%s contacts", n), number);
  gtk_label_set_text (self->count, text);
}

/* How many there are without the search: counted when a search is over, since it may be contacts that
 * were deleted meanwhile. */
typedef struct {
  gint64 list;
  gint64 n;
} All;

static gboolean
count_all (PostinoDb *db,
           gpointer   data,
           GError   **error)
{
  All *all = data;
  const PostinoContactQuery query = { .list = all->list };

  return postino_contacts_query_count (db, &query, &all->n, error);
}

static void
all_counted_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr (GError) error = NULL;
  const All *all = postino_store_run_finish (POSTINO_STORE (source), result, &error);
  PostinoContactsPage *self = user_data;

  if (all == NULL) /* cancelled, or the list itself says what is wrong */
    return;
  self->n_all = all->n;
  show_count (self);
}

static void
stop_counting (PostinoContactsPage *self)
{
  if (self->counting != NULL)
    g_cancellable_cancel (self->counting);
  g_clear_object (&self->counting);
}

static void
loading_cb (PostinoContactsPage *self)
{
  All *all;

  stop_counting (self);
  if (postino_contact_list_is_loading (self->contacts) || !is_searching (self))
    return;
  all = g_new0 (All, 1);
  all->list = postino_list_filter_get_list (self->filter);
  self->counting = g_cancellable_new ();
  postino_store_run_async (postino_session_get_store (self->session), FALSE, count_all, all, g_free,
                           self->counting, all_counted_cb, self);
}

static void
contents_cb (PostinoContactsPage *self)
{
  const char *failure = postino_contact_list_get_failure (self->contacts);
  const char *state = choose_state (self);
  g_autofree char *sentence = g_markup_escape_text (failure != NULL ? failure : "", -1);

  adw_status_page_set_description (self->failed, sentence);
  gtk_stack_set_visible_child_name (self->stack, state);
  gtk_widget_set_visible (self->filter_bar, !g_str_equal (state, "empty"));
  show_count (self);
}

static void
search_cb (PostinoContactsPage *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->search));

  postino_contact_list_set_search (self->contacts, *text != '\0' ? text : NULL);
}

static void
stop_search_cb (PostinoContactsPage *self)
{
  gtk_editable_set_text (GTK_EDITABLE (self->search), "");
  gtk_widget_grab_focus (GTK_WIDGET (self->view));
}

static void
apply_list (PostinoContactsPage *self)
{
  gint64 list = postino_list_filter_get_list (self->filter);

  self->n_all = -1;
  postino_contact_list_set_list (self->contacts, list);
  postino_bulk_bar_set_list (self->bulk_bar, list);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "contacts.rename-list", list != 0);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "contacts.delete-list", list != 0);
}

static void
list_chosen_cb (PostinoContactsPage *self)
{
  if (self->filter != NULL && postino_list_filter_take (self->filter))
    apply_list (self);
}

/* During the allocation that tells of the width nothing may ask for another. */
static gboolean
apply_width_cb (gpointer user_data)
{
  PostinoContactsPage *self = user_data;
  double width = gtk_adjustment_get_page_size (gtk_scrolled_window_get_hadjustment (self->scroller));

  self->narrow_id = 0;
  postino_contact_columns_set_narrow (self->columns, width < NARROW_PX);
  return G_SOURCE_REMOVE;
}

static void
width_cb (PostinoContactsPage *self)
{
  if (self->narrow_id == 0)
    self->narrow_id = g_idle_add_full (G_PRIORITY_HIGH_IDLE, apply_width_cb, self, NULL);
}

/* ---- one person ---- */

static void
show_person (PostinoContactsPage *self,
             gint64               contact)
{
  postino_person_pane_show (self->person, contact);
  postino_side_pane_set_show_pane (self->side_pane, contact != 0);
}

/* Who comes by the keyboard has a row in focus, not selected: what is done next is meant for them. */
static void
activate_cb (PostinoContactsPage *self,
             guint                position)
{
  gtk_selection_model_select_item (GTK_SELECTION_MODEL (self->selection), position, TRUE);
  show_person (self, postino_contact_list_get_id (self->contacts, position));
}

static void
close_person_cb (PostinoContactsPage *self)
{
  show_person (self, 0);
  gtk_widget_grab_focus (GTK_WIDGET (self->view));
}

/* While the pane is open it shows whoever is chosen. */
static void
selection_cb (PostinoContactsPage *self)
{
  g_autoptr (GArray) ids = NULL;

  if (postino_contact_selection_count (self->selection) != 1
      || !postino_side_pane_get_show_pane (self->side_pane))
    return;
  ids = postino_contact_selection_list_ids (self->selection);
  show_person (self, g_array_index (ids, gint64, 0));
}

static void
pane_hidden_cb (PostinoContactsPage *self)
{
  if (!postino_side_pane_get_show_pane (self->side_pane))
    postino_person_pane_show (self->person, 0);
}

/* ---- actions ---- */

static void
show_list_cb (GtkWidget  *widget,
              const char *action,
              GVariant   *list)
{
  PostinoContactsPage *self = POSTINO_CONTACTS_PAGE (widget);

  postino_list_filter_set_list (self->filter, g_variant_get_int64 (list));
  gtk_editable_set_text (GTK_EDITABLE (self->search), "");
  apply_list (self);
}

static void
show_contact_cb (GtkWidget  *widget,
                 const char *action,
                 GVariant   *contact)
{
  show_person (POSTINO_CONTACTS_PAGE (widget), g_variant_get_int64 (contact));
}

static void
search_action_cb (GtkWidget  *widget,
                  const char *action,
                  GVariant   *parameter)
{
  gtk_widget_grab_focus (GTK_WIDGET (POSTINO_CONTACTS_PAGE (widget)->search));
}

static void
new_contact_cb (GtkWidget  *widget,
                const char *action,
                GVariant   *parameter)
{
  PostinoContactsPage *self = POSTINO_CONTACTS_PAGE (widget);

  postino_new_contact_dialog_present (widget, self->session,
                                      postino_list_filter_get_list (self->filter));
}

static void
new_field_cb (GtkWidget  *widget,
              const char *action,
              GVariant   *parameter)
{
  postino_field_dialog_ask (widget, POSTINO_CONTACTS_PAGE (widget)->session);
}

static void
list_made_cb (GtkWidget    *widget,
              gint64        made,
              const GError *error)
{
  if (error != NULL)
    {
      postino_toast_fail (widget, error);
      return;
    }
  postino_row_list_look (postino_session_get_lists (POSTINO_CONTACTS_PAGE (widget)->session));
  gtk_widget_activate_action (widget, "win.open-list", "x", made);
}

static void
list_named_cb (GtkWidget  *widget,
               const char *name,
               gpointer    data)
{
  PostinoEdit edit = { .verb = POSTINO_EDIT_NEW_LIST, .text = name };

  postino_edit_write (widget, POSTINO_CONTACTS_PAGE (widget)->session, &edit, list_made_cb);
}

static void
new_list_cb (GtkWidget  *widget,
             const char *action,
             GVariant   *parameter)
{
  postino_text_dialog_ask (widget, _("New List"), NULL, _("Name"), NULL, _("_Add"), list_named_cb, NULL,
                           NULL);
}

/* The list that is shown when it is asked may not be that when it is answered. */
static void
list_renamed_cb (GtkWidget  *widget,
                 const char *name,
                 gpointer    list)
{
  PostinoEdit edit = { .verb = POSTINO_EDIT_RENAME_LIST, .target = *(gint64 *) list, .text = name };

  postino_edit_write (widget, POSTINO_CONTACTS_PAGE (widget)->session, &edit, NULL);
}

static void
rename_list_cb (GtkWidget  *widget,
                const char *action,
                GVariant   *parameter)
{
  PostinoContactsPage *self = POSTINO_CONTACTS_PAGE (widget);
  const char *name = postino_list_filter_get_name (self->filter);
  gint64 list = postino_list_filter_get_list (self->filter);

  if (name != NULL)
    postino_text_dialog_ask (widget, _("Rename the List"), NULL, _("Name"), name, _("_Rename"),
                             list_renamed_cb, g_memdup2 (&list, sizeof list), g_free);
}

static void
delete_list_cb (GtkWidget  *widget,
                const char *action,
                GVariant   *parameter)
{
  PostinoContactsPage *self = POSTINO_CONTACTS_PAGE (widget);
  const char *name = postino_list_filter_get_name (self->filter);

  if (name != NULL)
    postino_list_delete (widget, self->session, postino_list_filter_get_list (self->filter), name);
}

static void
delete_cb (GtkWidget  *widget,
           const char *action,
           GVariant   *parameter)
{
  gtk_widget_activate_action (GTK_WIDGET (POSTINO_CONTACTS_PAGE (widget)->bulk_bar), "bulk.delete",
                              NULL);
}

static void
delete_one_cb (GtkWidget  *widget,
               const char *action,
               GVariant   *contact)
{
  postino_bulk_bar_delete_one (POSTINO_CONTACTS_PAGE (widget)->bulk_bar,
                               g_variant_get_int64 (contact));
}

static void
close_person_action_cb (GtkWidget  *widget,
                        const char *action,
                        GVariant   *parameter)
{
  close_person_cb (POSTINO_CONTACTS_PAGE (widget));
}

/* Pages that are not shown hear of the key too. */
static gboolean
search_key_cb (GtkWidget *widget,
               GVariant  *args,
               gpointer   data)
{
  return gtk_widget_get_mapped (widget)
         && gtk_widget_activate_action (widget, "contacts.search", NULL);
}

/* ---- the page ---- */

static void
set_session (PostinoContactsPage *self,
             PostinoSession      *session)
{
  self->session = g_object_ref (session);
  self->contacts = postino_contact_list_new (postino_session_get_store (session));
  self->selection = postino_contact_selection_new (self->contacts);
  self->filter = postino_list_filter_new (self->list_filter, postino_session_get_lists (session));
  self->columns = postino_contact_columns_new (self->view, session, self->contacts);
  gtk_widget_insert_action_group (GTK_WIDGET (self), "columns",
                                  postino_contact_columns_get_actions (self->columns));
  gtk_menu_button_set_menu_model (self->columns_button,
                                  postino_contact_columns_get_menu (self->columns));
  gtk_column_view_set_model (self->view, GTK_SELECTION_MODEL (self->selection));
  postino_bulk_bar_set_selection (self->bulk_bar, session, self->selection);
  g_signal_connect_swapped (self->contacts, "notify", G_CALLBACK (contents_cb), self);
  g_signal_connect_swapped (self->contacts, "notify::n-items", G_CALLBACK (loading_cb), self);
  g_signal_connect_swapped (self->contacts, "notify::is-loading", G_CALLBACK (loading_cb), self);
  g_signal_connect_swapped (self->selection, "selection-changed", G_CALLBACK (selection_cb), self);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "contacts.rename-list", FALSE);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "contacts.delete-list", FALSE);
  contents_cb (self);
}

static void
postino_contacts_page_get_property (GObject    *object,
                                    guint       id,
                                    GValue     *value,
                                    GParamSpec *pspec)
{
  if (id == PROP_SESSION)
    g_value_set_object (value, POSTINO_CONTACTS_PAGE (object)->session);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
postino_contacts_page_set_property (GObject      *object,
                                    guint         id,
                                    const GValue *value,
                                    GParamSpec   *pspec)
{
  if (id == PROP_SESSION)
    set_session (POSTINO_CONTACTS_PAGE (object), g_value_get_object (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
postino_contacts_page_dispose (GObject *object)
{
  PostinoContactsPage *self = POSTINO_CONTACTS_PAGE (object);

  g_clear_handle_id (&self->narrow_id, g_source_remove);
  stop_counting (self);
  if (self->contacts != NULL)
    g_signal_handlers_disconnect_by_data (self->contacts, self);
  if (self->selection != NULL)
    g_signal_handlers_disconnect_by_data (self->selection, self);
  g_clear_pointer (&self->columns, postino_contact_columns_free);
  g_clear_pointer (&self->filter, postino_list_filter_free);
  g_clear_object (&self->selection);
  g_clear_object (&self->contacts);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (postino_contacts_page_parent_class)->dispose (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/postino/Postino/ui/contacts/contacts-page.ui");
  gtk_widget_class_bind_template_child (widget_class, PostinoContactsPage, search);
  gtk_widget_class_bind_template_child (widget_class, PostinoContactsPage, side_pane);
  gtk_widget_class_bind_template_child (widget_class, PostinoContactsPage, filter_bar);
  gtk_widget_class_bind_template_child (widget_class, PostinoContactsPage, list_filter);
  gtk_widget_class_bind_template_child (widget_class, PostinoContactsPage, count);
  gtk_widget_class_bind_template_child (widget_class, PostinoContactsPage, columns_button);
  gtk_widget_class_bind_template_child (widget_class, PostinoContactsPage, stack);
  gtk_widget_class_bind_template_child (widget_class, PostinoContactsPage, failed);
  gtk_widget_class_bind_template_child (widget_class, PostinoContactsPage, scroller);
  gtk_widget_class_bind_template_child (widget_class, PostinoContactsPage, view);
  gtk_widget_class_bind_template_child (widget_class, PostinoContactsPage, bulk_bar);
  gtk_widget_class_bind_template_child (widget_class, PostinoContactsPage, person);
  gtk_widget_class_bind_template_callback (widget_class, search_cb);
  gtk_widget_class_bind_template_callback (widget_class, stop_search_cb);
  gtk_widget_class_bind_template_callback (widget_class, list_chosen_cb);
  gtk_widget_class_bind_template_callback (widget_class, activate_cb);
  gtk_widget_class_bind_template_callback (widget_class, close_person_cb);
}

static void
postino_contacts_page_class_init (PostinoContactsPageClass *klass)
{
  static const struct {
    const char *name;
    const char *type;
    GtkWidgetActionActivateFunc func;
  } actions[] = {
    { "contacts.show-list", "x", show_list_cb },
    { "contacts.show-contact", "x", show_contact_cb },
    { "contacts.search", NULL, search_action_cb },
    { "contacts.new-contact", NULL, new_contact_cb },
    { "contacts.new-list", NULL, new_list_cb },
    { "contacts.rename-list", NULL, rename_list_cb },
    { "contacts.delete-list", NULL, delete_list_cb },
    { "contacts.new-field", NULL, new_field_cb },
    { "contacts.delete", NULL, delete_cb },
    { "contacts.delete-one", "x", delete_one_cb },
    { "contacts.close-person", NULL, close_person_action_cb },
  };
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = postino_contacts_page_get_property;
  object_class->set_property = postino_contacts_page_set_property;
  object_class->dispose = postino_contacts_page_dispose;
  properties[PROP_SESSION] = g_param_spec_object ("session", NULL, NULL, POSTINO_TYPE_SESSION,
                                                  G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY
                                                  | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  g_type_ensure (POSTINO_TYPE_PAGE);
  g_type_ensure (POSTINO_TYPE_SIDE_PANE);
  g_type_ensure (POSTINO_TYPE_BULK_BAR);
  g_type_ensure (POSTINO_TYPE_PERSON_PANE);
  bind_template (widget_class);
  for (gsize i = 0; i < G_N_ELEMENTS (actions); i++)
    gtk_widget_class_install_action (widget_class, actions[i].name, actions[i].type,
                                     actions[i].func);
}

static void
postino_contacts_page_init (PostinoContactsPage *self)
{
  GtkEventController *keys = gtk_shortcut_controller_new ();

  self->n_all = -1;
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_swapped (gtk_scrolled_window_get_hadjustment (self->scroller),
                            "notify::page-size", G_CALLBACK (width_cb), self);
  g_signal_connect_swapped (self->side_pane, "notify::show-pane", G_CALLBACK (pane_hidden_cb), self);
  gtk_shortcut_controller_set_scope (GTK_SHORTCUT_CONTROLLER (keys), GTK_SHORTCUT_SCOPE_GLOBAL);
  gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (keys),
                                        gtk_shortcut_new (gtk_keyval_trigger_new (GDK_KEY_f, GDK_CONTROL_MASK),
                                                          gtk_callback_action_new (search_key_cb, NULL, NULL)));
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
}

GtkWidget *
postino_contacts_page_new (PostinoSession *session)
{
  return g_object_new (POSTINO_TYPE_CONTACTS_PAGE, "session", session, NULL);
}

gint64
postino_contacts_page_get_list (PostinoContactsPage *self)
{
  return postino_list_filter_get_list (self->filter);
}
