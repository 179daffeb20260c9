// Names: the *at calls, symbolic links and their loops, link, rename, unlink, mkdir, rmdir, and the errors of bad names.
#include "guest.h"
#include <dirent.h>
#include <linux/fs.h>
#include <sys/syscall.h>

static char long_name[300], long_path[5000], text[5000];

static const char *kind(const char *path)
{
    struct stat s;
    if (lstat(path, &s) != 0) return error_name(errno);
    return S_ISDIR(s.st_mode) ? "directory" : S_ISLNK(s.st_mode) ? "link" : S_ISREG(s.st_mode) ? "file" : "other";
}

static const char *first_line(const char *path)
{
    static char line[64];
    int fd = open(path, O_RDONLY);
    if (fd < 0) return error_name(errno);
    ssize_t n = read(fd, line, sizeof line - 1);
    line[n < 0 ? 0 : n] = 0;
    close(fd);
    return line;
}

static void names(void)
{
    SECTION("names");
    put_file("f", "data");
    mkdir("d", 0755);
    SHOW(open("", O_RDONLY));
    SHOW(open("missing", O_RDONLY));
    SHOW(open("missing/x", O_RDONLY));
    SHOW(open("f/x", O_RDONLY));
    SHOW(open("f/", O_RDONLY));
    TRY(open("d/", O_RDONLY));
    TRY(open("d/.", O_RDONLY));
    TRY(open("d/../f", O_RDONLY));
    TRY(open("./././/f", O_RDONLY));
    TRY(open("/../../..", O_RDONLY));
    SHOW(open("f/.", O_RDONLY));
    SHOW(open("f/..", O_RDONLY));
    SHOW(open(long_name, O_RDONLY));
    SHOW(open(long_name, O_CREAT | O_RDWR, 0600));
    SHOW(open(long_path, O_RDONLY));
    SHOW(mkdir(long_name, 0700));
    long_name[255] = 0;
    TRY(open(long_name, O_CREAT | O_RDWR, 0600));
    SHOW(unlink(long_name));
    SHOW(open("d", O_WRONLY));
    SHOW(open("d", O_RDWR));
    SHOW(open("d", O_RDONLY | O_CREAT, 0600));
    SHOW(open("new/", O_RDWR | O_CREAT, 0600));
    SHOW(open("f", O_RDONLY | O_DIRECTORY));
    SHOW(open("f", O_CREAT | O_EXCL | O_RDWR, 0600));
    TRY(open("\x01\xff\xc3\x28 odd\n", O_CREAT | O_RDWR, 0600));
    SHOW(unlink("\x01\xff\xc3\x28 odd\n"));
}

static void directories(void)
{
    SECTION("directories");
    SHOW(mkdir("d", 0755));
    SHOW(mkdir("f", 0755));
    SHOW(mkdir("d/e", 0755));
    SHOW(mkdir("d/e/", 0755));
    SHOW(mkdir("d/new/", 0755));
    SHOW(mkdir("missing/e", 0755));
    SHOW(mkdir("f/e", 0755));
    SHOW(mkdir("", 0755));
    SHOW(mkdir(".", 0755));
    SHOW(mkdir("/", 0755));
    SHOW(rmdir("d"));
    SHOW(rmdir("f"));
    SHOW(rmdir("missing"));
    SHOW(rmdir("."));
    SHOW(rmdir("d/.."));
    SHOW(rmdir("d/e/."));
    SHOW(rmdir("d/e/"));
    SHOW(rmdir("d/new"));
    SHOW(rmdir(""));
    SHOW(rmdir("/"));
    SHOW(unlink("d"));
    SHOW(unlink("d/"));
    SHOW(unlink("missing"));
    SHOW(unlink("f/"));
    SHOW(unlink(""));
    SHOW(chdir("f"));
    SHOW(chdir("missing"));
    SHOW(chdir(""));
    struct stat before, after;
    stat("d", &before);
    mkdir("d/sub", 0700);
    stat("d", &after);
    printf("links %ld %ld\n", (long)before.st_nlink, (long)after.st_nlink);
    rmdir("d/sub");
    // A working directory that is removed.
    mkdir("gone", 0755);
    SHOW(chdir("gone"));
    SHOW(rmdir("../gone"));
    SHOW(getcwd(text, sizeof text) ? 0 : -1);
    SHOW(open("x", O_CREAT | O_RDWR, 0600));
    SHOW(mkdir("x", 0700));
    SHOW(chdir(".."));
    SHOW(access("d", F_OK));
}

