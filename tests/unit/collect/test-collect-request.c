/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "collect/collect-request.h"

static void
test_shorten (void)
{
  static const struct {
    const char *ip;
    const char *shortened;
  } cases[] = {
    { "203.0.113.77", "203.0.113.0" },
    { "0.0.0.255", "0.0.0.0" },
    { "2001:db8:1:2:3:4:5:6", "2001:db8:1::" },
    { "::1", "::" },
    { "::ffff:203.0.113.77", "::" },
    { "", NULL },
    { "unknown", NULL },
    { "203.0.113.77:80", NULL },
    { "203.0.113.77, 1.2.3.4", NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *found = postino_collect_shorten_ip (cases[i].ip);

      g_assert_cmpstr (found, ==, cases[i].shortened);
    }
}

/* Only a proxy on this machine is believed, and of what it hands on only what it has added itself. */
static void
test_find (void)
{
  static const struct {
    const char *peer;
    const char *forwarded_for;
    const char *found;
  } cases[] = {
    { "127.0.0.1", NULL, "127.0.0.0" },
    { "127.0.0.1", "203.0.113.77", "203.0.113.0" },
    { "::1", "198.51.100.1, 203.0.113.77", "203.0.113.0" },
    { "127.0.0.1", "evil,", NULL },
    { "198.51.100.9", "203.0.113.77", "198.51.100.0" },
    { NULL, "203.0.113.77", NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *found = postino_collect_find_ip (cases[i].peer, cases[i].forwarded_for);

      g_assert_cmpstr (found, ==, cases[i].found);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/collect-request/shorten", test_shorten);
  g_test_add_func ("/collect-request/find", test_find);
  return g_test_run ();
}
