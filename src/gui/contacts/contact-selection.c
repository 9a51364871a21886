/* SPDX-License-Identifier: GPL-3.0-or-later */
/* GtkMultiSelection asks the model for every item that is selected and keeps it, which is a gigabyte
 * and a reading of the whole table when somebody presses Ctrl+A on a million contacts. This one keeps
 * positions alone, an eighth of a megabyte; ids come from the list, which has them all.
 *
 * When the list changes, what stands before and behind the change stays selected; another order or
 * another search is another list, and nothing of it is selected. */

#include "gui/contacts/contact-selection.h"

struct _PostinoContactSelection {
  GObject parent_instance;

  PostinoContactList *contacts;
  GtkBitset *selected;
};

static void list_model_init (GListModelInterface *interface);
static void selection_model_init (GtkSelectionModelInterface *interface);

G_DEFINE_FINAL_TYPE_WITH_CODE (PostinoContactSelection, postino_contact_selection, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init)
                               G_IMPLEMENT_INTERFACE (GTK_TYPE_SELECTION_MODEL, selection_model_init))

static GType
get_item_type (GListModel *model)
{
  return g_list_model_get_item_type (G_LIST_MODEL (POSTINO_CONTACT_SELECTION (model)->contacts));
}

static guint
get_n_items (GListModel *model)
{
  return g_list_model_get_n_items (G_LIST_MODEL (POSTINO_CONTACT_SELECTION (model)->contacts));
}

static gpointer
get_item (GListModel *model,
          guint       position)
{
  return g_list_model_get_item (G_LIST_MODEL (POSTINO_CONTACT_SELECTION (model)->contacts), position);
}

static void
list_model_init (GListModelInterface *interface)
{
  interface->get_item_type = get_item_type;
  interface->get_n_items = get_n_items;
  interface->get_item = get_item;
}

static gboolean
is_selected (GtkSelectionModel *model,
             guint              position)
{
  return gtk_bitset_contains (POSTINO_CONTACT_SELECTION (model)->selected, position);
}

static GtkBitset *
get_selection_in_range (GtkSelectionModel *model,
                        guint              position,
                        guint              n_items)
{
  return gtk_bitset_ref (POSTINO_CONTACT_SELECTION (model)->selected);
}

static gboolean
set_selection (GtkSelectionModel *model,
               GtkBitset         *selected,
               GtkBitset         *mask)
{
  PostinoContactSelection *self = POSTINO_CONTACT_SELECTION (model);
  g_autoptr (GtkBitset) changes = gtk_bitset_copy (self->selected);
  guint first;

  gtk_bitset_difference (changes, selected);
  gtk_bitset_intersect (changes, mask);
  if (gtk_bitset_is_empty (changes))
    return TRUE;
  gtk_bitset_difference (self->selected, changes);
  first = gtk_bitset_get_minimum (changes);
  gtk_selection_model_selection_changed (model, first, gtk_bitset_get_maximum (changes) - first + 1);
  return TRUE;
}

static void
selection_model_init (GtkSelectionModelInterface *interface)
{
  interface->is_selected = is_selected;
  interface->get_selection_in_range = get_selection_in_range;
  interface->set_selection = set_selection;
}

static void
items_changed_cb (PostinoContactSelection *self,
                  guint                    position,
                  guint                    removed,
                  guint                    added)
{
  gtk_bitset_splice (self->selected, position, removed, added);
  g_list_model_items_changed (G_LIST_MODEL (self), position, removed, added);
}

static void
postino_contact_selection_finalize (GObject *object)
{
  PostinoContactSelection *self = POSTINO_CONTACT_SELECTION (object);

  g_clear_object (&self->contacts);
  gtk_bitset_unref (self->selected);
  G_OBJECT_CLASS (postino_contact_selection_parent_class)->finalize (object);
}

static void
postino_contact_selection_class_init (PostinoContactSelectionClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = postino_contact_selection_finalize;
}

static void
postino_contact_selection_init (PostinoContactSelection *self)
{
  self->selected = gtk_bitset_new_empty ();
}

PostinoContactSelection *
postino_contact_selection_new (PostinoContactList *contacts)
{
  PostinoContactSelection *self = g_object_new (POSTINO_TYPE_CONTACT_SELECTION, NULL);

  self->contacts = g_object_ref (contacts);
  g_signal_connect_object (contacts, "items-changed", G_CALLBACK (items_changed_cb), self,
                           G_CONNECT_SWAPPED);
  return self;
}

guint
postino_contact_selection_count (PostinoContactSelection *self)
{
  return (guint) gtk_bitset_get_size (self->selected);
}

GArray *
postino_contact_selection_list_ids (PostinoContactSelection *self)
{
  GArray *ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  GtkBitsetIter iter;
  guint position;

  for (gboolean more = gtk_bitset_iter_init_first (&iter, self->selected, &position); more;
       more = gtk_bitset_iter_next (&iter, &position))
    {
      gint64 id = postino_contact_list_get_id (self->contacts, position);

      g_array_append_val (ids, id);
    }
  return ids;
}
