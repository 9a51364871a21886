/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "send/outcome.h"

/* Watches how a campaign is received, and says when it should not go on before a person has looked. A value;
 * guarded by its owner. */
#define POSTINO_BREAKER_SAMPLE 200  /* messages, before a share means anything */
#define POSTINO_BREAKER_HARD 10     /* bad addresses, at least */
#define POSTINO_BREAKER_PERCENT 5   /* of them; providers begin to refuse everything near here */
#define POSTINO_BREAKER_SET_UP 3    /* refusals because of how our domain or server is set up */
#define POSTINO_BREAKER_CONTENT 20  /* because of what is written, or of a blocklist */

#define POSTINO_BREAKER_N_REASONS 9

typedef struct {
  guint n_settled;
  guint n_hard;
  guint n_refused[POSTINO_BREAKER_N_REASONS]; /* by reason: breaker.c */
} PostinoBreaker;

void  postino_breaker_reset   (PostinoBreaker *breaker);
void  postino_breaker_note    (PostinoBreaker *breaker, const PostinoOutcome *outcome);

/* Why it is to pause, as a sentence; NULL: it may go on. Yours. */
char *postino_breaker_explain (const PostinoBreaker *breaker);
gboolean postino_breaker_is_open (const PostinoBreaker *breaker);
