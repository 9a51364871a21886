/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows out of delimited text, streaming: block → UTF-8 (iconv) → libcsv → rows, with a block's rows
 * at most in memory.
 *
 * Foreign files are hostile or broken. A cell of more than 64 kB is not kept: libcsv's buffer is
 * cut after every block, so a line of 10 MB, or a quote that is never closed, costs two blocks of
 * memory and becomes one row with a fault. Bytes that are not of the encoding become U+FFFD. Cells
 * that are missing at the end of a row are empty; cells beyond the columns are a fault, unless they
 * are empty. Rows without any text are skipped but counted, so that numbers agree with what a
 * spreadsheet shows.
 *
 * The first row is the header, unless it holds a valid address: then it is data. */

#include "interchange/csv.h"

#include <csv.h>
#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "contacts/address.h"
#include "interchange/csv-sniff.h"

enum {
  BLOCK_BYTES = 64 * 1024,
  SAMPLE_BYTES = 64 * 1024,  /* decoded, for the delimiter */
  MAX_CARRY = 8,             /* of a character cut by the end of a block */
  MAX_HEADING_OCTETS = 200,
};

typedef enum {
  FAULT_NONE,
  FAULT_LONG_CELL,
  FAULT_LONG_ROW,
  FAULT_COLUMNS,
  FAULT_NUL,
  N_FAULTS
} Fault;

static const char *const fault_sentences[N_FAULTS] = {
  [FAULT_NONE] = NULL,
  [FAULT_LONG_CELL] = N_ ("A cell is longer than 64 kB; perhaps a quote is not closed"),
  [FAULT_LONG_ROW] = N_ ("The row is longer than 1 MB"),
  [FAULT_COLUMNS] = N_ ("The row has more cells than there are columns"),
  [FAULT_NUL] = N_ ("The row holds bytes that are not text"),
};

typedef struct {
  gint64 number;
  guint first_cell;
  guint n_cells;
  Fault fault;
} Record;

typedef struct {
  PostinoRowReader parent;

  int fd;
  gint64 size;          /* of the file, bytes */
  gint64 n_read;
  gsize skip_mark;      /* byte order mark */
  gsize skip_sep;       /* "sep=;" line, decoded bytes still to be skipped */
  gsize sep_length;
  GIConv iconv;         /* (GIConv) -1: the file is UTF-8 */
  char carry[MAX_CARRY];
  gsize n_carry;
  char *block;
  GString *decoded;
  gboolean at_end;

  struct csv_parser parser;
  GString *text;        /* cells of the records below, each with its NUL */
  GArray *cells;        /* of gsize: offsets in text */
  GArray *records;      /* of Record: complete ones */
  guint next_record;
  Record open;          /* being filled */
  gsize open_bytes;
  gboolean open_has_text;
  int last_end;         /* what ended the last line */

  GPtrArray *row_cells; /* pointers handed out */
} Csv;

/* libcsv hands over one cell. */
static void
take_cell_cb (void  *bytes,
              size_t length,
              void  *data)
{
  Csv *self = data;
  gsize offset = self->text->len;

  self->open_bytes += length;
  self->open_has_text = self->open_has_text || length > 0;
  if (self->open.fault == FAULT_NONE)
    {
      if (length > POSTINO_CSV_MAX_CELL_BYTES)
        self->open.fault = FAULT_LONG_CELL;
      else if (self->open_bytes > POSTINO_CSV_MAX_ROW_BYTES)
        self->open.fault = FAULT_LONG_ROW;
      else if (self->open.n_cells == POSTINO_CSV_MAX_COLUMNS && length > 0)
        self->open.fault = FAULT_COLUMNS;
      else if (length > 0 && memchr (bytes, '\0', length) != NULL)
        self->open.fault = FAULT_NUL;
    }
  if (self->open.fault != FAULT_NONE || self->open.n_cells == POSTINO_CSV_MAX_COLUMNS)
    return;

  if (length == 0 || g_utf8_validate_len (bytes, length, NULL))
    {
      g_string_append_len (self->text, bytes, length);
    }
  else
    {
      g_autofree char *valid = g_utf8_make_valid (bytes, length);

      g_string_append (self->text, valid);
    }
  g_string_append_c (self->text, '\0');
  g_array_append_val (self->cells, offset);
  self->open.n_cells++;
}

