/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Two ledgers that must not contradict each other: who must not be mailed, and who agreed. An unsubscribe
 * is a row in each, written together; a whole domain has no consent that could be withdrawn. */

#include "contacts/exclude.h"

#include "contacts/consent-table.h"

gboolean
postino_exclude (PostinoDb               *db,
                 const char              *key,
                 PostinoSuppressionReason reason,
                 const char              *note,
                 const char              *source,
                 const char              *how,
                 gint64                   at_us,
                 gboolean                *added,
                 GError                 **error)
{
  gboolean is_new = FALSE;

  if (!postino_suppression_table_add (db, key, reason, note, source, 0, at_us, &is_new, error))
    return FALSE;
  if (added != NULL)
    *added = is_new;
  return !is_new || reason != POSTINO_SUPPRESSION_UNSUBSCRIBED || key[0] == '@'
         || postino_consent_table_withdraw (db, key, POSTINO_PURPOSE_NEWSLETTER, how, at_us, at_us,
                                            error);
}

void
postino_exclude_read_word (const char               *word,
                           PostinoSuppressionReason *reason,
                           const char              **note)
{
  g_autofree char *lower = g_ascii_strdown (word, -1);

  *note = NULL;
  if (postino_suppression_reason_from_string (lower, reason, NULL))
    return;
  *reason = POSTINO_SUPPRESSION_MANUAL;
  *note = word;
}
