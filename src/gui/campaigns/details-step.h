/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "gui/shell/session.h"
#include "model/draft-content.h"
#include "model/draft.h"

#include <adwaita.h>

/* The step Details: name, sender, subject, servers, what is counted. */
#define POSTINO_TYPE_DETAILS_STEP (postino_details_step_get_type ())
G_DECLARE_FINAL_TYPE (PostinoDetailsStep, postino_details_step, POSTINO, DETAILS_STEP, AdwBin)

/* Once. */
void postino_details_step_bind (PostinoDetailsStep *self, PostinoSession *session,
                                PostinoDraft *draft, PostinoDraftContent *content);

/* Puts the keyboard on the subject, as soon as it can be written. */
void postino_details_step_focus_subject (PostinoDetailsStep *self);
