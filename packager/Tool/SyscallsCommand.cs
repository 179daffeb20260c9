using System.Collections.Generic;
using System.CommandLine;
using System.IO;
using System.Text.Json;
using LiteBox.Packager.Bundling;

namespace LiteBox.Tool;

/// <summary><c>litebox syscalls</c>: which system calls the library OS serves.</summary>
internal static class SyscallsCommand
{
    public static Command Create()
    {
        var json = new Option<bool>("--json") { Description = "Print JSON." };
        var markdown = new Option<bool>("--markdown") { Description = "Print the page docs/SYSCALLS.md." };
        var command = new Command("syscalls", "List the system calls of Linux and how far the library OS serves them.") { json, markdown };
        CommandAction.Set(command, (parsed, _) =>
        {
            SyscallHandlers handlers = SyscallHandlers.Read(Toolchain.Find(null, null, BundleTarget.Linux).ShimAssembly);
            TextWriter output = parsed.InvocationConfiguration.Output;
            IReadOnlyList<SyscallSupport> table = SyscallTable.Of(handlers);
            if (parsed.GetValue(markdown))
                output.Write(SyscallTable.Markdown(handlers));
            else if (parsed.GetValue(json))
                output.WriteLine(JsonSerializer.Serialize(table, ToolJson.Default.IReadOnlyListSyscallSupport));
            else
                foreach (SyscallSupport call in table)
                    output.WriteLine($"{call.Number,3} {call.Name,-24} {SyscallTable.Word(call.Status)}{(call.Note.Length > 0 ? ": " + call.Note : "")}");
        });
        return command;
    }
}
