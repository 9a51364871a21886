/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a text file does not say of itself: its character set and its delimiter.
 *
 * Character set: a byte order mark decides; then whether the whole file is UTF-8, which no other
 * text of some length is by chance; then what Western office programs write, Windows-1252, if the
 * bytes beyond ASCII are its letters and stand alone among ASCII ones, as accents do; only then
 * uchardet, which on short Italian text guesses anything. The file is read to its end, since the
 * first accent may be in the last row; this costs a tenth of what the import costs.
 *
 * Delimiter: that by which the records have as many cells as the first one. */

#include "interchange/csv-sniff.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <uchardet.h>
#include <unistd.h>

#include "base/error.h"

enum {
  BLOCK_BYTES = 64 * 1024,
  MAX_DETECT_BYTES = 1024 * 1024, /* handed to uchardet */
  MAX_RECORDS = 50,               /* looked at for the delimiter */
  MAX_UTF8_TAIL = 3,
  UTF16_SHARE = 4,                /* NULs in more than a quarter of all bytes, all on one side */
};

static const struct {
  const char *magic;
  gsize length;
  gboolean is_sheet;
} magics[] = {
  { "PK\x03\x04", 4, TRUE }, /* XLSX, ODS, any ZIP */
  { "\xd0\xcf\x11\xe0", 4, TRUE }, /* XLS */
  { "\x89PNG", 4, FALSE },
  { "%PDF", 4, FALSE },
  { "GIF8", 4, FALSE },
  { "\xff\xd8\xff", 3, FALSE },
  { "\x1f\x8b", 2, FALSE },
  { "BZh", 3, FALSE },
  { "\xfd" "7zXZ", 5, FALSE },
  { "7z\xbc\xaf", 4, FALSE },
  { "Rar!", 4, FALSE },
  { "SQLite format 3", 15, FALSE },
  { "\x7f" "ELF", 4, FALSE },
  { "{\\rtf", 5, FALSE },
};

static const struct {
  const char *mark;
  gsize length;
  const char *encoding;
} marks[] = {
  { "\xef\xbb\xbf", 3, "UTF-8" },
  { "\xff\xfe", 2, "UTF-16LE" },
  { "\xfe\xff", 2, "UTF-16BE" },
};

/* In Windows-1252 what Italian, French, Spanish, German and Portuguese names and office programs'
 * quotes are made of. */
static const char western[] = "\x80\x85\x91\x92\x93\x94\x95\x96\x97\x8a\x8e\x9a\x9e\x9c\xa0\xa3\xa7\xa9\xaa\xab\xae\xb0\xb2\xb4\xb7\xba\xbb"
                              "\xc0\xc1\xc2\xc3\xc4\xc7\xc8\xc9\xca\xcb\xcc\xcd\xd1\xd2\xd3\xd4\xd5\xd6\xd9\xda\xdc\xdf"
                              "\xe0\xe1\xe2\xe3\xe4\xe7\xe8\xe9\xea\xeb\xec\xed\xee\xef\xf1\xf2\xf3\xf4\xf5\xf6\xf9\xfa\xfb\xfc\xff";

/* What one pass over the file has gathered. */
typedef struct {
  gsize n_bytes;
  gsize n_nul[2];      /* at even and odd offsets */
  gsize n_high;
  gsize n_not_western;
  gsize n_high_pairs;  /* a high byte right behind another */
  gboolean last_high;
  gboolean is_utf8;
  char tail[MAX_UTF8_TAIL]; /* of a character the block ended in */
  gsize n_tail;
  gsize n_detected;
  uchardet_t detector;
} Evidence;

static void
count_bytes (Evidence     *evidence,
             const guchar *bytes,
             gsize         n)
{
  for (gsize i = 0; i < n; i++)
    {
      gboolean high = bytes[i] >= 0x80;

      if (bytes[i] == 0)
        evidence->n_nul[(evidence->n_bytes + i) & 1]++;
      if (high)
        {
          evidence->n_high++;
          evidence->n_high_pairs += evidence->last_high;
          evidence->n_not_western += strchr (western, bytes[i]) == NULL;
        }
      evidence->last_high = high;
    }
}