static void
start_record (Csv *self)
{
  self->open = (Record) { .number = self->open.number + 1, .first_cell = self->cells->len };
  self->open_bytes = 0;
  self->open_has_text = FALSE;
}

/* libcsv came to the end of a line; @end is its last character, -1 at the end of the file. LF
 * behind CR belongs to it. */
static void
take_row_cb (int   end,
             void *data)
{
  Csv *self = data;
  gboolean second_half = end == '\n' && self->last_end == '\r' && self->open.n_cells == 0
                         && self->open.fault == FAULT_NONE;

  self->last_end = end;
  if (second_half)
    {
      self->last_end = 0;
      return;
    }
  if (self->open_has_text || self->open.fault != FAULT_NONE)
    g_array_append_val (self->records, self->open);
  else
    g_array_set_size (self->cells, self->open.first_cell);
  start_record (self);
}

/* What was given out goes; what is being filled moves to the front. */
static void
drop_used_records (Csv *self)
{
  gsize start = self->open.n_cells > 0 ? g_array_index (self->cells, gsize,
                                                        self->open.first_cell) : self->text->len;

  g_string_erase (self->text, 0, start);
  g_array_remove_range (self->cells, 0, self->open.first_cell);
  for (guint i = 0; i < self->cells->len; i++)
    g_array_index (self->cells, gsize, i) -= start;
  self->open.first_cell = 0;
  g_array_set_size (self->records, 0);
  self->next_record = 0;
}

/* A cell that grows without end is cut inside libcsv; one byte stays, which its end of quotes may
 * take away. */
static void
bound_parser (Csv *self)
{
  if (self->parser.entry_pos <= POSTINO_CSV_MAX_CELL_BYTES)
    return;
  if (self->open.fault == FAULT_NONE)
    self->open.fault = FAULT_LONG_CELL;
  self->parser.entry_pos = 1;
  self->parser.spaces = 0;
}

/* Turns @n bytes of the file into UTF-8 in self->decoded. */
static void
decode (Csv        *self,
        const char *bytes,
        gsize       n)
{
  char *in = (char *) bytes;
  gsize unit = g_str_has_prefix (self->parent.encoding, "UTF-16") ? 2 : 1;

  while (n > 0)
    {
      gsize room = n * 4 + 16;
      gsize start = self->decoded->len;
      gsize n_left = room;
      gsize result;
      char *out;
      int why;

      g_string_set_size (self->decoded, start + room);
      out = self->decoded->str + start;
      result = g_iconv (self->iconv, &in, &n, &out, &n_left);
      why = errno;
      g_string_set_size (self->decoded, start + room - n_left);
      if (result != (gsize) -1)
        break;
      if (why == EINVAL && n <= MAX_CARRY)
        {
          memcpy (self->carry, in, n);
          self->n_carry = n;
          break;
        }
      if (why == E2BIG)
        continue;
      g_string_append (self->decoded, "\xef\xbf\xbd");
      in += MIN (unit, n);
      n -= MIN (unit, n);
    }
}

/* The next block of the file, decoded; FALSE at the end or with @error. */
static gboolean
read_block (Csv     *self,
            GError **error)
{
  gsize n_kept = self->n_carry;
  gsize skip;
  gssize n;

  memcpy (self->block, self->carry, n_kept);
  self->n_carry = 0;
  do
    n = read (self->fd, self->block + n_kept, BLOCK_BYTES - n_kept);
  while (n < 0 && errno == EINTR);
  if (n < 0)
    {
      g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_FAILED, _("“%s” cannot be read: %s"),
                   self->parent.name,
                   g_strerror (errno));
      return FALSE;
    }
  skip = self->n_read == 0 ? MIN (self->skip_mark, (gsize) n) : 0;
  self->n_read += n;
  g_string_truncate (self->decoded, 0);
  if (n == 0)
    return FALSE;
  if (self->iconv != (GIConv) -1)
    decode (self, self->block + skip, n_kept + n - skip);
  else
    g_string_append_len (self->decoded, self->block + skip, n_kept + n - skip);
  return TRUE;
}

