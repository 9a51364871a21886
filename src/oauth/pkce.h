/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* Proof Key for Code Exchange (RFC 7636). Both yours; any thread. */

/* A fresh code verifier: 43 characters, unguessable; also good as a `state`. */
char *postino_pkce_make_verifier   (void);

/* What of it may be seen in the authorization request: method S256. */
char *postino_pkce_build_challenge (const char *verifier);
