/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "gui/shell/session.h"
#include "gui/widgets/banner.h"

/* What persists and concerns the whole workspace, on every page: the demo, a locked keyring, a
 * worker that does not run, a server that was stopped, a workspace that was restored. Each has the
 * button that does something about it. Property "session". */
#define POSTINO_TYPE_BANNERS (postino_banners_get_type ())
G_DECLARE_FINAL_TYPE (PostinoBanners, postino_banners, POSTINO, BANNERS, AdwBin)

void postino_banners_set_session (PostinoBanners *self, PostinoSession *session);
