/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* What was said with one server: the newest lines of all its connections, in a file that does not grow. Lines come
 * with secrets masked and without message bodies; they hold addresses, so the file is for its owner alone and in no
 * backup. */

#define POSTINO_TRANSCRIPT_N_LINES 4096
#define POSTINO_TRANSCRIPT_LINE_MAX 479 /* bytes of a line that are kept */

typedef enum {
  POSTINO_TRANSCRIPT_OURS,
  POSTINO_TRANSCRIPT_THEIRS,
  POSTINO_TRANSCRIPT_NOTE, /* no line of SMTP: how a connection failed */
} PostinoTranscriptVoice;

/* For writing, from any thread; the same server may be opened several times in one program, but by one program (a
 * workspace has one worker). */
typedef struct _PostinoTranscript PostinoTranscript;

/* Of @server in the workspace's @folder, with what is there already. A full disk is an error here and never a signal
 * later. */
PostinoTranscript *postino_transcript_open  (const char *folder, gint64 server, GError **error);
void               postino_transcript_close (PostinoTranscript *transcript);

/* A number for a new connection. */
guint              postino_transcript_begin (PostinoTranscript *transcript);

/* Takes no lock and waits for nothing: some hundred nanoseconds. */
void               postino_transcript_add   (PostinoTranscript *transcript, guint connection,
                                             PostinoTranscriptVoice voice, const char *line);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PostinoTranscript, postino_transcript_close)

/* One line of it; a value. */
typedef struct {
  gint64 at_us; /* wall clock */
  guint connection;
  PostinoTranscriptVoice voice;
  char *text; /* UTF-8 */
} PostinoTranscriptLine;

/* All that is kept, the oldest first, while somebody may be writing; empty if there is nothing. NULL with @error. */
GPtrArray         *postino_transcript_read   (const char *folder, gint64 server, GError **error);

/* Of a server that was removed. */
void               postino_transcript_forget (const char *folder, gint64 server);

/* "09:12:04.120 #3 > RCPT TO:<ann@example.org>"; yours. */
char              *postino_transcript_line_to_text (const PostinoTranscriptLine *line);
