/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A list that was bought or is years old, a domain without its records, a text that filters dislike: each further
 * message makes it worse for all that follow, so the campaign is paused, and a person sees why. Amazon SES
 * reviews accounts at 5 % bounces and pauses them at 10 %; a person is asked at the first of these lines.
 * The design has the campaign stopped at the second: but what is stopped is cancelled, and what is paused can still
 * be sent when the cause is gone. */

#include "send/breaker.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* The reasons are smtp-verdict's. */
static const struct {
  const char *reason;
  guint most;
} watched[POSTINO_BREAKER_N_REASONS] = {
  { "spf", POSTINO_BREAKER_SET_UP },       { "dkim", POSTINO_BREAKER_SET_UP },
  { "ptr", POSTINO_BREAKER_SET_UP },       { "tls", POSTINO_BREAKER_SET_UP },
  { "dmarc", POSTINO_BREAKER_SET_UP },     { "authentication", POSTINO_BREAKER_SET_UP },
  { "spam", POSTINO_BREAKER_CONTENT },     { "blocklist", POSTINO_BREAKER_CONTENT },
  { "policy", POSTINO_BREAKER_CONTENT },
};

void
postino_breaker_reset (PostinoBreaker *breaker)
{
  memset (breaker, 0, sizeof *breaker);
}

void
postino_breaker_note (PostinoBreaker       *breaker,
                      const PostinoOutcome *outcome)
{
  if (outcome->to != POSTINO_LEDGER_ACCEPTED && outcome->to != POSTINO_LEDGER_REFUSED)
    return;
  breaker->n_settled++;
  breaker->n_hard += outcome->is_hard;
  for (gsize i = 0; i < G_N_ELEMENTS (watched); i++)
    breaker->n_refused[i] += outcome->to == POSTINO_LEDGER_REFUSED && g_strcmp0 (outcome->reason, watched[i].reason) == 0;
}

static gboolean
has_bad_addresses (const PostinoBreaker *breaker)
{
  return breaker->n_settled >= POSTINO_BREAKER_SAMPLE && breaker->n_hard >= POSTINO_BREAKER_HARD
         && (guint64) breaker->n_hard * 100 >= (guint64) breaker->n_settled * POSTINO_BREAKER_PERCENT;
}

/* G_N_ELEMENTS (watched): none. */
static gsize
find_reason (const PostinoBreaker *breaker)
{
  gsize i = 0;

  while (i < G_N_ELEMENTS (watched) && breaker->n_refused[i] < watched[i].most)
    i++;
  return i;
}

gboolean
postino_breaker_is_open (const PostinoBreaker *breaker)
{
  return has_bad_addresses (breaker) || find_reason (breaker) < G_N_ELEMENTS (watched);
}

char *
postino_breaker_explain (const PostinoBreaker *breaker)
{
  gsize reason = find_reason (breaker);

  if (reason < G_N_ELEMENTS (watched))
    return g_strdup_printf (ngettext ("%u message was refused for the same reason: %s",
                                      "%u messages were refused for the same reason: %s", breaker->n_refused[reason]),
                            breaker->n_refused[reason], postino_smtp_verdict_describe (watched[reason].reason));
  if (has_bad_addresses (breaker))
    return g_strdup_printf (_("%u of %u addresses do not exist: such a list harms the sender. Look where it comes from before you go on."),
                            breaker->n_hard, breaker->n_settled);
  return NULL;
}
