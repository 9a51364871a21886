/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

/* postino [--workspace DIR] [FILE…]: one process a session, one window a workspace. */
#define POSTINO_TYPE_APPLICATION (postino_application_get_type ())
G_DECLARE_FINAL_TYPE (PostinoApplication, postino_application, POSTINO, APPLICATION, AdwApplication)

PostinoApplication *postino_application_new (void);
