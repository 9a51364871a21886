/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "gui/shell/session.h"

#include <adwaita.h>

/* What there is to do before the first newsletter can go out: each step a row that leads to it, and says
 * when it is done. */
#define POSTINO_TYPE_FIRST_STEPS (postino_first_steps_get_type ())
G_DECLARE_FINAL_TYPE (PostinoFirstSteps, postino_first_steps, POSTINO, FIRST_STEPS, AdwBin)

/* Once. */
void postino_first_steps_bind (PostinoFirstSteps *self, PostinoSession *session);
