/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table `change`: what a model looks at to know that it is out of date. data_version would move
 * with every commit of a sending worker, whatever the model shows. */

#include "store/change.h"

gboolean
postino_change_bump (PostinoDb  *db,
                     const char *topic,
                     GError    **error)
{
  return postino_db_run (db, error,
                         "INSERT INTO change VALUES (?1, 1) ON CONFLICT DO UPDATE SET n = n + 1",
                         "s", topic);
}

gint64
postino_change_read (PostinoDb  *db,
                     const char *topic,
                     GError    **error)
{
  gint64 n = 0;

  if (!postino_db_get_number (db, 0, &n, error, "SELECT n FROM change WHERE topic = ?1", "s",
                              topic))
    return -1;
  return n;
}
