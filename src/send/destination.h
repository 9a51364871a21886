/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* Where recipients have their mailboxes: all domains whose mail one operator takes ("gmail"), or a domain of its
 * own. What it asks for holds for all servers and campaigns together. Guarded by the dispatcher's lock; times are
 * of the clock that does not jump. */
typedef struct {
  char *id;               /* a provider's of the list, or the domain (A-labels) */
  char *name;             /* what people call it */
  double per_second;      /* messages; 0: no limit */
  guint at_once;          /* messages under way; 0: no limit */
  gint64 next_us;         /* when the next message may go */
  guint n_out;            /* taken, and not settled yet */
  guint window;           /* under way at most, for it asked to slow down; 0: as many as there are */
  gint64 closed_until_us; /* not before */
  char *why;              /* what it said, while it is closed or asked to slow down */
  guint n_waiting;        /* in the window of the sender that was filled last: its count, nobody else's */
  gint64 home;            /* the server its messages go through by preference; 0: none yet */
  gboolean is_changed;    /* its state is not in the database yet */
} PostinoDestination;

#define POSTINO_DESTINATION_PAUSE_US (G_GINT64_CONSTANT (600) * G_USEC_PER_SEC)
#define POSTINO_DESTINATION_WINDOW_MAX 64 /* grown to this, there is no window any more */

PostinoDestination *postino_destination_new  (const char *id, const char *name);
void                postino_destination_free (PostinoDestination *destination);

/* One more message may be under way to it now. */
gboolean postino_destination_is_open (const PostinoDestination *destination, gint64 now_us);

/* It may not be open while others are. */
gboolean postino_destination_has_limit (const PostinoDestination *destination);

/* It asked to slow down and is left alone: how long that lasts does not depend on what is under way. */
gboolean postino_destination_is_closed (const PostinoDestination *destination, gint64 now_us);

/* A message is taken for it, which is_open () allowed; then return () exactly once. */
void     postino_destination_take   (PostinoDestination *destination, gint64 now_us);
void     postino_destination_return (PostinoDestination *destination);

/* A message was taken: if there is a window, one more may be under way. */
void     postino_destination_succeed (PostinoDestination *destination);
/* It put a message off for our sake (4.7.x): half of what is under way. */
void     postino_destination_shrink  (PostinoDestination *destination, const char *why);
/* It asked us to slow down (4.7.28): nothing for ten minutes, then one at a time. */
void     postino_destination_pause   (PostinoDestination *destination, const char *why, gint64 now_us);

/* Why nothing goes there now, as a sentence; NULL if it is not closed. @wall_us is the wall clock at @now_us; yours. */
char    *postino_destination_explain (const PostinoDestination *destination, gint64 now_us, gint64 wall_us);
