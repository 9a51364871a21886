/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A million rows are paged by the model; a cell follows its item while it is on screen.
 *
 * Where only those in doubt are shown, the column of what they all are makes way for the one where
 * each is decided about; where only those who came back are, the one that says since when they were tried. */

#include "gui/campaigns/ledger-view.h"

#include <glib/gi18n-lib.h>

#include "campaign/campaign-words.h"
#include "gui/campaigns/doubt-column.h"
#include "gui/shell/page.h"
#include "gui/widgets/figures.h"
#include "model/ledger-item.h"
#include "model/ledger-list.h"

/* Of an address on a narrow window: what is to be done about it stands beside it. */
enum { NARROW_CHARS = 14 };

struct _PostinoLedgerView {
  AdwBin parent_instance;

  PostinoPage *page;
  GtkStack *stack;
  GtkColumnView *view;
  GtkWidget *save;
  GtkColumnViewColumn *states; /* these three are the view's */
  GtkColumnViewColumn *tried;
  GtkColumnViewColumn *doubts;

  PostinoSession *session;
  PostinoLedgerList *list;
};

G_DEFINE_FINAL_TYPE (PostinoLedgerView, postino_ledger_view, ADW_TYPE_BIN)

static char *
say_address (PostinoLedgerView      *self,
             const PostinoLedgerRow *row)
{
  return g_strdup (row->address);
}

static char *
say_state (PostinoLedgerView      *self,
           const PostinoLedgerRow *row)
{
  return g_strdup (postino_ledger_state_describe_one (row->state));
}

static char *
say_answer (PostinoLedgerView      *self,
            const PostinoLedgerRow *row)
{
  if (row->reply != NULL)
    return g_strdup (row->reply);
  return g_strdup (row->reason != NULL ? postino_ledger_reason_describe (row->reason) : "");
}

static char *
say_server (PostinoLedgerView      *self,
            const PostinoLedgerRow *row)
{
  PostinoTableRow *server = postino_row_list_find (postino_session_get_servers (self->session),
                                                   row->server, NULL);
  char *name = NULL;

  if (server != NULL)
    g_object_get (server, "name", &name, NULL);
  return name != NULL ? name : g_strdup ("");
}

static char *
say_time (PostinoLedgerView      *self,
          const PostinoLedgerRow *row)
{
  return postino_figure_moment (row->settled_us > 0 ? row->settled_us : row->armed_us);
}

static char *
say_tried (PostinoLedgerView      *self,
           const PostinoLedgerRow *row)
{
  return row->tried_us > 0 ? postino_figure_moment (row->tried_us) : g_strdup ("");
}

typedef struct {
  const char *title;
  char *(*say) (PostinoLedgerView *self, const PostinoLedgerRow *row); /* yours */
  int width; /* characters */
  gboolean expands;
} Column;

static const Column columns[] = {
  { N_("Address"), say_address, 28, TRUE },
  { N_("State"), say_state, 12, FALSE },
  { N_("The server’s answer, or the reason"), say_answer, 30, TRUE },
  { N_("Server"), say_server, 12, FALSE },
  { N_("Tried Since"), say_tried, 16, FALSE },
  { N_("Time"), say_time, 16, FALSE },
};

/* What a cell shows, and whom it follows. */
typedef struct {
  PostinoLedgerView *view;
  const Column *column;
} CellKind;

static void
show_cell (GtkListItem    *cell,
           const CellKind *kind)
{
  PostinoLedgerItem *item = gtk_list_item_get_item (cell);
  const PostinoLedgerRow *row = item != NULL ? postino_ledger_item_get_row (item) : NULL;
  GtkWidget *label = gtk_list_item_get_child (cell);
  g_autofree char *text = row != NULL ? kind->column->say (kind->view, row) : g_strdup ("");

  gtk_label_set_label (GTK_LABEL (label), text);
  gtk_widget_set_tooltip_text (label, *text != '\0' && kind->column->expands ? text : NULL);
}

static void
item_changed_cb (PostinoLedgerItem *item,
                 GtkListItem       *cell)
{
  show_cell (cell, g_object_get_data (G_OBJECT (cell), "kind"));
}

static void
setup_cb (GtkListItemFactory *factory,
          GtkListItem        *cell,
          CellKind           *kind)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_width_chars (GTK_LABEL (label), kind->column->expands ? NARROW_CHARS
                                                                      : kind->column->width);
  gtk_label_set_max_width_chars (GTK_LABEL (label), kind->column->width);
  g_object_set_data (G_OBJECT (cell), "kind", kind);
  gtk_list_item_set_child (cell, label);
}

static void
bind_cb (GtkListItemFactory *factory,
         GtkListItem        *cell,
         CellKind           *kind)
{
  g_signal_connect (gtk_list_item_get_item (cell), "changed", G_CALLBACK (item_changed_cb), cell);
  show_cell (cell, kind);
}

