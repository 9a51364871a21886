/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

#include "store/store.h"

typedef enum {
  POSTINO_SAVE_SAVED,
  POSTINO_SAVE_WAITING, /* something was typed and is saved soon */
  POSTINO_SAVE_SAVING,
  POSTINO_SAVE_FAILED,  /* "failure" says why; it is tried again */
} PostinoSaveState;

/* What a draft campaign says, while somebody writes it: read from the database, followed when
 * another program changes it, and saved by itself. Main context only; never waits for the database.
 *
 * Properties: "subject", "preheader", "html", "text" (never NULL; an empty "text": made from the
 * HTML), read and write; the setters are for people's typing and are passed over while it is not
 * editable. Read-only: "campaign" (gint64), "is-loaded" (FALSE: nothing is known yet),
 * "is-editable" (loaded, and a draft), "save-state" (uint, of PostinoSaveState), "failure" (a
 * sentence; NULL: none). */
#define POSTINO_TYPE_DRAFT_CONTENT (postino_draft_content_get_type ())
G_DECLARE_FINAL_TYPE (PostinoDraftContent, postino_draft_content, POSTINO, DRAFT_CONTENT, GObject)

PostinoDraftContent *postino_draft_content_new (PostinoStore *store, gint64 campaign);

/* Saves what is not saved yet, at once. What is written through the same store afterwards comes
 * after it: a launch, a test. Letting go of the last reference does this too; let go before the
 * workspace is closed. */
void                 postino_draft_content_save_now (PostinoDraftContent *self);

gint64               postino_draft_content_get_campaign   (PostinoDraftContent *self);
gboolean             postino_draft_content_is_loaded      (PostinoDraftContent *self);
gboolean             postino_draft_content_is_editable    (PostinoDraftContent *self);
PostinoSaveState     postino_draft_content_get_save_state (PostinoDraftContent *self);
const char          *postino_draft_content_get_failure    (PostinoDraftContent *self);

const char          *postino_draft_content_get_subject    (PostinoDraftContent *self);
const char          *postino_draft_content_get_preheader  (PostinoDraftContent *self);
const char          *postino_draft_content_get_html       (PostinoDraftContent *self);
const char          *postino_draft_content_get_text       (PostinoDraftContent *self);

void                 postino_draft_content_set_subject    (PostinoDraftContent *self,
                                                           const char *subject);
void                 postino_draft_content_set_preheader  (PostinoDraftContent *self,
                                                           const char *preheader);
void                 postino_draft_content_set_html       (PostinoDraftContent *self,
                                                           const char *html);
void                 postino_draft_content_set_text       (PostinoDraftContent *self,
                                                           const char *text);
