using System;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using LiteBox.EndToEnd.Harness;
using Xunit;

namespace LiteBox.EndToEnd;

/// <summary>Directories of the host that a bundle is granted: what works there, and what keeps the guest inside.</summary>
public sealed class GrantedDirectoryTests
{
    private const int KilledBySigsys = 128 + 31;

    // Flags of openat as the library OS gives them, and the same to write and to create.
    private const string Read = "0xA0900", Write = "0xA0902", Create = "0xA09C2";

    [Theory]
    [InlineData("static", false)]
    [InlineData("musl", false)]
    [InlineData("dynamic", true)]
    public void A_program_works_there_as_natively(string kind, bool stress)
    {
        string program = Guest.Of(kind, "granted"), directory = Prepare();
        Outcome native = Command.Run(program, [directory]);
        string[] nativeTree = Contents(directory);
        Prepare();
        Outcome boxed = Command.Run(Bundle.Of(program, Mounted(directory, "rw", stress)), [directory]);
        Assert.Equal(native.OutputText, boxed.OutputText);
        Assert.Equal(native.ExitCode, boxed.ExitCode);
        Assert.Equal(nativeTree, Contents(directory));

        static string Prepare()
        {
            string path = Scratch.Empty("granted-work");
            File.WriteAllText(Path.Combine(path, "input"), "some text of the host");
            return path;
        }
    }

    /// <summary>A shell can start processes: its bundle keeps signals inside as well, which must not cost the right to move names.</summary>
    [Fact]
    public void Names_move_between_directories_of_a_bundle_with_processes()
    {
        string directory = Scratch.Empty("granted-moving");
        Outcome outcome = Command.Run(Bundle.Of(Guest.Installed("busybox", "busybox-static"), Mounted(directory, "rw")),
            ["sh", "-c", $"cd {directory} && mkdir d && echo x > f && ln f d/link && mv f d/moved && (stat -c %h d/moved)"]);
        Assert.Equal("2\n", outcome.OutputText + outcome.ErrorText);
    }

    [Fact]
    public void Nothing_leads_out_of_it()
    {
        (string directory, string secret) = Trap();
        string readOnly = Command.Run(Bundle.Of(Guest.StaticC("escape"), Mounted(directory, null)), [directory, secret]).OutputText;
        string writable = Command.Run(Bundle.Of(Guest.StaticC("escape"), Mounted(directory, "rw")), [directory, secret]).OutputText;
        const string Missing = "No such file or directory", Refused = "Read-only file system";
        string[] attempts = ["absolute", "upwards", "absolute link", "relative link", "link to a directory", "through /proc", "link through /proc", "root of the process"];
        string[] nothing = [.. attempts.Select(attempt => attempt + ": " + Missing)];
        Assert.Equal(
            [.. nothing, "create: " + Refused, "write: " + Refused, "read: READ", "mkdir: " + Refused, "rename out: " + Missing],
            readOnly.TrimEnd('\n').Split('\n'));
        Assert.Equal(
            [.. nothing, "create: opened", "write: opened", "read: READ", "mkdir: made", "rename out: " + Missing],
            writable.TrimEnd('\n').Split('\n'));
        Assert.Equal("secret", File.ReadAllText(secret));
    }

    [Fact]
    public void Sqlite_keeps_a_database_there()
    {
        string directory = Scratch.Empty("granted-database"), database = Path.Combine(directory, "db");
        string sqlite = Guest.Installed("sqlite3", "sqlite3");
        const string Make = "CREATE TABLE t (n INTEGER, s TEXT); WITH RECURSIVE c(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c WHERE i < 20000) INSERT INTO t SELECT i, 'row ' || i FROM c; UPDATE t SET s = s || '!' WHERE n % 2 = 0;";
        const string Query = "SELECT count(*), sum(n), max(s) FROM t; PRAGMA integrity_check;";
        string bundle = Bundle.Of(sqlite, Mounted(directory, "rw"));
        Outcome made = Command.Run(bundle, [database, Make]);
        Assert.Equal("", made.ErrorText);
        string expected = Command.Check(sqlite, database, Query);
        Assert.Equal("20000|200010000|row 9999\nok\n", expected);
        Assert.Equal(expected, Command.Run(bundle, [database, Query]).OutputText);
        Assert.Equal(["db"], Directory.GetFiles(directory).Select(Path.GetFileName));
        string readOnly = Bundle.Of(sqlite, Mounted(directory, null));
        Assert.Equal(expected, Command.Run(readOnly, [database, Query]).OutputText);
        Assert.Contains("readonly database", Command.Run(readOnly, [database, "DELETE FROM t;"]).ErrorText);
    }

