/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/db.h"

/* The numbers stand in the database: see data/schema. Up to IN_DOUBT a row is open. */
typedef enum {
  POSTINO_LEDGER_READY = 0,
  POSTINO_LEDGER_HANDED = 1,
  POSTINO_LEDGER_DEFERRED = 2,
  POSTINO_LEDGER_IN_DOUBT = 3,
  POSTINO_LEDGER_ACCEPTED = 4,
  POSTINO_LEDGER_REFUSED = 5,
  POSTINO_LEDGER_EXPIRED = 6,
  POSTINO_LEDGER_SKIPPED = 7,
  POSTINO_LEDGER_CANCELLED = 8,
} PostinoLedgerState;

#define POSTINO_LEDGER_N_STATES (POSTINO_LEDGER_CANCELLED + 1)

/* SQL: the "@domain" of an address key: from the last at sign, since a quoted local part may hold
 * others. */
#define POSTINO_LEDGER_DOMAIN(KEY) "substr (" KEY ", length (rtrim (" KEY ", replace (" KEY ", '@', ''))))"

/* One recipient of one campaign. A value; strings but address and key may be NULL. */
typedef struct {
  gint64 id;
  gint64 campaign;
  gint64 contact;
  char *key;
  char *address;
  char *name;
  PostinoLedgerState state;
  guint attempt;
  guint losses;
  gboolean individual;
  gint64 server;
  gint64 armed_us; /* last time; 0: never */
  gint64 settled_us; /* 0: not settled */
  gint64 tried_us;   /* when it was first put off; 0: unknown, or not asked for (fill_tried) */
  char *run;      /* of the worker that armed it last */
  char *merge;
  char *reason;
  char *reply;
  char *queue_id;
} PostinoLedgerRow;

/* How a handed row ends. Strings borrowed, may be NULL. */
typedef struct {
  gint64 row;
  guint attempt;
  /* accepted, refused, deferred, expired, in_doubt; ready: nothing was delivered, at once again */
  PostinoLedgerState to;
  gint64 at_us;
  gint64 due_us;         /* deferred */
  gboolean lost;         /* the connection went in the body */
  const char *reason;
  const char *reply;
  const char *queue_id;
} PostinoSettlement;

void        postino_ledger_row_free         (PostinoLedgerRow *row);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PostinoLedgerRow, postino_ledger_row_free)

const char *postino_ledger_state_to_name    (PostinoLedgerState state);
gboolean    postino_ledger_state_from_name  (const char *name, PostinoLedgerState *state);

/* What is to be known of a row before it is armed. */
typedef struct {
  gint64 id;
  char *domain; /* of the recipient, A-labels */
} PostinoLedgerListed;

/* An empty array of PostinoLedgerListed that frees them; yours. */
GArray     *postino_ledger_listed_array_new (void);

/* Ready rows behind @after, and deferred rows that came due after *@due_us and until @now_us, at most @limit each, are
 * appended to @listed; *@due_us moves on to the last one listed. */
gboolean    postino_ledger_table_list_ready (PostinoDb *db, gint64 campaign, gint64 after,
                                             guint limit, GArray *listed,
                                             GError **error);
gboolean    postino_ledger_table_list_due   (PostinoDb *db, gint64 campaign, gint64 now_us,
                                             guint limit, GArray *listed,
                                             gint64 *due_us, GError **error);

/* All deferred rows come due @by_us later (or earlier, if it is negative): the wall clock was put to another time. */
gboolean    postino_ledger_table_shift_due  (PostinoDb *db, gint64 by_us, GError **error);

/* The first durable move: ready or due deferred → handed, asking again everything that may have
 * changed (campaign runs, suppression, consent). *@row is the armed row, yours, or NULL: then it
 * was skipped with its reason, or is not to be armed now. @test asks no consent. */
gboolean    postino_ledger_table_arm (PostinoDb *db, gint64 id, const char *run, gint64 server,
                                      gboolean test,
                                      gint64 now_us, PostinoLedgerRow **row, GError **error);

/* Settles a handed row. The old state and the attempt stand in the WHERE, so a second settling (a
 * crash, two workers) changes nothing and leaves *@changed FALSE without an error; the caller then
 * must not write an event. */
