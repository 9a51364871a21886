/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "campaign/audience.h"
#include "campaign/campaign.h"
#include "message/render.h"
#include "send/breaker.h"
#include "send/destination-map.h"

/* One campaign under way: its compiled content and the window of row ids it works on. Guarded by
 * the dispatcher's lock, but for the render, which is immutable. */
typedef struct {
  gint64 campaign;
  gboolean is_test;
  PostinoRender *render;      /* NULL until it is needed */
  PostinoAudience *audience;  /* while freezing */
  gboolean is_frozen;

  gboolean is_held;           /* nothing is taken: not running, or not wanted to */
  gboolean is_trial;          /* it reaches nobody real: nobody is asked where its recipients are */
  GArray *window;             /* PostinoSenderRow; those before head are taken, and any with row 0 */
  guint head;
  guint n_waiting;            /* in the window, not taken */
  gint64 after;               /* ready rows up to here were listed */
  gint64 due_us;              /* deferred rows due until then were listed */
  gboolean rewinds;           /* list from the start once nothing is out */
  guint n_listed;             /* put into the window since it was listed from the start */
  PostinoDestination *shut;   /* closed: its rows were passed over since then; NULL: none */
  gint64 rests_until_us;      /* boot clock: a list with nothing for the window is not read at once again */
  guint n_out;                /* taken and not yet settled, skipped or given back */
  gint64 lifetime_us;
  gint64 started_us;
  gint64 retry_first_us;

  GArray *routes;             /* PostinoSenderRoute */
  PostinoBreaker breaker;     /* since a person last let it go on */
} PostinoSender;

/* A row that waits for its turn. */
typedef struct {
  gint64 row;
  PostinoMailDomain *domain;
} PostinoSenderRow;

typedef struct {
  gint64 server;
  guint weight;
  guint64 n_taken; /* or forgiven, see sender.c */
  /* how fast it takes, boot clock: messages a second in the last whole span, and at its best of late */
  gint64 began_us; /* its first message; 0: none yet */
  gint64 span_us;  /* beginning of this span */
  guint n_in_span;
  double rate;
  double best_rate;
} PostinoSenderRoute;

#define POSTINO_SENDER_WINDOW 500 /* rows */
#define POSTINO_SENDER_SHARE 100  /* of these at most for a destination that has a limit */
#define POSTINO_SENDER_LEAD 32    /* messages a route may be ahead of its share */

/* What a sender asks about the routes of its campaign: whether one can be used now. */
typedef struct {
  gboolean (*is_open) (gint64 server, gpointer user_data);
  gpointer user_data;
  gint64 now_us; /* boot clock */
} PostinoSenderView;

PostinoSender *postino_sender_new  (const PostinoCampaign *campaign);
void           postino_sender_free (PostinoSender *sender);

guint          postino_sender_count_window (const PostinoSender *sender);

/* The window wants more rows, and there may be some. */
gboolean       postino_sender_wants_rows    (PostinoSender *sender, gint64 now_us);

/* Adds listed rows (PostinoSenderRow) behind those that wait, and passes over those whose destination is closed or
 * has its share already: they are listed anew, from the start. The list went on to @after and @due_us. */
void           postino_sender_fill          (PostinoSender *sender, GArray *rows, gint64 after,
                                             gint64 due_us, gint64 now_us);

/* Drops what was listed and not taken: it will be listed again. */
void           postino_sender_forget_window (PostinoSender *sender);

/* All that is left is for destinations that are closed: one of them; NULL: that is not so. */
PostinoDestination *postino_sender_get_shut (const PostinoSender *sender, gint64 now_us);

/* Takes the next row for @server, of @domain if it is given; FALSE if there is none for it now. A route whose others are
 * closed takes their share too. */
gboolean       postino_sender_take (PostinoSender *sender, gint64 server,
                                    const PostinoMailDomain *domain, const PostinoSenderView *view,
                                    PostinoSenderRow *row);

/* A taken row is back in the database, in whatever state. */
void           postino_sender_return (PostinoSender *sender);

/* A row has become ready behind `after`: list from the start once nothing is out. */
void           postino_sender_rewind (PostinoSender *sender);
