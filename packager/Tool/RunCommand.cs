using System;
using System.CommandLine;
using System.Runtime.InteropServices;
using LiteBox.Packager.Running;

namespace LiteBox.Tool;

/// <summary><c>litebox run BUNDLE</c>: runs a bundle for any target on this machine.</summary>
internal static class RunCommand
{
    public static Command Create()
    {
        var bundle = new Argument<string>("BUNDLE") { Description = "A file that litebox or LiteBox.Sdk made." };
        var arguments = new Argument<string[]>("ARGUMENTS") { Description = "Arguments for the program.", Arity = ArgumentArity.ZeroOrMore };
        var memory = new Option<int?>("--memory") { HelpName = "MIB", Description = "Memory of the machine that runs a kvm bundle." };
        var accelerator = new Option<string?>("--accel") { HelpName = "tcg|kvm", Description = "How QEMU runs a kvm bundle." };
        accelerator.AcceptOnlyFromAmong("tcg", "kvm");
        var command = new Command("run", "Run a bundle, whatever its target.") { bundle, arguments, memory, accelerator };
        CommandAction.SetWithStatus(command, (parsed, cancellation) => UntilSignal(() => BundleRunner.Run(
            parsed.GetRequiredValue(bundle),
            new RunOptions
            {
                Arguments = parsed.GetValue(arguments) ?? [],
                MemoryMebibytes = parsed.GetValue(memory),
                Accelerator = parsed.GetValue(accelerator),
            },
            cancellation)));
        return command;
    }

    /// <summary>A run that a signal has ended has the status that the shell gives such a program.</summary>
    private static int UntilSignal(Func<int> run)
    {
        const int BySignal = 128, Interrupt = 2, Terminate = 15;
        int signal = Terminate;
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, _ => signal = Interrupt);
        try
        {
            return run();
        }
        catch (OperationCanceledException)
        {
            return BySignal + signal;
        }
    }
}