/* Valid so far, but for a character cut by the end of the block, which is kept for the next one. */
static void
check_utf8 (Evidence   *evidence,
            const char *bytes,
            gsize       n)
{
  g_autofree char *joined = NULL;
  const char *end;
  gsize n_left;

  if (!evidence->is_utf8)
    return;
  if (evidence->n_tail > 0)
    {
      joined = g_malloc (n + MAX_UTF8_TAIL);
      memcpy (joined, evidence->tail, evidence->n_tail);
      memcpy (joined + evidence->n_tail, bytes, n);
      n += evidence->n_tail;
      bytes = joined;
      evidence->n_tail = 0;
    }
  if (g_utf8_validate_len (bytes, n, &end))
    return;
  n_left = bytes + n - end;
  if (n_left <= MAX_UTF8_TAIL && g_utf8_get_char_validated (end, n_left) == (gunichar) -2)
    {
      memcpy (evidence->tail, end, n_left);
      evidence->n_tail = n_left;
      return;
    }
  evidence->is_utf8 = FALSE;
}

static void
gather (Evidence   *evidence,
        const char *bytes,
        gsize       n)
{
  count_bytes (evidence, (const guchar *) bytes, n);
  check_utf8 (evidence, bytes, n);
  if (!evidence->is_utf8 && evidence->n_detected < MAX_DETECT_BYTES)
    {
      uchardet_handle_data (evidence->detector, bytes, n);
      evidence->n_detected += n;
    }
  evidence->n_bytes += n;
}

static const char *
conclude (const Evidence *evidence,
          GError        **error,
          const char     *name)
{
  gsize n_nul = evidence->n_nul[0] + evidence->n_nul[1];
  const char *guess;

  if (n_nul > 0 && evidence->n_nul[1] > evidence->n_bytes / UTF16_SHARE
      && evidence->n_nul[0] * 100 < n_nul)
    return "UTF-16LE";
  if (n_nul > 0 && evidence->n_nul[0] > evidence->n_bytes / UTF16_SHARE
      && evidence->n_nul[1] * 100 < n_nul)
    return "UTF-16BE";
  if (n_nul > 0)
    {
      g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_INVALID,
                   _("“%s” is not a text file. Save the contacts as CSV and import that."), name);
      return NULL;
    }
  if (evidence->is_utf8 && evidence->n_tail == 0)
    return "UTF-8";
  if (evidence->n_not_western * 50 <= evidence->n_high
      && evidence->n_high_pairs * 8 <= evidence->n_high)
    return "WINDOWS-1252";
  guess = uchardet_get_charset (evidence->detector);
  if (*guess == '\0' || g_str_has_prefix (guess, "ISO-8859-1") || strcmp (guess, "ASCII") == 0
      || strcmp (guess, "UTF-8") == 0)
    return "WINDOWS-1252";
  return g_intern_string (guess);
}

static gboolean
check_magic (const char *bytes,
             gsize       n,
             const char *name,
             GError    **error)
{
  for (gsize i = 0; i < G_N_ELEMENTS (magics); i++)
    {
      if (n < magics[i].length || memcmp (bytes, magics[i].magic, magics[i].length) != 0)
        continue;
      g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_INVALID,
                   magics[i].is_sheet
                     ? _("“%s” is not a text file but a spreadsheet or archive. Save it as CSV and import that.")
                     : _("“%s” is not a text file. Save the contacts as CSV and import that."),
                   name);
      return FALSE;
    }
  return TRUE;
}

static gssize
read_block (int         fd,
            char       *block,
            const char *name,
            GError    **error)
{
  gssize n;

  do
    n = read (fd, block, BLOCK_BYTES);
  while (n < 0 && errno == EINTR);
  if (n < 0)
    g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_FAILED, _("“%s” cannot be read: %s"), name,
                 g_strerror (errno));
  return n;
}

