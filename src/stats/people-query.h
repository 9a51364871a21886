/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "campaign/ledger-table.h"
#include "store/db.h"

/* Which people stand behind a number of a report. */
typedef enum {
  POSTINO_PEOPLE_ACCEPTED,
  POSTINO_PEOPLE_OPENED_HUMAN,
  POSTINO_PEOPLE_OPENED_MACHINE,
  POSTINO_PEOPLE_OPENED_UNKNOWN,
  POSTINO_PEOPLE_CLICKED,         /* all but a machine's, as in the report's `people` */
  POSTINO_PEOPLE_CLICKED_MACHINE,
  POSTINO_PEOPLE_UNSUBSCRIBED,
  POSTINO_PEOPLE_BOUNCED_HARD,
  POSTINO_PEOPLE_BOUNCED_SOFT,
  POSTINO_PEOPLE_BOUNCED_BLOCK,
  POSTINO_PEOPLE_COMPLAINED,
  POSTINO_PEOPLE_SKIPPED,
} PostinoPeopleKind;

#define POSTINO_PEOPLE_N_KINDS (POSTINO_PEOPLE_SKIPPED + 1)

/* @link: only for CLICKED; -1: any. @reason: only for SKIPPED; NULL: any. */
typedef struct {
  gint64 campaign;
  PostinoPeopleKind kind;
  int link;
  const char *reason;
} PostinoPeopleQuery;

/* A recipient, and what they have to do with the number. A value. */
typedef struct {
  gint64 id; /* of the ledger */
  gint64 contact;
  char *address;
  char *name;   /* or NULL */
  gint64 at_us; /* the last time; 0: unknown */
  gint64 n;     /* how often; 1 where it is no event */
  char *words;  /* the server's words, the link's target, the program that opened it; or NULL */
  char *reason; /* skipped: the ledger's fixed word; else NULL */
} PostinoPeopleRow;

void       postino_people_row_free       (PostinoPeopleRow *row);

/* Ids of ledger rows in their order (GArray of gint64), at most @limit (0: all); yours. Opens and
 * clicks measured in aggregate name nobody, so there may be none behind a large number. */
GArray    *postino_people_query_list_ids (PostinoDb *db, const PostinoPeopleQuery *query,
                                          guint limit, GError **error);

/* PostinoPeopleRow of some ids, in no order; yours. */
GPtrArray *postino_people_query_get_many (PostinoDb *db, const PostinoPeopleQuery *query,
                                          const gint64 *ids, guint n_ids, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PostinoPeopleRow, postino_people_row_free)
