/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "campaign/servers-table.h"

/* A server in one line: where it is, how it is encrypted, whether it was stopped. Yours. */
char       *postino_server_words_describe (const PostinoServer *server);

/* "TLS from the start", "STARTTLS", "none"; static. */
const char *postino_server_words_of_tls   (PostinoSmtpTls tls);
