/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "model/draft.h"

/* Tags for web statistics that a draft's links get; saved as they are typed. */
#define POSTINO_TYPE_UTM_ROW (postino_utm_row_get_type ())
G_DECLARE_FINAL_TYPE (PostinoUtmRow, postino_utm_row, POSTINO, UTM_ROW, AdwExpanderRow)

/* Once. */
void postino_utm_row_bind (PostinoUtmRow *self, PostinoDraft *draft);
