/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/log.h"

static const struct {
  const char *address;
  const char *shown;
} addresses[] = {
  { "ann@example.org", "a…@example.org" }, { "a@example.org", "a…@example.org" }, { "örg@example.org", "ö…@example.org" },
  { "\"a@b\"@example.org", "\"…@example.org" }, { "@example.org", "…" }, { "ann", "…" }, { "", "…" }, { NULL, "…" },
};

static void
test_short_address (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (addresses); i++)
    {
      g_autofree char *shown = postino_log_short_address (addresses[i].address);

      g_assert_cmpstr (shown, ==, addresses[i].shown);
    }
}

/* In a process of its own: everything goes to stderr, stdout stays a contract. */
static void
test_stderr (void)
{
  if (g_test_subprocess ())
    {
      g_log_set_always_fatal (G_LOG_FATAL_MASK);
      postino_log_init ("program");
      g_message ("for people");
      g_debug ("for developers");
      g_log_structured ("other", G_LOG_LEVEL_WARNING, "MESSAGE", "from a library");
      return;
    }
  g_test_trap_subprocess (NULL, 0, 0);
  g_test_trap_assert_passed ();
  g_test_trap_assert_stderr ("*program: for people\nprogram: WARNING: other: from a library\n*");
  g_test_trap_assert_stderr_unmatched ("*for developers*");
  g_test_trap_assert_stdout_unmatched ("*for people*");
  g_test_trap_assert_stdout_unmatched ("*from a library*");
}

/* G_DEBUG=fatal-criticals ends the program at what is said the structured way, too. */
static void
test_fatal (void)
{
  if (g_test_subprocess ())
    {
      g_log_set_always_fatal (G_LOG_FATAL_MASK | G_LOG_LEVEL_CRITICAL);
      postino_log_init ("program");
      g_log_structured ("other", G_LOG_LEVEL_WARNING, "MESSAGE", "goes on");
      g_log_structured ("other", G_LOG_LEVEL_CRITICAL, "MESSAGE", "ends it");
      g_printerr ("went on\n");
      return;
    }
  g_test_trap_subprocess (NULL, 0, 0);
  g_test_trap_assert_failed ();
  g_test_trap_assert_stderr ("*goes on*CRITICAL: other: ends it*");
  g_test_trap_assert_stderr_unmatched ("*went on*");
}

int
main (int    argc,
      char **argv)
{
  g_unsetenv ("G_MESSAGES_DEBUG");
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/log/short-address", test_short_address);
  g_test_add_func ("/log/stderr", test_stderr);
  g_test_add_func ("/log/fatal", test_fatal);
  return g_test_run ();
}
