/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "gui/shell/session.h"

#include <adwaita.h>

#include "campaign/servers-table.h"

/* What may go through a server, and how much of it is used. */
#define POSTINO_TYPE_LIMITS_GROUP (postino_limits_group_get_type ())
G_DECLARE_FINAL_TYPE (PostinoLimitsGroup, postino_limits_group, POSTINO, LIMITS_GROUP, AdwBin)

/* The limits of @profile into the form, and back. */
void postino_limits_group_show (PostinoLimitsGroup *self, const PostinoSmtpProfile *profile);
void postino_limits_group_take (PostinoLimitsGroup *self, PostinoSmtpProfile *profile);

/* Reads how much of them was used through @server, and says it. */
void postino_limits_group_show_used (PostinoLimitsGroup *self, PostinoSession *session, gint64 server);
