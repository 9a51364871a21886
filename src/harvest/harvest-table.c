/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Table `harvest`. What was taken over already is known by the events themselves (source and
 * source_id); this row is for people and for the checks that ask how old the newest opt-outs
 * are. */

#include "harvest/harvest-table.h"

gboolean
postino_harvest_table_set (PostinoDb  *db,
                           const char *source,
                           gint64      upto,
                           gint64      now_us,
                           GError    **error)
{
  return postino_db_run (db, error,
                         "INSERT INTO harvest (source, upto, harvested_us) VALUES (?1, ?2, ?3) ON CONFLICT DO UPDATE "
                         "SET upto = CASE WHEN ?2 > 0 THEN ?2 ELSE upto END, harvested_us = ?3",
                         "sll", source, upto, now_us);
}

gboolean
postino_harvest_table_get_time (PostinoDb  *db,
                                const char *source,
                                gint64     *harvested_us,
                                GError    **error)
{
  return postino_db_get_number (db, 0, harvested_us, error,
                                "SELECT harvested_us FROM harvest WHERE source = ?1", "s",
                                source);
}
