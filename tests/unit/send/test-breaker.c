/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "send/breaker.h"

typedef enum { ACCEPTED, HARD, SOFT, SPF, SPAM, DEFERRED } Kind;

static const struct {
  const char *reason;
  PostinoLedgerState to;
  gboolean is_hard;
} kinds[] = {
  [ACCEPTED] = { NULL, POSTINO_LEDGER_ACCEPTED, FALSE },
  [HARD] = { "no-such-address", POSTINO_LEDGER_REFUSED, TRUE },
  [SOFT] = { "mailbox-full", POSTINO_LEDGER_REFUSED, FALSE },
  [SPF] = { "spf", POSTINO_LEDGER_REFUSED, FALSE },
  [SPAM] = { "spam", POSTINO_LEDGER_REFUSED, FALSE },
  [DEFERRED] = { "spf", POSTINO_LEDGER_DEFERRED, FALSE },
};

static const struct {
  guint n[G_N_ELEMENTS (kinds)];
  gboolean is_open;
} cases[] = {
  { { 0 }, FALSE },
  { { [HARD] = 199 }, FALSE }, /* too few to judge by */
  { { [HARD] = 200 }, TRUE },
  { { [ACCEPTED] = 191, [HARD] = 9 }, FALSE },
  { { [ACCEPTED] = 190, [HARD] = 10 }, TRUE },
  { { [ACCEPTED] = 9501, [HARD] = 499 }, FALSE },
  { { [ACCEPTED] = 9500, [HARD] = 500 }, TRUE },
  { { [SOFT] = 1000 }, FALSE },
  { { [ACCEPTED] = 5, [SPF] = 2 }, FALSE },
  { { [ACCEPTED] = 5000, [SPF] = 3 }, TRUE },
  { { [SPAM] = 19 }, FALSE },
  { { [SPAM] = 20 }, TRUE },
  { { [DEFERRED] = 100 }, FALSE }, /* it may still be taken */
};

static void
test_cases (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      PostinoBreaker breaker = { 0 };
      g_autofree char *why = NULL;

      for (gsize k = 0; k < G_N_ELEMENTS (kinds); k++)
        {
          PostinoOutcome outcome = { .to = kinds[k].to, .is_hard = kinds[k].is_hard, .reason = (char *) kinds[k].reason };

          for (guint n = 0; n < cases[i].n[k]; n++)
            postino_breaker_note (&breaker, &outcome);
        }
      why = postino_breaker_explain (&breaker);
      g_test_message ("case %zu: %s", i, why);
      g_assert_cmpint (postino_breaker_is_open (&breaker), ==, cases[i].is_open);
      g_assert_cmpint (why != NULL, ==, cases[i].is_open);
      postino_breaker_reset (&breaker);
      g_assert_false (postino_breaker_is_open (&breaker));
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/breaker/cases", test_cases);
  return g_test_run ();
}
