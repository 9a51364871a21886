/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "campaign/servers-table.h"
#include "workspace/workspace.h"

#include <adwaita.h>

/* The part of a server's form about signing in: by a password, or with OAuth in the browser. Emits
 * "changed". */
#define POSTINO_TYPE_SIGN_IN_GROUP (postino_sign_in_group_get_type ())
G_DECLARE_FINAL_TYPE (PostinoSignInGroup, postino_sign_in_group, POSTINO, SIGN_IN_GROUP, AdwPreferencesGroup)

/* @server NULL: a new one. */
void     postino_sign_in_group_show       (PostinoSignInGroup *group, PostinoWorkspace *workspace,
                                           const PostinoServer *server);

/* Another way of signing in, and another user name; NULL: none. */
void     postino_sign_in_group_show_way   (PostinoSignInGroup *group, const char *auth,
                                           const char *user);

/* The SMTP server that stands in the form: whose provider may be known. */
void     postino_sign_in_group_set_host   (PostinoSignInGroup *group, const char *host);

/* FALSE while what is kept of the server is looked up. */
gboolean postino_sign_in_group_is_ready   (PostinoSignInGroup *group);

/* Puts what stands in the form into @profile. */
void     postino_sign_in_group_fill       (PostinoSignInGroup *group, PostinoSmtpProfile *profile);

/* What was typed, or got in the browser, as it is to be kept; NULL: nothing new. Yours, to be
 * wiped. */
char    *postino_sign_in_group_dup_secret (PostinoSignInGroup *group);