static void working_directory(const char *scratch)
{
    SECTION("getcwd");
    char here[4096];
    SHOW(chdir(scratch));
    printf("%d\n", syscall(SYS_getcwd, here, sizeof here) == (long)strlen(scratch) + 1 && strcmp(here, scratch) == 0);
    SHOW(syscall(SYS_getcwd, here, 3));
    SHOW(syscall(SYS_getcwd, here, 0));
    SHOW(chdir("d"));
    getcwd(here, sizeof here);
    printf("%s\n", here + strlen(scratch));
    int fd = open("..", O_RDONLY | O_DIRECTORY);
    SHOW(fchdir(fd));
    getcwd(here, sizeof here);
    printf("%d\n", strcmp(here, scratch) == 0);
    close(fd);
    SHOW(fchdir(fd));
    fd = open("f", O_RDONLY);
    SHOW(fchdir(fd));
    close(fd);
}

static void links(void)
{
    SECTION("symbolic links");
    SHOW(symlink("f", "to-f"));
    SHOW(symlink("f", "to-f"));
    SHOW(symlink("f", "d"));
    SHOW(symlink("", "empty"));
    SHOW(symlink("f", ""));
    SHOW(symlink("f", "missing/link"));
    SHOW(symlink("missing", "dangling"));
    SHOW(symlink("loop-b", "loop-a"));
    SHOW(symlink("loop-a", "loop-b"));
    SHOW(symlink("self", "self"));
    SHOW(symlink("d", "to-d"));
    SHOW(symlink("../f", "d/up"));
    SHOW(symlink("f/", "f-slash"));
    memset(text, 0, sizeof text);
    SHOW(readlink("to-f", text, sizeof text));
    printf("%s\n", text);
    SHOW(readlink("d/up", text, 3));
    printf("%.3s\n", text);
    SHOW(readlink("f", text, sizeof text));
    SHOW(readlink("missing", text, sizeof text));
    SHOW(syscall(SYS_readlink, "to-f", text, 0));
    SHOW(syscall(SYS_readlink, "to-f", text, -1));
    printf("%s %s %s\n", first_line("to-f"), kind("to-f"), kind("dangling"));
    printf("%s\n", first_line("to-d/up"));
    printf("%s %s\n", kind("to-d"), kind("to-d/"));
    SHOW(open("loop-a", O_RDONLY));
    SHOW(open("self/x", O_RDONLY));
    SHOW(open("dangling", O_RDONLY));
    SHOW(open("f-slash", O_RDONLY));
    SHOW(open("to-f", O_RDONLY | O_NOFOLLOW));
    TRY(open("to-d", O_RDONLY | O_DIRECTORY));
    SHOW(open("to-d", O_RDONLY | O_DIRECTORY | O_NOFOLLOW));
    TRY(open("to-f", O_PATH | O_NOFOLLOW));
    SHOW(open("dangling", O_CREAT | O_EXCL | O_RDWR, 0600));
    TRY(open("dangling", O_CREAT | O_RDWR, 0600));
    printf("missing is now %s\n", kind("missing"));
    SHOW(unlink("missing"));
    SHOW(mkdir("dangling", 0700));
    SHOW(rmdir("to-d"));
    SHOW(unlink("to-d/"));
    // Forty links in a row are followed, forty-one are not.
    put_file("c0", "deep");
    for (int i = 1; i <= 41; i++) {
        char from[16], to[16];
        snprintf(from, sizeof from, "c%d", i - 1);
        snprintf(to, sizeof to, "c%d", i);
        symlink(from, to);
    }
    printf("%s\n", first_line("c40"));
    printf("%s\n", first_line("c41"));
    for (int i = 0; i <= 41; i++) { snprintf(text, 16, "c%d", i); unlink(text); }
    memset(text, 'x', 4095);
    text[4095] = 0;
    SHOW(symlink(text, "long-link"));
    SHOW(readlink("long-link", text, sizeof text));
    text[4095] = 'x';
    text[4096] = 0;
    SHOW(symlink(text, "longer-link"));

    SECTION("hard links");
    struct stat s;
    SHOW(link("f", "hard"));
    stat("f", &s);
    printf("links %ld\n", (long)s.st_nlink);
    ino_t number = s.st_ino;
    stat("hard", &s);
    printf("same %d\n", s.st_ino == number);
    SHOW(link("f", "hard"));
    SHOW(link("d", "hard-d"));
    SHOW(link("missing", "hard2"));
    SHOW(link("f", "missing/hard"));
    SHOW(link("to-f", "hard-link"));
    printf("%s\n", kind("hard-link"));
    SHOW(linkat(AT_FDCWD, "to-f", AT_FDCWD, "followed", AT_SYMLINK_FOLLOW));
    printf("%s\n", kind("followed"));
    SHOW(linkat(AT_FDCWD, "f", AT_FDCWD, "x", 0x10));
    put_file("hard", "new data");
    printf("%s\n", first_line("f"));
    SHOW(unlink("hard"));
    SHOW(unlink("hard-link"));
    SHOW(unlink("followed"));
    stat("f", &s);
    printf("links %ld\n", (long)s.st_nlink);
}