static gboolean
fail_memory (Csv     *self,
             GError **error)
{
  g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_FAILED, _("“%s” cannot be read: %s"),
               self->parent.name,
               csv_strerror (csv_error (&self->parser)));
  return FALSE;
}

/* Parses on until there is a record or the end. */
static gboolean
fill_records (Csv     *self,
              GError **error)
{
  g_autoptr (GError) failure = NULL;

  drop_used_records (self);
  while (self->records->len == 0 && !self->at_end)
    {
      gsize skip;

      if (!read_block (self, &failure))
        {
          if (failure != NULL)
            {
              g_propagate_error (error, g_steal_pointer (&failure));
              return FALSE;
            }
          self->at_end = TRUE;
          csv_fini (&self->parser, take_cell_cb, take_row_cb, self);
          break;
        }
      skip = MIN (self->skip_sep, self->decoded->len);
      self->skip_sep -= skip;
      if (csv_parse (&self->parser, self->decoded->str + skip, self->decoded->len - skip,
                     take_cell_cb, take_row_cb, self)
          != self->decoded->len - skip)
        return fail_memory (self, error);
      bound_parser (self);
    }
  return TRUE;
}

/* Brings the cells of @record to the number of columns. */
static Fault
lay_out_cells (Csv          *self,
               const Record *record)
{
  guint n_columns = self->parent.header != NULL ? self->parent.header->len : 0;
  Fault fault = record->fault;

  g_ptr_array_set_size (self->row_cells, 0);
  for (guint i = 0; i < record->n_cells; i++)
    {
      char *cell = self->text->str + g_array_index (self->cells, gsize, record->first_cell + i);

      if (self->parent.header != NULL && i >= n_columns && fault == FAULT_NONE && *cell != '\0')
        fault = FAULT_COLUMNS;
      g_ptr_array_add (self->row_cells, cell);
    }
  while (self->row_cells->len < n_columns)
    g_ptr_array_add (self->row_cells, (char *) "");
  return fault;
}

static gboolean
next_row (PostinoRowReader *reader,
          PostinoRow       *row,
          GError          **error)
{
  Csv *self = (Csv *) reader;
  const Record *record;
  Fault fault;

  if (self->next_record == self->records->len && !fill_records (self, error))
    return FALSE;
  if (self->next_record == self->records->len)
    return FALSE;
  record = &g_array_index (self->records, Record, self->next_record++);
  fault = lay_out_cells (self, record);
  row->number = record->number;
  row->cells = (const char *const *) self->row_cells->pdata;
  row->n_cells = self->row_cells->len;
  row->fault = fault != FAULT_NONE ? _ (fault_sentences[fault]) : NULL;
  return TRUE;
}

static void
restart (Csv *self)
{
  unsigned char delimiter = self->parent.delimiter;

  csv_free (&self->parser);
  csv_init (&self->parser, CSV_REPALL_NL);
  csv_set_delim (&self->parser, delimiter);
  csv_set_blk_size (&self->parser, 4096);
  lseek (self->fd, 0, SEEK_SET);
  if (self->iconv != (GIConv) -1)
    g_iconv (self->iconv, NULL, NULL, NULL, NULL);
  self->n_read = 0;
  self->n_carry = 0;
  self->at_end = FALSE;
  self->skip_sep = self->sep_length;
  self->last_end = 0;
  g_string_truncate (self->text, 0);
  g_array_set_size (self->cells, 0);
  g_array_set_size (self->records, 0);
  self->next_record = 0;
  self->open.number = self->sep_length > 0 ? 1 : 0;
  start_record (self);
}

static gboolean
rewind_rows (PostinoRowReader *reader,
             GError          **error)
{
  Csv *self = (Csv *) reader;
  PostinoRow header;

  restart (self);
  return !reader->has_header || next_row (reader, &header, error);
}

