/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "campaign/campaign.h"
#include "store/db.h"

typedef enum {
  POSTINO_SEVERITY_ERROR,   /* it is not sent like this */
  POSTINO_SEVERITY_WARNING,
  POSTINO_SEVERITY_INFO,
} PostinoSeverity;

/* One thing found. A value. */
typedef struct {
  PostinoSeverity severity;
  const char *code; /* "no-subject": a fixed word for programs; static */
  char *message;    /* a sentence for people */
} PostinoFinding;

void        postino_finding_free      (PostinoFinding *finding);
const char *postino_severity_to_name  (PostinoSeverity severity);

/* Everything that speaks against sending @campaign as it is, errors first: PostinoFinding; yours.
 * @token_key as for postino_sample_compile (). NULL on failure. */
GPtrArray  *postino_preflight_check   (PostinoDb *db, const PostinoCampaign *campaign,
                                       const guint8 *token_key, gint64 now_us,
                                       GError **error);

/* The first error's sentence, yours; *@fault NULL if it may be sent. For tests only what makes
 * sending impossible. Of files that each contact has of their own only the first are looked for: the
 * write lock may be held. */
gboolean    postino_preflight_find_error (PostinoDb *db, const PostinoCampaign *campaign,
                                          const guint8 *token_key,
                                          gint64 now_us, char **fault, GError **error);