static void renames(void)
{
    SECTION("rename");
    put_file("a", "A");
    put_file("b", "B");
    SHOW(rename("a", "b"));
    printf("%s %s\n", kind("a"), first_line("b"));
    SHOW(rename("b", "b"));
    SHOW(rename("missing-one", "b"));
    SHOW(rename("b", "nowhere/b"));
    SHOW(rename("b", "d"));
    SHOW(rename("d", "b"));
    SHOW(rename("d", "d/inside"));
    SHOW(rename("d/e", "d"));
    SHOW(rename(".", "x"));
    SHOW(rename("d/..", "x"));
    SHOW(rename("", "x"));
    SHOW(rename("b", ""));
    SHOW(rename("b", "c/"));
    mkdir("full", 0755);
    put_file("full/inner", "I");
    mkdir("vacant", 0755);
    SHOW(rename("vacant", "full"));
    SHOW(rename("full", "vacant"));
    printf("%s %s\n", kind("full"), first_line("vacant/inner"));
    SHOW(rename("vacant", "moved/"));
    printf("%s\n", first_line("moved/inner"));
    SHOW(rename("moved", "d/moved"));
    printf("%s\n", first_line("d/moved/inner"));
    printf("%s\n", first_line("d/moved/../moved/inner"));
    SHOW(rename("to-f", "to-g"));
    printf("%s\n", kind("to-g"));
    rename("to-g", "to-f");
    put_file("one", "1");
    put_file("two", "2");
    SHOW(renameat2(AT_FDCWD, "one", AT_FDCWD, "two", RENAME_NOREPLACE));
    SHOW(renameat2(AT_FDCWD, "one", AT_FDCWD, "three", RENAME_NOREPLACE));
    SHOW(renameat2(AT_FDCWD, "three", AT_FDCWD, "two", RENAME_EXCHANGE));
    printf("%s %s\n", first_line("two"), first_line("three"));
    SHOW(renameat2(AT_FDCWD, "three", AT_FDCWD, "none", RENAME_EXCHANGE));
    SHOW(renameat2(AT_FDCWD, "three", AT_FDCWD, "d", RENAME_EXCHANGE));
    printf("%s %s\n", kind("three"), first_line("d"));
    SHOW(renameat2(AT_FDCWD, "three", AT_FDCWD, "d", RENAME_EXCHANGE));
    SHOW(renameat2(AT_FDCWD, "three", AT_FDCWD, "two", RENAME_EXCHANGE | RENAME_NOREPLACE));
    SHOW(renameat2(AT_FDCWD, "three", AT_FDCWD, "two", 0x100));
    // An open file follows its rename and outlives being replaced.
    int fd = open("two", O_RDWR);
    SHOW(rename("three", "two"));
    char c = 0;
    SHOW(pread(fd, &c, 1, 0));
    printf("%c %s\n", c, first_line("two"));
    struct stat s;
    SHOW(fstat(fd, &s));
    printf("links %ld\n", (long)s.st_nlink);
    close(fd);
    link("two", "same");
    SHOW(rename("two", "same"));
    printf("%s %s\n", kind("two"), kind("same"));
}

static void relative_calls(void)
{
    SECTION("*at");
    int d = open("d", O_RDONLY | O_DIRECTORY), f = open("f", O_RDONLY), p = open("d", O_PATH);
    SHOW(mkdirat(d, "at", 0755));
    SHOW(mkdirat(f, "at", 0755));
    SHOW(mkdirat(999, "at", 0755));
    TRY(openat(d, "at/file", O_CREAT | O_RDWR, 0644));
    TRY(openat(p, "at/file", O_RDONLY));
    SHOW(openat(f, "at/file", O_RDONLY));
    SHOW(openat(999, "at/file", O_RDONLY));
    TRY(openat(999, "/", O_RDONLY));
    struct stat s;
    SHOW(fstatat(d, "at/file", &s, 0));
    SHOW(fstatat(d, "", &s, 0));
    SHOW(fstatat(d, "", &s, AT_EMPTY_PATH));
    printf("%d\n", S_ISDIR(s.st_mode));
    SHOW(fstatat(f, "", &s, AT_EMPTY_PATH));
    SHOW(fstatat(d, "at", &s, 0x8000));
    SHOW(symlinkat("file", d, "at/link"));
    memset(text, 0, 16);
    SHOW(readlinkat(d, "at/link", text, 16));
    SHOW(linkat(d, "at/file", d, "at/second", 0));
    SHOW(renameat(d, "at/second", AT_FDCWD, "brought"));
    SHOW(faccessat(d, "at/link", R_OK, 0));
    SHOW(faccessat(d, "at/none", R_OK, 0));
    SHOW(fchmodat(d, "at/file", 0600, 0));
    SHOW(fchownat(d, "at/file", -1, -1, 0));
    SHOW(unlinkat(d, "at/link", 0));
    SHOW(unlinkat(d, "at", 0));
    SHOW(unlinkat(d, "at", AT_REMOVEDIR));
    SHOW(unlinkat(d, "at/file", AT_REMOVEDIR));
    SHOW(unlinkat(d, "at/file", 0));
    SHOW(unlinkat(d, "at", AT_REMOVEDIR));
    SHOW(unlinkat(d, "at", 0x4000));
    SHOW(unlink("brought"));
    char c;
    SHOW(read(p, &c, 1));
    SHOW(fchmod(p, 0700));
    SHOW(fstat(p, &s));
    SHOW(ftruncate(p, 0));
    close(d), close(f), close(p);
}

