/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "gui/shell/session.h"

/* The DKIM keys of a sender's domain: made, shown with their records, looked for in DNS. */
#define POSTINO_TYPE_DKIM_GROUP (postino_dkim_group_get_type ())
G_DECLARE_FINAL_TYPE (PostinoDkimGroup, postino_dkim_group, POSTINO, DKIM_GROUP, AdwBin)

/* Begins to show them; DNS is asked if what it said is old. Once. */
void postino_dkim_group_show (PostinoDkimGroup *self, PostinoSession *session, const char *domain);
