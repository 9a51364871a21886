/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/draft-check.h"

#include <adwaita.h>

/* The step Check: what speaks against sending, each with the way to put it right. */
#define POSTINO_TYPE_CHECK_STEP (postino_check_step_get_type ())
G_DECLARE_FINAL_TYPE (PostinoCheckStep, postino_check_step, POSTINO, CHECK_STEP, AdwBin)

/* Once. */
void postino_check_step_bind (PostinoCheckStep *self, PostinoDraftCheck *check);
