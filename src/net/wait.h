/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

/* Waiting on this thread for one asynchronous GIO call, with a deadline in milliseconds. See wait.c
 * for the pattern. */
typedef struct {
  GMainContext *context;
  GMainLoop *loop;
  GCancellable *cancellable; /* hand this one to the asynchronous call */
  GCancellable *outer;
  gulong outer_id;
  GAsyncResult *result;
  gboolean timed_out;
} PostinoWait;

/* @cancellable: the caller's, may be NULL. Makes a private main context the default of this
 * thread. */
void          postino_wait_begin      (PostinoWait *wait, GCancellable *cancellable);

/* GAsyncReadyCallback for the call; its user data is the PostinoWait. */
void          postino_wait_ready_cb   (GObject *source, GAsyncResult *result, gpointer user_data);

/* Runs until the call is back; @timeout_ms over, it is cancelled and @wait->timed_out says so.
 * Borrowed until clear. */
GAsyncResult *postino_wait_for_result (PostinoWait *wait, guint timeout_ms);
void          postino_wait_clear      (PostinoWait *wait);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (PostinoWait, postino_wait_clear)
