/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "campaign/audience.h"
#include "campaign/campaign.h"
#include "message/render.h"
#include "send/breaker.h"

/* One campaign under way: its compiled content and the window of row ids it works on. Guarded by
 * the dispatcher's lock, but for the render, which is immutable. */
typedef struct {
  gint64 campaign;
  gboolean is_test;
  PostinoRender *render;      /* NULL until it is needed */
  PostinoAudience *audience;  /* while freezing */
  gboolean is_frozen;

  gboolean is_held;           /* nothing is taken: not running, or not wanted to */
  GArray *window;             /* gint64 row ids; those before head are taken */
  guint head;
  gint64 after;               /* ready rows up to here were listed */
  gint64 due_us;              /* deferred rows due until then were listed */
  gboolean rewinds;           /* list from the start once nothing is out */
  guint n_out;                /* taken and not yet settled, skipped or given back */
  gint64 lifetime_us;
  gint64 started_us;
  gint64 retry_first_us;

  GArray *routes;             /* PostinoSenderRoute */
  PostinoBreaker breaker;     /* since a person last let it go on */
} PostinoSender;

typedef struct {
  gint64 server;
  guint weight;
  guint64 n_taken; /* or forgiven, see sender.c */
} PostinoSenderRoute;

#define POSTINO_SENDER_WINDOW 500 /* rows */
#define POSTINO_SENDER_LEAD 32    /* messages a route may be ahead of its share */

PostinoSender *postino_sender_new  (const PostinoCampaign *campaign);
void           postino_sender_free (PostinoSender *sender);

guint          postino_sender_count_window (const PostinoSender *sender);

/* Adds listed rows behind those that wait; the list went on to @after and @due_us. */
void           postino_sender_fill          (PostinoSender *sender, GArray *ids, gint64 after,
                                             gint64 due_us);

/* Drops what was listed and not taken: it will be listed again. */
void           postino_sender_forget_window (PostinoSender *sender);

/* Takes the next row for @server; 0 if there is none for it now. @is_open tells whether another
 * route of the campaign can be used: a route whose others are closed takes their share too. */
gint64         postino_sender_take (PostinoSender *sender, gint64 server,
                                    gboolean (*is_open) (gint64 server,
                                                         gpointer user_data), gpointer user_data);

/* A taken row is back in the database, in whatever state. */
void           postino_sender_return (PostinoSender *sender);

/* A row has become ready behind `after`: list from the start once nothing is out. */
void           postino_sender_rewind (PostinoSender *sender);