static double
get_fraction (PostinoRowReader *reader)
{
  Csv *self = (Csv *) reader;

  return self->size > 0 ? MIN (1.0, (double) self->n_read / self->size) : 1.0;
}

static void
free_csv (PostinoRowReader *reader)
{
  Csv *self = (Csv *) reader;

  csv_free (&self->parser);
  if (self->iconv != (GIConv) -1)
    g_iconv_close (self->iconv);
  if (self->fd >= 0)
    close (self->fd);
  g_string_free (self->text, TRUE);
  g_string_free (self->decoded, TRUE);
  g_array_unref (self->cells);
  g_array_unref (self->records);
  g_ptr_array_unref (self->row_cells);
  g_free (self->block);
  g_free (self);
}

/* What cannot be read twice (a pipe) is copied to a file without a name. */
static int
make_seekable (int         fd,
               const char *name,
               GError    **error)
{
  g_autofree char *path = NULL;
  g_autofree char *block = NULL;
  gssize n;
  int copy;

  if (lseek (fd, 0, SEEK_SET) == 0)
    return fd;
  copy = g_file_open_tmp ("postino-XXXXXX", &path, error);
  if (copy >= 0)
    unlink (path);
  block = g_malloc (BLOCK_BYTES);
  while (copy >= 0 && (n = read (fd, block, BLOCK_BYTES)) != 0)
    {
      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0 || write (copy, block, n) != n)
        {
          g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_FAILED, _("“%s” cannot be read: %s"),
                       name,
                       g_strerror (errno));
          close (copy);
          copy = -1;
        }
    }
  close (fd);
  if (copy >= 0)
    lseek (copy, 0, SEEK_SET);
  return copy;
}

static gboolean
open_file (Csv        *self,
           const char *path,
           GError    **error)
{
  gboolean is_stdin = strcmp (path, "-") == 0;
  struct stat status;

  self->parent.name = is_stdin ? g_strdup (_("standard input")) : g_path_get_basename (path);
  self->fd = is_stdin ? fcntl (STDIN_FILENO, F_DUPFD_CLOEXEC, 3) : open (path,
                                                                         O_RDONLY | O_CLOEXEC);
  if (self->fd < 0 || fstat (self->fd, &status) < 0)
    {
      g_set_error (error, POSTINO_ERROR,
                   errno == ENOENT ? POSTINO_ERROR_NOT_FOUND : POSTINO_ERROR_FAILED,
                   _("“%s” cannot be opened: %s"), path, g_strerror (errno));
      return FALSE;
    }
  if (S_ISDIR (status.st_mode))
    {
      g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_INVALID, _("“%s” is a folder"), path);
      return FALSE;
    }
  self->fd = make_seekable (self->fd, self->parent.name, error);
  if (self->fd < 0 || fstat (self->fd, &status) < 0)
    return FALSE;
  self->size = status.st_size;
  return TRUE;
}

static gboolean
choose_encoding (Csv        *self,
                 const char *wanted,
                 GError    **error)
{
  const char *found = postino_csv_sniff_encoding (self->fd, self->parent.name, &self->skip_mark,
                                                  error);

  if (found == NULL)
    return FALSE;
  if (wanted != NULL)
    {
      g_autofree char *upper = g_ascii_strup (wanted, -1);

      /* A mark is skipped only if it is one in the encoding wanted. */
      if (!g_str_has_prefix (upper, found)
          && !(strcmp (upper, "UTF8") == 0 && strcmp (found, "UTF-8") == 0))
        self->skip_mark = 0;
      found = g_intern_string (upper);
    }
  self->parent.encoding = found;
  if (strcmp (found, "UTF-8") == 0 || strcmp (found, "UTF8") == 0)
    return TRUE;
  self->iconv = g_iconv_open ("UTF-8", found);
  if (self->iconv != (GIConv) -1)
    return TRUE;
  g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_INVALID, _("The encoding “%s” is not known"),
               found);
  return FALSE;
}

