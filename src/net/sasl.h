/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* The client's half of a SASL exchange (RFC 4422), base64 in and out as SMTP and POP carry it. Any
 * thread. */
typedef struct _PostinoSasl PostinoSasl;

#define POSTINO_SASL_RESPONSE_MAX 12288 /* bytes of one base64 response, RFC 4954 section 4 */

/* @wished: "auto" or a mechanism's nick ("plain", "scram-sha-256"). @offered: the server's list,
 * separated by blanks. @password: for "xoauth2" the access token. NULL with POSTINO_ERROR_REFUSED if
 * none fits, POSTINO_ERROR_USAGE for an unknown nick. The strings are copied, wiped on free. */
PostinoSasl *postino_sasl_new               (const char *offered,
                                             const char *wished,
                                             const char *user,
                                             const char *password,
                                             GError    **error);
void         postino_sasl_free              (PostinoSasl *sasl);

/* "PLAIN", as it stands in the AUTH command; static. */
const char  *postino_sasl_get_name          (PostinoSasl *sasl);

/* TRUE if the client speaks first, so that its response may stand in the AUTH command itself. */
gboolean     postino_sasl_has_initial       (PostinoSasl *sasl);

/* The next response, base64, to @challenge (base64; "" for the first turn of one who speaks first);
 * yours, to be wiped with postino_sasl_wipe (). NULL with POSTINO_ERROR_PROTOCOL when the server
 * asks more than the mechanism has to say or says what makes no sense, _REFUSED when it cannot
 * prove who it is. May take a second or two (see sasl-scram.c). */
char        *postino_sasl_respond           (PostinoSasl *sasl,
                                             const char  *challenge,
                                             GError     **error);

/* FALSE: whatever the server says, nobody is signed in yet, since it has still to prove that it
 * knows the password. */
gboolean     postino_sasl_may_end           (PostinoSasl *sasl);

/* Overwrites and frees a string that held a secret; NULL is fine. */
void         postino_sasl_wipe              (char *secret);

/* TRUE for "auto" and the nicks of the table. */
gboolean     postino_sasl_is_nick           (const char *nick);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PostinoSasl, postino_sasl_free)
