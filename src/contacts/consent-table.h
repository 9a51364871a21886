/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/db.h"

/* Tables `consent` and `consent_evidence`, and the bits contact.consent that follow from them. By
 * address key: a consent outlives a deleted contact. Inside the caller's transaction; of its
 * thread. */

typedef enum {
  POSTINO_PURPOSE_NEWSLETTER = 1 << 0,
  POSTINO_PURPOSE_TRACKING = 1 << 1,
  POSTINO_PURPOSE_PROFILING = 1 << 2,
} PostinoPurpose;

#define POSTINO_PURPOSE_ALL 7

/* One row, as history shows it. */
typedef struct {
  gint64 id;
  PostinoPurpose purpose;
  gboolean given;
  gint64 at_us;       /* when the person said it */
  gint64 recorded_us; /* when we were told */
  char *how;          /* or NULL */
  char *basis;        /* of the evidence; NULL where there is none, as all below */
  char *source;
  char *words;
  char *notice;
  gint64 import;      /* 0: none */
} PostinoConsent;

void        postino_consent_free (PostinoConsent *consent);

/* "newsletter"; static. */
const char *postino_purpose_to_string (PostinoPurpose purpose);
/* "newsletter,tracking" → bits; POSTINO_ERROR_USAGE for an unknown word or none. */
gboolean    postino_purposes_from_string (const char *text, guint *purposes, GError **error);
/* "consent", "soft-opt-in", "contract". */
gboolean    postino_consent_basis_is_valid (const char *basis);

/* Where a consent comes from, once for all that share it; @source, @words and @notice may be NULL,
 * @import 0. */
gboolean    postino_consent_table_add_evidence (PostinoDb *db, const char *basis,
                                                const char *source, const char *words,
                                                const char *notice, gint64 import, gint64 *id, GError **error);

/* Records that the person of @key agreed, at @at_us, to @purposes (bits). It does not stand where a
 * withdrawal is as new or newer. It lifts no suppression. */
gboolean    postino_consent_table_give     (PostinoDb *db, const char *key, guint purposes,
                                            gint64 evidence, gint64 at_us,
                                            gint64 now_us, GError **error);

/* Records a withdrawal. Whoever adds an 'unsubscribed' suppression calls this too, in the same
 * transaction, with POSTINO_PURPOSE_NEWSLETTER at least: the suppression is what keeps mail away,
 * the withdrawal is what the person said. @how: "unsubscribe link", "by hand". */
gboolean    postino_consent_table_withdraw (PostinoDb *db, const char *key, guint purposes,
                                            const char *how, gint64 at_us,
                                            gint64 now_us, GError **error);

/* The purposes whose consent stands. */
gboolean    postino_consent_table_get  (PostinoDb *db, const char *key, guint *purposes,
                                        GError **error);

/* The newest row of @purpose that counts; *consent NULL if nothing was ever said. */
gboolean    postino_consent_table_get_standing (PostinoDb *db, const char *key,
                                                PostinoPurpose purpose,
                                                PostinoConsent **consent, GError **error);

/* What stands for each purpose (by its bit number), in one question; for an import. */
enum { POSTINO_N_PURPOSES = 3 };
typedef struct {
  gboolean said;
  gboolean given;
  gint64 at_us;
  gint64 evidence; /* 0: none */
} PostinoConsentState;
gboolean    postino_consent_table_get_states (PostinoDb *db, const char *key,
                                              PostinoConsentState states[POSTINO_N_PURPOSES], GError **error);

/* TRUE in *same if the evidence shows these words on this basis. */
gboolean    postino_consent_table_match_evidence (PostinoDb *db, gint64 evidence, const char *basis,
                                                  const char *words,
                                                  gboolean *same, GError **error);

/* Everything ever said, oldest first; array of PostinoConsent. */
GPtrArray  *postino_consent_table_list (PostinoDb *db, const char *key, GError **error);

/* Sets contact.consent of @key from the rows; after a contact was added. */
gboolean    postino_consent_table_refresh (PostinoDb *db, const char *key, GError **error);

/* For an import, whose contact row is written with the bits at once: only appends. */
gboolean    postino_consent_table_append (PostinoDb *db, const char *key, PostinoPurpose purpose,
                                          gint64 evidence,
                                          gint64 at_us, gint64 now_us, GError **error);

/* The same for all contacts @first to @last which import @import has added and which had no
 * consents before. */
gboolean    postino_consent_table_append_imported (PostinoDb *db, gint64 import, gint64 first,
                                                   gint64 last,
                                                   PostinoPurpose purpose, gint64 evidence, gint64 at_us, gint64 now_us,
                                                   GError **error);

/* Takes back what import @import recorded for @key: nothing is deleted; a row that says so is
 * added, and neither counts from then on, so that what stood before stands again. */
gboolean    postino_consent_table_undo_import (PostinoDb *db, const char *key, gint64 import,
                                               gint64 now_us,
                                               GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PostinoConsent, postino_consent_free)
