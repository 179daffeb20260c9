// Who may do what with files: as another user than root, with modes, groups, sticky directories, umask.
#include "guest.h"
#include <sys/fsuid.h>
#include <sys/xattr.h>
#include <grp.h>

static void as(uid_t user, gid_t group)
{
    seteuid(0), setegid(0);
    if (setgroups(0, NULL) != 0 || setegid(group) != 0 || seteuid(user) != 0)
        printf("cannot become %d:%d: %s\n", user, group, error_name(errno));
}

static void show_owner(const char *path)
{
    struct stat s;
    if (lstat(path, &s) != 0) { printf("%s: %s\n", path, error_name(errno)); return; }
    printf("%s: %o %d:%d\n", path, s.st_mode, s.st_uid, s.st_gid);
}

static void opening(void)
{
    SECTION("open");
    umask(0);
    int modes[] = {0600, 0640, 0604, 0444, 0222, 0111, 0060, 0006, 0};
    char name[32];
    for (int i = 0; i < 9; i++) {
        sprintf(name, "m%o", modes[i]);
        close(open(name, O_CREAT | O_WRONLY, modes[i]));
        chown(name, 1000, 2000);
        chmod(name, modes[i]);
    }
    uid_t users[] = {0, 1000, 1001, 1002};
    gid_t groups[] = {0, 3000, 2000, 3000};
    for (int u = 0; u < 4; u++) {
        as(users[u], groups[u]);
        for (int i = 0; i < 9; i++) {
            sprintf(name, "m%o", modes[i]);
            printf("user %d mode %03o:", users[u], modes[i]);
            int flags[] = {O_RDONLY, O_WRONLY, O_RDWR, O_RDONLY | O_TRUNC, O_PATH, O_RDONLY | O_NOATIME};
            for (int f = 0; f < 6; f++) {
                int fd = open(name, flags[f]);
                printf(" %s", fd < 0 ? error_name(errno) : "ok");
                if (fd >= 0) close(fd);
            }
            for (int mode = 1; mode < 8; mode++)
                printf(" %d%d", access(name, mode) == 0, faccessat(AT_FDCWD, name, mode, AT_EACCESS) == 0);
            printf(" %s\n", truncate(name, 0) == 0 ? "ok" : error_name(errno));
        }
    }
    as(0, 0);
}

static void directories(void)
{
    SECTION("directories");
    mkdir("open", 0777), mkdir("closed", 0700), mkdir("list", 0744), mkdir("pass", 0711), mkdir("sticky", 01777), mkdir("sgid", 02777);
    chmod("open", 0777), chmod("sticky", 01777), chmod("sgid", 02777);
    chown("sgid", 0, 4000), chmod("sgid", 02777);
    put_file("closed/a", "a"), put_file("pass/a", "a"), put_file("list/a", "a"), put_file("sticky/root", "r"), put_file("open/root", "r");
    mkdir("sticky/dir", 0777);
    as(1000, 1000);
    SHOW(open("closed/a", O_RDONLY));
    SHOW(open("closed/missing", O_RDONLY));
    SHOW(open("list/a", O_RDONLY));
    SHOW(open("list/missing", O_RDONLY));
    SHOW(close(open("list", O_RDONLY)));
    TRY(open("pass/a", O_RDONLY));
    SHOW(open("pass/b", O_CREAT | O_WRONLY, 0644));
    SHOW(open("pass/a", O_CREAT | O_RDONLY, 0644) >= 0);
    SHOW(open("pass", O_RDONLY | O_DIRECTORY));
    SHOW(chdir("closed"));
    SHOW(chdir("list"));
    SHOW(access("closed/..", F_OK));
    SHOW(access("pass/../open", F_OK));
    SHOW(mkdir("pass/d", 0777));
    SHOW(mkdir("closed/d", 0777));
    SHOW(mkdir("open/d", 0777));
    SHOW(mkdir("open/root", 0777));
    SHOW(symlink("x", "pass/l"));
    SHOW(symlink("x", "open/l"));
    SHOW(link("open/root", "pass/l"));
    SHOW(mkfifo("pass/f", 0600));
    SHOW(mkfifo("open/f", 0600));
    SHOW(close(open("open/mine", O_CREAT | O_WRONLY, 0644)));
    SHOW(close(open("sgid/mine", O_CREAT | O_WRONLY, 0644)));
    SHOW(mkdir("sgid/dir", 0755));
    show_owner("open/mine"), show_owner("open/d"), show_owner("open/l"), show_owner("open/f"), show_owner("sgid/mine"), show_owner("sgid/dir");
    SHOW(close(open("sticky/mine", O_CREAT | O_WRONLY, 0644)));
    SHOW(unlink("pass/a"));
    SHOW(unlink("sticky/root"));
    SHOW(rmdir("sticky/dir"));
    SHOW(rename("sticky/root", "sticky/other"));
    SHOW(rename("sticky/mine", "sticky/root"));
    SHOW(rename("sticky/mine", "sticky/mine2"));
    SHOW(unlink("sticky/mine2"));
    SHOW(rename("open/root", "pass/root"));
    SHOW(rename("pass/a", "open/a"));
    SHOW(rename("open/root", "open/root2"));
    SHOW(unlink("open/root2"));
    SHOW(unlink("closed/a"));
    SHOW(unlink("pass/missing"));
    SHOW(rmdir("pass/missing"));
    SHOW(open("pass", O_TMPFILE | O_RDWR, 0600));
    TRY(open("open", O_TMPFILE | O_RDWR, 0600));
    as(1001, 1001);
    // A directory needs write permission to get another parent.
    SHOW(rename("open/d", "sticky/d"));
    SHOW(rename("open/d", "open/e"));
    as(0, 0);
}

