/*
 * Recorder for simulated power cuts, loaded with LD_PRELOAD. Every change under COMITY_TEST_POWER_ROOT is carried out as
 * usual and then written, with its content, to COMITY_TEST_POWER_RECORD; one writev with O_APPEND each, so that records of
 * many threads and processes never mix. power-cut.ts reads them and works out what a cut would leave.
 *
 * A change is recorded after it happened, and a sync by two records, around it: a sync covers only what was recorded
 * before it began. Both choices err towards losing more, never less, than a real disk would.
 *
 * Not seen: stdio's own writes (glibc calls itself directly) and writes through mmap. Neither is how a database makes
 * anything durable; here such writes count as never having reached the disk.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

enum { BIND = 1, CREATE, WRITE, SYNC_BEGIN, SYNC_END, TRUNCATE, RENAME, UNLINK, MAKE_FOLDER, REMOVE_FOLDER, LINK };

struct header {
  uint32_t length; /* of the whole record */
  uint32_t kind;
  uint64_t inode;
  uint64_t offset; /* of a write; the size of a truncation; the ticket of a sync */
  uint32_t path_length;
  uint32_t payload_length;
};

#define KNOWN_FILES 65536 /* inodes of files seen under the root, by open addressing */
#define RECORD_DESCRIPTOR_MIN 700
#define PAYLOAD_PARTS_MAX 64
#define OPEN_ATTEMPTS 100

static char root[PATH_MAX];
static size_t root_length;
static char record_path[PATH_MAX];
static int record_descriptor = -1;
static dev_t root_device;
static _Atomic uint64_t known[KNOWN_FILES];
static _Atomic uint64_t tickets;

#define REAL(name) ((__typeof__(name) *)real_##name())
#define FIND(name)                                           \
  static void *real_##name(void) {                           \
    static void *_Atomic found;                              \
    if (!found) found = dlsym(RTLD_NEXT, #name);             \
    return found;                                            \
  }

FIND(open) FIND(openat) FIND(write) FIND(pwrite) FIND(writev) FIND(pwritev) FIND(fsync) FIND(fdatasync)
FIND(ftruncate) FIND(truncate) FIND(rename) FIND(renameat) FIND(unlink) FIND(unlinkat) FIND(mkdir) FIND(mkdirat)
FIND(rmdir) FIND(link) FIND(linkat) FIND(posix_fallocate) FIND(fallocate) FIND(syscall)

static void open_record(void) {
  int fd = REAL(open)(record_path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0666);
  if (fd < 0) return;
  record_descriptor = fcntl(fd, F_DUPFD_CLOEXEC, RECORD_DESCRIPTOR_MIN);
  close(fd);
}

__attribute__((constructor)) static void start(void) {
  const char *from = getenv("COMITY_TEST_POWER_ROOT"), *to = getenv("COMITY_TEST_POWER_RECORD");
  struct stat status;
  if (!from || !to || strlen(from) >= PATH_MAX || strlen(to) >= PATH_MAX || stat(from, &status) != 0) return;
  strcpy(record_path, to);
  root_device = status.st_dev;
  open_record();
  strcpy(root, from);
  root_length = strlen(from);
}

static int inside(const char *path) {
  return root_length > 0 && strncmp(path, root, root_length) == 0 &&
         (path[root_length] == '/' || path[root_length] == '\0');
}

