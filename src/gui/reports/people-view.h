/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "gui/shell/session.h"
#include "stats/people-query.h"

#include <adwaita.h>

/* The people behind a number: who, when, what, in whose words. Its back button activates
 * "report.hide-people". */
#define POSTINO_TYPE_PEOPLE_VIEW (postino_people_view_get_type ())
G_DECLARE_FINAL_TYPE (PostinoPeopleView, postino_people_view, POSTINO, PEOPLE_VIEW, AdwBin)

/* @note: what the number rests on; "" for nothing. */
GtkWidget *postino_people_view_new (PostinoSession *session, const PostinoPeopleQuery *query,
                                    const char *title, const char *note);