static gboolean
choose_delimiter (Csv        *self,
                  const char *wanted,
                  GError    **error)
{
  char found;

  if (!read_block (self, error) && self->decoded->len == 0 && self->n_read > 0)
    return FALSE;
  found = postino_csv_sniff_delimiter (self->decoded->str, MIN (self->decoded->len, SAMPLE_BYTES),
                                       &self->sep_length);
  if (wanted == NULL)
    {
      self->parent.delimiter = found;
      return TRUE;
    }
  if (g_ascii_strcasecmp (wanted, "tab") == 0 || strcmp (wanted, "\\t") == 0)
    wanted = "\t";
  if (strlen (wanted) != 1 || strchr ("\"\r\n", *wanted) != NULL || (guchar) *wanted >= 0x80)
    {
      g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_USAGE,
                   _("“%s” cannot be a delimiter: use one character such as ; or “tab”"), wanted);
      return FALSE;
    }
  self->parent.delimiter = *wanted;
  return TRUE;
}

static gboolean
holds_address (const PostinoRow *row)
{
  for (guint i = 0; i < row->n_cells; i++)
    {
      g_auto (PostinoAddress) parsed = { NULL };

      if (strchr (row->cells[i], '@') != NULL
          && postino_address_parse (row->cells[i], -1, &parsed) == POSTINO_ADDRESS_OK)
        return TRUE;
    }
  return FALSE;
}

static gboolean
read_header (Csv     *self,
             GError **error)
{
  g_autoptr (GError) failure = NULL;
  g_autoptr (GPtrArray) header = g_ptr_array_new_with_free_func (g_free);
  PostinoRow row;

  restart (self);
  if (!next_row (&self->parent, &row, &failure))
    {
      if (failure != NULL)
        g_propagate_error (error, g_steal_pointer (&failure));
      else
        g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_INVALID, _("“%s” is empty"),
                     self->parent.name);
      return FALSE;
    }
  if (row.fault != NULL)
    {
      g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_INVALID,
                   _("The first row of “%s” cannot be used: %s"),
                   self->parent.name, row.fault);
      return FALSE;
    }
  self->parent.has_header = !holds_address (&row);
  for (guint i = 0; i < row.n_cells; i++)
    {
      gboolean usable = self->parent.has_header && strlen (row.cells[i]) <= MAX_HEADING_OCTETS;

      g_ptr_array_add (header, g_strdup (usable ? row.cells[i] : ""));
    }
  self->parent.header = g_steal_pointer (&header);
  return rewind_rows (&self->parent, error);
}

PostinoRowReader *
postino_csv_open (const char              *path,
                  const PostinoCsvOptions *options,
                  GError                 **error)
{
  static const PostinoCsvOptions defaults = { NULL, NULL };
  Csv *self = g_new0 (Csv, 1);

  self->parent = (PostinoRowReader) { next_row, rewind_rows, get_fraction, free_csv };
  self->fd = -1;
  self->iconv = (GIConv) -1;
  self->block = g_malloc (BLOCK_BYTES);
  self->decoded = g_string_new (NULL);
  self->text = g_string_new (NULL);
  self->cells = g_array_new (FALSE, FALSE, sizeof (gsize));
  self->records = g_array_new (FALSE, FALSE, sizeof (Record));
  self->row_cells = g_ptr_array_new ();
  csv_init (&self->parser, CSV_REPALL_NL);
  if (options == NULL)
    options = &defaults;

  if (open_file (self, path, error) && choose_encoding (self, options->encoding, error)
      && choose_delimiter (self, options->delimiter, error) && read_header (self, error))
    return &self->parent;
  postino_row_reader_free (&self->parent);
  return NULL;
}

void
postino_csv_append_cell (GString    *line,
                         const char *cell)
{
  gboolean formula = *cell != '\0' && strchr ("=+-@\t\r", *cell) != NULL;

  if (!formula && strpbrk (cell, ",;\"\r\n\t") == NULL)
    {
      g_string_append (line, cell);
      return;
    }
  g_string_append (line, formula ? "\"'" : "\"");
  for (const char *p = cell; *p != '\0'; p++)
    {
      if (*p == '"')
        g_string_append_c (line, '"');
      g_string_append_c (line, *p);
    }
  g_string_append_c (line, '"');
}
