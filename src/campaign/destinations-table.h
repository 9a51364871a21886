/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/db.h"

/* Tables `destination` and `mail_domain`: where recipients have their mailboxes. Inside the caller's
 * transaction; of its thread. */

typedef struct {
  char *id;
  double per_second;      /* messages; 0: no limit */
  guint at_once;          /* messages under way; 0: no limit */
  gint64 closed_until_us; /* wall clock; 0: open */
  guint window;           /* messages under way since it asked to slow down; 0: as many as there are */
  char *why;
} PostinoDestinationRow;

void       postino_destination_row_free (PostinoDestinationRow *row);

/* Of all that differ from the usual; yours. */
GPtrArray *postino_destinations_table_list       (PostinoDb *db, GError **error);

/* All that is written here is told by POSTINO_TOPIC_DESTINATIONS. */

/* What a person wants; both 0: no limits. Workers hear of it by POSTINO_TOPIC_SERVERS. */
gboolean   postino_destinations_table_set_limits (PostinoDb *db, const char *id, double per_second,
                                                  guint at_once, GError **error);

/* What its answers taught; @row's limits are not looked at. */
gboolean   postino_destinations_table_learn      (PostinoDb *db, const PostinoDestinationRow *row,
                                                  GError **error);

/* Which destination takes @domain's mail, as it was asked since @since_us; *id NULL: not known. Yours. */
gboolean   postino_destinations_table_find_domain (PostinoDb *db, const char *domain, gint64 since_us,
                                                   char **id, GError **error);
gboolean   postino_destinations_table_put_domain  (PostinoDb *db, const char *domain, const char *id,
                                                   gint64 asked_us, GError **error);