static void unlinked(void)
{
    SECTION("unlinked while open");
    int fd = open("brief", O_CREAT | O_RDWR, 0644);
    SHOW(unlink("brief"));
    SHOW(write(fd, "alive", 5));
    SHOW(pread(fd, text, 5, 0));
    struct stat s;
    fstat(fd, &s);
    printf("%.5s %ld %ld\n", text, (long)s.st_nlink, (long)s.st_size);
    TRY(open("brief", O_RDONLY));
    close(fd);
    mkdir("held", 0755);
    fd = open("held", O_RDONLY | O_DIRECTORY);
    SHOW(rmdir("held"));
    SHOW(openat(fd, "x", O_CREAT | O_RDWR, 0644));
    SHOW(fstat(fd, &s));
    SHOW(syscall(SYS_getdents64, fd, text, sizeof text));
    close(fd);
}

// A path that was walked before leads elsewhere once a directory or a link on it is another one.
static void changed_ways(void)
{
    SECTION("changed ways");
    char absolute[4096];
    mkdir("w", 0755), mkdir("w/in", 0755), mkdir("v", 0755), mkdir("v/in", 0755);
    put_file("w/in/f", "of w"), put_file("v/in/f", "of v");
    SHOW(symlink("w", "way"));
    if (!realpath("w", absolute)) exit(98);
    strcat(absolute, "/in/f");
    for (int i = 0; i < 2; i++) {
        printf("%s\n", first_line("w/in/f"));
        printf("%s\n", first_line("way/in/f"));
        printf("%s\n", first_line(absolute));
        printf("%s %s\n", kind("w/in/none"), kind("w/f/none"));
    }
    SHOW(unlink("way"));
    SHOW(symlink("v", "way"));
    printf("%s\n", first_line("way/in/f"));
    SHOW(symlink("w", "other"));
    SHOW(rename("other", "way"));
    printf("%s\n", first_line("way/in/f"));
    SHOW(rename("w", "u"));
    printf("%s\n", first_line("w/in/f"));
    printf("%s\n", first_line("way/in/f"));
    printf("%s\n", first_line(absolute));
    SHOW(rename("v", "w"));
    printf("%s\n", first_line("w/in/f"));
    printf("%s\n", first_line("way/in/f"));
    printf("%s\n", first_line(absolute));
    SHOW(renameat2(AT_FDCWD, "u", AT_FDCWD, "w", RENAME_EXCHANGE));
    printf("%s\n", first_line("w/in/f"));
    printf("%s\n", first_line(absolute));
    SHOW(unlink("u/in/f"));
    printf("%s\n", first_line("u/in/f"));
    SHOW(rmdir("u/in"));
    printf("%s\n", first_line("u/in/f"));
    put_file("u/in", "no directory");
    printf("%s\n", first_line("u/in/f"));
    printf("%s\n", first_line("u/in"));

    // The same words from another directory and from a descriptor.
    SHOW(chdir("w"));
    printf("%s\n", first_line("in/f"));
    SHOW(mkdir("deep", 0755));
    SHOW(mkdir("deep/in", 0755));
    put_file("deep/in/f", "of deep");
    SHOW(chdir("deep"));
    printf("%s\n", first_line("in/f"));
    printf("%s\n", first_line("../in/f"));
    int folder = open("..", O_RDONLY | O_DIRECTORY);
    for (int i = 0; i < 2; i++) {
        struct stat s;
        SHOW(fstatat(folder, "in/f", &s, 0));
        printf("%ld\n", (long)s.st_size);
        SHOW(fstatat(AT_FDCWD, "in/f", &s, 0));
        printf("%ld\n", (long)s.st_size);
    }
}

int main(int argc, char **argv)
{
    enter_scratch(argc, argv);
    memset(long_name, 'n', 256);
    for (int i = 0; i < 4990; i += 2) long_path[i] = 'p', long_path[i + 1] = '/';
    names();
    directories();
    working_directory(argv[1]);
    links();
    renames();
    relative_calls();
    unlinked();
    changed_ways();
    return 0;
}
