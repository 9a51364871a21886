/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as a file of contacts: it is refused with a sentence or read to its end in rows of valid UTF-8. */

#include <fcntl.h>
#include <stdint.h>
#include <sys/mman.h>
#include <unistd.h>

#include "interchange/csv.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

static void
read_all (PostinoRowReader *reader)
{
  g_autoptr (GError) error = NULL;
  gint64 last = 0;
  PostinoRow row;

  while (postino_row_reader_next (reader, &row, &error))
    {
      g_assert (row.number > last);
      g_assert (row.fault != NULL || row.n_cells >= reader->header->len);
      for (guint i = 0; i < row.n_cells; i++)
        g_assert (g_utf8_validate (row.cells[i], -1, NULL));
      last = row.number;
    }
  g_assert_no_error (error);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  int fd = memfd_create ("fuzz-csv", MFD_CLOEXEC);
  g_autofree char *path = g_strdup_printf ("/proc/self/fd/%d", fd);
  g_autoptr (GError) error = NULL;
  g_autoptr (PostinoRowReader) reader = NULL;

  g_assert (write (fd, data, size) == (ssize_t) size);
  reader = postino_csv_open (path, NULL, &error);
  g_assert ((reader == NULL) == (error != NULL));
  if (reader != NULL)
    {
      read_all (reader);
      g_assert (postino_row_reader_rewind (reader, NULL));
      read_all (reader);
    }
  close (fd);
  return 0;
}
