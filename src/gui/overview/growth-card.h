/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "gui/shell/session.h"

#include <adwaita.h>

/* How many contacts there are, and how they came over the last weeks. Hidden without contacts. */
#define POSTINO_TYPE_GROWTH_CARD (postino_growth_card_get_type ())
G_DECLARE_FINAL_TYPE (PostinoGrowthCard, postino_growth_card, POSTINO, GROWTH_CARD, AdwBin)

/* Once. */
void postino_growth_card_bind (PostinoGrowthCard *self, PostinoSession *session);
