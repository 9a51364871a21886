/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Two buttons a row, there while its recipient is in doubt. Whoever hears the screen is told whom
 * they are about, too. On a folded window they stand one below the other, so that both are in sight. */

#include "gui/campaigns/doubt-column.h"

#include <glib/gi18n-lib.h>

#include "gui/shell/split.h"
#include "model/ledger-item.h"

enum { NARROW_PX = 500 };

static const struct {
  const char *label;
  const char *action;
} choices[] = {
  { N_("Send Again"), "campaign.send-again-one" },
  { N_("Take as Sent"), "campaign.take-as-sent-one" },
};

/* Side by side, or on a narrow window below each other. */
static void
arrange (GtkWidget *box)
{
  GtkRoot *root = gtk_widget_get_root (box);
  gboolean is_narrow = root != NULL && gtk_widget_get_width (GTK_WIDGET (root)) < NARROW_PX;

  gtk_orientable_set_orientation (GTK_ORIENTABLE (box), is_narrow ? GTK_ORIENTATION_VERTICAL
                                                                  : GTK_ORIENTATION_HORIZONTAL);
}

static void
show_cell (GtkListItem *cell)
{
  PostinoLedgerItem *item = gtk_list_item_get_item (cell);
  const PostinoLedgerRow *row = postino_ledger_item_get_row (item);
  GtkWidget *box = gtk_list_item_get_child (cell);

  gtk_widget_set_visible (box, row != NULL && row->state == POSTINO_LEDGER_IN_DOUBT);
  if (row == NULL)
    return;
  arrange (box);
  for (GtkWidget *button = gtk_widget_get_first_child (box); button != NULL;
       button = gtk_widget_get_next_sibling (button))
    {
      gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "x", row->id);
      gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                      row->address, -1);
    }
}

static void
item_changed_cb (PostinoLedgerItem *item,
                 GtkListItem       *cell)
{
  show_cell (cell);
}

static void
folded_cb (GtkWidget *box)
{
  GtkWidget *split = gtk_widget_get_ancestor (box, POSTINO_TYPE_SPLIT);

  if (split != NULL)
    gtk_orientable_set_orientation (GTK_ORIENTABLE (box),
                                    postino_split_is_folded (POSTINO_SPLIT (split))
                                      ? GTK_ORIENTATION_VERTICAL : GTK_ORIENTATION_HORIZONTAL);
}

/* Cells come and go, and come back. */
static void
root_cb (GtkWidget *box)
{
  GtkWidget *split = gtk_widget_get_ancestor (box, POSTINO_TYPE_SPLIT);

  if (split == NULL)
    return;
  g_signal_handlers_disconnect_by_func (split, folded_cb, box);
  g_signal_connect_object (split, "notify::is-folded", G_CALLBACK (folded_cb), box,
                           G_CONNECT_SWAPPED);
  folded_cb (box);
}

static void
setup_cb (GtkListItemFactory *factory,
          GtkListItem        *cell)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  for (gsize i = 0; i < G_N_ELEMENTS (choices); i++)
    {
      GtkWidget *button = gtk_button_new_with_label (_(choices[i].label));

      gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "x", G_GINT64_CONSTANT (0)); /* of nobody yet */
      gtk_actionable_set_action_name (GTK_ACTIONABLE (button), choices[i].action);
      gtk_box_append (GTK_BOX (box), button);
    }
  g_signal_connect (box, "notify::root", G_CALLBACK (root_cb), NULL);
  gtk_list_item_set_child (cell, box);
}

static void
bind_cb (GtkListItemFactory *factory,
         GtkListItem        *cell)
{
  g_signal_connect (gtk_list_item_get_item (cell), "changed", G_CALLBACK (item_changed_cb), cell);
  show_cell (cell);
}

static void
unbind_cb (GtkListItemFactory *factory,
           GtkListItem        *cell)
{
  g_signal_handlers_disconnect_by_func (gtk_list_item_get_item (cell), item_changed_cb, cell);
}

GtkColumnViewColumn *
postino_doubt_column_new (void)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();

  g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), NULL);
  g_signal_connect (factory, "unbind", G_CALLBACK (unbind_cb), NULL);
  return gtk_column_view_column_new (_("What shall be done?"), factory);
}
