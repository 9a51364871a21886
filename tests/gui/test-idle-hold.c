/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Needs no display. */
#include "gui/editor/idle-hold.h"

static gboolean
note_cb (gpointer user_data)
{
  *(gboolean *) user_data = TRUE;
  return G_SOURCE_REMOVE;
}

typedef struct {
  PostinoIdleHold hold;
  gboolean low;    /* what is held off was done */
  gboolean usual;  /* what is not */
} World;

static void
begin (World *world)
{
  postino_idle_hold_begin (&world->hold);
  g_idle_add_full (G_PRIORITY_LOW, note_cb, &world->low, NULL);
}

static void
let_usual_work (World *world)
{
  world->usual = FALSE;
  g_idle_add (note_cb, &world->usual);
  while (!world->usual)
    g_main_context_iteration (NULL, TRUE);
}

static void
wait_for_low (World *world)
{
  while (!world->low)
    g_main_context_iteration (NULL, TRUE);
}

static void
test_end (void)
{
  World world = { 0 };

  begin (&world);
  for (int i = 0; i < 10; i++)
    {
      postino_idle_hold_begin (&world.hold);
      g_main_context_iteration (NULL, TRUE);
      let_usual_work (&world);
    }
  g_assert_false (world.low);
  postino_idle_hold_end (&world.hold);
  wait_for_low (&world);
  postino_idle_hold_end (&world.hold); /* twice is nothing */
}

/* Whoever never ends it, holds nothing off for ever. */
static void
test_by_itself (void)
{
  gint64 began_us = g_get_monotonic_time ();
  World world = { 0 };

  begin (&world);
  wait_for_low (&world);
  g_assert_cmpint (g_get_monotonic_time () - began_us, >=, POSTINO_IDLE_HOLD_MS * 1000);
  g_assert_cmpuint (world.hold.source, ==, 0);
}

static void
test_release (void)
{
  World world = { 0 };

  begin (&world);
  postino_idle_hold_release (&world.hold);
  g_assert_cmpint (world.hold.until_us, <, g_get_monotonic_time () + POSTINO_IDLE_HOLD_MS * 1000);
  g_main_context_iteration (NULL, TRUE);
  g_assert_false (world.low);
  wait_for_low (&world);
  g_assert_cmpuint (world.hold.source, ==, 0);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/idle-hold/end", test_end);
  g_test_add_func ("/idle-hold/by-itself", test_by_itself);
  g_test_add_func ("/idle-hold/release", test_release);
  return g_test_run ();
}
