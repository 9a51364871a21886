/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Replacing the items of a list by what was read again, where most of them are the same objects: a
 * view is told of the span between the first and the last difference, and of nothing if there is
 * none, so its selection survives. */

#include "model/item-splice.h"

gboolean
postino_item_splice (GListModel *owner,
                     GPtrArray **items,
                     GPtrArray  *with)
{
  g_autoptr (GPtrArray) old = *items;
  guint old_len = old->len;
  guint new_len = with->len;
  guint shorter = MIN (old_len, new_len);
  guint head = 0;
  guint tail = 0;

  while (head < shorter && old->pdata[head] == with->pdata[head])
    head++;
  while (tail < shorter - head && old->pdata[old_len - 1 - tail] == with->pdata[new_len - 1 - tail])
    tail++;

  *items = with;
  if (head < old_len || head < new_len)
    g_list_model_items_changed (owner, head, old_len - head - tail, new_len - head - tail);
  return old_len != new_len;
}
