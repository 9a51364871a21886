/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A person's history: a page of their events by keyset on (at_us, id), which is the order of the
 * index event_by_contact, and what to say of each. Machines that open mail are called so (promise
 * 4), and what a relay accepted is not called delivered. */

#include "campaign/person-query.h"

#include <glib/gi18n-lib.h>

#include "events/event.h"

void
postino_person_fact_free (PostinoPersonFact *fact)
{
  if (fact == NULL)
    return;
  g_free (fact->type);
  g_free (fact->kind);
  g_free (fact->detail);
  g_free (fact->url);
  g_free (fact->campaign_name);
  g_free (fact);
}

static PostinoPersonFact *
read_fact (PostinoStmt *stmt)
{
  PostinoPersonFact *fact = g_new0 (PostinoPersonFact, 1);

  fact->id = postino_stmt_get_int (stmt, 0);
  fact->at_us = postino_stmt_get_int (stmt, 1);
  fact->type = postino_stmt_dup_text (stmt, 2);
  fact->kind = postino_stmt_dup_text (stmt, 3);
  fact->detail = postino_stmt_dup_text (stmt, 4);
  fact->campaign = postino_stmt_get_int (stmt, 5);
  fact->campaign_name = postino_stmt_dup_text (stmt, 6);
  fact->url = postino_stmt_dup_text (stmt, 7);
  return fact;
}

GPtrArray *
postino_person_query_list (PostinoDb               *db,
                           gint64                   contact,
                           const PostinoPersonFact *before,
                           guint                    limit,
                           GError                 **error)
{
  g_autoptr (GPtrArray) facts = g_ptr_array_new_with_free_func ((GDestroyNotify) postino_person_fact_free);
  PostinoStmt *stmt = postino_db_query (db, error,
                                        "SELECT e.id, e.at_us, e.type, e.kind, e.detail, e.campaign, c.name, l.url "
                                        "FROM event AS e LEFT JOIN campaign AS c ON c.id = e.campaign "
                                        "LEFT JOIN campaign_link AS l ON l.campaign = e.campaign AND l.link = e.link "
                                        "WHERE e.contact = ?1 AND (e.at_us, e.id) < (?2, ?3) "
                                        "ORDER BY e.at_us DESC, e.id DESC LIMIT ?4",
                                        "llll", contact, before != NULL ? before->at_us : G_MAXINT64,
                                        before != NULL ? before->id : G_MAXINT64, (gint64) limit);

  if (stmt == NULL)
    return NULL;
  while (postino_stmt_next (stmt))
    g_ptr_array_add (facts, read_fact (stmt));
  return postino_stmt_finish (stmt, error) ? g_steal_pointer (&facts) : NULL;
}

/* Sentences by type and kind; the first that fits. %s: the campaign. */
static const struct {
  const char *type;
  const char *kind; /* NULL: any */
  const char *sentence;
} sentences[] = {
  { "accepted", NULL, N_("“%s” was accepted by the server") },
  { "deferred", NULL, N_("“%s” was put off by the server") },
  { "refused", "hard", N_("“%s” bounced: the address does not exist") },
  { "refused", NULL, N_("“%s” was refused") },
  { "in_doubt", NULL, N_("“%s”: it is uncertain whether it arrived") },
  { "expired", NULL, N_("“%s” was given up: the server put it off too long") },
  { "decided", NULL, N_("“%s” was decided on by hand") },
  { "opened", "machine", N_("“%s” was fetched by a machine") },
  { "opened", "unknown", N_("“%s” was opened, perhaps by a machine") },
  { "opened", NULL, N_("Opened “%s”") },
  { "clicked", "machine", N_("A link in “%s” was followed by a machine") },
  { "clicked", "unknown", N_("A link in “%s” was followed, perhaps by a machine") },
  { "clicked", NULL, N_("Clicked in “%s”") },
  { "unsubscribed", NULL, N_("Unsubscribed by “%s”") },
};

char *
postino_person_fact_describe (const PostinoPersonFact *fact)
{
  const char *name = fact->campaign_name != NULL ? fact->campaign_name : "–";

  for (gsize i = 0; i < G_N_ELEMENTS (sentences); i++)
    {
      if (!g_str_equal (sentences[i].type, fact->type)
          || (sentences[i].kind != NULL && g_strcmp0 (sentences[i].kind, fact->kind) != 0))
        continue;
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
      return g_strdup_printf (_(sentences[i].sentence), name);
#pragma GCC diagnostic pop
    }
  return g_strdup_printf ("%s: “%s”", fact->type, name);
}
