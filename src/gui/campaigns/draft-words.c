/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "gui/campaigns/draft-words.h"

#include <glib/gi18n-lib.h>

#include "gui/widgets/figures.h"
#include "message/identity.h"

/* Names of the rows @has says yes to. */
static char *
join_names (PostinoRowList *list,
            PostinoDraft   *draft,
            gboolean      (*has) (PostinoDraft *draft, gint64 id, guint what),
            guint           what)
{
  g_autoptr (GString) names = g_string_new (NULL);
  guint n = g_list_model_get_n_items (G_LIST_MODEL (list));

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (PostinoTableRow) row = g_list_model_get_item (G_LIST_MODEL (list), i);
      g_autofree char *name = NULL;

      if (!has (draft, postino_table_row_get_id (row), what))
        continue;
      g_object_get (row, "name", &name, NULL);
      g_string_append_printf (names, "%s%s", names->len > 0 ? ", " : "", name);
    }
  return g_string_free (g_steal_pointer (&names), FALSE);
}

static gboolean
is_list_used (PostinoDraft *draft,
              gint64        id,
              guint         use)
{
  return postino_draft_get_list_use (draft, id) == (PostinoListUse) use;
}

static gboolean
is_server_used (PostinoDraft *draft,
                gint64        id,
                guint         unused)
{
  return postino_draft_get_weight (draft, id) > 0;
}

char *
postino_draft_words_lists (PostinoSession *session,
                           PostinoDraft   *draft,
                           PostinoListUse  use)
{
  return join_names (postino_session_get_lists (session), draft, is_list_used, use);
}

char *
postino_draft_words_servers (PostinoSession *session,
                             PostinoDraft   *draft)
{
  return join_names (postino_session_get_servers (session), draft, is_server_used, 0);
}

char *
postino_draft_words_sender (PostinoSession *session,
                            PostinoDraft   *draft)
{
  const PostinoCampaign *campaign = postino_draft_get_campaign (draft);
  PostinoTableRow *row = NULL;
  const PostinoIdentity *identity;

  if (campaign != NULL)
    row = postino_row_list_find (postino_session_get_identities (session), campaign->identity, NULL);
  if (row == NULL)
    return g_strdup ("");
  identity = postino_table_row_get (row);
  return g_strdup_printf ("%s <%s>", identity->name, identity->email);
}

char *
postino_draft_words_left_out (const PostinoAudienceCount *count)
{
  g_autoptr (GPtrArray) parts = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *excluded = NULL;
  g_autofree char *suppressed = NULL;
  g_autofree char *no_consent = NULL;

  if (count == NULL)
    return g_strdup ("");
  excluded = postino_figure_count (count->excluded);
  suppressed = postino_figure_count (count->suppressed);
  no_consent = postino_figure_count (count->no_consent);
  if (count->excluded > 0)
    g_ptr_array_add (parts, g_strdup_printf (ngettext ("%s is on a list that is left out",
                                                       "%s are on a list that is left out",
                                                       (gulong) count->excluded),
                                             excluded));
  if (count->suppressed > 0)
    g_ptr_array_add (parts, g_strdup_printf (ngettext ("%s must not be mailed",
                                                       "%s must not be mailed",
                                                       (gulong) count->suppressed),
                                             suppressed));
  if (count->no_consent > 0)
    g_ptr_array_add (parts, g_strdup_printf (ngettext ("%s has no recorded consent",
                                                       "%s have no recorded consent",
                                                       (gulong) count->no_consent),
                                             no_consent));
  g_ptr_array_add (parts, NULL);
  return g_strjoinv (", ", (char **) parts->pdata);
}

char *
postino_draft_words_send (gint64 n)
{
  g_autofree char *count = postino_figure_count (n);

  return g_strdup_printf (ngettext ("Send to %s person", "Send to %s people", (gulong) n), count);
}
