/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "smtp/smtp-profile.h"

/* What a domain publishes about its mail servers (Thunderbird's autoconfig, config-v1.1.xml). Pure;
 * any thread. */

#define POSTINO_AUTOCONFIG_MAX_BYTES (64 * 1024)

/* The first server for outgoing mail of @bytes that can be used: encrypted, signing in by a password
 * or with OAuth, or not at all. It is named after its provider and fits @address. NULL with
 * POSTINO_ERROR_INVALID (it is no such document), _LIMIT, or _NOT_FOUND (it names no such server). Yours. */
PostinoSmtpProfile *postino_autoconfig_parse (const char *bytes, gsize n_bytes, const char *address,
                                              GError **error);
