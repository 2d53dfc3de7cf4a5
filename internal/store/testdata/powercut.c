/* Loaded before libc into a counter under test (LD_PRELOAD): it writes down, in order, what SQLite does to the database
 * and its write-ahead log. The test replays it into the states that a power cut could have left on the disk.
 *
 * One entry: kind 'W' write, 'T' truncate, 'S' sync; which file; offset or new length (8 bytes); length of what follows
 * (4 bytes), all little-endian as the machine is; what was written. Acknowledgements ('A') the counter itself adds.
 * Syncs only count: the machine does not lose its power, and without them the test is quick. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

#define DATABASE "madoguchi.db"

enum { FILES = 4096 };

static int trace = -1;
static signed char known[FILES]; /* by descriptor: 1 + which file, 0 for any other */

static void *next(const char *name) { return dlsym(RTLD_NEXT, name); }

__attribute__((constructor)) static void begin(void) {
	const char *path = getenv("STORE_TEST_POWER_TRACE");
	int (*real)(const char *, int, ...) = next("open");
	if (path) trace = real(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
}

static int watched(int fd) { return trace >= 0 && fd >= 0 && fd < FILES && known[fd] > 0; }

/* One writev on a file opened to append is one entry, whoever else appends. */
static void note_file(char kind, signed char file, int64_t offset, const void *data, uint32_t length) {
	unsigned char head[14] = {(unsigned char)kind, (unsigned char)(file - 1)};
	struct iovec parts[2] = {{head, sizeof head}, {(void *)data, length}};
	memcpy(head + 2, &offset, 8);
	memcpy(head + 10, &length, 4);
	if (writev(trace, parts, length ? 2 : 1) != (ssize_t)(sizeof head + length)) abort(); /* a hole in it would prove nothing */
}

static void note(char kind, int fd, int64_t offset, const void *data, uint32_t length) {
	note_file(kind, known[fd], offset, data, length);
}

static signed char which(const char *path) {
	const char *name = strrchr(path, '/');
	name = name ? name + 1 : path;
	return !strcmp(name, DATABASE) ? 1 : !strcmp(name, DATABASE "-wal") ? 2 : !strcmp(name, DATABASE "-journal") ? 3 : 0;
}

static int opened(int fd, const char *path) {
	if (fd >= 0 && fd < FILES) known[fd] = which(path);
	return fd;
}

#define OPEN(name) \
	int name(const char *path, int flags, ...) { \
		int (*real)(const char *, int, ...) = next(#name); \
		va_list more; \
		va_start(more, flags); \
		int mode = va_arg(more, int); \
		va_end(more); \
		return opened(real(path, flags, mode), path); \
	}
OPEN(open)
OPEN(open64)

#define PWRITE(name, place) \
	ssize_t name(int fd, const void *data, size_t length, place offset) { \
		ssize_t (*real)(int, const void *, size_t, place) = next(#name); \
		ssize_t written = real(fd, data, length, offset); \
		if (written > 0 && watched(fd)) note('W', fd, offset, data, (uint32_t)written); \
		return written; \
	}
PWRITE(pwrite, off_t)
PWRITE(pwrite64, off64_t)

#define TRUNCATE(name, place) \
	int name(int fd, place length) { \
		int (*real)(int, place) = next(#name); \
		int failed = real(fd, length); \
		if (!failed && watched(fd)) note('T', fd, length, 0, 0); \
		return failed; \
	}
TRUNCATE(ftruncate, off_t)
TRUNCATE(ftruncate64, off64_t)

#define SYNC(name) \
	int name(int fd) { \
		int (*real)(int) = next(#name); \
		if (!watched(fd)) return real(fd); \
		note('S', fd, 0, 0, 0); \
		return 0; \
	}
SYNC(fsync)
SYNC(fdatasync)

/* SQLite syncs the folder after it removes a journal: an empty file, and safe. */
int unlink(const char *path) {
	int (*real)(const char *) = next("unlink");
	int failed = real(path);
	if (!failed && trace >= 0 && which(path) > 0) {
		note_file('T', which(path), 0, 0, 0);
		note_file('S', which(path), 0, 0, 0);
	}
	return failed;
}

int close(int fd) {
	int (*real)(int) = next("close");
	if (fd >= 0 && fd < FILES) known[fd] = 0;
	return real(fd);
}