    [Fact]
    public void Bundles_and_the_host_write_to_one_database_at_a_time()
    {
        string directory = Scratch.Empty("granted-shared"), database = Path.Combine(directory, "db");
        string sqlite = Guest.Installed("sqlite3", "sqlite3");
        string bundle = Bundle.Of(sqlite, Mounted(directory, "rw"));
        Assert.Equal("wal\n", Command.Run(bundle, [database, "PRAGMA journal_mode=WAL; CREATE TABLE t (n INTEGER);"]).OutputText);
        string inserts = string.Concat(Enumerable.Repeat("INSERT INTO t VALUES (1); ", 100));
        Outcome[] outcomes = [.. new[] { bundle, sqlite, bundle }.AsParallel().WithDegreeOfParallelism(3)
            .Select(program => Command.Run(program, [database, "PRAGMA busy_timeout=60000; " + inserts]))];
        Assert.All(outcomes, outcome => Assert.Equal("60000\n", outcome.OutputText + outcome.ErrorText));
        const string Query = "SELECT count(*) FROM t; PRAGMA integrity_check;";
        Assert.Equal("300\nok\n", Command.Run(bundle, [database, Query]).OutputText);
        Assert.Equal("300\nok\n", Command.Check(sqlite, database, Query));
    }

    [Fact]
    public async Task Locks_of_the_host_count_inside()
    {
        string directory = Scratch.Empty("granted-locks"), path = Path.Combine(directory, "file");
        File.WriteAllText(path, "contents");
        string bundle = Bundle.Of(Guest.StaticC("locked"), Mounted(directory, "rw"));
        Task<Outcome> waiting;
        using (FileStream held = new(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None))
        {
            // FileShare.None is flock, Lock is a record lock.
            held.Lock(10, 10);
            Assert.Equal(
                "taken: EAGAIN\nread taken: EAGAIN\nfree: ok\nfound: ok type 1 from 10 length 10\nfound none: ok type 2 from 30 length 100\n"
                + "flock(fd, LOCK_SH | LOCK_NB): EAGAIN\nunlock: ok\n",
                Command.Run(bundle, [path]).OutputText);
            waiting = Task.Run(() => Command.Run(bundle, [path, "wait"]));
        }

        Assert.Equal("whole: ok\nflock(fd, LOCK_EX): ok\n", (await waiting).OutputText);
    }

    [Fact]
    public void The_filter_has_no_more_than_the_grant_needs()
    {
        string program = Guest.StaticC("gate"), directory = Scratch.Empty("granted-filter");
        string[] opening = ["openat", "openat_read", "getdents64", "statx", "readlinkat", "landlock_add", "landlock_restrict"];
        string[] changing = ["openat_write", "openat_create", "pwrite64", "unlinkat", "renameat2", "ftruncate", "mkdirat", "linkat", "symlinkat", "fchmod", "utimensat"];
        string[] none = HostCalls(Bundle.Of(program, new BundleOptions { Extra = ["--trim", "none"] }));
        string[] readOnly = HostCalls(Bundle.Of(program, Mounted(directory, null, untrimmed: true)));
        string[] writable = HostCalls(Bundle.Of(program, Mounted(directory, "rw", untrimmed: true)));

        // Opening the bundle's file and keeping signals inside need no grant.
        Assert.Empty(none.Intersect(opening.Except(["openat", "landlock_restrict"]).Concat(changing)));
        Assert.Empty(opening.Except(readOnly));
        Assert.Empty(readOnly.Intersect(changing));
        Assert.Empty(opening.Concat(changing).Except(writable));
    }

