/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rotation (RFC 6376, 3.1): a new selector is made while the old record still stands. The old key
 * signs until DNS shows the new one, so that there is no moment at which nothing verifies; then its
 * record stands for messages that are still under way; then it may be taken out of DNS, and when DNS
 * says it is gone, the key goes too. Both kinds of keys turn by themselves. */

#include "campaign/dkim-choice.h"

static const PostinoDkimKeyRow *
get_row (GPtrArray *rows,
         guint      i)
{
  return rows->pdata[i];
}

gint64
postino_dkim_choice_get_replaced_us (GPtrArray *rows,
                                     guint      i)
{
  gint64 replaced_us = 0;

  for (guint newer = 0; newer < i; newer++)
    {
      const PostinoDkimKeyRow *row = get_row (rows, newer);

      if (row->kind == get_row (rows, i)->kind && row->seen_us > 0
          && (replaced_us == 0 || row->seen_us < replaced_us))
        replaced_us = row->seen_us;
    }
  return replaced_us;
}

PostinoDkimKeyUse
postino_dkim_choice_get_use (GPtrArray *rows,
                             guint      i,
                             gint64     now_us)
{
  gint64 replaced_us = postino_dkim_choice_get_replaced_us (rows, i);

  if (replaced_us == 0)
    return get_row (rows, i)->seen_us > 0 ? POSTINO_DKIM_KEY_SIGNS : POSTINO_DKIM_KEY_AWAITED;
  return now_us - replaced_us < POSTINO_DKIM_KEEP_US ? POSTINO_DKIM_KEY_FORMER : POSTINO_DKIM_KEY_OVER;
}

static gboolean
is_newest (GPtrArray *rows,
           guint      i)
{
  for (guint newer = 0; newer < i; newer++)
    {
      if (get_row (rows, newer)->kind == get_row (rows, i)->kind)
        return FALSE;
    }
  return TRUE;
}

static gboolean
is_kind_shown (GPtrArray      *rows,
               PostinoDkimKind kind)
{
  for (guint i = 0; i < rows->len; i++)
    {
      if (get_row (rows, i)->kind == kind && get_row (rows, i)->seen_us > 0)
        return TRUE;
    }
  return FALSE;
}

gboolean
postino_dkim_choice_signs (GPtrArray *rows,
                           guint      i,
                           gboolean   is_trial)
{
  const PostinoDkimKeyRow *row = get_row (rows, i);

  if (row->seen_us > 0)
    return postino_dkim_choice_get_replaced_us (rows, i) == 0;
  return is_trial && is_newest (rows, i) && !is_kind_shown (rows, row->kind);
}

gboolean
postino_dkim_choice_may_go (GPtrArray *rows,
                            guint      i,
                            gint64     now_us)
{
  return get_row (rows, i)->seen_us == 0 && get_row (rows, i)->checked_us > 0
         && postino_dkim_choice_get_use (rows, i, now_us) == POSTINO_DKIM_KEY_OVER;
}
