/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A million rows are paged by the model; a cell follows its item while it is on screen. */

#include "gui/reports/people-view.h"

#include <glib/gi18n-lib.h>

#include "campaign/campaign-words.h"
#include "gui/shell/page.h"
#include "gui/widgets/figures.h"
#include "model/people-item.h"
#include "model/people-list.h"

struct _PostinoPeopleView {
  AdwBin parent_instance;

  PostinoPage *page;
  GtkStack *stack;
  GtkColumnView *view;
  GtkLabel *note;
  GtkWidget *save;
  AdwStatusPage *empty;

  PostinoPeopleList *list;
  PostinoPeopleKind kind;
};

G_DEFINE_FINAL_TYPE (PostinoPeopleView, postino_people_view, ADW_TYPE_BIN)

static char *
say_person (const PostinoPeopleRow *row)
{
  if (row->address == NULL)
    return g_strdup (_("Measured as a sum: it is not known who"));
  if (row->name == NULL || *row->name == '\0')
    return g_strdup (row->address);
  return g_strdup_printf ("%s <%s>", row->name, row->address);
}

static char *
say_time (const PostinoPeopleRow *row)
{
  return postino_figure_moment (row->at_us);
}

static char *
say_times (const PostinoPeopleRow *row)
{
  return postino_figure_count (row->n);
}

static char *
say_words (const PostinoPeopleRow *row)
{
  if (row->reason != NULL)
    return g_strdup (postino_ledger_reason_describe (row->reason));
  return g_strdup (row->words != NULL ? row->words : "");
}

typedef struct {
  const char *title;
  const char *event_title; /* of single opens and clicks; NULL: not there, it would say 1 */
  char *(*say) (const PostinoPeopleRow *row); /* yours */
  int width; /* characters */
  gboolean expands;
} Column;

static const Column columns[] = {
  { N_("Person"), N_("Person"), say_person, 20, TRUE },
  { N_("Last time"), N_("When"), say_time, 15, FALSE },
  { N_("Times"), NULL, say_times, 5, FALSE },
  { N_("What is known"), N_("What is known"), say_words, 24, TRUE },
};

static void
show_cell (GtkListItem  *cell,
           const Column *column)
{
  PostinoPeopleItem *item = gtk_list_item_get_item (cell);
  const PostinoPeopleRow *row = item != NULL ? postino_people_item_get (item) : NULL;
  GtkWidget *label = gtk_list_item_get_child (cell);
  g_autofree char *text = row != NULL ? column->say (row) : g_strdup ("");

  gtk_label_set_label (GTK_LABEL (label), text);
  gtk_widget_set_tooltip_text (label, *text != '\0' && column->expands ? text : NULL);
}

static void
item_changed_cb (PostinoPeopleItem *item,
                 GtkListItem       *cell)
{
  show_cell (cell, g_object_get_data (G_OBJECT (cell), "column"));
}

static void
setup_cb (GtkListItemFactory *factory,
          GtkListItem        *cell,
          gpointer            column)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_width_chars (GTK_LABEL (label), ((const Column *) column)->width);
  g_object_set_data (G_OBJECT (cell), "column", column);
  gtk_list_item_set_child (cell, label);
}

static void
bind_cb (GtkListItemFactory *factory,
         GtkListItem        *cell,
         gpointer            column)
{
  g_signal_connect (gtk_list_item_get_item (cell), "changed", G_CALLBACK (item_changed_cb), cell);
  show_cell (cell, column);
}

static void
unbind_cb (GtkListItemFactory *factory,
           GtkListItem        *cell,
           gpointer            column)
{
  g_signal_handlers_disconnect_by_func (gtk_list_item_get_item (cell), item_changed_cb, cell);
}

static void
add_column (PostinoPeopleView *self,
            const Column      *column)
{
  const char *title = postino_people_kind_is_event (self->kind) ? column->event_title
                                                                : column->title;
  GtkListItemFactory *factory;
  g_autoptr (GtkColumnViewColumn) added = NULL;

  if (title == NULL)
    return;
  factory = gtk_signal_list_item_factory_new ();
  g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), (gpointer) column);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), (gpointer) column);
  g_signal_connect (factory, "unbind", G_CALLBACK (unbind_cb), (gpointer) column);
  added = gtk_column_view_column_new (_(title), factory);
  gtk_column_view_column_set_expand (added, column->expands);
  gtk_column_view_column_set_resizable (added, TRUE);
  gtk_column_view_append_column (self->view, added);
}