    [Fact]
    public void A_guest_that_took_over_the_gate_still_cannot_leave_or_write()
    {
        (string directory, string secret) = Trap();
        string program = Guest.StaticC("gate"), inside = Path.Combine(directory, "inside");
        string readOnly = Bundle.Of(program, Mounted(directory, null, untrimmed: true));
        string mixed = Bundle.Of(program, new BundleOptions
        {
            Extra = ["--trim", "none", "--mount", directory + ":/read", "--mount", Scratch.Empty("granted-other") + ":/write:rw"],
        });

        // The filter has no such flags; with the flags that it has, Landlock decides by the path.
        Assert.Equal(KilledBySigsys, Command.Run(readOnly, ["257", Write, inside]).ExitCode);
        Assert.Equal(KilledBySigsys, Command.Run(readOnly, ["257", Create, Path.Combine(directory, "new")]).ExitCode);
        Assert.Equal(KilledBySigsys, Command.Run(readOnly, ["87", Read, inside]).ExitCode);
        Assert.DoesNotContain("answered -", Command.Run(readOnly, ["257", Read, inside]).OutputText);
        string[] denied = [.. new[]
        {
            Command.Run(readOnly, ["257", Read, secret]), Command.Run(mixed, ["257", Read, secret]), Command.Run(mixed, ["257", Write, inside]),
            Command.Run(mixed, ["257", Write, secret]), Command.Run(mixed, ["257", Create, Path.Combine(directory, "new")]),
        }.Select(outcome => outcome.OutputText)];
        Assert.All(denied, text => Assert.Equal("gate found 1\nthe host answered -13\n", text));
        Assert.False(File.Exists(Path.Combine(directory, "new")));
    }

    [Fact]
    public void A_directory_that_is_missing_is_named_at_start()
    {
        string directory = Scratch.Empty("granted-missing"), bundle = Bundle.Of(Guest.StaticC("hello"), Mounted(directory, null));
        Directory.Delete(directory);
        Outcome outcome = Command.Run(bundle, []);
        Assert.Equal(126, outcome.ExitCode);
        Assert.Equal("litebox: the host directory " + directory + " cannot be mounted at " + directory + ": errno 2\n", outcome.ErrorText);
        Assert.Empty(outcome.Output);
    }

    [Fact]
    public void The_program_can_start_in_it()
    {
        string directory = Scratch.Empty("granted-start"), busybox = Guest.Installed("busybox", "busybox-static");
        string[] mount = ["--mount", directory + ":/made/on the way:rw", "--workdir", "/made/on the way"];
        string bundle = Bundle.Of(busybox, new BundleOptions { Extra = mount });
        Assert.Equal("/made/on the way\n", Command.Run(bundle, ["pwd"]).OutputText);
        Assert.Equal(0, Command.Run(bundle, ["touch", "here"]).ExitCode);
        Assert.True(File.Exists(Path.Combine(directory, "here")));
        Assert.Contains("host /made/on\\040the\\040way 9p rw,", Command.Run(bundle, ["cat", "/proc/mounts"]).OutputText);
        Outcome outcome = Command.Run(Bundle.Of(busybox, new BundleOptions { Extra = ["--workdir", "/not/there"] }), ["pwd"]);
        Assert.Equal((126, "litebox: the working directory cannot be entered: errno 2\n"), (outcome.ExitCode, outcome.ErrorText));
    }

    private static BundleOptions Mounted(string directory, string? access, bool stress = false, bool untrimmed = false) => new()
    {
        Stress = stress,
        Extra = [.. untrimmed ? ["--trim", "none"] : Array.Empty<string>(), "--mount", directory + ":" + directory + (access is null ? "" : ":" + access)],
    };

    /// <summary>A directory with links that lead out of it, and the file outside that they lead to.</summary>
    private static (string Directory, string Secret) Trap()
    {
        string outside = Scratch.Empty("granted-outside"), secret = Path.Combine(outside, "secret"), directory = Scratch.Empty("granted-trap");
        File.WriteAllText(secret, "secret");
        File.WriteAllText(Path.Combine(directory, "inside"), "inside");
        File.CreateSymbolicLink(Path.Combine(directory, "absolute"), secret);
        File.CreateSymbolicLink(Path.Combine(directory, "relative"), "../granted-outside/secret");
        Directory.CreateSymbolicLink(Path.Combine(directory, "folder"), outside);
        return (directory, secret);
    }

    private static string[] Contents(string directory) =>
    [
        .. Directory.GetFileSystemEntries(directory, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(path =>
            $"{path} {new FileInfo(path).LinkTarget ?? (File.Exists(path) ? File.ReadAllText(path) : "directory")}"),
    ];

    private static string[] HostCalls(string bundle) =>
    [
        .. Command.Check(Repository.Tool, "inspect", bundle).Split('\n').SkipWhile(line => !line.EndsWith(" host calls", StringComparison.Ordinal)).Skip(1)
            .TakeWhile(line => line.Length > 0).Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]),
    ];
}
