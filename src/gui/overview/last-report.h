/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "gui/shell/session.h"

#include <adwaita.h>

/* The leading numbers of the campaign that was finished last; opens its report. Hidden while there is
 * none. */
#define POSTINO_TYPE_LAST_REPORT (postino_last_report_get_type ())
G_DECLARE_FINAL_TYPE (PostinoLastReport, postino_last_report, POSTINO, LAST_REPORT, AdwBin)

/* Once. */
void postino_last_report_bind (PostinoLastReport *self, PostinoSession *session);
