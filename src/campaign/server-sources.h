/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "smtp/smtp-profile.h"

/* The addresses of this computer that a server's connections come from, as a person says them. Each must be this
 * computer's now: it was typed just now. */

/* Into @profile; none (or a single empty one): as the system chooses. FALSE with POSTINO_ERROR_USAGE and a sentence
 * that names the first that cannot be; @profile is as it was then. */
gboolean postino_server_sources_take  (PostinoSmtpProfile *profile, const char *const *addresses, GError **error);

/* The same out of one line, blanks or commas between. */
gboolean postino_server_sources_parse (PostinoSmtpProfile *profile, const char *text, GError **error);

/* The line that says what @profile has; "" for none. Yours. */
char    *postino_server_sources_build (const PostinoSmtpProfile *profile);