const char *
postino_csv_sniff_encoding (int         fd,
                            const char *name,
                            gsize      *skip,
                            GError    **error)
{
  g_autofree char *block = g_malloc (BLOCK_BYTES);
  Evidence evidence = { .is_utf8 = TRUE };
  const char *encoding = NULL;
  gssize n = read_block (fd, block, name, error);

  *skip = 0;
  if (n < 0 || !check_magic (block, n, name, error))
    return NULL;
  if (n == 0)
    {
      g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_INVALID, _("“%s” is empty"), name);
      return NULL;
    }
  for (gsize i = 0; i < G_N_ELEMENTS (marks) && encoding == NULL; i++)
    {
      if ((gsize) n >= marks[i].length && memcmp (block, marks[i].mark, marks[i].length) == 0)
        {
          *skip = marks[i].length;
          encoding = marks[i].encoding;
        }
    }
  if (encoding == NULL)
    {
      evidence.detector = uchardet_new ();
      for (; n > 0; n = read_block (fd, block, name, error))
        gather (&evidence, block, n);
      uchardet_data_end (evidence.detector);
      if (n == 0)
        encoding = conclude (&evidence, error, name);
      uchardet_delete (evidence.detector);
    }
  lseek (fd, 0, SEEK_SET);
  return encoding;
}

/* How many cells each of the first records has, if @delimiter is the delimiter. */
static guint
count_cells (const char *text,
             gsize       length,
             char        delimiter,
             guint      *counts)
{
  gboolean quoted = FALSE;
  gboolean at_start = TRUE;
  gboolean any = FALSE;
  guint n_records = 0;
  guint n_cells = 1;

  for (gsize i = 0; i < length && n_records < MAX_RECORDS; i++)
    {
      char c = text[i];

      if (quoted)
        {
          quoted = c != '"';
          at_start = FALSE;
          continue;
        }
      if (c == '\r' || c == '\n')
        {
          if (any)
            counts[n_records++] = n_cells;
          n_cells = 1;
          any = FALSE;
          at_start = TRUE;
          continue;
        }
      any = TRUE;
      quoted = c == '"' && (at_start || (i > 0 && text[i - 1] == '"'));
      at_start = c == delimiter || (at_start && c == ' ');
      n_cells += c == delimiter;
    }
  if (any && n_records < MAX_RECORDS && n_records == 0)
    counts[n_records++] = n_cells;
  return n_records;
}

/* "sep=;" and the end of its line; 0 if the text does not begin so. */
static gsize
read_sep_line (const char *text,
               gsize       length)
{
  gsize end = 5;

  if (length < 6 || g_ascii_strncasecmp (text, "sep=", 4) != 0
      || (text[5] != '\r' && text[5] != '\n'))
    return 0;
  if (text[end] == '\r')
    end++;
  if (end < length && text[end] == '\n')
    end++;
  return end;
}

char
postino_csv_sniff_delimiter (const char *text,
                             gsize       length,
                             gsize      *skip)
{
  static const char candidates[] = { ';', ',', '\t', '|' };
  char best = ',';
  double best_score = 0;

  *skip = read_sep_line (text, length);
  if (*skip > 0)
    return text[4];
  for (gsize i = 0; i < G_N_ELEMENTS (candidates); i++)
    {
      guint counts[MAX_RECORDS];
      guint n = count_cells (text, length, candidates[i], counts);
      guint n_even = 0;
      double score;

      if (n == 0 || counts[0] < 2)
        continue;
      for (guint j = 0; j < n; j++)
        n_even += counts[j] == counts[0];
      /* Evenness first; of two as even, the one that splits more. */
      score = (double) n_even / n + counts[0] / 10000.0;
      if (score > best_score)
        {
          best = candidates[i];
          best_score = score;
        }
    }
  return best;
}
