/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "gui/shell/session.h"

#include <gtk/gtk.h>

#include "contacts/consent-table.h"
#include "contacts/field.h"

/* One change that a person makes by hand to one contact, list, field or exclusion. */
typedef enum {
  POSTINO_EDIT_SET_FIELD,        /* contact; name: the field's key; text */
  POSTINO_EDIT_ADD_TO_LIST,      /* contact, target: the list */
  POSTINO_EDIT_REMOVE_FROM_LIST,
  POSTINO_EDIT_ADD_TAG,          /* contact; text: the tag */
  POSTINO_EDIT_REMOVE_TAG,
  POSTINO_EDIT_GIVE_CONSENT,     /* contact; purposes, basis, text: source, words, at_us */
  POSTINO_EDIT_WITHDRAW_CONSENT, /* contact, purposes */
  POSTINO_EDIT_EXCLUDE,          /* name: an address or @domain as typed; text: why */
  POSTINO_EDIT_LIFT,             /* name: the key; text: why */
  POSTINO_EDIT_NEW_CONTACT,      /* name: the address as typed; text: full name; target: list or 0;
                                    purposes 0: no consent, else as GIVE_CONSENT with words for its source */
  POSTINO_EDIT_NEW_LIST,         /* text */
  POSTINO_EDIT_RENAME_LIST,      /* target; text */
  POSTINO_EDIT_NEW_FIELD,        /* text: its label; type */
} PostinoEditVerb;

/* A value; members a verb does not name are 0 or NULL. Strings are copied. */
typedef struct {
  PostinoEditVerb verb;
  gint64 contact;
  gint64 target;
  const char *name;
  const char *text;
  const char *basis;
  const char *words;
  guint purposes;
  gint64 at_us;   /* when the person agreed; 0: now */
  PostinoFieldType type;
} PostinoEdit;

/* @made: id of what is new, else 0. @error NULL: it is done. @widget is the one given, alive. */
typedef void (*PostinoEditDone) (GtkWidget *widget, gint64 made, const GError *error);

/* Writes it in one transaction on a store thread. @done may be NULL: then a failure is a toast of
 * @widget's window. */
void postino_edit_write (GtkWidget *widget, PostinoSession *session, const PostinoEdit *edit,
                         PostinoEditDone done);
