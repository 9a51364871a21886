/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "gui/shell/session.h"

#include <adwaita.h>

/* Where recipients have their mailboxes: the providers with limits, and those that asked to slow down. */
#define POSTINO_TYPE_PROVIDERS_GROUP (postino_providers_group_get_type ())
G_DECLARE_FINAL_TYPE (PostinoProvidersGroup, postino_providers_group, POSTINO, PROVIDERS_GROUP, AdwPreferencesGroup)

void postino_providers_group_bind (PostinoProvidersGroup *group, PostinoSession *session);
