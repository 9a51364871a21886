/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "gui/shell/session.h"
#include "model/draft-check.h"
#include "model/draft.h"

#include <adwaita.h>

/* The step Recipients: lists to send to and to leave out, and whom that reaches. */
#define POSTINO_TYPE_RECIPIENTS_STEP (postino_recipients_step_get_type ())
G_DECLARE_FINAL_TYPE (PostinoRecipientsStep, postino_recipients_step, POSTINO, RECIPIENTS_STEP,
                      AdwBin)

/* Once. */
void postino_recipients_step_bind (PostinoRecipientsStep *self, PostinoSession *session,
                                   PostinoDraft *draft, PostinoDraftCheck *check);
