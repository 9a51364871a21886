/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* How many messages may go through one server in any hour, any day and any month (31 days). A value;
 * guarded by its owner. Times are microseconds of a clock that never jumps (boot_us). */
typedef enum {
  POSTINO_CAP_HOUR,
  POSTINO_CAP_DAY,
  POSTINO_CAP_MONTH,
  POSTINO_CAP_N_WINDOWS,
} PostinoCapWindow;

#define POSTINO_CAP_SLICE_US (G_GINT64_CONSTANT (60) * G_USEC_PER_SEC)
#define POSTINO_CAP_MONTH_US (G_GINT64_CONSTANT (31 * 24 * 3600) * G_USEC_PER_SEC)

/* What was sent within POSTINO_CAP_SLICE_US from a moment on. */
typedef struct {
  gint64 start_us;
  guint n;
} PostinoCapSlice;

typedef struct {
  guint limits[POSTINO_CAP_N_WINDOWS]; /* messages; 0: none */
  GArray *slices;                      /* PostinoCapSlice, oldest first */
  guint first[POSTINO_CAP_N_WINDOWS];  /* the oldest one in each window */
  guint sums[POSTINO_CAP_N_WINDOWS];   /* of the slices in each window */
  guint n_out;                         /* taken, and not known yet whether they were sent */
} PostinoCap;

void     postino_cap_init  (PostinoCap *cap);
void     postino_cap_clear (PostinoCap *cap);

/* @n messages were sent within a slice that began at @start_us; oldest first, before anything is taken. */
void     postino_cap_load  (PostinoCap *cap, gint64 start_us, guint n);

/* TRUE: one message may be sent, and has its place. Then return () exactly once: it was sent, or may
 * have been, or surely was not. */
gboolean postino_cap_take   (PostinoCap *cap, gint64 now_us);
void     postino_cap_return (PostinoCap *cap, gboolean sent, gint64 now_us);

/* How long until what was sent leaves room for one more, and which window it is that is full; 0: there
 * is room. */
gint64   postino_cap_find_wait (PostinoCap *cap, gint64 now_us, PostinoCapWindow *window);

/* Messages sent in the window that ends now. */
guint    postino_cap_count  (PostinoCap *cap, PostinoCapWindow window, gint64 now_us);