/* Return on a row leads to the contact, if there still is one. */
static void
activate_cb (PostinoPeopleView *self,
             guint              position)
{
  g_autoptr (PostinoPeopleItem) item = g_list_model_get_item (G_LIST_MODEL (self->list), position);
  const PostinoPeopleRow *row = item != NULL ? postino_people_item_get (item) : NULL;

  if (row != NULL && row->contact > 0)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.open-contact", "x", row->contact);
}

/* "12 people", or how many opens or clicks; yours. */
static char *
say_number (PostinoPeopleView *self,
            guint              n)
{
  g_autofree char *number = postino_figure_count (n);

  if (!postino_people_kind_is_event (self->kind))
    return g_strdup_printf (ngettext ("%s person", "%s people", n), number);
  if (self->kind >= POSTINO_PEOPLE_CLICKS_HUMAN)
    return g_strdup_printf (ngettext ("%s click", "%s clicks", n), number);
  return g_strdup_printf (ngettext ("%s open", "%s opens", n), number);
}

static void
items_changed_cb (PostinoPeopleView *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->list));
  const char *failure = postino_people_list_get_failure (self->list);
  g_autofree char *escaped = failure != NULL ? g_markup_escape_text (failure, -1) : NULL;
  gboolean is_loading = postino_people_list_is_loading (self->list);
  g_autofree char *subtitle = say_number (self, n);

  adw_status_page_set_description (self->empty, failure != NULL ? escaped
                                   : _("Nobody stands behind this number any more"));
  gtk_stack_set_visible_child_name (self->stack, n == 0 && (!is_loading || failure != NULL)
                                                 ? "empty" : "rows");
  postino_page_set_subtitle (self->page, n > 0 && !is_loading ? subtitle : NULL);
}

static void
postino_people_view_dispose (GObject *object)
{
  PostinoPeopleView *self = POSTINO_PEOPLE_VIEW (object);

  if (self->list != NULL)
    g_signal_handlers_disconnect_by_data (self->list, self);
  if (self->view != NULL)
    gtk_column_view_set_model (self->view, NULL);
  self->view = NULL;
  g_clear_object (&self->list);
  G_OBJECT_CLASS (postino_people_view_parent_class)->dispose (object);
}

static void
postino_people_view_class_init (PostinoPeopleViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = postino_people_view_dispose;
  g_type_ensure (POSTINO_TYPE_PAGE);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/postino/Postino/ui/reports/people-view.ui");
  gtk_widget_class_bind_template_child (widget_class, PostinoPeopleView, page);
  gtk_widget_class_bind_template_child (widget_class, PostinoPeopleView, stack);
  gtk_widget_class_bind_template_child (widget_class, PostinoPeopleView, view);
  gtk_widget_class_bind_template_child (widget_class, PostinoPeopleView, note);
  gtk_widget_class_bind_template_child (widget_class, PostinoPeopleView, save);
  gtk_widget_class_bind_template_child (widget_class, PostinoPeopleView, empty);
  gtk_widget_class_bind_template_callback (widget_class, activate_cb);
}

static void
postino_people_view_init (PostinoPeopleView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
postino_people_view_new (PostinoSession           *session,
                         const PostinoPeopleQuery *query,
                         const char               *title,
                         const char               *note)
{
  PostinoPeopleView *self = g_object_new (POSTINO_TYPE_PEOPLE_VIEW, NULL);
  g_autoptr (GtkSingleSelection) selection = NULL;

  self->kind = query->kind;
  self->list = postino_people_list_new (postino_session_get_store (session), query);
  for (gsize i = 0; i < G_N_ELEMENTS (columns); i++)
    add_column (self, &columns[i]);
  g_object_set (self->page, "session", session, "title", title, NULL);
  gtk_widget_set_visible (self->save, query->kind == POSTINO_PEOPLE_EXPIRED);
  gtk_label_set_label (self->note, note);
  gtk_widget_set_visible (GTK_WIDGET (self->note), *note != '\0');
  g_signal_connect_swapped (self->list, "items-changed", G_CALLBACK (items_changed_cb), self);
  g_signal_connect_swapped (self->list, "notify", G_CALLBACK (items_changed_cb), self);
  selection = gtk_single_selection_new (G_LIST_MODEL (g_object_ref (self->list)));
  gtk_column_view_set_model (self->view, GTK_SELECTION_MODEL (selection));
  items_changed_cb (self);
  return GTK_WIDGET (self);
}