static void record(uint32_t kind, uint64_t inode, uint64_t offset, const char *path, const struct iovec *parts,
                   int count, size_t payload) {
  int kept = errno;
  struct header header = {0, kind, inode, offset, (uint32_t)strlen(path), (uint32_t)payload};
  struct iovec all[PAYLOAD_PARTS_MAX + 2] = {{&header, sizeof header}, {(void *)path, header.path_length}};
  size_t left = payload;
  int used = 2;
  for (int part = 0; part < count && left > 0; part += 1) {
    if (used == PAYLOAD_PARTS_MAX + 2) abort(); /* the callers split longer ones */
    size_t size = parts[part].iov_len < left ? parts[part].iov_len : left;
    all[used++] = (struct iovec){parts[part].iov_base, size};
    left -= size;
  }
  header.length = (uint32_t)(sizeof header + header.path_length + payload);
  for (int attempt = 0; attempt < 2; attempt += 1) {
    ssize_t done = REAL(writev)(record_descriptor, all, used);
    if (done == (ssize_t)header.length) break;
    if (done < 0 && errno == EINTR) { attempt -= 1; continue; }
    if (done >= 0 || errno != EBADF || attempt == 1) { /* a hole in the record would prove nothing */
      static const char why[] = "power-cut: the record cannot be written\n";
      (void)!REAL(write)(2, why, sizeof why - 1);
      abort();
    }
    open_record(); /* programs that close every descriptor close this one too */
  }
  errno = kept;
}

static void know(uint64_t inode) {
  for (uint64_t probe = 0; probe < KNOWN_FILES; probe += 1) {
    _Atomic uint64_t *slot = &known[(inode * 0x9E3779B97F4A7C15u + probe) % KNOWN_FILES];
    uint64_t empty = 0;
    if (*slot == inode || atomic_compare_exchange_strong(slot, &empty, inode) || empty == inode) return;
  }
  abort();
}

static int is_known(uint64_t inode) {
  for (uint64_t probe = 0; probe < KNOWN_FILES; probe += 1) {
    uint64_t there = known[(inode * 0x9E3779B97F4A7C15u + probe) % KNOWN_FILES];
    if (there == inode) return 1;
    if (there == 0) return 0;
  }
  return 0;
}

/* The inode behind a descriptor if it is a file of ours, else 0. */
static uint64_t ours(int fd) {
  struct stat status;
  int kept = errno;
  uint64_t inode = 0;
  if (root_length > 0 && fd != record_descriptor && fstat(fd, &status) == 0 && S_ISREG(status.st_mode) &&
      status.st_dev == root_device && is_known(status.st_ino))
    inode = status.st_ino;
  errno = kept;
  return inode;
}

