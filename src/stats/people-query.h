/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "stats/report-query.h"

/* What stands behind a number of a report: recipients, or single opens and clicks, some of them of
 * nobody in particular. */
typedef enum {
  /* recipients by their state, in the order of PostinoLedgerState */
  POSTINO_PEOPLE_READY,
  POSTINO_PEOPLE_HANDED,
  POSTINO_PEOPLE_DEFERRED,
  POSTINO_PEOPLE_IN_DOUBT,
  POSTINO_PEOPLE_ACCEPTED,
  POSTINO_PEOPLE_REFUSED,
  POSTINO_PEOPLE_EXPIRED,
  POSTINO_PEOPLE_SKIPPED,
  POSTINO_PEOPLE_CANCELLED,
  /* the refused ones by what was said last */
  POSTINO_PEOPLE_BOUNCED_HARD,
  POSTINO_PEOPLE_BOUNCED_SOFT,
  POSTINO_PEOPLE_BOUNCED_BLOCK,
  POSTINO_PEOPLE_BOUNCED_OTHER,
  /* recipients by what they did, if it was judged a person's */
  POSTINO_PEOPLE_UNSUBSCRIBED,
  POSTINO_PEOPLE_OPENED,
  POSTINO_PEOPLE_CLICKED,
  /* every open and click, by its judgement */
  POSTINO_PEOPLE_OPENS_HUMAN,
  POSTINO_PEOPLE_OPENS_UNKNOWN,
  POSTINO_PEOPLE_OPENS_MACHINE,
  POSTINO_PEOPLE_CLICKS_HUMAN,
  POSTINO_PEOPLE_CLICKS_UNKNOWN,
  POSTINO_PEOPLE_CLICKS_MACHINE,
} PostinoPeopleKind;

#define POSTINO_PEOPLE_N_KINDS (POSTINO_PEOPLE_CLICKS_MACHINE + 1)

/* Rows of the tables a step looks at: tens of milliseconds, on a busy machine too. */
#define POSTINO_PEOPLE_STEP_ROWS 10000

/* @link: only for clicks; -1: any. @reason: only for SKIPPED; NULL: any. */
typedef struct {
  gint64 campaign;
  PostinoPeopleKind kind;
  int link;
  const char *reason;
} PostinoPeopleQuery;

/* A recipient, and what they have to do with the number; or an open or a click. A value. */
typedef struct {
  gint64 id;      /* of the ledger; of the event for opens and clicks */
  gint64 contact; /* 0: none */
  char *address;  /* NULL: of nobody in particular */
  char *name;     /* or NULL */
  gint64 at_us;   /* the last time; 0: unknown */
  gint64 n;       /* how often; 1 for a state or an event */
  char *words;    /* the server's words, the link's target, the program that opened it; or NULL */
  char *reason;   /* left out, stopped, in doubt: the ledger's fixed word; else NULL */
} PostinoPeopleRow;

void                  postino_people_row_free      (PostinoPeopleRow *row);

/* Whether rows are opens or clicks, not recipients. */
gboolean              postino_people_kind_is_event (PostinoPeopleKind kind);

/* The number of @report behind which the rows of @kind stand, of any link and reason: as many as
 * there are rows. */
gint64                postino_people_count         (const PostinoReport *report,
                                                    PostinoPeopleKind kind);

/* Where a listing has come to. For any thread, one at a time. */
typedef struct _PostinoPeopleReading PostinoPeopleReading;

PostinoPeopleReading *postino_people_reading_new   (void);
void                  postino_people_reading_free  (PostinoPeopleReading *reading);

/* Appends ids (gint64) of the next rows to @ids: those of a state in the order of the audience, all
 * others in the order of time. Looks at POSTINO_PEOPLE_STEP_ROWS rows at most, so @ids may stay as it
 * is though there are more. What happens between steps may be missed or stand there too early: the
 * topic tells of it. */
gboolean              postino_people_reading_step  (PostinoPeopleReading *reading, PostinoDb *db,
                                                    const PostinoPeopleQuery *query, GArray *ids,
                                                    gboolean *is_done, GError **error);

/* PostinoPeopleRow of some ids, in no order; yours. */
GPtrArray            *postino_people_query_get_many (PostinoDb *db, const PostinoPeopleQuery *query,
                                                     const gint64 *ids, guint n_ids,
                                                     GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PostinoPeopleRow, postino_people_row_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PostinoPeopleReading, postino_people_reading_free)
