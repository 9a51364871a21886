/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "workspace/transcript.h"

#include <glib/gstdio.h>
#include <string.h>

enum { SERVER = 7, N_WRITERS = 4, N_EACH = 1000 };

static char *
make_folder (void)
{
  g_autoptr (GError) error = NULL;
  char *folder = g_dir_make_tmp ("postino-transcript-XXXXXX", &error);

  g_assert_no_error (error);
  return folder;
}

static void
remove_folder (char *folder)
{
  g_autofree char *inside = g_build_filename (folder, "transcripts", NULL);

  postino_transcript_forget (folder, SERVER);
  g_rmdir (inside);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
  g_free (folder);
}

static GPtrArray *
read_all (const char *folder)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *lines = postino_transcript_read (folder, SERVER, &error);

  g_assert_no_error (error);
  return lines;
}

static PostinoTranscript *
open_transcript (const char *folder)
{
  g_autoptr (GError) error = NULL;
  PostinoTranscript *transcript = postino_transcript_open (folder, SERVER, &error);

  g_assert_no_error (error);
  return transcript;
}

/* What was said is there for whoever reads at the same time, and after the writer has gone. */
static void
test_lines (void)
{
  char *folder = make_folder ();
  g_autoptr (GPtrArray) none = read_all (folder);
  g_autoptr (GPtrArray) some = NULL;
  g_autoptr (GPtrArray) more = NULL;
  g_autofree char *text = NULL;
  g_autofree char *path = g_build_filename (folder, "transcripts", "7", NULL);
  PostinoTranscript *transcript = open_transcript (folder);
  const PostinoTranscriptLine *line;
  GStatBuf status;

  g_assert_cmpuint (none->len, ==, 0);
  g_assert_cmpuint (postino_transcript_begin (transcript), ==, 1);
  postino_transcript_add (transcript, 1, POSTINO_TRANSCRIPT_THEIRS, "220 hello");
  postino_transcript_add (transcript, 1, POSTINO_TRANSCRIPT_OURS, "EHLO [127.0.0.1]");
  some = read_all (folder);
  g_assert_cmpuint (some->len, ==, 2);
  postino_transcript_close (transcript);

  transcript = open_transcript (folder);
  g_assert_cmpuint (postino_transcript_begin (transcript), ==, 2);
  postino_transcript_add (transcript, 2, POSTINO_TRANSCRIPT_NOTE, "broken \xff\033[0m off");
  postino_transcript_close (transcript);
  more = read_all (folder);
  g_assert_cmpuint (more->len, ==, 3);
  line = more->pdata[0];
  g_assert_cmpstr (line->text, ==, "220 hello");
  g_assert_cmpint (line->voice, ==, POSTINO_TRANSCRIPT_THEIRS);
  line = more->pdata[2];
  g_assert_true (g_utf8_validate (line->text, -1, NULL));
  g_assert_null (strchr (line->text, '\033'));
  g_assert_cmpuint (line->connection, ==, 2);
  text = postino_transcript_line_to_text (more->pdata[1]);
  g_assert_true (g_pattern_match_simple ("??:??:??.??? #1 > EHLO [127.0.0.1]", text));
  g_assert_cmpint (g_stat (path, &status), ==, 0);
  g_assert_cmpint (status.st_mode & 077, ==, 0);
  remove_folder (folder);
}

/* Only the newest stay, and no more of a line than there is room for. */
static void
test_bounds (void)
{
  char *folder = make_folder ();
  g_autofree char *longest = g_strnfill (POSTINO_TRANSCRIPT_LINE_MAX, 'x');
  g_autofree char *longer = g_strconcat (longest, "y", NULL);
  g_autoptr (PostinoTranscript) transcript = open_transcript (folder);
  g_autoptr (GPtrArray) lines = NULL;

  for (int i = 0; i < POSTINO_TRANSCRIPT_N_LINES + 3; i++)
    {
      g_autofree char *text = g_strdup_printf ("line %d", i);

      postino_transcript_add (transcript, 1, POSTINO_TRANSCRIPT_OURS, i == POSTINO_TRANSCRIPT_N_LINES + 2 ? longer : text);
    }
  lines = read_all (folder);
  g_assert_cmpuint (lines->len, ==, POSTINO_TRANSCRIPT_N_LINES);
  g_assert_cmpstr (((PostinoTranscriptLine *) lines->pdata[0])->text, ==, "line 3");
  g_assert_cmpstr (((PostinoTranscriptLine *) lines->pdata[POSTINO_TRANSCRIPT_N_LINES - 1])->text, ==, longest);
  remove_folder (folder);
}

static gpointer
write_many (gpointer data)
{
  PostinoTranscript *transcript = data;
  guint connection = postino_transcript_begin (transcript);
  g_autofree char *text = g_strnfill (100 + connection, (char) ('a' + connection));

  for (int i = 0; i < N_EACH; i++)
    postino_transcript_add (transcript, connection, POSTINO_TRANSCRIPT_OURS, text);
  return NULL;
}

/* A reader beside writers never sees a line that is half another's; a whole round of the ring apart that is not promised. */
static void
test_at_once (void)
{
  char *folder = make_folder ();
  g_autoptr (PostinoTranscript) transcript = open_transcript (folder);
  GThread *writers[N_WRITERS];
  gint64 began_us = g_get_monotonic_time ();

  for (int i = 0; i < N_WRITERS; i++)
    writers[i] = g_thread_new ("writer", write_many, transcript);
  for (int i = 0; i < 20; i++)
    {
      g_autoptr (GPtrArray) lines = read_all (folder);

      for (guint j = 0; j < lines->len; j++)
        {
          const PostinoTranscriptLine *line = lines->pdata[j];
          g_autofree char *expected = g_strnfill (100 + line->connection, (char) ('a' + line->connection));

          g_assert_cmpstr (line->text, ==, expected);
        }
    }
  for (int i = 0; i < N_WRITERS; i++)
    g_thread_join (writers[i]);
  g_test_message ("%d lines took %" G_GINT64_FORMAT " us", N_WRITERS * N_EACH, g_get_monotonic_time () - began_us);
  remove_folder (folder);
}

/* What is no transcript is an error, or begun anew by whoever writes. */
static void
test_damaged (void)
{
  char *folder = make_folder ();
  g_autofree char *parent = g_build_filename (folder, "transcripts", NULL);
  g_autofree char *path = g_build_filename (parent, "7", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (PostinoTranscript) transcript = NULL;
  g_autoptr (GPtrArray) lines = NULL;

  g_assert_cmpint (g_mkdir (parent, 0700), ==, 0);
  g_assert_true (g_file_set_contents (path, "short", -1, NULL));
  g_assert_null (postino_transcript_read (folder, SERVER, &error));
  g_assert_nonnull (error);
  transcript = open_transcript (folder);
  postino_transcript_add (transcript, 1, POSTINO_TRANSCRIPT_OURS, "QUIT");
  lines = read_all (folder);
  g_assert_cmpuint (lines->len, ==, 1);
  remove_folder (folder);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/transcript/lines", test_lines);
  g_test_add_func ("/transcript/bounds", test_bounds);
  g_test_add_func ("/transcript/at-once", test_at_once);
  g_test_add_func ("/transcript/damaged", test_damaged);
  return g_test_run ();
}
