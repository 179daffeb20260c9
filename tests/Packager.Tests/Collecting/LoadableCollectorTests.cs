using System.IO;
using System.Linq;
using LiteBox.Packager.Collecting;
using LiteBox.Packager.Erofs;
using Xunit;

namespace LiteBox.Packager.Tests.Collecting;

public sealed class LoadableCollectorTests
{
    private const string Interpreter = "/lib64/ld-linux-x86-64.so.2";
    private const string Library = "int f(void) { return 3; }";

    [Fact]
    public void TheLibrariesOfAnExtensionModuleComeWithIt()
    {
        FileTree tree = WithNeeds(Interpreter, ("/modules/m.so", Modules("_sqlite3")));
        Assert.Equal(FileKind.Regular, tree.Find("/usr/lib/x86_64-linux-gnu/libsqlite3.so.0")?.Kind);
        Assert.Equal(FileKind.Regular, tree.Find("/lib/x86_64-linux-gnu/libm.so.6")?.Kind);
    }

    [Fact]
    public void AnotherProgramBringsItsInterpreter()
    {
        FileTree tree = WithNeeds(interpreter: null, ("/bin/lua", "/usr/bin/lua5.4"));
        Assert.Equal(FileKind.Regular, tree.Find(Interpreter)?.Kind);
        Assert.Equal(FileKind.Regular, tree.Find("/lib/x86_64-linux-gnu/libc.so.6")?.Kind);
    }

    [Fact]
    public void ALibraryBesideTheModuleIsFoundThroughItsRunPathAndNotAddedTwice()
    {
        using var programs = new TestPrograms();
        string library = programs.Compile("libf.so", Library, "-shared -fPIC");
        string module = programs.Compile("m.so", "int f(void); int g(void) { return f(); }",
            $"-shared -fPIC -L{programs.Directory} -lf -Wl,-rpath,$ORIGIN");
        FileTree tree = WithNeeds(Interpreter, ("/opt/m.so", module));
        Assert.Equal(FileKind.Regular, tree.Find("/opt/libf.so")?.Kind);

        FileTree both = WithNeeds(Interpreter, ("/opt/m.so", module), ("/opt/libf.so", library));
        Assert.Equal(2, both.Find("/opt")!.Children.Count);
    }

    [Fact]
    public void WhatAnImageLoadsByNameComesWithIt()
    {
        using var programs = new TestPrograms();
        string library = programs.Compile("libf.so.4", Library, "-shared -fPIC");
        string module = programs.Compile("m.so",
            "void *dlopen(const char *, int); int g(void) { return dlopen(\"libf.so.4\", 1) || dlopen(\"libnowhere.so.1.2\", 1); }",
            "-shared -fPIC -Wl,-rpath,$ORIGIN");
        Assert.NotNull(WithNeeds(Interpreter, ("/opt/m.so", module)).Find("/opt/libf.so.4"));

        string silent = programs.Compile("s.so", "const char *name(void) { return \"libf.so.4\"; }", "-shared -fPIC -Wl,-rpath,$ORIGIN");
        Assert.Null(WithNeeds(Interpreter, ("/opt/s.so", silent)).Find("/opt/libf.so.4"));
    }

    [Fact]
    public void WhatThisMachineDoesNotHaveIsLeftOut()
    {
        using var programs = new TestPrograms();
        string library = programs.Compile("libgone.so", Library, "-shared -fPIC");
        string module = programs.Compile("m.so", "int f(void); int g(void) { return f(); }",
            $"-shared -fPIC -nostdlib -L{programs.Directory} -lgone");
        File.Delete(library);
        FileTree tree = WithNeeds(Interpreter, ("/opt/m.so", module));
        Assert.DoesNotContain(tree.All(), node => node.Name == "libgone.so");
    }

    [Fact]
    public void WhatTheBundleAsksForStays()
    {
        var tree = new FileTree();
        tree.AddDirectory("/lib");
        tree.AddFile("/usr/lib/x86_64-linux-gnu/libsqlite3.so.0", FileContent.FromBytes("own"u8.ToArray()));
        AddNeeds(tree, Interpreter, ("/modules/m.so", Modules("_sqlite3")));
        Assert.Equal(3, tree.Find("/usr/lib/x86_64-linux-gnu/libsqlite3.so.0")!.Content!.Length);
        Assert.Equal(FileKind.Directory, tree.Find("/lib", followLast: false)?.Kind);
    }

    private static string Modules(string name) =>
        Directory.GetFiles("/usr/lib/python3.11/lib-dynload", name + ".*.so").Single();

    private static FileTree WithNeeds(string? interpreter, params (string Guest, string Host)[] images)
    {
        var tree = new FileTree();
        foreach ((string guest, string host) in images)
            tree.AddFile(guest, FileContent.FromFile(host));
        AddNeeds(tree, interpreter, images);
        return tree;
    }

    private static void AddNeeds(FileTree tree, string? interpreter, params (string Guest, string Host)[] images) =>
        LoadableCollector.AddNeeds(tree, interpreter, images, new CollectOptions());
}