/* Absolute path of a descriptor; empty if it has none. */
static void path_of(int fd, char *path) {
  char name[64];
  snprintf(name, sizeof name, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(name, path, PATH_MAX - 1);
  path[length < 0 ? 0 : length] = '\0';
}

static void absolute(int folder, const char *path, char *result) {
  if (path[0] == '/') {
    snprintf(result, PATH_MAX, "%s", path);
    return;
  }
  char base[PATH_MAX] = "";
  if (folder == AT_FDCWD) {
    if (!getcwd(base, sizeof base)) base[0] = '\0';
  } else path_of(folder, base);
  if (snprintf(result, PATH_MAX, "%s/%s", base, path) >= PATH_MAX) result[0] = '\0';
}

/* Opens as asked, but so that we know whether the file is new. */
static int open_known(int folder, const char *path, int flags, mode_t mode, int *created) {
  *created = 0;
  if (!(flags & O_CREAT) || (flags & O_TMPFILE) == O_TMPFILE) return REAL(openat)(folder, path, flags, mode);
  if (flags & O_EXCL) {
    int fd = REAL(openat)(folder, path, flags, mode);
    *created = fd >= 0;
    return fd;
  }
  for (int attempt = 0; attempt < OPEN_ATTEMPTS; attempt += 1) {
    int kept = errno;
    int fd = REAL(openat)(folder, path, flags & ~O_CREAT, mode);
    if (fd >= 0 || errno != ENOENT) return fd;
    fd = REAL(openat)(folder, path, flags | O_EXCL, mode);
    if (fd >= 0) {
      *created = 1;
      errno = kept;
      return fd;
    }
    if (errno != EEXIST) return fd;
  }
  return REAL(openat)(folder, path, flags, mode); /* a link that leads nowhere is neither there nor absent */
}

static int open_recorded(int folder, const char *path, int flags, mode_t mode) {
  int writes = (flags & O_ACCMODE) != O_RDONLY || (flags & (O_CREAT | O_TRUNC));
  if (root_length == 0 || !writes) return REAL(openat)(folder, path, flags, mode);
  int created;
  int fd = open_known(folder, path, flags, mode, &created);
  struct stat status;
  if (fd < 0 || fstat(fd, &status) != 0 || !S_ISREG(status.st_mode) || status.st_dev != root_device) return fd;
  char name[PATH_MAX];
  int kept = errno;
  path_of(fd, name);
  if (inside(name)) {
    know(status.st_ino);
    record(created ? CREATE : BIND, status.st_ino, 0, name, NULL, 0, 0);
    if ((flags & O_TRUNC) && !created) record(TRUNCATE, status.st_ino, 0, "", NULL, 0, 0);
  }
  errno = kept;
  return fd;
}

#define MODE_FROM_ARGUMENTS                                  \
  mode_t mode = 0;                                           \
  if ((flags & O_CREAT) || (flags & O_TMPFILE) == O_TMPFILE) { \
    va_list more;                                            \
    va_start(more, flags);                                   \
    mode = (mode_t)va_arg(more, int);                        \
    va_end(more);                                            \
  }

int open(const char *path, int flags, ...) { MODE_FROM_ARGUMENTS return open_recorded(AT_FDCWD, path, flags, mode); }
int open64(const char *path, int flags, ...) { MODE_FROM_ARGUMENTS return open_recorded(AT_FDCWD, path, flags, mode); }
int openat(int at, const char *path, int flags, ...) { MODE_FROM_ARGUMENTS return open_recorded(at, path, flags, mode); }
int openat64(int at, const char *path, int flags, ...) {
  MODE_FROM_ARGUMENTS return open_recorded(at, path, flags, mode);
}
int __open_2(const char *path, int flags) { return open_recorded(AT_FDCWD, path, flags, 0); }
int __open64_2(const char *path, int flags) { return open_recorded(AT_FDCWD, path, flags, 0); }
int __openat_2(int at, const char *path, int flags) { return open_recorded(at, path, flags, 0); }
int __openat64_2(int at, const char *path, int flags) { return open_recorded(at, path, flags, 0); }
int creat(const char *path, mode_t mode) { return open_recorded(AT_FDCWD, path, O_CREAT | O_WRONLY | O_TRUNC, mode); }
int creat64(const char *path, mode_t mode) { return creat(path, mode); }

static void record_sync(int fd, uint32_t kind, uint64_t ticket) {
  struct stat status;
  char name[PATH_MAX];
  int kept = errno;
  if (root_length > 0 && fstat(fd, &status) == 0 && status.st_dev == root_device) {
    path_of(fd, name);
    /* A file that was renamed or removed meanwhile is still known by its inode. */
    if (inside(name) || is_known(status.st_ino)) record(kind, status.st_ino, ticket, name, NULL, 0, 0);
  }
  errno = kept;
}

static uint64_t ticket_for_sync(void) { return ((uint64_t)getpid() << 32) | (uint32_t)atomic_fetch_add(&tickets, 1); }

/* Data written at `offset`; on a descriptor opened for synchronous writing it is on the disk when the call returns. */
static void record_write(int fd, uint64_t inode, uint64_t offset, const struct iovec *parts, int count, size_t done) {
  while (count > 0 && done > 0) {
    int taken = count < PAYLOAD_PARTS_MAX ? count : PAYLOAD_PARTS_MAX;
    size_t size = 0;
    for (int part = 0; part < taken; part += 1) size += parts[part].iov_len;
    if (size > done) size = done;
    record(WRITE, inode, offset, "", parts, taken, size);
    offset += size, done -= size, parts += taken, count -= taken;
  }
  int kept = errno;
  if (fcntl(fd, F_GETFL) & (O_SYNC | O_DSYNC)) {
    uint64_t ticket = ticket_for_sync();
    record_sync(fd, SYNC_BEGIN, ticket);
    record_sync(fd, SYNC_END, ticket);
  }
  errno = kept;
}

/* Where a write that moved the file position had begun. */
static uint64_t began(int fd, ssize_t done) {
  int kept = errno;
  off_t end = lseek(fd, 0, SEEK_CUR);
  errno = kept;
  return end < done ? 0 : (uint64_t)(end - done);
}

ssize_t write(int fd, const void *bytes, size_t size) {
  ssize_t done = REAL(write)(fd, bytes, size);
  uint64_t inode = done > 0 ? ours(fd) : 0;
  struct iovec part = {(void *)bytes, size};
  if (inode) record_write(fd, inode, began(fd, done), &part, 1, (size_t)done);
  return done;
}

ssize_t writev(int fd, const struct iovec *parts, int count) {
  ssize_t done = REAL(writev)(fd, parts, count);
  uint64_t inode = done > 0 ? ours(fd) : 0;
  if (inode) record_write(fd, inode, began(fd, done), parts, count, (size_t)done);
  return done;
}

ssize_t pwrite(int fd, const void *bytes, size_t size, off_t offset) {
  ssize_t done = REAL(pwrite)(fd, bytes, size, offset);
  uint64_t inode = done > 0 ? ours(fd) : 0;
  struct iovec part = {(void *)bytes, size};
  if (inode) record_write(fd, inode, (uint64_t)offset, &part, 1, (size_t)done);
  return done;
}
ssize_t pwrite64(int fd, const void *bytes, size_t size, off64_t offset) { return pwrite(fd, bytes, size, offset); }

ssize_t pwritev(int fd, const struct iovec *parts, int count, off_t offset) {
  ssize_t done = REAL(pwritev)(fd, parts, count, offset);
  uint64_t inode = done > 0 ? ours(fd) : 0;
  if (inode) record_write(fd, inode, (uint64_t)offset, parts, count, (size_t)done);
  return done;
}
ssize_t pwritev64(int fd, const struct iovec *parts, int count, off64_t offset) {
  return pwritev(fd, parts, count, offset);
}

#define SYNC(name)                                           \
  int name(int fd) {                                         \
    uint64_t ticket = ticket_for_sync();                     \
    record_sync(fd, SYNC_BEGIN, ticket);                     \
    int result = REAL(name)(fd);                             \
    if (result == 0) record_sync(fd, SYNC_END, ticket);      \
    return result;                                           \
  }
SYNC(fsync)
SYNC(fdatasync)

int ftruncate(int fd, off_t size) {
  int result = REAL(ftruncate)(fd, size);
  uint64_t inode = result == 0 ? ours(fd) : 0;
  if (inode) record(TRUNCATE, inode, (uint64_t)size, "", NULL, 0, 0);
  return result;
}
int ftruncate64(int fd, off64_t size) { return ftruncate(fd, size); }

int truncate(const char *path, off_t size) {
  struct stat status;
  int result = REAL(truncate)(path, size);
  if (result == 0 && root_length > 0 && stat(path, &status) == 0 && is_known(status.st_ino))
    record(TRUNCATE, status.st_ino, (uint64_t)size, "", NULL, 0, 0);
  return result;
}
int truncate64(const char *path, off64_t size) { return truncate(path, size); }

/* Room set aside reads as zeros; it only matters where it makes the file longer. */
static void record_room(int fd, off_t offset, off_t size) {
  uint64_t inode = ours(fd);
  struct stat status;
  if (inode && fstat(fd, &status) == 0 && status.st_size == offset + size)
    record(TRUNCATE, inode, (uint64_t)status.st_size, "", NULL, 0, 0);
}

int posix_fallocate(int fd, off_t offset, off_t size) {
  int result = REAL(posix_fallocate)(fd, offset, size);
  if (result == 0) record_room(fd, offset, size);
  return result;
}
int posix_fallocate64(int fd, off64_t offset, off64_t size) { return posix_fallocate(fd, offset, size); }

int fallocate(int fd, int mode, off_t offset, off_t size) {
  int result = REAL(fallocate)(fd, mode, offset, size);
  if (result == 0 && mode == 0) record_room(fd, offset, size);
  return result;
}
int fallocate64(int fd, int mode, off64_t offset, off64_t size) { return fallocate(fd, mode, offset, size); }

/* A change of names: `second` is empty unless the change has two. */
static void record_names(uint32_t kind, int folder, const char *path, int other, const char *second) {
  if (root_length == 0) return;
  char first_name[PATH_MAX], second_name[PATH_MAX] = "";
  int kept = errno;
  absolute(folder, path, first_name);
  if (second) absolute(other, second, second_name);
  struct iovec part = {second_name, strlen(second_name)};
  if (inside(first_name) || (second && inside(second_name))) {
    record(kind, 0, 0, first_name, &part, 1, part.iov_len);
  }
  errno = kept;
}

#define RECORDED(call, ...)                                  \
  int result = call;                                         \
  if (result == 0) record_names(__VA_ARGS__);                \
  return result

int rename(const char *from, const char *to) { RECORDED(REAL(rename)(from, to), RENAME, AT_FDCWD, from, AT_FDCWD, to); }
int renameat(int a, const char *from, int b, const char *to) {
  RECORDED(REAL(renameat)(a, from, b, to), RENAME, a, from, b, to);
}
int unlink(const char *path) { RECORDED(REAL(unlink)(path), UNLINK, AT_FDCWD, path, 0, NULL); }
int unlinkat(int at, const char *path, int flags) {
  RECORDED(REAL(unlinkat)(at, path, flags), flags & AT_REMOVEDIR ? REMOVE_FOLDER : UNLINK, at, path, 0, NULL);
}
int mkdir(const char *path, mode_t mode) { RECORDED(REAL(mkdir)(path, mode), MAKE_FOLDER, AT_FDCWD, path, 0, NULL); }
int mkdirat(int at, const char *path, mode_t mode) {
  RECORDED(REAL(mkdirat)(at, path, mode), MAKE_FOLDER, at, path, 0, NULL);
}
int rmdir(const char *path) { RECORDED(REAL(rmdir)(path), REMOVE_FOLDER, AT_FDCWD, path, 0, NULL); }
int link(const char *from, const char *to) { RECORDED(REAL(link)(from, to), LINK, AT_FDCWD, from, AT_FDCWD, to); }
int linkat(int a, const char *from, int b, const char *to, int flags) {
  RECORDED(REAL(linkat)(a, from, b, to, flags), LINK, a, from, b, to);
}

/* Copies inside the kernel never pass through a buffer of the program; refused, the program copies by hand. */
ssize_t copy_file_range(int from, off64_t *at, int to, off64_t *there, size_t size, unsigned flags) {
  (void)at, (void)there, (void)size, (void)flags;
  if (ours(from) || ours(to)) return errno = ENOSYS, -1;
  return REAL(syscall)(SYS_copy_file_range, from, at, to, there, size, flags);
}

ssize_t sendfile(int to, int from, off_t *offset, size_t size) {
  if (ours(to)) return errno = EINVAL, -1;
  return REAL(syscall)(SYS_sendfile, to, from, offset, size);
}
ssize_t sendfile64(int to, int from, off64_t *offset, size_t size) { return sendfile(to, from, offset, size); }

long syscall(long number, ...) {
  va_list more;
  va_start(more, number);
  long a = va_arg(more, long), b = va_arg(more, long), c = va_arg(more, long);
  long d = va_arg(more, long), e = va_arg(more, long), f = va_arg(more, long);
  va_end(more);
  if (number == SYS_copy_file_range && (ours((int)a) || ours((int)c))) return errno = ENOSYS, -1;
  return REAL(syscall)(number, a, b, c, d, e, f);
}
