/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The page of exclusions: the ledger of promise 2, as it stands. Nothing is deleted here: lifting
 * leaves a row with its reason, and what may not be lifted says why. */

#include "gui/contacts/exclusions-page.h"

#include <glib/gi18n-lib.h>

#include "gui/contacts/exclusion-dialog.h"
#include "gui/contacts/exclusion-export.h"
#include "gui/contacts/exclusion-import.h"
#include "gui/contacts/exclusion-row.h"
#include "gui/shell/page.h"
#include "gui/widgets/figures.h"
#include "model/suppression-list.h"

struct _PostinoExclusionsPage {
  AdwBin parent_instance;

  GtkSearchEntry *search;
  GtkWidget *filter_bar;
  GtkDropDown *reason_filter;
  GtkLabel *count;
  GtkStack *stack;
  GtkListView *view;

  PostinoSession *session;
  PostinoSuppressionList *suppressions;
};

enum { PROP_SESSION = 1, N_PROPS };

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (PostinoExclusionsPage, postino_exclusions_page, ADW_TYPE_BIN)

static gboolean
is_filtered (PostinoExclusionsPage *self)
{
  return *gtk_editable_get_text (GTK_EDITABLE (self->search)) != '\0'
         || gtk_drop_down_get_selected (self->reason_filter) != 0;
}

static void
contents_cb (PostinoExclusionsPage *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->suppressions));
  g_autofree char *number = postino_figure_count (n);
  g_autofree char *text = g_strdup_printf (ngettext ("%s exclusion", "%s exclusions", n), number);
  gboolean is_loading = postino_suppression_list_is_loading (self->suppressions);

  if (n > 0)
    gtk_stack_set_visible_child_name (self->stack, "list");
  else if (!is_loading)
    gtk_stack_set_visible_child_name (self->stack, is_filtered (self) ? "nothing" : "empty");
  if (!is_loading)
    gtk_label_set_text (self->count, text);
  gtk_widget_set_visible (self->filter_bar, n > 0 || is_filtered (self));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "exclusions.export", n > 0 || is_filtered (self));
}

static void
search_cb (PostinoExclusionsPage *self)
{
  postino_suppression_list_set_search (self->suppressions,
                                       gtk_editable_get_text (GTK_EDITABLE (self->search)));
}

static void
stop_search_cb (PostinoExclusionsPage *self)
{
  gtk_editable_set_text (GTK_EDITABLE (self->search), "");
  gtk_widget_grab_focus (GTK_WIDGET (self->view));
}

/* The drop-down is in the order of the reasons, the first is any. */
static void
reason_cb (PostinoExclusionsPage *self)
{
  if (self->suppressions != NULL)
    postino_suppression_list_set_reason (self->suppressions,
                                         gtk_drop_down_get_selected (self->reason_filter));
}

/* ---- rows ---- */

static void
setup_cb (GtkSignalListItemFactory *factory,
          GtkListItem              *cell,
          PostinoExclusionsPage    *self)
{
  gtk_list_item_set_child (cell, postino_exclusion_row_new (self->session));
  gtk_list_item_set_activatable (cell, FALSE);
}

static void
bind_cb (GtkSignalListItemFactory *factory,
         GtkListItem              *cell,
         PostinoExclusionsPage    *self)
{
  postino_exclusion_row_bind (POSTINO_EXCLUSION_ROW (gtk_list_item_get_child (cell)),
                              gtk_list_item_get_item (cell));
}

static void
unbind_cb (GtkSignalListItemFactory *factory,
           GtkListItem              *cell,
           PostinoExclusionsPage    *self)
{
  postino_exclusion_row_bind (POSTINO_EXCLUSION_ROW (gtk_list_item_get_child (cell)), NULL);
}

/* ---- actions ---- */

static void
add_cb (GtkWidget  *widget,
        const char *action,
        GVariant   *parameter)
{
  postino_exclusion_ask_to_add (widget, POSTINO_EXCLUSIONS_PAGE (widget)->session);
}

static void
import_cb (GtkWidget  *widget,
           const char *action,
           GVariant   *parameter)
{
  postino_exclusion_import_ask (widget, POSTINO_EXCLUSIONS_PAGE (widget)->session);
}

static void
export_cb (GtkWidget  *widget,
           const char *action,
           GVariant   *parameter)
{
  postino_exclusion_export_ask (widget, POSTINO_EXCLUSIONS_PAGE (widget)->session);
}

static void
search_action_cb (GtkWidget  *widget,
                  const char *action,
                  GVariant   *parameter)
{
  gtk_widget_grab_focus (GTK_WIDGET (POSTINO_EXCLUSIONS_PAGE (widget)->search));
}

/* Pages that are not shown hear of the key too. */
static gboolean
search_key_cb (GtkWidget *widget,
               GVariant  *args,
               gpointer   data)
{
  return gtk_widget_get_mapped (widget)
         && gtk_widget_activate_action (widget, "exclusions.search", NULL);
}

/* ---- the page ---- */