static void
unbind_cb (GtkListItemFactory *factory,
           GtkListItem        *cell,
           CellKind           *kind)
{
  g_signal_handlers_disconnect_by_func (gtk_list_item_get_item (cell), item_changed_cb, cell);
}

static void
free_kind (gpointer  data,
           GClosure *closure)
{
  g_free (data);
}

static void
add_column (PostinoLedgerView *self,
            const Column      *column)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  CellKind *kind = g_new (CellKind, 1);
  g_autoptr (GtkColumnViewColumn) added = NULL;

  *kind = (CellKind) { self, column };
  g_signal_connect_data (factory, "setup", G_CALLBACK (setup_cb), kind, free_kind, 0);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), kind);
  g_signal_connect (factory, "unbind", G_CALLBACK (unbind_cb), kind);
  added = gtk_column_view_column_new (_(column->title), factory);
  gtk_column_view_column_set_expand (added, column->expands);
  gtk_column_view_column_set_resizable (added, TRUE);
  gtk_column_view_append_column (self->view, added);
  if (column->say == say_state)
    self->states = added;
  if (column->say == say_tried)
    self->tried = added;
}

static void
add_doubts (PostinoLedgerView *self)
{
  g_autoptr (GtkColumnViewColumn) added = postino_doubt_column_new ();

  gtk_column_view_column_set_visible (added, FALSE);
  gtk_column_view_insert_column (self->view, 1, added);
  self->doubts = added;
}

static void
items_changed_cb (PostinoLedgerView *self)
{
  gboolean is_empty = g_list_model_get_n_items (G_LIST_MODEL (self->list)) == 0;

  gtk_stack_set_visible_child_name (self->stack,
                                    is_empty && !postino_ledger_list_is_loading (self->list)
                                      ? "empty" : "rows");
}

static void
postino_ledger_view_dispose (GObject *object)
{
  PostinoLedgerView *self = POSTINO_LEDGER_VIEW (object);

  if (self->list != NULL)
    g_signal_handlers_disconnect_by_data (self->list, self);
  if (self->view != NULL)
    gtk_column_view_set_model (self->view, NULL);
  self->view = NULL;
  g_clear_object (&self->list);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (postino_ledger_view_parent_class)->dispose (object);
}

static void
postino_ledger_view_class_init (PostinoLedgerViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = postino_ledger_view_dispose;
  g_type_ensure (POSTINO_TYPE_PAGE);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/postino/Postino/ui/campaigns/ledger-view.ui");
  gtk_widget_class_bind_template_child (widget_class, PostinoLedgerView, page);
  gtk_widget_class_bind_template_child (widget_class, PostinoLedgerView, stack);
  gtk_widget_class_bind_template_child (widget_class, PostinoLedgerView, view);
  gtk_widget_class_bind_template_child (widget_class, PostinoLedgerView, save);
}

static void
postino_ledger_view_init (PostinoLedgerView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  for (gsize i = 0; i < G_N_ELEMENTS (columns); i++)
    add_column (self, &columns[i]);
  add_doubts (self);
}

void
postino_ledger_view_bind (PostinoLedgerView *self,
                          PostinoSession    *session,
                          gint64             campaign)
{
  g_autoptr (GtkNoSelection) selection = NULL;

  self->session = g_object_ref (session);
  self->list = postino_ledger_list_new (postino_session_get_store (session), campaign,
                                        POSTINO_LEDGER_LIST_ALL);
  g_object_set (self->page, "session", session, NULL);
  g_signal_connect_swapped (self->list, "items-changed", G_CALLBACK (items_changed_cb), self);
  g_signal_connect_swapped (self->list, "notify::is-loading", G_CALLBACK (items_changed_cb), self);
  selection = gtk_no_selection_new (G_LIST_MODEL (g_object_ref (self->list)));
  gtk_column_view_set_model (self->view, GTK_SELECTION_MODEL (selection));
}

void
postino_ledger_view_show (PostinoLedgerView *self,
                          int                state)
{
  g_autofree char *subtitle = state >= 0
                                ? g_strdup (postino_ledger_state_describe ((PostinoLedgerState) state))
                                : NULL;

  gtk_column_view_column_set_visible (self->doubts, state == POSTINO_LEDGER_IN_DOUBT);
  gtk_column_view_column_set_visible (self->states, state != POSTINO_LEDGER_IN_DOUBT && state != POSTINO_LEDGER_EXPIRED);
  gtk_column_view_column_set_visible (self->tried, state == POSTINO_LEDGER_EXPIRED);
  gtk_widget_set_visible (self->save, state == POSTINO_LEDGER_EXPIRED);
  postino_ledger_list_set_state (self->list, state);
  postino_page_set_subtitle (self->page, subtitle);
  items_changed_cb (self);
}
