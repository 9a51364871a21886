/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "contacts/address-hint.h"

static const struct {
  const char *address;
  const char *hint;
} cases[] = {
  { "ann@gmial.com", "gmail.com" },   /* swapped */
  { "ann@gmal.com", "gmail.com" },    /* missing */
  { "ann@gmaill.com", "gmail.com" },  /* too many */
  { "ann@gmail.con", "gmail.com" },   /* wrong */
  { "ann@GMIAL.com", "gmail.com" },
  { "ann@libero.ti", "libero.it" },
  { "ann@virglio.it", "virgilio.it" },
  { "ann@hotmal.it", "hotmail.it" },
  { "ann@gmail.com", NULL },
  { "ann@hotmail.fr", NULL },
  { "ann@gmx.at", NULL },
  { "ann@tim.ie", NULL },             /* too short to tell */
  { "ann@gmaaail.com", NULL },        /* two slips */
  { "ann@example.org", NULL },
  { "", NULL },
};

static void
test_hint (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *hint = postino_address_hint (cases[i].address);

      g_test_message ("%s", cases[i].address);
      g_assert_cmpstr (hint, ==, cases[i].hint);
    }
}

static void
test_knows (void)
{
  g_assert_true (postino_address_hint_knows ("gmail.com"));
  g_assert_true (postino_address_hint_knows ("bluewin.ch"));
  g_assert_false (postino_address_hint_knows ("gmial.com"));
  g_assert_false (postino_address_hint_knows ("bottega.example"));
  g_assert_false (postino_address_hint_knows (""));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/address-hint/hint", test_hint);
  g_test_add_func ("/address-hint/knows", test_knows);
  return g_test_run ();
}
