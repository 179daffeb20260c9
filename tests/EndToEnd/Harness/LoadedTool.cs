using System;
using System.IO;
using System.Reflection;
using System.Runtime.Loader;

namespace LiteBox.EndToEnd.Harness;

/// <summary>
/// The built tool, loaded into this process: making hundreds of bundles then compiles the tool's own code once. What a user
/// sees of the tool as a process is tested by <see cref="Bundle.Tool"/>.
/// </summary>
internal static class LoadedTool
{
    private static readonly Lazy<MethodInfo> s_main = new(Load);

    /// <summary>Runs a command; one at a time, since standard output and error are the process's.</summary>
    public static (int ExitCode, string Text) Run(string[] arguments)
    {
        MethodInfo main = s_main.Value;
        lock (s_main)
        {
            TextWriter output = Console.Out, error = Console.Error;
            using var text = new StringWriter();
            try
            {
                Console.SetOut(text);
                Console.SetError(text);
                return ((int)main.Invoke(null, [arguments])!, text.ToString());
            }
            finally
            {
                Console.SetOut(output);
                Console.SetError(error);
            }
        }
    }

    private static MethodInfo Load()
    {
        string path = Path.Combine(Repository.Root, "artifacts", "publish", "LiteBox.Tool", "release", "litebox.dll");
        var resolver = new AssemblyDependencyResolver(path);
        var context = new AssemblyLoadContext("litebox");
        context.Resolving += (_, name) => resolver.ResolveAssemblyToPath(name) is { } file ? context.LoadFromAssemblyPath(file) : null;
        return context.LoadFromAssemblyPath(path).EntryPoint!;
    }
}