gboolean    postino_ledger_table_settle (PostinoDb *db, const PostinoSettlement *settlement,
                                         gboolean *changed, GError **error);

/* Evidence that a message in doubt arrived (@reason: "opened", "clicked", "unsubscribed"): in_doubt
 * → accepted. *@changed FALSE for a row that is not in doubt. */
gboolean    postino_ledger_table_settle_doubt (PostinoDb *db, gint64 row, const char *reason,
                                               gint64 at_us,
                                               gboolean *changed, GError **error);

/* Handed rows of other runs than @run, which a crash left behind: PostinoLedgerRow; yours. */
GPtrArray  *postino_ledger_table_list_orphans (PostinoDb *db, const char *run, guint limit,
                                               GError **error);

/* NULL with POSTINO_ERROR_NOT_FOUND; yours. */
PostinoLedgerRow *postino_ledger_table_get (PostinoDb *db, gint64 id, GError **error);

/* The row of @campaign for @key, or *@row NULL; yours. */
gboolean    postino_ledger_table_find (PostinoDb *db, gint64 campaign, const char *key,
                                       PostinoLedgerRow **row, GError **error);

/* Rows of a campaign with id > @after in id order; @state -1 for all. */
GPtrArray  *postino_ledger_table_page (PostinoDb *db, gint64 campaign, int state, gint64 after,
                                       guint limit, GError **error);

/* Ids of all rows of a campaign in id order (GArray of gint64), and the rows of some ids in no
 * order; yours. */
GArray     *postino_ledger_table_list_ids (PostinoDb *db, gint64 campaign, int state,
                                           GError **error);
GPtrArray  *postino_ledger_table_get_many (PostinoDb *db, const gint64 *ids, guint n_ids,
                                           GError **error);

/* Asks for tried_us of @rows (PostinoLedgerRow). */
gboolean    postino_ledger_table_fill_tried (PostinoDb *db, GPtrArray *rows, GError **error);

/* How many of the refused may be tried again: all but the suppressed. */
gboolean    postino_ledger_table_count_retriable (PostinoDb *db, gint64 campaign, gint64 *n, GError **error);

/* How many rows are in each state: POSTINO_LEDGER_N_STATES numbers. */
gboolean    postino_ledger_table_count (PostinoDb *db, gint64 campaign,
                                        gint64 counts[POSTINO_LEDGER_N_STATES], GError **error);

/* Whether a row of @campaign is in doubt for a reason that begins with @prefix. */
gboolean    postino_ledger_table_has_doubt (PostinoDb *db, gint64 campaign, const char *prefix,
                                            gboolean *has, GError **error);

/* When the first deferred row is due; 0 if there is none. */
gboolean    postino_ledger_table_get_next_due (PostinoDb *db, gint64 campaign, gint64 *due_us,
                                               GError **error);

/* Moves up to @limit rows @from → @to with @reason; *@n is how many. For stop, decisions of people
 * and restored workspaces; a story repeats it until *@n is 0. Suppressed people are left out when
 * @to is ready. */
gboolean    postino_ledger_table_move_some (PostinoDb *db, gint64 campaign, PostinoLedgerState from,
                                            PostinoLedgerState to,
                                            const char *reason, gint64 now_us, guint limit, guint *n, GError **error);

/* As above, the one row of @campaign; *@moved FALSE: it was not @from any more, or is suppressed. */
gboolean    postino_ledger_table_move_one  (PostinoDb *db, gint64 campaign, gint64 row,
                                            PostinoLedgerState from, PostinoLedgerState to,
                                            gint64 now_us, gboolean *moved, GError **error);

/* Up to @limit rows in doubt for @reason, of any campaign, become ready again. */
gboolean    postino_ledger_table_take_back_doubt (PostinoDb *db, const char *reason, guint limit,
                                                  guint *n, GError **error);

/* Removes up to @limit rows: an audience that was frozen and is discarded. */
gboolean    postino_ledger_table_discard_some (PostinoDb *db, gint64 campaign, guint limit,
                                               guint *n, GError **error);