static void attributes(void)
{
    SECTION("attributes");
    put_file("owned", "text");
    chown("owned", 1000, 1000), chmod("owned", 0644);
    struct timespec now[2] = {{0, UTIME_NOW}, {0, UTIME_NOW}}, omit[2] = {{0, UTIME_OMIT}, {0, UTIME_OMIT}},
        mixed[2] = {{0, UTIME_NOW}, {0, UTIME_OMIT}}, past[2] = {{1000, 0}, {2000, 0}};
    uid_t users[] = {1000, 1001};
    for (int u = 0; u < 2; u++) {
        as(users[u], users[u]);
        SHOW(chmod("owned", 02664));
        SHOW(chown("owned", 1000, -1));
        SHOW(chown("owned", -1, 1000));
        SHOW(chown("owned", 1001, -1));
        SHOW(chown("owned", -1, 5000));
        SHOW(chown("owned", -1, -1));
        SHOW(utimensat(AT_FDCWD, "owned", NULL, 0));
        SHOW(utimensat(AT_FDCWD, "owned", now, 0));
        SHOW(utimensat(AT_FDCWD, "owned", omit, 0));
        SHOW(utimensat(AT_FDCWD, "owned", mixed, 0));
        SHOW(utimensat(AT_FDCWD, "owned", past, 0));
        SHOW(setxattr("owned", "user.a", "1", 1, 0));
        SHOW(getxattr("owned", "user.a", NULL, 0));
        SHOW(setxattr("owned", "trusted.a", "1", 1, 0));
        SHOW(getxattr("owned", "trusted.a", NULL, 0));
        SHOW(chroot("."));
        show_owner("owned");
    }
    as(0, 0);
    chmod("owned", 06755);
    SHOW(chown("owned", 1001, 1001));
    show_owner("owned");
    SHOW(chmod("owned", 06755));
    as(1001, 1001);
    int fd = open("owned", O_WRONLY);
    write(fd, "x", 1);
    close(fd);
    show_owner("owned");
    as(0, 0);
    // The set-group-ID bit needs membership.
    chown("owned", 1000, 2000);
    as(1000, 1000);
    SHOW(chmod("owned", 02755));
    show_owner("owned");
    as(0, 0);
    gid_t more[] = {2000};
    setgroups(1, more);
    setegid(1000), seteuid(1000);
    SHOW(chmod("owned", 02755));
    SHOW(chown("owned", -1, 1000));
    show_owner("owned");
    as(0, 0);
    SHOW(setfsuid(1000));
    SHOW(open("closed/a", O_RDONLY));
    SHOW(setfsuid(0));
}

static void masks(void)
{
    SECTION("umask");
    umask(0);
    for (int mask = 0; mask < 01000; mask += 0111) {
        umask(mask);
        close(open("masked", O_CREAT | O_WRONLY, 0777));
        mkdir("maskedd", 0777);
        mkfifo("maskedf", 0666);
        show_owner("masked"), show_owner("maskedd"), show_owner("maskedf");
        unlink("masked"), rmdir("maskedd"), unlink("maskedf");
    }
    SHOW(umask(07777));
    SHOW(umask(022));
}

int main(int argc, char **argv)
{
    enter_scratch(argc, argv);
    chmod(".", 0755);
    chown(".", 0, 0);
    opening();
    directories();
    attributes();
    masks();
    // For good: there is no way back.
    SHOW(setresuid(1000, 1000, 1000));
    SHOW(seteuid(0));
    SHOW(open("closed/a", O_RDONLY));
    SHOW(access("closed", R_OK));
    return 0;
}
