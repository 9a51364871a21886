/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The words are those that forms, shops and spreadsheets export; they are compared without case and
 * accents. */

#include "interchange/consent-answer.h"

#include <string.h>

#include "base/text.h"

static const char *const yes_words[] = { "si", "s", "yes", "y", "true", "vero", "1", "x", "ok", "on", "accetto", "iscritto",
                                         "iscritta", "subscribed", "opt-in", "optin", NULL };
static const char *const no_words[] = { "", "no", "n", "false", "falso", "0", "-", "off", "non accetto", "disiscritto",
                                        "disiscritta", "unsubscribed", "opt-out", "optout", "non iscritto", "non iscritta", NULL };
static const char *const heading_parts[] = { "consens", "consent", "newsletter", "opt-in", "optin", "opt in", "marketing",
                                             "gdpr", NULL };

/* Yours. */
static char *
fold (const char *cell)
{
  g_autofree char *line = postino_text_single_line (cell);

  return g_strstrip (postino_text_fold_search (line));
}

gboolean
postino_consent_answer_is_heading (const char *heading)
{
  g_autofree char *folded = fold (heading);

  for (gsize i = 0; heading_parts[i] != NULL; i++)
    {
      if (strstr (folded, heading_parts[i]) != NULL)
        return TRUE;
    }
  return FALSE;
}

gboolean
postino_consent_answer_is_yes (const char *cell)
{
  g_autofree char *folded = fold (cell);

  return g_strv_contains (yes_words, folded);
}

gboolean
postino_consent_answer_is_known (const char *cell)
{
  g_autofree char *folded = fold (cell);

  return g_strv_contains (yes_words, folded) || g_strv_contains (no_words, folded);
}