static void
fill_reasons (PostinoExclusionsPage *self)
{
  g_autoptr (GtkStringList) reasons = gtk_string_list_new (NULL);

  gtk_string_list_append (reasons, _("All Reasons"));
  for (int reason = POSTINO_SUPPRESSION_UNSUBSCRIBED; reason <= POSTINO_SUPPRESSION_MANUAL; reason++)
    {
      g_autofree char *words
        = postino_figure_capitalize (postino_suppression_reason_describe ((PostinoSuppressionReason) reason));

      gtk_string_list_append (reasons, words);
    }
  gtk_drop_down_set_model (self->reason_filter, G_LIST_MODEL (reasons));
}

static void
set_session (PostinoExclusionsPage *self,
             PostinoSession        *session)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  GtkSelectionModel *selection;

  self->session = g_object_ref (session);
  g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), self);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), self);
  g_signal_connect (factory, "unbind", G_CALLBACK (unbind_cb), self);
  fill_reasons (self);
  self->suppressions = postino_suppression_list_new (postino_session_get_store (session));
  selection = GTK_SELECTION_MODEL (gtk_no_selection_new (g_object_ref (G_LIST_MODEL (self->suppressions))));
  gtk_list_view_set_factory (self->view, factory);
  gtk_list_view_set_model (self->view, selection);
  g_object_unref (factory);
  g_object_unref (selection);
  g_signal_connect_swapped (self->suppressions, "notify", G_CALLBACK (contents_cb), self);
  contents_cb (self);
}

static void
postino_exclusions_page_get_property (GObject    *object,
                                      guint       id,
                                      GValue     *value,
                                      GParamSpec *pspec)
{
  if (id == PROP_SESSION)
    g_value_set_object (value, POSTINO_EXCLUSIONS_PAGE (object)->session);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
postino_exclusions_page_set_property (GObject      *object,
                                      guint         id,
                                      const GValue *value,
                                      GParamSpec   *pspec)
{
  if (id == PROP_SESSION)
    set_session (POSTINO_EXCLUSIONS_PAGE (object), g_value_get_object (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
postino_exclusions_page_dispose (GObject *object)
{
  PostinoExclusionsPage *self = POSTINO_EXCLUSIONS_PAGE (object);

  if (self->suppressions != NULL)
    g_signal_handlers_disconnect_by_data (self->suppressions, self);
  if (self->view != NULL)
    gtk_list_view_set_model (self->view, NULL); /* rows go before what they belong to */
  self->view = NULL;
  g_clear_object (&self->suppressions);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (postino_exclusions_page_parent_class)->dispose (object);
}

static void
postino_exclusions_page_class_init (PostinoExclusionsPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = postino_exclusions_page_get_property;
  object_class->set_property = postino_exclusions_page_set_property;
  object_class->dispose = postino_exclusions_page_dispose;
  properties[PROP_SESSION] = g_param_spec_object ("session", NULL, NULL, POSTINO_TYPE_SESSION,
                                                  G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY
                                                  | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  g_type_ensure (POSTINO_TYPE_PAGE);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/postino/Postino/ui/contacts/exclusions-page.ui");
  gtk_widget_class_bind_template_child (widget_class, PostinoExclusionsPage, search);
  gtk_widget_class_bind_template_child (widget_class, PostinoExclusionsPage, filter_bar);
  gtk_widget_class_bind_template_child (widget_class, PostinoExclusionsPage, reason_filter);
  gtk_widget_class_bind_template_child (widget_class, PostinoExclusionsPage, count);
  gtk_widget_class_bind_template_child (widget_class, PostinoExclusionsPage, stack);
  gtk_widget_class_bind_template_child (widget_class, PostinoExclusionsPage, view);
  gtk_widget_class_bind_template_callback (widget_class, search_cb);
  gtk_widget_class_bind_template_callback (widget_class, stop_search_cb);
  gtk_widget_class_bind_template_callback (widget_class, reason_cb);
  gtk_widget_class_install_action (widget_class, "exclusions.add", NULL, add_cb);
  gtk_widget_class_install_action (widget_class, "exclusions.import", NULL, import_cb);
  gtk_widget_class_install_action (widget_class, "exclusions.export", NULL, export_cb);
  gtk_widget_class_install_action (widget_class, "exclusions.search", NULL, search_action_cb);
}

static void
postino_exclusions_page_init (PostinoExclusionsPage *self)
{
  GtkEventController *keys = gtk_shortcut_controller_new ();

  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_shortcut_controller_set_scope (GTK_SHORTCUT_CONTROLLER (keys), GTK_SHORTCUT_SCOPE_GLOBAL);
  gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (keys),
                                        gtk_shortcut_new (gtk_keyval_trigger_new (GDK_KEY_f, GDK_CONTROL_MASK),
                                                          gtk_callback_action_new (search_key_cb, NULL, NULL)));
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
}

GtkWidget *
postino_exclusions_page_new (PostinoSession *session)
{
  return g_object_new (POSTINO_TYPE_EXCLUSIONS_PAGE, "session", session, NULL);
}
