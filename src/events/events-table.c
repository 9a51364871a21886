/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Table `event`: append-only. Nothing here updates or deletes; what an event means today is judged
 * when it is written (`kind`) and can be judged again from the raw members. */

#include "events/events-table.h"

#include <string.h>

#include "events/rollup-table.h"

/* A person counts once for each link, and once for any link: was there an event of this kind
 * before? */
static gboolean
was_seen (PostinoDb          *db,
          const PostinoEvent *event,
          gboolean            any_link,
          gboolean           *seen,
          GError            **error)
{
  gint64 found = 0;

  if (!postino_db_get_number (db, 0, &found, error,
                              "SELECT 1 FROM event WHERE ledger = ?1 AND type = ?2 AND (?3 OR link = ?4) "
                              "AND kind IS ?5 LIMIT 1",
                              "lsiis", event->ledger, postino_event_type_to_name (event->type), any_link,
                              event->link, event->kind))
    return FALSE;
  *seen = found != 0;
  return TRUE;
}

static gboolean
add_to_rollup (PostinoDb          *db,
               const PostinoEvent *event,
               gboolean            seen_on_link,
               gboolean            seen_on_any,
               GError            **error)
{
  gboolean person = event->ledger > 0;

  if (!postino_rollup_table_add (db, event, -1, person && !seen_on_any, error))
    return FALSE;
  return event->link < 0 || postino_rollup_table_add (db, event, event->link, person
                                                      && !seen_on_link, error);
}

gboolean
postino_events_table_append (PostinoDb          *db,
                             const PostinoEvent *event,
                             gboolean           *added,
                             GError            **error)
{
  gboolean repeats = event->type == POSTINO_EVENT_OPENED || event->type == POSTINO_EVENT_CLICKED
                     || event->type == POSTINO_EVENT_UNSUBSCRIBED;
  gboolean seen_on_link = FALSE;
  gboolean seen_on_any = FALSE;

  if (repeats && event->ledger > 0
      && (!was_seen (db, event, FALSE, &seen_on_link, error)
          || !was_seen (db, event, TRUE, &seen_on_any, error)))
    return FALSE;

  if (!postino_db_run (db, error,
                       "INSERT OR IGNORE INTO event (at_us, type, campaign, ledger, contact, link, kind, why, ip, "
                       "agent, method, detail, source, source_id) VALUES (?1, ?2, nullif (?3, 0), nullif (?4, 0), "
                       "nullif (?5, 0), nullif (?6, -1), ?7, ?8, ?9, ?10, ?11, ?12, ?13, "
                       "CASE WHEN ?13 IS NULL THEN NULL ELSE ?14 END)",
                       "lslllisssssssl", event->at_us, postino_event_type_to_name (event->type),
                       event->campaign, event->ledger, event->contact, event->link, event->kind, event->why,
                       event->ip, event->agent, event->method, event->detail, event->source,
                       event->source_id))
    return FALSE;

  if (added != NULL)
    *added = postino_db_get_changes (db) > 0;
  if (postino_db_get_changes (db) == 0)
    return TRUE;
  return add_to_rollup (db, event, seen_on_link, seen_on_any, error);
}

gboolean
postino_events_table_count_since (PostinoDb       *db,
                                  gint64           campaign,
                                  PostinoEventType type,
                                  gint64           since_us,
                                  gint64          *n,
                                  GError         **error)
{
  return postino_db_get_number (db, 0, n, error,
                                "SELECT count (*) FROM event WHERE campaign = ?1 AND type = ?2 AND at_us >= ?3", "lsl",
                                campaign, postino_event_type_to_name (type), since_us);
}

gboolean
postino_events_table_has (PostinoDb       *db,
                          gint64           ledger,
                          PostinoEventType type,
                          gboolean        *has,
                          GError         **error)
{
  gint64 found = 0;

  if (!postino_db_get_number (db, 0, &found, error,
                              "SELECT 1 FROM event WHERE ledger = ?1 AND type = ?2 LIMIT 1", "ls",
                              ledger, postino_event_type_to_name (type)))
    return FALSE;
  *has = found != 0;
  return TRUE;
}
