/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "gui/shell/session.h"
#include "model/draft-check.h"
#include "model/draft-content.h"
#include "model/draft.h"

#include <adwaita.h>

/* The step Send: the checklist, what goes to whom, now or later, and the button. */
#define POSTINO_TYPE_SEND_STEP (postino_send_step_get_type ())
G_DECLARE_FINAL_TYPE (PostinoSendStep, postino_send_step, POSTINO, SEND_STEP, AdwBin)

/* Once. */
void postino_send_step_bind (PostinoSendStep *self, PostinoSession *session, PostinoDraft *draft,
                             PostinoDraftCheck *check, PostinoDraftContent *content);

/* Whose eyes the subject is seen with: a contact's key; NULL: nobody's in particular. */
void postino_send_step_set_contact (PostinoSendStep *self, const char *key);
