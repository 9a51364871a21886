/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "campaign/server-credential.h"
#include "net/dns.h"
#include "smtp/smtp-client.h"

/* What comes before a connection's first message. Blocks; the connection's thread. */

/* Looks whether the address that @profile comes from is this computer's, and says hello by its name, if it has one and
 * @dns is given (mail hosts of strangers look at it). FALSE with the sentence. */
gboolean           postino_opening_prepare (PostinoSmtpProfile *profile, PostinoDns *dns,
                                            GCancellable *cancellable, GError **error);

/* To a server of ours, signed in if it wants that. */
PostinoSmtpClient *postino_opening_sign_in (const PostinoSmtpProfile *profile,
                                            PostinoServerCredential *credential,
                                            GCancellable *cancellable, GError **error);
