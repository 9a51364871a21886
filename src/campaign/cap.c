/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sliding windows of sub-counters. A slice is in a window until its end has left it, so that it is
 * never counted too short: there is no hour, wherever it begins, with more than an hour's messages.
 *
 * What is out has no time yet. It counts in every window until it is known when it was sent: a message
 * that hangs at a slow server for ten minutes goes into the slice of its end, not of its beginning. */

#include "campaign/cap.h"

static const gint64 lengths[POSTINO_CAP_N_WINDOWS] = {
  [POSTINO_CAP_HOUR] = G_GINT64_CONSTANT (3600) * G_USEC_PER_SEC,
  [POSTINO_CAP_DAY] = G_GINT64_CONSTANT (24 * 3600) * G_USEC_PER_SEC,
  [POSTINO_CAP_MONTH] = POSTINO_CAP_MONTH_US,
};

enum { FORGET_AT = 1024 }; /* slices behind all windows; then their memory is given back */

void
postino_cap_init (PostinoCap *cap)
{
  *cap = (PostinoCap) { 0 };
  cap->slices = g_array_new (FALSE, FALSE, sizeof (PostinoCapSlice));
}

void
postino_cap_clear (PostinoCap *cap)
{
  g_clear_pointer (&cap->slices, g_array_unref);
}

static PostinoCapSlice *
get_slice (PostinoCap *cap,
           guint       i)
{
  return &g_array_index (cap->slices, PostinoCapSlice, i);
}

/* When the slice is out of the window. */
static gint64
find_end (PostinoCap      *cap,
          guint            i,
          PostinoCapWindow window)
{
  return get_slice (cap, i)->start_us + POSTINO_CAP_SLICE_US + lengths[window];
}

static void
forget_old (PostinoCap *cap)
{
  guint n_old = cap->first[POSTINO_CAP_MONTH];

  if (n_old < FORGET_AT)
    return;
  g_array_remove_range (cap->slices, 0, n_old);
  for (int w = 0; w < POSTINO_CAP_N_WINDOWS; w++)
    cap->first[w] -= n_old;
}

static void
advance (PostinoCap *cap,
         gint64      now_us)
{
  for (int w = 0; w < POSTINO_CAP_N_WINDOWS; w++)
    {
      while (cap->first[w] < cap->slices->len && find_end (cap, cap->first[w], w) <= now_us)
        {
          cap->sums[w] -= get_slice (cap, cap->first[w])->n;
          cap->first[w]++;
        }
    }
  forget_old (cap);
}

static void
add_one (PostinoCap *cap,
         gint64      now_us)
{
  PostinoCapSlice slice = { now_us, 1 };
  PostinoCapSlice *last = cap->slices->len > 0 ? get_slice (cap, cap->slices->len - 1) : NULL;

  if (last != NULL && now_us < last->start_us + POSTINO_CAP_SLICE_US)
    last->n++;
  else
    g_array_append_val (cap->slices, slice);
  for (int w = 0; w < POSTINO_CAP_N_WINDOWS; w++)
    cap->sums[w]++;
}

void
postino_cap_load (PostinoCap *cap,
                  gint64      start_us,
                  guint       n)
{
  PostinoCapSlice slice = { start_us, n };

  g_assert (cap->n_out == 0);
  g_array_append_val (cap->slices, slice);
  for (int w = 0; w < POSTINO_CAP_N_WINDOWS; w++)
    cap->sums[w] += n;
}

gboolean
postino_cap_take (PostinoCap *cap,
                  gint64      now_us)
{
  advance (cap, now_us);
  for (int w = 0; w < POSTINO_CAP_N_WINDOWS; w++)
    {
      if (cap->limits[w] > 0 && cap->sums[w] + cap->n_out >= cap->limits[w])
        return FALSE;
    }
  cap->n_out++;
  return TRUE;
}

void
postino_cap_return (PostinoCap *cap,
                    gboolean    sent,
                    gint64      now_us)
{
  g_assert (cap->n_out > 0);
  cap->n_out--;
  advance (cap, now_us);
  if (sent)
    add_one (cap, now_us);
}

static gint64
find_wait_in (PostinoCap      *cap,
              PostinoCapWindow window,
              gint64           now_us)
{
  guint left = cap->sums[window];
  gint64 free_us = now_us;

  for (guint i = cap->first[window]; i < cap->slices->len && left >= cap->limits[window]; i++)
    {
      left -= get_slice (cap, i)->n;
      free_us = find_end (cap, i, window);
    }
  return MAX (free_us - now_us, 0);
}

gint64
postino_cap_find_wait (PostinoCap       *cap,
                       gint64            now_us,
                       PostinoCapWindow *window)
{
  gint64 longest_us = 0;

  advance (cap, now_us);
  for (int w = 0; w < POSTINO_CAP_N_WINDOWS; w++)
    {
      gint64 wait_us = cap->limits[w] > 0 ? find_wait_in (cap, w, now_us) : 0;

      if (wait_us > longest_us)
        {
          longest_us = wait_us;
          *window = w;
        }
    }
  return longest_us;
}

guint
postino_cap_count (PostinoCap      *cap,
                   PostinoCapWindow window,
                   gint64           now_us)
{
  advance (cap, now_us);
  return cap->sums[window];
}
